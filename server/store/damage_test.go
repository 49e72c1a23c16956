package store

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
)

// scene is the folder of a city that was killed: tables from three earlier starts,
// and a journal with some batches more, filed or not: in Badger's log they are only when
// they are filed. Every test damages a copy of its own.
type scene struct {
	dir   string
	seq   uint64
	epoch string
	rows  map[op.Key]string
}

func newScene(t *testing.T, filed bool) *scene {
	t.Helper()
	sc := &scene{dir: filepath.Join(t.TempDir(), "rows"), rows: map[op.Key]string{}}
	for start := range 4 {
		s := mustOpen(t, sc.dir)
		s.filing.Lock() // not by itself
		if start == 3 {
			s.rest() // no table comes or goes while it is copied
		}
		for batch := range 30 {
			var rows []op.Row
			for i := range 8 {
				r := row(fmt.Sprint("id", (start*97+batch*11+i*3)%400), fmt.Sprintf(`{"start":%d,"batch":%d,"pad":%q}`, start, batch, strings.Repeat("灯", 40)), "public")
				r.Key.Table = fmt.Sprint("t", i%3)
				rows = append(rows, r)
				sc.rows[r.Key] = string(r.Body)
			}
			mustCommit(t, s, rows...)
		}
		if start < 3 {
			s.filing.Unlock()
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			continue
		}
		sc.epoch, sc.seq = s.At()
		if err := s.witness.write(sc.epoch, sc.seq); err != nil { // as each second
			t.Fatal(err)
		}
		if filed {
			s.filing.Unlock()
			if err := s.fileAll(); err != nil {
				t.Fatal(err)
			}
			s.filing.Lock()
		}
		killed := sc.dir + ".killed"
		copyTo(t, sc.dir, killed)
		s.filing.Unlock()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		sc.dir = killed
	}
	return sc
}

// copyTo copies a folder and its witness. Logs are sparse, and long: what is beyond
// the last byte that is not zero is left out, and made again as a hole.
func copyTo(t *testing.T, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err == nil {
		err = os.MkdirAll(to, 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(filepath.Join(from, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(io.LimitReader(f, 1<<20))
		path := filepath.Join(to, e.Name())
		if err := errors.Join(err, f.Close(), os.WriteFile(path, b, 0o600), os.Truncate(path, info.Size())); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := os.ReadFile(witnessOf(from)); err == nil {
		if err := os.WriteFile(to+".seq", b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func witnessOf(dir string) string { return strings.TrimSuffix(dir, ".killed") + ".seq" }

// copy is a folder to damage.
func (sc *scene) copy(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "rows")
	copyTo(t, sc.dir, dir)
	return dir
}

// judge opens a damaged folder: it must say so, or have everything. found tells which.
func (sc *scene) judge(t *testing.T, dir, what string) (found error) {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		return err
	}
	defer s.Close()
	epoch, seq := s.At()
	if epoch != sc.epoch || seq != sc.seq {
		t.Errorf("%s: it serves epoch %s at %d in silence, want %s at %d", what, epoch, seq, sc.epoch, sc.seq)
		return nil
	}
	page, err := s.Since([]person.Scope{"public"}, 0, 1<<30)
	if err != nil {
		return err
	}
	if len(page.Rows) != len(sc.rows) {
		t.Errorf("%s: it serves %d rows of %d in silence", what, len(page.Rows), len(sc.rows))
	}
	for _, r := range page.Rows {
		if string(r.Body) != sc.rows[r.Key] {
			t.Errorf("%s: it serves %s as %s", what, r.Key, r.Body)
		}
	}
	return nil
}

// newest is the last file of a kind.
func newest(t *testing.T, dir, pattern string) string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(all) == 0 {
		t.Fatalf("no %s in %s: %v", pattern, dir, err)
	}
	return all[len(all)-1]
}

// dropFirst takes the first key away behind the store's back.
func (s *Store) dropFirst(prefix string) error {
	return s.db.Update(func(tx *badger.Txn) error {
		it := tx.NewIterator(badger.IteratorOptions{Prefix: []byte(prefix)})
		it.Rewind()
		if !it.Valid() {
			it.Close()
			return errors.New("there is none")
		}
		key := it.Item().KeyCopy(nil)
		it.Close()
		return tx.Delete(key)
	})
}

func flip(t *testing.T, path string, at int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	var b [1]byte
	_, err = f.ReadAt(b[:], at)
	b[0] ^= 1 << rand.IntN(8)
	if err == nil {
		_, err = f.WriteAt(b[:], at)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// used is how much of a log is written: the rest is a hole.
func used(t *testing.T, path string) int64 {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n := len(b)
	for n > 0 && b[n-1] == 0 {
		n--
	}
	return int64(n)
}

func TestDamageIsFoundAndSaid(t *testing.T) {
	sc, filed := newScene(t, false), newScene(t, true)
	tries := 10
	if testing.Short() {
		tries = 3
	}
	t.Run("whole", func(t *testing.T) {
		if err := sc.judge(t, sc.copy(t), "undamaged"); err != nil {
			t.Fatal(err)
		}
	})
	tear := func(t *testing.T, sc *scene, pattern string, want error) {
		for i := range tries {
			dir := sc.copy(t)
			log := newest(t, dir, pattern)
			at := used(t, log) * int64(i) / int64(tries)
			if err := errors.Join(os.Truncate(log, at), os.Truncate(log, at+1<<20)); err != nil {
				t.Fatal(err)
			}
			if err := sc.judge(t, dir, fmt.Sprint("torn at ", at)); !errors.Is(err, want) && i > 0 {
				t.Errorf("torn at %d: %v", at, err)
			}
		}
	}
	t.Run("torn journal", func(t *testing.T) { tear(t, sc, "journal", ErrLost) })
	t.Run("torn log of what the journal has too", func(t *testing.T) { tear(t, filed, "*.mem", nil) })
	t.Run("flipped bits in the journal", func(t *testing.T) { sc.flips(t, "journal", tries, tries/2) })
	t.Run("flipped bits in the log", func(t *testing.T) { filed.flips(t, "*.mem", tries, 0) })
	t.Run("flipped bits in tables", func(t *testing.T) { sc.flips(t, "*.sst", tries, tries/2) })
	t.Run("cut MANIFEST", func(t *testing.T) {
		size := used(t, filepath.Join(sc.dir, "MANIFEST"))
		for at := range size {
			if at%max(1, size/int64(2*tries)) != 0 {
				continue
			}
			dir := sc.copy(t)
			if err := os.Truncate(filepath.Join(dir, "MANIFEST"), at); err != nil {
				t.Fatal(err)
			}
			if err := sc.judge(t, dir, fmt.Sprint("cut at ", at)); err == nil {
				t.Errorf("cut at %d of %d: nobody has noticed", at, size)
			}
		}
	})
	t.Run("a missing table", func(t *testing.T) {
		dir := sc.copy(t)
		if err := os.Remove(newest(t, dir, "*.sst")); err != nil {
			t.Fatal(err)
		}
		if sc.judge(t, dir, "without a table") == nil {
			t.Error("nobody has noticed")
		}
	})
}

func (sc *scene) flips(t *testing.T, pattern string, tries, atLeast int) {
	t.Helper()
	found := 0
	for range tries {
		dir := sc.copy(t)
		path := newest(t, dir, pattern)
		at := rand.Int64N(used(t, path))
		flip(t, path, at)
		if sc.judge(t, dir, fmt.Sprintf("flipped at %d", at)) != nil {
			found++
		}
	}
	if found < atLeast {
		t.Errorf("%d of %d were found", found, tries)
	}
	t.Logf("%d of %d were found at the start, the others had hit nothing", found, tries)
}

// TestHalfMadeLogIsOpenedAgain: a kill while the store opens leaves an empty log, and
// Badger's first try then fails with "Create a new file".
func TestHalfMadeLogIsOpenedAgain(t *testing.T) {
	sc := newScene(t, true)
	dir := sc.copy(t)
	if err := os.WriteFile(filepath.Join(dir, "00099.mem"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if db, err := badger.Open(settings(dir)); err == nil {
		db.Close()
		t.Fatal("an empty log is no trouble any more: let the second try go")
	}
	dir = sc.copy(t)
	if err := os.WriteFile(filepath.Join(dir, "00099.mem"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sc.judge(t, dir, "with a half-made log"); err != nil {
		t.Error(err)
	}
}

// TestVerifyFindsDamageWhileItRuns: the nightly look finds what has rotted since the
// start.
func TestVerifyFindsDamageWhileItRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rows")
	s := mustOpen(t, dir)
	for i := range 8 {
		mustCommit(t, s, row(fmt.Sprint("id", i), fmt.Sprintf("%q", strings.Repeat("灯", 200)), "public"))
	}
	if err := s.Close(); err != nil { // one table: nothing is merged, so the one that is damaged stays
		t.Fatal(err)
	}
	s = mustOpen(t, dir)
	defer s.Close()
	if err := s.Verify(); err != nil {
		t.Fatal(err)
	}
	path := newest(t, dir, "*.sst")
	flip(t, path, rand.Int64N(used(t, path)/2)) // in a block, not in the index
	if err := s.Verify(); !errors.Is(err, ErrDamaged) {
		t.Errorf("a flipped bit is not found: %v", err)
	}
}

// TestCountsFindAMissingRow: an iterator that ends early looks complete, so the store
// is compared with what it should have.
func TestCountsFindAMissingRow(t *testing.T) {
	for name, prefix := range map[string]string{"row": "r/", "index entry": "s/"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "rows")
			s := mustOpen(t, dir)
			mustCommit(t, s, row("a", `1`, "public"), row("b", `2`, "public", "staff"))
			mustCommit(t, s, row("a", `3`, "staff"), op.Row{Key: op.Key{Table: "u", ID: "x"}, Gone: true})
			if err := s.Check(); err != nil {
				t.Fatal(err)
			}
			if err := s.dropFirst(prefix); err != nil {
				t.Fatal(err)
			}
			if err := s.Check(); !errors.Is(err, ErrDamaged) {
				t.Errorf("check says %v", err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(dir); prefix == "r/" && !errors.Is(err, ErrDamaged) {
				t.Errorf("open says %v", err)
			}
		})
	}
}

// TestOldFolderIsCounted: a folder of a program that kept no counts opens, and has
// them from then on.
func TestOldFolderIsCounted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rows")
	s := mustOpen(t, dir)
	mustCommit(t, s, row("a", `1`, "public"))
	if err := errors.Join(s.fileAll(), s.dropFirst("n/"), s.Close()); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir)
	mustCommit(t, s, row("b", `1`, "public"))
	if err := errors.Join(s.Check(), s.Close()); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir)
	if err := errors.Join(s.dropFirst("r/"), s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrDamaged) {
		t.Errorf("open says %v", err)
	}
}
