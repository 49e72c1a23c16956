package offer

import (
	"strings"
	"time"
	"unicode/utf8"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// MaxReason is how long a reason may be, in characters.
const MaxReason = 200

func reason(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return op.Refuse(op.Missing, "reason")
	case utf8.RuneCountInString(text) > MaxReason:
		return op.Refuse(op.TooLong, "reason")
	}
	return nil
}

// Reverse takes a redemption back: the customer was refunded in full. The coupon
// may be spent again until its time is over.
type Reverse struct {
	Redemption op.ID  `json:"redemption"`
	Reason     string `json:"reason"`
	Part       int    `json:"part,omitempty"` // fen, when only so much was refunded in all: the coupon stays used
}

// Kind waits in the outbox.
func (Reverse) Kind() op.Kind { return op.Kind{Name: "offer.reverse", Delivery: op.Queued} }

// About is the redemption.
func (r Reverse) About() op.Key { return Redemptions.Key(r.Redemption) }

// Check wants a redemption and a reason.
func (r Reverse) Check() error {
	if !op.ValidID(r.Redemption) {
		return op.Refuse(op.Malformed, "redemption")
	}
	if r.Part < 0 || r.Part > MaxPrice {
		return op.Refuse(op.Malformed, "price")
	}
	return reason(r.Reason)
}

// Apply is for the shop that redeemed it, and for officers.
func (r Reverse) Apply(tx *op.Tx) error {
	red, ok := Redemptions.Get(tx, r.Redemption)
	switch {
	case !ok:
		return op.Refuse(op.NotFound, "redemption")
	case red.Shop != tx.By.ID && !tx.By.Is(person.Officer, person.Admin):
		return op.Refuse(op.NotYours, "")
	case red.Outcome == Reversed:
		return nil
	case red.Outcome != Counted:
		return op.Refuse(op.Moved, "redemption")
	case r.Part > 0:
		return r.part(tx, red)
	}
	if tx.City != nil {
		if err := count(tx, red, -1); err != nil {
			return err
		}
		c, _ := Coupons.Get(tx, red.Coupon)
		c.State, c.Ended = Given, time.Time{}
		if err := relapse(tx, &c); err != nil {
			return err
		}
	}
	red.Outcome, red.Pays = Reversed, false
	return Redemptions.Put(tx, red)
}

// part writes down a refund of less than was paid. What the organiser owes stays: the
// coupon was used.
func (r Reverse) part(tx *op.Tx, red Redemption) error {
	if r.Part < red.Refunded || r.Part > red.Pay() {
		return op.Refuse(op.Malformed, "price")
	}
	red.Refunded = r.Part
	return Redemptions.Put(tx, red)
}

// Cancel makes a coupon void, with a reason that its holder reads.
type Cancel struct {
	Code   string `json:"code"` // the 12 characters
	Reason string `json:"reason"`
}

// Kind is decided by the city only: the officer has no copy of coupons.
func (Cancel) Kind() op.Kind { return op.Kind{Name: "offer.cancel", Delivery: op.Live} }

// Check wants a code and a reason.
func (c Cancel) Check() error {
	if !ValidCode(c.Code) {
		return op.Refuse(NoCoupon, "coupon")
	}
	return reason(c.Reason)
}

// Apply is for officers. A spent coupon stays spent.
func (c Cancel) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Officer, person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	coupon, err := find(tx, "", c.Code)
	switch {
	case err != nil:
		return err
	case coupon.State == Void:
		return nil
	case coupon.State == Redeemed:
		return op.Refuse(IsUsed, "coupon")
	case coupon.State == Back:
		return op.Refuse(IsBack, "coupon")
	case coupon.State == Lapsed:
		return op.Refuse(IsExpired, "coupon")
	}
	coupon.State, coupon.Ended, coupon.Reason = Void, tx.At, c.Reason
	stock, _ := Stocks.Get(tx, coupon.Drop)
	stock.Void++
	if err := tellVoid(tx, coupon); err != nil {
		return err
	}
	if err := Stocks.Put(tx, stock); err != nil {
		return err
	}
	return Coupons.Put(tx, coupon)
}

// GiveBack returns a coupon that its holder will not use: somebody else gets it.
type GiveBack struct {
	Coupon op.ID `json:"coupon"`
}

// Kind waits in the outbox.
func (GiveBack) Kind() op.Kind { return op.Kind{Name: "offer.give_back", Delivery: op.Queued} }

// About is the coupon.
func (g GiveBack) About() op.Key { return Coupons.Key(g.Coupon) }

// Check wants a coupon.
func (g GiveBack) Check() error {
	if !op.ValidID(g.Coupon) {
		return op.Refuse(op.Malformed, "coupon")
	}
	return nil
}

// Apply is for the holder.
func (g GiveBack) Apply(tx *op.Tx) error {
	c, ok := Coupons.Get(tx, g.Coupon)
	switch {
	case !ok:
		return op.Refuse(op.NotFound, "coupon")
	case c.Holder != tx.By.ID:
		return op.Refuse(op.NotYours, "")
	case c.State == Back:
		return nil
	case c.State == Redeemed:
		return op.Refuse(IsUsed, "coupon")
	case c.State == Void:
		return op.Refuse(IsVoid, "coupon")
	case c.Expired(tx.At):
		return op.Refuse(IsExpired, "coupon")
	}
	c.State, c.Ended = Back, tx.At
	if err := Coupons.Put(tx, c); err != nil || tx.City == nil {
		return err
	}
	return returned(tx, c.Drop)
}

// returned puts one back into the stock, and the drop says so.
func returned(tx *op.Tx, drop op.ID) error {
	stock, ok := Stocks.Get(tx, drop)
	if !ok {
		return nil
	}
	stock.Left, stock.Back = stock.Left+1, stock.Back+1
	if d, _ := Drops.Get(tx, drop); d.Gone {
		d.Gone = false
		if err := Drops.Put(tx, d); err != nil {
			return err
		}
	}
	return Stocks.Put(tx, stock)
}
