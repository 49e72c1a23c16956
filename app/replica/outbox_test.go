package replica_test

import (
	"errors"
	"testing"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// chained checks that what waits is numbered without gaps and that each envelope
// has the hash of the one before.
func chained(t *testing.T, p *phone) {
	t.Helper()
	prev, n := p.Mark().Hash, p.Mark().N
	for _, raw := range p.Unsent(0, 1<<20) {
		env, err := wire.DecodeEnvelope(raw)
		if err != nil {
			t.Fatal(err)
		}
		if n++; env.N != n || env.Prev != prev {
			t.Fatalf("%d after %q, want %d after %q", env.N, env.Prev, n, prev)
		}
		prev = wire.HashOf(raw)
	}
}

func TestWithdraw(t *testing.T) {
	for n := range uint64(3) {
		p := open(t)
		for _, id := range []op.ID{"a", "b", "c"} {
			p.report(t, id)
		}
		if err := p.Withdraw(n + 1); err != nil {
			t.Fatal(err)
		}
		gone := op.ID("abc"[n : n+1])
		for _, when := range []string{"at once", "after a restart"} {
			p.want(t, 2)
			if _, there := lamp.Reports.Get(p.View(), gone); there {
				t.Errorf("%s %s is still on the screen", when, gone)
			}
			chained(t, p)
			p.reopen(t)
		}
		p.report(t, "d")
		chained(t, p)
	}
}

func TestWithdrawOfWhatTheCityMayHaveHeard(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	p.report(t, "b")
	p.Offer(1)
	p.reopen(t) // the note outlives the page
	if r, _ := op.AsRefusal(p.Withdraw(1)); r.Code != replica.Gone {
		t.Errorf("offered: %+v", r)
	}
	if err := p.Withdraw(2); err != nil {
		t.Errorf("not offered: %v", err)
	}
	p.take(t, "e", 0, 1, p.marked(t))
	if r, _ := op.AsRefusal(p.Withdraw(1)); r.Code != replica.Gone {
		t.Errorf("heard: %+v", r)
	}
	if r, _ := op.AsRefusal(p.Withdraw(9)); r.Code != replica.Gone {
		t.Errorf("never was: %+v", r)
	}
}

// A worker may have offered more than the page knows of.
func TestWithdrawReadsTheWorkersNote(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	if err := p.keeper.Save(replica.Change{Offered: 1}); err != nil {
		t.Fatal(err)
	}
	if r, _ := op.AsRefusal(p.Withdraw(1)); r.Code != replica.Gone {
		t.Errorf("%+v", r)
	}
}

func TestRewrite(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	p.report(t, "b")
	better := lamp.Submit{ID: "a", Spot: "a", Fault: lamp.Works, Place: lamp.Place{Words: "伊河路"}}
	if err := p.Rewrite(1, better); err != nil {
		t.Fatal(err)
	}
	if err := p.Rewrite(1, lamp.Submit{ID: "a"}); err == nil {
		t.Error("a broken op takes the place of a whole one")
	}
	for range 2 {
		p.want(t, 2, "a", "b")
		chained(t, p)
		if r, _ := lamp.Reports.Get(p.View(), "a"); r.Fault != lamp.Works {
			t.Errorf("it reads %+v", r)
		}
		p.reopen(t)
	}
}

func TestWithdrawThatStorageDoesNotTake(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	p.keeper.fail = errors.New("broken")
	if err := p.Withdraw(1); err == nil {
		t.Fatal("taken back over a storage that failed")
	}
	p.want(t, 1, "a")
}

// A delta in the middle of many that wait runs again only what it touches, and the
// view is the same as if all had been run.
func TestReplayRunsWhatWasStirred(t *testing.T) {
	p := open(t)
	p.take(t, "e", 0, 1, row(lamp.Spots.Key("s"), lamp.Spot{ID: "s", State: lamp.Sent, Voices: 3}))
	p.report(t, "a")
	join := lamp.Submit{ID: "b", Spot: "s", Fault: lamp.Dark, Place: lamp.Place{Words: "w"}}
	if err := p.Do(join); err != nil {
		t.Fatal(err)
	}
	if s, _ := lamp.Spots.Get(p.View(), "s"); s.Voices != 4 {
		t.Fatalf("%d voices", s.Voices)
	}
	p.take(t, "e", 1, 2, row(lamp.Spots.Key("s"), lamp.Spot{ID: "s", State: lamp.Checked, Voices: 7}))
	if s, _ := lamp.Spots.Get(p.View(), "s"); s.Voices != 8 || s.State != lamp.Checked {
		t.Errorf("the spot reads %+v", s)
	}
	p.want(t, 2, "a", "b")
}

// An op that was run again may stir one that was not.
func TestReplayFollowsWhatAnOpWrote(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	if err := p.Do(lamp.Submit{ID: "b", Spot: "a", Fault: lamp.Dark, Place: lamp.Place{Words: "w"}}); err != nil {
		t.Fatal(err)
	}
	before, _ := lamp.Spots.Get(p.View(), "a")
	if err := p.Withdraw(1); err != nil {
		t.Fatal(err)
	}
	after, _ := lamp.Spots.Get(p.View(), "a")
	if before.Photos != after.Photos || after.Voices != 1 {
		t.Errorf("the spot was %+v and is %+v", before, after)
	}
}

// TestManyThatWait is the size of outbox_500 without a clock: all there after a
// restart, replayed in one go, and one delta does not run them again.
func TestManyThatWait(t *testing.T) {
	t.Run("outbox_500", func(t *testing.T) {
		p := open(t)
		p.take(t, "e", 0, 1, row(lamp.Spots.Key("s"), lamp.Spot{ID: "s", State: lamp.Sent}))
		for i := range 500 {
			p.report(t, op.ID("r"+string(rune('a'+i%26))+time.Duration(i).String()))
		}
		p.reopen(t)
		p.want(t, 500)
		chained(t, p)
		runs := allocations(func() { p.take(t, "e", 1, 2, row(lamp.Spots.Key("s"), lamp.Spot{ID: "s", State: lamp.Checked})) })
		if perOp := runs / 500; perOp > 20 { // running one op anew costs more than a hundred
			t.Errorf("a delta that touches none of them costs %.0f allocations an op", perOp)
		}
	})
}

func allocations(f func()) float64 {
	n := 0
	return testing.AllocsPerRun(1, func() {
		if n++; n == 2 { // the first run only warms up
			f()
		}
	})
}
