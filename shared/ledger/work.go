package ledger

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// most is the largest number of one thing that one repair can count.
const most = 10_000

// Work is a record: a repair that no job was given for, written down by hand, 维修.
type Work struct {
	ID          op.ID        `json:"id"`
	By          person.ID    `json:"by"`
	Crew        op.ID        `json:"crew,omitempty"`
	Road        string       `json:"road"` // where, in words
	District    string       `json:"district,omitempty"`
	At          time.Time    `json:"at"`                    // when it was done
	Lamps       int          `json:"lamps,omitempty"`       // 盏
	Facilities  int          `json:"facilities,omitempty"`  // 处
	HighVoltage int          `json:"highVoltage,omitempty"` // faults
	LowVoltage  int          `json:"lowVoltage,omitempty"`  // faults
	Boxes       int          `json:"boxes,omitempty"`       // box transformers put right
	Cause       string       `json:"cause,omitempty"`       // a lamp.Cause
	Photos      []photo.Hash `json:"photos,omitempty"`
	Note        string       `json:"note,omitempty"`
	Kept        Kept         `json:"kept"`
}

// Works has one record a repair.
var Works = op.Table[Work]{Name: "work"}

// RecordID is made by its writer's phone.
func (w Work) RecordID() op.ID { return w.ID }

// Audience is the staff: an entry names its writer.
func (w Work) Audience() []person.Scope { return []person.Scope{person.Staff} }

func (w Work) book() (person.ID, Kept) { return w.By, w.Kept }

func (w Work) signed(by person.ID, k Kept) Work {
	w.By, w.Kept = by, k
	return w
}

// WriteWork writes a repair down, or corrects one.
type WriteWork struct {
	Work Work  `json:"work"`
	Mend *Mend `json:"mend,omitempty"`
}

// Kind waits in the outbox.
func (WriteWork) Kind() op.Kind { return op.Kind{Name: "ledger.work", Delivery: op.Queued} }

// About is the repair.
func (w WriteWork) About() op.Key { return Works.Key(w.Work.ID) }

// Check wants a place, a time, and something that was put right.
func (w WriteWork) Check() error {
	k, sum := w.Work, 0
	for _, n := range []int{k.Lamps, k.Facilities, k.HighVoltage, k.LowVoltage, k.Boxes} {
		if n < 0 || n > most {
			return op.Refuse(op.Malformed, "count")
		}
		sum += n
	}
	switch {
	case sum == 0:
		return op.Refuse(Nothing, "count")
	case k.At.IsZero():
		return op.Refuse(op.Missing, "at")
	case k.Crew != "" && !op.ValidID(k.Crew):
		return op.Refuse(op.Malformed, "crew")
	case tooLong(k.Cause, MaxRoad):
		return op.Refuse(op.TooLong, "cause")
	}
	return text{k.ID, k.Road, k.District, k.Note, nil, k.Photos, w.Mend}.check()
}

// Apply keeps it.
func (w WriteWork) Apply(tx *op.Tx) error {
	if err := happened(tx, w.Work.At, "at"); err != nil {
		return err
	}
	return keep(tx, Works, w.Work, w.Mend)
}
