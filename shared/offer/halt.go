package offer

import (
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// How an offer stands still: for now, or for good. Empty: it goes on.
const (
	Paused    = "paused"
	Cancelled = "cancelled"
	Ended     = "ended"
)

// CalledOff is said of a drop whose offer was cancelled.
const CalledOff op.Code = "cancelled"

// Halt pauses, ends or cancels an offer with all of its drops, or drops a plan. What
// was given stays given; coupons are made void one by one (Cancel).
type Halt struct {
	Plan   op.ID  `json:"plan,omitempty"` // or
	Offer  op.ID  `json:"offer,omitempty"`
	To     string `json:"to"` // of an offer: paused, ended, cancelled, or empty to go on; of a plan: cancelled
	Reason string `json:"reason,omitempty"`
}

// Kind waits in the outbox, like Stop.
func (Halt) Kind() op.Kind { return op.Kind{Name: "offer.halt", Delivery: op.Queued} }

// About is the plan or the offer.
func (h Halt) About() op.Key {
	if h.Plan != "" {
		return Plans.Key(h.Plan)
	}
	return Offers.Key(h.Offer)
}

// Check wants one of both, and a reason for everything but going on.
func (h Halt) Check() error {
	switch {
	case (h.Plan == "") == (h.Offer == ""), h.Plan != "" && !op.ValidID(h.Plan), h.Offer != "" && !op.ValidID(h.Offer):
		return op.Refuse(op.Malformed, "offer")
	case h.To == "" && h.Plan == "":
		return nil
	case h.To != Paused && h.To != Cancelled && h.To != Ended, h.Plan != "" && h.To != Cancelled:
		return op.Refuse(op.Malformed, "to")
	}
	return reason(h.Reason)
}

// Apply is for officers.
func (h Halt) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Officer, person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	if h.Plan != "" {
		return h.plan(tx)
	}
	o, ok := Offers.Get(tx, h.Offer)
	switch {
	case !ok:
		return op.Refuse(op.NotFound, "offer")
	case o.Halt == h.To:
		return nil
	case o.Halt == Cancelled || o.Halt == Ended: // for good
		return op.Refuse(op.Moved, "offer")
	}
	o.Halt, o.Why = h.To, h.Reason
	if err := Offers.Put(tx, o); err != nil {
		return err
	}
	return h.drops(tx)
}

// drops tells each drop of the offer: a claim at ten o'clock reads one record less.
func (h Halt) drops(tx *op.Tx) error {
	for _, d := range Drops.All(tx) {
		if d.Offer != h.Offer {
			continue
		}
		d.Halt, d.HaltWhy = h.To, h.Reason
		if err := Drops.Put(tx, d); err != nil {
			return err
		}
	}
	return nil
}

func (h Halt) plan(tx *op.Tx) error {
	p, ok := Plans.Get(tx, h.Plan)
	switch {
	case !ok:
		return op.Refuse(op.NotFound, "plan")
	case p.Stage == Dropped:
		return nil
	case p.Stage == Announced:
		return op.Refuse(op.Moved, "plan")
	}
	p.Stage, p.Reason = Dropped, h.Reason
	return Plans.Put(tx, p)
}

// standing is why a drop gives nothing now, if it does not.
func (d Drop) standing() error {
	switch {
	case d.Halt == Cancelled:
		return op.Refuse(CalledOff, "drop")
	case d.Halt == Ended:
		return op.Refuse(Over, "drop")
	case d.Paused != "" || d.Halt != "":
		return op.Refuse(Standing, "drop")
	}
	return nil
}
