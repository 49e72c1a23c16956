package offer

import (
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Publish announces an offer, or writes its announcement anew.
type Publish struct {
	Offer Offer `json:"offer"`
}

// Kind is decided by the city only.
func (Publish) Kind() op.Kind { return op.Kind{Name: "offer.publish", Delivery: op.Live} }

// Check wants a name and a kind of benefit that screens know.
func (p Publish) Check() error {
	if !op.ValidID(p.Offer.ID) || p.Offer.Title.Zh == "" {
		return op.Refuse(op.Missing, "offer")
	}
	switch p.Offer.Benefit.Type {
	case "amount_up_to", "threshold", "rate":
		return nil
	}
	return op.Refuse(op.Malformed, "benefit")
}

// Apply is for officers.
func (p Publish) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Officer, person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	return Offers.Put(tx, p.Offer)
}

// Open sets up a drop with its stock. A drop that is there stays as it is: stock
// is never set twice.
type Open struct {
	Drop Drop `json:"drop"`
}

// Kind is decided by the city only.
func (Open) Kind() op.Kind { return op.Kind{Name: "offer.open", Delivery: op.Live} }

// Check wants a name, a moment, and a stock that is not negative.
func (o Open) Check() error {
	switch d := o.Drop; {
	case !op.ValidID(d.ID) || !op.ValidID(d.Offer):
		return op.Refuse(op.Malformed, "drop")
	case d.At.IsZero():
		return op.Refuse(op.Missing, "at")
	case d.Stock != nil && (*d.Stock < 0 || *d.Stock > 10_000_000):
		return op.Refuse(op.Malformed, "stock")
	case !d.Ends.IsZero() && !d.Ends.After(d.At):
		return op.Refuse(op.Malformed, "ends")
	}
	return nil
}

// Apply is for officers.
func (o Open) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Officer, person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	if _, had := Drops.Get(tx, o.Drop.ID); had {
		return nil
	}
	if _, ok := Offers.Get(tx, o.Drop.Offer); !ok {
		return op.Refuse(op.NotFound, "offer")
	}
	if err := Drops.Put(tx, o.Drop); err != nil {
		return err
	}
	if o.Drop.Stock == nil {
		return nil
	}
	return Stocks.Put(tx, Stock{Drop: o.Drop.ID, Total: *o.Drop.Stock, Left: *o.Drop.Stock})
}
