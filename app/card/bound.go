package card

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// bound is the card as this phone knows it.
func (s *screen) bound() app.UI {
	lang := s.lang()
	sub := lang.Say(words.CardBound)
	if d := s.port.Door; d != nil {
		if me, signed := d.Known(); signed && !me.Until.IsZero() {
			sub = words.Put(lang.Say(words.CardUntil), lang.Moment(me.Until, s.port.Now()))
		}
	}
	return app.Section().Class("zz-idcard").Body(
		app.Span().Class("zz-idcard__av").Body(kit.Icon("id")),
		kit.Block(kit.B(s.port.Me().Name), app.Span().Text(sub)),
	)
}

// ways are what to do with it, the gentle ones first.
func (s *screen) ways() app.UI {
	lang := s.lang()
	unbind := []string{lang.Say(words.Unbind1), lang.Say(words.Unbind2)}
	lost := []string{lang.Say(words.Lost1), lang.Say(words.Lost2), lang.Say(words.Lost3)}
	if n := len(s.port.Waiting()); n > 0 {
		waits := words.Put(lang.Say(words.KeptWaiting), words.Int(n))
		unbind, lost = append(unbind, waits), append(lost, waits)
	}
	return kit.List(
		kit.Link("ticket", "/offers", lang.Say(words.GoClaim), ""),
		kit.Link("certificate", "/coupons", lang.Say(words.ShowCoupons), lang.Say(words.WorksOffline)),
		s.way("unbind", "id", words.Unbind, words.UnbindSub, unbind, words.UnbindNow, s.unbind),
		s.way("lost", "phone", words.CardLost, words.CardLostSub, lost, words.LostNow, s.lost),
	)
}

// way is a row that says what will happen before it is done.
func (s *screen) way(id, icon string, title, sub words.T, points []string, yes words.T, do func() error) app.UI {
	lang := s.lang()
	return kit.Fold{ID: id, Icon: icon, Title: lang.Say(title), Sub: lang.Say(sub), Open: s.open == id, Set: func(open bool) {
		s.open = ""
		if open {
			s.open = id
		}
		s.leave.Clear()
	}}.UI(func() app.UI {
		return kit.Block(kit.Points(points...), s.leave.Problem(lang),
			s.leave.Button(&s.port, id+"-now", "logout", yes, words.Asking).Type("button").Class("zz-btn2 zz-btn2--err zz-wide").
				OnClick(func(ctx app.Context, _ app.Event) {
					s.leave.Go(s.port.Page(ctx), do, func() { s.port.Door.Leave("/me") })
				}, app.EventScope(id)))
	})
}

func (s *screen) unbind() error { return frame.Gone(s.port.Door.Unbind()) }

func (s *screen) lost() error { return frame.Gone(s.port.Door.Lost()) }
