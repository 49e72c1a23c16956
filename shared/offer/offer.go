// Package offer is the benefits of the citizen card: what is offered (Offer), one
// opening of it with a stock (Drop), what a person asked for (Asked), what the
// city gave (Coupon, sealed), and what a shop did with it (Redemption).
//
// On a phone a claim has one effect: an Asked that says so. Stock and seal exist
// only where the city runs the op, so a phone can never show a coupon that the
// city has not given, and a till can never call one spent that the city has not
// heard of.
//
//	coupon:  (stock) ──► given ──► redeemed ──reversed──► given
//	                       ├─────► void (officer, reason)
//	                       ├─────► back (holder) ──► stock
//	                       └─────► expired ──► stock of a later drop
//
// At every instant: Total = Left + Given - Back, and Given counts what was ever
// given out; a coupon that expired is not counted as used, and stays a coupon of its
// drop until a later one takes its place (see Stock.Free). Amounts of money are in fen, 1/100 yuan; those of a Benefit are as
// printed, in whole yuan.
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

// Offer is a record: a benefit as it was announced. What the organiser has not
// said is absent and shown as 主办方未公布, never filled in.
type Offer struct {
	ID       op.ID   `json:"id"`
	Order    int     `json:"order"`
	Icon     string  `json:"icon"`
	Title    Text    `json:"title"`
	Benefit  Benefit `json:"benefit"`
	Status   string  `json:"status"`              // dropped_in_first_wave, planned, rehearsal, own
	StartsOn string  `json:"starts_on,omitempty"` // a date without an hour, as printed: 2024-04-26
	Halt     string  `json:"halt,omitempty"`      // paused, ended, cancelled; empty: it goes on
	Why      string  `json:"why,omitempty"`       // of Halt, for everybody
}

// Mode is how a drop is shared out.
type Mode string

// First come in the order in which the city hears them, or a draw among all who
// entered while it was open.
const (
	FirstCome Mode = ""
	ByDraw    Mode = "draw"
)

// Drop is a record: one opening of an offer. Stock is nil when the organiser has
// not announced it; such a drop happens in the official channels, not here.
type Drop struct {
	ID        op.ID       `json:"id"`
	Offer     op.ID       `json:"offer"`
	Order     int         `json:"order"`
	Mode      Mode        `json:"mode,omitempty"`
	At        time.Time   `json:"at"`
	Ends      time.Time   `json:"ends,omitzero"`
	Stock     *int        `json:"stock,omitempty"`
	PerPerson int         `json:"per_person,omitempty"` // 0: not announced, which is 1
	Valid     time.Time   `json:"valid,omitzero"`       // coupons hold until then; zero: not announced
	Shops     []person.ID `json:"shops,omitempty"`      // who may redeem; none: every shop
	Commit    string      `json:"commit,omitempty"`     // of a draw: SHA-256 of its secret seed, hex
	Paused    string      `json:"paused,omitempty"`     // why it stands still; empty: it does not
	Gone      bool        `json:"gone,omitempty"`       // everything has been given
	Rehearsal bool        `json:"rehearsal,omitempty"`  // 演练: leaves no trace in the figures
	Title     Text        `json:"title"`
	From      op.ID       `json:"from,omitempty"`  // an earlier drop, of which
	Carry     int         `json:"carry,omitempty"` // so many of the stock are left over
	Halt      string      `json:"halt,omitempty"`  // its offer's
	HaltWhy   string      `json:"halt_why,omitempty"`
}

// Here reports whether this app gives out the drop.
func (d Drop) Here() bool { return d.Stock != nil }

// Limit is how many coupons one cardholder may have of it.
func (d Drop) Limit() int { return max(1, d.PerPerson) }

// Ended reports whether nothing is given any more at that time: its end has come, or
// that of its coupons.
func (d Drop) Ended(at time.Time) bool { return past(d.Ends, at) || past(d.Valid, at) }

// past reports whether a moment has come; one that is not announced never does.
func past(moment, at time.Time) bool { return !moment.IsZero() && !at.Before(moment) }

// Stock is a record of the city: what is left of a drop, and everything that is
// counted of it. Nobody else reads it: what may be known is told by Tell.
type Stock struct {
	Drop      op.ID           `json:"drop"`
	Total     int             `json:"total"`
	Left      int             `json:"left"`
	Heard     int             `json:"heard,omitempty"`  // claims decided, repeats not counted
	Given     int             `json:"given,omitempty"`  // ever; also the last serial number
	Sealed    int             `json:"sealed,omitempty"` // of Given
	SealedAt  time.Time       `json:"sealed_at,omitzero"`
	Refused   map[op.Code]int `json:"refused,omitempty"`
	Redeemed  int             `json:"redeemed,omitempty"`
	Saved     int             `json:"saved,omitempty"` // fen that cardholders did not pay
	Conflicts int             `json:"conflicts,omitempty"`
	Void      int             `json:"void,omitempty"`
	Back      int             `json:"back,omitempty"`
	Entries   int             `json:"entries,omitempty"` // of a draw
	Head      string          `json:"head,omitempty"`    // of the chain of its entries
	Expired   int             `json:"expired,omitempty"` // unused at the end of their time
	Carried   int             `json:"carried,omitempty"` // of Left and Expired, into later drops
	Looked    op.ID           `json:"looked,omitempty"`  // how far a look for expired ones has come
	LookedAt  time.Time       `json:"looked_at,omitzero"`
}

// Asked is a record on a phone: a person asked for a coupon, and the city has not
// heard it.
type Asked struct {
	ID     op.ID     `json:"id"`
	Drop   op.ID     `json:"drop"`
	By     person.ID `json:"by"`
	State  string    `json:"state"` // asked; until 2026-11 the city wrote "given" too
	Tapped time.Time `json:"tapped"`
	At     time.Time `json:"at,omitzero"` // as above
}

// State is where a coupon stands. That its time is over time says; Lapsed follows
// when the city has written it down.
type State string

// States of a coupon.
const (
	Given    State = ""
	Redeemed State = "redeemed"
	Void     State = "void"
	Back     State = "back"
	Lapsed   State = "expired"
)

// Coupon is a record: what one person got, sealed by the city. Just after it was
// given its seal and code may still be on their way (see Seal).
type Coupon struct {
	ID     op.ID     `json:"id"`
	Drop   op.ID     `json:"drop"`
	Offer  op.ID     `json:"offer"`
	Holder person.ID `json:"holder"`
	Serial string    `json:"serial"`
	Code   string    `json:"code,omitempty"` // 12 characters, the last one a check character
	At     time.Time `json:"at"`
	Valid  time.Time `json:"valid,omitzero"`
	Public []byte    `json:"public,omitempty"` // Ed25519 key that proves the moving code, 32 bytes
	Secret []byte    `json:"secret,omitempty"` // its seed, 32 bytes: for the holder's phones
	Key    string    `json:"key,omitempty"`    // which of the city's keys sealed it
	Seal   []byte    `json:"seal,omitempty"`   // Ed25519 over Sealed()

	State  State     `json:"state,omitempty"`
	Ended  time.Time `json:"ended,omitzero"` // when it was redeemed, voided, given back
	Reason string    `json:"reason,omitempty"`
}

// Expired reports whether its time is over.
func (c Coupon) Expired(at time.Time) bool { return past(c.Valid, at) }

// Shop is a record: a merchant that redeems coupons.
type Shop struct {
	ID       person.ID `json:"id"` // of the merchant's account
	Name     Text      `json:"name"`
	District string    `json:"district,omitempty"`
	Limit    int       `json:"limit,omitempty"` // offline redemptions a day; 0: DayLimit
}

// DayLimit is how many coupons a shop may redeem without a network in one day if
// nobody has set another number. A proposal, to be set by the organiser.
const DayLimit = 20

// Offline is the shop's limit.
func (s Shop) Offline() int {
	if s.Limit > 0 {
		return s.Limit
	}
	return DayLimit
}

// The tables. What has no reader stays with the city.
var (
	Offers      = op.Table[Offer]{Name: "offer"}
	Drops       = op.Table[Drop]{Name: "drop"}
	Stocks      = op.Table[Stock]{Name: "stock"}
	Claims      = op.Table[Asked]{Name: "claim"}
	Coupons     = op.Table[Coupon]{Name: "coupon"}
	Shops       = op.Table[Shop]{Name: "shop"}
	Redemptions = op.Table[Redemption]{Name: "redemption"}
	Days        = op.Table[Day]{Name: "till_day"}
	Showings    = op.Table[Showing]{Name: "showing"}
	codes       = op.Table[CouponCode]{Name: "coupon_code"}
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

// Audience is nobody: it changes with every claim.
func (s Stock) Audience() []person.Scope { return nil }

// RecordID is drop plus person.
func (c Asked) RecordID() op.ID { return c.ID }

// Audience is the person.
func (c Asked) Audience() []person.Scope { return []person.Scope{c.By.Own()} }

// RecordID is drop plus person: one a holder by its name.
func (c Coupon) RecordID() op.ID { return c.ID }

// Audience is the holder.
func (c Coupon) Audience() []person.Scope { return []person.Scope{c.Holder.Own()} }

// RecordID is the merchant's.
func (s Shop) RecordID() op.ID { return op.ID(s.ID) }

// Audience is everybody: a coupon page names where it may be spent.
func (s Shop) Audience() []person.Scope { return []person.Scope{person.Public} }

// CouponCode is a record of the city: it finds a coupon by what is read aloud.
type CouponCode struct {
	Code   string `json:"code"`
	Coupon op.ID  `json:"coupon"`
}

// RecordID is the code.
func (c CouponCode) RecordID() op.ID { return op.ID(c.Code) }

// Audience is nobody.
func (c CouponCode) Audience() []person.Scope { return nil }
