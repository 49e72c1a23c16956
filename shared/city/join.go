package city

import (
	"denghuo/shared/account"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// HandAtOnce is how many records one Join or Forget changes at most, so that no
// phone's past is too large for one commit. It is done again until nothing is left.
const HandAtOnce = 500

// Join gives what a phone's device person has to the cardholder who bound their card
// on it: reports, voices, steps, photos, claims and coupons. The phone's marks stay
// where they are, since its outbox goes on.
//
// It is safe to repeat, and it is repeated: the city runs it after every op that a
// joined phone's old outbox still sends, and then Again is set: if the phone was
// unbound since, nothing happens, and one that was blocked stays so.
type Join struct {
	From  person.ID `json:"from"` // a device person
	To    person.ID `json:"to"`   // a cardholder
	Again bool      `json:"again,omitempty"`
}

// Kind is made by the edge only.
func (Join) Kind() op.Kind { return op.Kind{Name: "city.join", Delivery: op.Inner} }

// Check wants a device and a cardholder: nobody else's things are ever given away.
func (j Join) Check() error {
	if !j.From.Device() || !op.ValidID(op.ID(j.From)) {
		return op.Refuse(op.Malformed, "from")
	}
	if !j.To.Cardholder() || !op.ValidID(op.ID(j.To)) {
		return op.Refuse(op.Malformed, "to")
	}
	return nil
}

// Apply hands over what the index has of the device. No table is gone through.
func (j Join) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	if d, ok := account.Devices.Get(tx, op.ID(j.From)); j.Again && (!ok || d.Joined != j.To) {
		return nil
	}
	if !j.Again {
		if err := account.Join(tx, j.From, j.To); err != nil {
			return err
		}
	}
	for _, k := range belongings(tx, j.From, HandAtOnce) {
		if err := handOver(tx, k, j.From, j.To); err != nil {
			return err
		}
	}
	return nil
}

// belonging are the tables whose records are handed over or forgotten. What else is
// in a person's list is about the phone itself.
var belonging = map[string]bool{
	lamp.Reports.Name: true, lamp.Voices.Name: true, lamp.Movers.Name: true,
	offer.Claims.Name: true, offer.Coupons.Name: true, offer.Redemptions.Name: true, offer.Entries.Name: true, offer.Showings.Name: true,
	photo.Table.Name: true,
}

// Belongs reports whether Join and Forget handle the table's records.
func Belongs(table string) bool { return belonging[table] }

// belongings lists at most n records that are the person's own.
func belongings(tx *op.Tx, who person.ID, n int) (keys []op.Key) {
	tx.EachOf(who.Own(), func(r op.Row) bool {
		if belonging[r.Key.Table] {
			keys = append(keys, r.Key)
		}
		return len(keys) < n
	})
	return keys
}

// handOver asks each room whether the record is its own.
func handOver(tx *op.Tx, k op.Key, from, to person.ID) error {
	for _, room := range []func(*op.Tx, op.Key, person.ID, person.ID) (bool, error){lamp.HandOver, photo.HandOver, offer.HandOver} {
		if ours, err := room(tx, k, from, to); ours || err != nil {
			return err
		}
	}
	return nil
}
