package lamp

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// UndoWithin is how long a step can be taken back.
const UndoWithin = 24 * time.Hour

// Undo takes back the last step of a spot, by whoever made it or by a clerk, if nothing
// came after. The step is taken out of the timeline: it was a slip, and happened to
// nobody.
type Undo struct {
	ID   op.ID `json:"id"`
	Spot op.ID `json:"spot"`
	Step op.ID `json:"step"` // the op that took it
}

// Kind waits in the outbox.
func (Undo) Kind() op.Kind { return op.Kind{Name: "lamp.undo", Delivery: op.Queued} }

// About is the spot.
func (u Undo) About() op.Key { return Spots.Key(u.Spot) }

// Check looks at the names.
func (u Undo) Check() error {
	switch {
	case !op.ValidID(u.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(u.Spot):
		return op.Refuse(op.Malformed, "spot")
	case !op.ValidID(u.Step):
		return op.Refuse(op.Malformed, "step")
	}
	return nil
}

// Apply takes the step out and keeps its name, so that a new epoch does not take it
// again.
func (u Undo) Apply(tx *op.Tx) error {
	s, ok := Spots.Get(tx, u.Spot)
	if !ok {
		return op.Refuse(op.NotFound, "spot")
	}
	if did(tx, s, u.ID) {
		return nil
	}
	mover, _ := Movers.Get(tx, u.Spot)
	if !tx.By.Is(person.Clerk, person.Admin) && !tx.By.Same(mover.By) {
		return op.Refuse(op.NotYours, "")
	}
	taken := s.last()
	switch {
	case taken.ID != u.Step:
		return op.Refuse(op.Moved, "step")
	case tx.Tapped.Sub(taken.When()) > UndoWithin:
		return op.Refuse(op.Moved, "step")
	}
	if len(s.Steps) == 1 { // a Part: its report goes back to where it was
		return s.into(tx, s.Linked, Step{ID: u.ID, State: Merged, At: tx.At})
	}
	if err := keep(tx, s.ID, u.ID, u.Step); err != nil {
		return err
	}
	return s.back(tx)
}

// back takes the last step out, with what it did.
func (s Spot) back(tx *op.Tx) error {
	taken, before := s.last(), s.before()
	s.State, s.Steps = before.State, s.Steps[:len(s.Steps)-1]
	s.reckon()
	if err := Movers.Put(tx, Mover{Spot: s.ID, By: tx.By.ID, State: s.State}); err != nil {
		return err
	}
	switch {
	case taken.State == Merged:
		return s.leave(tx)
	case before.State == Merged: // a Split
		to, err := target(tx, s.ID, before.Into)
		if err != nil {
			return err
		}
		if err := s.withdrawJob(tx); err != nil {
			return err
		}
		return s.pour(tx, to)
	}
	if taken.State == Checked && (before.State == Fixed || before.State == Lit) {
		s.Again--
	}
	if j, ok := Jobs.Get(tx, s.Job); ok && touches(taken, before) {
		j.back(taken, before)
		if err := Jobs.Put(tx, j); err != nil {
			return err
		}
	}
	if taken.State == Repairing && taken.Crew != "" { // what is said next is about the job before
		s.Job, _ = s.dispatched()
	}
	if after := afterOf(tx, s); len(after) > 0 || taken.State == Fixed || taken.State == TempLit {
		if err := show(tx, s, after); err != nil {
			return err
		}
	}
	return Spots.Put(tx, s)
}

// touches reports whether a step changed the spot's job.
func touches(taken, before Step) bool {
	switch taken.State {
	case Repairing, Waiting, TempLit, Fixed:
		return true
	case Checked:
		return before.State == Repairing || before.State == Waiting || before.State == Fixed || before.State == Lit
	}
	return false
}
