// Package offer is the benefits of the citizen card: what is offered (Offer), one
// opening of it with a stock (Drop), what a person asked for (Claim) and what the
// city gave (Coupon, sealed).
//
// On a phone a claim has one effect: a Claim in state asked. Stock and seal exist
// only where the city runs the op, so a phone can never show a coupon that the
// city has not given.
package offer

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Text is the organiser's words in both languages.
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Benefit is what an offer gives. Amounts are whole yuan.
type Benefit struct {
	Type       string `json:"type"` // amount_up_to, threshold, rate
	Max        int    `json:"max,omitempty"`
	Threshold  int    `json:"threshold,omitempty"`
	Off        int    `json:"off,omitempty"`
	PayPercent int    `json:"pay_percent,omitempty"`
	Quoted     string `json:"quoted"` // as printed
}

// Offer is a record: a benefit as it was announced. What the organiser has not
// said is absent and shown as 主办方未公布, never filled in.
type Offer struct {
	ID       op.ID   `json:"id"`
	Order    int     `json:"order"`
	Icon     string  `json:"icon"`
	Title    Text    `json:"title"`
	Benefit  Benefit `json:"benefit"`
	Status   string  `json:"status"`              // dropped_in_first_wave, planned, rehearsal
	StartsOn string  `json:"starts_on,omitempty"` // a date without an hour, as printed: 2024-04-26
}

// Drop is a record: one opening of an offer. Stock is nil when the organiser has
// not announced it; such a drop happens in the official channels, not here.
type Drop struct {
	ID        op.ID     `json:"id"`
	Offer     op.ID     `json:"offer"`
	Order     int       `json:"order"`
	At        time.Time `json:"at"`
	Ends      time.Time `json:"ends,omitzero"`
	Stock     *int      `json:"stock,omitempty"`
	PerPerson int       `json:"per_person,omitempty"` // 0: not announced
	Valid     time.Time `json:"valid,omitzero"`       // coupons hold until then; zero: not announced
	Gone      bool      `json:"gone,omitempty"`       // everything has been given
	Rehearsal bool      `json:"rehearsal,omitempty"`  // 演练: leaves no trace in the figures
	Title     Text      `json:"title"`
}

// Here reports whether this app gives out the drop.
func (d Drop) Here() bool { return d.Stock != nil }

// Stock is a record of the city: what is left of a drop. coupons + Left = Total,
// at every instant.
type Stock struct {
	Drop  op.ID `json:"drop"`
	Total int   `json:"total"`
	Left  int   `json:"left"`
}

// Asked is a record: a person asked for a coupon of a drop.
type Asked struct {
	ID     op.ID     `json:"id"`
	Drop   op.ID     `json:"drop"`
	By     person.ID `json:"by"`
	State  string    `json:"state"` // asked (on the phone only), given
	Tapped time.Time `json:"tapped"`
	At     time.Time `json:"at"` // when the city gave it
}

// Coupon is a record: what one person got, sealed by the city.
type Coupon struct {
	ID     op.ID     `json:"id"`
	Drop   op.ID     `json:"drop"`
	Offer  op.ID     `json:"offer"`
	Holder person.ID `json:"holder"`
	Serial string    `json:"serial"`
	Code   string    `json:"code"` // 12 characters, the last one a check character
	At     time.Time `json:"at"`
	Valid  time.Time `json:"valid,omitzero"`
	Seal   []byte    `json:"seal"` // Ed25519 over Sealed()
}

// The tables. Stocks are read by the officer's side only.
var (
	Offers  = op.Table[Offer]{Name: "offer"}
	Drops   = op.Table[Drop]{Name: "drop"}
	Stocks  = op.Table[Stock]{Name: "stock"}
	Claims  = op.Table[Asked]{Name: "claim"}
	Coupons = op.Table[Coupon]{Name: "coupon"}
)

// RecordID is the offer's own.
func (o Offer) RecordID() op.ID { return o.ID }

// Audience is everybody.
func (o Offer) Audience() []person.Scope { return []person.Scope{person.Public} }

// RecordID is the drop's own.
func (d Drop) RecordID() op.ID { return d.ID }

// Audience is everybody.
func (d Drop) Audience() []person.Scope { return []person.Scope{person.Public} }

// RecordID is the drop's.
func (s Stock) RecordID() op.ID { return s.Drop }

// Audience is the staff: what is left is not announced to the public.
func (s Stock) Audience() []person.Scope { return []person.Scope{person.Staff} }

// RecordID is drop plus person.
func (c Asked) RecordID() op.ID { return c.ID }

// Audience is the person.
func (c Asked) Audience() []person.Scope { return []person.Scope{c.By.Own()} }

// RecordID is drop plus person: one a holder by its name.
func (c Coupon) RecordID() op.ID { return c.ID }

// Audience is the holder.
func (c Coupon) Audience() []person.Scope { return []person.Scope{c.Holder.Own()} }

// ClaimID names the claim and the coupon of a person in a drop, so asking twice
// cannot give two.
func ClaimID(drop op.ID, by person.ID) op.ID { return drop + "." + op.ID(by) }
