package offer_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

var public = key.Public().(ed25519.PublicKey)

var b32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// TestAttacks: every forged, altered, copied, expired and foreign coupon is refused
// by a till without a network.
func TestAttacks(t *testing.T) {
	stock := 5
	w := newTown(t, offer.Drop{Stock: &stock, Valid: opens.Add(time.Hour), Shops: []person.ID{"s-1"}})
	w.do(offer.Claim{Drop: "d"}, holder("h-a"))
	good := w.coupon("h-a")
	now := opens.Add(time.Minute)
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	altered := func(change func(*offer.Coupon)) string {
		c := good
		change(&c)
		return offer.Show(c, now)
	}
	own := func(change func(*offer.Coupon)) string { // sealed by somebody who is not the city
		return altered(func(c *offer.Coupon) {
			change(c)
			c.Seal = ed25519.Sign(other, c.Sealed())
		})
	}
	for name, a := range map[string]struct {
		text string
		shop person.ID
		at   time.Time
		want op.Code
	}{
		"genuine":                 {offer.Show(good, now), "s-1", now, ""},
		"genuine_a_minute_later":  {offer.Show(good, now), "s-1", now.Add(time.Minute), ""},
		"a_clock_a_minute_behind": {offer.Show(good, now), "s-1", now.Add(-time.Minute), ""},
		"screenshot_of_before":    {offer.Show(good, now), "s-1", now.Add(2 * time.Minute), offer.Copied},
		"screenshot_for_later":    {offer.Show(good, now.Add(time.Hour)), "s-1", now, offer.Copied},
		"after_its_time":          {offer.Show(good, opens.Add(time.Hour)), "s-1", opens.Add(time.Hour), offer.IsExpired},
		"longer_valid":            {altered(func(c *offer.Coupon) { c.Valid = c.Valid.Add(24 * time.Hour) }), "s-1", now, offer.Forged},
		"another_holder":          {altered(func(c *offer.Coupon) { c.Holder, c.ID = "h-b", "d.h-b" }), "s-1", now, offer.Forged},
		"another_serial":          {altered(func(c *offer.Coupon) { c.Serial = "000002" }), "s-1", now, offer.Forged},
		"the_second_of_two":       {altered(func(c *offer.Coupon) { c.ID += ".2" }), "s-1", now, offer.Forged},
		"another_moving_key":      {altered(func(c *offer.Coupon) { c.Secret, c.Public = other.Seed(), other.Public().(ed25519.PublicKey) }), "s-1", now, offer.Forged},
		"another_moving_secret":   {altered(func(c *offer.Coupon) { c.Secret = other.Seed() }), "s-1", now, offer.Forged},
		"sealed_by_a_stranger":    {own(func(*offer.Coupon) {}), "s-1", now, offer.Forged},
		"of_another_city":         {own(func(c *offer.Coupon) { c.Key = offer.KeyName(other.Public().(ed25519.PublicKey)) }), "s-1", now, offer.Foreign},
		"no_seal":                 {altered(func(c *offer.Coupon) { c.Seal = make([]byte, 64) }), "s-1", now, offer.Forged},
		"another_drop":            {altered(func(c *offer.Coupon) { c.Drop, c.ID = "e", "e.h-a" }), "s-1", now, op.NotFound},
		"another_shop":            {offer.Show(good, now), "s-2", now, offer.WrongShop},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := offer.Read(a.text)
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = p.Check(w.rows, a.shop, a.at)
			if r, _ := op.AsRefusal(err); r.Code != a.want {
				t.Errorf("%q, want %q", r.Code, a.want)
			}
		})
	}
}

// TestOldKeysGoOnHolding: a coupon of before the city changed its key is good.
func TestOldKeysGoOnHolding(t *testing.T) {
	stock := 5
	w := newTown(t, offer.Drop{Stock: &stock})
	w.do(offer.Claim{Drop: "d"}, holder("h-a"))
	next := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32))
	w.city.Seal = func(b []byte) []byte { return ed25519.Sign(next, b) }
	w.city.Key = offer.KeyName(next.Public().(ed25519.PublicKey))
	w.do(offer.AddKey{Public: next.Public().(ed25519.PublicKey)}, person.TheCity())
	w.do(offer.Claim{Drop: "d"}, holder("h-b"))
	for _, who := range []person.ID{"h-a", "h-b"} {
		p, err := offer.Read(offer.Show(w.coupon(who), opens))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := p.Check(w.rows, "s-1", opens); err != nil {
			t.Errorf("%s: %v", who, err)
		}
	}
}

// TestNoBitMayChange: whatever is altered in the text of a code, no till takes it.
func TestNoBitMayChange(t *testing.T) {
	stock := 5
	w := newTown(t, offer.Drop{Stock: &stock, Valid: opens.Add(time.Hour)})
	w.do(offer.Claim{Drop: "d"}, holder("h-a"))
	text := offer.Show(w.coupon("h-a"), opens)
	raw, err := b32.DecodeString(strings.TrimPrefix(text, "DH2:"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		for bit := range 8 {
			b := bytes.Clone(raw)
			b[i] ^= 1 << bit
			p, err := offer.Read("DH2:" + b32.EncodeToString(b))
			if err != nil {
				continue
			}
			if _, _, err := p.Check(w.rows, "s-1", opens); err == nil {
				t.Fatalf("bit %d of byte %d of %d may change", bit, i, len(raw))
			}
		}
	}
}

// FuzzRead: nothing that a camera may see breaks a till, and what is read is what
// was written.
func FuzzRead(f *testing.F) {
	stock := 1
	w := newTown(f, offer.Drop{Stock: &stock})
	w.do(offer.Claim{Drop: "d"}, holder("h-a"))
	f.Add(offer.Show(w.coupon("h-a"), opens))
	f.Add("DH2:")
	f.Add("https://example.com/")
	f.Add("DH2:AEAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := offer.Read(s)
		if err != nil {
			return
		}
		if _, _, err := p.Check(op.Empty{}, "s-1", opens); err == nil {
			t.Error("a till without any rows takes it")
		}
	})
}

func TestReduce(t *testing.T) {
	upTo := offer.Benefit{Type: offer.UpTo, Max: 80}
	less := offer.Benefit{Type: offer.Threshold, Threshold: 200, Off: 40}
	half := offer.Benefit{Type: offer.Rate, PayPercent: 50}
	capped := offer.Benefit{Type: offer.Rate, PayPercent: 50, Max: 30}
	for name, c := range map[string]struct {
		b     offer.Benefit
		price int
		off   int
		ok    bool
	}{
		"up_to_below": {upTo, 5000, 5000, true}, "up_to_above": {upTo, 9000, 8000, true}, "up_to_nothing": {upTo, 0, 0, false},
		"less_at": {less, 20000, 4000, true}, "less_above": {less, 26000, 4000, true}, "less_below": {less, 19999, 4000, false},
		"half_even": {half, 10000, 5000, true}, "half_odd_fen": {half, 101, 51, true}, "half_capped": {capped, 10000, 3000, true},
		"no_rule": {offer.Benefit{Type: "gift"}, 100, 0, false},
	} {
		if off, ok := c.b.Reduce(c.price); off != c.off || ok != c.ok {
			t.Errorf("%s: %d %v, want %d %v", name, off, ok, c.off, c.ok)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SampledFrom([]offer.Benefit{upTo, less, half, capped}).Draw(t, "benefit")
		price := rapid.IntRange(0, offer.MaxPrice).Draw(t, "price")
		if off, ok := b.Reduce(price); ok && (off < 0 || off > price) {
			t.Fatalf("%+v takes %d of %d", b, off, price)
		}
	})
}
