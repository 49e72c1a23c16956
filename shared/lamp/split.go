package lamp

import (
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/photo"
)

// Split takes a merged spot out again, with all of its reports, in the state it had.
type Split struct {
	ID   op.ID `json:"id"`
	Spot op.ID `json:"spot"`
}

// Kind waits in the outbox.
func (Split) Kind() op.Kind { return op.Kind{Name: "lamp.split", Delivery: op.Queued} }

// About is the spot.
func (s Split) About() op.Key { return Spots.Key(s.Spot) }

// Check looks at the names.
func (s Split) Check() error {
	switch {
	case !op.ValidID(s.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(s.Spot):
		return op.Refuse(op.Malformed, "spot")
	}
	return nil
}

// Apply takes it out by a step of its own.
func (s Split) Apply(tx *op.Tx) error {
	spot, ok := Spots.Get(tx, s.Spot)
	if !ok {
		return op.Refuse(op.NotFound, "spot")
	}
	if did(tx, spot, s.ID) {
		return nil
	}
	if spot.State != Merged {
		return op.Refuse(op.Moved, "spot")
	}
	if err := spot.enter(tx, Step{ID: s.ID, State: spot.before().State, At: tx.At}, false); err != nil {
		return err
	}
	return spot.leave(tx)
}

// before is the step before the last one.
func (s Spot) before() Step {
	if len(s.Steps) < 2 {
		return Step{State: Sent}
	}
	return s.Steps[len(s.Steps)-2]
}

// leave takes the reports that came by way of this spot from where they are now, and
// writes both. The spot's state is set already.
func (s Spot) leave(tx *op.Tx) error {
	from, _, ok := root(tx, s.Into)
	if !ok {
		return op.Refuse(op.NotFound, "into")
	}
	before := ReportsOf(tx, from.ID)
	var stay, gone []Report
	for _, r := range before {
		if i := slices.Index(r.Path, s.ID); i >= 0 {
			r.Path = r.Path[:i:i]
			gone = append(gone, r)
			continue
		}
		stay = append(stay, r)
	}
	switch { // since then one or another was parted from the rest; a spot has reports
	case len(gone) == 0:
		return op.Refuse(op.NotFound, "report")
	case len(stay) == 0:
		return op.Refuse(OnlyReport, "report")
	}
	s.Into = ""
	if err := s.returnJob(tx); err != nil {
		return err
	}
	from.Pictures = without(from.Pictures, s.Pictures)
	if err := from.has(tx, before, stay); err != nil {
		return err
	}
	return s.has(tx, nil, gone)
}

// Part takes one report out of a spot and makes a new spot of it.
type Part struct {
	ID     op.ID `json:"id"`
	Report op.ID `json:"report"`
	To     op.ID `json:"to"` // the new spot, named by its doer's phone
}

// Kind waits in the outbox.
func (Part) Kind() op.Kind { return op.Kind{Name: "lamp.part", Delivery: op.Queued} }

// About is the report.
func (p Part) About() op.Key { return Reports.Key(p.Report) }

// Check looks at the names.
func (p Part) Check() error {
	switch {
	case !op.ValidID(p.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(p.Report):
		return op.Refuse(op.Malformed, "report")
	case !op.ValidID(p.To) || len(p.To) > maxSpotID:
		return op.Refuse(op.Malformed, "to")
	}
	return nil
}

// Apply makes the new spot. The last report of a spot stays: without one there is none.
// The report keeps the way it came: when the part is taken back, a spot on that way can
// still be split off with it.
func (p Part) Apply(tx *op.Tx) error {
	r, ok := Reports.Get(tx, p.Report)
	if !ok {
		return op.Refuse(op.NotFound, "report")
	}
	if made, ok := Spots.Get(tx, p.To); ok {
		if did(tx, made, p.ID) {
			return nil
		}
		return op.Refuse(op.NotYours, "to")
	}
	from, ok := Spots.Get(tx, r.Spot)
	if !ok {
		return op.Refuse(op.NotFound, "spot")
	}
	before := ReportsOf(tx, from.ID)
	if len(before) < 2 {
		return op.Refuse(OnlyReport, "report")
	}
	stay := slices.DeleteFunc(slices.Clone(before), func(one Report) bool { return one.ID == r.ID })
	from.Pictures = without(from.Pictures, r.Photos)
	if err := from.has(tx, before, stay); err != nil {
		return err
	}
	spot := Spot{ID: p.To, Fault: r.Fault, Symptom: r.Symptom, District: from.District, Linked: from.ID, First: r.Tapped}
	if err := spot.enter(tx, Step{ID: p.ID, State: Sent, At: tx.At}, false); err != nil {
		return err
	}
	return spot.has(tx, nil, []Report{r})
}

// without is the photos but for some, each once.
func without(all, some []photo.Hash) (left []photo.Hash) {
	for _, h := range all {
		if !slices.Contains(some, h) && !slices.Contains(left, h) {
			left = append(left, h)
		}
	}
	return left
}
