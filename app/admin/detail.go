package admin

import (
	"strings"

	"denghuo/app/door"
	"denghuo/app/kit"
	"denghuo/app/sessions"
	"denghuo/app/words"
	"denghuo/shared/account"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// detail is all that can be done with an account.
func (s *accounts) detail(a account.Account) app.UI {
	parts := []app.UI{s.editor(a), s.signedIn(a)}
	if a.ID != s.port.Me().ID { // nobody shuts themselves out by a slip
		parts = append(parts, s.fresher(a), s.stopper(a))
	}
	return kit.Div("zz-detail", append(parts, s.change.Problem(s.lang()))...)
}

// editor changes name and roles. What comes from the single sign-on is only read.
func (s *accounts) editor(a account.Account) app.UI {
	lang := s.lang()
	if a.Outside {
		return kit.Cap(lang.Say(words.AccountSSO))
	}
	return app.Form().OnSubmit(func(ctx app.Context, e app.Event) {
		e.PreventDefault()
		s.put(ctx, account.Change{ID: a.ID, Name: strings.TrimSpace(s.edit.name), Roles: s.edit.roles, Disabled: a.Disabled})
	}, scope(a)).Body(
		kit.Maybe(a.ID == s.port.Me().ID, func() app.UI { return kit.Cap(lang.Say(words.AccountMine)) }),
		kit.Field{ID: "edit-name", Label: lang.Say(words.AccountName), Fill: "off", Most: account.MaxName,
			Value: s.edit.name, Set: func(v string) { s.edit.name, s.saved = v, false }}.UI(),
		s.roles("edit", &s.edit),
		s.change.Button(&s.port, "save", "check", words.AccountSave, words.AccountSaving).Class("zz-btn2 zz-wide zz-gap"),
		kit.Live(kit.Maybe(s.saved, func() app.UI {
			return app.P().Class("zz-done2").Body(kit.Icon("check"), app.Text(lang.Say(words.AccountSaved)))
		})),
	)
}

// put has a change decided by the city; the row comes by itself.
func (s *accounts) put(ctx app.Context, c account.Change) {
	s.saved = false
	s.change.Go(s.port.Page(ctx), func() error { return s.port.Door.Ask(c) }, func() { s.saved, s.part = true, "" })
}

// signedIn are the phones that the account is open on.
func (s *accounts) signedIn(a account.Account) app.UI {
	lang := s.lang()
	all := sessions.Open(&s.port, a.ID)
	known, _ := s.port.Door.Known()
	rows := []app.UI{app.H3().Class("zz-h3").Text(lang.Say(words.AccountPhones))}
	for _, one := range all {
		rows = append(rows, sessions.Row(&s.port, one, one.ID == known.Session, s.change.Shut(), s.endOne(one.ID)))
	}
	if len(all) == 0 {
		rows = append(rows, kit.Cap(lang.Say(words.AccountNoOne)))
	}
	return kit.Div("zz-part", append(rows, kit.Maybe(len(all) > 1 && a.ID != s.port.Me().ID, func() app.UI {
		return app.Button().ID("end-all").Class("zz-btn2 zz-wide zz-gap").Type("button").Disabled(s.change.Shut()).
			Body(kit.Icon("logout"), app.Text(lang.Say(words.AccountEnd))).
			OnClick(func(ctx app.Context, _ app.Event) {
				s.change.Go(s.port.Page(ctx), func() error { return s.port.Door.Ask(account.End{Who: a.ID}) }, func() {})
			}, scope(a))
	}))...)
}

func (s *accounts) endOne(id op.ID) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		s.change.Go(s.port.Page(ctx), func() error { return s.port.Door.Ask(account.End{Session: id}) }, func() {})
	}
}

// fresher gives a password anew.
func (s *accounts) fresher(a account.Account) app.UI {
	return kit.Maybe(a.Login != "" && !a.Outside, func() app.UI {
		return s.asked(a, "password", "key", words.PassFresh, words.PassFreshNow, []words.T{words.PassFresh1, words.PassFresh2}, func(ctx app.Context, _ app.Event) {
			var first door.First
			s.change.Go(s.port.Page(ctx), func() (err error) {
				first, err = s.port.Door.FreshPassword(a.ID)
				return err
			}, func() { s.part = ""; s.tell(ctx, first, a.Name) })
		})
	})
}

// stopper closes an account, or opens it again.
func (s *accounts) stopper(a account.Account) app.UI {
	name, points := words.AccountStop, []words.T{words.AccountStop1, words.AccountStop2}
	if a.Disabled {
		name, points = words.AccountStart, []words.T{words.AccountStart1}
	}
	return s.asked(a, "stop", "lock", name, name, points, func(ctx app.Context, _ app.Event) {
		s.put(ctx, account.Change{ID: a.ID, Name: a.Name, Roles: a.Roles, Disabled: !a.Disabled})
	})
}

// asked is something that says what will happen before it is done.
func (s *accounts) asked(a account.Account, id, icon string, name, yes words.T, points []words.T, do app.EventHandler) app.UI {
	lang := s.lang()
	var lines []string
	for _, p := range points {
		lines = append(lines, lang.Say(p))
	}
	return kit.Fold{ID: id, Icon: icon, Title: lang.Say(name), Open: s.part == id, Set: func(open bool) {
		s.part = ""
		if open {
			s.part = id
		}
	}}.UI(func() app.UI {
		return kit.Block(kit.Points(lines...),
			s.change.Button(&s.port, id+"-now", icon, yes, words.Asking).Class("zz-btn2 zz-btn2--err zz-wide").Type("button").OnClick(do, scope(a)))
	})
}
