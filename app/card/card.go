// Package card is a cardholder's way in: name and number, then a code that goes to
// the phone number in the register. It is also the way out: off this phone, or off
// all of them when one was lost.
//
// The city answers alike whether the register has the card or not, and so does
// this screen. What waits in the phone's outbox goes first: until then nothing is
// bound, so nothing can be left behind in another person's name.
package card

import (
	"time"

	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

type screen struct {
	app.Compo
	port         frame.Port
	stop         func()
	none         bool // the city binds no cards
	name, number string
	code         string
	sent         *door.Sent // where the code went; nil before
	ask, confirm frame.Try
	again        frame.Try // for another code
	open         string    // the part that is unfolded
	leave        frame.Try
}

// Screen is the screen at /me/card.
func Screen(p frame.Port) app.Composer { return &screen{port: p} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *screen) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.CardTitle)) }

func (s *screen) OnMount(ctx app.Context) {
	s.stop = frame.Follow(ctx, s.port)
	ctx.Async(func() {
		if ways, err := s.port.Door.Ways(); err == nil && !ways.Cards {
			ctx.Dispatch(func(app.Context) { s.none = true })
		}
	})
}

func (s *screen) OnDismount() { s.stop() }

func (s *screen) lang() words.Lang { return s.port.Looks().Lang }

// Render is the way in, or what there is to do with a bound card.
func (s *screen) Render() app.UI {
	lang := s.lang()
	opts := frame.Opts{Tab: frame.Me, Back: "/me", Title: lang.Say(words.BindCard), Sub: lang.Say(words.CardSub)}
	switch {
	case s.port.Me().Is(person.Cardholder):
		opts.Title = lang.Say(words.CardTitle)
		return frame.Page(s.port, opts, s.bound(), s.ways())
	case s.none:
		return frame.Page(s.port, opts, kit.Cap(lang.Say(words.CardNone)))
	case s.sent != nil:
		return frame.Page(s.port, opts, frame.Offline(s.port, words.CardOffline), s.outbox(), s.second())
	}
	return frame.Page(s.port, opts, frame.Offline(s.port, words.CardOffline), s.outbox(), s.first())
}

// waiting is what has to go first: ops, and the photos that they speak of.
func (s *screen) waiting() int {
	n := len(s.port.Waiting())
	if s.port.Photos == nil {
		return n
	}
	for _, way := range s.port.Photos() {
		if way.Refused == "" {
			n++
		}
	}
	return n
}

// outbox says what goes before anything is bound.
func (s *screen) outbox() app.UI {
	lang, n := s.lang(), s.waiting()
	return kit.Live(kit.Maybe(n > 0, func() app.UI {
		return kit.Div("zz-net", kit.Icon("upload"), kit.Block(
			app.P().Text(words.Put(lang.Say(words.CardFirstMore), words.Int(n))),
			app.Button().ID("send-now").Class("zz-btn2 zz-gap").Type("button").Text(lang.Say(words.SendNow)).
				OnClick(func(app.Context, app.Event) { s.port.Retry() }),
		))
	}))
}

// first is name and number.
func (s *screen) first() app.UI {
	lang := s.lang()
	return kit.Card("", nil, app.Form().OnSubmit(s.submit).Body(
		kit.P("zz-lede", lang.Say(words.CardWhy)),
		kit.Maybe(s.port.Me().Name != "", func() app.UI {
			return kit.Note(words.Put(lang.Say(words.CardStaff), s.port.Me().Name))
		}),
		kit.Field{ID: "card-name", Label: lang.Say(words.CardName), Hint: lang.Say(words.CardNameHint), Fill: "name", Most: 40,
			Value: s.name, Set: func(v string) { s.name = v }}.UI(),
		kit.Field{ID: "card-number", Label: lang.Say(words.CardNumber), Fill: "off", Most: 40, // letters are in some
			Value: s.number, Shape: Grouped, Set: func(v string) { s.number = v }}.UI(),
		s.ask.Problem(lang),
		s.ask.Button(&s.port, "get-code", "send", words.CardGetCode, words.CardGetting).Class("weui-btn weui-btn_primary zz-go zz-gap"),
	))
}

func (s *screen) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	s.send(ctx, &s.ask)
}

// send asks for a code, the first or another.
func (s *screen) send(ctx app.Context, try *frame.Try) {
	var sent door.Sent
	try.Go(s.port.Page(ctx), func() (err error) {
		sent, err = s.port.Door.Bind(s.name, Bare(s.number))
		return err
	}, func() {
		s.sent, s.code = &sent, ""
		s.confirm = frame.Try{}
		s.again.Again(ctx, pause)
		kit.Empty("code")
		ctx.Defer(func(app.Context) {
			if field := app.Window().GetElementByID("code"); field.Truthy() {
				field.Call("focus")
			}
		})
	})
}

// pause is how long before another code is worth asking for. The city may say more.
const pause = 60 * time.Second

// second is the code.
func (s *screen) second() app.UI {
	lang := s.lang()
	return kit.Card("", nil, app.Form().OnSubmit(s.bind).Body(
		app.P().Class("zz-lede").Role("status").Text(lang.Say(words.CodeSentMaybe)),
		kit.Cap(words.Put(lang.Say(words.CodeHolds), words.Int(max(1, s.sent.Wait/60)))),
		kit.Field{ID: "code", Label: lang.Say(words.CodeLabel), Fill: "one-time-code", Mode: "numeric", Most: 6,
			Value: s.code, Shape: Digits, Set: func(v string) { s.code = v }}.UI(),
		s.confirm.Problem(lang), s.bindButton(),
		kit.Div("zz-two",
			s.again.Button(&s.port, "code-again", "refresh", words.CodeAgain, words.CardGetting).Class("zz-btn2").Type("button").
				OnClick(func(ctx app.Context, _ app.Event) { s.send(ctx, &s.again) }),
			app.Button().ID("card-change").Class("zz-btn2").Type("button").Text(lang.Say(words.CardChange)).
				OnClick(func(app.Context, app.Event) { s.sent = nil }),
		),
		s.again.Problem(lang),
		kit.Note(lang.Say(words.CodeNot)),
	))
}

// bindButton waits for the outbox.
func (s *screen) bindButton() app.UI {
	const look = "weui-btn weui-btn_primary zz-go zz-gap"
	if n := s.waiting(); n > 0 {
		return app.Button().ID("bind").Class(look).Type("submit").Disabled(true).
			Text(words.Put(s.lang().Say(words.CardFirst), words.Int(n)))
	}
	return s.confirm.Button(&s.port, "bind", "check", words.CodeConfirm, words.CodeChecking).Class(look)
}

func (s *screen) bind(ctx app.Context, e app.Event) {
	e.PreventDefault()
	if s.waiting() > 0 {
		return
	}
	var me door.Me
	s.confirm.Go(s.port.Page(ctx), func() (err error) {
		me, err = s.port.Door.Confirm(s.code)
		return err
	}, func() { s.port.Door.Enter(me, "/me/card") })
}
