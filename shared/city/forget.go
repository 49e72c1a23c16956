package city

import (
	"denghuo/shared/account"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// Forget leaves nothing of a person but what the books need, under random names:
// shared/privacy tells it table by table. Seed is 16 or more random characters that
// the city's edge draws and nobody keeps, so that nobody can go back.
//
// It changes HandAtOnce records and is run again, with the same seed, until nothing
// is left; each run is whole, and a person who was forgotten halfway is forgotten
// further by the next.
type Forget struct {
	Who  person.ID `json:"who"`
	Seed string    `json:"seed"`
}

// Kind is made by the edge only.
func (Forget) Kind() op.Kind { return op.Kind{Name: "city.forget", Delivery: op.Inner} }

// Check wants a resident or a cardholder. Staff and merchants are forgotten by the
// administrator, who answers for their books.
func (f Forget) Check() error {
	if !f.Who.Device() && !f.Who.Cardholder() || !op.ValidID(op.ID(f.Who)) {
		return op.Refuse(op.NotYours, "who")
	}
	if len(f.Seed) < 16 {
		return op.Refuse(op.Malformed, "seed")
	}
	return nil
}

// Apply forgets what the index has of the person.
func (f Forget) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	keys := belongings(tx, f.Who, HandAtOnce)
	for _, k := range keys {
		if err := f.forget(tx, k); err != nil {
			return err
		}
	}
	if len(keys) == HandAtOnce {
		return nil
	}
	f.last(tx)
	return account.Forget(tx, f.Who)
}

func (f Forget) as(about op.ID) person.ID { return person.Pseudonym(f.Seed, string(about)) }

func (f Forget) forget(tx *op.Tx, k op.Key) error {
	if ours, err := lamp.Forget(tx, k, f.Who, f.as); ours || err != nil {
		return err
	}
	if ours, err := photo.Forget(tx, k, f.Who); ours || err != nil {
		return err
	}
	_, err := offer.Forget(tx, k, f.Who, f.as)
	return err
}

// last takes away how the phone's outbox stood. A phone that goes on with it is
// told of a gap, and begins a new one.
func (f Forget) last(tx *op.Tx) {
	var keys []op.Key
	tx.EachOf(f.Who.Own(), func(r op.Row) bool {
		if r.Key.Table == op.Marks.Name || r.Key.Table == op.Answers.Name {
			keys = append(keys, r.Key)
		}
		return len(keys) < 2*HandAtOnce
	})
	for _, k := range keys {
		tx.Drop(k)
	}
}
