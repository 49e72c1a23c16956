//go:build js && wasm

package browser

import (
	"strconv"
	"testing"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// TestThousandThatWait prints what make bench shows: 1,000 ops of an outbox run on the
// phone, and one delta over them, against decoding the same bytes alone.
func TestThousandThatWait(t *testing.T) {
	me := person.Actor{ID: "d-1", Roles: []person.Role{person.Resident}}
	k := replica.NewMemory()
	openOn := func() *replica.Replica {
		r, err := replica.Open(k, me, time.Now, NewID)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := openOn()
	begin := time.Now()
	for i := range 1000 {
		id := op.ID("r" + strconv.Itoa(i))
		if err := r.Do(lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路与伊河路口"}}); err != nil {
			t.Fatal(err)
		}
	}
	made := time.Since(begin)
	s, err := k.Load()
	if err != nil {
		t.Fatal(err)
	}
	begin = time.Now()
	for _, e := range s.Entries {
		env, err := wire.DecodeEnvelope(e.Raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := city.Decode(env.Kind, env.Op); err != nil {
			t.Fatal(err)
		}
	}
	alone := time.Since(begin)
	begin = time.Now()
	r = openOn()
	start := time.Since(begin)
	begin = time.Now()
	spot := op.Row{Key: lamp.Spots.Key("s"), Body: wire.Encode(lamp.Spot{ID: "s", State: lamp.Sent})}
	if err := r.Take(wire.Delta{Epoch: "e", To: 1, Now: time.Now(), Rows: []op.Row{spot}}); err != nil {
		t.Fatal(err)
	}
	first := time.Since(begin)
	begin = time.Now()
	if err := r.Take(wire.Delta{Epoch: "e", From: 1, To: 2, Now: time.Now(), Rows: []op.Row{spot}}); err != nil {
		t.Fatal(err)
	}
	delta := time.Since(begin)
	if n := r.Pending(); n != 1000 {
		t.Fatalf("%d wait", n)
	}
	times := func(d time.Duration) float64 { return float64(d) / float64(alone) }
	t.Logf("1,000 that wait: made in %v; decoding alone %v; start %v (%.2f times); all run on new rows %v (%.2f times); one delta %v (%.2f times)",
		made, alone, start, times(start), first, times(first), delta, times(delta))
}
