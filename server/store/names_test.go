package store

import (
	"bytes"
	"fmt"
	"testing"

	"denghuo/shared/op"
)

// TestNamesMissNone: every name that was added is found, and of a hundred that were not
// few are.
func TestNamesMissNone(t *testing.T) {
	n := newNames()
	key := func(i int) op.Key { return op.Key{Table: fmt.Sprint("t", i%7), ID: op.ID(fmt.Sprint("id", i))} }
	const there = 3 * firstNames // in two filters
	for i := range there {
		if k := key(i); n.hash(k) != n.hashOf([]byte(k.Table), []byte(k.ID)) {
			t.Fatalf("%s has two hashes", k)
		}
		n.add(n.hash(key(i)))
	}
	found := 0
	for i := range 2 * there {
		maybe := n.maybe(n.hash(key(i)))
		if i < there && !maybe {
			t.Fatalf("%s is missed", key(i))
		}
		if i >= there && maybe {
			found++
		}
	}
	if most := there / 20; found > most {
		t.Errorf("%d of %d are looked for in vain, at most %d are expected", found, there, most)
	}
	if filters := len(*n.all.Load()); filters < 2 {
		t.Errorf("%d filters: it has not grown", filters)
	}
}

// TestNamesAreKnownAgain: after a start on the same folder, and after a restore, each
// row is found by who decides.
func TestNamesAreKnownAgain(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, KeepFree(0))
	if err != nil {
		t.Fatal(err)
	}
	var rows []op.Row
	for i := range 200 {
		rows = append(rows, op.Row{Key: op.Key{Table: "t", ID: op.ID(fmt.Sprint("id", i))}, Body: []byte(`{}`)})
	}
	find := func(s *Store) {
		t.Helper()
		b := s.Base()
		defer b.Close()
		for _, r := range rows {
			if _, ok := b.Get(r.Key); !ok {
				t.Fatalf("%s is missed", r.Key)
			}
		}
	}
	if _, _, _, err := s.Commit(rows); err != nil {
		t.Fatal(err)
	}
	find(s)
	var backup bytes.Buffer
	if err := s.Backup(&backup); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir, KeepFree(0)); err != nil {
		t.Fatal(err)
	}
	find(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(""); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Restore(&backup); err != nil {
		t.Fatal(err)
	}
	find(s)
}
