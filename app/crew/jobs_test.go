package crew

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
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 4, 17, 12, 0, 0, 0, time.UTC)

var here = geo.Point{Lat: 34.7516, Lon: 113.6053}

// phone is a crew's screen over a replica that is told rows.
type phone struct {
	*jobs
	replica *replica.Replica
	notes   map[string]string
	ids, n  int
}

func newPhone(t testing.TB) *phone {
	t.Helper()
	p := &phone{notes: map[string]string{}}
	me := person.Actor{ID: "s-crew", Roles: []person.Role{person.Crew}}
	newID := func() op.ID { p.ids++; return op.ID(fmt.Sprintf("id%d", p.ids)) }
	r, err := replica.Open(replica.NewMemory(), me, func() time.Time { return now }, newID)
	if err != nil {
		t.Fatal(err)
	}
	p.replica = r
	port := frame.Port{View: r.View, Do: r.Do, Me: func() person.Actor { return me }, NewID: newID, Kept: frame.NewKept(),
		Now: func() time.Time { return now }, Looks: func() frame.Looks { return frame.Looks{Lang: words.Zh} },
		Waiting: func() []frame.Waiting { return nil }, Refused: func() []frame.Refused { return nil }, Remember: func(name, note string) { p.notes[name] = note }}
	p.jobs = Jobs(port).(*jobs)
	return p
}

func (p *phone) tell(t testing.TB, rows ...op.Row) {
	t.Helper()
	if err := p.replica.Take(wire.Delta{Epoch: "e", From: uint64(p.n), To: uint64(p.n + 1), Now: now, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	p.n++
}

// jobRows is a spot with its job, so many metres to the north.
func jobRows(id string, north float64, change func(*lamp.Spot, *lamp.Job)) []op.Row {
	at := geo.Point{Lat: here.Lat + north/111_195, Lon: here.Lon}
	s := lamp.Spot{ID: op.ID(id), State: lamp.Repairing, Fault: lamp.Dark, Danger: lamp.Safe, Point: &at, Voices: 1, Job: op.ID(id + "-j"), First: now.Add(-time.Hour),
		Steps: []lamp.Step{{State: lamp.Sent, At: now.Add(-time.Hour)}, {State: lamp.Repairing, At: now.Add(-30 * time.Minute), Crew: "zhongyuan"}}}
	j := lamp.Job{ID: s.Job, Spot: s.ID, Crew: "zhongyuan", Given: now.Add(-30 * time.Minute)}
	if change != nil {
		change(&s, &j)
	}
	return []op.Row{{Key: lamp.Spots.Key(s.ID), Body: wire.Encode(s)}, {Key: lamp.Jobs.Key(j.ID), Body: wire.Encode(j)}}
}

func (p *phone) names(of []*task) (names []op.ID) {
	for _, t := range of {
		names = append(names, t.spot.ID)
	}
	return names
}

// TestOrder: the nearest first; without a position dangers and levels; and what was in
// order stays so until the crew has walked on.
func TestOrder(t *testing.T) {
	p := newPhone(t)
	var rows []op.Row
	rows = append(rows, jobRows("far", 900, nil)...)
	rows = append(rows, jobRows("near", 100, nil)...)
	rows = append(rows, jobRows("wires", 500, func(s *lamp.Spot, _ *lamp.Job) { s.Danger = lamp.Wires })...)
	rows = append(rows, jobRows("late", 700, func(s *lamp.Spot, _ *lamp.Job) { s.First = now.Add(-200 * time.Hour) })...)
	rows = append(rows, jobRows("nowhere", 0, func(s *lamp.Spot, _ *lamp.Job) { s.Point = nil })...)
	p.tell(t, rows...)
	want := func(what string, ids ...op.ID) {
		t.Helper()
		if got := p.names(p.sorted().open); !slices.Equal(got, ids) {
			t.Errorf("%s: %v, want %v", what, got, ids)
		}
	}
	want("by urgency", "wires", "late", "far", "near", "nowhere")
	walk := func(north float64) {
		p.jobs.spot.at = &geo.Point{Lat: here.Lat + north/111_195, Lon: here.Lon}
		p.moved()
	}
	walk(0)
	want("by distance", "near", "wires", "late", "far", "nowhere")
	walk(40)
	p.tell(t, jobRows("new", 600, nil)...)
	want("a new one takes its place", "near", "wires", "new", "late", "far", "nowhere")
	p.jobs.spot.at = &geo.Point{Lat: here.Lat + 1000.0/111_195, Lon: here.Lon}
	want("nothing moves before the walk counts", "near", "wires", "new", "late", "far", "nowhere")
	p.moved()
	want("walked on", "far", "late", "new", "wires", "near", "nowhere")
	p.urgent, p.stale = true, true
	want("as the crew wants it", "wires", "late", "far", "near", "new", "nowhere")
}

// TestSteady: whatever was in order before stays in that order, and nothing is lost.
func TestSteady(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.IntRange(0, 20), 0, 12, rapid.ID[int]).Draw(t, "jobs")
		var open []*task
		for _, id := range ids {
			open = append(open, &task{job: &lamp.Job{ID: op.ID(fmt.Sprint(id))}})
		}
		was := []op.ID{}
		for _, id := range rapid.Permutation(ids).Draw(t, "was") {
			if rapid.Bool().Draw(t, "kept") {
				was = append(was, op.ID(fmt.Sprint(id)))
			}
		}
		steady(open, was, func(a, b *task) bool { return a.job.ID < b.job.ID })
		var left []op.ID
		seen := map[op.ID]bool{}
		for _, o := range open {
			seen[o.job.ID] = true
			if slices.Contains(was, o.job.ID) {
				left = append(left, o.job.ID)
			}
		}
		if len(seen) != len(ids) || !slices.Equal(left, was) && len(was) > 0 {
			t.Fatalf("%v of %v, was %v", left, ids, was)
		}
	})
}

// TestLists: whose job it is and how it stands decides where it is shown.
func TestLists(t *testing.T) {
	p := newPhone(t)
	p.whose = "zhongyuan"
	hour := now.Add(-time.Hour)
	var rows []op.Row
	for id, change := range map[string]func(*lamp.Spot, *lamp.Job){
		"open":    nil,
		"of_old":  func(_ *lamp.Spot, j *lamp.Job) { j.Crew = "中原班组" },
		"others":  func(_ *lamp.Spot, j *lamp.Job) { j.Crew = "erqi" },
		"held":    func(s *lamp.Spot, j *lamp.Job) { s.State, j.Out = lamp.Waiting, lamp.Waiting },
		"templit": func(s *lamp.Spot, j *lamp.Job) { s.State, j.Out = lamp.TempLit, lamp.TempLit },
		"fixed":   func(s *lamp.Spot, j *lamp.Job) { s.State, j.Out, j.Ended = lamp.Fixed, lamp.Fixed, hour },
		"fixed_long": func(s *lamp.Spot, j *lamp.Job) {
			s.State, j.Out, j.Ended = lamp.Fixed, lamp.Fixed, now.Add(-30*time.Hour)
		},
		"recalled": func(s *lamp.Spot, j *lamp.Job) { s.State, j.Out, j.Ended = lamp.Checked, lamp.Checked, hour },
		"merged":   func(s *lamp.Spot, j *lamp.Job) { s.State, j.Out, j.Ended = lamp.Merged, lamp.Merged, hour },
		"recall_long": func(s *lamp.Spot, j *lamp.Job) {
			s.State, j.Out, j.Ended = lamp.Checked, lamp.Checked, now.Add(-30*time.Hour)
		},
	} {
		rows = append(rows, jobRows(id, 10, change)...)
	}
	p.tell(t, rows...)
	l := p.sorted()
	for name, got := range map[string][]*task{"of_old open templit": l.open, "held": l.held, "merged recalled": l.recalled, "fixed": l.done} {
		ids := p.names(got)
		slices.Sort(ids)
		if text := fmt.Sprint(ids); text != "["+name+"]" {
			t.Errorf("%s, want [%s]", text, name)
		}
	}
	p.jobs.port.Recall = func(name string) string { return p.notes[name] }
	if n := Recalls(p.jobs.port); n != 2 {
		t.Errorf("the tab says %d", n)
	}
	p.understand("recalled-j")
	if n := Recalls(p.jobs.port); n != 1 {
		t.Errorf("the tab says %d after one was understood", n)
	}
	if n := len(p.sorted().recalled); n != 1 {
		t.Errorf("%d withdrawn ones after one was understood", n)
	}
	if p.whose = everyone; len(p.sorted().open) != 4 {
		t.Errorf("%d jobs of all crews", len(p.sorted().open))
	}
}

// TestClosing: the ops of the third tap run on the phone from each state in which a
// crew can stand there, and say what the card said.
func TestClosing(t *testing.T) {
	tests := []struct {
		name   string
		state  lamp.State
		fault  lamp.Fault
		draft  draft
		to     lamp.State
		done   lamp.Done
		blinds int
	}{
		{"a_lamp", lamp.Repairing, lamp.Dark, draft{Cause: lamp.LampCause}, lamp.Fixed, lamp.Done{Lamps: 1}, 0},
		{"a_cable", lamp.Repairing, lamp.Dark, draft{Cause: lamp.Cable}, lamp.Fixed, lamp.Done{Lamps: 1, LowVoltage: 1}, 0},
		{"a_box", lamp.Repairing, lamp.Facility, draft{Cause: lamp.Box}, lamp.Fixed, lamp.Done{Facilities: 1, Boxes: 1}, 0},
		{"as_it_was_set", lamp.Repairing, lamp.Dark, draft{Cause: lamp.Cable, Done: &lamp.Done{Lamps: 7}}, lamp.Fixed, lamp.Done{Lamps: 7}, 0},
		{"on_hold", lamp.Waiting, lamp.Dark, draft{Cause: lamp.Tree}, lamp.Fixed, lamp.Done{Lamps: 1}, 0},
		{"after_temporary_light", lamp.TempLit, lamp.Dark, draft{Cause: lamp.LampCause}, lamp.Fixed, lamp.Done{Lamps: 1}, 0},
		{"moved_and_back", lamp.Repairing, lamp.Dark, draft{Cause: lamp.MovedForWorks, Blind: true}, lamp.Fixed, lamp.Done{Lamps: 1}, 1},
		{"moved_not_back", lamp.Repairing, lamp.Dark, draft{Cause: lamp.MovedForWorks}, lamp.Fixed, lamp.Done{Lamps: 1}, 0},
		{"works_count_themselves", lamp.Repairing, lamp.Works, draft{Cause: lamp.MovedForWorks, Blind: true}, lamp.Fixed, lamp.Done{Lamps: 1}, 0},
		{"light_for_now", lamp.Repairing, lamp.Dark, draft{}, lamp.TempLit, lamp.Done{}, 0},
		{"light_for_now_at_works", lamp.Repairing, lamp.Dark, draft{Cause: lamp.MovedForWorks}, lamp.TempLit, lamp.Done{}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPhone(t)
			p.tell(t, jobRows("a", 100, func(s *lamp.Spot, j *lamp.Job) {
				s.State, s.Fault, s.Steps[1].State = tt.state, tt.fault, tt.state
				if tt.state != lamp.Repairing {
					j.Out = tt.state
				}
			})...)
			p.drafts.Jobs["a-j"] = tt.draft
			one := p.sorted().find("a-j")
			ops, step := p.closing(one, tt.to)
			for _, o := range ops {
				if err := p.replica.Do(o); err != nil {
					t.Fatal(err)
				}
			}
			j, _ := lamp.Jobs.Get(p.replica.View(), "a-j")
			s, _ := lamp.Spots.Get(p.replica.View(), "a")
			if s.State != tt.to || j.Out != tt.to || j.Done != tt.done || j.Cause != tt.draft.Cause || j.Closer != "s-crew" || s.Steps[len(s.Steps)-1].ID != step {
				t.Errorf("%s, %+v", s.State, j)
			}
			if n := len(ledger.Blinds.All(p.replica.View())); n != tt.blinds {
				t.Errorf("%d blind spots", n)
			}
			if err := p.replica.Do(lamp.Undo{ID: "u", Spot: "a", Step: step}); err != nil {
				t.Errorf("it cannot be taken back: %v", err)
			}
		})
	}
}

// TestAgain: what was refused can be reported again only where the diagram leads a
// crew there.
func TestAgain(t *testing.T) {
	tests := map[lamp.State]int{lamp.Repairing: 1, lamp.TempLit: 1, lamp.Waiting: 2, lamp.Checked: 0, lamp.Fixed: 0, lamp.Lit: 0, lamp.Merged: 0, "": 0}
	for state, want := range tests {
		p := newPhone(t)
		ops, can := p.again(lamp.Move{Spot: "a", From: lamp.Repairing, To: lamp.Fixed, Cause: lamp.Cable}, state)
		if len(ops) != want || can != (want > 0) {
			t.Errorf("from %q: %d ops", state, len(ops))
		}
		for _, o := range ops {
			if err := o.Check(); err != nil {
				t.Errorf("from %q: %v", state, err)
			}
		}
	}
}

// TestAsWork: a repair whose job is gone is written down whole.
func TestAsWork(t *testing.T) {
	p := newPhone(t)
	p.tell(t, jobRows("a", 100, func(s *lamp.Spot, j *lamp.Job) { s.State, j.Out, j.Ended = lamp.Checked, lamp.Checked, now })...)
	m := lamp.Move{Spot: "a", From: lamp.Repairing, To: lamp.Fixed, Cause: lamp.Cable, Done: lamp.Done{Lamps: 2, LowVoltage: 1}, Note: "接头烧了"}
	for _, o := range p.asWork(now.Add(-time.Hour), m) {
		if err := p.replica.Do(o); err != nil {
			t.Fatal(err)
		}
	}
	works, notes := ledger.Works.All(p.replica.View()), lamp.OfficeNotes.All(p.replica.View())
	if len(works) != 1 || works[0].Lamps != 2 || works[0].LowVoltage != 1 || works[0].Cause != "cable" || works[0].Note != "接头烧了" || !works[0].At.Equal(now.Add(-time.Hour)) {
		t.Errorf("the ledger has %+v", works)
	}
	if len(notes) != 1 || notes[0].Spot != "a" {
		t.Errorf("the clerk reads %+v", notes)
	}
}

// TestDraftsOutliveThePage: what was begun is in the note, and is read again.
func TestDraftsOutliveThePage(t *testing.T) {
	p := newPhone(t)
	p.keep("a-j", func(d *draft) { d.Cause, d.Note, d.Done = lamp.Tree, "树枝", &lamp.Done{Lamps: 3} })
	again := readDrafts(p.notes[draftNote])
	if d := again.Jobs["a-j"]; d.Cause != lamp.Tree || d.Note != "树枝" || d.Done == nil || d.Done.Lamps != 3 {
		t.Errorf("read again: %+v", d)
	}
	p.keep("a-j", func(d *draft) { *d = draft{} })
	if p.notes[draftNote] != "" {
		t.Errorf("left behind: %s", p.notes[draftNote])
	}
	if d := readDrafts("{broken"); len(d.Jobs) != 0 {
		t.Errorf("out of a broken note: %v", d)
	}
}
