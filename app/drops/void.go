package drops

import (
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// voiding is a coupon that is looked for by its code and made void.
type voiding struct {
	open   bool
	code   string
	ask    op.ID // the question that the city answers
	reason string
	wrong  op.Refusal
	done   string // serial number of the one that was made void
}

// voider is the row, and what it unfolds.
func (s *screen) voider() app.UI {
	lang := s.lang()
	return app.Div().Class("zz-list zz-gap").Body(kit.Fold{ID: "void", Icon: "ticket", Title: lang.Say(words.VoidOne), Sub: lang.Say(words.VoidSub), Open: s.void.open,
		Set: func(open bool) { s.void = voiding{open: open} }}.UI(func() app.UI {
		return app.Div().Body(
			kit.Field{ID: "void-code", Label: lang.Say(words.TillCode), Most: 20, Set: func(v string) { s.void.code, s.void.ask, s.void.done = v, "", "" }}.UI(),
			app.Button().ID("void-find").Class("zz-btn2 zz-wide zz-gap").Type("button").Disabled(s.port.Do == nil || !s.port.Line().Online).
				Body(kit.Icon("search"), app.Text(lang.Say(words.VoidFind))).
				OnClick(func(ctx app.Context, _ app.Event) { s.find(ctx) }),
			app.Div().Body(kit.Maybe(s.void.wrong.Code != "", func() app.UI {
				return app.P().Class("zz-problem zz-gap").Role("alert").Text(lang.Refusal(s.void.wrong))
			})),
			app.Div().Body(kit.Maybe(s.void.ask != "", s.found)),
			app.Div().Body(kit.Maybe(s.void.done != "", func() app.UI {
				return app.P().Class("zz-done2").Role("status").Body(kit.Icon("check"), app.Text(words.Put(lang.Say(words.VoidDone), s.void.done)))
			})),
		)
	}))
}

// desk names what this desk is looking at: the next coupon takes its place.
const desk op.ID = "desk"

// find asks the city how the coupon stands. The officer has no copy of coupons.
func (s *screen) find(ctx app.Context) {
	ask := offer.Present{ID: s.port.NewID(), Till: desk, Code: s.void.code}
	s.void.wrong, s.void.done, s.void.ask = op.Refusal{}, "", ""
	if err := ask.Check(); err != nil {
		s.void.wrong, _ = op.AsRefusal(err)
		return
	}
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		err := s.port.Do(ask)
		ctx.Dispatch(func(app.Context) {
			if s.void.ask = ask.ID; err != nil {
				s.void.ask = ""
				s.void.wrong, _ = op.AsRefusal(err)
			}
		})
	})
}

// found is the city's answer: which coupon it is, and if it can still be made void the
// button for it.
func (s *screen) found() app.UI {
	lang := s.lang()
	a, ok := offer.Showings.Get(s.port.View(), offer.ShowingID(s.port.Me().ID, desk))
	switch {
	case !ok || a.Ask != s.void.ask || a.Asked:
		return app.P().Class("zz-cap zz-gap").Role("status").Text(lang.Say(words.VoidFinding))
	case a.Wrong == offer.NoCoupon:
		return app.P().Class("zz-problem zz-gap").Role("alert").Text(lang.Refusal(op.Refusal{Code: a.Wrong}))
	}
	d, _ := offer.Drops.Get(s.port.View(), a.Drop)
	state := lang.Say(words.VoidHolds)
	if a.Wrong != "" {
		state = lang.Refusal(op.Refusal{Code: a.Wrong})
	}
	if !a.First.IsZero() {
		state += lang.Say(words.Comma) + lang.Moment(a.First, s.port.Now())
	}
	return app.Div().Body(
		app.Dl().Class("zz-facts zz-gap").Body(kit.Fact(lang.Say(words.VoidDrop), lang.Pick(d.Title.Zh, d.Title.En)),
			kit.Fact(lang.Say(words.SerialIs), a.Serial), kit.Fact(lang.Say(words.VoidState), state)),
		app.Div().Body(kit.Maybe(a.Wrong == "", func() app.UI { return s.voidIt(a) })),
	)
}

func (s *screen) voidIt(a offer.Showing) app.UI {
	lang := s.lang()
	return app.Div().Class("zz-gap").Body(
		kit.Points(lang.Say(words.VoidMore)),
		kit.Field{ID: "void-why", Label: lang.Say(words.VoidWhy), Most: offer.MaxReason, Set: func(v string) { s.void.reason = v }}.UI(),
		app.Div().Body(kit.Maybe(s.asked == desk, func() app.UI { return s.try.Problem(lang) })),
		app.Button().ID("void-now").Class("zz-btn2 zz-btn2--err zz-wide zz-gap").Type("button").Disabled(s.port.Door == nil || s.try.Shut()).
			Body(kit.Icon("x"), app.Text(lang.Say(words.VoidNow))).
			OnClick(func(ctx app.Context, _ app.Event) {
				s.live(ctx, desk, offer.Cancel{Code: s.void.code, Reason: s.void.reason}, func() { s.void.ask, s.void.reason, s.void.done = "", "", a.Serial })
			}, app.EventScope(a.Ask, a.Serial)),
	)
}
