// Package signin is the door for those who have an account: staff, merchants, and
// in a demo cardholders. Residents never need it, and cardholders come in by their
// card (app/card).
//
// A first password is changed in a second step of the same page: until then the
// city lets nothing else through, so there is nowhere else to go.
package signin

import (
	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

type screen struct {
	app.Compo
	port           frame.Port
	stop           func()
	ways           door.Ways
	name, password string
	old, fresh     string // passwords of the second step
	show           bool
	first          *door.Me // who must change a first password; nil in the first step
	still          *door.Me // who is signed in already; nil when nobody is
	try, key       frame.Try
	come           string // what the single sign-on said no with
}

// Screen is the screen at /signin.
func Screen(p frame.Port) app.Composer {
	return &screen{port: p, ways: door.Ways{Password: true}}
}

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *screen) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.SignIn)) }

func (s *screen) OnMount(ctx app.Context) {
	s.stop = frame.Follow(ctx, s.port)
	s.look(ctx)
}

func (s *screen) OnDismount() { s.stop() }

func (s *screen) lang() words.Lang { return s.port.Looks().Lang }

// look asks which ways there are, and whether somebody is signed in: they may have
// come back from the single sign-on, or opened the page for nothing.
// ctx is the screen's own.
func (s *screen) look(ctx app.Context) {
	query := ctx.Page().URL().Query()
	if code := query.Get("refused"); code != "" {
		s.come = s.lang().Refusal(op.Refusal{Code: op.Code(code)})
	}
	back := query.Get("sso") == "1"
	d := s.port.Door
	ctx.Async(func() {
		ways, err := d.Ways()
		if err == nil {
			ctx.Dispatch(func(app.Context) { s.ways = ways })
		}
		if me, err := d.Who(); err == nil {
			ctx.Dispatch(func(ctx app.Context) { s.found(ctx, me, back) })
		}
	})
}

// found meets somebody who is signed in already.
func (s *screen) found(ctx app.Context, me door.Me, wanted bool) {
	if wanted || me.MustChange {
		s.proceed(ctx, me)
		return
	}
	s.still = &me
}

// proceed lets somebody in, or asks for a password of their own first.
func (s *screen) proceed(ctx app.Context, me door.Me) {
	if me.MustChange {
		s.first, s.old, s.fresh = &me, "", ""
		ctx.Defer(func(app.Context) { focus("new-password") })
		return
	}
	s.port.Door.Enter(me, frame.Home(me.Actor()))
}

func focus(id string) {
	if e := app.Window().GetElementByID(id); e.Truthy() {
		e.Call("focus")
	}
}

// Render is one of the two steps.
func (s *screen) Render() app.UI {
	lang := s.lang()
	if s.first != nil {
		return frame.Page(s.port, frame.Opts{Tab: frame.Me, Title: lang.Say(words.ChangeTitle), Sub: lang.Say(words.ChangeFirst)}, s.change())
	}
	return frame.Page(s.port, frame.Opts{Tab: frame.Me, Title: lang.Say(words.SignIn), Sub: lang.Say(words.SignInSub)},
		frame.Offline(s.port, words.SignInLine), s.said(), s.goOn(), s.enter(), s.others(), s.cards(),
		kit.Maybe(s.ways.Demo, func() app.UI { return kit.Note(lang.Say(words.SignInDemo)) }),
	)
}

// said is what the single sign-on said no with.
func (s *screen) said() app.UI {
	return kit.Maybe(s.come != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.come) })
}

// goOn is for who is signed in already.
func (s *screen) goOn() app.UI {
	return kit.Maybe(s.still != nil, func() app.UI {
		me := *s.still
		return kit.Card("", nil, kit.Div("zz-line2",
			app.P().Text(words.Put(s.lang().Say(words.StillIn), me.Name)),
			app.Button().ID("go-on").Class("zz-btn2").Type("button").Text(s.lang().Say(words.GoOn)).
				OnClick(func(ctx app.Context, _ app.Event) { s.proceed(ctx, me) }, app.EventScope(me.ID)),
		))
	})
}

// enter is name and password.
func (s *screen) enter() app.UI {
	lang := s.lang()
	return kit.Maybe(s.ways.Password, func() app.UI {
		return kit.Card("", nil, app.Form().OnSubmit(s.submit).Body(
			kit.Field{ID: "name", Label: lang.Say(words.NameLabel), Fill: "username webauthn", Value: s.name, Set: func(v string) { s.name = v }}.UI(),
			kit.Field{ID: "password", Label: lang.Say(words.PassLabel), Type: s.kind(), Fill: "current-password",
				Value: s.password, Set: func(v string) { s.password = v }}.UI(),
			s.reveal(), s.try.Problem(lang),
			s.try.Button(&s.port, "sign-in", "login", words.SignIn, words.SignInWait).Class("weui-btn weui-btn_primary zz-go zz-gap"),
		))
	})
}

// kind is how passwords are shown.
func (s *screen) kind() string {
	if s.show {
		return "text"
	}
	return "password"
}

func (s *screen) reveal() app.UI {
	return kit.Toggle("show-password", "eye", s.lang().Say(words.ShowPass), s.show, func(on bool) { s.show = on })
}

func (s *screen) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	d := s.port.Door
	if d == nil {
		return
	}
	var me door.Me
	s.try.Go(s.port.Page(ctx), func() (err error) {
		me, err = d.SignIn(s.name, s.password)
		return err
	}, func() { s.proceed(ctx, me) })
}

// others are the passkey, where phone and city know it, and the city's own sign-in.
func (s *screen) others() app.UI {
	lang, d := s.lang(), s.port.Door
	var ways []app.UI
	if s.ways.Passkey && d != nil && d.Key != nil {
		ways = append(ways, s.key.Button(&s.port, "by-passkey", "key", words.ByPasskey, words.ByPasskeyAt).Class("zz-btn2 zz-wide").
			Type("button").OnClick(s.byKey))
	}
	if s.ways.SSO != "" && d != nil {
		ways = append(ways, app.Button().ID("by-sso").Class("zz-btn2 zz-wide").Type("button").
			Body(kit.Icon("building-community"), app.Text(words.Put(lang.Say(words.BySSO), s.ways.SSO))).
			OnClick(func(app.Context, app.Event) { s.port.Door.Go("/sso") }))
	}
	return kit.Maybe(len(ways) > 0, func() app.UI {
		ways = append(ways, s.key.Problem(lang))
		return app.Section().Class("zz-card zz-stack").Aria("label", lang.Say(words.OrElse)).Body(ways...)
	})
}

func (s *screen) byKey(ctx app.Context, _ app.Event) {
	d := s.port.Door
	var me door.Me
	s.key.Go(s.port.Page(ctx), func() (err error) {
		me, err = d.Passkey()
		return err
	}, func() { s.proceed(ctx, me) })
}

func (s *screen) cards() app.UI {
	lang := s.lang()
	return kit.Maybe(s.ways.Cards, func() app.UI {
		return kit.List(kit.Link("id", "/me/card", lang.Say(words.ByCard), lang.Say(words.ByCardSub)))
	})
}
