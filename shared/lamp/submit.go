package lamp

import (
	"slices"
	"sort"
	"strings"

	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/photo"
)

// Codes of this domain.
const (
	NoPlace    op.Code = "no_place"
	WrongState op.Code = "wrong_state"
	NoReason   op.Code = "no_reason"
)

// Submit reports a lamp. ID is made on the phone, so the report that the phone
// shows at once and the one that comes back are the same record. Spot is the
// place it joins ("same lamp"), or an ID of its own for a new place.
type Submit struct {
	ID     op.ID        `json:"id"`
	Spot   op.ID        `json:"spot"`
	Fault  Fault        `json:"fault"`
	Danger Danger       `json:"danger"`
	Place  Place        `json:"place"`
	Photos []photo.Hash `json:"photos,omitempty"`
	Note   string       `json:"note,omitempty"`
}

// Kind waits in the outbox.
func (Submit) Kind() op.Kind { return op.Kind{Name: "lamp.submit", Delivery: op.Queued} }

// About is the report.
func (s Submit) About() op.Key { return Reports.Key(s.ID) }

// Check wants a known fault and some kind of place.
func (s Submit) Check() error {
	switch {
	case !op.ValidID(s.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(s.Spot) || len(s.Spot) > maxSpotID:
		return op.Refuse(op.Malformed, "spot")
	case !slices.Contains(Faults, s.Fault):
		return op.Refuse(op.Malformed, "fault")
	case s.Danger != "" && !slices.Contains(Dangers, s.Danger):
		return op.Refuse(op.Malformed, "danger")
	case tooLong(s.Note, MaxNote):
		return op.Refuse(op.TooLong, "note")
	case len(s.Photos) > MaxPhotos:
		return op.Refuse(op.TooLong, "photos")
	}
	for _, h := range s.Photos {
		if !h.Valid() {
			return op.Refuse(op.Malformed, "photos")
		}
	}
	return s.Place.check()
}

func (p Place) check() error {
	switch {
	case tooLong(p.Words, MaxWords):
		return op.Refuse(op.TooLong, "words")
	case tooLong(p.Pole, MaxPole):
		return op.Refuse(op.TooLong, "pole")
	case p.Point != nil && !p.Point.Valid():
		return op.Refuse(op.Malformed, "point")
	case p.Point == nil && strings.TrimSpace(p.Words) == "" && strings.TrimSpace(p.Pole) == "":
		return op.Refuse(NoPlace, "place")
	}
	return nil
}

// Apply writes the report and opens its spot, or adds a voice to it. A report
// whose ID is there is done: a new epoch repeats nothing.
func (s Submit) Apply(tx *op.Tx) error {
	if tx.By.ID == "" {
		return op.Refuse(op.NotYours, "")
	}
	if old, ok := Reports.Get(tx, s.ID); ok {
		if !tx.By.Same(old.By) {
			return op.Refuse(op.NotYours, "id")
		}
		return nil
	}
	no, err := nextNo(tx)
	if err != nil {
		return err
	}
	r := Report{ID: s.ID, Spot: s.Spot, No: no, By: tx.By.ID, Fault: s.Fault, Danger: s.Danger,
		Place: s.Place, Photos: s.Photos, Note: s.Note, Tapped: tx.Tapped, Heard: tx.At}
	if r.Danger == "" {
		r.Danger = Safe
	}
	if err := Reports.Put(tx, r); err != nil {
		return err
	}
	heard := reported(tx, s.Spot, tx.By)
	if err := Spots.Put(tx, s.spot(tx, r, heard)); err != nil || heard {
		return err
	}
	return Voices.Put(tx, Voice{Spot: s.Spot, By: tx.By.ID})
}

// spot is the place with this report in it, and its voice unless that was heard.
func (s Submit) spot(tx *op.Tx, r Report, heard bool) Spot {
	spot, had := Spots.Get(tx, s.Spot)
	if !had {
		spot = Spot{ID: s.Spot, State: Sent, Fault: r.Fault, Danger: r.Danger, Pole: r.Place.Pole,
			First: r.Tapped, Steps: []Step{{State: Sent, At: tx.At}}}
	}
	if spot.Point == nil && r.Place.Point != nil {
		rounded := r.Place.Point.Round()
		spot.Point = &rounded
	}
	if spot.Danger == Safe {
		spot.Danger = r.Danger
	}
	if !heard {
		spot.Voices++
	}
	spot.Photos += len(r.Photos)
	return spot
}

// Near lists the open spots that could be the same lamp: the same pole, else
// within the larger of 40 m and the accuracy, at most 120 m; nearest first.
func Near(view op.Reader, at Place) []Spot {
	var near []Spot
	Spots.Each(view, func(s Spot) bool {
		if s.State.Open() && sameLamp(s, at) {
			near = append(near, s)
		}
		return true
	})
	if at.Point != nil {
		sort.SliceStable(near, func(i, j int) bool { return distance(near[i], *at.Point) < distance(near[j], *at.Point) })
	}
	return near
}

func sameLamp(s Spot, at Place) bool {
	if at.Pole != "" && s.Pole == at.Pole {
		return true
	}
	if at.Point == nil || s.Point == nil {
		return false
	}
	return geo.Metres(*s.Point, *at.Point) <= min(120, max(40, at.Point.Acc))
}

func distance(s Spot, p geo.Point) float64 {
	if s.Point == nil {
		return 0 // the same pole number: nothing is nearer
	}
	return geo.Metres(*s.Point, p)
}
