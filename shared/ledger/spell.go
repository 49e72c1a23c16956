package ledger

import (
	"math"
	"sort"
	"strconv"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// Spell is how long it took from report to light, for one district and one fault;
// both empty: for all.
type Spell struct {
	District string
	Fault    lamp.Fault
	Spots    []op.ID // the quickest first
	Took     []time.Duration
	Median   time.Duration
	P90      time.Duration // nine of ten were quicker, or as quick
}

// spells takes what was lit in the period. Light that nobody has seen (seven nights
// without contradiction) counts from the repair: the nights are no work.
func (c *counting) spells(spots []lamp.Spot) []Spell {
	type group struct {
		district string
		fault    lamp.Fault
	}
	took := map[group][]lit{}
	for i := range spots {
		s := &spots[i]
		at, ok := lightOf(s)
		if !ok || !c.in(at) {
			continue
		}
		one := lit{s.ID, max(0, at.Sub(s.First))}
		for _, g := range []group{{}, {s.District, s.Fault}} {
			took[g] = append(took[g], one)
		}
	}
	var all []Spell
	for g, of := range took {
		all = append(all, spell(g.district, g.fault, of))
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if whole := a.Fault == ""; whole != (b.Fault == "") {
			return whole
		}
		if a.District != b.District {
			return a.District < b.District
		}
		return a.Fault < b.Fault
	})
	return all
}

type lit struct {
	spot op.ID
	took time.Duration
}

func spell(district string, fault lamp.Fault, of []lit) Spell {
	sort.Slice(of, func(i, j int) bool {
		if of[i].took != of[j].took {
			return of[i].took < of[j].took
		}
		return of[i].spot < of[j].spot
	})
	s := Spell{District: district, Fault: fault, Median: rank(of, 50), P90: rank(of, 90)}
	for _, one := range of {
		s.Spots, s.Took = append(s.Spots, one.spot), append(s.Took, one.took)
	}
	return s
}

// rank is the nearest-rank percentile of what is sorted and not empty.
func rank(sorted []lit, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1].took
}

// lightOf is when a spot that is lit now came to light.
func lightOf(s *lamp.Spot) (at time.Time, ok bool) {
	if s.State != lamp.Lit && s.State != lamp.Closed {
		return time.Time{}, false
	}
	var fixed time.Time
	for _, st := range s.Steps {
		switch st.State {
		case lamp.Fixed:
			fixed = st.When()
		case lamp.Lit:
			if at, ok = st.When(), true; st.Proof == lamp.ByNights && !fixed.IsZero() {
				at = fixed
			}
		}
	}
	return at, ok
}

// overdue is what is open and later than promised, the earliest first.
func overdue(e Entries) []lamp.Spot {
	var late []lamp.Spot
	for _, s := range e.Spots {
		if s.State.Queue() && s.Promise(e.Rules, e.Now).Overdue {
			late = append(late, s)
		}
	}
	sort.SliceStable(late, func(i, j int) bool { return late[i].First.Before(late[j].First) })
	return late
}

// Hot is a place that came back: dark again after a repair, or reported anew.
type Hot struct {
	Pole  string
	Point *geo.Point
	Times int     // how often it was reported or said to be dark again
	Spots []op.ID // the earliest first
}

// hottest is how many places are told.
const hottest = 20

// hot gathers spots by their pole, or by a square of about 45 m, and tells those that
// came back, the worst first.
func hot(spots []lamp.Spot, in func(time.Time) bool) []Hot {
	places := map[string]*Hot{}
	var names []string
	for i := range spots {
		s := &spots[i]
		name := placeName(s)
		if name == "" || !in(s.First) || s.State == lamp.Merged || s.State == lamp.Declined || s.State == lamp.Withdrawn {
			continue
		}
		h := places[name]
		if h == nil {
			h = &Hot{Pole: s.Pole, Point: s.Point}
			places[name] = h
			names = append(names, name)
		}
		h.Times += 1 + s.Again
		h.Spots = append(h.Spots, s.ID)
	}
	var all []Hot
	for _, name := range names {
		if h := places[name]; h.Times > 1 {
			all = append(all, *h)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Times > all[j].Times })
	return all[:min(len(all), hottest)]
}

func placeName(s *lamp.Spot) string {
	switch {
	case s.Pole != "":
		return "pole/" + string(PoleID(s.Pole))
	case s.Point != nil:
		return "at/" + square(*s.Point)
	}
	return ""
}

// square names the square of 0.0005° that a point is in.
func square(p geo.Point) string {
	return strconv.Itoa(int(math.Floor(p.Lat*2000))) + "," + strconv.Itoa(int(math.Floor(p.Lon*2000)))
}
