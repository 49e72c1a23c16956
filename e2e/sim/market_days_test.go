package sim

import (
	"fmt"
	"testing"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// damage is what a worse city would do.
func (m *market) damage() error {
	if m.hurt == (fraud{}) || m.rng.IntN(10) > 0 {
		return nil
	}
	r := m.store.Read(nil)
	defer r.Close()
	put := func(k op.Key, rec op.Record) error {
		_, _, _, err := m.store.Commit([]op.Row{{Key: k, Body: wire.Encode(rec), To: rec.Audience()}})
		return err
	}
	coupons := offer.Coupons.All(r)
	for _, c := range coupons {
		switch {
		case m.hurt.forget && c.State == offer.Redeemed:
			c.State = offer.Given
			return put(offer.Coupons.Key(c.ID), c)
		case m.hurt.twice && c.State == offer.Given:
			c.ID += ".9"
			return put(offer.Coupons.Key(c.ID), c)
		}
	}
	if stock, _ := offer.Stocks.Get(r, marketDrop); m.hurt.more && stock.Left < stock.Total {
		stock.Left++
		return put(offer.Stocks.Key(marketDrop), stock)
	}
	for _, red := range offer.Redemptions.All(r) {
		if m.hurt.swallow && red.Outcome == offer.Conflict {
			_, _, _, err := m.store.Commit([]op.Row{{Key: offer.Redemptions.Key(red.ID), Gone: true}})
			return err
		}
	}
	return nil
}

// marketDays is one world.
func marketDays(seed uint64, holders, stock, steps int, hurt fraud) (seen map[string]int, err error) {
	m, err := newMarket(seed, holders, stock, hurt)
	if err != nil {
		return nil, err
	}
	defer m.store.Close()
	for _, s := range append(m.tills[:len(m.tills):len(m.tills)], m.holders...) { // all were there before ten
		if err := s.talk(true); err != nil {
			return nil, err
		}
	}
	if err := m.rush(); err != nil {
		return nil, fmt.Errorf("rush: %w", err)
	}
	for _, s := range m.holders {
		if err := s.talk(false); err != nil {
			return m.seen, err
		}
	}
	for i := range steps {
		if err := m.step(); err != nil {
			return m.seen, fmt.Errorf("step %d: %w", i, err)
		}
	}
	if err := m.calm(); err != nil {
		return m.seen, fmt.Errorf("when it was calm: %w", err)
	}
	return m.seen, m.settled()
}

// TestMarket: many small markets, and a few with thousands of phones.
func TestMarket(t *testing.T) {
	seen := map[string]int{}
	add := func(more map[string]int) {
		for what, n := range more {
			seen[what] += n
		}
	}
	for seed := *first; seed < *first+max(20, *seeds/10); seed++ {
		more, err := marketDays(seed, 40, 25, 900, fraud{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		add(more)
	}
	if !testing.Short() {
		more, err := marketDays(*first, 3000, 2000, 20_000, fraud{})
		if err != nil {
			t.Fatalf("3,000 phones, seed %d: %v", *first, err)
		}
		add(more)
	}
	t.Logf("%v", seen)
	for _, what := range []string{"counted", "conflict", "reversed", "given back", "void", "a picture", "known as used", "known as void", "refused by a till", "refunded"} {
		if seen[what] == 0 {
			t.Errorf("%s never came about: this shows too little", what)
		}
	}
}

// TestMarketSabotage: each damage turns it red.
func TestMarketSabotage(t *testing.T) {
	for name, hurt := range map[string]fraud{
		"a_spent_coupon_is_forgotten":       {forget: true},
		"the_stock_grows":                   {more: true},
		"a_second_coupon_for_one":           {twice: true},
		"a_conflict_is_hidden_from_holders": {hide: true},
		"a_conflict_is_thrown_away":         {swallow: true},
		"a_till_loses_what_it_took":         {lose: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(30) {
				if _, err := marketDays(seed, 40, 25, 900, hurt); err != nil {
					t.Logf("seed %d: %v", seed, err)
					return
				}
			}
			t.Fatal("green after 30 seeds: the simulation does not see it")
		})
	}
}
