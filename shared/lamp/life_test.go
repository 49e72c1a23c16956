package lamp_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// life is a city in which anything is done in any order, and what must be true of it
// whatever was done.
type life struct {
	t       *rapid.T
	rows    *op.Overlay
	now     time.Time
	n       int
	reports map[op.ID]lamp.Report // as the city took them
	done    []doing
}

type doing struct {
	op op.Op
	by person.Actor
}

func newLife(t *rapid.T) *life {
	return &life{t: t, rows: op.NewOverlay(op.Empty{}), now: at, reports: map[op.ID]lamp.Report{}}
}

func (l *life) id(kind string) op.ID { l.n++; return op.ID(fmt.Sprint(kind, l.n)) }

// run has an op decided and looks at all that follows.
func (l *life) run(o op.Op, by person.Actor) error {
	before := l.states()
	over, err := op.Run(o, l.rows, by, l.now, l.now, &op.City{})
	if err == nil {
		l.rows.Merge(over)
		l.done = append(l.done, doing{o, by})
		if s, ok := o.(lamp.Submit); ok && l.reports[s.ID].ID == "" {
			l.reports[s.ID], _ = lamp.Reports.Get(l.rows, s.ID)
		}
	} else if _, no := op.AsRefusal(err); !no {
		l.t.Fatalf("%s: %v", o.Kind().Name, err)
	}
	l.drawn(o, before)
	l.whole()
	return err
}

func (l *life) states() map[op.ID]lamp.State {
	all := map[op.ID]lamp.State{}
	for _, s := range lamp.Spots.All(l.rows) {
		all[s.ID] = s.State
	}
	return all
}

// beside are the steps that no Move takes: of the city's loop, of Merge, of a report
// or an answer that comes.
var beside = map[string][]string{
	"lamp.tend":   {"fixed>lit", "lit>closed", "returned>declined"},
	"lamp.merge":  {"sent>merged", "returned>merged", "checked>merged", "repairing>merged", "waiting>merged"},
	"lamp.split":  {"merged>sent", "merged>returned", "merged>checked", "merged>repairing", "merged>waiting"},
	"lamp.submit": {"fixed>checked", "lit>checked"},
	"lamp.amend":  {"returned>sent"},
}

// drawn wants every change of a state to be one of the diagram, or its taking back.
func (l *life) drawn(o op.Op, before map[op.ID]lamp.State) {
	kind := o.Kind().Name
	for id, now := range l.states() {
		was, had := before[id]
		edge := func(a, b lamp.State) string { return string(a) + ">" + string(b) }
		ok := false
		switch {
		case !had:
			ok = now == lamp.Sent
		case was == now:
			ok = true
		case kind == "lamp.move":
			_, ok = allowed[edge(was, now)]
		case kind == "lamp.undo":
			_, ok = allowed[edge(now, was)]
			ok = ok || slices.Contains(beside["lamp.merge"], edge(now, was)) || slices.Contains(beside["lamp.split"], edge(now, was)) ||
				slices.Contains(beside["lamp.submit"], edge(now, was)) || slices.Contains(beside["lamp.amend"], edge(now, was)) ||
				now == lamp.Merged && was == lamp.Sent // a Part
		default:
			ok = slices.Contains(beside[kind], edge(was, now))
		}
		if !ok {
			l.t.Fatalf("%s: %s went from %q to %q", kind, id, was, now)
		}
	}
}

// whole wants every report where it belongs, and every number right.
func (l *life) whole() {
	t := l.t
	at := map[op.ID][]lamp.Report{}
	for id, first := range l.reports {
		r, ok := lamp.Reports.Get(l.rows, id)
		if !ok || r.By != first.By || r.No != first.No || !reflect.DeepEqual(r.Tapped, first.Tapped) {
			t.Fatalf("%s was %+v and is %+v", id, first, r)
		}
		at[r.Spot] = append(at[r.Spot], r)
	}
	if n := len(lamp.Reports.All(l.rows)); n != len(l.reports) {
		t.Fatalf("%d reports were taken, %d are there", len(l.reports), n)
	}
	voices := map[op.ID]int{}
	for _, v := range lamp.Voices.All(l.rows) {
		voices[v.Spot]++
		if !slices.ContainsFunc(at[v.Spot], func(r lamp.Report) bool { return r.By == v.By }) {
			t.Fatalf("%s has a voice about %s and no report", v.By, v.Spot)
		}
	}
	for _, s := range lamp.Spots.All(l.rows) {
		l.right(s, at[s.ID], voices[s.ID])
	}
	for _, j := range lamp.Jobs.All(l.rows) {
		s, _ := lamp.Spots.Get(l.rows, j.Spot)
		if j.Open() != (s.Job == j.ID && slices.Contains(withCrew, s.State)) {
			t.Fatalf("job %s of %s, %s with job %q: open %v", j.ID, s.ID, s.State, s.Job, j.Open())
		}
	}
}

var withCrew = []lamp.State{lamp.Repairing, lamp.Waiting, lamp.TempLit}

func (l *life) right(s lamp.Spot, reports []lamp.Report, voices int) {
	t := l.t
	people := map[person.ID]bool{}
	photos, again := 0, 0
	for i, st := range s.Steps {
		if i > 0 && st.State == lamp.Checked && (s.Steps[i-1].State == lamp.Fixed || s.Steps[i-1].State == lamp.Lit) {
			again++
		}
	}
	for _, r := range reports {
		people[r.By] = true
		photos += len(r.Photos)
	}
	told := lamp.ReportsOf(l.rows, s.ID)
	switch {
	case s.Voices != len(people) || voices != len(people) || s.Photos != photos:
		t.Fatalf("%s: %d voices, %d records of them, %d photos; %d people, %d photos", s.ID, s.Voices, voices, s.Photos, len(people), photos)
	case s.Again != again:
		t.Fatalf("%s was said to be dark again %d times, its steps say %d", s.ID, s.Again, again)
	case len(told) != len(reports):
		t.Fatalf("%s lists %d reports of %d", s.ID, len(told), len(reports))
	case len(s.Steps) == 0 || s.Steps[len(s.Steps)-1].State != s.State:
		t.Fatalf("%s is %s after %+v", s.ID, s.State, s.Steps)
	case s.State == lamp.Merged && (len(reports) > 0 || s.Into == ""):
		t.Fatalf("%s is merged into %q and has %d reports", s.ID, s.Into, len(reports))
	case s.State != lamp.Merged && len(reports) == 0:
		t.Fatalf("%s is %s without a report", s.ID, s.State)
	case slices.Contains(withCrew, s.State) && s.Job == "":
		t.Fatalf("%s is %s without a job", s.ID, s.State)
	}
}

// anything is one op that somebody could send, most of them such as a screen offers.
func (l *life) anything() {
	t := l.t
	by := rapid.SampledFrom([]person.Actor{clerk, reporter, crew, other, clerk2, merchant}).Draw(t, "by")
	spots := lamp.Spots.All(l.rows)
	kind := rapid.SampledFrom([]string{"move", "move", "move", "move", "submit", "submit", "wait", "wait", "merge", "split", "undo", "report", "tend"}).Draw(t, "kind")
	switch {
	case len(spots) == 0 || kind == "submit":
		l.submit(by)
	case kind == "wait":
		l.now = l.now.Add(time.Duration(rapid.SampledFrom([]int{1, 26, 130, 400}).Draw(t, "hours")) * time.Hour)
	default:
		l.act(kind, rapid.SampledFrom(spots).Draw(t, "spot"), spots, by)
	}
}

func (l *life) submit(by person.Actor) {
	t := l.t
	s := report(l.id("r"), op.ID(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "spot")))
	s.Place.Point = &geo.Point{Lat: 34.75, Lon: 113.6 + float64(len(s.Spot))/1000}
	_ = l.run(s, by)
}

func (l *life) act(kind string, s lamp.Spot, spots []lamp.Spot, by person.Actor) {
	t := l.t
	last := s.Steps[len(s.Steps)-1].ID
	switch kind {
	case "move":
		to := rapid.SampledFrom(lamp.States).Draw(t, "to")
		if next := lamp.Next(s.State, by, true); len(next) > 0 && rapid.IntRange(0, 5).Draw(t, "slip") > 0 {
			to = rapid.SampledFrom(next).Draw(t, "next")
		}
		_ = l.run(lamp.Move{ID: l.id("m"), Spot: s.ID, From: s.State, To: to, Reason: "r", Crew: "c", Owner: lamp.OfEstate}, by)
	case "merge":
		_ = l.run(lamp.Merge{ID: l.id("g"), Spot: s.ID, From: s.State, Into: rapid.SampledFrom(spots).Draw(t, "into").ID}, by)
	case "split":
		_ = l.run(lamp.Split{ID: l.id("p"), Spot: s.ID}, by)
	case "undo":
		if last != "" {
			_ = l.run(lamp.Undo{ID: l.id("u"), Spot: s.ID, Step: last}, by)
		}
	case "report":
		if told := lamp.ReportsOf(l.rows, s.ID); len(told) > 0 {
			one := rapid.SampledFrom(told).Draw(t, "report")
			_ = l.run(lamp.Part{ID: l.id("q"), Report: one.ID, To: l.id("n")}, by)
			_ = l.run(lamp.Amend{ID: l.id("w"), Report: one.ID, Note: "补充"}, by)
		}
	case "tend":
		var all []op.ID
		for _, one := range spots {
			all = append(all, one.ID)
		}
		_ = l.run(lamp.Tend{Spots: all}, person.TheCity())
	}
}

// TestWhateverIsDoneEveryReportIsKept: whatever is done in whatever order, every report
// keeps its number and its person and is with one spot that is none merged away, every
// spot counts its own, every job is open as long as a crew has it, and no state is
// reached but by the diagram.
func TestWhateverIsDoneEveryReportIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		for range rapid.IntRange(1, 40).Draw(t, "ops") {
			l.anything()
		}
	})
}

// TestMergeTakenBackIsAsBefore: a merge and its undo, or its split, leave every report
// where it was, whatever came before.
func TestMergeTakenBackIsAsBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		for range rapid.IntRange(2, 20).Draw(t, "ops") {
			l.anything()
		}
		where := func() map[op.ID]op.ID {
			all := map[op.ID]op.ID{}
			for _, r := range lamp.Reports.All(l.rows) {
				all[r.ID] = r.Spot
			}
			return all
		}
		states, spots := l.states(), lamp.Spots.All(l.rows)
		if len(spots) < 2 {
			return
		}
		before := where()
		s, into := rapid.SampledFrom(spots).Draw(t, "spot"), rapid.SampledFrom(spots).Draw(t, "into")
		merge := lamp.Merge{ID: "merge", Spot: s.ID, From: s.State, Into: into.ID}
		if l.run(merge, clerk) != nil {
			return
		}
		var back op.Op = lamp.Undo{ID: "undo", Spot: s.ID, Step: "merge"}
		if rapid.Bool().Draw(t, "split") {
			back = lamp.Split{ID: "split", Spot: s.ID}
		}
		if err := l.run(back, clerk); err != nil {
			t.Fatalf("it cannot be taken back: %v", err)
		}
		if after := where(); !reflect.DeepEqual(after, before) {
			t.Fatalf("reports were at %v and are at %v", before, after)
		}
		if after := l.states(); !reflect.DeepEqual(after, states) {
			t.Fatalf("states were %v and are %v", states, after)
		}
	})
}

// TestSentAgainNothingHappens: a new epoch hears everything once more, in its order, and
// nothing changes.
func TestSentAgainNothingHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		for range rapid.IntRange(1, 25).Draw(t, "ops") {
			l.anything()
		}
		before := all(l.rows)
		for _, d := range slices.Clone(l.done) {
			if d.op.Kind().Delivery == op.Queued { // and not the loop's own
				_ = l.run(d.op, d.by)
			}
		}
		if after := all(l.rows); after != before {
			t.Fatalf("before:\n%s\nafter:\n%s", before, after)
		}
	})
}

func all(r op.Reader) (text string) {
	for _, s := range lamp.Spots.All(r) {
		text += fmt.Sprintf("%s %s %d %d\n", s.ID, s.State, s.Voices, len(s.Steps))
	}
	return text
}
