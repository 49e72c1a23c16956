package lamp

import (
	"slices"

	"denghuo/shared/op"
)

// Merge says that two spots are one lamp: the reports of Spot go to Into, each with its
// number, its photos and its voice. From is the state its doer saw. It can be taken
// back: Split.
type Merge struct {
	ID   op.ID `json:"id"`
	Spot op.ID `json:"spot"`
	From State `json:"from"`
	Into op.ID `json:"into"`
}

// Kind waits in the outbox.
func (Merge) Kind() op.Kind { return op.Kind{Name: "lamp.merge", Delivery: op.Queued} }

// About is the spot.
func (m Merge) About() op.Key { return Spots.Key(m.Spot) }

// Check wants two spots, and a state from which one can be merged.
func (m Merge) Check() error {
	switch {
	case !op.ValidID(m.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(m.Spot):
		return op.Refuse(op.Malformed, "spot")
	case !op.ValidID(m.Into):
		return op.Refuse(op.Malformed, "into")
	case m.Spot == m.Into:
		return op.Refuse(Circle, "into")
	case !m.From.CanMerge():
		return op.Refuse(WrongState, "from")
	}
	return nil
}

// Apply moves the reports. A spot that was itself merged hands them on to where its
// own are.
func (m Merge) Apply(tx *op.Tx) error {
	s, ok := Spots.Get(tx, m.Spot)
	if !ok {
		return op.Refuse(op.NotFound, "spot")
	}
	if did(tx, s, m.ID) {
		return nil
	}
	if s.State != m.From {
		return op.Refuse(op.Moved, "from")
	}
	return s.into(tx, m.Into, Step{ID: m.ID, State: Merged, At: tx.At})
}

// into merges the spot by this step.
func (s Spot) into(tx *op.Tx, id op.ID, st Step) error {
	to, err := target(tx, s.ID, id)
	if err != nil {
		return err
	}
	if err := s.withdrawJob(tx); err != nil {
		return err
	}
	st.Into = to.ID
	if err := s.enter(tx, st, false); err != nil {
		return err
	}
	return s.pour(tx, to)
}

// target is the spot that reports go to, in the end.
func target(tx *op.Tx, spot, id op.ID) (Spot, error) {
	to, _, ok := root(tx, id)
	switch {
	case !ok:
		return to, op.Refuse(op.NotFound, "into")
	case to.ID == spot:
		return to, op.Refuse(Circle, "into")
	case !to.State.Open():
		return to, op.Refuse(WrongState, "into")
	}
	return to, nil
}

// pour gives all reports of the spot to another, and writes both.
func (s Spot) pour(tx *op.Tx, to Spot) error {
	own, there := ReportsOf(tx, s.ID), ReportsOf(tx, to.ID)
	moved := make([]Report, len(own))
	for i, r := range own {
		r.Path = append(slices.Clone(r.Path), s.ID)
		moved[i] = r
	}
	s.Into = to.ID
	if err := s.has(tx, own, nil); err != nil {
		return err
	}
	to.Pictures = without(append(slices.Clone(s.Pictures), to.Pictures...), nil)
	return to.has(tx, there, append(there, moved...))
}

// has makes now the reports of the spot, which before had others, and writes all that
// follows from it: their spot, the list, the voices, the numbers.
func (s Spot) has(tx *op.Tx, before, now []Report) error {
	for i, r := range now {
		if r.Spot == s.ID {
			continue
		}
		r.Spot = s.ID
		now[i] = r
		if err := Reports.Put(tx, r); err != nil {
			return err
		}
	}
	if err := retell(tx, s.ID, now); err != nil {
		return err
	}
	if err := speak(tx, s, before, now); err != nil {
		return err
	}
	s.count(now)
	return Spots.Put(tx, s)
}

// withdrawJob tells the crew that nobody need go: what they would repair is with
// another spot.
func (s *Spot) withdrawJob(tx *op.Tx) error {
	j, ok := Jobs.Get(tx, s.Job)
	if !ok || !j.Open() {
		return nil
	}
	j.Out, j.Ended = Merged, tx.Tapped
	return Jobs.Put(tx, j)
}

// returnJob gives the crew back what a merge took from it.
func (s *Spot) returnJob(tx *op.Tx) error {
	j, ok := Jobs.Get(tx, s.Job)
	if !ok || j.Out != Merged {
		return nil
	}
	j.back(Step{State: Merged}, Step{State: s.State})
	return Jobs.Put(tx, j)
}
