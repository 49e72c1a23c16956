package triage

import (
	"slices"
	"time"

	"denghuo/app/lamps"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// item is a spot as the desk sorts it, worked out once after the spot has changed.
type item struct {
	spot     *lamp.Spot
	reports  int
	likely   int // others that the city thinks could be the same lamp
	stage    stage
	district string
	level    lamp.Level // empty for a danger, which goes before all
	others   bool       // it has such: they change without it
	weight   weight     // in the order that was asked for last
	over     bool       // a deadline was missed already
	due      time.Time  // the deadline that is missed next; zero: none
}

func (it *item) late(at time.Time) bool { return it.over || !it.due.IsZero() && at.After(it.due) }

func (it *item) danger() bool { return it.spot.Danger != lamp.Safe && it.spot.Danger != "" }

// pile is all spots as items, in the order of their IDs and in that of the list, and
// what they come to. An item stays the same while its spot is there.
type pile struct {
	seq    uint64 // of the index
	told   uint64 // of its reports and likelies
	rules  *lamp.Rules
	items  []*item
	sorted []*item // as they were sorted last: nearly in order, so sorting again costs little
	tally  tally
	lates  int // past their deadline
	lateAt time.Time
}

// tally is what stands in the desk's head: of everything that staff have to do with.
type tally struct {
	spots, reports int
	stages         map[stage]int  // reports
	districts      map[string]int // reports that the clerk has to act on
	faults         map[lamp.Fault]int
}

// follow brings the pile up to the index. Only spots that have changed are worked
// out anew, and all when the administrator has changed the rules; the others are passed
// over by a look at where they lie.
func (p *pile) follow(ix *lamps.Index, at time.Time) {
	seq, rules, told := ix.Seq(), ix.Rules(), ix.Told()
	if seq == p.seq && p.items != nil {
		return
	}
	old, gone := p.items, false
	next := make([]*item, 0, len(p.items)+8)
	if p.items == nil {
		p.tally = newTally()
	}
	leave := func() {
		p.tally.add(old[0], -1)
		old[0].spot, old, gone = nil, old[1:], true
	}
	for _, s := range ix.Spots() {
		for len(old) > 0 && old[0].spot != s && old[0].spot.ID < s.ID {
			leave()
		}
		var it *item
		if len(old) > 0 && (old[0].spot == s || old[0].spot.ID == s.ID) {
			it, old = old[0], old[1:]
		} else {
			it = &item{}
			p.sorted = append(p.sorted, it)
		}
		if next = append(next, it); it.spot == s && rules == p.rules && told == p.told && !it.others {
			continue
		}
		if it.spot != nil {
			p.tally.add(it, -1)
		}
		if it.spot != s || rules != p.rules {
			it.become(s, rules, at)
		}
		it.counted(ix)
		p.tally.add(it, 1)
	}
	for len(old) > 0 {
		leave()
	}
	if gone {
		p.sorted = slices.DeleteFunc(p.sorted, func(it *item) bool { return it.spot == nil })
	}
	p.seq, p.rules, p.told, p.items, p.lateAt = seq, rules, told, next, time.Time{}
}

// counted takes over what is not in the spot.
func (it *item) counted(ix *lamps.Index) {
	it.reports = ix.Count(it.spot.ID)
	it.likely, it.others = 0, false
	if it.spot.State == lamp.Sent {
		for _, id := range ix.Likely(it.spot.ID) {
			it.others = true
			if other, ok := ix.Spot(id); ok && other.State.Queue() {
				it.likely++
			}
		}
	}
	it.stage = stageOf(it.spot.State, it.likely > 0)
}

// become is the spot as it is now.
func (it *item) become(s *lamp.Spot, r *lamp.Rules, at time.Time) {
	p := s.Promise(*r, at)
	it.spot, it.district, it.level, it.over, it.due = s, s.District, s.LevelBy(*r), p.Overdue, due(s, p)
	if it.district == "" && s.Point != nil {
		it.district = geo.DistrictOf(*s.Point)
	}
	if it.danger() {
		it.level = ""
	}
}

// due is the deadline that a spot misses next if nobody does anything.
func due(s *lamp.Spot, p lamp.Promise) time.Time {
	switch {
	case !s.State.Queue() || s.State == lamp.Fixed || p.Paused:
		return time.Time{}
	case s.State == lamp.Sent && len(s.Steps) < 2 && !p.Act.IsZero() && (p.Repair.IsZero() || p.Act.Before(p.Repair)):
		return p.Act
	}
	return p.Repair
}

// stageOf is what there is to do.
func stageOf(s lamp.State, likely bool) stage {
	switch s {
	case lamp.Sent, lamp.Returned:
		if likely {
			return double
		}
		return fresh
	case lamp.Checked:
		return ready
	case lamp.Repairing, lamp.Waiting, lamp.TempLit, lamp.Fixed:
		return out
	case lamp.Watched:
		return watched
	}
	return done
}

// queue reports whether the city has to act, todo whether the clerk has.
func (st stage) queue() bool { return st != done && st != watched }
func (st stage) todo() bool  { return st == fresh || st == double || st == ready }

func newTally() tally {
	return tally{stages: map[stage]int{}, districts: map[string]int{}, faults: map[lamp.Fault]int{}}
}

// add counts an item in, or out again: sign is 1 or -1.
func (t *tally) add(it *item, sign int) {
	if !it.stage.queue() {
		return
	}
	n := sign * it.reports
	t.spots += sign
	t.reports += n
	count(t.stages, it.stage, n)
	count(t.faults, it.spot.Fault, n)
	if it.stage.todo() {
		count(t.districts, it.district, n)
	}
}

// count keeps no line of which there is nothing.
func count[K ~string](in map[K]int, k K, n int) {
	if in[k] += n; in[k] == 0 {
		delete(in, k)
	}
}

// late counts the spots that are past their deadline, anew when spots have changed or
// some seconds have gone by.
func (p *pile) late(at time.Time) int {
	if since := at.Sub(p.lateAt); since >= 0 && since < lateRest {
		return p.lates
	}
	p.lates, p.lateAt = 0, at
	for _, it := range p.items {
		if it.stage.queue() && it.late(at) {
			p.lates++
		}
	}
	return p.lates
}

const lateRest = 5 * time.Second

// find looks an item up.
func (p *pile) find(id op.ID) *item {
	lo, hi := 0, len(p.items)
	for lo < hi {
		if mid := (lo + hi) / 2; p.items[mid].spot.ID < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(p.items) && p.items[lo].spot.ID == id {
		return p.items[lo]
	}
	return nil
}
