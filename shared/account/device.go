package account

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Device is a record: a phone that has said something to the city. Whose it is
// follows from its secret alone; the record is what a card is joined to, and what
// can be blocked.
type Device struct {
	ID      person.ID `json:"id"`
	First   time.Time `json:"first"`
	Seen    time.Time `json:"seen"`             // when it last said something, to the day
	Joined  person.ID `json:"joined,omitempty"` // the person whose card was bound on it
	Blocked bool      `json:"blocked,omitempty"`
}

// Devices holds them by person.
var Devices = op.Table[Device]{Name: "device"}

// RecordID is the device person's.
func (d Device) RecordID() op.ID { return op.ID(d.ID) }

// Audience is the device itself, and the person whose card was bound on it.
func (d Device) Audience() []person.Scope {
	to := []person.Scope{d.ID.Own(), person.Inside}
	if d.Joined != "" {
		to = append(to, d.Joined.Own())
	}
	return to
}

// Meet registers a phone when it says something. One that only reads leaves nothing
// behind.
type Meet struct {
	Who person.ID `json:"who"`
}

// Kind is made by the edge only: it has seen the secret.
func (Meet) Kind() op.Kind { return op.Kind{Name: "account.meet", Delivery: op.Inner} }

// Check wants a device person.
func (m Meet) Check() error {
	if !m.Who.Device() {
		return op.Refuse(op.Malformed, "who")
	}
	return wantPerson(m.Who)
}

// Stale reports whether a phone that speaks now should be met again.
func (d Device) Stale(now time.Time) bool { return now.Sub(d.Seen) > 24*time.Hour }

// Apply registers once, and after that notes the day.
func (m Meet) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	d, had := Devices.Get(tx, op.ID(m.Who))
	switch {
	case !had:
		d = Device{ID: m.Who, First: tx.At}
	case !d.Stale(tx.At):
		return nil
	}
	d.Seen = tx.At
	return Devices.Put(tx, d)
}
