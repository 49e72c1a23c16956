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

// clashes are the ops of this desk that the city did not take, because a colleague was
// first or for another reason. Nothing of either is lost: what I wanted and how it is
// now stand side by side, until I do mine again or leave it.
func (s *screen) clashes() app.UI {
	var cards []app.UI
	for _, r := range s.port.Refused() {
		if len(cards) < 5 {
			if spot, ours := about(r.Op); ours {
				cards = append(cards, s.clash(r, spot))
			}
		}
	}
	return app.Div().ID("clashes").Role("status").Body(cards...)
}

// about is the spot that an op of this desk is about.
func about(o op.Op) (spot op.ID, ours bool) {
	switch o := o.(type) {
	case lamp.Move:
		return o.Spot, true
	case lamp.Merge:
		return o.Spot, true
	case lamp.Split:
		return o.Spot, true
	case lamp.Undo:
		return o.Spot, true
	case lamp.Set:
		return o.Spot, true
	}
	return "", false
}

func (s *screen) clash(r frame.Refused, spot op.ID) app.UI {
	lang, open, again := s.lang(), s.differs == r.ID, s.again(r.Op)
	where := string(spot)
	if it := s.pile.find(spot); it != nil {
		where = s.where(s.index(), it)
	}
	button := func(id, text string, off bool, do app.EventHandler) app.UI {
		return app.Button().ID(id+"-"+string(r.ID)).Class("zz-btn2").Type("button").Disabled(off || s.busy).Text(text).OnClick(do, app.EventScope(r.ID, s.stateOf(spot)))
	}
	return kit.Div("zz-net", kit.Icon("info-circle"), kit.Div("zz-clash",
		kit.B(where),
		kit.P("", lang.Refusal(r.Refusal)),
		kit.Block(kit.Maybe(open, func() app.UI { return s.difference(r, spot) })),
		kit.Maybe(again == nil, func() app.UI { return kit.Cap(lang.Say(words.NotPossible)) }),
		kit.Div("zz-wrap zz-wrap--gap",
			button("clash-see", lang.Say(words.SeeDiff), open, func(app.Context, app.Event) { s.differs = r.ID }),
			button("clash-again", lang.Say(words.DoAgain), again == nil, func(ctx app.Context, _ app.Event) { s.doAgain(ctx, r) }),
			button("clash-leave", lang.Say(words.LeaveIt), false, func(ctx app.Context, _ app.Event) { s.dismiss(ctx, r.ID) }),
		),
	))
}

// difference is my op and the spot as it is now.
func (s *screen) difference(r frame.Refused, spot op.ID) app.UI {
	lang, now := s.lang(), s.port.Now()
	mine := lang.Say(words.DoMerge)
	switch o := r.Op.(type) {
	case lamp.Move:
		mine = lang.MoveName(o.From, o.To) + s.detailOf(o.Reason, o.Crew)
	case lamp.Split:
		mine = lang.Say(words.DoSplit)
	case lamp.Undo:
		mine = lang.Say(words.Undo)
	case lamp.Set:
		mine = lang.Say(words.Facts)
	}
	theirs := lang.Say(words.WasRemoved)
	if it := s.pile.find(spot); it != nil && len(it.spot.Steps) > 0 {
		last := it.spot.Steps[len(it.spot.Steps)-1]
		theirs = lang.StateName(it.spot.State) + s.detailOf(last.Reason, last.Crew) + lang.Say(words.DeskComma) + words.Put(lang.Say(words.HandledAt), lang.Moment(last.When(), now))
	}
	return kit.Facts(kit.Fact(lang.Say(words.MineWas), mine+lang.Say(words.DeskComma)+lang.Moment(r.At, now)), kit.Fact(lang.Say(words.TheirsIs), theirs))
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

// again is my op once more from where the spot stands now, or nil if the diagram has
// no such step any more.
func (s *screen) again(o op.Op) op.Op {
	switch o := o.(type) {
	case lamp.Move:
		o.ID, o.From = s.port.NewID(), s.stateOf(o.Spot)
		if slices.Contains(lamp.Next(o.From, s.port.Me(), false), o.To) {
			return o
		}
	case lamp.Merge:
		o.ID, o.From = s.port.NewID(), s.stateOf(o.Spot)
		if o.From.CanMerge() {
			return o
		}
	case lamp.Set:
		o.ID = s.port.NewID()
		return o
	}
	return nil
}

func (s *screen) doAgain(ctx app.Context, r frame.Refused) {
	o := s.again(r.Op)
	if o == nil {
		return
	}
	one := task{do: o}
	if m, ok := o.(lamp.Move); ok {
		one.undo = s.undoing(m)
	}
	s.run([]task{one}, func(int) string { return s.lang().Say(words.DidAgain) })
	s.dismiss(ctx, r.ID)
}

func (s *screen) dismiss(ctx app.Context, id op.Hash) {
	s.ctx.Async(func() {
		err := s.port.Dismiss(id)
		s.ctx.Dispatch(func(app.Context) {
			if err != nil {
				s.problem = s.lang().Say(words.SaveFailed)
			}
		})
	})
}
