package ledger

import (
	"maps"
	"slices"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Totals is a record: what this system's own ledger has counted so far, for everybody.
// A resident's phone has no jobs and no patrols, so the city counts for it.
type Totals struct {
	ID     op.ID        `json:"id"`             // "now"
	Since  time.Time    `json:"since,omitzero"` // of the first thing that is counted
	At     time.Time    `json:"at"`             // when it was counted
	Counts map[Name]int `json:"counts,omitempty"`
	Lamps  int          `json:"lamps,omitempty"`  // of the inventory; 0: there is none
	Dark   int          `json:"dark,omitempty"`   // lamps
	Things int          `json:"things,omitempty"` // lamps, boxes and cabinets
	Broken int          `json:"broken,omitempty"` // things
}

// TotalBook has one record.
var TotalBook = op.Table[Totals]{Name: "ledger_totals"}

// RecordID is the only one.
func (t Totals) RecordID() op.ID { return t.ID }

// Audience is everybody.
func (t Totals) Audience() []person.Scope { return []person.Scope{person.Public} }

// same compares what was counted, not when.
func (t Totals) same(b Totals) bool {
	return t.Since.Equal(b.Since) && maps.Equal(t.Counts, b.Counts) && t.Lamps == b.Lamps && t.Dark == b.Dark && t.Things == b.Things && t.Broken == b.Broken
}

// Tell writes what the city has counted. Counting goes through all rows, so it is done
// beside the one place where ops are decided (Count), and Tell only writes it down.
type Tell struct {
	Totals Totals `json:"totals"`
	Rates  *Rates `json:"rates,omitempty"` // nil without an inventory
}

// Kind is the city's own.
func (Tell) Kind() op.Kind { return op.Kind{Name: "ledger.tell", Delivery: op.Inner} }

// Check wants the one name that there is.
func (t Tell) Check() error {
	if t.Totals.ID != "now" || t.Rates != nil && t.Rates.ID != "now" {
		return op.Refuse(op.Malformed, "id")
	}
	return nil
}

// Apply writes what has changed.
func (t Tell) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	if old, had := TotalBook.Get(tx, "now"); !had || !old.same(t.Totals) {
		if err := TotalBook.Put(tx, t.Totals); err != nil {
			return err
		}
	}
	if t.Rates == nil {
		tx.Drop(RateBook.Key("now"))
		return nil
	}
	if old, had := RateBook.Get(tx, "now"); had && old.same(*t.Rates) {
		return nil
	}
	return RateBook.Put(tx, *t.Rates)
}

// News reports whether anything was counted that another time had not.
func (t Tell) News(before Tell) bool {
	rates := t.Rates != nil && before.Rates != nil && t.Rates.same(*before.Rates) || t.Rates == nil && before.Rates == nil
	return before.Totals.ID == "" || !rates || !t.Totals.same(before.Totals)
}

func (r Rates) same(b Rates) bool {
	return r.Lamps == b.Lamps && r.Dark == b.Dark && r.Things == b.Things && r.Broken == b.Broken && slices.Equal(r.Shown, b.Shown) && slices.Equal(r.ByPlace, b.ByPlace)
}

// Count counts everything so far from the city's rows.
func Count(r op.Reader, at time.Time) Tell {
	t := Totals{ID: "now", At: at, Counts: map[Name]int{}}
	for _, f := range Figures(r, time.Time{}, time.Time{}, at).Figures {
		if f.Value != 0 {
			t.Counts[f.Name] = f.Value
		}
		for _, p := range f.Parts {
			if t.Since.IsZero() || p.At.Before(t.Since) {
				t.Since = p.At
			}
		}
	}
	rates, ok := RatesOf(r, at)
	if !ok {
		return Tell{Totals: t}
	}
	t.Lamps, t.Dark, t.Things, t.Broken = rates.Lamps, rates.Dark, rates.Things, rates.Broken
	return Tell{Totals: t, Rates: &rates}
}
