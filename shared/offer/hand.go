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

func handCoupon(tx *op.Tx, id op.ID, from, to person.ID) error {
	c, ok := Coupons.Get(tx, id)
	if !ok || c.Holder != from {
		return nil
	}
	Coupons.Drop(tx, id)
	c.ID, c.Holder = ClaimID(c.Drop, to), to
	if _, had := Coupons.Get(tx, c.ID); had {
		c.Holder = person.Pseudonym(string(c.Seal), string(c.Drop))
		c.ID = ClaimID(c.Drop, c.Holder)
	}
	c.Seal = tx.City.Seal(c.Sealed())
	c.Code = CodeOf(c.Seal)
	return Coupons.Put(tx, c)
}
