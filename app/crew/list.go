package crew

import (
	"math"
	"sort"
	"time"

	"denghuo/app/lamps"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// task is one job with the spot that it is about.
type task struct {
	job   *lamp.Job
	spot  *lamp.Spot
	level lamp.Level
	late  bool
}

// danger reports whether somebody could be hurt.
func (t *task) danger() bool { return t.spot.Danger != lamp.Safe && t.spot.Danger != "" }

// held reports whether the crew has said that it cannot go on.
func (t *task) held() bool { return t.spot.State == lamp.Waiting }

// list is a crew's jobs.
type list struct {
	open     []*task // to be done, in order
	held     []*task // on hold
	recalled []*task // taken back within a day, and not yet seen
	done     []*task // closed today, the latest first
}

func (l list) find(id op.ID) *task {
	for _, t := range append(l.open[:len(l.open):len(l.open)], l.held...) {
		if t.job.ID == id {
			return t
		}
	}
	return nil
}

// everyone is the choice of all crews.
const everyone = "all"

// mine are the crews whose jobs are shown; nil: all of them.
func (s *jobs) mine() []op.ID {
	if s.whose == everyone {
		return nil
	}
	if s.whose != "" {
		return []op.ID{op.ID(s.whose)}
	}
	return lamp.CrewsOf(s.port.View(), s.port.Me().ID)
}

// tasks are the jobs of the crews that are shown, in no order.
func (s *jobs) tasks(ix *lamps.Index) (all []*task) {
	crews, rules, now := s.mine(), ix.Rules(), s.port.Now()
	for _, j := range ix.Jobs() {
		if !j.Open() && now.Sub(j.Ended) > 24*time.Hour || !given(*rules, j, crews) {
			continue
		}
		if spot, ok := ix.Spot(j.Spot); ok {
			all = append(all, &task{job: j, spot: spot, level: spot.LevelBy(*rules), late: spot.Promise(*rules, now).Overdue})
		}
	}
	return all
}

// given reports whether a job is one of some crews. Jobs of old name their crew in
// words.
func given(rules lamp.Rules, j *lamp.Job, crews []op.ID) bool {
	if len(crews) == 0 {
		return true
	}
	for _, id := range crews {
		if c, ok := rules.Crew(string(id)); j.Crew == id || ok && (string(j.Crew) == c.Zh || string(j.Crew) == c.En) {
			return true
		}
	}
	return false
}

// sorted is the list as it is shown. What was put in order before stays in that order
// until the crew has walked on, or wants another one: nothing moves under a finger.
func (s *jobs) sorted() list {
	ix, now := s.index(), s.port.Now()
	var l list
	seen := s.seen()
	for _, t := range s.tasks(ix) {
		switch {
		case t.job.Recalled():
			if !seen[t.job.ID] {
				l.recalled = append(l.recalled, t)
			}
		case !t.job.Open():
			if sameDay(t.job.Ended, now) {
				l.done = append(l.done, t)
			}
		case t.held():
			l.held = append(l.held, t)
		default:
			l.open = append(l.open, t)
		}
	}
	s.arrange(l.open, *ix.Rules(), now)
	sort.Slice(l.done, func(i, j int) bool { return l.done[i].job.Ended.After(l.done[j].job.Ended) })
	return l
}

// arrange puts jobs in order: those that were there as they were, and what is new
// before the first that comes after it.
func (s *jobs) arrange(open []*task, rules lamp.Rules, now time.Time) {
	before := s.before(rules, now)
	sort.Slice(open, func(i, j int) bool { return before(open[i], open[j]) })
	if !s.stale {
		steady(open, s.order, before)
	}
	s.stale, s.order = false, nil
	for _, t := range open {
		s.order = append(s.order, t.job.ID)
	}
}

// steady puts sorted jobs back into the order that they had.
func steady(open []*task, was []op.ID, before func(a, b *task) bool) {
	at := map[op.ID]int{}
	for i, id := range was {
		at[id] = i + 1
	}
	var kept, fresh []*task
	for _, t := range open {
		if at[t.job.ID] > 0 {
			kept = append(kept, t)
		} else {
			fresh = append(fresh, t)
		}
	}
	sort.Slice(kept, func(i, j int) bool { return at[kept[i].job.ID] < at[kept[j].job.ID] })
	for _, t := range fresh {
		i := 0
		for i < len(kept) && !before(t, kept[i]) {
			i++
		}
		kept = append(kept[:i], append([]*task{t}, kept[i:]...)...)
	}
	copy(open, kept)
}

// before is the order: the nearest, or without a position by urgency and district.
func (s *jobs) before(rules lamp.Rules, now time.Time) func(a, b *task) bool {
	here := s.spot.at
	if here == nil || s.urgent {
		return func(a, b *task) bool { return pressing(a, b, rules, now) }
	}
	return func(a, b *task) bool {
		if d := metres(*here, a.spot) - metres(*here, b.spot); d != 0 && !math.IsNaN(d) {
			return d < 0
		}
		return lamp.Urgent(*a.spot, *b.spot, rules, now) < 0
	}
}

// pressing puts dangers and levels first, then what lies in one district together.
func pressing(a, b *task, rules lamp.Rules, now time.Time) bool {
	if a.danger() != b.danger() {
		return a.danger()
	}
	if a.level != b.level {
		return a.level < b.level
	}
	if a.late != b.late {
		return a.late
	}
	if a.spot.District != b.spot.District {
		return a.spot.District < b.spot.District
	}
	return lamp.Urgent(*a.spot, *b.spot, rules, now) < 0
}

// metres is how far a spot is; one without a point is farther than any.
func metres(here geo.Point, s *lamp.Spot) float64 {
	if s.Point == nil {
		return math.Inf(1)
	}
	return geo.Metres(here, *s.Point)
}

// inHand is the job whose card is open: the one that was taken into hand, else the
// first.
func (s *jobs) inHand(l list) *task {
	if t := l.find(s.open); t != nil {
		return t
	}
	if s.open != "" { // it is done, or was taken back
		s.leave()
	}
	if len(l.open) == 0 {
		return nil
	}
	return l.open[0]
}
