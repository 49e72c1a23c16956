package crew

import (
	"fmt"
	"math"
	"testing"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// night is an hour at which lamps must burn.
var night = time.Date(2026, 4, 17, 14, 0, 0, 0, time.UTC)

func east(m float64) geo.Point {
	return geo.Point{Lat: here.Lat, Lon: here.Lon + m/111_195/math.Cos(here.Lat*math.Pi/180), Acc: 8}
}

// TestWalkTakesSteps: a phone that wanders on the spot walks nowhere, and a fix that
// says nothing is no step.
func TestWalkTakesSteps(t *testing.T) {
	w := &walk{ID: "w", Began: night}
	for _, tt := range []struct {
		at   geo.Point
		grow bool
	}{
		{east(0), true}, {east(6), false}, {east(-9), false}, {east(40), true},
		{geo.Point{Lat: here.Lat, Lon: here.Lon + 0.1, Acc: 900}, false}, {east(44), false}, {east(90), true},
	} {
		if w.step(tt.at, night) != tt.grow {
			t.Errorf("%v: %v", tt.at, !tt.grow)
		}
	}
	if m := w.metres(); m < 89 || m > 91 {
		t.Errorf("%d metres", m)
	}
}

// TestLongWalkIsKept: a track has never more points than the ledger takes, keeps both
// ends, and its length within a few metres a kilometre.
func TestLongWalkIsKept(t *testing.T) {
	w := &walk{ID: "w", Began: night}
	for i := range 5000 {
		w.step(east(float64(i)*20), night.Add(time.Duration(i)*10*time.Second))
	}
	if n := len(w.Track); n > ledger.MaxTrack || n < ledger.MaxTrack/4 {
		t.Errorf("%d points", n)
	}
	if m := w.metres(); math.Abs(float64(m)-4999*20) > 200 {
		t.Errorf("%d metres of %d", m, 4999*20)
	}
	if n := len(w.text()); n > 300_000 {
		t.Errorf("a note of %d bytes", n)
	}
}

// TestWalkOutlivesThePage: what is read from the note is what was written, and one that
// was left for a night has ended where it was left.
func TestWalkOutlivesThePage(t *testing.T) {
	w := &walk{ID: "w", Began: night, Last: night, Roads: []string{"桐柏路"}, Boxes: 2}
	w.step(east(0), night)
	at := east(0)
	w.mark("d1", &at, night.Add(time.Minute), nil)
	again := readWalk(w.text(), night.Add(time.Hour))
	if again == nil || again.text() != w.text() || !again.Ended.IsZero() {
		t.Fatalf("read again: %+v", again)
	}
	if left := readWalk(w.text(), night.Add(30*time.Hour)); left == nil || !left.Ended.Equal(night.Add(time.Minute)) {
		t.Errorf("left for a day: %+v", left)
	}
	for _, note := range []string{"", "{", `{"id":"not an id"}`, "null"} {
		if readWalk(note, night) != nil {
			t.Errorf("a walk out of %q", note)
		}
	}
}

// TestWalkComesTo: the reports and the ledger's entry run, a lamp within reach of an
// open spot is one more voice there unless it was said to be another, and keeping it
// all twice changes nothing.
func TestWalkComesTo(t *testing.T) {
	r, err := replica.Open(replica.NewMemory(), person.Actor{ID: "s-crew", Roles: []person.Role{person.Crew}}, func() time.Time { return night.Add(time.Hour) }, func() op.ID { return "c" })
	if err != nil {
		t.Fatal(err)
	}
	old := east(100)
	if err := r.Do(lamp.Submit{ID: "old", Spot: "old", Fault: lamp.Dark, Danger: lamp.Safe, Place: lamp.Place{Point: &old}}); err != nil {
		t.Fatal(err)
	}
	w := &walk{ID: "w", Began: night, Ended: night.Add(50 * time.Minute), Roads: []string{"桐柏路", "桐柏路"}}
	for m := 0.0; m <= 400; m += 20 {
		w.step(east(m), night)
	}
	for i, at := range []geo.Point{east(110), east(115), east(300), east(120)} {
		known, _ := lamp.Spots.Get(r.View(), "old")
		w.mark(op.ID([]string{"d1", "d2", "d3", "d4"}[i]), &at, night.Add(time.Minute), lamp.NearAmong([]*lamp.Spot{&known}, lamp.Place{Point: &at}, night))
	}
	if w.Dark[0].Joins != "old" || w.Dark[2].Joins != "" {
		t.Fatalf("joined: %+v", w.Dark)
	}
	w.Dark[1].Apart, w.Dark[2].Danger = true, lamp.Wires
	for range 2 {
		for _, o := range w.ops("zhongyuan") {
			if err := o.Check(); err != nil {
				t.Fatal(err)
			}
			if err := r.Do(o); err != nil {
				t.Fatal(err)
			}
		}
	}
	p, ok := ledger.Patrols.Get(r.View(), "w")
	if !ok || p.Metres < 395 || p.Metres > 405 || len(p.Roads) != 2 || p.Crew != "zhongyuan" || fmt.Sprint(p.Spots) != "[old d2 d3]" {
		t.Errorf("the patrol: %v %+v", ok, p)
	}
	if n := len(lamp.Spots.All(r.View())); n != 3 {
		t.Errorf("%d spots", n)
	}
	if s, _ := lamp.Spots.Get(r.View(), "d3"); s.Danger != lamp.Wires {
		t.Errorf("the danger was lost: %+v", s)
	}
	if d, _ := lamp.Reports.Get(r.View(), "d1"); d.Spot != "old" || !d.Seen.Equal(night.Add(time.Minute)) {
		t.Errorf("the first: %+v", d)
	}
}

// TestLitAgain: only a repaired lamp within sight is asked for, by night, once.
func TestLitAgain(t *testing.T) {
	spot := func(id string, m float64, change func(*lamp.Spot)) *lamp.Spot {
		at := east(m)
		s := &lamp.Spot{ID: op.ID(id), State: lamp.Fixed, Point: &at, Steps: []lamp.Step{{State: lamp.Fixed, At: night.Add(-8 * time.Hour)}}}
		if change != nil {
			change(s)
		}
		return s
	}
	tests := map[string]struct {
		spots []*lamp.Spot
		at    time.Time
		want  op.ID
	}{
		"the_nearer":    {[]*lamp.Spot{spot("a", 30, nil), spot("b", 12, nil)}, night, "b"},
		"too_far":       {[]*lamp.Spot{spot("a", 90, nil)}, night, ""},
		"by_day":        {[]*lamp.Spot{spot("a", 10, nil)}, night.Add(-9 * time.Hour), ""},
		"not_fixed":     {[]*lamp.Spot{spot("a", 10, func(s *lamp.Spot) { s.State = lamp.Repairing })}, night, ""},
		"asked_already": {[]*lamp.Spot{spot("done", 10, nil)}, night, ""},
		"no_point":      {[]*lamp.Spot{spot("a", 10, func(s *lamp.Spot) { s.Point = nil })}, night, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := &walk{ID: "w"}
			w.answered("done")
			var got op.ID
			if s := w.fixedNear(tt.spots, east(0), tt.at); s != nil {
				got = s.ID
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestWalkIsNeverLonger: whatever fixes come, the way of the note is the way of the
// ledger, and no longer than the fixes are apart.
func TestWalkIsNeverLonger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &walk{ID: "w", Began: night}
		var all float64
		var last *geo.Point
		for _, m := range rapid.SliceOfN(rapid.Float64Range(-500, 500), 0, 60).Draw(t, "fixes") {
			at := east(m)
			if last != nil {
				all += geo.Metres(*last, at)
			}
			last = &at
			w.step(at, night)
		}
		if float64(w.metres()) > all+2 {
			t.Fatalf("%d metres of %f", w.metres(), all)
		}
	})
}
