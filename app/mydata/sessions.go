package mydata

import (
	"denghuo/app/kit"
	"denghuo/app/sessions"
	"denghuo/app/words"
	"denghuo/shared/account"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// sessions are the phones that this person is signed in on. A resident has none.
func (s *screen) sessions() app.UI {
	lang, me := s.lang(), s.port.Me()
	if me.Name == "" || s.port.Door == nil {
		return kit.Maybe(false, nil)
	}
	known, _ := s.port.Door.Known()
	all := sessions.Open(&s.port, me.ID)
	var rows []app.UI
	others := 0
	for _, one := range all {
		here := one.ID == known.Session
		if !here {
			others++
		}
		rows = append(rows, sessions.Row(&s.port, one, here, s.end.Shut(), s.endOne(one.ID)))
	}
	if others == 0 {
		rows = append(rows, kit.Cap(lang.Say(words.OnlyHere)))
	}
	rows = append(rows, s.end.Problem(lang), kit.Maybe(others > 1, func() app.UI {
		return s.end.Button(&s.port, "end-others", "logout", words.EndOthers, words.Ending).Class("zz-btn2 zz-wide zz-gap").Type("button").
			OnClick(func(ctx app.Context, _ app.Event) {
				s.end.Go(s.port.Page(ctx), func() error { return s.port.Door.Ask(account.End{Who: me.ID, Keep: known.Session}) }, func() {})
			}, app.EventScope(me.ID, known.Session))
	}))
	return kit.Card(lang.Say(words.SessionsTitle), nil, rows...)
}

func (s *screen) endOne(id op.ID) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		s.end.Go(s.port.Page(ctx), func() error { return s.port.Door.End(id) }, func() {})
	}
}
