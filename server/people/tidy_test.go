package people

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// TestTidyKeepsWhatThePrivacyTableSays, to the day: codes, limits, sessions, devices,
// cards and the public's spots each go when their time is over, and not before.
func TestTidyKeepsWhatThePrivacyTableSays(t *testing.T) {
	w := newOffice(t)
	w.bring(register)
	device := deviceToken("a")
	w.report(device, "r1")
	p, s := w.bound("李小明", "ZZ0000001", device)
	w.do(lamp.Move{Spot: "at-r1", From: lamp.Sent, To: lamp.Checked})
	w.do(lamp.Move{Spot: "at-r1", From: lamp.Checked, To: lamp.Declined, Reason: "重复"})
	p.do("DELETE", "/session", nil)
	tables := func() map[string]int {
		n := map[string]int{}
		w.people.read(func(r op.Reader) {
			for _, table := range []string{"code", "sending", "session", "device", "card"} {
				r.Each(table, func(op.Row) bool { n[table]++; return true })
			}
		})
		return n
	}
	public := func() (seen bool) {
		r := w.store.Read([]person.Scope{person.Public})
		defer r.Close()
		_, seen = lamp.Spots.Get(r, "at-r1")
		return seen
	}
	begin := w.clock.Now()
	for _, step := range []struct {
		days                            int
		codes, sessions, devices, cards int
		public                          bool
	}{
		{0, 1, 1, 1, 3, true},
		{2, 0, 1, 1, 3, true},
		{29, 0, 1, 1, 3, true},
		{31, 0, 0, 1, 3, true},
		{89, 0, 0, 1, 3, true},
		{90, 0, 0, 1, 3, false},
		{399, 0, 0, 1, 3, false},
		{401, 0, 0, 0, 1, false}, // the card that is bound stays
	} {
		w.clock.pass(begin.AddDate(0, 0, step.days).Sub(w.clock.Now()))
		if _, err := w.cards.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := tables()
		if got["code"] != step.codes || got["session"] != step.sessions || got["device"] != step.devices || got["card"] != step.cards || public() != step.public {
			t.Errorf("day %d: %v, public %v; want %+v", step.days, got, public(), step)
		}
		if (got["sending"] == 0) != (step.days >= 1) {
			t.Errorf("day %d: %d limits", step.days, got["sending"])
		}
	}
	if w.reportOf("r1").By != s.ID {
		t.Error("the report has gone")
	}
}

// TestTidyForgetsWhatIsGone after 90 days and a day, but for the marks.
func TestTidyForgetsWhatIsGone(t *testing.T) {
	w := newOffice(t)
	at := op.Key{Table: "code", ID: "old"}
	mark := op.Marks.Key("c1")
	for _, rows := range [][]op.Row{{{Key: at, Body: []byte(`{}`)}, {Key: mark, Body: []byte(`{}`)}}, {{Key: at, Gone: true}, {Key: mark, Gone: true}}} {
		if _, _, _, err := w.store.Commit(rows); err != nil {
			t.Fatal(err)
		}
	}
	known := func() (code, proof bool) {
		r := w.store.Read(nil)
		defer r.Close()
		return r.Was(at), r.Was(mark)
	}
	for _, days := range []int{0, 89, 2} {
		if code, proof := known(); !code || !proof {
			t.Fatalf("forgotten too early: %v %v", code, proof)
		}
		w.clock.pass(time.Duration(days) * 24 * time.Hour)
		if _, err := w.cards.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if code, proof := known(); code || !proof {
		t.Errorf("after 91 days the code is known %v, the mark %v", code, proof)
	}
}

// TestNightlyWaitsForThreeInTheMorning of the city, each day once.
func TestNightlyWaitsForThreeInTheMorning(t *testing.T) {
	for _, c := range []struct{ now, night string }{
		{"2026-11-24T12:00:00Z", "2026-11-24T19:00:00Z"},
		{"2026-11-24T19:00:00Z", "2026-11-25T19:00:00Z"},
		{"2026-11-24T23:59:59Z", "2026-11-25T19:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := now.Add(untilNight(now)).Format(time.RFC3339); got != c.night {
			t.Errorf("at %s the night is %s, want %s", c.now, got, c.night)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		c := &Cards{people: &People{Config: Config{Now: time.Now}}}
		ended := make(chan error, 1)
		go func() { ended <- c.Nightly(ctx) }()
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
