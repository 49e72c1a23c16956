package offer

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Day is a record: one shop's day, what it will be settled by. Rehearsals have
// days of their own and are never settled.
type Day struct {
	ID        op.ID     `json:"id"`
	Shop      person.ID `json:"shop"`
	Date      string    `json:"date"` // 2026-04-19, in the city's zone
	Count     int       `json:"count"`
	Offline   int       `json:"offline"`
	Price     int       `json:"price"` // fen
	Off       int       `json:"off"`   // fen
	Owed      int       `json:"owed"`  // fen that the organiser pays the shop
	Conflicts int       `json:"conflicts,omitempty"`
	Reversed  int       `json:"reversed,omitempty"`
	Rehearsal bool      `json:"rehearsal,omitempty"`
}

// RecordID is shop and date.
func (d Day) RecordID() op.ID { return d.ID }

// Audience is the shop and the officers.
func (d Day) Audience() []person.Scope { return []person.Scope{d.Shop.Own(), person.Officers} }

// DateOf is the day of a time in the city's zone, which has no summer time.
func DateOf(t time.Time) string { return t.In(time.FixedZone("", 8*60*60)).Format(time.DateOnly) }

// DayID names a shop's day.
func DayID(shop person.ID, date string, rehearsal bool) op.ID {
	id := op.ID(string(shop) + "." + date)
	if rehearsal {
		id += ".r"
	}
	return id
}

func dayOf(r op.Reader, red Redemption) Day {
	date := DateOf(red.At)
	if red.Offline {
		date = DateOf(red.Tapped)
	}
	id := DayID(red.Shop, date, red.Rehearsal)
	if day, had := Days.Get(r, id); had {
		return day
	}
	return Day{ID: id, Shop: red.Shop, Date: date, Rehearsal: red.Rehearsal}
}

func limit(r op.Reader, shop person.ID) int {
	s, _ := Shops.Get(r, op.ID(shop))
	return s.Offline()
}

// Showing is a record: a till asked about a coupon, and this is how it stands. The
// holder's phone shows that the till is looking.
type Showing struct {
	ID     op.ID     `json:"id"`
	Ask    op.ID     `json:"ask"` // which question this answers
	Shop   person.ID `json:"shop"`
	Holder person.ID `json:"holder,omitempty"`
	Coupon op.ID     `json:"coupon,omitempty"`
	Drop   op.ID     `json:"drop,omitempty"`
	Serial string    `json:"serial,omitempty"`
	Asked  bool      `json:"asked,omitempty"` // on the till: the city has not heard
	Wrong  op.Code   `json:"wrong,omitempty"` // why it may not be spent here and now
	First  time.Time `json:"first,omitzero"`  // when it was spent before
	At     time.Time `json:"at"`
}

// RecordID is shop and till.
func (s Showing) RecordID() op.ID { return s.ID }

// Audience is the shop and the holder.
func (s Showing) Audience() []person.Scope {
	to := []person.Scope{s.Shop.Own()}
	if s.Holder != "" {
		to = append(to, s.Holder.Own())
	}
	return to
}

// ShowingID names what one till is looking at: the next coupon takes its place.
func ShowingID(shop person.ID, till op.ID) op.ID { return op.ID(shop) + "." + till }

// Present asks the city about a coupon before it is spent. It changes nothing.
type Present struct {
	ID     op.ID  `json:"id"`
	Till   op.ID  `json:"till"`
	Coupon op.ID  `json:"coupon,omitempty"`
	Code   string `json:"code,omitempty"`
	Proof  *Proof `json:"proof,omitempty"`
}

// Kind waits in the till's outbox, though an answer that comes late is of no use.
func (Present) Kind() op.Kind { return op.Kind{Name: "offer.present", Delivery: op.Queued} }

// Check wants a till and a coupon.
func (p Present) Check() error {
	switch {
	case !op.ValidID(p.ID) || !op.ValidID(p.Till) || len(p.Till) > 40:
		return op.Refuse(op.Malformed, "till")
	case p.Coupon == "" && !ValidCode(p.Code), p.Coupon != "" && !op.ValidID(p.Coupon):
		return op.Refuse(NoCoupon, "coupon")
	}
	return nil
}

// Apply is for merchants, and for officers who look for a coupon to make void: they
// learn how it stands, and its holder does not hear of it.
func (p Present) Apply(tx *op.Tx) error {
	officer := tx.By.Is(person.Officer, person.Admin)
	if !officer && !tx.By.Is(person.Merchant) {
		return op.Refuse(op.NotYours, "")
	}
	s := Showing{ID: ShowingID(tx.By.ID, p.Till), Ask: p.ID, Shop: tx.By.ID, Coupon: p.Coupon, At: tx.At, Asked: true}
	if tx.City == nil {
		return Showings.Put(tx, s)
	}
	s.Asked = false
	c, err := find(tx, p.Coupon, p.Code)
	if err != nil {
		s.Wrong = NoCoupon
		return Showings.Put(tx, s)
	}
	d, _ := Drops.Get(tx, c.Drop)
	s.Coupon, s.Drop, s.Serial = c.ID, c.Drop, c.Serial
	switch {
	case !officer && !d.For(tx.By.ID):
		s.Wrong = WrongShop
	case wrongProof(c, p.Proof, tx.At, slackHeard) != "":
		s.Wrong = wrongProof(c, p.Proof, tx.At, slackHeard)
	case c.State == Redeemed:
		s.Wrong, s.First = IsUsed, c.Ended
	case c.State == Void:
		s.Wrong = IsVoid
	case c.State == Back:
		s.Wrong = IsBack
	case c.Expired(tx.At):
		s.Wrong = IsExpired
	case !officer:
		s.Holder = c.Holder
	}
	return Showings.Put(tx, s)
}
