package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// onTheWay is commits that are staged and not flushed; what is, is in the model.
type onTheWay struct {
	s      *Store
	staged []*Staged
	rows   [][]op.Row
	model  map[op.Key]op.Row
}

// next stages one more, and flushes down to some that are left.
func (w *onTheWay) next(t *rapid.T, b *Base, rows []op.Row) {
	st, err := w.s.Stage(b, rows)
	if err != nil {
		t.Fatal(err)
	}
	w.staged, w.rows = append(w.staged, st), append(w.rows, rows)
	w.flush(t, rapid.IntRange(0, 3).Draw(t, "left staged"))
}

func (w *onTheWay) flush(t *rapid.T, left int) {
	for len(w.staged) > left {
		if err := w.s.Flush(w.staged[0]); err != nil {
			t.Fatal(err)
		}
		if _, seq := w.s.At(); seq != w.staged[0].To {
			t.Fatalf("flushed up to %d, seen is %d", w.staged[0].To, seq)
		}
		for _, r := range w.rows[0] {
			w.model[r.Key] = r
		}
		w.staged, w.rows = w.staged[1:], w.rows[1:]
	}
}

// TestFlushedInTheirOrder: whoever flushes first, commits become durable as they were
// staged.
func TestFlushedInTheirOrder(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "rows"))
	defer s.Close()
	const commits = 8
	flushed := make(chan error, commits)
	var staged []*Staged
	for i := range commits {
		st, err := s.Stage(nil, []op.Row{row(fmt.Sprint("id", i), `1`, "public"), row("same", fmt.Sprint(i), "public")})
		if err != nil {
			t.Fatal(err)
		}
		staged = append(staged, st)
	}
	for _, st := range slices.Backward(staged) {
		go func() {
			err := s.Flush(st)
			if _, seq := s.At(); err == nil && seq < st.To {
				err = fmt.Errorf("flushed up to %d, seen is %d", st.To, seq)
			}
			flushed <- err
		}()
	}
	for range commits {
		if err := <-flushed; err != nil {
			t.Fatal(err)
		}
	}
	if r, ok := s.Latest(op.Key{Table: "t", ID: "same"}); !ok || string(r.Body) != fmt.Sprint(commits-1) {
		t.Errorf("the last one is %s, %v", r.Body, ok)
	}
}

// TestKilledAtAnyMoment commits and files at random, some of the filing in the midst,
// and opens copies of the folder, as a kill leaves it: each has every row, in every
// list, and what is then filed is whole.
func TestKilledAtAnyMoment(t *testing.T) {
	home := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > 15 { // each opens three stores on a disk
			return
		}
		dir := filepath.Join(home, fmt.Sprint(n), "rows")
		if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
			rt.Fatal(err)
		}
		s, err := Open(dir, KeepFree(0))
		if err != nil {
			rt.Fatal(err)
		}
		model := map[op.Key]op.Row{}
		way := &onTheWay{s: s, model: model}
		for round := range rapid.IntRange(1, 12).Draw(rt, "rounds") {
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				_, seq := s.At()
				if seq == 0 {
					continue
				}
				if _, err := s.file(rapid.Uint64Range(s.recent.done, seq).Draw(rt, "up to")); err != nil {
					rt.Fatal(err)
				}
			default:
				way.next(rt, nil, drawRows(rt, round))
			}
		}
		copyTo(t, dir, dir+".killed")
		if err := s.Close(); err != nil {
			rt.Fatal(err)
		}
		for _, dir := range []string{dir + ".killed", dir} {
			again, err := Open(dir, KeepFree(0))
			if err != nil {
				rt.Fatal(err)
			}
			for _, scopes := range [][]person.Scope{{"public"}, {"p/b", "staff"}} {
				v := &viewer{scopes: scopes, rows: map[op.Key]op.Row{}}
				visit(rt, again, v)
				checkViewer(rt, v, model)
			}
			checkReader(rt, again, model)
			if err := again.Check(); err != nil {
				rt.Fatal(err)
			}
			checkIndex(rt, again)
			checkReader(rt, again, model)
			if err := again.Close(); err != nil {
				rt.Fatal(err)
			}
		}
		if err := os.RemoveAll(filepath.Dir(dir)); err != nil {
			rt.Fatal(err)
		}
	})
}

// TestReaderKeepsItsInstant: whatever is committed, filed and let go of meanwhile.
func TestReaderKeepsItsInstant(t *testing.T) {
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		if n++; n > 30 { // each opens a store
			return
		}
		s := open1(t, Recent(0))
		defer s.Close()
		model := map[op.Key]op.Row{}
		way := &onTheWay{s: s, model: model}
		type instant struct {
			r     *Reader
			model map[op.Key]op.Row
		}
		var open []instant
		for round := range rapid.IntRange(1, 15).Draw(t, "rounds") {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				if _, err := s.file(rapid.Uint64Range(s.recent.done, s.seq).Draw(t, "up to")); err != nil {
					t.Fatal(err)
				}
			case 1:
				open = append(open, instant{s.Read(nil), maps.Clone(model)})
			default:
				way.next(t, nil, drawRows(t, round))
			}
		}
		for _, o := range open {
			for _, back := range []bool{false, true} {
				got := map[op.Key]op.Row{}
				for _, table := range []string{"t0", "t1"} {
					take := func(r op.Row) bool { got[r.Key] = r; return true }
					if back {
						o.r.EachBack(table, "", take)
					} else {
						o.r.Each(table, take)
					}
				}
				want := maps.Clone(o.model)
				maps.DeleteFunc(want, func(_ op.Key, r op.Row) bool { return r.Gone })
				if !maps.EqualFunc(got, want, sameRow) {
					t.Fatalf("it reads %v, want %v", got, want)
				}
			}
			for k, r := range o.model {
				if one, ok := o.r.Get(k); ok == r.Gone || ok && !sameRow(one, r) {
					t.Fatalf("it gets %v %v, want %v", one, ok, r)
				}
			}
			o.r.Close()
			o.r.Close() // again does nothing
		}
		if n := len(s.recent.readers); n > 0 {
			t.Fatalf("%d are still counted as readers", n)
		}
		way.flush(t, 0)
		if err := s.fileAll(); err != nil {
			t.Fatal(err)
		}
		if n := len(s.recent.order) + s.recent.latest.len() + len(s.recent.lists) + len(s.recent.tables); n > 0 {
			t.Fatalf("%d are held without a need", n)
		}
	})
}

// TestJournalEndsWhereItIsTorn: a record is read whole or not at all, and nothing of
// what was in the file before it was begun anew.
func TestJournalEndsWhereItIsTorn(t *testing.T) {
	dir := t.TempDir()
	write := func(again bool, texts ...string) *journal {
		t.Helper()
		j, err := openJournal(dir, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := j.read(func([]byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if again {
			j.again()
		}
		for _, text := range texts {
			if err := j.append(append(make([]byte, recordHead), text...)); err != nil {
				t.Fatal(err)
			}
		}
		return j
	}
	read := func() (texts []string) {
		t.Helper()
		j, err := openJournal(dir, false)
		if err == nil {
			err = j.read(func(b []byte) error { texts = append(texts, string(b)); return nil })
		}
		if err := errors.Join(err, j.close()); err != nil {
			t.Fatal(err)
		}
		return texts
	}
	long := string(bytes.Repeat([]byte("灯"), firstSize/3))
	write(false, "one", "two", long).close()
	write(false, "four").close()
	if got := read(); len(got) != 4 || got[2] != long || got[3] != "four" {
		t.Fatalf("%d records", len(got))
	}
	end := write(true, "one", "new").end // as long as those before
	if got := fmt.Sprint(read()); got != "[one new]" {
		t.Fatalf("after it was begun anew it has %.40s", got)
	}
	for at := range end {
		flip(t, filepath.Join(dir, "journal"), at)
		got := fmt.Sprint(read())
		if want := map[bool]string{true: "[]", false: "[one]"}[at < recordHead+3]; got != want {
			t.Fatalf("with another byte at %d it has %s", at, got)
		}
		write(true, "one", "new").close()
	}
}

// TestFilingThatFailsIsTheEnd: nobody is answered after it, and the next start has all.
func TestFilingThatFailsIsTheEnd(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rows")
	s := mustOpen(t, dir)
	s.fileFault = func() error { return errors.New("the disk did not flush") }
	mustCommit(t, s, row("a", `1`, "public"))
	if err := s.fileAll(); !errors.Is(err, ErrUnknown) {
		t.Fatalf("filing says %v", err)
	}
	if _, _, _, err := s.Commit([]op.Row{row("b", `1`, "public")}); !errors.Is(err, ErrUnknown) {
		t.Fatalf("a commit says %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir)
	defer s.Close()
	if page, err := s.Since([]person.Scope{"public"}, 0, 1<<20); err != nil || len(page.Rows) != 1 {
		t.Fatalf("%v %v", page, err)
	}
}

// TestGapBehindTheTablesIsALoss: Badger has lost what was filed, and the journal has
// begun anew since.
func TestGapBehindTheTablesIsALoss(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rows")
	s := mustOpen(t, dir)
	for _, id := range []string{"a", "b"} {
		mustCommit(t, s, row(id, `1`, "public"))
		if err := s.fileAll(); err != nil {
			t.Fatal(err)
		}
	}
	copyTo(t, dir, dir+".killed")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	dir += ".killed"
	log := newest(t, dir, "*.mem")
	if err := errors.Join(os.Truncate(log, 20), os.Truncate(log, 1<<20), os.Remove(dir+".seq")); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrLost) {
		t.Fatalf("open says %v", err)
	}
	s = mustOpen(t, dir, AfterLoss())
	defer s.Close()
	if _, to := mustCommit(t, s, row("c", `1`, "public")); to != 1 {
		t.Fatalf("it goes on at %d", to)
	}
}

// FuzzJournalRows: rows that can be read are as many bytes as there are.
func FuzzJournalRows(f *testing.F) {
	h := held{key: op.Key{Table: "t", ID: "a"}, stored: stored{Seq: 1, To: []person.Scope{"public"}, body: []byte(`{}`)}}
	b, err := record([]held{h, h})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[recordHead:])
	f.Add(b[recordHead : len(b)-1])
	f.Fuzz(func(t *testing.T, b []byte) {
		n := 0
		if err := eachIn(b, func(name, bytes []byte) error { n += 8 + len(name) + len(bytes); return nil }); err == nil && n != len(b) {
			t.Fatalf("%d of %d bytes are rows", n, len(b))
		}
	})
}

// TestJournalThatLostItsEnd: rows were filed that are whole only with what was committed
// after them, and that is gone, without a word from outside.
func TestJournalThatLostItsEnd(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rows")
	s := mustOpen(t, dir)
	s.filing.Lock()
	mustCommit(t, s, row("a", `1`, "public"), row("b", `1`, "public"))
	end := s.journal.end
	mustCommit(t, s, row("a", `2`, "public"))
	s.filing.Unlock()
	if _, err := s.file(2); err != nil {
		t.Fatal(err)
	}
	s.filing.Lock()
	copyTo(t, dir, dir+".killed")
	s.filing.Unlock()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	dir += ".killed"
	if err := os.Remove(dir + ".seq"); err != nil {
		t.Fatal(err)
	}
	again := mustOpen(t, dir)
	if _, seq := again.At(); seq != 3 {
		t.Fatalf("at %d", seq)
	}
	again.failed.Store(true) // nothing is filed at the end
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(dir + ".seq"); err != nil {
		t.Fatal(err)
	}
	flip(t, filepath.Join(dir, "journal"), end+recordHead)
	if _, err := Open(dir); !errors.Is(err, ErrLost) {
		t.Fatalf("open says %v", err)
	}
	epoch, _ := s.At()
	s = mustOpen(t, dir, AfterLoss())
	defer s.Close()
	if now, seq := s.At(); now == epoch || seq != 2 {
		t.Fatalf("it goes on at %d in epoch %s after %s", seq, now, epoch)
	}
}

// TestBackupAmidFiling: whatever is committed and filed meanwhile, what is restored is
// of one instant: both rows of each commit are of the same round.
func TestBackupAmidFiling(t *testing.T) {
	s := mustOpen(t, "")
	defer s.Close()
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for round := 0; ; round++ {
			select {
			case <-stop:
				return
			default:
			}
			body := fmt.Sprint(round)
			if _, _, _, err := s.Commit([]op.Row{row(fmt.Sprint("a", round%2), body, "public"), row("b", body, "public"), row(fmt.Sprint("c", round%3), body, "public")}); err != nil {
				t.Error(err)
				return
			}
			_, seq := s.At()
			if _, err := s.file(seq - uint64(round%7)); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for range 8 {
		var b bytes.Buffer
		if err := s.Backup(&b); err != nil {
			t.Fatal(err)
		}
		restored := mustOpen(t, "")
		if err := errors.Join(restored.Restore(&b), restored.Check()); err != nil {
			t.Fatal(err)
		}
		_, seq := restored.At()
		last := fmt.Sprint(max(1, seq/3) - 1)
		r := restored.Read(nil)
		for _, id := range []string{fmt.Sprint("a", (seq/3-1)%2), "b", fmt.Sprint("c", (seq/3-1)%3)} {
			if got, _ := r.Get(op.Key{Table: "t", ID: op.ID(id)}); seq > 0 && string(got.Body) != last {
				t.Errorf("at %d %s is %s, want %s", seq, id, got.Body, last)
			}
		}
		r.Close()
		if err := restored.Close(); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	<-done
}
