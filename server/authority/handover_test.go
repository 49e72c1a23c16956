package authority

import (
	"testing"

	"denghuo/shared/account"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
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
	w.decide(Job{Op: city.Join{From: p.by.ID, To: "h-1"}, By: person.TheCity(), At: noon})
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
		if row.Key.Table != op.Marks.Name && row.Key.Table != account.Devices.Name {
			t.Errorf("the device still has %s", row.Key)
		}
		return true
	})
}

// TestAPhoneThatWasUnboundIsItself: an actor that was made before the card was taken
// from the phone, or before the phone was lost, changes neither.
func TestAPhoneThatWasUnboundIsItself(t *testing.T) {
	city1 := func(o op.Op) Job { return Job{Op: o, By: person.TheCity(), At: noon} }
	for name, c := range map[string]struct {
		after op.Op
		owner person.ID
		state account.Device
	}{
		"unbound": {account.Unbind{Device: "d-p", Who: "h-1"}, "d-p", account.Device{}},
		"lost":    {account.Lost{Who: "h-1"}, "h-1", account.Device{Joined: "h-1", Blocked: true}},
	} {
		t.Run(name, func(t *testing.T) {
			w, p := newTown(t, seal), newPhone("p")
			w.decide(city1(city.Join{From: p.by.ID, To: "h-1"}))
			p.by.Joined = "h-1"
			w.decide(city1(c.after), p.next(submit("r1")))
			if r := w.reports(); len(r) != 1 || r[0].By != c.owner {
				t.Errorf("the report is %s's", r[0].By)
			}
			r := w.store.Read(nil)
			defer r.Close()
			if d, _ := account.Devices.Get(r, op.ID(p.by.ID)); d.Joined != c.state.Joined || d.Blocked != c.state.Blocked {
				t.Errorf("the device is %+v", d)
			}
		})
	}
}
