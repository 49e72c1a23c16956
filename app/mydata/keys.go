package mydata

import (
	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// readKeys asks which passkeys there are: no phone is told by itself.
// ctx is the screen's own.
func (s *screen) readKeys(ctx app.Context) {
	if !s.hired() {
		return
	}
	ctx.Async(func() {
		if keys, err := s.port.Door.Passkeys(); err == nil {
			ctx.Dispatch(func(app.Context) { s.keys = keys })
		}
	})
}

// passkeys lists them, and adds one on this phone.
func (s *screen) passkeys() app.UI {
	lang, d := s.lang(), s.port.Door
	rows := []app.UI{kit.Cap(lang.Say(words.KeysSub))}
	if len(s.keys) == 0 {
		rows = append(rows, kit.P("zz-gap", lang.Say(words.KeysNone)))
	}
	for _, k := range s.keys {
		rows = append(rows, kit.Div("zz-out zz-out--words",
			kit.Block(kit.B(k.Label), kit.Span("zz-cap", words.Put(lang.Say(words.KeyMade), lang.Moment(k.Made, s.port.Now())))),
			app.Button().Class("zz-btn2").Type("button").Aria("label", lang.Say(words.KeyDrop)+" "+k.Label).Disabled(s.key.Shut()).
				Text(lang.Say(words.KeyDrop)).OnClick(s.drop(k.ID), app.EventScope(k.ID)),
		))
	}
	rows = append(rows, s.key.Problem(lang), frame.Said(s.added, lang.Say(words.KeyAdded)))
	if d == nil || d.NewKey == nil {
		rows = append(rows, kit.Note(lang.Say(words.KeysNot)))
		return kit.Card(lang.Say(words.KeysTitle), nil, rows...)
	}
	rows = append(rows, app.Form().OnSubmit(s.add).Body(
		kit.Field{ID: "key-label", Label: lang.Say(words.KeyLabel), Fill: "off", Most: 40, Value: s.label, Set: func(v string) { s.label = v }}.UI(),
		s.key.Button(&s.port, "add-key", "key", words.KeyAdd, words.KeyAdding).Class("zz-btn2 zz-wide zz-gap"),
	))
	return kit.Card(lang.Say(words.KeysTitle), nil, rows...)
}

func (s *screen) add(ctx app.Context, e app.Event) {
	e.PreventDefault()
	s.added = false
	s.change(ctx, func(d *door.Door) error { return d.AddPasskey(s.label) }, func() { s.added = true })
}

func (s *screen) drop(id string) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		s.added = false
		s.change(ctx, func(d *door.Door) error { return d.DropPasskey(id) }, func() {})
	}
}

// change does something to the keys and reads them anew.
func (s *screen) change(ctx app.Context, do func(*door.Door) error, then func()) {
	d := s.port.Door
	var keys []door.Passkey
	s.key.Go(s.port.Page(ctx), func() (err error) {
		if err = do(d); err == nil {
			keys, err = d.Passkeys()
		}
		return err
	}, func() {
		s.keys = keys
		then()
	})
}

// password changes that of an account.
func (s *screen) password() app.UI {
	lang := s.lang()
	kind := map[bool]string{false: "password", true: "text"}[s.show]
	return kit.List(kit.Fold{ID: "password", Icon: "lock", Title: lang.Say(words.ChangeNow), Sub: lang.Say(words.ChangeSub), Open: s.open == "password",
		Set: func(open bool) { s.open = map[bool]string{true: "password"}[open]; s.changed = false }}.UI(func() app.UI {
		return app.Form().OnSubmit(s.renew).Body(
			kit.Field{ID: "old-password", Label: lang.Say(words.OldPassLabel), Type: kind, Fill: "current-password", Value: s.old, Set: func(v string) { s.old = v }}.UI(),
			kit.Field{ID: "new-password", Label: lang.Say(words.NewPassLabel), Hint: lang.Say(words.NewPassHint), Type: kind, Fill: "new-password", Value: s.fresh, Set: func(v string) { s.fresh = v }}.UI(),
			kit.Toggle("show-password", "eye", lang.Say(words.ShowPass), s.show, func(on bool) { s.show = on }),
			s.pass.Problem(lang), frame.Said(s.changed, lang.Say(words.Changed)),
			s.pass.Button(&s.port, "change-password", "lock", words.ChangeNow, words.Changing).Class("zz-btn2 zz-wide zz-gap"),
		)
	}))
}

func (s *screen) renew(ctx app.Context, e app.Event) {
	e.PreventDefault()
	d := s.port.Door
	s.changed = false
	s.pass.Go(s.port.Page(ctx), func() error { return d.Password(s.old, s.fresh) }, func() {
		s.old, s.fresh, s.changed = "", "", true
		kit.Empty("old-password", "new-password")
	})
}
