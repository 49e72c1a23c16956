package triage

import (
	"time"

	"denghuo/app/lamps"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// item is a spot as the desk sorts it, worked out once after the spot has changed.
type item struct {
	spot     *lamp.Spot
	reports  int
	stage    stage
	district string
	level    int
	due      time.Time // the deadline that counts now; zero: none
	likely   bool      // the city thinks it knows the lamp
}

func (it *item) late(at time.Time) bool { return !it.due.IsZero() && at.After(it.due) }

func (it *item) danger() bool { return it.spot.Danger != lamp.Safe && it.spot.Danger != "" }

// pile is all spots as items, in the order of their IDs, and what they come to.
type pile struct {
	seq   uint64
	items []*item
	tally tally
}

// tally is what stands in the desk's head: of everything that staff have to do with.
type tally struct {
	spots, reports int
	stages         map[stage]int // reports
	districts      map[string]int
	faults         map[lamp.Fault]int // spots
}

// follow brings the pile up to the index. Only spots that have changed are worked
// out anew.
func (p *pile) follow(ix *lamps.Index) {
	if seq := ix.Seq(); seq == p.seq && p.items != nil {
		return
	} else {
		p.seq = seq
	}
	old, next := p.items, make([]*item, 0, len(p.items)+8)
	p.tally = tally{stages: map[stage]int{}, districts: map[string]int{}, faults: map[lamp.Fault]int{}}
	for _, s := range ix.Spots() {
		for len(old) > 0 && old[0].spot.ID < s.ID {
			old = old[1:]
		}
		n := ix.Count(s.ID)
		if len(old) > 0 && old[0].spot == s && old[0].reports == n {
			next = append(next, old[0])
		} else {
			next = append(next, newItem(s, n))
		}
		p.tally.add(next[len(next)-1])
	}
	p.items = next
}

func newItem(s *lamp.Spot, reports int) *item {
	it := &item{spot: s, reports: reports, district: districtOf(s), level: levelOf(s), due: dueOf(s)}
	it.stage = stageOf(s, it.likely)
	return it
}

// stageOf is what there is to do.
func stageOf(s *lamp.Spot, likely bool) stage {
	switch s.State {
	case lamp.Sent, lamp.Returned:
		if likely {
			return double
		}
		return fresh
	case lamp.Checked:
		return ready
	case lamp.Repairing, lamp.Waiting, lamp.TempLit, lamp.Fixed:
		return out
	}
	return done
}

func (t *tally) add(it *item) {
	if it.stage == done || it.stage == watched {
		return
	}
	t.spots++
	t.reports += it.reports
	t.stages[it.stage] += it.reports
	t.districts[it.district] += it.reports
	t.faults[it.spot.Fault]++
}

// late counts the spots that are past their deadline.
func (p *pile) late(at time.Time) (n int) {
	for _, it := range p.items {
		if it.late(at) {
			n++
		}
	}
	return n
}

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
