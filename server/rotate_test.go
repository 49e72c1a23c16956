package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// sealed claims a coupon in a demo's rehearsal and gives it with its seal.
func (c *city) sealed(who person.ID) offer.Coupon {
	c.t.Helper()
	ask := func(o op.Op, by person.Actor) {
		if err := c.p.authority.Ask(c.t.Context(), o, by, time.Now().Add(time.Hour)); err != nil {
			c.t.Fatal(o.Kind().Name, err)
		}
	}
	r := c.p.store.Read(nil)
	var drop op.ID
	offer.Drops.Each(r, func(d offer.Drop) bool {
		if d.Here() && d.Mode == offer.FirstCome && len(d.Shops) == 0 {
			drop = d.ID
		}
		return drop == ""
	})
	r.Close()
	ask(offer.Claim{Drop: drop}, person.Actor{ID: who, Roles: []person.Role{person.Cardholder}})
	ask(offer.Seal{Coupon: offer.ClaimID(drop, who)}, person.TheCity())
	r = c.p.store.Read(nil)
	defer r.Close()
	coupon, _ := offer.Coupons.Get(r, offer.ClaimID(drop, who))
	return coupon
}

// till is what a shop's phone has of the city at this moment.
func (c *city) till() op.Reader {
	r := c.p.store.Read([]person.Scope{person.Public})
	defer r.Close()
	rows := op.NewOverlay(op.Empty{})
	tx := op.NewTx(rows, person.TheCity(), time.Now())
	for _, k := range offer.CityKeys.All(r) {
		_ = offer.CityKeys.Put(tx, k)
	}
	for _, d := range offer.Drops.All(r) {
		_ = offer.Drops.Put(tx, d)
	}
	for _, o := range offer.Offers.All(r) {
		_ = offer.Offers.Put(tx, o)
	}
	return rows
}

// TestKeysRotate: a coupon of before and one of after a rotation hold at every till,
// also at one that has had no network since before it, and after the next start.
func TestKeysRotate(t *testing.T) {
	data := folder(t)
	c := startCity(t, data, true)
	before, old := c.sealed("h-before"), c.till()
	out, err := admins(t, data, "keys", "rotate")
	if err != nil || !strings.Contains(out, before.Key) {
		t.Fatal(out, err)
	}
	after, now := c.sealed("h-after"), c.till()
	if after.Key == before.Key || after.Key == "" {
		t.Fatalf("sealed with %q before and %q after", before.Key, after.Key)
	}
	tills := map[string]op.Reader{"offline_since_before": old, "online": now}
	c.end()
	again := startCity(t, data, true)
	tills["after_a_start"] = again.till()
	if later := again.sealed("h-later"); later.Key != after.Key {
		t.Errorf("after a start it seals with %s, not %s", later.Key, after.Key)
	}
	again.end()
	for name, till := range tills {
		for _, coupon := range []offer.Coupon{before, after} {
			at := time.Now()
			p, err := offer.Read(offer.Show(coupon, at))
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := p.Check(till, "s-any", at); err != nil {
				t.Errorf("%s: the coupon of %s: %v", name, coupon.Holder, err)
			}
		}
	}
}

// TestKeysAreListed, beside a city that is not running too, and a rotation without
// one makes both keys known.
func TestKeysAreListed(t *testing.T) {
	data := folder(t)
	startCity(t, data, false).end()
	if _, err := admins(t, data, "keys", "rotate"); err != nil {
		t.Fatal(err)
	}
	out, err := admins(t, data, "keys")
	for what, n := range map[string]int{"seals now": 1, "next": 1, "verifies only": 1} {
		if err != nil || strings.Count(out, what) != n {
			t.Errorf("not %d %s: %v\n%s", n, what, err, out)
		}
	}
}

// TestRotationIsKilled between its two halves: the folder opens, and what proves
// acknowledgements stays the same.
func TestRotationIsKilled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	k, err := openKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, nextFile), filepath.Join(dir, sealFile)); err != nil {
		t.Fatal(err)
	}
	again, err := openKeys(dir)
	if err != nil || !again.seal.Equal(k.next) || again.next.Equal(k.next) || string(again.proof) != string(k.proof) {
		t.Errorf("after a kill: %v", err)
	}
}
