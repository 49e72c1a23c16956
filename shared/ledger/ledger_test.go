package ledger_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

var (
	resident = person.Actor{ID: "d-1", Roles: []person.Role{person.Resident}}
	clerk    = person.Actor{ID: "s-1", Roles: []person.Role{person.Clerk}}
	crew     = person.Actor{ID: "s-3", Roles: []person.Role{person.Crew}}
	crew2    = person.Actor{ID: "s-4", Roles: []person.Role{person.Crew}}
	officer  = person.Actor{ID: "s-5", Roles: []person.Role{person.Officer}}
	now      = time.Date(2026, 4, 17, 22, 0, 0, 0, time.UTC)
)

// town is rows that ops are run over, as the city does.
type town struct{ *op.Overlay }

func newTown() town { return town{op.NewOverlay(op.Empty{})} }

func (w town) do(o op.Op, by person.Actor) error { return w.doAt(o, by, now) }

func (w town) doAt(o op.Op, by person.Actor, at time.Time) error {
	over, err := op.Run(o, w.Overlay, by, at, at, &op.City{})
	if err == nil {
		w.Merge(over)
	}
	return err
}

func (w town) must(t interface {
	Helper()
	Fatalf(string, ...any)
}, o op.Op, by person.Actor) {
	t.Helper()
	if err := w.do(o, by); err != nil {
		t.Fatalf("%s: %v", o.Kind().Name, err)
	}
}

func code(err error) op.Code {
	r, _ := op.AsRefusal(err)
	return r.Code
}

func walk(id op.ID) ledger.Patrol {
	return ledger.Patrol{ID: id, Crew: "c1", Began: now.Add(-time.Hour), Ended: now, Roads: []string{"桐柏路", "嵩山路"}}
}

func TestAPatrolIsWrittenOnceInTheNameOfItsDoer(t *testing.T) {
	w := newTown()
	p := walk("w1")
	p.By, p.Kept = "s-9", ledger.Kept{Struck: true} // what a phone says of the book is not read
	for range 2 {
		w.must(t, ledger.WritePatrol{Patrol: p}, crew)
	}
	got, _ := ledger.Patrols.Get(w, "w1")
	if got.By != crew.ID || got.Kept.Struck || !got.Kept.Written.Equal(now) || len(ledger.Patrols.All(w)) != 1 {
		t.Errorf("%+v", got)
	}
	for _, by := range []person.Actor{resident, officer, crew2} {
		if err := w.do(ledger.WritePatrol{Patrol: p}, by); code(err) != op.NotYours {
			t.Errorf("%s: %v", by.ID, err)
		}
	}
}

func TestACorrectionKeepsTheOldText(t *testing.T) {
	w := newTown()
	w.must(t, ledger.WritePatrol{Patrol: walk("w1")}, crew)
	better := walk("w1")
	better.Roads = []string{"桐柏路"}
	mend := ledger.WritePatrol{Patrol: better, Mend: &ledger.Mend{ID: "m1", Why: "嵩山路没走"}}
	for range 2 { // a new epoch sends it again
		w.must(t, mend, clerk)
	}
	got, _ := ledger.Patrols.Get(w, "w1")
	if len(got.Roads) != 1 || got.By != crew.ID || len(got.Kept.Was) != 1 {
		t.Fatalf("%+v", got)
	}
	was := got.Kept.Was[0]
	var old ledger.Patrol
	if err := json.Unmarshal(was.Text, &old); err != nil {
		t.Fatal(err)
	}
	if len(old.Roads) != 2 || was.By != clerk.ID || was.Why != "嵩山路没走" || !was.At.Equal(now) {
		t.Errorf("%+v %+v", was, old)
	}
}

func TestCorrectionsThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		by   person.Actor
		mend ledger.Mend
		code op.Code
	}{
		"without_why":     {crew, ledger.Mend{ID: "m2", Seen: 1}, lamp.NoReason},
		"without_id":      {crew, ledger.Mend{Seen: 1, Why: "错"}, op.Malformed},
		"long_why":        {crew, ledger.Mend{ID: "m2", Seen: 1, Why: strings.Repeat("错", 201)}, op.TooLong},
		"second":          {clerk, ledger.Mend{ID: "m2", Seen: 0, Why: "错"}, op.Moved},
		"of_another_crew": {crew2, ledger.Mend{ID: "m2", Seen: 1, Why: "错"}, op.NotYours},
		"own":             {crew, ledger.Mend{ID: "m2", Seen: 1, Why: "错"}, ""},
		"clerk":           {clerk, ledger.Mend{ID: "m2", Seen: 1, Why: "错"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown()
			w.must(t, ledger.WritePatrol{Patrol: walk("w1")}, crew)
			w.must(t, ledger.WritePatrol{Patrol: walk("w1"), Mend: &ledger.Mend{ID: "m1", Why: "错"}}, crew)
			if err := w.do(ledger.WritePatrol{Patrol: walk("w1"), Mend: &c.mend}, c.by); code(err) != c.code {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
	if err := newTown().do(ledger.WritePatrol{Patrol: walk("w1"), Mend: &ledger.Mend{ID: "m", Why: "错"}}, clerk); code(err) != op.NotFound {
		t.Errorf("of what is not there: %v", err)
	}
}

func TestStrikingOutAndInAgain(t *testing.T) {
	w := newTown()
	w.must(t, ledger.WritePatrol{Patrol: walk("w1")}, crew)
	w.must(t, ledger.WritePatrol{Patrol: walk("w1"), Mend: &ledger.Mend{ID: "m1", Why: "记重了", Strike: true}}, clerk)
	if p, _ := ledger.Patrols.Get(w, "w1"); !p.Kept.Struck {
		t.Error("it is not struck out")
	}
	w.must(t, ledger.WritePatrol{Patrol: walk("w1"), Mend: &ledger.Mend{ID: "m2", Seen: 1, Why: "没有重"}}, clerk)
	if p, _ := ledger.Patrols.Get(w, "w1"); p.Kept.Struck || !strings.Contains(string(p.Kept.Was[1].Text), `"struck":true`) {
		t.Errorf("%+v", p)
	}
}

func TestWalked(t *testing.T) {
	at := func(metres, acc float64) geo.Point {
		return geo.Point{Lat: 34.75 + metres/111195, Lon: 113.6, Acc: acc}
	}
	for name, c := range map[string]struct {
		track []geo.Point
		want  int
	}{
		"none":          {nil, 0},
		"one":           {[]geo.Point{at(0, 5)}, 0},
		"straight":      {[]geo.Point{at(0, 5), at(50, 5), at(100, 5)}, 100},
		"back":          {[]geo.Point{at(0, 5), at(50, 5), at(0, 5)}, 100},
		"lies_still":    {[]geo.Point{at(0, 5), at(6, 5), at(-6, 5), at(8, 5), at(0, 5)}, 0},
		"slow":          {[]geo.Point{at(0, 5), at(8, 5), at(16, 5), at(24, 5), at(32, 5)}, 32},
		"leaves_worst":  {[]geo.Point{at(0, 5), at(900, 400), at(50, 5)}, 50},
		"begins_poorly": {[]geo.Point{at(900, 400), at(0, 5), at(50, 5)}, 50},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ledger.Walked(c.track); got != c.want {
				t.Errorf("%d m, want %d", got, c.want)
			}
		})
	}
	w := newTown()
	p := walk("w1")
	p.Track, p.Metres = []geo.Point{at(0, 5), at(50, 5)}, 9000
	w.must(t, ledger.WritePatrol{Patrol: p}, crew)
	if got, _ := ledger.Patrols.Get(w, "w1"); got.Metres != 50 {
		t.Errorf("the track says 50 m, the patrol %d", got.Metres)
	}
}
