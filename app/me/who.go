package me

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// card is who this phone speaks for, and until when without a line.
func (s *screen) card() app.UI {
	lang, who := s.lang(), s.port.Me()
	name, sub := lang.Say(words.ThisPhone), lang.Say(words.ThisPhoneSub)
	var act app.UI = app.A().ID("bind-card").Class("zz-btn2").Href("/me/card?next=/me").Body(kit.Icon("id"), app.Text(lang.Say(words.BindCard)))
	if who.Name != "" {
		name, sub, act = who.Name, lang.RoleNames(who.Roles), nil
	}
	if who.Is(person.Cardholder) {
		act = app.A().Class("zz-btn2").Href("/coupons").Body(kit.Icon("ticket"), app.Text(lang.Say(words.ShowCoupons)))
	}
	return app.Section().Class("zz-idcard").Body(
		app.Span().Class("zz-idcard__av").Body(kit.Icon("id")),
		kit.Block(kit.B(name), app.Span().Text(sub), s.until()),
		kit.Maybe(act != nil, func() app.UI { return act }),
	)
}

func (s *screen) until() app.UI {
	var text string
	if d := s.port.Door; d != nil {
		if me, signed := d.Known(); signed && !me.Until.IsZero() {
			text = words.Put(s.lang().Say(words.SignedUntil), s.lang().Moment(me.Until, s.port.Now()))
		}
	}
	return kit.Maybe(text != "", func() app.UI { return kit.Span("zz-idcard__u", text) })
}

// errands is what else there is about a person.
func (s *screen) errands() app.UI {
	lang, who := s.lang(), s.port.Me()
	var rows []app.UI
	if who.Is(person.Cardholder) {
		rows = append(rows, kit.Link("id", "/me/card", lang.Say(words.CardTitle), lang.Say(words.CardRowSub)))
	}
	if who.Is(person.Admin) {
		rows = append(rows, kit.Link("users", "/admin", lang.Say(words.AdminTitle), lang.Say(words.AdminRowSub)))
	}
	rows = append(rows, kit.Link("lock", "/me/data", lang.Say(words.MyData), lang.Say(words.DataRowSub)))
	if who.Name == "" {
		rows = append(rows, kit.Link("login", "/signin", lang.Say(words.StaffSignIn), lang.Say(words.SignInSub)))
	} else {
		rows = append(rows, s.signOut())
	}
	return kit.List(rows...)
}

// signOut says what stays behind before it goes.
func (s *screen) signOut() app.UI {
	lang := s.lang()
	points := []string{lang.Say(words.OutKeeps)}
	if n := len(s.port.Waiting()); n > 0 {
		points = append(points, words.Put(lang.Say(words.WaitingAsk), words.Int(n)))
	}
	if !s.port.Line().Online {
		points = append(points, lang.Say(words.OutOffline))
	}
	return kit.Fold{ID: "sign-out", Icon: "logout", Title: lang.Say(words.SignOut), Open: s.leaving,
		Set: func(open bool) { s.leaving = open }}.UI(func() app.UI {
		return kit.Block(kit.Points(points...), s.out.Problem(lang),
			s.out.Button(&s.port, "sign-out-now", "logout", words.SignOut, words.Asking).Class("zz-btn2 zz-btn2--err zz-wide").
				Type("button").OnClick(s.leave))
	})
}

// leave goes at once without a line too: the city hears of it later.
func (s *screen) leave(ctx app.Context, _ app.Event) {
	d := s.port.Door
	page := "/"
	s.out.Go(s.port.Page(ctx), func() error {
		err := d.SignOut()
		if no, ok := op.AsRefusal(err); ok && no.Code == "no_line" {
			page = ""
			return nil
		}
		return frame.Gone(err)
	}, func() { d.Leave(page) })
}
