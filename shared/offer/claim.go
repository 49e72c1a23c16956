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
	Elsewhere  op.Code = "elsewhere" // given out in the official channels, not here
)

// Claim asks for a coupon of a drop.
type Claim struct {
	Drop op.ID `json:"drop"`
}

// Kind waits in the outbox, so a broken line at 10:00 costs nothing but time.
func (Claim) Kind() op.Kind { return op.Kind{Name: "offer.claim", Delivery: op.Queued} }

// About is the drop.
func (c Claim) About() op.Key { return Drops.Key(c.Drop) }

// Check wants a drop.
func (c Claim) Check() error {
	if !op.ValidID(c.Drop) {
		return op.Refuse(op.Malformed, "drop")
	}
	return nil
}

// Apply notes the wish on a phone, and decides it in the city. Nothing fires at
// 10:00: the city's time is compared with the drop's.
func (c Claim) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Cardholder) {
		return op.Refuse(CardNeeded, "")
	}
	d, ok := Drops.Get(tx, c.Drop)
	if !ok {
		return op.Refuse(op.NotFound, "drop")
	}
	if !d.Here() {
		return op.Refuse(Elsewhere, "drop")
	}
	id := ClaimID(c.Drop, tx.By.ID)
	if _, got := Coupons.Get(tx, id); got {
		return nil
	}
	asked := Asked{ID: id, Drop: c.Drop, By: tx.By.ID, State: "asked", Tapped: tx.Tapped}
	if tx.City == nil {
		return Claims.Put(tx, asked)
	}
	return c.decide(tx, d, asked)
}

// decide is the city's half: order of hearing is order of giving.
func (c Claim) decide(tx *op.Tx, d Drop, asked Asked) error {
	switch {
	case tx.At.Before(d.At):
		return op.Refuse(NotOpen, "drop")
	case !d.Ends.IsZero() && !tx.At.Before(d.Ends):
		return op.Refuse(Over, "drop")
	}
	stock, ok := Stocks.Get(tx, d.ID)
	if !ok || stock.Left <= 0 {
		return op.Refuse(SoldOut, "drop")
	}
	stock.Left--
	if err := Stocks.Put(tx, stock); err != nil {
		return err
	}
	if stock.Left == 0 {
		d.Gone = true
		if err := Drops.Put(tx, d); err != nil {
			return err
		}
	}
	asked.State, asked.At = "given", tx.At
	if err := Claims.Put(tx, asked); err != nil {
		return err
	}
	return Coupons.Put(tx, sealed(tx, d, asked, stock.Total-stock.Left))
}

func sealed(tx *op.Tx, d Drop, asked Asked, serial int) Coupon {
	no := strconv.Itoa(serial)
	for len(no) < 6 {
		no = "0" + no
	}
	if d.Rehearsal {
		no = "演练-" + no
	}
	coupon := Coupon{ID: asked.ID, Drop: d.ID, Offer: d.Offer, Holder: asked.By, Serial: no, At: tx.At, Valid: d.Valid}
	coupon.Seal = tx.City.Seal(coupon.Sealed())
	coupon.Code = CodeOf(coupon.Seal)
	return coupon
}
