package offer

import (
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Publish brings in an offer as it was printed, or writes it anew.
type Publish struct {
	Offer Offer `json:"offer"`
}

// Kind is decided by the city only.
func (Publish) Kind() op.Kind { return op.Kind{Name: "offer.publish", Delivery: op.Live} }

// Check wants a name and a benefit that there is a rule for.
func (p Publish) Check() error {
	switch {
	case !op.ValidID(p.Offer.ID) || p.Offer.Title.Zh == "":
		return op.Refuse(op.Missing, "offer")
	case !slices.Contains([]string{UpTo, Threshold, Rate}, p.Offer.Benefit.Type):
		return op.Refuse(op.Malformed, "benefit")
	}
	return nil
}

// Apply is for the city, which brings in what was printed. What people announce goes
// through two of them: see Plan.
func (p Publish) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	return Offers.Put(tx, p.Offer)
}

// Most of what a drop may be.
const (
	MaxStock  = 10_000_000
	MaxDrawn  = 10_000 // coupons of one draw: the list of winners is one record
	MaxPeople = 99     // coupons for one cardholder
	MaxShops  = 500
)

// Open sets up a drop with its stock. A drop that is there stays as it is: stock
// is never set twice.
type Open struct {
	Drop Drop `json:"drop"`
}

// Kind is decided by the city only.
func (Open) Kind() op.Kind { return op.Kind{Name: "offer.open", Delivery: op.Live} }

// About is the drop.
func (o Open) About() op.Key { return Drops.Key(o.Drop.ID) }

// Check wants a name, a moment, and a stock that is not negative.
func (o Open) Check() error {
	switch d := o.Drop; {
	case !op.ValidID(d.ID) || !op.ValidID(d.Offer) || len(d.ID) > 40:
		return op.Refuse(op.Malformed, "drop")
	case d.At.IsZero():
		return op.Refuse(op.Missing, "at")
	case d.Stock != nil && (*d.Stock < 0 || *d.Stock > MaxStock):
		return op.Refuse(op.Malformed, "stock")
	case !d.Ends.IsZero() && !d.Ends.After(d.At):
		return op.Refuse(op.Malformed, "ends")
	case !d.Valid.IsZero() && !d.Valid.After(d.At):
		return op.Refuse(op.Malformed, "valid")
	case d.Carry < 0 || d.Carry > 0 && (d.From == "" || d.Stock == nil) || d.From != "" && !op.ValidID(d.From):
		return op.Refuse(op.Malformed, "carry")
	case !d.Ends.IsZero() && !d.Valid.IsZero() && d.Valid.Before(d.Ends):
		return op.Refuse(op.Malformed, "valid")
	case d.PerPerson < 0 || d.PerPerson > MaxPeople:
		return op.Refuse(op.Malformed, "per_person")
	case len(d.Shops) > MaxShops:
		return op.Refuse(op.TooLong, "shops")
	case d.Mode == ByDraw:
		return checkDraw(d)
	case d.Mode != FirstCome:
		return op.Refuse(op.Malformed, "mode")
	}
	return nil
}

func checkDraw(d Drop) error {
	switch {
	case d.Ends.IsZero():
		return op.Refuse(op.Missing, "ends")
	case d.Stock == nil || *d.Stock > MaxDrawn:
		return op.Refuse(op.Malformed, "stock")
	case d.PerPerson > 1:
		return op.Refuse(op.Malformed, "per_person")
	}
	return nil
}

// Apply is for the city, and for officers who practise: a drop that counts is
// announced by two people, see Plan.
func (o Open) Apply(tx *op.Tx) error {
	switch {
	case !tx.By.Is(person.Officer, person.Admin):
		return op.Refuse(op.NotYours, "")
	case !tx.By.Is(person.System) && !o.Drop.Rehearsal:
		return op.Refuse(SecondPerson, "drop")
	}
	return open(tx, o.Drop)
}

// open puts a drop with its stock; one that is there stays as it is.
func open(tx *op.Tx, d Drop) error {
	if _, had := Drops.Get(tx, d.ID); had {
		return nil
	}
	announced, ok := Offers.Get(tx, d.Offer)
	if !ok {
		return op.Refuse(op.NotFound, "offer")
	}
	d.Commit, d.Paused, d.Gone, d.Halt, d.HaltWhy = "", "", false, announced.Halt, announced.Why
	if d.Stock == nil {
		return Drops.Put(tx, d)
	}
	if !announced.Benefit.Valid() {
		return op.Refuse(op.Malformed, "benefit")
	}
	if err := carry(tx, d); err != nil {
		return err
	}
	if d.Mode == ByDraw && tx.City != nil {
		if err := prepare(tx, &d); err != nil {
			return err
		}
	}
	if err := Drops.Put(tx, d); err != nil {
		return err
	}
	return Stocks.Put(tx, Stock{Drop: d.ID, Total: *d.Stock, Left: *d.Stock})
}

// Stop makes a drop stand still, or go on when there is no reason any more. What
// was given stays given.
type Stop struct {
	Drop   op.ID  `json:"drop"`
	Reason string `json:"reason"` // empty: go on
}

// Kind waits in the outbox: an officer without a network is heard late, but heard.
func (Stop) Kind() op.Kind { return op.Kind{Name: "offer.stop", Delivery: op.Queued} }

// About is the drop.
func (s Stop) About() op.Key { return Drops.Key(s.Drop) }

// Check wants a drop.
func (s Stop) Check() error {
	if !op.ValidID(s.Drop) {
		return op.Refuse(op.Malformed, "drop")
	}
	if s.Reason == "" {
		return nil
	}
	return reason(s.Reason)
}

// Apply is for officers.
func (s Stop) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Officer, person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	d, ok := Drops.Get(tx, s.Drop)
	if !ok {
		return op.Refuse(op.NotFound, "drop")
	}
	d.Paused = s.Reason
	return Drops.Put(tx, d)
}

// SetShop names a shop and its limit.
type SetShop struct {
	Shop Shop `json:"shop"`
}

// Kind waits in the outbox.
func (SetShop) Kind() op.Kind { return op.Kind{Name: "offer.shop", Delivery: op.Queued} }

// About is the shop.
func (s SetShop) About() op.Key { return Shops.Key(op.ID(s.Shop.ID)) }

// Check wants a name.
func (s SetShop) Check() error {
	switch {
	case !op.ValidID(op.ID(s.Shop.ID)):
		return op.Refuse(op.Malformed, "shop")
	case s.Shop.Name.Zh == "":
		return op.Refuse(op.Missing, "name")
	case len(s.Shop.Name.Zh)+len(s.Shop.Name.En)+len(s.Shop.District) > 600:
		return op.Refuse(op.TooLong, "name")
	case s.Shop.Limit < 0 || s.Shop.Limit > 10_000:
		return op.Refuse(op.Malformed, "limit")
	}
	return nil
}

// Apply is for officers.
func (s SetShop) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Officer, person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	return Shops.Put(tx, s.Shop)
}
