package lamp_test

import (
	"testing"

	"denghuo/shared/lamp"
)

// TestMoveSentAgainAfterACircle: the diagram leads from repairing back to checked.
// A new epoch sends accepted moves again; each is taken once.
func TestMoveSentAgainAfterACircle(t *testing.T) {
	w := newTown()
	if err := w.do(report("r", "s"), reporter); err != nil {
		t.Fatal(err)
	}
	moves := []lamp.Move{
		{ID: "m1", Spot: "s", From: lamp.Sent, To: lamp.Checked},
		{ID: "m2", Spot: "s", From: lamp.Checked, To: lamp.Repairing, Crew: "c"},
		{ID: "m3", Spot: "s", From: lamp.Repairing, To: lamp.Fixed},
		{ID: "m4", Spot: "s", From: lamp.Fixed, To: lamp.Checked},
	}
	for range 2 {
		for _, m := range moves {
			if err := w.do(m, clerk); err != nil {
				t.Fatalf("%s: %v", m.ID, err)
			}
		}
		if s, _ := lamp.Spots.Get(w.rows, "s"); len(s.Steps) != 5 || s.State != lamp.Checked {
			t.Fatalf("%d steps, %s", len(s.Steps), s.State)
		}
	}
}
