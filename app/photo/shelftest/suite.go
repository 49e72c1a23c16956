// Package shelftest is the suite that every shelf of photos must pass: the one in
// memory and the one of the browser. A shelf gives back what was put, byte for
// byte, for one person only, and keeps what is known apart from the bytes.
package shelftest

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"denghuo/app/photo"
	shared "denghuo/shared/photo"
)

// Run checks a shelf. Open gives one person's shelf, the same one each time it is
// called with the same name, as after a new start.
func Run(t *testing.T, open func(t *testing.T, who string) photo.Shelf) {
	for name, check := range map[string]func(*testing.T, func(string) photo.Shelf){
		"gives_back_what_was_put": givesBack, "notes_without_bytes": notes, "dropped_is_gone": dropped,
		"people_are_apart": apart, "takes_a_copy": copies,
	} {
		t.Run(name, func(t *testing.T) {
			check(t, func(who string) photo.Shelf { return open(t, name+"-"+who) })
		})
	}
}

func kept(b []byte) photo.Kept {
	return photo.Kept{Hash: shared.Name(b), Bytes: len(b), At: time.Date(2026, 4, 17, 20, 0, 0, 0, time.UTC)}
}

func put(t *testing.T, s photo.Shelf, k photo.Kept, b []byte) {
	t.Helper()
	if err := s.Put(k, b); err != nil {
		t.Fatal(err)
	}
}

func bytesOf(t *testing.T, s photo.Shelf, h shared.Hash) ([]byte, bool) {
	t.Helper()
	b, ok, err := s.Bytes(h)
	if err != nil {
		t.Fatal(err)
	}
	return b, ok
}

func all(t *testing.T, s photo.Shelf) []photo.Kept {
	t.Helper()
	ks, err := s.All()
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(ks, func(a, b photo.Kept) int { return strings.Compare(string(a.Hash), string(b.Hash)) })
	return ks
}

func givesBack(t *testing.T, open func(string) photo.Shelf) {
	var want []photo.Kept
	for _, b := range [][]byte{{0}, {0xff, 0xd8, 0, 0xff, 0xd9}, bytes.Repeat([]byte{0, 1, 2, 255}, 75_000)} {
		put(t, open("a"), kept(b), b)
		want = append(want, kept(b))
		if got, ok := bytesOf(t, open("a"), shared.Name(b)); !ok || !bytes.Equal(got, b) {
			t.Errorf("%d bytes came back of %d", len(got), len(b))
		}
	}
	slices.SortFunc(want, func(a, b photo.Kept) int { return strings.Compare(string(a.Hash), string(b.Hash)) })
	if got := all(t, open("a")); !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if _, ok := bytesOf(t, open("a"), shared.Name([]byte("never"))); ok {
		t.Error("what was never put is there")
	}
}

func notes(t *testing.T, open func(string) photo.Shelf) {
	b := []byte("lamp")
	k := kept(b)
	put(t, open("a"), k, b)
	k.Named, k.Sent = true, true
	put(t, open("a"), k, nil)
	if got := all(t, open("a")); !slices.Equal(got, []photo.Kept{k}) {
		t.Errorf("%+v", got)
	}
	if got, ok := bytesOf(t, open("a"), k.Hash); !ok || !bytes.Equal(got, b) {
		t.Errorf("a note changed the bytes to %q", got)
	}
}

func dropped(t *testing.T, open func(string) photo.Shelf) {
	one, two := []byte("one"), []byte("two")
	put(t, open("a"), kept(one), one)
	put(t, open("a"), kept(two), two)
	for range 2 {
		if err := open("a").Drop(shared.Name(one)); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := bytesOf(t, open("a"), shared.Name(one)); ok {
		t.Error("its bytes are there")
	}
	if got := all(t, open("a")); !slices.Equal(got, []photo.Kept{kept(two)}) {
		t.Errorf("%+v is left", got)
	}
}

func apart(t *testing.T, open func(string) photo.Shelf) {
	b := []byte("lamp")
	put(t, open("a"), kept(b), b)
	if _, ok := bytesOf(t, open("b"), shared.Name(b)); ok || len(all(t, open("b"))) != 0 {
		t.Error("another person has it")
	}
	if err := open("b").Drop(shared.Name(b)); err != nil {
		t.Fatal(err)
	}
	if _, ok := bytesOf(t, open("a"), shared.Name(b)); !ok {
		t.Error("another person dropped it")
	}
}

func copies(t *testing.T, open func(string) photo.Shelf) {
	b := []byte("lamp")
	h := shared.Name(b)
	put(t, open("a"), kept(b), b)
	b[0] = 'x'
	if got, ok := bytesOf(t, open("a"), h); !ok || string(got) != "lamp" {
		t.Errorf("it changed with what was put: %q", got)
	}
}
