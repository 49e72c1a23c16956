package triage

import (
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
	var found []*item
	for _, it := range p.items {
		if q.takes(it, e.at) && (want == "" || says(ix, it, want)) {
			found = append(found, it)
		}
	}
	before := q.sort.before(e)
	sort.SliceStable(found, func(i, j int) bool { return before(found[i], found[j]) })
	ids := make([]op.ID, len(found))
	for i, it := range found {
		ids[i] = it.spot.ID
	}
	return ids
}

func says(ix *lamps.Index, it *item, want string) bool {
	return strings.Contains(strings.ToLower(it.spot.Pole), want) || ix.Says(it.spot.ID, want)
}

// takes reports whether a spot is one of those that are wanted, but for the search.
func (q query) takes(it *item, at time.Time) bool {
	switch {
	case q.stage == allStages && (it.stage == done || it.stage == watched),
		q.stage != allStages && it.stage != q.stage,
		q.district != "" && q.district != districtName(it.district),
		q.fault != "" && it.spot.Fault != q.fault,
		q.late && !it.late(at),
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

// before is the order.
func (o order) before(e eye) func(a, b *item) bool {
	switch o {
	case byAge:
		return func(a, b *item) bool { return a.spot.First.Before(b.spot.First) }
	case byMany:
		return func(a, b *item) bool {
			return a.reports > b.reports || a.reports == b.reports && a.spot.First.Before(b.spot.First)
		}
	case byNear:
		if e.here != nil {
			return func(a, b *item) bool { return away(a, e) < away(b, e) }
		}
	}
	return func(a, b *item) bool { return a.urgency(e.at, b) < 0 }
}

// away is how far a spot is in metres; one without a point is farther than any.
func away(it *item, e eye) float64 {
	if it.spot.Point == nil || e.here == nil {
		return 1e9
	}
	return geo.Metres(*e.here, *it.spot.Point)
}

// urgency is the order of lamp.Urgent over what was worked out before: a danger
// first, then the level, what is late, many people, the oldest.
func (a *item) urgency(at time.Time, b *item) int {
	for _, d := range [...]int{
		first(b.danger()) - first(a.danger()), a.level - b.level, first(b.late(at)) - first(a.late(at)), b.spot.Voices - a.spot.Voices,
	} {
		if d != 0 {
			return d
		}
	}
	return a.spot.First.Compare(b.spot.First)
}

func first(so bool) int {
	if so {
		return 1
	}
	return 0
}
