package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
	"pgregory.net/rapid"
)

// viewer is a phone reduced to what matters here: scopes, a cursor, rows.
type viewer struct {
	scopes []person.Scope
	since  uint64
	more   bool
	rows   map[op.Key]op.Row
}

// take applies a page as a phone does.
func (v *viewer) take(t *rapid.T, p Page) {
	if p.To < v.since {
		t.Fatalf("cursor went back from %d to %d", v.since, p.To)
	}
	if v.since == 0 {
		clear(v.rows)
	}
	seen := map[op.Key]bool{}
	for _, r := range p.Rows {
		if seen[r.Key] {
			t.Fatalf("%s twice in one page", r.Key)
		}
		seen[r.Key] = true
		if r.Gone {
			if v.since == 0 || r.Body != nil || r.To != nil {
				t.Fatalf("a gone row %s with since %d, body %q, readers %v", r.Key, v.since, r.Body, r.To)
			}
			delete(v.rows, r.Key)
			continue
		}
		if !meet(r.To, v.scopes) {
			t.Fatalf("%s is for %v and came to %v", r.Key, r.To, v.scopes)
		}
		v.rows[r.Key] = r
	}
	v.since, v.more = p.To, p.More
}

var scopes = []person.Scope{"public", "staff", "p/a", "p/b"}

func drawRows(t *rapid.T, round int) []op.Row {
	ids := rapid.SliceOfNDistinct(rapid.IntRange(0, 7), 1, 4, rapid.ID).Draw(t, "ids")
	var rows []op.Row
	for _, id := range ids {
		r := op.Row{Key: op.Key{Table: fmt.Sprintf("t%d", id%2), ID: op.ID(fmt.Sprintf("id%d", id))}}
		if r.Gone = rapid.IntRange(0, 4).Draw(t, "gone") == 0; !r.Gone {
			r.To = rapid.SliceOfDistinct(rapid.SampledFrom(scopes), rapid.ID).Draw(t, "to")
			r.Body = fmt.Appendf(nil, `{"round":%d,"id":%d,"pad":%q}`, round, id, bytes.Repeat([]byte("x"), rapid.IntRange(0, 40).Draw(t, "pad")))
		}
		rows = append(rows, r)
	}
	return rows
}

func open1(t *rapid.T, opts ...Option) *Store {
	s, err := Open("", opts...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestViewersConverge commits at random, with audiences that change, and lets
// viewers look at random moments: each must in the end have exactly what a map
// says is theirs. Memory and Badger must tell the same.
func TestViewersConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quick, slow := open1(t), open1(t, Recent(0))
		defer quick.Close()
		defer slow.Close()
		model := map[op.Key]op.Row{}
		viewers := []*viewer{}
		for _, scopes := range [][]person.Scope{{"public"}, {"public", "p/a"}, {"public", "p/b", "staff"}, {"p/b"}} {
			viewers = append(viewers, &viewer{scopes: scopes, rows: map[op.Key]op.Row{}})
		}
		look := func(v *viewer) {
			room := rapid.SampledFrom([]int{1, 150, 400, 1 << 20}).Draw(t, "room")
			page, err := quick.Since(v.scopes, v.since, room)
			if err != nil {
				t.Fatal(err)
			}
			other, err := slow.Since(v.scopes, v.since, room)
			if err != nil {
				t.Fatal(err)
			}
			if !samePage(page, other) {
				t.Fatalf("since %d of %v: memory says\n%v\nbadger says\n%v", v.since, v.scopes, page, other)
			}
			v.take(t, page)
		}
		for round := range rapid.IntRange(1, 25).Draw(t, "rounds") {
			rows := drawRows(t, round)
			for _, s := range []*Store{quick, slow} {
				if _, _, _, err := s.Commit(rows); err != nil {
					t.Fatal(err)
				}
			}
			for _, r := range rows {
				model[r.Key] = r
			}
			for _, s := range []*Store{quick, slow} {
				if rapid.Bool().Draw(t, "filed") {
					if err := s.fileAll(); err != nil {
						t.Fatal(err)
					}
				}
			}
			if who := rapid.IntRange(0, 2*len(viewers)).Draw(t, "who"); who < len(viewers) {
				look(viewers[who])
			}
		}
		for _, v := range viewers {
			for again := true; again; again = v.more {
				look(v)
			}
			checkViewer(t, v, model)
		}
		checkReader(t, quick, model)
		checkReader(t, slow, model)
		if err := quick.fileAll(); err != nil {
			t.Fatal(err)
		}
		checkIndex(t, quick)
		checkReader(t, quick, model)
	})
}

func samePage(a, b Page) bool {
	return a.To == b.To && a.More == b.More && slices.EqualFunc(a.Rows, b.Rows, sameRow)
}

func sameRow(a, b op.Row) bool {
	return a.Key == b.Key && a.Gone == b.Gone && bytes.Equal(a.Body, b.Body) && slices.Equal(a.To, b.To)
}

func checkViewer(t *rapid.T, v *viewer, model map[op.Key]op.Row) {
	want := map[op.Key]op.Row{}
	for k, r := range model {
		if !r.Gone && meet(r.To, v.scopes) {
			want[k] = r
		}
	}
	if !maps.EqualFunc(v.rows, want, sameRow) {
		t.Fatalf("%v has %v, want %v", v.scopes, v.rows, want)
	}
}

// checkIndex looks at the bytes: one entry for each row and each scope that has or
// had it, at the row's own sequence, and no other.
func checkIndex(t *rapid.T, s *Store) {
	want, got := map[string]bool{}, map[string]bool{}
	err := s.db.View(func(tx *badger.Txn) error {
		it := tx.NewIterator(badger.DefaultIteratorOptions)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			key := string(it.Item().KeyCopy(nil))
			if key[0] == 's' {
				got[key] = true
			}
			if key[0] != 'r' {
				continue
			}
			b, err := it.Item().ValueCopy(nil)
			if err != nil {
				return err
			}
			row, err := decode(b)
			if err != nil {
				return err
			}
			for _, scope := range row.readers() {
				want["s/"+string(scope)+"\x00"+string(appendSeq(row.Seq))+key[2:]] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(want, got) {
		t.Fatalf("index has %q, want %q", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}

func appendSeq(n uint64) []byte { return indexKey("", n, op.Key{})[3:11] }

func checkReader(t *rapid.T, s *Store, model map[op.Key]op.Row) {
	for _, scopes := range [][]person.Scope{nil, {"public"}, {"staff", "p/a"}} {
		r := s.Read(scopes)
		got := map[op.Key]op.Row{}
		for _, table := range []string{"t0", "t1"} {
			last := op.ID("")
			r.Each(table, func(row op.Row) bool {
				if row.Key.ID <= last {
					t.Fatalf("%s after %s", row.Key, last)
				}
				last = row.Key.ID
				got[row.Key] = row
				return true
			})
		}
		for k, row := range model {
			want := !row.Gone && (scopes == nil || meet(row.To, scopes))
			one, ok := r.Get(k)
			if _, each := got[k]; ok != want || each != want || (ok && !sameRow(one, row)) {
				t.Fatalf("%v reads %s: get %v, each %v, want %v", scopes, k, ok, each, want)
			}
		}
		r.Close()
	}
}
