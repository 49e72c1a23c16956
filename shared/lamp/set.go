package lamp

import (
	"slices"

	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/photo"
)

// Set mends the facts of a spot, by a clerk. Empty fields change nothing. From then on
// the facts are the clerk's: what is reported later changes them no more.
type Set struct {
	ID       op.ID      `json:"id"`
	Spot     op.ID      `json:"spot"`
	Fault    Fault      `json:"fault,omitempty"`
	Symptom  Symptom    `json:"symptom,omitempty"`
	Danger   Danger     `json:"danger,omitempty"`
	Level    Level      `json:"level,omitempty"`
	District string     `json:"district,omitempty"`
	Point    *geo.Point `json:"point,omitempty"`
	Pole     string     `json:"pole,omitempty"`
	Road     string     `json:"road,omitempty"` // read by all: no more than the road's name
}

// Kind waits in the outbox.
func (Set) Kind() op.Kind { return op.Kind{Name: "lamp.set", Delivery: op.Queued} }

// About is the spot.
func (s Set) About() op.Key { return Spots.Key(s.Spot) }

// Check looks at each field.
func (s Set) Check() error {
	switch {
	case !op.ValidID(s.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(s.Spot):
		return op.Refuse(op.Malformed, "spot")
	case s.Fault != "" && !op.ValidID(op.ID(s.Fault)) || !among(Symptoms, s.Symptom):
		return op.Refuse(op.Malformed, "fault")
	case !among(Dangers, s.Danger):
		return op.Refuse(op.Malformed, "danger")
	case !among(Levels, s.Level):
		return op.Refuse(op.Malformed, "level")
	case s.Point != nil && !s.Point.Valid():
		return op.Refuse(op.Malformed, "point")
	case tooLong(s.Pole, MaxPole) || tooLong(s.District, MaxPole):
		return op.Refuse(op.TooLong, "pole")
	case tooLong(s.Road, MaxRoad):
		return op.Refuse(op.TooLong, "road")
	}
	return nil
}

// Apply sets them once.
func (s Set) Apply(tx *op.Tx) error {
	spot, ok := Spots.Get(tx, s.Spot)
	if !ok {
		return op.Refuse(op.NotFound, "spot")
	}
	if s.Fault != "" && !RulesOf(tx).knows(s.Fault) {
		return op.Refuse(op.Malformed, "fault")
	}
	if did(tx, spot, s.ID) {
		return nil
	}
	if err := keep(tx, spot.ID, s.ID); err != nil {
		return err
	}
	s.set(&spot)
	return Spots.Put(tx, spot)
}

func (s Set) set(spot *Spot) {
	spot.Mended = true
	put(&spot.Fault, s.Fault)
	put(&spot.Symptom, s.Symptom)
	put(&spot.Danger, s.Danger)
	put(&spot.Level, s.Level)
	put(&spot.Pole, s.Pole)
	put(&spot.Road, s.Road)
	if s.Point != nil {
		rounded := s.Point.Round()
		spot.Point = &rounded
		put(&spot.District, geo.DistrictOf(rounded))
	}
	put(&spot.District, s.District)
}

func put[T ~string](to *T, v T) {
	if v != "" {
		*to = v
	}
}

// LetOut lets everybody see a photo of a spot, or takes it back. The photo's record
// names who sent it and stays where it is; all see another one, which names nobody.
type LetOut struct {
	ID     op.ID      `json:"id"`
	Spot   op.ID      `json:"spot"`
	Photo  photo.Hash `json:"photo"`
	Public bool       `json:"public"`
}

// Kind waits in the outbox.
func (LetOut) Kind() op.Kind { return op.Kind{Name: "lamp.let_out", Delivery: op.Queued} }

// About is the spot.
func (l LetOut) About() op.Key { return Spots.Key(l.Spot) }

// Check looks at the names.
func (l LetOut) Check() error {
	switch {
	case !op.ValidID(l.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(l.Spot):
		return op.Refuse(op.Malformed, "spot")
	case !l.Photo.Valid():
		return op.Refuse(op.Malformed, "photos")
	}
	return nil
}

// Apply wants a photo of this spot that has arrived.
func (l LetOut) Apply(tx *op.Tx) error {
	s, ok := Spots.Get(tx, l.Spot)
	if !ok {
		return op.Refuse(op.NotFound, "spot")
	}
	if did(tx, s, l.ID) {
		return nil
	}
	if l.Public && !s.shows(tx, l.Photo) {
		return op.Refuse(op.NotFound, "photos")
	}
	if err := keep(tx, s.ID, l.ID); err != nil {
		return err
	}
	s.Pictures = without(s.Pictures, []photo.Hash{l.Photo})
	if l.Public {
		s.Pictures = append(s.Pictures, l.Photo)
	}
	if err := photo.Show(tx, l.Photo, l.Public); err != nil {
		return err
	}
	return Spots.Put(tx, s)
}

// shows reports whether a photo is of one of the spot's reports or of its repair.
func (s Spot) shows(tx *op.Tx, h photo.Hash) bool {
	if j, ok := Jobs.Get(tx, s.Job); ok && slices.Contains(j.After, h) {
		return true
	}
	for _, r := range ReportsOf(tx, s.ID) {
		if slices.Contains(r.Photos, h) {
			return true
		}
	}
	return false
}
