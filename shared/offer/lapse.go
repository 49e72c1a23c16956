package offer

import (
	"encoding/json"
	"strings"
	"time"

	"denghuo/shared/op"
)

// lapseAtOnce is how many coupons of a drop are written down as expired in one step:
// some milliseconds, between which claims and reports go on.
const lapseAtOnce = 500

// lookAgain is when a drop is gone through once more whose sums say that some of its
// coupons have not been found: one that was handed to another person in between may
// stand where the look had been.
const lookAgain = time.Hour

// open is how many coupons of the drop are neither used nor ended.
func (s Stock) open() int { return s.Given - s.Back - s.Redeemed - s.Void - s.Expired }

// lapse writes down which coupons of a drop have expired, some at a time. They are
// not counted as used, and go into the stock of a later drop when nobody may speak
// for them any more (Free).
func lapse(tx *op.Tx, d Drop, stock *Stock) error {
	switch {
	case !past(d.Valid, tx.At) || stock.open() <= 0:
		return nil
	case stock.Looked == "" && !stock.LookedAt.IsZero() && tx.At.Sub(stock.LookedAt) < lookAgain:
		return nil
	}
	var over []Coupon
	at, last := stock.Looked, op.ID("")
	eachOf(tx, d.ID, at, func(c Coupon) bool {
		if last = c.ID; c.State == Given && c.Expired(tx.At) {
			over = append(over, c)
		}
		return len(over) < lapseAtOnce
	})
	for _, c := range over {
		c.State, c.Ended = Lapsed, c.Valid
		if err := Coupons.Put(tx, c); err != nil {
			return err
		}
	}
	stock.Expired += len(over)
	if stock.Looked = last; len(over) < lapseAtOnce {
		stock.Looked, stock.LookedAt = "", tx.At
	}
	return Stocks.Put(tx, *stock)
}

// eachOf goes through the coupons of one drop, from an ID on, without reading those of
// others: a coupon's name begins with its drop's.
func eachOf(tx *op.Tx, drop, from op.ID, f func(Coupon) bool) {
	begin := string(drop) + "."
	tx.EachFrom(Coupons.Name, max(op.ID(begin), from), func(row op.Row) bool {
		if !strings.HasPrefix(string(row.Key.ID), begin) {
			return false
		}
		var c Coupon
		return json.Unmarshal(row.Body, &c) != nil || c.Drop != drop || f(c)
	})
}

// unlapse takes a coupon out of the expired ones: it was spent in its time at a till
// without a network, and heard after it.
func unlapse(tx *op.Tx, c Coupon) error {
	if c.State != Lapsed {
		return nil
	}
	stock, _ := Stocks.Get(tx, c.Drop)
	stock.Expired--
	return Stocks.Put(tx, stock)
}

// relapse puts a coupon that was given back by a refund; after its time it is an
// expired one.
func relapse(tx *op.Tx, c *Coupon) error {
	if !c.Expired(tx.At) {
		return Coupons.Put(tx, *c)
	}
	c.State, c.Ended = Lapsed, c.Valid
	stock, _ := Stocks.Get(tx, c.Drop)
	stock.Expired++
	if err := Stocks.Put(tx, stock); err != nil {
		return err
	}
	return Coupons.Put(tx, *c)
}

// Free is how many of a drop's stock a later drop may take over: what is left when it
// is over, and what expired once no till may bring in a redemption of before any more.
func (s Stock) Free(d Drop, at time.Time) int {
	free := -s.Carried
	if d.Ended(at) {
		free += s.Left
	}
	if !d.Valid.IsZero() && past(d.Valid.Add(lateLimit), at) {
		free += s.Expired
	}
	return max(0, free)
}

// carry takes a part of a new drop's stock from an earlier one of the same offer.
func carry(tx *op.Tx, d Drop) error {
	if d.From == "" {
		return nil
	}
	from, ok := Drops.Get(tx, d.From)
	switch {
	case !ok || from.Offer != d.Offer || from.Rehearsal != d.Rehearsal:
		return op.Refuse(op.NotFound, "from")
	case d.Carry > *d.Stock:
		return op.Refuse(op.Malformed, "carry")
	case tx.City == nil:
		return nil
	}
	stock, _ := Stocks.Get(tx, d.From)
	if d.Carry > stock.Free(from, tx.At) {
		return op.Refuse(NotFree, "carry")
	}
	stock.Carried += d.Carry
	return Stocks.Put(tx, stock)
}

// NotFree says that the earlier drop has not so many left over, or not yet.
const NotFree op.Code = "not_free"
