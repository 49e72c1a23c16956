package triage

import (
	"slices"

	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// move is what a move says beside where to.
type move struct {
	reason string
	crew   string
	owner  lamp.Owner // of what is not ours: it is watched then
}

// goes is where an action takes a spot.
var goes = map[kind]lamp.State{check: lamp.Checked, refuse: lamp.Declined, wanting: lamp.Returned, dispatch: lamp.Repairing,
	hold: lamp.Waiting, recall: lamp.Checked}

// can reports whether an action is drawn in the diagram for a spot as it stands.
func (s *screen) can(k kind, it *item) bool {
	from := it.spot.State
	switch k {
	case merge:
		return from.CanMerge()
	case recall:
		return (from == lamp.Repairing || from == lamp.Waiting) && slices.Contains(lamp.Next(from, s.port.Me(), false), lamp.Checked)
	case check:
		return (it.stage == fresh || it.stage == double) && slices.Contains(lamp.Next(from, s.port.Me(), false), lamp.Checked)
	}
	return slices.Contains(lamp.Next(from, s.port.Me(), false), goes[k])
}

// able is those of some spots that an action can be done to.
func (s *screen) able(k kind, of []op.ID) (able []op.ID) {
	for _, id := range of {
		if it := s.pile.find(id); it != nil && s.can(k, it) {
			able = append(able, id)
		}
	}
	return able
}

// moves are the ops of an action.
func (s *screen) moves(k kind, ids []op.ID, m move) (tasks []task) {
	for _, id := range ids {
		it := s.pile.find(id)
		if it == nil {
			continue
		}
		do := lamp.Move{ID: s.port.NewID(), Spot: id, From: it.spot.State, To: goes[k], Job: it.spot.Job, Reason: m.reason, Crew: m.crew, Owner: m.owner}
		if m.owner != "" {
			do.To = lamp.Watched
		}
		tasks = append(tasks, task{do: do, undo: s.undoing(do)})
	}
	return tasks
}

var said = map[kind]words.T{check: words.DidCheck, refuse: words.DidRefuse, wanting: words.DidReturn, hold: words.DidHold,
	recall: words.DidRecall, merge: words.DidMerge}

// saying is what the toast will say; crew is only for a dispatch.
func (s *screen) saying(k kind, crew string) func(n int) string {
	lang := s.lang()
	return func(n int) string {
		if k == dispatch {
			return words.Put(lang.Say(words.DidDispatch), crew) + lang.Say(words.DeskComma) + words.Put(lang.Say(words.DeskShown), words.Int(n))
		}
		return words.Put(lang.Say(said[k]), words.Int(n))
	}
}

// biggest is the spot with the most reports.
func (s *screen) biggest(ids []op.ID) (best op.ID) {
	most := -1
	for _, id := range ids {
		if it := s.pile.find(id); it != nil && it.reports > most {
			best, most = id, it.reports
		}
	}
	return best
}

// others are the steps of the diagram that are no action of the desk's bar.
func (s *screen) others(it *item) (all []lamp.State) {
	for _, to := range lamp.Next(it.spot.State, s.port.Me(), false) {
		if to == lamp.Watched || it.spot.State == lamp.Declined && to == lamp.Checked { // what is not ours is a refusal; taken up again it is to be checked
			continue
		}
		if !slices.ContainsFunc([]kind{dispatch, check, wanting, hold, recall, refuse}, func(k kind) bool { return goes[k] == to && s.can(k, it) }) {
			all = append(all, to)
		}
	}
	return all
}

// step1 takes the open spot one step.
func (s *screen) step1(ctx app.Context, to lamp.State) {
	it := s.pile.find(s.q.spot)
	if it == nil {
		return
	}
	m := lamp.Move{ID: s.port.NewID(), Spot: it.spot.ID, From: it.spot.State, To: to, Job: it.spot.Job}
	name := s.lang().MoveName(m.From, m.To)
	s.run([]task{{do: m, undo: s.undoing(m)}}, func(int) string { return name })
}

// undoing takes a step back.
func (s *screen) undoing(m lamp.Move) op.Op {
	return lamp.Undo{ID: s.port.NewID(), Spot: m.Spot, Step: m.ID}
}

// merges count some spots to another.
func (s *screen) merges(into op.ID, ids []op.ID) (tasks []task) {
	for _, id := range ids {
		it := s.pile.find(id)
		if it == nil || id == into {
			continue
		}
		do := lamp.Merge{ID: s.port.NewID(), Spot: id, From: it.spot.State, Into: into}
		tasks = append(tasks, task{do: do, undo: lamp.Undo{ID: s.port.NewID(), Spot: id, Step: do.ID}})
	}
	return tasks
}

// crews are who spots can be given to, those of their districts first.
func (s *screen) crews(of []op.ID) (fit, rest []lamp.Crew) {
	districts := map[string]bool{}
	for _, id := range of {
		if it := s.pile.find(id); it != nil {
			districts[it.district] = true
		}
	}
	for _, c := range s.pile.rules.Crews {
		switch {
		case c.Off:
		case slices.ContainsFunc(c.Districts, func(d string) bool { return districts[d] }):
			fit = append(fit, c)
		default:
			rest = append(rest, c)
		}
	}
	return fit, rest
}

// reasons are the answers that are offered for an action. What is not ours is among
// the refusals and names whose it is.
func (s *screen) reasons(k kind) (all []lamp.Reason) {
	for _, r := range s.pile.rules.Reasons {
		if !r.Off && (r.For == goes[k] || k == refuse && r.For == lamp.Watched) {
			all = append(all, r)
		}
	}
	return all
}
