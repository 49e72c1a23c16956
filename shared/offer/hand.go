package offer

import (
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// HandOver gives a claim or a coupon of one person to another, and tells whether
// the record is of this room. Only the city can: a coupon names its holder, so it is
// sealed anew and has a new code, and the old one is worth nothing. Whoever has one
// of this drop already keeps theirs, and the other stays for the books as nobody's:
// coupons and what is left are the whole at every instant, and no serial comes twice.
func HandOver(tx *op.Tx, k op.Key, from, to person.ID) (ours bool, err error) {
	switch k.Table {
	case Claims.Name:
		return true, handClaim(tx, k.ID, from, to)
	case Coupons.Name:
		return true, handCoupon(tx, k.ID, from, to)
	case Redemptions.Name:
		return true, handRedemption(tx, k.ID, from, to)
	case Entries.Name:
		return true, handEntry(tx, k.ID, from, to)
	case Showings.Name: // of a moment; nobody misses it
		Showings.Drop(tx, k.ID)
		return true, nil
	}
	return false, nil
}

// Forget leaves a claim or a coupon for the books, under a name of about's making.
func Forget(tx *op.Tx, k op.Key, who person.ID, as func(about op.ID) person.ID) (ours bool, err error) {
	about := k.ID
	if c, ok := Coupons.Get(tx, k.ID); ok && k.Table == Coupons.Name {
		about = c.Drop
	}
	if c, ok := Claims.Get(tx, k.ID); ok && k.Table == Claims.Name {
		about = c.Drop
	}
	if r, ok := Redemptions.Get(tx, k.ID); ok && k.Table == Redemptions.Name {
		about = r.Drop // the same name as its coupon's
	}
	return HandOver(tx, k, who, as(about))
}

func handClaim(tx *op.Tx, id op.ID, from, to person.ID) error {
	c, ok := Claims.Get(tx, id)
	if !ok || c.By != from {
		return nil
	}
	Claims.Drop(tx, id)
	c.ID, c.By = ClaimID(c.Drop, to), to
	if _, had := Claims.Get(tx, c.ID); had {
		return nil
	}
	return Claims.Put(tx, c)
}

// handCoupon takes the old code with it: what was read aloud once finds nothing. A
// coupon that waits for its seal gets it under its new name.
func handCoupon(tx *op.Tx, id op.ID, from, to person.ID) error {
	c, ok := Coupons.Get(tx, id)
	if !ok || c.Holder != from {
		return nil
	}
	nth := c.Nth()
	Coupons.Drop(tx, id)
	c.ID, c.Holder = NthID(c.Drop, to, nth), to
	if _, had := Coupons.Get(tx, c.ID); had {
		c.Holder = person.Pseudonym(string(id), string(c.Drop))
		c.ID = NthID(c.Drop, c.Holder, nth)
	}
	if len(c.Seal) == 0 && tx.City.Later != nil {
		tx.City.Later(Seal{Coupon: c.ID})
		return Coupons.Put(tx, c)
	}
	if c.Code != "" {
		codes.Drop(tx, op.ID(c.Code))
	}
	if err := seal(tx, &c); err != nil {
		return err
	}
	return Coupons.Put(tx, c)
}

// handRedemption follows the coupon to its new name.
func handRedemption(tx *op.Tx, id op.ID, from, to person.ID) error {
	r, ok := Redemptions.Get(tx, id)
	if !ok || r.Holder != from {
		return nil
	}
	r.Coupon, r.Holder = NthID(r.Drop, to, Coupon{ID: r.Coupon, Drop: r.Drop, Holder: from}.Nth()), to
	return Redemptions.Put(tx, r)
}

// handEntry keeps the token, which is in the chain: a draw stays what it was.
func handEntry(tx *op.Tx, id op.ID, from, to person.ID) error {
	e, ok := Entries.Get(tx, id)
	if !ok || e.By != from {
		return nil
	}
	Entries.Drop(tx, id)
	e.ID, e.By = ClaimID(e.Drop, to), to
	if _, had := Entries.Get(tx, e.ID); had {
		e.By = person.Pseudonym(string(id), e.Token)
		e.ID = ClaimID(e.Drop, e.By)
	}
	return Entries.Put(tx, e)
}
