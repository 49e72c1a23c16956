package triage

import (
	"cmp"
	"sort"
	"strings"
	"time"

	"denghuo/app/lamps"
	"denghuo/shared/geo"
	"denghuo/shared/op"
)

// eye is from where the list is looked at: when, and where if it is known.
type eye struct {
	at   time.Time
	here *geo.Point
}

// choose is what a query shows of a pile, in its order.
func choose(p *pile, ix *lamps.Index, q query, e eye) []op.ID {
	want := strings.ToLower(strings.TrimSpace(q.search))
	before := q.sort.before(e)
	sort.Slice(p.sorted, func(i, j int) bool { return before(p.sorted[i], p.sorted[j]) })
	ids := []op.ID{}
	for _, it := range p.sorted {
		if q.takes(it, e.at) && (want == "" || says(ix, it, want)) {
			ids = append(ids, it.spot.ID)
		}
	}
	return ids
}

func says(ix *lamps.Index, it *item, want string) bool {
	return strings.Contains(strings.ToLower(it.spot.Pole), want) || ix.Says(it.spot.ID, want)
}

// takes reports whether a spot is one of those that are wanted, but for the search.
func (q query) takes(it *item, at time.Time) bool {
	switch {
	case q.stage == allStages && !it.stage.todo() && !(q.late && it.stage.queue()),
		q.stage != allStages && it.stage != q.stage,
		q.district != "" && q.district != districtName(it.district),
		q.fault != "" && it.spot.Fault != q.fault,
		q.late && !(it.stage.queue() && it.late(at)),
		q.age > 0 && at.Sub(it.spot.First) < time.Duration(q.age)*24*time.Hour,
		it.spot.Voices < q.voices,
		q.photos && it.spot.Photos == 0,
		q.danger && !it.danger():
		return false
	}
	return true
}

// elsewhere is a district in the address for spots of which none is known.
const elsewhere = "elsewhere"

func districtName(id string) string {
	if id == "" {
		return elsewhere
	}
	return id
}

// before is the order. No two spots are equal in it.
func (o order) before(e eye) func(a, b *item) bool {
	urgent := func(a, b *item) int { return a.urgency(e.at, b) }
	compare := urgent
	switch {
	case o == byAge:
		compare = func(a, b *item) int { return a.spot.First.Compare(b.spot.First) }
	case o == byMany:
		compare = func(a, b *item) int { return b.reports - a.reports }
	case o == byNear && e.here != nil:
		compare = func(a, b *item) int { return cmp.Compare(away(a, e), away(b, e)) }
	}
	return func(a, b *item) bool {
		if d := compare(a, b); d != 0 {
			return d < 0
		}
		return urgent(a, b) < 0
	}
}

// away is how far a spot is in metres; one without a point is farther than any.
func away(it *item, e eye) float64 {
	if it.spot.Point == nil || e.here == nil {
		return 1e9
	}
	return geo.Metres(*e.here, *it.spot.Point)
}

// urgency is lamp.Urgent over what was worked out before: that asks each promise
// anew at every comparison.
func (a *item) urgency(at time.Time, b *item) int {
	if a.level != b.level {
		return strings.Compare(string(a.level), string(b.level))
	}
	for _, d := range [...]int{first(b.late(at)) - first(a.late(at)), b.spot.Again - a.spot.Again, b.spot.Voices - a.spot.Voices, a.spot.First.Compare(b.spot.First)} {
		if d != 0 {
			return d
		}
	}
	return strings.Compare(string(a.spot.ID), string(b.spot.ID))
}

func first(so bool) int {
	if so {
		return 1
	}
	return 0
}
