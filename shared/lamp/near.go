package lamp

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"sort"
	"strings"
	"time"
	"unicode"

	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// How far apart two reports of one lamp may be, in metres.
const (
	sameLampMin = 40
	sameLampMax = 120
)

// StillDark is how long after light was seen a spot may be said to be dark again, and
// is offered as the same lamp.
const StillDark = 14 * 24 * time.Hour

// maxLikely is how many a clerk is offered of what could be the same lamp.
const maxLikely = 5

// Likely is a record: what the city thinks could be the same lamp as a new spot. It
// proposes only; a clerk merges.
type Likely struct {
	Spot   op.ID   `json:"spot"`
	Others []op.ID `json:"others"` // the likeliest first
}

// Likelies has one record a spot that has any.
var Likelies = op.Table[Likely]{Name: "likely"}

// RecordID is the spot's.
func (l Likely) RecordID() op.ID { return l.Spot }

// Audience is the staff.
func (l Likely) Audience() []person.Scope { return []person.Scope{person.Staff} }

// guess keeps what could be the same lamp as a new spot. The city alone has an index
// to look in.
func guess(tx *op.Tx, s Spot, at Place) error {
	if tx.City == nil {
		return nil
	}
	l := Likely{Spot: s.ID}
	for _, other := range NearIn(tx, at, tx.At) {
		if other.ID != s.ID && other.ID != s.Linked && len(l.Others) < maxLikely {
			l.Others = append(l.Others, other.ID)
		}
	}
	if len(l.Others) == 0 {
		return nil
	}
	return Likelies.Put(tx, l)
}

// NearAmong lists, of spots that are at hand, those that could be the same lamp, the
// likeliest first. It looks at every one: a phone that has them decoded asks it.
func NearAmong(spots []*Spot, at Place, now time.Time) []Spot {
	var near []Spot
	number := plate(at.Pole)
	for _, s := range spots {
		if sameLamp(s, at, number) {
			near = append(near, *s)
		}
	}
	return likeliest(near, at, now)
}

// NearIn is NearAmong by an index of places: the cells around the point, and the
// pole's number. at is now.
func NearIn(in op.Index, where Place, at time.Time) []Spot {
	var near []Spot
	number := plate(where.Pole)
	seen := map[op.ID]bool{}
	look := func(row op.Row) bool {
		var s Spot
		if row.Key.Table == Spots.Name && !seen[row.Key.ID] && json.Unmarshal(row.Body, &s) == nil && sameLamp(&s, where, number) {
			seen[row.Key.ID] = true
			near = append(near, s)
		}
		return true
	}
	if number != "" {
		in.EachOf(poleScope(where.Pole), look)
	}
	if where.Point != nil {
		for _, cell := range geo.Cells(*where.Point, reach(*where.Point)) {
			in.EachOf(cellScope(cell), look)
		}
	}
	return likeliest(near, where, at)
}

// places are the scopes under which NearIn finds the spot. What can be nobody's same
// lamp any more has none.
func (s Spot) places() (scopes []person.Scope) {
	if s.State == Merged || s.State == Closed || s.State == Withdrawn {
		return nil
	}
	if s.Point != nil {
		scopes = append(scopes, cellScope(geo.Cell(*s.Point)))
	}
	if s.Pole != "" {
		scopes = append(scopes, poleScope(s.Pole))
	}
	return scopes
}

func cellScope(cell string) person.Scope { return person.Scope("cell/" + cell) }

// poleScope has the number as hex: a resident may type anything.
func poleScope(pole string) person.Scope {
	return person.Scope("pole/" + hex.EncodeToString([]byte(plate(pole))))
}

// plate is a pole's number as it is compared: people leave out spaces, dashes and
// capitals. Most places have none.
func plate(pole string) string {
	if pole == "" {
		return ""
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '·', '　':
			return -1
		}
		return unicode.ToUpper(r)
	}, pole)
}

// reach is how far from a point the same lamp may be. A spot's own point is rounded
// and has no accuracy.
func reach(p geo.Point) float64 { return min(sameLampMax, max(sameLampMin, p.Acc)) }

// sameLamp: the same pole's number; else as near as both accuracies allow, 40 to 120
// metres. number is the place's plate, worked out once for many spots.
func sameLamp(s *Spot, at Place, number string) bool {
	if number != "" && plate(s.Pole) == number {
		return true
	}
	if at.Point == nil || s.Point == nil {
		return false
	}
	return within(*s.Point, *at.Point, min(sameLampMax, max(sameLampMin, at.Point.Acc+s.Point.Acc)))
}

// within reports whether two points are so many metres apart or less. Most are not, and
// the degrees between their parallels say so at once.
func within(a, b geo.Point, metres float64) bool {
	return math.Abs(a.Lat-b.Lat)*degree <= metres && geo.Metres(a, b) <= metres
}

// degree is less than the metres of one degree of latitude anywhere.
const degree = 110_000

// likeliest keeps what is open or ended less than a fortnight before, in order: the
// same pole, the same road, then the nearest.
func likeliest(near []Spot, at Place, now time.Time) []Spot {
	var kept []Spot
	for _, s := range near {
		if s.State.Open() || s.joinable() && now.Sub(s.last().At) < StillDark {
			kept = append(kept, s)
		}
	}
	number := plate(at.Pole)
	sort.SliceStable(kept, func(i, j int) bool {
		if a, b := rank(kept[i], at, number), rank(kept[j], at, number); a != b {
			return a < b
		}
		return distance(kept[i], at) < distance(kept[j], at)
	})
	return kept
}

// joinable are the ended states in which a spot may still be the same lamp.
func (s Spot) joinable() bool { return s.State == Lit || s.State == Declined }

func rank(s Spot, at Place, number string) int {
	switch {
	case number != "" && plate(s.Pole) == number:
		return 0
	case s.Road != "" && strings.Contains(at.Words, s.Road):
		return 1
	}
	return 2
}

func distance(s Spot, at Place) float64 {
	if s.Point == nil || at.Point == nil {
		return 0
	}
	return geo.Metres(*s.Point, *at.Point)
}
