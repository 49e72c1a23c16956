package offer

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Outcome is how a redemption stands.
type Outcome string

// Outcomes. A phone writes Waiting; the city writes all others.
const (
	Waiting  Outcome = "waiting"  // the till has it, the city has not heard
	Counted  Outcome = "counted"  // this is the one that counts
	Conflict Outcome = "conflict" // the coupon was spent before, or might not be spent
	Reversed Outcome = "reversed" // the customer was given the money back
)

// Redemption is a record: a shop took a coupon for a price. Whoever presented a
// spent coupon again is in the books as well: the first counts, each further one
// is a Conflict that shop, holder and officer see.
type Redemption struct {
	ID        op.ID     `json:"id"`
	Coupon    op.ID     `json:"coupon,omitempty"`
	Drop      op.ID     `json:"drop"`
	Offer     op.ID     `json:"offer"`
	Serial    string    `json:"serial,omitempty"`
	Shop      person.ID `json:"shop"`
	Holder    person.ID `json:"holder,omitempty"`
	Price     int       `json:"price"` // fen, before the coupon
	Off       int       `json:"off"`   // fen, what the coupon takes
	Tapped    time.Time `json:"tapped"`
	At        time.Time `json:"at"` // when the city heard it
	Offline   bool      `json:"offline,omitempty"`
	Outcome   Outcome   `json:"outcome"`
	Why       op.Code   `json:"why,omitempty"`  // of a Conflict, or why it is not paid
	First     time.Time `json:"first,omitzero"` // of a Conflict: when it was spent before
	Pays      bool      `json:"pays,omitempty"` // the organiser owes the shop Off
	Rehearsal bool      `json:"rehearsal,omitempty"`
	Refunded  int       `json:"refunded,omitempty"` // fen, of a refund that was not the whole
}

// Pay is what the customer pays, in fen.
func (r Redemption) Pay() int { return r.Price - r.Off }

// RecordID is the till's own ID for it.
func (r Redemption) RecordID() op.ID { return r.ID }

// Audience is the shop, the holder and the officers.
func (r Redemption) Audience() []person.Scope {
	to := []person.Scope{r.Shop.Own(), person.Officers}
	if r.Holder != "" {
		to = append(to, r.Holder.Own())
	}
	return to
}

// Redeem takes a coupon for a price. A till with a network asks first (Present)
// and waits for the outcome before it lets the customer go; one without checks
// what it can (Presented.Check), says Offline, and is heard later.
type Redeem struct {
	ID      op.ID  `json:"id"`
	Till    op.ID  `json:"till,omitempty"`   // whose Showing is over
	Coupon  op.ID  `json:"coupon,omitempty"` // scanned, or
	Code    string `json:"code,omitempty"`   // typed
	Drop    op.ID  `json:"drop"`             // as the till knows it, for its own sum
	Price   int    `json:"price"`            // fen
	Offline bool   `json:"offline,omitempty"`
	Proof   *Proof `json:"proof,omitempty"` // of the moving code; a typed code has none
}

// MaxPrice is the most that one purchase may be, in fen: a slip of the finger.
const MaxPrice = 100_000 * fen

// lateLimit is how long after the tap an offline redemption still counts.
const lateLimit = 14 * 24 * time.Hour

// Kind waits in the till's outbox.
func (Redeem) Kind() op.Kind { return op.Kind{Name: "offer.redeem", Delivery: op.Queued} }

// About is the redemption.
func (r Redeem) About() op.Key { return Redemptions.Key(r.ID) }

// Check wants a coupon, a price, and the proof that an offline one cannot do without.
func (r Redeem) Check() error {
	switch {
	case !op.ValidID(r.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(r.Drop):
		return op.Refuse(op.Malformed, "drop")
	case r.Coupon == "" && !ValidCode(r.Code), r.Coupon != "" && !op.ValidID(r.Coupon):
		return op.Refuse(NoCoupon, "coupon")
	case r.Price <= 0 || r.Price > MaxPrice:
		return op.Refuse(op.Malformed, "price")
	case r.Offline && (r.Proof == nil || r.Coupon == ""):
		return op.Refuse(op.Missing, "proof")
	case r.Till != "" && !op.ValidID(r.Till):
		return op.Refuse(op.Malformed, "till")
	}
	return nil
}

// Apply is for merchants. The till notes it; the city decides.
func (r Redeem) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Merchant) {
		return op.Refuse(op.NotYours, "")
	}
	if old, had := Redemptions.Get(tx, r.ID); had {
		if old.Shop != tx.By.ID {
			return op.Refuse(op.NotYours, "id")
		}
		return nil
	}
	d, o, err := known(tx, r.Drop)
	if err != nil {
		return err
	}
	red := Redemption{ID: r.ID, Coupon: r.Coupon, Drop: r.Drop, Offer: o.ID, Shop: tx.By.ID, Price: r.Price,
		Tapped: tx.Tapped, At: tx.At, Offline: r.Offline, Outcome: Waiting, Rehearsal: d.Rehearsal}
	var enough bool
	if red.Off, enough = o.Benefit.Reduce(r.Price); !enough {
		return op.Refuse(TooLittle, "price")
	}
	if tx.City == nil {
		return r.note(tx, red)
	}
	return r.decide(tx, d, red)
}

func known(tx *op.Tx, drop op.ID) (Drop, Offer, error) {
	d, ok := Drops.Get(tx, drop)
	o, there := Offers.Get(tx, d.Offer)
	if !ok || !there {
		return d, o, op.Refuse(op.NotFound, "drop")
	}
	return d, o, nil
}

// note is the till's half: it keeps within the day's limit by itself.
func (r Redeem) note(tx *op.Tx, red Redemption) error {
	if red.Offline {
		day := dayOf(tx, red)
		if day.Offline >= limit(tx, red.Shop) {
			return op.Refuse(DayIsFull, "offline")
		}
		day.Offline++
		if err := Days.Put(tx, day); err != nil {
			return err
		}
	}
	return Redemptions.Put(tx, red)
}

// decide is the city's half. Who is heard first counts; whoever comes after is
// written down, and an online till is told before the customer has gone.
func (r Redeem) decide(tx *op.Tx, d Drop, red Redemption) error {
	c, err := r.find(tx)
	if err != nil {
		return err
	}
	when, slack := tx.At, int64(slackHeard)
	if red.Offline {
		when, slack = tx.Tapped, slackAlone
	}
	switch {
	case c.Drop != d.ID:
		return op.Refuse(op.Malformed, "drop")
	case !d.For(tx.By.ID):
		return op.Refuse(WrongShop, "coupon")
	case c.Expired(when):
		return op.Refuse(IsExpired, "coupon")
	}
	if code := wrongProof(c, r.Proof, when, slack); code != "" {
		return op.Refuse(code, "coupon")
	}
	red.Coupon, red.Serial, red.Holder, red.Outcome, red.Pays = c.ID, c.Serial, c.Holder, Counted, true
	red.judge(tx, c)
	return r.write(tx, c, red)
}

// find is the coupon that was scanned or typed.
func (r Redeem) find(tx *op.Tx) (Coupon, error) { return find(tx, r.Coupon, r.Code) }

func find(tx *op.Tx, id op.ID, typed string) (Coupon, error) {
	if id == "" {
		named, ok := codes.Get(tx, op.ID(Normal(typed)))
		if !ok {
			return Coupon{}, op.Refuse(NoCoupon, "coupon")
		}
		id = named.Coupon
	}
	c, ok := Coupons.Get(tx, id)
	if !ok {
		return c, op.Refuse(NoCoupon, "coupon")
	}
	return c, nil
}

// judge settles what a redemption is worth. An offline one within its limits is
// paid even when the coupon was spent elsewhere: the till could not know, and
// somebody must bear it. That is the organiser, up to the day's limit.
func (red *Redemption) judge(tx *op.Tx, c Coupon) {
	full := red.Offline && dayOf(tx, *red).Offline >= limit(tx, red.Shop)
	late := red.Offline && tx.At.Sub(red.Tapped) > lateLimit
	switch {
	case c.State == Lapsed && late: // it may have gone to a later drop
		red.Outcome, red.Why = Conflict, TooLate
	case c.State != Given && c.State != Lapsed: // spent in its time and heard after it is no conflict
		red.Outcome, red.First, red.Pays = Conflict, c.Ended, red.Offline
		red.Why = map[State]op.Code{Redeemed: IsUsed, Void: IsVoid, Back: IsBack}[c.State]
	case full:
		red.Why = DayIsFull
	case late:
		red.Why = TooLate
	}
	red.Pays = red.Pays && !full && !late
}

// write puts the redemption, what it does to the coupon, and the sums.
func (r Redeem) write(tx *op.Tx, c Coupon, red Redemption) error {
	if red.Outcome == Counted {
		if err := unlapse(tx, c); err != nil {
			return err
		}
		c.State, c.Ended = Redeemed, red.At
		if red.Offline {
			c.Ended = red.Tapped
		}
		if err := Coupons.Put(tx, c); err != nil {
			return err
		}
	}
	if r.Till != "" {
		Showings.Drop(tx, ShowingID(red.Shop, r.Till))
	}
	if err := count(tx, red, 1); err != nil {
		return err
	}
	return Redemptions.Put(tx, red)
}

// count adds a redemption to the drop's and the day's sums, or takes it out.
func count(tx *op.Tx, red Redemption, n int) error {
	stock, ok := Stocks.Get(tx, red.Drop)
	day := dayOf(tx, red)
	if red.Offline && n > 0 {
		day.Offline++
	}
	if red.Pays {
		day.Owed += n * red.Off
	}
	if red.Outcome == Counted {
		stock.Redeemed, stock.Saved = stock.Redeemed+n, stock.Saved+n*red.Off
		day.Count, day.Price, day.Off = day.Count+n, day.Price+n*red.Price, day.Off+n*red.Off
	} else {
		stock.Conflicts, day.Conflicts = stock.Conflicts+n, day.Conflicts+n
	}
	if n < 0 {
		day.Reversed++
	}
	if ok {
		if err := Stocks.Put(tx, stock); err != nil {
			return err
		}
	}
	return Days.Put(tx, day)
}
