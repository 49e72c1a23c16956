package offer

import (
	"strconv"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Codes of this domain.
const (
	CardNeeded op.Code = "card_needed"
	NotOpen    op.Code = "not_open"
	Over       op.Code = "over"
	SoldOut    op.Code = "sold_out"
	Elsewhere  op.Code = "elsewhere"    // given out in the official channels, not here
	Standing   op.Code = "drop_paused"  // the officer has stopped it for now
	Enough     op.Code = "enough"       // this person has as many as one may have
	InDraw     op.Code = "not_by_claim" // what is asked for does not fit a draw
)

// Claim asks for a coupon of a drop, or enters its draw.
type Claim struct {
	Drop op.ID `json:"drop"`
	Nth  int   `json:"nth,omitempty"` // which of the several that one person may have, from 0
}

// Kind waits in the outbox, so a broken line at 10:00 costs nothing but time.
func (Claim) Kind() op.Kind { return op.Kind{Name: "offer.claim", Delivery: op.Queued} }

// About is the drop.
func (c Claim) About() op.Key { return Drops.Key(c.Drop) }

// Check wants a drop.
func (c Claim) Check() error {
	if !op.ValidID(c.Drop) || c.Nth < 0 || c.Nth > 99 {
		return op.Refuse(op.Malformed, "drop")
	}
	return nil
}

// ClaimID names the claim and the coupon of a person in a drop, so asking twice
// cannot give two. The first has no number.
func ClaimID(drop op.ID, by person.ID) op.ID { return NthID(drop, by, 0) }

// NthID is ClaimID for one of several.
func NthID(drop op.ID, by person.ID, nth int) op.ID {
	id := drop + "." + op.ID(by)
	if nth > 0 {
		id += op.ID("." + strconv.Itoa(nth+1))
	}
	return id
}

// Apply notes the wish on a phone, and decides it in the city. Nothing fires at
// 10:00: the city's time is compared with the drop's.
func (c Claim) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Cardholder) {
		return op.Refuse(CardNeeded, "")
	}
	d, ok := Drops.Get(tx, c.Drop)
	switch {
	case !ok:
		return op.Refuse(op.NotFound, "drop")
	case !d.Here():
		return op.Refuse(Elsewhere, "drop")
	case c.Nth >= d.Limit():
		return op.Refuse(Enough, "drop")
	case c.Nth > 0 && d.Mode == ByDraw:
		return op.Refuse(InDraw, "drop")
	}
	id := NthID(c.Drop, tx.By.ID, c.Nth)
	if had, got := Coupons.Get(tx, id); got && had.State != Back {
		return nil
	}
	if d.Mode == ByDraw {
		if _, in := Entries.Get(tx, id); in {
			return nil
		}
	}
	if tx.City == nil {
		return Claims.Put(tx, Asked{ID: id, Drop: c.Drop, By: tx.By.ID, State: "asked", Tapped: tx.Tapped})
	}
	return c.decide(tx, d, id)
}

// decide is the city's half: order of hearing is order of giving.
func (c Claim) decide(tx *op.Tx, d Drop, id op.ID) error {
	switch {
	case tx.At.Before(d.At):
		return op.Refuse(NotOpen, "drop")
	case d.Ended(tx.At):
		return op.Refuse(Over, "drop")
	}
	if err := d.standing(); err != nil {
		return err
	}
	stock, ok := Stocks.Get(tx, d.ID)
	if !ok {
		return op.Refuse(SoldOut, "drop")
	}
	stock.Heard++
	if d.Mode == ByDraw {
		return enter(tx, d, stock, id)
	}
	if stock.Left <= 0 {
		return op.Refusal{Code: SoldOut, Field: "drop", No: stock.Heard}
	}
	if stock.Left == 1 {
		d.Gone = true
		if err := Drops.Put(tx, d); err != nil {
			return err
		}
	}
	return give(tx, d, &stock, id, tx.By.ID)
}

// give takes one from the stock and makes it a coupon. Its seal follows in a
// quiet moment when the city has one: signing costs more than everything else
// together, and 5,000 people wait for the answer.
func give(tx *op.Tx, d Drop, stock *Stock, id op.ID, holder person.ID) error {
	stock.Left--
	stock.Given++
	coupon := Coupon{ID: id, Drop: d.ID, Offer: d.Offer, Holder: holder, Serial: serial(d, stock.Given), At: tx.At, Valid: d.Valid}
	if tx.City.Later != nil {
		tx.City.Later(Seal{Coupon: id})
	} else if err := seal(tx, &coupon); err != nil {
		return err
	} else {
		stock.Sealed, stock.SealedAt = stock.Sealed+1, tx.At
	}
	if err := Stocks.Put(tx, *stock); err != nil {
		return err
	}
	return Coupons.Put(tx, coupon)
}

// Refused counts the city's no, in the same commit as its answer.
func (c Claim) Refused(tx *op.Tx, r op.Refusal) error {
	stock, ok := Stocks.Get(tx, c.Drop)
	if !ok {
		return nil
	}
	refused := map[op.Code]int{r.Code: 1}
	for code, n := range stock.Refused {
		refused[code] += n
	}
	stock.Heard, stock.Refused = stock.Heard+1, refused
	return Stocks.Put(tx, stock)
}

// serial is how people and books call a coupon: 000218, or 演练-000218.
func serial(d Drop, n int) string {
	no := strconv.Itoa(n)
	for len(no) < 6 {
		no = "0" + no
	}
	if d.Rehearsal {
		no = "演练-" + no
	}
	return no
}
