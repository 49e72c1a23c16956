package drops

import (
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// whole is what can be done with a drop's offer: all of its drops stand still together.
// Practice has none of its own.
func (s *screen) whole(d offer.Drop, o offer.Offer) app.UI {
	lang := s.lang()
	if d.Rehearsal || o.Halt == offer.Ended || o.Halt == offer.Cancelled {
		return app.Div()
	}
	if o.Halt == offer.Paused {
		return app.Button().ID("offer-on-"+string(d.ID)).Class("zz-btn2 zz-wide zz-gap").Type("button").Disabled(s.port.Do == nil).Body(kit.Icon("player-play"), app.Text(lang.Say(words.OfferGoOn))).
			OnClick(func(ctx app.Context, _ app.Event) { s.do(ctx, offer.Halt{Offer: o.ID}) }, app.EventScope(o.ID))
	}
	return app.Div().Class("zz-gap").Body(kit.Fold{ID: "halt-" + string(d.ID), Icon: "hand-stop", Title: lang.Say(words.OfferHalt), Sub: lang.Say(words.OfferHaltSub), Open: s.halting == d.ID,
		Set: func(open bool) {
			if s.halting, s.ask = "", (asking{}); open {
				s.halting = d.ID
			}
		}}.UI(func() app.UI { return s.halts(o) }))
}

func (s *screen) halts(o offer.Offer) app.UI {
	lang := s.lang()
	button := func(to, id string, name words.T) app.UI {
		return app.Button().ID(id).Class("zz-btn2 zz-btn2--err").Type("button").Disabled(s.port.Do == nil).Text(lang.Say(name)).
			OnClick(func(ctx app.Context, _ app.Event) {
				if s.ask.reason == "" {
					s.ask.problem = s.lang().Refusal(op.Refusal{Code: op.Missing, Field: "reason"})
					return
				}
				s.do(ctx, offer.Halt{Offer: o.ID, To: to, Reason: s.ask.reason})
			}, app.EventScope(o.ID, to))
	}
	return app.Div().Body(
		app.P().Class("zz-cap").Text(lang.Say(words.OfferHaltMore)),
		kit.Field{ID: "halt-why", Label: lang.Say(words.DropStopWhy), Most: offer.MaxReason, Set: func(v string) { s.ask.reason = v }}.UI(),
		app.Div().Body(kit.Maybe(s.ask.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.ask.problem) })),
		app.Div().Class("zz-two zz-gap").Body(button(offer.Paused, "offer-pause", words.OfferPause), button(offer.Ended, "offer-end", words.OfferEnd), button(offer.Cancelled, "offer-cancel", words.OfferCancel)),
	)
}
