package offer_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// drawn is a draw with so many entries, over and given out.
func drawn(t interface{ Fatal(...any) }, stock, entries int) *town {
	w := newTown(t, offer.Drop{Stock: &stock, Mode: offer.ByDraw, Ends: opens.Add(time.Hour)})
	for i := range entries {
		if code := w.do(offer.Claim{Drop: "d"}, holder(person.ID(fmt.Sprint("h-", i)))); code != "" {
			t.Fatal(code)
		}
	}
	w.now = opens.Add(time.Hour)
	for range 3 {
		w.do(offer.Tell{}, person.TheCity())
	}
	return w
}

// TestDraw: as many win as there are coupons, each phone finds its own result, and
// the record that anyone may have adds up.
func TestDraw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stock, entries := rapid.IntRange(0, 6).Draw(t, "stock"), rapid.IntRange(0, 12).Draw(t, "entries")
		w := drawn(t, stock, entries)
		result, _ := offer.Draws.Get(w.rows, "d")
		coupons := offer.Coupons.All(w.rows)
		if len(coupons) != min(stock, entries) {
			t.Fatalf("%d coupons of %d for %d", len(coupons), stock, entries)
		}
		for _, e := range offer.Entries.All(w.rows) {
			won, over := result.Won(e)
			has := slices.ContainsFunc(coupons, func(c offer.Coupon) bool { return c.Holder == e.By })
			if !over || won != has {
				t.Fatalf("%s reads won=%v over=%v and has a coupon: %v", e.By, won, over, has)
			}
		}
		p, ok := offer.ProtocolOf(w.rows, "d")
		if !ok {
			t.Fatal("there is no record")
		}
		if err := p.Verify(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestDrawKeepsItsHours(t *testing.T) {
	stock := 1
	w := newTown(t, offer.Drop{Stock: &stock, Mode: offer.ByDraw, Ends: opens.Add(time.Hour)})
	d, _ := offer.Drops.Get(w.rows, "d")
	if r, _ := offer.Draws.Get(w.rows, "d"); r.Commit == "" || r.Commit != d.Commit || r.Seed != "" {
		t.Fatalf("before it opens: %+v", r)
	}
	w.now = opens.Add(-time.Second)
	if got := w.do(offer.Claim{Drop: "d"}, holder("h-a")); got != offer.NotOpen {
		t.Errorf("early: %q", got)
	}
	w.now = opens
	for range 2 { // the same person again is the same entry
		if got := w.do(offer.Claim{Drop: "d"}, holder("h-a")); got != "" {
			t.Errorf("in time: %q", got)
		}
	}
	if s, _ := offer.Stocks.Get(w.rows, "d"); s.Entries != 1 || s.Left != 1 {
		t.Errorf("the stock reads %+v", s)
	}
	w.do(offer.Tell{}, person.TheCity())
	if r, _ := offer.Draws.Get(w.rows, "d"); r.Seed != "" {
		t.Error("the seed is out while people enter")
	}
	w.now = opens.Add(time.Hour)
	if got := w.do(offer.Claim{Drop: "d"}, holder("h-b")); got != offer.Over {
		t.Errorf("late: %q", got)
	}
}

// TestNoRecordMayChange: whatever one thing is changed in a draw's record, it does
// not add up any more.
func TestNoRecordMayChange(t *testing.T) {
	good, _ := offer.ProtocolOf(drawn(t, 3, 8).rows, "d")
	for name, change := range map[string]func(*offer.Protocol){
		"seed":            func(p *offer.Protocol) { p.Draw.Seed = p.Draw.Commit },
		"commit":          func(p *offer.Protocol) { p.Draw.Commit = p.Draw.Seed },
		"stock":           func(p *offer.Protocol) { p.Draw.Stock++ },
		"count":           func(p *offer.Protocol) { p.Draw.Entries++ },
		"head":            func(p *offer.Protocol) { p.Draw.Head = p.Draw.Seed },
		"cut":             func(p *offer.Protocol) { p.Draw.Cut = p.Draw.Seed },
		"format":          func(p *offer.Protocol) { p.Format = "x" },
		"a_token":         func(p *offer.Protocol) { p.Tokens[2] = p.Tokens[3] },
		"order":           func(p *offer.Protocol) { p.Tokens[2], p.Tokens[3] = p.Tokens[3], p.Tokens[2] },
		"one_entry_less":  func(p *offer.Protocol) { p.Tokens = p.Tokens[1:]; p.Draw.Entries-- },
		"one_entry_more":  func(p *offer.Protocol) { p.Tokens = append(p.Tokens, "00"); p.Draw.Entries++ },
		"another_winner":  func(p *offer.Protocol) { p.Winners[0] = p.Tokens[7] },
		"winners_swapped": func(p *offer.Protocol) { p.Winners[0], p.Winners[1] = p.Winners[1], p.Winners[0] },
		"no_winners":      func(p *offer.Protocol) { p.Winners = nil },
	} {
		t.Run(name, func(t *testing.T) {
			b, err := json.Marshal(good)
			if err != nil {
				t.Fatal(err)
			}
			p, err := offer.ReadProtocol(b)
			if err != nil || p.Verify() != nil {
				t.Fatal("the record itself does not add up", err)
			}
			before := fmt.Sprint(p)
			if change(&p); fmt.Sprint(p) == before {
				t.Fatal("nothing was changed")
			}
			if p.Verify() == nil {
				t.Error("it still adds up")
			}
		})
	}
}

// TestDrawIsFair: over many draws everyone wins about as often, the first to enter
// and the last alike.
func TestDrawIsFair(t *testing.T) {
	const draws, people, stock = 2000, 10, 3
	wins := make([]int, people)
	for n := range draws {
		seed := offer.CommitOf(fmt.Sprint("seed ", n)) // any 64 hex characters
		type entry struct {
			score string
			who   int
		}
		var all []entry
		for i := range people {
			all = append(all, entry{offer.ScoreOf(seed, offer.TokenOf(op.ID(fmt.Sprint("d", n)), person.ID(fmt.Sprint("h-", i)))), i})
		}
		slices.SortFunc(all, func(a, b entry) int {
			if a.score < b.score {
				return -1
			}
			return 1
		})
		for _, e := range all[:stock] {
			wins[e.who]++
		}
	}
	// 600 expected each, standard deviation 20.5: five of them either way.
	for who, n := range wins {
		if n < 497 || n > 703 {
			t.Errorf("person %d won %d of %d draws", who, n, draws)
		}
	}
}

func FuzzReadProtocol(f *testing.F) {
	p, _ := offer.ProtocolOf(drawn(f, 2, 4).rows, "d")
	b, err := json.Marshal(p)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"draw":{"stock":-1}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := offer.ReadProtocol(b); err == nil {
			_ = p.Verify() // an answer, never a panic
		}
	})
}
