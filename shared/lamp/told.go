package lamp

import (
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Told is a record: which reports a spot has, in the order in which they came to it.
// No table is gone through to merge two spots. A spot from before 2026-11 without one
// is looked for among all reports.
type Told struct {
	Spot    op.ID   `json:"spot"`
	Reports []op.ID `json:"reports"`
}

// Tolds has one record a spot that has reports.
var Tolds = op.Table[Told]{Name: "told"}

// RecordID is the spot's.
func (t Told) RecordID() op.ID { return t.Spot }

// Audience is the staff.
func (t Told) Audience() []person.Scope { return []person.Scope{person.Staff} }

// Past is a record: the ops on a spot that left no step in it, so that one which a new
// epoch sends again is known.
type Past struct {
	Spot op.ID   `json:"spot"`
	Did  []op.ID `json:"did"`
}

// Pasts has one record a spot on which there was such an op.
var Pasts = op.Table[Past]{Name: "past"}

// RecordID is the spot's.
func (p Past) RecordID() op.ID { return p.Spot }

// Audience is the staff.
func (p Past) Audience() []person.Scope { return []person.Scope{person.Staff} }

// did reports whether an op was taken already: it left a step, or it is in the past.
func did(tx *op.Tx, s Spot, id op.ID) bool {
	if id == "" {
		return false
	}
	if slices.ContainsFunc(s.Steps, func(taken Step) bool { return taken.ID == id }) {
		return true
	}
	p, _ := Pasts.Get(tx, s.ID)
	return slices.Contains(p.Did, id)
}

// keep remembers an op that leaves no step.
func keep(tx *op.Tx, spot op.ID, ids ...op.ID) error {
	p, _ := Pasts.Get(tx, spot)
	p.Spot, p.Did = spot, append(p.Did, ids...)
	return Pasts.Put(tx, p)
}

// ReportsOf lists the reports of a spot that this reader has, in the order in which
// they came to it.
func ReportsOf(r op.Reader, spot op.ID) []Report {
	t, ok := Tolds.Get(r, spot)
	if !ok {
		return untold(r, spot)
	}
	var all []Report
	for _, id := range t.Reports {
		if one, ok := Reports.Get(r, id); ok && one.Spot == spot {
			all = append(all, one)
		}
	}
	return all
}

// untold is the old way: a spot without a list.
func untold(r op.Reader, spot op.ID) (all []Report) {
	Reports.Each(r, func(one Report) bool {
		if one.Spot == spot {
			all = append(all, one)
		}
		return true
	})
	return all
}

// tell adds one report to its spot's list. A resident's phone has no list and makes none.
func tell(tx *op.Tx, r Report, isNew bool) error {
	if tx.City == nil && !tx.By.Staff() {
		return nil
	}
	t, ok := Tolds.Get(tx, r.Spot)
	if !ok && !isNew {
		return retell(tx, r.Spot, untold(tx, r.Spot)) // this one is among them
	}
	t.Spot, t.Reports = r.Spot, append(t.Reports, r.ID)
	return Tolds.Put(tx, t)
}

func retell(tx *op.Tx, spot op.ID, reports []Report) error {
	t := Told{Spot: spot, Reports: []op.ID{}}
	for _, r := range reports {
		t.Reports = append(t.Reports, r.ID)
	}
	return Tolds.Put(tx, t)
}
