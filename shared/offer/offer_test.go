package offer_test

import (
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

var (
	opens = time.Date(2026, 4, 19, 2, 0, 0, 0, time.UTC)
	key   = ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))
	city  = &op.City{Seal: func(b []byte) []byte { return ed25519.Sign(key, b) }}
)

func holder(id person.ID) person.Actor {
	return person.Actor{ID: id, Roles: []person.Role{person.Cardholder}}
}

func drop(t interface{ Fatal(...any) }, stock int) *op.Overlay {
	rows := op.NewOverlay(op.Empty{})
	for _, o := range []op.Op{
		offer.Publish{Offer: offer.Offer{ID: "o", Title: offer.Text{Zh: "券"}, Benefit: offer.Benefit{Type: "rate", PayPercent: 50}}},
		offer.Open{Drop: offer.Drop{ID: "d", Offer: "o", At: opens, Ends: opens.Add(time.Hour), Stock: &stock, Valid: opens.Add(48 * time.Hour)}},
	} {
		over, err := op.Run(o, rows, person.TheCity(), opens, opens, city)
		if err != nil {
			t.Fatal(err)
		}
		rows.Merge(over)
	}
	return rows
}

func claim(rows *op.Overlay, by person.Actor, at time.Time, c *op.City) op.Code {
	over, err := op.Run(offer.Claim{Drop: "d"}, rows, by, at, at, c)
	if err == nil {
		rows.Merge(over)
		return ""
	}
	r, _ := op.AsRefusal(err)
	return r.Code
}

func TestClaim(t *testing.T) {
	rows := drop(t, 1)
	steps := []struct {
		name string
		by   person.Actor
		at   time.Time
		want op.Code
	}{
		{"before_ten", holder("h-1"), opens.Add(-time.Nanosecond), offer.NotOpen},
		{"without_a_card", person.Actor{ID: "d-1", Roles: []person.Role{person.Resident}}, opens, offer.CardNeeded},
		{"at_ten", holder("h-1"), opens, ""},
		{"the_same_person_again", holder("h-1"), opens, ""},
		{"nothing_left", holder("h-2"), opens, offer.SoldOut},
		{"after_the_end", holder("h-3"), opens.Add(time.Hour), offer.Over},
	}
	for _, s := range steps {
		if got := claim(rows, s.by, s.at, city); got != s.want {
			t.Errorf("%s: %q, want %q", s.name, got, s.want)
		}
	}
	if n := len(offer.Coupons.All(rows)); n != 1 {
		t.Errorf("%d coupons of one", n)
	}
	if d, _ := offer.Drops.Get(rows, "d"); !d.Gone {
		t.Error("everything is given and the drop does not say so")
	}
}

func TestPhoneNeverShowsACouponByItself(t *testing.T) {
	rows := drop(t, 5)
	if got := claim(rows, holder("h-1"), opens, nil); got != "" {
		t.Fatal(got)
	}
	if n := len(offer.Coupons.All(rows)); n != 0 {
		t.Errorf("%d coupons on a phone that the city has not heard", n)
	}
	if c, ok := offer.Claims.Get(rows, offer.ClaimID("d", "h-1")); !ok || c.State != "asked" {
		t.Errorf("the wish reads %+v", c)
	}
}

// Whoever asks in whatever order: coupons + left = stock, one a holder.
func TestNeverOversold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stock := rapid.IntRange(0, 8).Draw(t, "stock")
		rows := drop(t, stock)
		for range rapid.IntRange(0, 40).Draw(t, "claims") {
			who := person.ID("h-" + string(rune('a'+rapid.IntRange(0, 11).Draw(t, "who"))))
			claim(rows, holder(who), opens.Add(time.Minute), city)
			left, _ := offer.Stocks.Get(rows, "d")
			if n := len(offer.Coupons.All(rows)); n+left.Left != stock || left.Left < 0 {
				t.Fatalf("%d coupons and %d left of %d", n, left.Left, stock)
			}
		}
	})
}

func TestCodeCatchesMisreadings(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	rapid.Check(t, func(t *rapid.T) {
		code := offer.CodeOf(rapid.SliceOfN(rapid.Byte(), 64, 64).Draw(t, "seal"))
		if len(code) != 12 || !offer.ValidCode(strings.ToLower(code[:4])+" "+code[4:]) {
			t.Fatalf("%q is not taken as written", code)
		}
		i := rapid.IntRange(0, 10).Draw(t, "place")
		wrong := alphabet[rapid.IntRange(0, 31).Draw(t, "letter")]
		pair := string(code[i]) + string(wrong)
		if wrong != code[i] && pair != "0Z" && pair != "Z0" && offer.ValidCode(code[:i]+string(wrong)+code[i+1:]) {
			t.Fatalf("%q with %q at %d passes", code, wrong, i)
		}
	})
}

func TestSealHoldsEveryField(t *testing.T) {
	rows := drop(t, 1)
	claim(rows, holder("h-1"), opens, city)
	good, _ := offer.Coupons.Get(rows, offer.ClaimID("d", "h-1"))
	public := key.Public().(ed25519.PublicKey)
	if !offer.Genuine(good, public) {
		t.Fatal("the city's own seal does not hold")
	}
	for name, change := range map[string]func(*offer.Coupon){
		"id": func(c *offer.Coupon) { c.ID += "x" }, "drop": func(c *offer.Coupon) { c.Drop = "e" },
		"offer": func(c *offer.Coupon) { c.Offer = "p" }, "holder": func(c *offer.Coupon) { c.Holder = "h-2" },
		"serial": func(c *offer.Coupon) { c.Serial = "000002" }, "at": func(c *offer.Coupon) { c.At = c.At.Add(time.Second) },
		"valid": func(c *offer.Coupon) { c.Valid = c.Valid.Add(time.Hour) }, "seal": func(c *offer.Coupon) { c.Seal = append([]byte{1}, c.Seal[1:]...) },
	} {
		forged := good
		change(&forged)
		if offer.Genuine(forged, public) {
			t.Errorf("a changed %s passes", name)
		}
	}
}
