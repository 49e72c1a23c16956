package lamp

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Begin says that the crew is on its way to a spot, or has begun there.
type Begin struct {
	ID   op.ID `json:"id"`
	Spot op.ID `json:"spot"`
	Job  op.ID `json:"job"`
}

// Kind waits in the outbox.
func (Begin) Kind() op.Kind { return op.Kind{Name: "lamp.begin", Delivery: op.Queued} }

// About is the spot.
func (b Begin) About() op.Key { return Spots.Key(b.Spot) }

// Check looks at the names.
func (b Begin) Check() error {
	switch {
	case !op.ValidID(b.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(b.Spot) || !op.ValidID(b.Job):
		return op.Refuse(op.Malformed, "spot")
	}
	return nil
}

// Apply notes the first beginning. A job that was recalled is refused, so that who set
// out without a network learns it with the next one.
func (b Begin) Apply(tx *op.Tx) error {
	j, ok := Jobs.Get(tx, b.Job)
	switch {
	case !ok || j.Spot != b.Spot:
		return op.Refuse(op.NotFound, "job")
	case !j.Begun.IsZero():
		return nil
	case !j.Open():
		return op.Refuse(op.Moved, "job")
	}
	j.Begun = tx.Tapped
	return Jobs.Put(tx, j)
}

// Note is a note on a spot that stays inside the office.
type Note struct {
	ID   op.ID  `json:"id"`
	Spot op.ID  `json:"spot"`
	Text string `json:"text"`
}

// Kind waits in the outbox.
func (Note) Kind() op.Kind { return op.Kind{Name: "lamp.note", Delivery: op.Queued} }

// About is the spot.
func (n Note) About() op.Key { return Spots.Key(n.Spot) }

// Check wants a text.
func (n Note) Check() error {
	switch {
	case !op.ValidID(n.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(n.Spot):
		return op.Refuse(op.Malformed, "spot")
	case n.Text == "":
		return op.Refuse(op.Missing, "note")
	case tooLong(n.Text, MaxNote):
		return op.Refuse(op.TooLong, "note")
	}
	return nil
}

// Apply writes it once.
func (n Note) Apply(tx *op.Tx) error {
	if _, ok := Spots.Get(tx, n.Spot); !ok {
		return op.Refuse(op.NotFound, "spot")
	}
	if old, ok := OfficeNotes.Get(tx, n.ID); ok {
		if !tx.By.Same(old.By) {
			return op.Refuse(op.NotYours, "id")
		}
		return nil
	}
	return OfficeNotes.Put(tx, OfficeNote{ID: n.ID, Spot: n.Spot, By: tx.By.ID, At: tx.Tapped, Text: n.Text})
}

// OfficeNote is a record: what a colleague wrote about a spot.
type OfficeNote struct {
	ID   op.ID     `json:"id"`
	Spot op.ID     `json:"spot"`
	By   person.ID `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// OfficeNotes is all notes.
var OfficeNotes = op.Table[OfficeNote]{Name: "office_note"}

// RecordID is the note's own.
func (n OfficeNote) RecordID() op.ID { return n.ID }

// Audience is the staff.
func (n OfficeNote) Audience() []person.Scope { return []person.Scope{person.Staff} }
