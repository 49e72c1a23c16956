package store

import (
	"fmt"
	"testing"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

var day0 = time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC)

func nothing(op.Key) bool { return false }

// TestSweepForgetsWhatLeft commits and sweeps at random, a day a round. A phone that
// looks in at least once while the city remembers converges like one that never
// missed anything, and one that was away for longer is below the floor.
func TestSweepForgetsWhatLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const remembers = 3      // days
		s := open1(t, Recent(0)) // memory alone would know what the rows have forgotten
		defer s.Close()
		model := map[op.Key]op.Row{}
		viewers := []*viewer{}
		for _, scopes := range [][]person.Scope{{"public"}, {"public", "p/a"}, {"p/b", "staff"}} {
			viewers = append(viewers, &viewer{scopes: scopes, rows: map[op.Key]op.Row{}})
		}
		for round := range rapid.IntRange(1, 12).Draw(t, "days") {
			now := day0.AddDate(0, 0, round)
			rows := drawRows(t, round)
			if _, _, _, err := s.Commit(rows); err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				model[r.Key] = r
			}
			if err := s.Stamp(now); err != nil {
				t.Fatal(err)
			}
			for n := 2; n == 2; {
				done, err := s.Sweep(now.AddDate(0, 0, -remembers), 2, nothing)
				if err != nil {
					t.Fatal(err)
				}
				n = done
			}
			for i, v := range viewers {
				if rapid.Bool().Draw(t, fmt.Sprint("looks", i)) || round == 0 {
					visit(t, s, v)
				}
			}
		}
		for _, v := range viewers {
			visit(t, s, v)
			checkViewer(t, v, model)
		}
		if err := s.fileAll(); err != nil {
			t.Fatal(err)
		}
		checkIndex(t, s)
		checkReader(t, s, model)
	})
}

// visit looks in as the gate stands a phone: below the floor it begins from zero.
func visit(t *rapid.T, s *Store, v *viewer) {
	if v.since < s.Floor() {
		v.since = 0
	}
	for again := true; again; again = v.more {
		from := v.since
		page, err := s.Since(v.scopes, from, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		v.take(t, page)
	}
}

// left counts what the store remembers to have left.
func left(t *testing.T, s *Store) int {
	t.Helper()
	tx := s.db.NewTransaction(false)
	defer tx.Discard()
	return len(leftUpTo(tx, 1<<62, 1000))
}

func TestSweepKeepsItsDays(t *testing.T) {
	s, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	row := func(id op.ID, to ...person.Scope) op.Row {
		return op.Row{Key: op.Key{Table: "t", ID: id}, To: to, Body: []byte(`{}`), Gone: to == nil}
	}
	commit := func(rows ...op.Row) {
		t.Helper()
		if _, _, _, err := s.Commit(rows); err != nil {
			t.Fatal(err)
		}
	}
	commit(row("gone", "public"), row("private", "public", "staff"), row("mark", "public"))
	commit(row("gone"), row("private", "staff"), row("mark"))
	if err := s.Stamp(day0); err != nil {
		t.Fatal(err)
	}
	commit(row("later", "public"))
	commit(row("later"))
	mark := func(k op.Key) bool { return k.ID == "mark" }
	for _, step := range []struct {
		before time.Time
		left   int
		floor  uint64
	}{
		{day0.Add(-time.Second), 4, 0},
		{day0, 4, 6},                                // the floor comes first
		{day0.Add(sweepLag), 1, 6},                  // and what it says a day later
		{day0.Add(sweepLag).AddDate(1, 0, 0), 1, 6}, // there is no other stamp
	} {
		if _, err := s.Sweep(step.before, 100, mark); err != nil {
			t.Fatal(err)
		}
		if got := left(t, s); got != step.left || s.Floor() != step.floor {
			t.Errorf("before %s: %d are remembered, floor %d; want %d and %d", step.before, got, s.Floor(), step.left, step.floor)
		}
	}
	r := s.Read(nil)
	defer r.Close()
	if r.Was(op.Key{Table: "t", ID: "gone"}) || !r.Was(op.Key{Table: "t", ID: "mark"}) {
		t.Error("what is kept is not what was asked for")
	}
	if _, ok := r.Get(op.Key{Table: "t", ID: "private"}); !ok {
		t.Error("a row that is there was swept")
	}
}

// TestFloorOutlivesARestart: what is forgotten stays forgotten.
func TestFloorOutlivesARestart(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := s.Commit([]op.Row{{Key: op.Key{Table: "t", ID: "a"}, To: []person.Scope{"public"}, Body: []byte(`{}`)}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Stamp(day0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Sweep(day0, 100, nothing); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Floor() != 1 {
		t.Errorf("floor %d", s.Floor())
	}
}
