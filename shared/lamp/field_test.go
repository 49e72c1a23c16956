package lamp_test

import (
	"slices"
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// The tests of this file are faults of the tools that the city could have taken
// instead; docs/faults.md has the whole list.

// later has an op decided at another time.
func (w *town) later(o op.Op, by person.Actor, when time.Time) error {
	over, err := op.Run(o, w.rows, by, when, when, &op.City{})
	if err == nil {
		w.rows.Merge(over)
	}
	return err
}

// must has ops of a clerk decided, which must be taken.
func (w *town) must(t *testing.T, when time.Time, ops ...op.Op) {
	t.Helper()
	for _, o := range ops {
		if err := w.later(o, clerk, when); err != nil {
			t.Fatalf("%s: %v", o.Kind().Name, err)
		}
	}
}

func (w *town) spot(id op.ID) lamp.Spot {
	s, _ := lamp.Spots.Get(w.rows, id)
	return s
}

// noon and the dusk after it, in Zhengzhou.
var (
	noon  = time.Date(2026, 4, 17, 4, 0, 0, 0, time.UTC)
	night = time.Date(2026, 4, 17, 13, 0, 0, 0, time.UTC)
)

// repaired is a spot that a crew has repaired at noon.
func repaired(t *testing.T) *town {
	t.Helper()
	w := newTown()
	if err := w.later(report("r", "s"), reporter, noon.Add(-24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	w.must(t, noon, lamp.Move{ID: "m1", Spot: "s", From: lamp.Sent, To: lamp.Repairing, Crew: "erqi"},
		lamp.Move{ID: "m2", Spot: "s", From: lamp.Repairing, To: lamp.Fixed, Cause: lamp.Cable})
	return w
}

// TestClosedIsNotFixed: a repair by day is no light. Light is what somebody sees after
// dusk, and the reporter's word is evidence.
func TestClosedIsNotFixed(t *testing.T) {
	w := repaired(t)
	lit := lamp.Move{ID: "m3", Spot: "s", From: lamp.Fixed, To: lamp.Lit}
	if got := code(w.later(lit, crew, noon.Add(time.Hour))); got != lamp.NotDark {
		t.Errorf("lit by day: %q", got)
	}
	if s := w.spot("s"); s.State != lamp.Fixed || !s.State.Open() {
		t.Errorf("after a repair by day it is %s", s.State)
	}
	if err := w.later(lit, reporter, night); err != nil {
		t.Fatal(err)
	}
	if s := w.spot("s"); s.State != lamp.Lit || s.Proof != lamp.ByReporter {
		t.Errorf("after dusk it is %s by %q", s.State, s.Proof)
	}
}

// TestFixedButStillDark: the reporter's "still dark" reaches the office, is counted, and
// the crew that repaired it is named; a new report says the same as a tap.
func TestFixedButStillDark(t *testing.T) {
	for name, say := range map[string]op.Op{
		"a tap":        lamp.Move{ID: "m3", Spot: "s", From: lamp.Fixed, To: lamp.Checked},
		"a new report": lamp.Submit{ID: "r2", Spot: "s", Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}},
	} {
		w := repaired(t)
		if err := w.later(say, reporter, night); err != nil {
			t.Fatal(err)
		}
		s := w.spot("s")
		if s.State != lamp.Checked || s.Again != 1 || s.Crew != "erqi" || !s.State.Queue() {
			t.Errorf("%s: it is %s, %d times again, crew %q", name, s.State, s.Again, s.Crew)
		}
		if j, ok := lamp.Jobs.Get(w.rows, s.Job); !ok || j.Dark.IsZero() {
			t.Errorf("%s: its job knows nothing of it: %+v", name, j)
		}
	}
}

// TestLongAfterItWasLit: a fortnight after light a report is a new spot, which goes on
// from the old one; it is not lost in a closed one.
func TestLongAfterItWasLit(t *testing.T) {
	w := repaired(t)
	w.must(t, night, lamp.Move{ID: "m3", Spot: "s", From: lamp.Fixed, To: lamp.Lit})
	after := night.Add(lamp.StillDark + time.Hour)
	if got := code(w.later(lamp.Move{ID: "m4", Spot: "s", From: lamp.Lit, To: lamp.Checked}, reporter, after)); got != lamp.Late {
		t.Errorf("still dark after a fortnight: %q", got)
	}
	if err := w.later(report("r2", "s"), reporter, after); err != nil {
		t.Fatal(err)
	}
	r, _ := lamp.Reports.Get(w.rows, "r2")
	if s := w.spot(r.Spot); r.Spot == "s" || s.State != lamp.Sent || s.Linked != "s" {
		t.Errorf("it is with %s, %s, linked to %q", r.Spot, s.State, s.Linked)
	}
}

// TestTemporaryLightIsNoLight: what is lit for now stays open and with its crew.
func TestTemporaryLightIsNoLight(t *testing.T) {
	w := newTown()
	if err := w.later(report("r", "s"), reporter, noon); err != nil {
		t.Fatal(err)
	}
	w.must(t, noon, lamp.Move{ID: "m1", Spot: "s", From: lamp.Sent, To: lamp.Repairing, Crew: "erqi"},
		lamp.Move{ID: "m2", Spot: "s", From: lamp.Repairing, To: lamp.TempLit})
	s := w.spot("s")
	if !s.State.Open() || !s.State.Queue() || slices.Contains(lamp.Next(s.State, crew, false), lamp.Lit) {
		t.Errorf("temporary light is taken for light")
	}
	if j, _ := lamp.Jobs.Get(w.rows, s.Job); !j.Open() || j.Temp.IsZero() {
		t.Errorf("the crew has done with it: %+v", j)
	}
	if p := s.Promise(lamp.Shipped(), noon.Add(500*time.Hour)); !p.Overdue {
		t.Error("temporary light keeps the promise")
	}
}

// TestNotOursStaysWatched: what is another's names the owner, is not forgotten, and
// ends when somebody who reported it sees light.
func TestNotOursStaysWatched(t *testing.T) {
	w := newTown()
	if err := w.later(report("r", "s"), reporter, noon); err != nil {
		t.Fatal(err)
	}
	if got := code(w.later(lamp.Move{ID: "m0", Spot: "s", From: lamp.Sent, To: lamp.Watched}, clerk, noon)); got != op.Missing {
		t.Errorf("nobody is named: %q", got)
	}
	w.must(t, noon, lamp.Move{ID: "m1", Spot: "s", From: lamp.Sent, To: lamp.Watched, Owner: lamp.OfDeveloper})
	if s := w.spot("s"); s.Owner != lamp.OfDeveloper || !s.State.Open() || s.State.Queue() {
		t.Errorf("%s is %q's", s.State, s.Owner)
	}
	if err := w.later(report("r2", "s"), other, night); err != nil || w.spot("s").Voices != 2 {
		t.Errorf("another voice: %v, %d", err, w.spot("s").Voices)
	}
	if err := w.later(lamp.Move{ID: "m2", Spot: "s", From: lamp.Watched, To: lamp.Lit}, other, night.Add(24*time.Hour)); err != nil {
		t.Errorf("light is seen: %v", err)
	}
}

// TestDuplicatesEndWithTheirSpot: whoever reported a merged one hears of the repair, and
// may say that it is still dark.
func TestDuplicatesEndWithTheirSpot(t *testing.T) {
	w := newTown()
	for spot, by := range map[op.ID]person.Actor{"a": reporter, "b": other} {
		if err := w.later(report("r"+spot, spot), by, noon); err != nil {
			t.Fatal(err)
		}
	}
	w.must(t, noon, lamp.Merge{ID: "g", Spot: "b", From: lamp.Sent, Into: "a"},
		lamp.Move{ID: "m1", Spot: "a", From: lamp.Sent, To: lamp.Repairing, Crew: "erqi"},
		lamp.Move{ID: "m2", Spot: "a", From: lamp.Repairing, To: lamp.Fixed})
	for _, id := range []op.ID{"ra", "rb"} {
		r, _ := lamp.Reports.Get(w.rows, id)
		if s := w.spot(r.Spot); s.State != lamp.Fixed || !lamp.Mine(w.rows, r.Spot, r.By) {
			t.Errorf("%s is with %s, which is %s", id, r.Spot, s.State)
		}
	}
	if err := w.later(lamp.Move{ID: "m3", Spot: "a", From: lamp.Fixed, To: lamp.Checked}, other, night); err != nil {
		t.Errorf("who reported the merged one: %v", err)
	}
}

// TestTheCityProposesAndNobodyMergesByItself: a report that comes without asking, as
// from another program, is held against what is near; a clerk decides.
func TestTheCityProposesAndNobodyMergesByItself(t *testing.T) {
	w := newTown()
	here := geo.Point{Lat: 34.7516, Lon: 113.6053, Acc: 10}
	for _, id := range []op.ID{"a", "b"} {
		s := report("r"+id, id)
		s.Place = lamp.Place{Point: &here}
		if err := w.later(s, reporter, noon); err != nil {
			t.Fatal(err)
		}
	}
	l, ok := lamp.Likelies.Get(w.rows, "b")
	if !ok || !slices.Equal(l.Others, []op.ID{"a"}) {
		t.Errorf("proposed: %v", l.Others)
	}
	if a, b := w.spot("a"), w.spot("b"); a.State != lamp.Sent || b.State != lamp.Sent || a.Voices != 1 {
		t.Errorf("they are %s and %s", a.State, b.State)
	}
}

// TestSameIDWithOtherWordsChangesNothing: ten copies from a slow form are one report,
// and a copy that differs does not write over the first.
func TestSameIDWithOtherWordsChangesNothing(t *testing.T) {
	w := newTown()
	for i := range 10 {
		s := report("r", "s")
		s.Note = string(rune('a' + i))
		if err := w.later(s, reporter, noon); err != nil {
			t.Fatal(err)
		}
	}
	r, _ := lamp.Reports.Get(w.rows, "r")
	if n := len(lamp.Reports.All(w.rows)); n != 1 || r.Note != "a" || w.spot("s").Voices != 1 {
		t.Errorf("%d reports, the first says %q", n, r.Note)
	}
}

// TestPromiseIsShownAndCounted: the promise counts from the first report, is overdue
// when it is, pauses only with a reason, and is marked as not announced.
func TestPromiseIsShownAndCounted(t *testing.T) {
	w := newTown()
	if err := w.later(report("r", "s"), reporter, noon); err != nil {
		t.Fatal(err)
	}
	rules := lamp.Shipped()
	p := w.spot("s").Promise(rules, noon.Add(25*time.Hour))
	if p.Announced || !p.Act.Equal(noon.Add(24*time.Hour)) || !p.Overdue {
		t.Errorf("%+v", p)
	}
	w.must(t, noon.Add(time.Hour), lamp.Move{ID: "m1", Spot: "s", From: lamp.Sent, To: lamp.Repairing, Crew: "c"},
		lamp.Move{ID: "m2", Spot: "s", From: lamp.Repairing, To: lamp.Waiting, Reason: "power"})
	if p := w.spot("s").Promise(rules, noon.Add(500*time.Hour)); !p.Paused || p.Overdue {
		t.Errorf("while it waits with a reason: %+v", p)
	}
	city, others := w.spot("s").Clocks(noon.Add(11 * time.Hour))
	if city != time.Hour || others != 10*time.Hour {
		t.Errorf("the city had it %s, others %s", city, others)
	}
}

// TestPromiseSaysByHowMuch: what is late, by how much, whether it still grows; and what
// residents read of it: nothing that was done, nothing while the clock stands.
func TestPromiseSaysByHowMuch(t *testing.T) {
	const day = 24 * time.Hour
	step := func(s lamp.State, after time.Duration) lamp.Step { return lamp.Step{State: s, At: noon.Add(after)} }
	sent := step(lamp.Sent, 0)
	type late struct {
		act, repair     time.Duration
		acted, repaired bool
		now             time.Duration
	}
	for name, tt := range map[string]struct {
		steps []lamp.Step // of one lamp that is out: looked at within a day, repaired within three
		after time.Duration
		want  late
	}{
		"new":                   {[]lamp.Step{sent}, day, late{}},
		"nobody has looked":     {[]lamp.Step{sent}, 2 * day, late{act: day, now: day}},
		"nobody for long":       {[]lamp.Step{sent}, 5 * day, late{act: 4 * day, repair: 2 * day, now: 4 * day}},
		"looked at late":        {[]lamp.Step{sent, step(lamp.Checked, 2*day)}, 60 * time.Hour, late{act: day, acted: true}},
		"not repaired":          {[]lamp.Step{sent, step(lamp.Checked, time.Hour), step(lamp.Repairing, day)}, 4 * day, late{repair: day, acted: true, now: day}},
		"a temporary light":     {[]lamp.Step{sent, step(lamp.TempLit, time.Hour)}, 4 * day, late{repair: day, acted: true, now: day}},
		"waits with a reason":   {[]lamp.Step{sent, step(lamp.Checked, time.Hour), step(lamp.Waiting, 2*day)}, 9 * day, late{acted: true}},
		"goes on after it":      {[]lamp.Step{sent, step(lamp.Waiting, day), step(lamp.Repairing, 3*day)}, 6 * day, late{repair: day, acted: true, now: day}},
		"repaired in time":      {[]lamp.Step{sent, step(lamp.Checked, time.Hour), step(lamp.Fixed, 2*day)}, 9 * day, late{acted: true, repaired: true}},
		"repaired late":         {[]lamp.Step{sent, step(lamp.Checked, time.Hour), step(lamp.Fixed, 4*day), step(lamp.Lit, 5*day)}, 9 * day, late{repair: day, acted: true, repaired: true}},
		"declined late":         {[]lamp.Step{sent, step(lamp.Declined, 2*day)}, 9 * day, late{act: day, acted: true, repaired: true}},
		"with its owner":        {[]lamp.Step{sent, step(lamp.Watched, time.Hour)}, 9 * day, late{acted: true}},
		"taken back at once":    {[]lamp.Step{sent, step(lamp.Withdrawn, 0)}, 0, late{acted: true, repaired: true}},
		"dark again after that": {[]lamp.Step{sent, step(lamp.Fixed, day), step(lamp.Checked, 2*day)}, 4 * day, late{repair: day, acted: true, now: day}},
	} {
		s := lamp.Spot{Fault: lamp.Dark, Danger: lamp.Safe, First: noon, Steps: tt.steps, State: tt.steps[len(tt.steps)-1].State}
		p := s.Promise(lamp.Shipped(), noon.Add(tt.after))
		if got := (late{p.ActLate, p.RepairLate, p.Acted, p.Repaired, p.Late()}); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
		if p.Overdue != (p.ActLate+p.RepairLate > 0) {
			t.Errorf("%s: overdue is %v", name, p.Overdue)
		}
	}
}

// TestWordsAloneAreAPlaceAndItIsMendedLater: a report that was saved without a position
// goes, and its reporter mends the place afterwards.
func TestWordsAloneAreAPlaceAndItIsMendedLater(t *testing.T) {
	w := newTown()
	if err := w.later(report("r", "s"), reporter, noon); err != nil {
		t.Fatal(err)
	}
	if w.spot("s").Point != nil {
		t.Fatal("it has a point")
	}
	here := geo.Point{Lat: 34.7516, Lon: 113.6053, Acc: 10}
	mend := lamp.Amend{ID: "a", Report: "r", Place: &lamp.Place{Point: &here, Words: "桐柏路西侧"}}
	if got := code(w.later(mend, other, noon)); got != op.NotYours {
		t.Errorf("somebody else mends it: %q", got)
	}
	if err := w.later(mend, reporter, noon); err != nil {
		t.Fatal(err)
	}
	r, _ := lamp.Reports.Get(w.rows, "r")
	if s := w.spot("s"); s.Point == nil || *s.Point != here.Round() || r.Place.Words != "桐柏路西侧" {
		t.Errorf("the spot is at %v, the report says %+v", s.Point, r.Place)
	}
}

// TestNobodysWordsNameARoad: what a resident wrote is with the report; the spot, which
// all read, has a road when a clerk has named one.
func TestNobodysWordsNameARoad(t *testing.T) {
	w := newTown()
	s := report("r", "s")
	s.Place.Words = "我家门口 3 号楼"
	if err := w.later(s, reporter, noon); err != nil {
		t.Fatal(err)
	}
	if road := w.spot("s").Road; road != "" {
		t.Errorf("the road is %q", road)
	}
	w.must(t, noon, lamp.Set{ID: "f", Spot: "s", Road: "桐柏路"})
	if road := w.spot("s").Road; road != "桐柏路" {
		t.Errorf("the clerk named it %q", road)
	}
}
