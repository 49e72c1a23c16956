package lamp

import (
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Move takes a spot one step. From is the state its doer saw: who comes second
// is told so, and nothing of either is lost. ID is made by its doer's phone: the
// diagram has circles, so a move that a new epoch sends again would be taken a second
// time if only states were compared.
type Move struct {
	ID     op.ID  `json:"id,omitempty"` // since 2026-11; older moves have none
	Spot   op.ID  `json:"spot"`
	From   State  `json:"from"`
	To     State  `json:"to"`
	Reason string `json:"reason,omitempty"` // wanted for declined, returned and waiting
	Crew   string `json:"crew,omitempty"`   // wanted for repairing
}

// Kind waits in the outbox.
func (Move) Kind() op.Kind { return op.Kind{Name: "lamp.move", Delivery: op.Queued} }

// About is the spot.
func (m Move) About() op.Key { return Spots.Key(m.Spot) }

// Check wants a step that is drawn in the diagram, and its reason.
func (m Move) Check() error {
	if !op.ValidID(m.Spot) {
		return op.Refuse(op.Malformed, "spot")
	}
	if m.ID != "" && !op.ValidID(m.ID) {
		return op.Refuse(op.Malformed, "id")
	}
	if _, drawn := diagram[step{m.From, m.To}]; !drawn {
		return op.Refuse(WrongState, "to")
	}
	switch {
	case needsReason[m.To] && m.Reason == "":
		return op.Refuse(NoReason, "reason")
	case tooLong(m.Reason, MaxNote):
		return op.Refuse(op.TooLong, "reason")
	case m.To == Repairing && m.From == Checked && m.Crew == "":
		return op.Refuse(op.Missing, "crew")
	case tooLong(m.Crew, MaxWords):
		return op.Refuse(op.TooLong, "crew")
	}
	return nil
}

// Apply moves the spot if it still stands where its doer saw it. A move that was
// taken, and the same step by whoever made the last one, is done and not refused: a
// new epoch repeats it.
func (m Move) Apply(tx *op.Tx) error {
	s, ok := Spots.Get(tx, m.Spot)
	if !ok {
		return op.Refuse(op.NotFound, "spot")
	}
	if m.ID != "" && slices.ContainsFunc(s.Steps, func(taken Step) bool { return taken.ID == m.ID }) {
		return nil
	}
	if !may(diagram[step{m.From, m.To}], tx.By, reported(tx, m.Spot, tx.By)) {
		return op.Refuse(op.NotYours, "")
	}
	if s.State != m.From {
		if mover, ok := Movers.Get(tx, m.Spot); s.State == m.To && (!ok || tx.By.Same(mover.By)) {
			return nil
		}
		return op.Refuse(op.Moved, "from")
	}
	s.State, s.Old = m.To, false
	s.Steps = append(s.Steps, Step{ID: m.ID, State: m.To, At: tx.At, Reason: m.Reason, Crew: m.Crew})
	if m.Crew != "" {
		s.Crew = m.Crew
	}
	if err := Movers.Put(tx, Mover{Spot: s.ID, By: tx.By.ID, State: m.To}); err != nil {
		return err
	}
	return Spots.Put(tx, s)
}

// Mover is a record: who took the last step. The public spot does not name them.
type Mover struct {
	Spot  op.ID     `json:"spot"`
	By    person.ID `json:"by"`
	State State     `json:"state"`
}

// Movers has one record a spot.
var Movers = op.Table[Mover]{Name: "mover"}

// RecordID is the spot's.
func (m Mover) RecordID() op.ID { return m.Spot }

// Audience is the staff and whoever made the step.
func (m Mover) Audience() []person.Scope { return []person.Scope{person.Staff, m.By.Own()} }
