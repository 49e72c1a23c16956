// Package signin is the door for those who have an account: staff, merchants, and
// in a demo cardholders. Residents never need it.
package signin

import (
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
	name, password string
	trying         bool
	problem        string
}

// Screen is the screen at /signin.
func Screen(p frame.Port) app.Composer { return &screen{port: p} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *screen) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.SignIn)) }

func (s *screen) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *screen) OnDismount() { s.stop() }

// Render is two fields and a button.
func (s *screen) Render() app.UI {
	lang := s.port.Looks().Lang
	text := words.SignIn
	if s.trying {
		text = words.SignInWait
	}
	return frame.Page(s.port, frame.Opts{Tab: frame.Me, Title: lang.Say(words.SignIn), Sub: lang.Say(words.SignInSub)},
		kit.Card("", nil, app.Form().OnSubmit(s.submit).Body(
			s.field("name", words.NameLabel, "text", "username", s.name, func(v string) { s.name = v }),
			s.field("password", words.PassLabel, "password", "current-password", s.password, func(v string) { s.password = v }),
			kit.Maybe(s.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.problem) }),
			app.Button().ID("sign-in").Class("weui-btn weui-btn_primary zz-go zz-gap").Type("submit").
				Disabled(s.trying || s.port.SignIn == nil).Body(kit.Icon("login"), app.Text(lang.Say(text))),
		)),
		app.P().Class("zz-cap zz-gap").Text(lang.Say(words.SignInDemo)),
	)
}

func (s *screen) field(id string, label words.T, kind, fill, value string, set func(string)) app.UI {
	return app.Div().Class("zz-field").Body(
		app.Label().For(id).Text(s.port.Looks().Lang.Say(label)),
		app.Input().ID(id).Type(kind).Attr("autocomplete", fill).Attr("autocapitalize", "none").Value(value).
			OnInput(func(ctx app.Context, _ app.Event) { set(ctx.JSSrc().Get("value").String()) }),
	)
}

func (s *screen) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	if s.trying || s.port.SignIn == nil {
		return
	}
	s.trying, s.problem = true, ""
	ctx.Async(func() {
		err := s.port.SignIn(s.name, s.password)
		ctx.Dispatch(func(app.Context) { s.failed(err) })
	})
}

// failed shows why; after a success the page has started anew.
func (s *screen) failed(err error) {
	s.trying = false
	if err == nil {
		return
	}
	lang := s.port.Looks().Lang
	if refusal, ok := op.AsRefusal(err); ok {
		s.problem = lang.Refusal(refusal)
		return
	}
	s.problem = lang.Say(words.SignInOff)
}
