package authority

import (
	"encoding/json"
	"errors"
	"testing"

	"denghuo/server/store"
	"denghuo/shared/audit"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

func (w *town) entries() []audit.Entry {
	w.t.Helper()
	r := w.store.Read(nil)
	defer r.Close()
	if _, err := audit.Verify(r); err != nil {
		w.t.Fatal(err)
	}
	return audit.Entries.All(r)
}

func checked(id string) lamp.Move {
	return lamp.Move{Spot: op.ID("at-" + id), From: lamp.Sent, To: lamp.Checked}
}

// TestStaffIsWrittenDown: what is done, what is refused, what is not understood; and
// nothing of residents.
func TestStaffIsWrittenDown(t *testing.T) {
	w, p, clerk := newTown(t, seal), newPhone("a"), newPhone("clerk", person.Clerk)
	w.decide(p.next(submit("r1")), p.next(nowhere("r2")), clerk.next(checked("r1")), clerk.next(checked("r9")),
		clerk.nextOf("lamp.from-the-future", []int{1}), clerk.next(submit("r3")), p.next(submit("r4")))
	want := []audit.Entry{
		{Kind: "lamp.move", About: lamp.Spots.Key("at-r1")},
		{Kind: "lamp.move", About: lamp.Spots.Key("at-r9"), Refused: op.NotFound},
		{Kind: "lamp.from-the-future", Refused: op.Unknown},
		{Kind: "lamp.submit", About: lamp.Reports.Key("r3")},
	}
	got := w.entries()
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d: %+v", len(got), len(want), got)
	}
	for i, e := range got {
		if e.Kind != want[i].Kind || e.About != want[i].About || e.Refused != want[i].Refused || e.By != clerk.by.ID || len(e.Roles) != 1 {
			t.Errorf("entry %d is %+v, want %+v", i+1, e, want[i])
		}
	}
}

// TestARepeatIsWrittenDownOnce, like everything else of it.
func TestARepeatIsWrittenDownOnce(t *testing.T) {
	w, clerk := newTown(t, seal), newPhone("clerk", person.Clerk)
	job := clerk.next(submit("r1"))
	w.decide(job, job)
	w.decide(job)
	if got := w.entries(); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

type secretWork struct {
	write
	told bool
}

func (s secretWork) Audited() bool   { return s.told }
func (secretWork) DoneBy() person.ID { return "s-7" }

func TestTheCitysOwnWorkIsWrittenDownWhenItSaysSo(t *testing.T) {
	w := newTown(t, seal)
	w.decide(own(write{notes: []note{{"a", "1"}}}), own(secretWork{told: true}), own(secretWork{told: false}),
		own(secretWork{told: true, write: write{err: op.Refuse(op.Moved, "")}}))
	got := w.entries()
	if len(got) != 2 || got[0].By != "s-7" || got[0].Refused != "" || got[1].Refused != op.Moved {
		t.Errorf("%+v", got)
	}
}

// TestEntryAndDeedAreOneCommit: when the commit fails neither is there.
func TestEntryAndDeedAreOneCommit(t *testing.T) {
	commits := 0
	w, clerk := newTown(t, seal, store.Faulty(func() error {
		if commits++; commits == 2 {
			return errors.New("the disk did not flush")
		}
		return nil
	})), newPhone("clerk", person.Clerk)
	w.decide(clerk.next(submit("r1")))
	if err := w.Decide([]Job{clerk.next(submit("r2"))}); err == nil {
		t.Fatal("the commit holds")
	}
	if e, r := w.entries(), w.reports(); len(e) != 1 || len(r) != 1 {
		t.Errorf("%d entries, %d reports", len(e), len(r))
	}
}

// TestEntriesReachNobody: no phone's rows have one.
func TestEntriesReachNobody(t *testing.T) {
	w, clerk := newTown(t, seal), newPhone("clerk", person.Clerk, person.Admin)
	w.decide(clerk.next(submit("r1")))
	page, err := w.store.Since(clerk.by.Scopes(), 0, 1<<20)
	if err != nil || len(page.Rows) == 0 {
		t.Fatal(err, page)
	}
	for _, row := range page.Rows {
		if row.Key.Table == audit.Entries.Name || row.Key.Table == audit.Heads.Name {
			t.Errorf("the administrator's phone gets %s", row.Key)
		}
	}
	if len(w.entries()) != 1 || !json.Valid(page.Rows[0].Body) {
		t.Error("there was nothing to give")
	}
}
