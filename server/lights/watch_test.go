package lights

import (
	"context"
	"errors"
	"testing"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// wrote puts rows into the store as a commit would.
func (w *town) wrote(put func(*op.Tx) error) {
	w.t.Helper()
	r := w.Store.Read(nil)
	over := op.NewOverlay(r)
	err := put(op.NewTx(over, person.TheCity(), noon))
	r.Close()
	if err == nil {
		_, _, _, err = w.Store.Commit(over.Rows())
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) totals() (ledger.Totals, bool) {
	r := w.Store.Read(nil)
	defer r.Close()
	return ledger.TotalBook.Get(r, "now")
}

// TestARushOfClaimsCountsNothing: what everybody's lists have of a drop is looked at
// and passed over; a spot, a job, an entry and a line of the inventory are counted.
func TestARushOfClaimsCountsNothing(t *testing.T) {
	w := newTown(t)
	if !w.count(t.Context()) || w.changed() {
		t.Fatal("its own count is news to it")
	}
	for range 50 {
		w.wrote(func(tx *op.Tx) error { return offer.Drops.Put(tx, offer.Drop{ID: "d-1"}) })
		if w.changed() {
			t.Fatal("a drop is counted")
		}
	}
	for name, put := range map[string]func(*op.Tx) error{
		"spot":    func(tx *op.Tx) error { return lamp.Spots.Put(tx, lamp.Spot{ID: "s-1", State: lamp.Sent}) },
		"job":     func(tx *op.Tx) error { return lamp.Jobs.Put(tx, lamp.Job{ID: "j-1", Spot: "s-1"}) },
		"patrol":  func(tx *op.Tx) error { return ledger.Patrols.Put(tx, ledger.Patrol{ID: "p-1"}) },
		"section": func(tx *op.Tx) error { return ledger.Sections.Put(tx, ledger.Section{ID: "n-1"}) },
		"blind":   func(tx *op.Tx) error { return ledger.Blinds.Put(tx, ledger.Blind{ID: "b-1"}) },
		"work":    func(tx *op.Tx) error { return ledger.Works.Put(tx, ledger.Work{ID: "w-1"}) },
	} {
		if w.wrote(put); !w.changed() {
			t.Errorf("a %s is not counted", name)
		}
		if !w.changed() {
			t.Errorf("a %s is forgotten before it is counted", name)
		}
		if !w.count(t.Context()) || w.changed() {
			t.Errorf("a %s is counted for ever", name)
		}
	}
	for _, file := range []string{"pole,health\nZY-1,\n", "pole,health\nZY-1,out\n"} {
		if w.post(file); !w.changed() {
			t.Errorf("the inventory's %q is not counted", file)
		}
		if !w.count(t.Context()) {
			t.Fatal("not told")
		}
	}
	if got, _ := w.totals(); got.Lamps != 1 || got.Dark != 1 {
		t.Errorf("%+v", got)
	}
}

// TestACountThatIsNotTakenComesAgain: a city with too much to do loses no count.
func TestACountThatIsNotTakenComesAgain(t *testing.T) {
	w := newTown(t)
	runs := w.Authority
	w.Authority = authority.New(w.Store, hub.New(), nil, w.Log) // nobody runs it
	w.wrote(func(tx *op.Tx) error {
		return ledger.Works.Put(tx, ledger.Work{ID: "w-1", At: noon, Lamps: 3})
	})
	gone, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("the city stops"))
	if w.count(gone) || !w.changed() {
		t.Error("a count that nobody took is done")
	}
	w.Authority = runs
	if !w.count(t.Context()) || w.changed() {
		t.Error("the next time did not do")
	}
	if got, had := w.totals(); !had || got.Counts[ledger.DivLamps] != 3 {
		t.Errorf("%v %+v", had, got)
	}
}
