package photo

import (
	"bytes"
	"context"
	"testing"
	"time"

	shared "denghuo/shared/photo"
)

func lender(t *testing.T, s *shelf) (*Lane, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	l, err := Open(Config{Shelf: s, City: &city{}, Online: func() bool { return true }, OpsWait: func() bool { return false },
		Arrived: func(shared.Hash) bool { return false }, Changed: func() {}, Now: func() time.Time { return now }, Chance: func() float64 { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	return l, &now
}

func TestLentPhotoLiesHereAndIsNeverSent(t *testing.T) {
	s := newShelf()
	l, _ := lender(t, s)
	h := shared.Name([]byte("as the reporter's phone sent it"))
	if err := l.Lend(h, []byte("as the city wrote it anew")); err != nil {
		t.Fatal(err)
	}
	if b, here, err := l.Bytes(h); err != nil || !here || string(b) != "as the city wrote it anew" || !l.Here(h) {
		t.Errorf("the photo: %q, %v, %v", b, here, err)
	}
	if err := l.Want([]byte(`{"photos":["` + string(h) + `"]}`)); err != nil {
		t.Fatal(err)
	}
	if more, err := l.step(context.Background()); err != nil || more {
		t.Errorf("there is something to send: %v, %v", more, err)
	}
	again, now := lender(t, s)
	if !again.Here(h) {
		t.Error("it is gone after a restart")
	}
	*now = now.Add(keepSent + time.Hour)
	if err := again.clear(0); err != nil || again.Here(h) {
		t.Errorf("it is there for ever: %v", err)
	}
}

func TestLendingIsBounded(t *testing.T) {
	l, now := lender(t, newShelf())
	mine := bytes.Repeat([]byte{7}, 1<<20)
	own, err := l.Keep(mine)
	if err != nil {
		t.Fatal(err)
	}
	var first, last shared.Hash
	for i := range 30 {
		*now = now.Add(time.Minute)
		last = shared.Name([]byte{byte(i)})
		if i == 0 {
			first = last
		}
		if err := l.Lend(last, make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	lent := 0
	for _, k := range l.list() {
		if k.Lent {
			lent += k.Bytes
		}
	}
	if lent > lentRoom || lent < lentRoom-1<<20 || l.Here(first) || !l.Here(last) || !l.Here(own) {
		t.Errorf("lent %d bytes; the first %v, the last %v, the person's own %v", lent, l.Here(first), l.Here(last), l.Here(own))
	}
	if err := l.Lend(shared.Name([]byte("x")), make([]byte, shared.MaxBytes+1)); err == nil {
		t.Error("a huge one was taken")
	}
}
