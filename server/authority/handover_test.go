package authority

import (
	"testing"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// TestAJoinedPhonesOpsAreItsPersons: what the old outbox of a joined phone still
// sends is handed over in the same commit; the outbox itself goes on.
func TestAJoinedPhonesOpsAreItsPersons(t *testing.T) {
	w := newTown(t, seal)
	p := newPhone("joined")
	at := func(id, spot op.ID) lamp.Submit {
		s := submit(string(id))
		s.Spot = spot
		return s
	}
	w.decide(p.next(at("r1", "s1")))
	p.by.Joined = "h-1"
	told := w.decide(p.next(at("r2", "s1")), p.next(at("r3", "s2")))
	for i, o := range told {
		if o.Reason != "" {
			t.Errorf("op %d ended the line: %s", i, o.Reason)
		}
	}
	for _, r := range w.reports() {
		if r.By != "h-1" {
			t.Errorf("%s is still %s's", r.ID, r.By)
		}
	}
	r := w.store.Read(nil)
	defer r.Close()
	if s, _ := lamp.Spots.Get(r, "s1"); s.Voices != 1 {
		t.Errorf("one person is %d voices", s.Voices)
	}
	if m := w.mark(p.client); m.By != p.by.ID || m.N != 3 {
		t.Errorf("the outbox does not go on: %+v", m)
	}
	r.EachOf(p.by.ID.Own(), func(row op.Row) bool {
		if row.Key.Table != op.Marks.Name {
			t.Errorf("the device still has %s", row.Key)
		}
		return true
	})
}
