package city

import (
	"time"

	"denghuo/shared/account"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/privacy"
)

// Expire takes away records whose time is over. The city's daily loop has found them;
// each is looked at once more here, by the city's own time, so a record that changed
// in between stays.
type Expire struct {
	Keys []op.Key `json:"keys"` // HandAtOnce at most
}

// Kind is made by the city's own loop only.
func (Expire) Kind() op.Kind { return op.Kind{Name: "city.expire", Delivery: op.Inner} }

// Check bounds what one commit takes.
func (e Expire) Check() error {
	if len(e.Keys) == 0 || len(e.Keys) > HandAtOnce {
		return op.Refuse(op.Malformed, "keys")
	}
	return nil
}

// Apply lets each room say whether the time is over. A record that is no room's to
// take away stays.
func (e Expire) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	for _, k := range e.Keys {
		if account.Expire(tx, k) {
			continue
		}
		if k.Table == offer.Showings.Name && Over(tx, k, tx.At) {
			tx.Drop(k)
			continue
		}
		if _, err := lamp.Fade(tx, k); err != nil {
			return err
		}
	}
	return nil
}

// Aging are the tables that Expire takes records from.
func Aging() []string { return append(account.Aging(), lamp.Spots.Name, offer.Showings.Name) }

// Over reports whether Expire would do something with a record at this moment; the
// loop that looks for them reads rows, and asks here.
func Over(r op.Reader, k op.Key, at time.Time) bool {
	switch k.Table {
	case lamp.Spots.Name:
		s, ok := lamp.Spots.Get(r, k.ID)
		return ok && s.Faded(at)
	case offer.Showings.Name:
		s, ok := offer.Showings.Get(r, k.ID)
		return ok && privacy.Over(k.Table, s.At, at)
	}
	return account.Over(r, k, at)
}
