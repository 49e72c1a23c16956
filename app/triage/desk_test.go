package triage

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"denghuo/app/frame"
	"denghuo/app/replica"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 4, 17, 12, 0, 0, 0, time.UTC)

// desk is a clerk's screen over a replica that is told rows.
type desk struct {
	*screen
	replica *replica.Replica
	ids, n  int
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{}
	clerk := person.Actor{ID: "s-1", Roles: []person.Role{person.Clerk}}
	newID := func() op.ID { d.ids++; return op.ID(fmt.Sprintf("id%d", d.ids)) }
	r, err := replica.Open(replica.NewMemory(), clerk, func() time.Time { return now }, newID)
	if err != nil {
		t.Fatal(err)
	}
	d.replica = r
	d.screen = &screen{port: frame.Port{View: r.View, Do: r.Do, Me: func() person.Actor { return clerk }, NewID: newID, Kept: frame.NewKept(),
		Now: func() time.Time { return now }, Looks: func() frame.Looks { return frame.Looks{Lang: words.Zh} }}}
	return d
}

func (d *desk) tell(t testing.TB, rows ...op.Row) {
	t.Helper()
	if err := d.replica.Take(wire.Delta{Epoch: "e", From: uint64(d.n), To: uint64(d.n + 1), Now: now, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	d.n++
	d.draw()
}

// draw is what a drawing does first.
func (d *desk) draw() { d.pile.follow(d.index(), now) }

func spotRow(s lamp.Spot) op.Row { return op.Row{Key: lamp.Spots.Key(s.ID), Body: wire.Encode(s)} }

func reportRow(r lamp.Report) op.Row {
	return op.Row{Key: lamp.Reports.Key(r.ID), Body: wire.Encode(r)}
}

// toldOf is a spot with so many reports.
func toldOf(s lamp.Spot, reports int) (rows []op.Row) {
	if s.First.IsZero() {
		s.First = now.Add(-time.Hour)
	}
	if len(s.Steps) == 0 {
		s.Steps = []lamp.Step{{State: s.State, At: s.First}}
	}
	rows = append(rows, spotRow(s))
	told := lamp.Told{Spot: s.ID}
	for i := range reports {
		r := lamp.Report{ID: op.ID(fmt.Sprintf("%s-r%d", s.ID, i)), Spot: s.ID, By: person.ID(fmt.Sprintf("h-%d", i)), Fault: s.Fault, Danger: lamp.Safe,
			Place: lamp.Place{Words: "桐柏路与伊河路口", Point: s.Point}, Tapped: s.First}
		rows, told.Reports = append(rows, reportRow(r)), append(told.Reports, r.ID)
	}
	return append(rows, op.Row{Key: lamp.Tolds.Key(s.ID), Body: wire.Encode(told)})
}

// TestFilters: each filter takes what it says and nothing else.
func TestFilters(t *testing.T) {
	d := newDesk(t)
	middle := &geo.Point{Lat: 34.8175, Lon: 113.5350}
	var rows []op.Row
	for _, s := range []lamp.Spot{
		{ID: "plain", State: lamp.Sent, Fault: lamp.Dark, District: "jinshui", Voices: 1},
		{ID: "late", State: lamp.Sent, Fault: lamp.Dark, District: "jinshui", Voices: 1, First: now.Add(-25 * time.Hour)},
		{ID: "danger", State: lamp.Checked, Fault: lamp.Facility, Danger: lamp.Wires, Point: middle, Voices: 5, Photos: 2},
		{ID: "out", State: lamp.Repairing, Fault: lamp.Dark, District: "erqi", Voices: 1},
		{ID: "theirs", State: lamp.Watched, Fault: lamp.Dark, District: "erqi", Voices: 1},
		{ID: "lit", State: lamp.Lit, Fault: lamp.Dark, District: "erqi", Voices: 9, First: now.Add(-200 * time.Hour)},
		{ID: "nowhere", State: lamp.Sent, Fault: lamp.Lane, Voices: 1, Pole: "ZY-0417"},
	} {
		rows = append(rows, toldOf(s, 1)...)
	}
	d.tell(t, rows...)
	tests := []struct {
		name string
		q    query
		want []op.ID
	}{
		{"as_usual", query{}, []op.ID{"danger", "late", "nowhere", "plain"}},
		{"stage", query{stage: ready}, []op.ID{"danger"}},
		{"done", query{stage: done}, []op.ID{"lit"}},
		{"watched", query{stage: watched}, []op.ID{"theirs"}},
		{"district_by_the_spot", query{district: "jinshui"}, []op.ID{"late", "plain"}},
		{"district_by_the_point", query{district: "zhongyuan"}, []op.ID{"danger"}},
		{"no_district", query{district: elsewhere}, []op.ID{"nowhere"}},
		{"fault", query{fault: lamp.Lane}, []op.ID{"nowhere"}},
		{"late", query{late: true}, []op.ID{"late"}},
		{"age", query{age: 1}, []op.ID{"late"}},
		{"voices", query{voices: 3}, []op.ID{"danger"}},
		{"photos", query{photos: true}, []op.ID{"danger"}},
		{"danger", query{danger: true}, []op.ID{"danger"}},
		{"search_words", query{search: " 伊河 ", stage: out}, []op.ID{"out"}},
		{"search_pole", query{search: "zy-04"}, []op.ID{"nowhere"}},
		{"search_nothing", query{search: "陇海"}, nil},
		{"together", query{district: "jinshui", late: true, fault: lamp.Dark}, []op.ID{"late"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := choose(&d.pile, d.index(), tt.q, eye{at: now})
			slices.Sort(got)
			if !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
	if n := d.pile.late(now); n != 1 {
		t.Errorf("%d are late", n)
	}
}

// randomSpot is any spot that rows can tell of.
func randomSpot(t *rapid.T, id string) lamp.Spot {
	s := lamp.Spot{ID: op.ID(id), State: rapid.SampledFrom(lamp.States).Draw(t, "state"), Fault: rapid.SampledFrom(lamp.Faults).Draw(t, "fault"),
		Danger: rapid.SampledFrom(lamp.Dangers).Draw(t, "danger"), Symptom: rapid.SampledFrom(lamp.Symptoms).Draw(t, "symptom"),
		Level: lamp.Level(rapid.SampledFrom([]string{"", "", "P1"}).Draw(t, "level")), Voices: rapid.IntRange(1, 3).Draw(t, "voices"), Again: rapid.IntRange(0, 1).Draw(t, "again"),
		First: now.Add(-time.Duration(rapid.IntRange(0, 500).Draw(t, "age")) * time.Hour)}
	s.Steps = []lamp.Step{{State: lamp.Sent, At: s.First}}
	if s.State != lamp.Sent {
		s.Steps = append(s.Steps, lamp.Step{State: s.State, At: s.First.Add(time.Duration(rapid.IntRange(0, int(now.Sub(s.First).Hours())).Draw(t, "moved")) * time.Hour)})
	}
	return s
}

// TestUrgentFirst: the desk's order is lamp.Urgent, though it works each spot out once.
func TestUrgentFirst(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t)
		late := rapid.Bool().Draw(rt, "late")
		var rows []op.Row
		for i := range rapid.IntRange(2, 12).Draw(rt, "n") {
			rows = append(rows, spotRow(randomSpot(rt, fmt.Sprintf("s%02d", i))))
		}
		d.tell(t, rows...)
		ids := choose(&d.pile, d.index(), query{late: late}, eye{at: now})
		for i := 1; i < len(ids); i++ {
			a, b := d.pile.find(ids[i-1]).spot, d.pile.find(ids[i]).spot
			if lamp.Urgent(*a, *b, lamp.Shipped(), now) > 0 {
				rt.Fatalf("%+v stands before %+v", *a, *b)
			}
		}
	})
}

// TestLateAsPromised: what is late now and what will be is what the promise says.
func TestLateAsPromised(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := randomSpot(rt, "s")
		if !s.State.Queue() {
			return
		}
		r := lamp.Shipped()
		it := &item{}
		it.become(&s, &r, now)
		later := now.Add(time.Duration(rapid.IntRange(0, 600).Draw(rt, "later")) * time.Hour)
		if got, want := it.late(later), s.Promise(r, later).Overdue; got != want {
			rt.Fatalf("late at %s: %v, promised %v: %+v", later.Sub(s.First), got, want, s)
		}
	})
}

// TestPileFollows: what followed every change is what is worked out anew.
func TestPileFollows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t)
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			var rows []op.Row
			for range rapid.IntRange(1, 4).Draw(rt, "rows") {
				id := fmt.Sprintf("s%d", rapid.IntRange(0, 5).Draw(rt, "id"))
				rows = append(rows, toldOf(randomSpot(rt, id), rapid.IntRange(0, 3).Draw(rt, "reports"))...)
			}
			d.tell(t, rows...)
		}
		var anew pile
		anew.follow(d.index(), now)
		if a, b := fmt.Sprint(d.pile.tally), fmt.Sprint(anew.tally); a != b {
			rt.Fatalf("followed %s, anew %s", a, b)
		}
		if len(d.pile.sorted) != len(d.pile.items) {
			rt.Fatalf("%d to sort of %d", len(d.pile.sorted), len(d.pile.items))
		}
		for i, it := range d.pile.items {
			if *it != *anew.items[i] {
				rt.Fatalf("followed %+v, anew %+v", *it, *anew.items[i])
			}
		}
	})
}

// do does tasks as run does, and gives what takes them back.
func (d *desk) do(t *testing.T, tasks []task) (undo []task) {
	t.Helper()
	for _, one := range tasks {
		if err := d.port.Do(one.do); err != nil {
			t.Fatalf("%s: %v", one.do.Kind().Name, err)
		}
		if one.undo != nil {
			undo = append([]task{{do: one.undo}}, undo...)
		}
	}
	d.draw()
	return undo
}

func (d *desk) states() (all string) {
	for _, it := range d.pile.items {
		all += fmt.Sprintf("%s %s %d crew=%s; ", it.spot.ID, it.spot.State, it.reports, it.spot.Crew)
	}
	return all
}

// TestUndoTakesTheWholeBatchBack: every action on many at once, and back again.
func TestUndoTakesTheWholeBatchBack(t *testing.T) {
	tests := []struct {
		name string
		k    kind
		m    move
		from lamp.State
		want lamp.State
	}{
		{"check", check, move{}, lamp.Sent, lamp.Checked},
		{"dispatch_unchecked", dispatch, move{crew: "erqi"}, lamp.Sent, lamp.Repairing},
		{"dispatch", dispatch, move{crew: "erqi"}, lamp.Checked, lamp.Repairing},
		{"refuse", refuse, move{reason: "by_design"}, lamp.Sent, lamp.Declined},
		{"not_ours", refuse, move{reason: "estate", owner: lamp.OfEstate}, lamp.Sent, lamp.Watched},
		{"ask_for_more", wanting, move{reason: "picture"}, lamp.Sent, lamp.Returned},
		{"hold", hold, move{reason: "parts"}, lamp.Repairing, lamp.Waiting},
		{"recall", recall, move{}, lamp.Repairing, lamp.Checked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			d.tell(t, append(append(toldOf(lamp.Spot{ID: "a", State: tt.from, Danger: lamp.Safe, Fault: lamp.Dark}, 2), toldOf(lamp.Spot{ID: "b", State: tt.from, Danger: lamp.Safe, Fault: lamp.Dark}, 1)...),
				toldOf(lamp.Spot{ID: "lit", State: lamp.Lit, Danger: lamp.Safe, Fault: lamp.Dark}, 1)...)...)
			before := d.states()
			able := d.able(tt.k, []op.ID{"a", "b", "lit"})
			if !slices.Equal(able, []op.ID{"a", "b"}) {
				t.Fatalf("it can be done to %v", able)
			}
			undo := d.do(t, d.moves(tt.k, able, tt.m))
			for _, id := range able {
				if got := d.pile.find(id).spot.State; got != tt.want {
					t.Errorf("%s is %s", id, got)
				}
			}
			if d.do(t, undo); d.states() != before {
				t.Errorf("after the undo:\n%s\nbefore:\n%s", d.states(), before)
			}
		})
	}
}

// TestMergeTwelve: twelve places of one report become one of twelve, and twelve again.
func TestMergeTwelve(t *testing.T) {
	d := newDesk(t)
	var rows []op.Row
	var ids []op.ID
	for i := range 12 {
		id := op.ID(fmt.Sprintf("s%02d", i))
		ids = append(ids, id)
		rows = append(rows, toldOf(lamp.Spot{ID: id, State: lamp.Sent, Danger: lamp.Safe, Fault: lamp.Dark, Point: &geo.Point{Lat: 34.8175, Lon: 113.5350}}, 1)...)
	}
	d.tell(t, rows...)
	if alike := d.alike(d.index(), d.pile.find("s00")); len(alike) != 11 {
		t.Fatalf("%d could be the same lamp", len(alike))
	}
	undo := d.do(t, d.merges("s00", ids))
	if it := d.pile.find("s00"); it.reports != 12 || d.pile.tally.spots != 1 || d.pile.tally.reports != 12 {
		t.Fatalf("%d reports in the main place; %+v", it.reports, d.pile.tally)
	}
	if d.do(t, undo); d.pile.tally.spots != 12 || d.pile.tally.reports != 12 || d.pile.find("s00").reports != 1 {
		t.Errorf("after the undo: %+v", d.pile.tally)
	}
}

// TestFollowsTheRow: the row that keys are about stays, or is the one in its place.
func TestFollowsTheRow(t *testing.T) {
	was := []op.ID{"a", "b", "c", "d"}
	for name, tt := range map[string]struct {
		is         []op.ID
		here, want op.ID
	}{
		"stays":       {[]op.ID{"d", "b"}, "b", "b"},
		"next":        {[]op.ID{"a", "d"}, "b", "d"},
		"last":        {[]op.ID{"a", "b"}, "d", "b"},
		"nothing":     {nil, "b", ""},
		"none_before": {[]op.ID{"a"}, "", ""},
	} {
		if got := follows(was, tt.is, tt.here); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestListStandsStill: while somebody looks, the list keeps its rows and says what
// has come; then it takes them.
func TestListStandsStill(t *testing.T) {
	d := newDesk(t)
	d.tell(t, toldOf(lamp.Spot{ID: "b", State: lamp.Sent}, 1)...)
	d.list.settle(d.screen, d.index())
	d.list.touched = true
	d.tell(t, append(toldOf(lamp.Spot{ID: "a", State: lamp.Sent, Danger: lamp.Wires}, 1), toldOf(lamp.Spot{ID: "b", State: lamp.Checked}, 1)...)...)
	d.list.settle(d.screen, d.index())
	if !slices.Equal(d.list.ids, []op.ID{"b"}) || d.list.news != 1 || !d.list.moved {
		t.Fatalf("it jumped: %+v", d.list)
	}
	if got := d.pile.find("b").spot.State; got != lamp.Checked {
		t.Errorf("the colleague's step is not in the row: %s", got)
	}
	d.list.stale = true
	d.list.settle(d.screen, d.index())
	if !slices.Equal(d.list.ids, []op.ID{"a", "b"}) || d.list.news != 0 || d.list.moved {
		t.Errorf("after the tap: %+v", d.list)
	}
}

// TestLinkLeadsToASpot: a spot that is open stands in the list, though it is none of
// those that are chosen.
func TestLinkLeadsToASpot(t *testing.T) {
	d := newDesk(t)
	d.tell(t, append(toldOf(lamp.Spot{ID: "a", State: lamp.Sent}, 1), toldOf(lamp.Spot{ID: "lit", State: lamp.Lit}, 1)...)...)
	d.q.spot = "lit"
	d.list.settle(d.screen, d.index())
	if !slices.Equal(d.list.ids, []op.ID{"lit", "a"}) {
		t.Errorf("the list is %v", d.list.ids)
	}
}

// TestPicks: targets are what is picked, in the order of the list; what is gone is let go.
func TestPicks(t *testing.T) {
	d := newDesk(t)
	d.tell(t, append(toldOf(lamp.Spot{ID: "a", State: lamp.Sent}, 1), toldOf(lamp.Spot{ID: "b", State: lamp.Sent}, 1)...)...)
	d.list.ids = []op.ID{"b", "a"}
	d.here = "a"
	if got := d.targets(); !slices.Equal(got, []op.ID{"a"}) {
		t.Errorf("without a pick: %v", got)
	}
	for _, id := range []op.ID{"a", "b", "gone"} {
		d.picks.turn(id)
	}
	d.picks.keep(&d.pile)
	if got := d.targets(); !slices.Equal(got, []op.ID{"b", "a"}) {
		t.Errorf("picked: %v", got)
	}
	d.picks.turn("b")
	if got := d.targets(); !slices.Equal(got, []op.ID{"a"}) {
		t.Errorf("after one was let go: %v", got)
	}
}

// TestCrews: the crew of the spots' district is offered first; what is switched off
// is not offered.
func TestCrews(t *testing.T) {
	d := newDesk(t)
	rules := lamp.Shipped()
	rules.Crews[2].Off = true
	d.tell(t, append(toldOf(lamp.Spot{ID: "a", State: lamp.Sent, District: "zhongyuan"}, 1), op.Row{Key: lamp.RulesTable.Key(rules.RecordID()), Body: wire.Encode(rules)})...)
	fit, others := d.crews([]op.ID{"a"})
	if len(fit) != 1 || fit[0].ID != "zhongyuan" || len(others) != 1 || others[0].ID != "erqi" {
		t.Errorf("first %v, then %v", fit, others)
	}
}

// BenchmarkDesk is 5,000 spots and 20,000 reports after one row that a colleague has
// changed: index, pile and the list chosen anew.
func BenchmarkDesk(b *testing.B) {
	d := newDesk(b)
	var rows []op.Row
	for i := range 5000 {
		rows = append(rows, toldOf(lamp.Spot{ID: op.ID(fmt.Sprintf("spot%05d", i)), State: lamp.Sent, Fault: lamp.Faults[i%6], Danger: lamp.Safe, District: geo.Districts[i%12].ID,
			Voices: i % 9, First: now.Add(-time.Duration(i) * time.Minute)}, 4)...)
	}
	d.tell(b, rows...)
	n := 0
	for b.Loop() {
		n++
		d.tell(b, spotRow(lamp.Spot{ID: op.ID(fmt.Sprintf("spot%05d", n%5000)), State: lamp.Checked, Fault: lamp.Dark, Voices: n, First: now}))
		choose(&d.pile, d.index(), query{}, eye{at: now})
	}
}
