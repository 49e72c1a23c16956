package authority

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/person"
)

// TestEverybodyIsRungForAfterTheRush: the drop is gone with the first of the claims, and
// who waits for an answer gets it first. In the end everybody is rung for, by itself.
func TestEverybodyIsRungForAfterTheRush(t *testing.T) {
	const claims = 2 * Batch
	w := newTown(t, seal)
	w.decide(drop(1)...)
	var answered, atRing atomic.Int64
	rung := make(chan struct{}, claims)
	w.hub.Call([]person.Scope{person.Public}, func() { atRing.Store(answered.Load()); rung <- struct{}{} })
	for i := range claims {
		j := newPhone(fmt.Sprint(i), person.Cardholder).next(offer.Claim{Drop: "d"})
		j.Done = func(Outcome) { answered.Add(1) }
		if !w.Submit(j) {
			t.Fatal("no room")
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	select {
	case <-rung:
	case <-time.After(20 * time.Second):
		t.Error("nobody is told that it is gone")
	}
	if n := atRing.Load(); n != claims {
		t.Errorf("%d of %d were answered when everybody was rung for", n, claims)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// TestEverybodyIsRungForInALongRush: with each so many batches, and at once with one
// that is no rush.
func TestEverybodyIsRungForInALongRush(t *testing.T) {
	w := newTown(t, seal)
	w.decide(drop(1)...)
	rings, n := 0, 0
	w.hub.Call([]person.Scope{person.Public}, func() { rings++ })
	batch := func(claims int) {
		t.Helper()
		jobs := make([]*Job, claims)
		for i := range jobs {
			n++
			j := newPhone(fmt.Sprint(n), person.Cardholder).next(offer.Claim{Drop: "d"})
			j.prepare()
			j.crowd = true
			jobs[i] = &j
		}
		d := w.begin()
		d.flies = true
		d.run(jobs)
		if err := d.down(); err != nil {
			t.Fatal(err)
		}
	}
	var got []int
	const size = heldMost / 4
	for range 4 + 3 {
		batch(size)
		got = append(got, rings)
	}
	want := append(make([]int, 4), 1, 1, 1)
	if !slices.Equal(got, want) {
		t.Errorf("after each batch it has rung %v times, want %v", got, want)
	}
	w.decide(drop(2)...) // opens another stock for the same: it is public, and no rush
	if rings != 2 {
		t.Errorf("it has rung %d times", rings)
	}
}
