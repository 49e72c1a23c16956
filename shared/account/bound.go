package account

import (
	"slices"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/privacy"
)

// Join ties a phone to the person whose card was bound on it. A phone that was
// reported lost and is found again is let in: whoever holds it has just proved that
// the card is theirs, on this very phone. It is a part of city.Join.
func Join(tx *op.Tx, device, who person.ID) error {
	d, had := Devices.Get(tx, op.ID(device))
	if !had {
		d = Device{ID: device, First: tx.At, Seen: tx.At}
	}
	found := d.Blocked && d.Joined == who
	if had && d.Joined == who && !found {
		return nil
	}
	if d.Blocked && !found {
		return op.Refuse(SignIn, "device")
	}
	d.Joined, d.Blocked = who, false
	return Devices.Put(tx, d)
}

// Unbind takes the card from a phone. What was reported with it stays the person's;
// what the phone reports from now on is its own again.
type Unbind struct {
	Device person.ID `json:"device"`
	Who    person.ID `json:"who"`
}

// Kind is made by the edge only: it has seen the phone's secret.
func (Unbind) Kind() op.Kind { return op.Kind{Name: "account.unbind", Delivery: op.Inner} }

// Check wants a device and a person.
func (u Unbind) Check() error {
	if !u.Device.Device() {
		return op.Refuse(op.Malformed, "device")
	}
	return wantPerson(u.Who)
}

// Apply is for the person; a phone that is not theirs stays as it is.
func (u Unbind) Apply(tx *op.Tx) error {
	if tx.By.ID != u.Who && !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	d, ok := Devices.Get(tx, op.ID(u.Device))
	if !ok || d.Joined != u.Who || d.Blocked { // one that was lost is let in by its card alone
		return nil
	}
	d.Joined = ""
	return Devices.Put(tx, d)
}

// Lost signs a person out everywhere: all sessions end, and the phones that the card
// is bound on may not speak any more, but for the one in their hand. What the lost
// phone said before stays the person's.
type Lost struct {
	Who  person.ID `json:"who"`
	Here person.ID `json:"here,omitempty"` // the device in their hand, which keeps its voice
}

// Audited has it written down: somebody may ask later who silenced a phone.
func (Lost) Audited() bool { return true }

// Kind is made by the edge only.
func (Lost) Kind() op.Kind { return op.Kind{Name: "account.lost", Delivery: op.Inner} }

// Check wants a person.
func (l Lost) Check() error { return wantPerson(l.Who) }

// Apply is for the person and for administrators, whom somebody may call.
func (l Lost) Apply(tx *op.Tx) error {
	if tx.By.ID != l.Who && !tx.By.Is(person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	for _, d := range devicesOf(tx, l.Who) {
		d.Blocked = d.ID != l.Here
		if err := Devices.Put(tx, d); err != nil {
			return err
		}
	}
	return endAll(tx, l.Who, "")
}

// maxDevices is how many phones of one person are looked at; more than anybody has.
const maxDevices = 200

// devicesOf gives the phones that a person's card is bound on, by the index.
func devicesOf(tx *op.Tx, who person.ID) (all []Device) {
	tx.EachOf(who.Own(), func(r op.Row) bool {
		if r.Key.Table != Devices.Name {
			return true
		}
		if d, ok := Devices.Get(tx, r.Key.ID); ok && d.Joined == who {
			all = append(all, d)
		}
		return len(all) < maxDevices
	})
	return all
}

// Forget leaves nothing of how a person signed in: their account, secret, sessions
// and phones. Of their card only the hash of its number and name stays, until the
// register's next file brings the rest. It is a part of city.Forget.
func Forget(tx *op.Tx, who person.ID) error {
	if err := endAll(tx, who, ""); err != nil {
		return err
	}
	for _, s := range SessionsOf(tx, who) {
		tx.Drop(Sessions.Key(s.ID))
	}
	for _, d := range devicesOf(tx, who) {
		d.Joined = ""
		if err := Devices.Put(tx, d); err != nil {
			return err
		}
	}
	if a, ok := Accounts.Get(tx, op.ID(who)); ok && a.Login != "" {
		tx.Drop(owners.Key(op.ID(a.Login)))
	}
	for _, k := range []op.Key{Accounts.Key(op.ID(who)), secrets.Key(op.ID(who)), holdings.Key(op.ID(who)), Devices.Key(op.ID(who))} {
		tx.Drop(k)
	}
	return cut(tx, who)
}

// cut empties the card's record and takes the tie away.
func cut(tx *op.Tx, who person.ID) error {
	card, ok := CardOf(tx, who)
	tx.Drop(holders.Key(op.ID(who)))
	if !ok {
		return nil
	}
	card.Name, card.Phone, card.PhoneHash, card.Holder, card.Bound = "", nil, "", "", time.Time{}
	return Cards.Put(tx, card)
}

// Aging are the tables of this room whose records are not kept for ever.
func Aging() []string {
	return []string{Sessions.Name, Devices.Name, Cards.Name, Codes.Name, sendings.Name}
}

// Over reports whether a record of this room need not be kept at this moment, by
// shared/privacy. A card that is bound stays, and so does a blocked phone's name.
func Over(r op.Reader, k op.Key, at time.Time) bool {
	switch k.Table {
	case Sessions.Name:
		s, ok := Sessions.Get(r, k.ID)
		ended := s.Until
		if s.Ended {
			ended = s.Seen
		}
		return ok && privacy.Over(k.Table, ended, at)
	case Devices.Name:
		d, ok := Devices.Get(r, k.ID)
		return ok && privacy.Over(k.Table, d.Seen, at)
	case Cards.Name:
		c, ok := Cards.Get(r, k.ID)
		return ok && c.Holder == "" && privacy.Over(k.Table, c.Listed, at)
	case Codes.Name:
		c, ok := Codes.Get(r, k.ID)
		return ok && privacy.Over(k.Table, c.Until, at)
	case sendings.Name:
		s, ok := sendings.Get(r, k.ID)
		return ok && privacy.Over(k.Table, s.Last, at)
	}
	return false
}

// Expire takes a record of this room away if it is over, and tells whether the
// record is of this room. It is a part of city.Expire.
func Expire(tx *op.Tx, k op.Key) (ours bool) {
	if !slices.Contains(Aging(), k.Table) {
		return false
	}
	if Over(tx, k, tx.At) {
		tx.Drop(k)
	}
	if _, there := tx.Get(k); !there && k.Table == Sessions.Name {
		tx.Drop(keys.Key(k.ID))
	}
	return true
}
