package lamp

import (
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

// Sections finds open spots that no crew has and that lie within 200 metres of each
// other: three or more are proposed to the clerk as one section and one job. Each spot
// is in one section at most; those given first are looked at first.
func Sections(spots []Spot) (sections [][]op.ID) {
	grid := map[string][]int{}
	for i, s := range spots {
		if s.Point != nil && (s.State == Sent || s.State == Checked) {
			cell := geo.Cell(*s.Point)
			grid[cell] = append(grid[cell], i)
		}
	}
	taken := map[op.ID]bool{}
	for _, s := range spots {
		if s.Point == nil || taken[s.ID] || s.State != Sent && s.State != Checked {
			continue
		}
		if one := around(s, spots, grid, taken); len(one) >= sectionLeast {
			for _, id := range one {
				taken[id] = true
			}
			sections = append(sections, one)
		}
	}
	return sections
}

// around gathers what is near enough to a spot and to all that was gathered before.
func around(s Spot, spots []Spot, grid map[string][]int, taken map[op.ID]bool) []op.ID {
	points, ids := []geo.Point{*s.Point}, []op.ID{s.ID}
	for _, cell := range geo.Cells(*s.Point, sectionReach) {
		for _, i := range grid[cell] {
			other := spots[i]
			if other.ID != s.ID && !taken[other.ID] && nearAll(*other.Point, points) {
				points, ids = append(points, *other.Point), append(ids, other.ID)
			}
		}
	}
	return ids
}

func nearAll(p geo.Point, points []geo.Point) bool {
	for _, other := range points {
		if geo.Metres(p, other) > sectionReach {
			return false
		}
	}
	return true
}
