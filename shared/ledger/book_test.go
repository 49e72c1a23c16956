package ledger_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// TestNoTextIsEverLost: whoever corrects whatever in whatever order, also twice and with
// an old book before their eyes, what an entry says now and what it said before are all
// the texts that were taken, in that order, and its writer and its day never change.
func TestNoTextIsEverLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTown()
		var taken []int
		mends := map[op.ID]bool{}
		for i := range rapid.IntRange(1, 12).Draw(t, "writes") {
			k := work("k1")
			k.Lamps = i + 1
			by := rapid.SampledFrom([]person.Actor{crew, crew2, clerk, officer}).Draw(t, "by")
			o := ledger.WriteWork{Work: k}
			if rapid.Bool().Draw(t, "mends") {
				o.Mend = &ledger.Mend{ID: op.ID(fmt.Sprint("m", rapid.IntRange(0, 5).Draw(t, "mend"))), Seen: rapid.IntRange(max(0, len(taken)-2), len(taken)).Draw(t, "seen"), Why: "错"}
			}
			before, had := ledger.Works.Get(w, "k1")
			if err := w.doAt(o, by, now.Add(time.Duration(i)*time.Minute)); err == nil && (o.Mend == nil && !had || o.Mend != nil && !mends[o.Mend.ID]) {
				taken = append(taken, k.Lamps)
				if o.Mend != nil {
					mends[o.Mend.ID] = true
				}
			}
			is, has := ledger.Works.Get(w, "k1")
			if had && (is.By != before.By || !is.Kept.Written.Equal(before.Kept.Written)) || has != (len(taken) > 0) {
				t.Fatalf("%+v was %+v", is, before)
			}
		}
		is, has := ledger.Works.Get(w, "k1")
		if !has {
			return
		}
		var told []int
		for _, was := range is.Kept.Was {
			var old ledger.Work
			if err := json.Unmarshal(was.Text, &old); err != nil {
				t.Fatal(err)
			}
			told = append(told, old.Lamps)
		}
		if told = append(told, is.Lamps); fmt.Sprint(told) != fmt.Sprint(taken) {
			t.Fatalf("the book tells %v, taken were %v", told, taken)
		}
	})
}

// TestRatesAddUp: whatever the inventory and the spots say, the districts make the
// whole, and no more is dark or broken than there is.
func TestRatesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTown()
		var lamps []ledger.Lamp
		n := rapid.IntRange(0, 8).Draw(t, "poles")
		for i := range n {
			l := ledger.Lamp{Pole: fmt.Sprint("ZY-", i), Sort: rapid.SampledFrom([]ledger.Sort{ledger.IsLamp, ledger.IsBox, ledger.IsCabinet}).Draw(t, "sort"),
				District: rapid.SampledFrom([]string{"", "中原区", "erqi"}).Draw(t, "district"), Health: rapid.SampledFrom([]ledger.Health{ledger.Well, ledger.Out, ledger.Damaged}).Draw(t, "health")}
			lamps = append(lamps, l)
		}
		if n > 0 {
			w.must(t, ledger.PutLamps{Lamps: lamps}, person.TheCity())
		}
		top := op.NewOverlay(w.Overlay)
		for i := range rapid.IntRange(0, 6).Draw(t, "spots") {
			s := spot(op.ID(fmt.Sprint("s", i)), rapid.SampledFrom(lamp.Faults).Draw(t, "fault"), lamp.Sent, rapid.SampledFrom(lamp.States).Draw(t, "state"))
			s.Pole = fmt.Sprint("zy-", rapid.IntRange(0, 9).Draw(t, "pole"))
			if err := lamp.Spots.Put(op.NewTx(top, person.TheCity(), now), s); err != nil {
				t.Fatal(err)
			}
		}
		w.Merge(top)
		r, ok := ledger.RatesOf(w, now)
		if ok != (n > 0) {
			t.Fatalf("%v with %d poles", ok, n)
		}
		var sum ledger.Place
		for _, p := range r.ByPlace {
			sum.Lamps, sum.Dark, sum.Things, sum.Broken = sum.Lamps+p.Lamps, sum.Dark+p.Dark, sum.Things+p.Things, sum.Broken+p.Broken
			if p.Dark > p.Lamps || p.Broken > p.Things || p.Dark > p.Broken {
				t.Fatalf("%+v", p)
			}
		}
		if sum != (ledger.Place{Lamps: r.Lamps, Dark: r.Dark, Things: r.Things, Broken: r.Broken}) || r.Things != n || len(r.Shown) != r.Broken {
			t.Fatalf("%+v makes %+v of %d", r, sum, n)
		}
		if rate := ledger.Percent(r.Lamps-r.Dark, r.Lamps); rate < 0 || rate > 1000 || rate == 1000 && r.Dark > 0 {
			t.Fatalf("%d with %d dark", rate, r.Dark)
		}
	})
}

// TestNobodyIsFurtherThanWhoCame: each stage counts those that have come further, the
// first all that count at all, and the last those with a time to light.
func TestNobodyIsFurtherThanWhoCame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawn(t)
		reached, counts, alight := all(e).Reached, 0, 0
		for i := range e.Spots {
			switch e.Spots[i].State {
			case lamp.Merged, lamp.Declined, lamp.Withdrawn:
			default:
				counts++
			}
		}
		for _, s := range all(e).Spells {
			if s.Fault == "" {
				alight = len(s.Spots)
			}
		}
		if reached[ledger.Reported] != counts || reached[ledger.Alight] != alight {
			t.Fatalf("%v of %d, %d lit", reached, counts, alight)
		}
		for stage := ledger.Seen; stage < ledger.Stages; stage++ {
			if reached[stage] > reached[stage-1] {
				t.Fatalf("%v", reached)
			}
		}
	})
	for name, c := range map[string]struct {
		states []lamp.State
		want   ledger.Stage
	}{
		"sent":        {[]lamp.State{lamp.Sent}, ledger.Reported},
		"looked_at":   {[]lamp.State{lamp.Sent, lamp.Checked}, ledger.Seen},
		"with_a_crew": {[]lamp.State{lamp.Sent, lamp.Checked, lamp.Repairing}, ledger.Given},
		"not_ours":    {[]lamp.State{lamp.Sent, lamp.Checked, lamp.Watched}, ledger.Given},
		"fixed":       {[]lamp.State{lamp.Sent, lamp.Checked, lamp.Repairing, lamp.Fixed}, ledger.Mended},
		"dark_again":  {[]lamp.State{lamp.Sent, lamp.Repairing, lamp.Fixed, lamp.Lit, lamp.Checked}, ledger.Mended},
		"lit":         {[]lamp.State{lamp.Sent, lamp.Repairing, lamp.Fixed, lamp.Lit}, ledger.Alight},
	} {
		got := all(ledger.Entries{Spots: []lamp.Spot{spot("s", lamp.Dark, c.states...)}, Now: now}).Reached
		for stage, n := range got {
			if want := map[bool]int{true: 1}[ledger.Stage(stage) <= c.want]; n != want {
				t.Errorf("%s: %v, want up to %d", name, got, c.want)
			}
		}
	}
}
