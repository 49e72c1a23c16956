package lamp

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Times after which the city goes on by itself.
const (
	Nights     = 7                  // without contradiction after a repair: lit, not confirmed
	AnswerTime = 5 * 24 * time.Hour // for what was asked of a reporter
)

// Unanswered is the reason of a spot that was declined because nobody answered.
const Unanswered = "unanswered"

// TendAtOnce is how many spots one Tend moves at most.
const TendAtOnce = 200

// Tend takes spots on whose time has come. The city's loop has found them; each is
// looked at once more here.
type Tend struct {
	Spots []op.ID `json:"spots"`
}

// Kind is made by the city's own loop only.
func (Tend) Kind() op.Kind { return op.Kind{Name: "lamp.tend", Delivery: op.Inner} }

// Check bounds what one commit takes.
func (t Tend) Check() error {
	if len(t.Spots) == 0 || len(t.Spots) > TendAtOnce {
		return op.Refuse(op.Malformed, "spots")
	}
	return nil
}

// Apply moves each spot that is due.
func (t Tend) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	for _, id := range t.Spots {
		s, ok := Spots.Get(tx, id)
		if !ok {
			continue
		}
		next, due := s.Due(tx.At)
		if !due {
			continue
		}
		next.At = tx.At
		if err := s.enter(tx, next, false); err != nil {
			return err
		}
		if err := Spots.Put(tx, s); err != nil {
			return err
		}
	}
	return nil
}

// Due is the step that the city takes by itself at this time, if any.
func (s Spot) Due(at time.Time) (next Step, due bool) {
	since := s.last().When()
	switch s.State {
	case Fixed:
		return Step{State: Lit, Proof: ByNights}, at.Sub(since) >= Nights*24*time.Hour
	case Lit:
		return Step{State: Closed}, at.Sub(since) > StillDark
	case Returned:
		return Step{State: Declined, Reason: Unanswered}, at.Sub(since) > AnswerTime
	}
	return Step{}, false
}
