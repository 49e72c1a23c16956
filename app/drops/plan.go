package drops

import (
	"slices"
	"sort"
	"time"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// plans is what is in preparation: the latest first.
func (s *screen) plans() app.UI {
	lang := s.lang()
	var all []offer.Plan
	offer.Plans.Each(s.port.View(), func(p offer.Plan) bool {
		if p.Stage == offer.Written || p.Stage == offer.Reviewed {
			all = append(all, p)
		}
		return true
	})
	sort.SliceStable(all, func(i, j int) bool { return all[i].At.After(all[j].At) })
	var cards []app.UI
	for _, p := range all {
		cards = append(cards, s.plan(p))
	}
	return app.Div().Body(kit.Maybe(len(cards) > 0, func() app.UI {
		return app.Div().Body(append([]app.UI{kit.Heading(lang.Say(words.PlanHeading), nil)}, cards...)...)
	}))
}

// wrote reports whether this person had a hand in it, so that another must review it.
func (s *screen) wrote(p offer.Plan) bool { return slices.Contains(p.Hands, s.port.Me().ID) }

func (s *screen) plan(p offer.Plan) app.UI {
	lang := s.lang()
	d := p.Drop
	return kit.Card(lang.Pick(d.Title.Zh, d.Title.En), s.stage(p),
		app.P().Class("zz-cap").Text(s.whose(p)),
		app.Div().Body(kit.Maybe(p.Reason != "", func() app.UI {
			return kit.Notice("alert-triangle", words.Put(lang.Say(words.PlanBackWhy), p.Reason), "")
		})),
		s.preview(d, s.offerOf(p)),
		s.next(p),
		app.Div().Class("zz-two zz-gap").Body(s.steps(p)...),
		app.Div().Body(kit.Maybe(s.ask.id == p.ID, func() app.UI { return s.why(p) })),
		app.Div().Body(kit.Maybe(s.asked == p.ID, func() app.UI { return s.try.Problem(lang) })),
		app.Div().Body(kit.Maybe(s.practised == p.ID, func() app.UI {
			return app.P().Class("zz-cap zz-gap").Role("status").Text(lang.Say(words.PlanRehearsed))
		})),
	).ID("plan-" + string(p.ID))
}

func (s *screen) stage(p offer.Plan) app.UI {
	lang := s.lang()
	switch {
	case p.Stage == offer.Reviewed:
		return kit.Tag("ok", "check", lang.Say(words.PlanReviewed))
	case p.Reason != "":
		return kit.Tag("err", "arrow-back-up", lang.Say(words.PlanBack))
	}
	return kit.Tag("lamp", "clock", lang.Say(words.PlanWritten))
}

func (s *screen) whose(p offer.Plan) string {
	text := words.PlanTheirs
	switch {
	case p.Stage == offer.Reviewed:
		text = words.PlanReady
	case s.wrote(p):
		text = words.PlanMine
	}
	return s.lang().Say(text)
}

// offerOf is the offer as it will be: new, or as it is announced.
func (s *screen) offerOf(p offer.Plan) offer.Offer {
	if p.New() {
		return p.Offer
	}
	o, _ := offer.Offers.Get(s.port.View(), p.Offer.ID)
	return o
}

// next is the one step that takes the plan further, if this person may take it.
func (s *screen) next(p offer.Plan) app.UI {
	switch {
	case p.Stage == offer.Reviewed:
		return s.step(p, "plan-announce", "send", words.PlanAnnounce, offer.Announce{Plan: p.ID, Version: p.Version})
	case !s.wrote(p):
		return s.step(p, "plan-good", "check", words.PlanGood, offer.Review{Plan: p.ID, Version: p.Version})
	}
	return app.Div()
}

// steps are what else this person may do now.
func (s *screen) steps(p offer.Plan) []app.UI {
	var all []app.UI
	if p.Stage == offer.Written && !s.wrote(p) {
		all = append(all, s.asks(p, "plan-back", words.PlanSendBack))
	}
	all = append(all, app.Button().ID("plan-rehearse-"+string(p.ID)).Class("zz-btn2").Type("button").Disabled(s.port.Door == nil || s.try.Shut()).
		Body(kit.Icon("player-play"), app.Text(s.lang().Say(words.PlanRehearse))).
		OnClick(func(ctx app.Context, _ app.Event) { s.rehearse(ctx, p.ID) }, app.EventScope(p.ID)))
	if s.form == nil {
		all = append(all, app.Button().ID("plan-edit-"+string(p.ID)).Class("zz-btn2").Type("button").Text(s.lang().Say(words.PlanEdit)).
			OnClick(func(app.Context, app.Event) { s.form = again(p) }, app.EventScope(p.ID, p.Version)))
	}
	return append(all, s.asks(p, "plan-drop", words.PlanDrop))
}

// step is a button that the city answers at once.
func (s *screen) step(p offer.Plan, id, icon string, name words.T, o op.Op) app.UI {
	return app.Button().ID(id+"-"+string(p.ID)).Class("weui-btn weui-btn_primary zz-go zz-gap").Type("button").Disabled(s.port.Door == nil || s.try.Shut()).
		Body(kit.Icon(icon), app.Text(s.lang().Say(name))).
		OnClick(func(ctx app.Context, _ app.Event) { s.live(ctx, p.ID, o, func() {}) }, app.EventScope(p.ID, p.Version, id))
}

// live has an op decided by the city now.
func (s *screen) live(ctx app.Context, about op.ID, o op.Op, then func()) {
	s.asked, s.practised = about, ""
	s.try.Go(s.port.Page(ctx), func() error { return s.port.Door.Ask(o) }, then)
}

func (s *screen) rehearse(ctx app.Context, plan op.ID) {
	at := s.port.Now().Add(time.Minute).Truncate(time.Second)
	s.live(ctx, plan, offer.Rehearse{Plan: plan, Drop: "practice-" + s.port.NewID(), At: at}, func() { s.practised = plan })
}

// asking is a step that wants a reason first.
type asking struct {
	id      op.ID // of the plan or the offer
	what    string
	reason  string
	problem string
}

func (s *screen) asks(p offer.Plan, id string, name words.T) app.UI {
	on := s.ask.id == p.ID && s.ask.what == id
	return app.Button().ID(id+"-"+string(p.ID)).Class("zz-btn2").Type("button").Aria("expanded", on).Text(s.lang().Say(name)).
		OnClick(func(app.Context, app.Event) {
			if s.ask = (asking{id: p.ID, what: id}); on {
				s.ask = asking{}
			}
		}, app.EventScope(p.ID, id, on))
}

// why asks for the reason of sending back, or of dropping the plan.
func (s *screen) why(p offer.Plan) app.UI {
	lang := s.lang()
	drop := s.ask.what == "plan-drop"
	return app.Div().Class("zz-gap").Body(
		app.Div().Body(kit.Maybe(drop, func() app.UI { return app.P().Class("zz-cap").Text(lang.Say(words.PlanDropMore)) })),
		kit.Field{ID: s.ask.what + "-why", Label: lang.Say(words.PlanReason), Most: offer.MaxReason, Set: func(v string) { s.ask.reason = v }}.UI(),
		app.Div().Body(kit.Maybe(s.ask.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.ask.problem) })),
		app.Button().ID("plan-yes").Class("zz-btn2 zz-btn2--err zz-gap").Type("button").Text(lang.Say(words.PlanYes)).
			OnClick(func(ctx app.Context, _ app.Event) {
				if s.ask.reason == "" {
					s.ask.problem = s.lang().Refusal(op.Refusal{Code: op.Missing, Field: "reason"})
					return
				}
				if drop {
					s.do(ctx, offer.Halt{Plan: p.ID, To: offer.Cancelled, Reason: s.ask.reason})
					return
				}
				s.live(ctx, p.ID, offer.Review{Plan: p.ID, Version: p.Version, Back: s.ask.reason}, func() { s.ask = asking{} })
			}, app.EventScope(p.ID, p.Version, drop)),
	)
}
