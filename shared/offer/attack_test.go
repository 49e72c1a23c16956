package offer_test

import (
	"bytes"
	"crypto/ed25519"
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// attack is a coupon that must not be taken, as a screen shows it at now.
type attack struct {
	show func(w *town, now time.Time) string
	shop person.ID
	wait time.Duration // between its showing and its scanning
	city op.Code       // what the city says, asked and told to redeem
	till op.Code       // what a till without a network says; empty: only the city can know
}

// another shows a coupon of h-a after something was done to it.
func another(change func(*offer.Coupon)) func(*town, time.Time) string {
	return func(w *town, now time.Time) string {
		c := w.coupon("h-a")
		change(&c)
		return offer.Show(c, now)
	}
}

var stranger = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))

// attacks are told apart, each by a code with words of its own. The city knows a coupon
// by its name and its moving code, so what is altered beside them it need not believe;
// the till has looked at the seal before it asks.
var attacks = map[string]attack{
	"forged": {shop: "s-1", city: offer.NoCoupon, till: offer.Forged, show: another(func(c *offer.Coupon) {
		c.Holder, c.ID, c.Serial = "h-evil", "d.h-evil", "000099"
		c.Secret, c.Public = stranger.Seed(), stranger.Public().(ed25519.PublicKey)
		c.Seal = ed25519.Sign(stranger, c.Sealed())
	})},
	"altered":                    {shop: "s-1", till: offer.Forged, show: another(func(c *offer.Coupon) { c.Valid = c.Valid.Add(24 * time.Hour) })},
	"moving_code_of_another_key": {shop: "s-1", city: offer.Forged, till: offer.Forged, show: another(func(c *offer.Coupon) { c.Secret = stranger.Seed() })},
	"copied":                     {shop: "s-1", wait: 2 * time.Minute, city: offer.Copied, till: offer.Copied, show: another(func(*offer.Coupon) {})},
	"screenshot_of_60_s":         {shop: "s-1", wait: time.Minute, city: offer.Copied, show: another(func(*offer.Coupon) {})}, // a till alone cannot know whose clock is off
	"screenshot_of_90_s":         {shop: "s-1", wait: 90 * time.Second, city: offer.Copied, till: offer.Copied, show: another(func(*offer.Coupon) {})},
	"clock_60_s_ahead": {shop: "s-1", city: offer.Copied, show: func(w *town, now time.Time) string {
		return offer.Show(w.coupon("h-a"), now.Add(time.Minute))
	}},
	"expired": {shop: "s-1", wait: 0, city: offer.IsExpired, till: offer.IsExpired, show: func(w *town, _ time.Time) string {
		w.now = opens.Add(time.Hour)
		return offer.Show(w.coupon("h-a"), w.now)
	}},
	"foreign_holder": {shop: "s-1", city: offer.NoCoupon, till: offer.Forged, show: another(func(c *offer.Coupon) {
		c.Holder, c.ID = "h-b", "d.h-b" // who photographed it calls it their own
	})},
	"old_key_under_the_new_ones_name": {shop: "s-1", till: offer.Forged, show: func(w *town, now time.Time) string {
		next := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32)).Public().(ed25519.PublicKey)
		w.do(offer.AddKey{Public: next}, person.TheCity())
		c := w.coupon("h-a")
		c.Key = offer.KeyName(next)
		return offer.Show(c, now)
	}},
	"old_key_that_is_gone": {shop: "s-1", city: offer.NoCoupon, till: offer.Foreign, show: another(func(c *offer.Coupon) {
		c.Holder, c.ID, c.Key = "h-old", "d.h-old", "0badc0de"
	})},
	"foreign_shop": {shop: "s-2", city: offer.WrongShop, till: offer.WrongShop, show: another(func(*offer.Coupon) {})},
	"foreign_city": {shop: "s-1", city: offer.NoCoupon, till: offer.Foreign, show: another(func(c *offer.Coupon) {
		c.Holder, c.ID, c.Key = "h-there", "d.h-there", offer.KeyName(stranger.Public().(ed25519.PublicKey))
		c.Secret, c.Public = stranger.Seed(), stranger.Public().(ed25519.PublicKey)
		c.Seal = ed25519.Sign(stranger, c.Sealed())
	})},
	"void": {shop: "s-1", city: offer.IsVoid, till: offer.IsVoid, show: func(w *town, now time.Time) string {
		w.do(offer.Cancel{Code: w.coupon("h-a").Code, Reason: "印错了"}, officer)
		return offer.Show(w.coupon("h-a"), now)
	}},
	"used_here": {shop: "s-1", city: offer.IsUsed, till: offer.IsUsed, show: func(w *town, now time.Time) string {
		w.do(offer.Redeem{ID: "first", Coupon: "d.h-a", Drop: "d", Price: 20000}, shop("s-1"))
		return offer.Show(w.coupon("h-a"), now)
	}},
	"given_back": {shop: "s-1", city: offer.IsBack, show: func(w *town, now time.Time) string {
		text := offer.Show(w.coupon("h-a"), now) // by a phone that was changed to keep it
		w.do(offer.GiveBack{Coupon: "d.h-a"}, holder("h-a"))
		return text
	}},
}

// TestAttacksOnCityAndTill: a table of attacks, each refused with its own code, by the
// city when a till asks, by the city when a till says redeem without asking, and by a
// till that is alone, as far as one can know.
func TestAttacksOnCityAndTill(t *testing.T) {
	for name, a := range attacks {
		t.Run(name, func(t *testing.T) {
			stock := 5
			w := newTown(t, offer.Drop{Stock: &stock, Valid: opens.Add(time.Hour), Shops: []person.ID{"s-1"}})
			w.do(offer.Claim{Drop: "d"}, holder("h-a"))
			w.now = opens.Add(time.Minute)
			text := a.show(w, w.now)
			w.now = w.now.Add(a.wait)
			p, err := offer.Read(text)
			if err != nil {
				t.Fatal(err)
			}
			if got := w.alone(p, a.shop); got != a.till {
				t.Errorf("a till without a network says %q, want %q", got, a.till)
			}
			if a.city == "" {
				return
			}
			proof := &offer.Proof{Step: p.Step, Sig: p.Sig}
			if got := w.do(offer.Present{ID: "ask", Till: "t", Coupon: p.Coupon.ID, Proof: proof}, shop(a.shop)); got != "" {
				t.Fatal(got)
			}
			if s, _ := offer.Showings.Get(w.rows, offer.ShowingID(a.shop, "t")); s.Wrong != a.city || s.Holder != "" {
				t.Errorf("asked, the city says %q, want %q; it names %q", s.Wrong, a.city, s.Holder)
			}
			before := w.coupon("h-a").State
			got := w.do(offer.Redeem{ID: "evil", Coupon: p.Coupon.ID, Drop: "d", Price: 20000, Proof: proof}, shop(a.shop))
			if red, ok := offer.Redemptions.Get(w.rows, "evil"); ok {
				got = red.Why
				if red.Outcome != offer.Conflict || red.Pays {
					t.Errorf("it is taken: %+v", red)
				}
			}
			if got != a.city || w.coupon("h-a").State != before {
				t.Errorf("told to redeem, the city says %q, want %q", got, a.city)
			}
		})
	}
}

// TestASlowHandIsNoAttack: what was on the screen within the last step is taken by the
// city; of a till that was alone it forgives one more, however late it hears of it.
func TestASlowHandIsNoAttack(t *testing.T) {
	for name, c := range map[string]struct {
		age     time.Duration // of the code, when it was scanned at the end of a step
		offline bool
		want    op.Code
	}{
		"online_now":       {age: 0},
		"online_59_s":      {age: 59 * time.Second},
		"online_60_s":      {age: time.Minute, want: offer.Copied},
		"online_30_s_fast": {age: -30 * time.Second},
		"offline_60_s":     {age: time.Minute, offline: true},
		"offline_89_s":     {age: 89 * time.Second, offline: true},
		"offline_90_s":     {age: 90 * time.Second, offline: true, want: offer.Copied},
	} {
		t.Run(name, func(t *testing.T) {
			stock := 5
			w := newTown(t, offer.Drop{Stock: &stock})
			w.do(offer.Claim{Drop: "d"}, holder("h-a"))
			w.now = opens.Add(2 * time.Minute) // a step begins
			p, err := offer.Read(offer.Show(w.coupon("h-a"), w.now))
			if err != nil {
				t.Fatal(err)
			}
			w.now = w.now.Add(c.age)
			if got := w.do(offer.Redeem{ID: "r", Coupon: p.Coupon.ID, Drop: "d", Price: 20000, Offline: c.offline, Proof: &offer.Proof{Step: p.Step, Sig: p.Sig}}, shop("s-1")); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// alone is all that a till can find out by itself.
func (w *town) alone(p offer.Presented, at person.ID) op.Code {
	_, _, err := p.Check(w.rows, at, w.now)
	if r, no := op.AsRefusal(err); no {
		return r.Code
	}
	why, _ := p.Spent(w.rows)
	return why
}
