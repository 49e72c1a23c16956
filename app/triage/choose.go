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
	for _, it := range p.sorted {
		it.weigh(q.sort, e)
	}
	sort.Sort(byWeight(p.sorted))
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

// weight is an item as it is sorted, the first smallest. It is worked out once a
// sorting and not once a comparison, of which there are 60,000 among 5,000 spots.
type weight struct {
	by    int64  // the order that was chosen; 0 for urgency
	rank  uint64 // level, late, again and voices: lamp.Urgent in one number
	first int64
}

func (it *item) weigh(o order, e eye) {
	w := weight{rank: it.rank(e.at), first: it.spot.First.UnixMicro()}
	switch {
	case o == byAge:
		w.by = w.first
	case o == byMany:
		w.by = -int64(it.reports)
	case o == byNear && e.here != nil:
		w.by = int64(away(it, e) * 1000)
	}
	it.weight = w
}

// rank is what is urgent about a spot before its age: that of lamp.Urgent, though each
// promise was asked only once.
func (it *item) rank(at time.Time) uint64 {
	const most = 1<<16 - 1
	level := uint64(0) // a danger
	if n := len(it.level); n > 0 {
		level = uint64(it.level[n-1])
	}
	onTime := uint64(1)
	if it.late(at) {
		onTime = 0
	}
	return level<<40 | onTime<<32 | (most-uint64(min(most, it.spot.Again)))<<16 | (most - uint64(min(most, it.spot.Voices)))
}

type byWeight []*item

func (l byWeight) Len() int      { return len(l) }
func (l byWeight) Swap(i, j int) { l[i], l[j] = l[j], l[i] }

// Less is the order. No two spots are equal in it.
func (l byWeight) Less(i, j int) bool {
	a, b := &l[i].weight, &l[j].weight
	switch {
	case a.by != b.by:
		return a.by < b.by
	case a.rank != b.rank:
		return a.rank < b.rank
	case a.first != b.first:
		return a.first < b.first
	}
	return l[i].spot.ID < l[j].spot.ID
}

// away is how far a spot is in metres; one without a point is farther than any.
func away(it *item, e eye) float64 {
	if it.spot.Point == nil || e.here == nil {
		return 1e9
	}
	return geo.Metres(*e.here, *it.spot.Point)
}
