package sim

import (
	"bytes"
	"fmt"

	"denghuo/shared/city"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// books are what must hold after every commit.
func (m *market) books(r op.Reader) error {
	stock, ok := offer.Stocks.Get(r, marketDrop)
	if !ok {
		return nil
	}
	alive, serials, held := 0, map[string]bool{}, map[person.ID]int{}
	coupons := map[op.ID]offer.Coupon{}
	for _, c := range offer.Coupons.All(r) {
		coupons[c.ID] = c
		if serials[c.Serial] {
			return fmt.Errorf("serial %s is there twice", c.Serial)
		}
		if serials[c.Serial] = true; c.State == offer.Back {
			continue
		}
		alive++
		if held[c.Holder]++; held[c.Holder] > 1 {
			return fmt.Errorf("%s has %d coupons", c.Holder, held[c.Holder])
		}
	}
	if alive+stock.Left != stock.Total || stock.Left < 0 {
		return fmt.Errorf("%d coupons and %d left of %d", alive, stock.Left, stock.Total)
	}
	return m.spent(r, stock, coupons)
}

// spent: one redemption counts for a coupon, and the sums are those of the redemptions.
func (m *market) spent(r op.Reader, stock offer.Stock, coupons map[op.ID]offer.Coupon) error {
	counted, conflicts := map[op.ID]int{}, 0
	days := map[op.ID]offer.Day{}
	for _, red := range offer.Redemptions.All(r) {
		at := red.At
		if red.Offline {
			at = red.Tapped
		}
		day := days[offer.DayID(red.Shop, offer.DateOf(at), false)]
		switch red.Outcome {
		case offer.Counted:
			counted[red.Coupon]++
			day.Count++
		case offer.Conflict:
			conflicts++
			day.Conflicts++
		}
		if red.Pays {
			day.Owed += red.Off
		}
		days[offer.DayID(red.Shop, offer.DateOf(at), false)] = day
	}
	for id, n := range counted {
		if n > 1 || coupons[id].State != offer.Redeemed {
			return fmt.Errorf("%d redemptions count for coupon %s, which is %q", n, id, coupons[id].State)
		}
	}
	for id, c := range coupons {
		if c.State == offer.Redeemed && counted[id] != 1 {
			return fmt.Errorf("coupon %s is spent, and %d redemptions count", id, counted[id])
		}
	}
	if stock.Redeemed != len(counted) || stock.Conflicts != conflicts {
		return fmt.Errorf("the stock counts %d redemptions and %d conflicts, there are %d and %d", stock.Redeemed, stock.Conflicts, len(counted), conflicts)
	}
	for _, day := range offer.Days.All(r) {
		if sum := days[day.ID]; sum.Count != day.Count || sum.Conflicts != day.Conflicts || sum.Owed != day.Owed {
			return fmt.Errorf("the day %s says %d, %d conflicts, %d owed; its redemptions %d, %d, %d", day.ID, day.Count, day.Conflicts, day.Owed, sum.Count, sum.Conflicts, sum.Owed)
		}
	}
	return nil
}

// settled is what must hold when all has been heard.
func (m *market) settled() error {
	r := m.store.Read(nil)
	defer r.Close()
	if err := m.books(r); err != nil {
		return err
	}
	people := map[person.ID]*shopper{}
	for _, s := range m.holders {
		people[s.who.ID] = s
		_, got := offer.Coupons.Get(r, offer.ClaimID(marketDrop, s.who.ID))
		if n := len(s.Waiting()); n > 0 || !got && len(s.Refused()) == 0 {
			return fmt.Errorf("%s: %d wait, a coupon %v, refused %v", s.who.ID, n, got, s.Refused())
		}
	}
	for id, till := range m.taken {
		red, there := offer.Redemptions.Get(r, id)
		if !there {
			if !refusedAt(till, id) {
				return fmt.Errorf("%s took %s, and the city has it not", till.who.ID, id)
			}
			m.seen["refused by the city"]++
			continue
		}
		m.seen[string(red.Outcome)]++
		if red.Outcome == offer.Conflict && red.First.IsZero() {
			return fmt.Errorf("the conflict %s does not say when the coupon was spent first", id)
		}
		for _, s := range []*shopper{till, people[red.Holder]} {
			shown, ok := offer.Redemptions.Get(s.View(), id)
			if !ok || shown.Outcome != red.Outcome {
				return fmt.Errorf("%s is not shown that %s is %s: %+v", s.who.ID, id, red.Outcome, shown)
			}
		}
	}
	return m.equal()
}

func refusedAt(till *shopper, id op.ID) bool {
	for _, r := range till.Refused() {
		if o, ok := r.Op.(offer.Redeem); ok && o.ID == id {
			return true
		}
	}
	return false
}

// equal: tills and some holders have what the city would show them.
func (m *market) equal() error {
	all := append(m.tills[:len(m.tills):len(m.tills)], m.holders[:min(len(m.holders), 60)]...)
	for _, s := range all {
		r := m.store.Read(s.who.Scopes())
		defer r.Close()
		for table := range city.Records() {
			is := map[op.ID]op.Row{}
			r.Each(table, func(row op.Row) bool { is[row.Key.ID] = row; return true })
			s.View().Each(table, func(row op.Row) bool {
				if bytes.Equal(is[row.Key.ID].Body, row.Body) {
					delete(is, row.Key.ID)
				}
				return true
			})
			if len(is) > 0 {
				return fmt.Errorf("%s lacks %d of %s, or has others", s.who.ID, len(is), table)
			}
		}
	}
	return nil
}
