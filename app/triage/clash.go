package triage

import (
	"slices"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// clashes are the moves that the city did not take, because a colleague was first or
// for another reason. Nothing of either is lost: what I wanted and how it is now stand
// side by side, until I do mine again or leave it.
func (s *screen) clashes() app.UI {
	var cards []app.UI
	for _, r := range s.port.Refused() {
		if m, ok := r.Op.(lamp.Move); ok && len(cards) < 5 {
			cards = append(cards, s.clash(r, m))
		}
	}
	return app.Div().ID("clashes").Role("status").Body(cards...)
}

func (s *screen) clash(r frame.Refused, m lamp.Move) app.UI {
	lang, open := s.lang(), s.differs == r.ID
	where := string(m.Spot)
	if it := s.pile.find(m.Spot); it != nil {
		where = s.where(s.index(), it)
	}
	return app.Div().Class("zz-net").Body(
		kit.Icon("info-circle"),
		app.Div().Class("zz-clash").Body(
			kit.B(where),
			kit.P("", lang.Refusal(r.Refusal)),
			kit.Maybe(open, func() app.UI { return s.difference(m, r) }),
			app.Div().Class("zz-wrap zz-wrap--gap").Body(
				kit.Maybe(!open, func() app.UI {
					return app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.SeeDiff)).
						OnClick(func(app.Context, app.Event) { s.differs = r.ID }, app.EventScope(r.ID))
				}),
				app.Button().Class("zz-btn2").Type("button").Disabled(s.busy || !s.again(m)).Text(lang.Say(words.DoAgain)).
					OnClick(func(ctx app.Context, _ app.Event) { s.doAgain(ctx, r.ID, m) }, app.EventScope(r.ID, s.stateOf(m.Spot))),
				app.Button().Class("zz-btn2").Type("button").Disabled(s.busy).Text(lang.Say(words.LeaveIt)).
					OnClick(func(ctx app.Context, _ app.Event) { s.dismiss(ctx, r.ID) }, app.EventScope(r.ID)),
			),
			kit.Maybe(!s.again(m), func() app.UI { return kit.Cap(lang.Say(words.NotPossible)) }),
		),
	)
}

// difference is my move and the spot as it is now.
func (s *screen) difference(m lamp.Move, r frame.Refused) app.UI {
	lang := s.lang()
	mine := lang.MoveName(m.From, m.To) + s.detailOf(m.Reason, m.Crew) + lang.Say(words.DeskComma) + lang.Moment(r.At, s.port.Now())
	theirs := lang.Say(words.WasRemoved)
	if it := s.pile.find(m.Spot); it != nil {
		theirs = lang.StateName(it.spot.State)
		if n := len(it.spot.Steps); n > 0 {
			last := it.spot.Steps[n-1]
			theirs += s.detailOf(last.Reason, last.Crew) + lang.Say(words.DeskComma) + words.Put(lang.Say(words.HandledAt), lang.Moment(last.At, s.port.Now()))
		}
	}
	return kit.Facts(kit.Fact(lang.Say(words.MineWas), mine), kit.Fact(lang.Say(words.TheirsIs), theirs))
}

func (s *screen) detailOf(reason, crew string) string {
	text := ""
	for _, part := range []string{s.crewName(crew), s.reasonName(reason)} {
		if part != "" {
			text += s.lang().Say(words.DeskComma) + part
		}
	}
	return text
}

func (s *screen) stateOf(spot op.ID) lamp.State {
	if it := s.pile.find(spot); it != nil {
		return it.spot.State
	}
	return ""
}

// again reports whether the diagram allows my move from where the spot stands now.
func (s *screen) again(m lamp.Move) bool {
	return slices.Contains(lamp.Next(s.stateOf(m.Spot), s.port.Me(), false), m.To)
}

// doAgain does my move from the state that I have seen now.
func (s *screen) doAgain(ctx app.Context, refused op.Hash, m lamp.Move) {
	m.ID, m.From = s.port.NewID(), s.stateOf(m.Spot)
	name := s.lang().MoveName(m.From, m.To)
	s.run(ctx, []task{{do: m, undo: s.undoing(m)}}, func(int) string { return name })
	s.dismiss(ctx, refused)
}

func (s *screen) dismiss(ctx app.Context, id op.Hash) {
	ctx.Async(func() {
		err := s.port.Dismiss(id)
		ctx.Dispatch(func(app.Context) {
			if err != nil {
				s.problem = s.lang().Say(words.SaveFailed)
			}
		})
	})
}
