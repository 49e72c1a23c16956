package ledger

import (
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// Cure is how a blind spot was dealt with.
type Cure string

// The cures that the campaign counts apart, 2026. Names are stored: never rename one.
const (
	Uncured   Cure = ""
	MovedBack Cure = "moved"     // 灯杆回迁: the pole stands where it stood and is lit
	Temporary Cure = "temporary" // 临时保亮: never counted as lit for good
)

// Cures is what a form offers.
var Cures = []Cure{Uncured, MovedBack, Temporary}

// Blind is a record: a place that building works left with weak light, 照明薄弱处.
type Blind struct {
	ID       op.ID        `json:"id"`
	By       person.ID    `json:"by"`
	Road     string       `json:"road"` // where, in words
	District string       `json:"district,omitempty"`
	Point    *geo.Point   `json:"point,omitempty"`
	Found    time.Time    `json:"found"`
	Cure     Cure         `json:"cure,omitempty"`
	Cured    time.Time    `json:"cured,omitzero"`
	Spots    []op.ID      `json:"spots,omitempty"`
	Photos   []photo.Hash `json:"photos,omitempty"`
	Note     string       `json:"note,omitempty"`
	Kept     Kept         `json:"kept"`
}

// Blinds has one record a place.
var Blinds = op.Table[Blind]{Name: "blind"}

// RecordID is made by its writer's phone.
func (b Blind) RecordID() op.ID { return b.ID }

// Audience is the staff: an entry names its writer.
func (b Blind) Audience() []person.Scope { return []person.Scope{person.Staff} }

func (b Blind) book() (person.ID, Kept) { return b.By, b.Kept }

func (b Blind) signed(by person.ID, k Kept) Blind {
	b.By, b.Kept = by, k
	return b
}

// WriteBlind writes a blind spot down, or corrects one: that it is dealt with, too.
type WriteBlind struct {
	Blind Blind `json:"blind"`
	Mend  *Mend `json:"mend,omitempty"`
}

// Kind waits in the outbox.
func (WriteBlind) Kind() op.Kind { return op.Kind{Name: "ledger.blind", Delivery: op.Queued} }

// About is the place.
func (w WriteBlind) About() op.Key { return Blinds.Key(w.Blind.ID) }

// Check wants a place, and a day to each of found and cured.
func (w WriteBlind) Check() error {
	b := w.Blind
	switch {
	case b.Found.IsZero():
		return op.Refuse(op.Missing, "found")
	case b.Cure != Uncured && b.Cure != MovedBack && b.Cure != Temporary:
		return op.Refuse(op.Malformed, "cure")
	case (b.Cure == Uncured) != b.Cured.IsZero():
		return op.Refuse(op.Missing, "cured")
	case !b.Cured.IsZero() && b.Cured.Before(b.Found):
		return op.Refuse(Reversed, "cured")
	case b.Point != nil && !b.Point.Valid():
		return op.Refuse(op.Malformed, "point")
	}
	return text{b.ID, b.Road, b.District, b.Note, b.Spots, b.Photos, w.Mend}.check()
}

// Apply keeps it.
func (w WriteBlind) Apply(tx *op.Tx) error {
	if err := happenedAll(tx, "found", w.Blind.Found, w.Blind.Cured); err != nil {
		return err
	}
	return keep(tx, Blinds, w.Blind, w.Mend)
}
