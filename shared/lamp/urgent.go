package lamp

import (
	"sort"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/op"
)

// Urgent orders two spots for whoever has to act, the more urgent first: a danger, the
// level, what is overdue, what was said to be dark again, voices, age. It is below zero
// if a goes before b. The one order of desk and crew.
func Urgent(a, b Spot, r Rules, at time.Time) int {
	return weigh(a, r, at).against(weigh(b, r, at))
}

// weight is a spot as Urgent compares it, the most urgent smallest.
type weight struct {
	level   Level
	overdue bool
	again   int
	voices  int
	first   time.Time
	id      op.ID
}

func weigh(s Spot, r Rules, at time.Time) weight {
	w := weight{s.LevelBy(r), s.Promise(r, at).Overdue, s.Again, s.Voices, s.First, s.ID}
	if s.Danger != Safe && s.Danger != "" {
		w.level = "" // a danger goes first, whatever level a clerk gave it
	}
	return w
}

func (a weight) against(b weight) int {
	switch {
	case a.level != b.level:
		return sign(a.level < b.level)
	case a.overdue != b.overdue:
		return sign(a.overdue)
	case a.again != b.again:
		return sign(a.again > b.again)
	case a.voices != b.voices:
		return sign(a.voices > b.voices)
	case !a.first.Equal(b.first):
		return sign(a.first.Before(b.first))
	case a.id == b.id:
		return 0
	}
	return sign(a.id < b.id)
}

func sign(before bool) int {
	if before {
		return -1
	}
	return 1
}

// A section is three or more spots of one road within so many metres of each other.
const (
	sectionReach = 200
	sectionLeast = 3
)

// SectionAt proposes a section around a spot: the open ones that no crew has and that
// lie within 200 metres of each other, this one first and then the nearest. Three or
// more are one job; fewer are none.
func SectionAt(s *Spot, among []*Spot) []op.ID {
	if !s.inSection() {
		return nil
	}
	var around []*Spot
	for _, other := range among {
		if other.ID != s.ID && other.inSection() && within(*s.Point, *other.Point, sectionReach) {
			around = append(around, other)
		}
	}
	sort.SliceStable(around, func(i, j int) bool {
		return geo.Metres(*s.Point, *around[i].Point) < geo.Metres(*s.Point, *around[j].Point)
	})
	points, ids := []geo.Point{*s.Point}, []op.ID{s.ID}
	for _, other := range around {
		if nearAll(*other.Point, points) {
			points, ids = append(points, *other.Point), append(ids, other.ID)
		}
	}
	if len(ids) < sectionLeast {
		return nil
	}
	return ids
}

// inSection reports whether the spot waits for a crew somewhere on the map.
func (s *Spot) inSection() bool {
	return s.Point != nil && (s.State == Sent || s.State == Checked)
}

func nearAll(p geo.Point, points []geo.Point) bool {
	for _, other := range points {
		if !within(p, other, sectionReach) {
			return false
		}
	}
	return true
}
