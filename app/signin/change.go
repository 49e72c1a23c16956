package signin

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// change is the second step: a password of one's own. Whoever came here without
// typing the first one is asked for it.
func (s *screen) change() app.UI {
	lang := s.lang()
	return kit.Card("", nil, app.Form().OnSubmit(s.submitChange).Body(
		app.Input().Type("text").Class("zz-sr").Name("username").Value(s.name).Attr("autocomplete", "username").
			ReadOnly(true).TabIndex(-1).Aria("hidden", "true"), // for the phone's own list of passwords
		kit.Maybe(s.password == "", func() app.UI {
			return kit.Field{ID: "old-password", Label: lang.Say(words.OldPassLabel), Type: s.kind(), Fill: "current-password",
				Value: s.old, Set: func(v string) { s.old = v }}.UI()
		}),
		kit.Field{ID: "new-password", Label: lang.Say(words.NewPassLabel), Hint: lang.Say(words.NewPassHint), Type: s.kind(), Fill: "new-password",
			Value: s.fresh, Set: func(v string) { s.fresh = v }}.UI(),
		s.reveal(), s.try.Problem(lang),
		s.try.Button(&s.port, "change-password", "lock", words.ChangeNow, words.Changing).Class("weui-btn weui-btn_primary zz-go zz-gap"),
	))
}

func (s *screen) submitChange(ctx app.Context, e app.Event) {
	e.PreventDefault()
	d, me, old := s.port.Door, *s.first, s.password
	if old == "" {
		old = s.old
	}
	s.try.Go(s.port.Page(ctx), func() error { return d.Password(old, s.fresh) }, func() {
		me.MustChange = false
		d.Enter(me, frame.Home(me.Actor()))
	})
}
