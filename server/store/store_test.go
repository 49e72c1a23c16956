package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

func mustOpen(t testing.TB, dir string, opts ...Option) *Store {
	t.Helper()
	s, err := Open(dir, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustCommit(t testing.TB, s *Store, rows ...op.Row) (from, to uint64) {
	t.Helper()
	from, to, _, err := s.Commit(rows)
	if err != nil {
		t.Fatal(err)
	}
	return from, to
}

func row(id string, body string, to ...person.Scope) op.Row {
	return op.Row{Key: op.Key{Table: "t", ID: op.ID(id)}, To: to, Body: []byte(body)}
}

func TestCommitTellsSequencesAndScopes(t *testing.T) {
	s := mustOpen(t, "")
	defer s.Close()
	from, to, touched, err := s.Commit([]op.Row{row("a", `1`, "public", "p/x"), row("b", `2`, "staff")})
	if err != nil || from != 0 || to != 2 || fmt.Sprint(touched) != "[p/x public staff]" {
		t.Fatalf("from %d to %d, touched %v, %v", from, to, touched, err)
	}
	_, _, touched, err = s.Commit([]op.Row{row("a", `1`, "staff")})
	if err != nil || fmt.Sprint(touched) != "[p/x public staff]" {
		t.Fatalf("those who lose a row must be rung too: %v, %v", touched, err)
	}
	if from, to, touched, err = s.Commit(nil); from != 3 || to != 3 || touched != nil || err != nil {
		t.Fatalf("an empty commit says %d %d %v %v", from, to, touched, err)
	}
}

// TestCatchUpIsCutBetweenRows also while rows move under the reader.
func TestCatchUpIsCutBetweenRows(t *testing.T) {
	s := mustOpen(t, "", Recent(0))
	defer s.Close()
	for i := range 20 {
		mustCommit(t, s, row(fmt.Sprintf("id%02d", i), `{"v":1}`, "public"))
	}
	got, from := map[op.ID]string{}, uint64(0)
	for pages := 1; ; pages++ {
		page, err := s.Since([]person.Scope{"public"}, from, 3*(7+1+4+rowCost))
		if err != nil || len(page.Rows) > 3 || page.To <= from {
			t.Fatalf("page %d: %d rows to %d, %v", pages, len(page.Rows), page.To, err)
		}
		for _, r := range page.Rows {
			got[r.Key.ID] = string(r.Body)
		}
		from = page.To
		if pages == 2 { // one that was sent, and one that was not
			mustCommit(t, s, row("id00", `{"v":2}`, "public"), row("id19", `{"v":2}`, "public"))
		}
		if !page.More {
			break
		}
	}
	if _, seq := s.At(); from != seq || len(got) != 20 || got["id00"] != `{"v":2}` || got["id19"] != `{"v":2}` {
		t.Fatalf("to %d of %d: %v", from, seq, got)
	}
}

func TestOneRowMayExceedThePage(t *testing.T) {
	s := mustOpen(t, "")
	defer s.Close()
	mustCommit(t, s, row("a", fmt.Sprintf("%q", bytes.Repeat([]byte("x"), 1000)), "public"), row("b", `1`, "public"))
	page, err := s.Since([]person.Scope{"public"}, 0, 10)
	if err != nil || len(page.Rows) != 1 || !page.More || page.To != 1 {
		t.Fatalf("%v %v", page, err)
	}
}

func TestUpToDateIsAnsweredFromMemory(t *testing.T) {
	s := mustOpen(t, "", Recent(2000))
	defer s.Close()
	for i := range 50 {
		mustCommit(t, s, row(fmt.Sprint(i), `{"v":1}`, "public"))
	}
	if err := s.fileAll(); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.sinceRecent([]person.Scope{"public"}, 10, 1000); ok {
		t.Error("memory answers what it has let go")
	}
	page, ok := s.sinceRecent([]person.Scope{"public"}, 49, 1000)
	if !ok || len(page.Rows) != 1 || page.To != 50 {
		t.Errorf("memory says %v, %v", page, ok)
	}
	if n := len(s.recent.order); n > 10 {
		t.Errorf("%d rows are held", n)
	}
}

func TestFullDiskWritesNothing(t *testing.T) {
	free := uint64(2 << 30)
	s := mustOpen(t, t.TempDir(), Disk(func(string) (uint64, error) { return free, nil }))
	defer s.Close()
	mustCommit(t, s, row("a", `1`, "public"))
	free = 1<<30 - 1
	if _, _, _, err := s.Commit([]op.Row{row("b", `1`, "public")}); !errors.Is(err, ErrFull) {
		t.Fatalf("%v", err)
	}
	if _, seq := s.At(); seq != 1 {
		t.Fatalf("at %d", seq)
	}
	free = 2 << 30
	if _, to := mustCommit(t, s, row("b", `1`, "public")); to != 2 {
		t.Fatalf("it does not go on by itself: %d", to)
	}
}

func TestTooBigWritesNothing(t *testing.T) {
	s := mustOpen(t, "")
	defer s.Close()
	var rows []op.Row
	for i := range 20 {
		rows = append(rows, row(fmt.Sprint(i), fmt.Sprintf("%q", bytes.Repeat([]byte("x"), 400<<10)), "public"))
	}
	for _, c := range [][]op.Row{rows, {row("one", string(make([]byte, maxBody+1)), "public")}} {
		if _, _, _, err := s.Commit(c); !errors.Is(err, ErrTooBig) {
			t.Fatalf("%v", err)
		}
	}
	page, err := s.Since([]person.Scope{"public"}, 0, 1<<20)
	if err != nil || len(page.Rows) != 0 || page.To != 0 {
		t.Fatalf("%v %v", page, err)
	}
}

func TestFailedCommitIsUnknown(t *testing.T) {
	broken := errors.New("the disk did not flush")
	s := mustOpen(t, "", Faulty(func() error { return broken }))
	defer s.Close()
	if _, _, _, err := s.Commit([]op.Row{row("a", `1`, "public")}); !errors.Is(err, ErrUnknown) {
		t.Fatalf("%v", err)
	}
}

func TestTablesWithoutManifestAreRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "000001.sst"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrLost) {
		t.Fatalf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "000001.sst")); err != nil {
		t.Fatalf("the table was deleted: %v", err)
	}
}

// TestLossIsSeenAtStart puts an older copy in the place of the folder: Badger
// opens it without a word.
func TestLossIsSeenAtStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rows")
	s := mustOpen(t, dir)
	mustCommit(t, s, row("a", `1`, "public"))
	epoch, _ := s.At()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir+".old", os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir)
	mustCommit(t, s, row("b", `1`, "public"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.RemoveAll(dir), os.Rename(dir+".old", dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrLost) {
		t.Fatalf("an older folder opens: %v", err)
	}
	s = mustOpen(t, dir, AfterLoss())
	if again, seq := s.At(); again == epoch || seq != 1 {
		t.Fatalf("epoch %s after %s, at %d", again, epoch, seq)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrLost) {
		t.Fatalf("an emptied folder opens: %v", err)
	}
}

func TestBackupComesBackInANewEpoch(t *testing.T) {
	s := mustOpen(t, "")
	defer s.Close()
	mustCommit(t, s, row("a", `1`, "public"), row("b", `2`, "staff"))
	mustCommit(t, s, op.Row{Key: op.Key{Table: "t", ID: "a"}, Gone: true})
	var file bytes.Buffer
	if err := s.Backup(&file); err != nil {
		t.Fatal(err)
	}
	restored := mustOpen(t, "")
	defer restored.Close()
	if err := restored.Restore(&file); err != nil {
		t.Fatal(err)
	}
	was, seq := s.At()
	is, again := restored.At()
	if was == is || seq != again {
		t.Fatalf("%s %d came back as %s %d", was, seq, is, again)
	}
	page, err := restored.Since([]person.Scope{"public", "staff"}, 0, 1<<20)
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Key.ID != "b" {
		t.Fatalf("%v %v", page, err)
	}
	if _, to := mustCommit(t, restored, row("c", `3`, "public")); to != seq+1 {
		t.Fatalf("it goes on at %d", to)
	}
	if err := restored.Restore(&file); err == nil {
		t.Fatal("a store with rows takes a backup")
	}
}

func TestVerify(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	defer s.Close()
	mustCommit(t, s, row("a", `1`, "public"))
	if err := s.Verify(); err != nil {
		t.Fatal(err)
	}
}

func FuzzDecode(f *testing.F) {
	good, err := stored{Seq: 7, To: []person.Scope{"public"}, Was: []person.Scope{"p/x"}, body: []byte(`{}`)}.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:5])
	f.Add([]byte{})
	f.Add([]byte{255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := decode(b)
		if err != nil {
			return
		}
		again, err := s.encode()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := decode(again); err != nil || back.Seq != s.Seq || !bytes.Equal(back.body, s.body) {
			t.Fatalf("%v became %v, %v", s, back, err)
		}
	})
}

// BenchmarkSinceUpToDate is what each session does when a bell rings.
func BenchmarkSinceUpToDate(b *testing.B) {
	for _, c := range []struct {
		name string
		opts []Option
	}{{"memory", nil}, {"badger", []Option{Recent(0)}}} {
		b.Run(c.name, func(b *testing.B) {
			s := mustOpen(b, "", c.opts...)
			defer s.Close()
			for i := range 1000 {
				mustCommit(b, s, row(fmt.Sprint(i), `{"some":"thing of a common size","and":"a little more"}`, "public"))
			}
			for b.Loop() {
				if _, err := s.Since([]person.Scope{"public", "p/x"}, 999, 1<<18); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
