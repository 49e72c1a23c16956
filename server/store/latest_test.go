package store

import (
	"fmt"
	"sync"
	"testing"

	"denghuo/shared/op"

	"pgregory.net/rapid"
)

func TestLatestIsNeverOlderThanACommit(t *testing.T) {
	s := mustOpen(t, "")
	defer s.Close()
	k := op.Key{Table: "t", ID: "a"}
	if _, ok := s.Latest(k); ok {
		t.Error("nothing is found")
	}
	for i := range 3 {
		mustCommit(t, s, row("a", fmt.Sprint(i), "public"))
		for range 2 { // from Badger, from memory
			if r, ok := s.Latest(k); !ok || string(r.Body) != fmt.Sprint(i) {
				t.Fatalf("after %d it is %s, %v", i, r.Body, ok)
			}
		}
	}
	mustCommit(t, s, op.Row{Key: k, Gone: true})
	if r, ok := s.Latest(k); ok {
		t.Errorf("what is gone is %s", r.Body)
	}
	for i := range latestRows + 10 { // it does not grow
		s.latest.mu.Lock()
		s.latest.keep(op.Key{Table: "u", ID: op.ID(fmt.Sprint(i))}, stored{})
		s.latest.mu.Unlock()
	}
	if n := len(s.latest.young) + len(s.latest.old); n > latestRows {
		t.Errorf("%d rows are held", n)
	}
}

// TestLatestWhileOthersCommit: whoever reads after a commit was answered reads it.
func TestLatestWhileOthersCommit(t *testing.T) {
	s := mustOpen(t, "")
	defer s.Close()
	k := op.Key{Table: "t", ID: "a"}
	var mu sync.Mutex
	said := 0
	var all sync.WaitGroup
	all.Go(func() {
		for i := range 300 {
			mustCommit(t, s, row("a", fmt.Sprint(i+1), "public"))
			mu.Lock()
			said = i + 1
			mu.Unlock()
		}
	})
	for range 3 {
		all.Go(func() {
			for got := 0; got < 300; {
				mu.Lock()
				least := said
				mu.Unlock()
				r, _ := s.Latest(k)
				got = 0
				_, _ = fmt.Sscan(string(r.Body), &got) // none yet
				if got < least {
					t.Errorf("%d was committed, %d is read", least, got)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache(10_000)
	for i := range uint64(1000) {
		c.put(i, &cached{stored: stored{body: make([]byte, 100)}})
	}
	if n := len(c.young) + len(c.old); n > 10_000/350+1 {
		t.Errorf("%d rows are held", n)
	}
	if c.get(999) == nil || c.get(0) != nil {
		t.Error("it holds the oldest, or lets the newest go")
	}
}

// TestKeysOfOneHash: whatever keys have one hash, each has its own row.
func TestKeysOfOneHash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		by, want := newByKey(func(k op.Key) uint64 { return uint64(len(k.ID)) }), map[op.Key]*held{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			k := op.Key{Table: "t", ID: op.ID(rapid.SampledFrom([]string{"a", "b", "c", "aa", "bb"}).Draw(t, "id"))}
			if rapid.Bool().Draw(t, "set") {
				h := &held{key: k}
				by.set(h)
				want[k] = h
			} else {
				by.drop(k)
				delete(want, k)
			}
			for _, id := range []op.ID{"a", "b", "c", "aa", "bb"} {
				k := op.Key{Table: "t", ID: id}
				if got := by.get(k); got != want[k] {
					t.Fatalf("%s is %p, want %p", k, got, want[k])
				}
			}
			if by.len() != len(want) {
				t.Fatalf("%d rows, want %d", by.len(), len(want))
			}
		}
	})
}
