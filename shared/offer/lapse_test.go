package offer_test

import (
	"fmt"
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// offline is what a till without a network takes at a time.
func (w *town) offline(t *testing.T, id op.ID, c offer.Coupon, at time.Time, by person.Actor) op.Code {
	t.Helper()
	p, err := offer.Read(offer.Show(c, at))
	if err != nil {
		t.Fatal(err)
	}
	return w.tapped(offer.Redeem{ID: id, Coupon: c.ID, Drop: "d", Price: 20000, Offline: true, Proof: &offer.Proof{Step: p.Step, Sig: p.Sig}}, by, at)
}

func (w *town) stock() offer.Stock {
	s, _ := offer.Stocks.Get(w.rows, "d")
	return s
}

// TestExpiredGoesBackToStock: a coupon whose time is over is written down as expired,
// not as used; a later drop takes it over once no till may speak for it any more; at
// every instant coupons and what is left are the whole.
func TestExpiredGoesBackToStock(t *testing.T) {
	stock, end, day := 4, opens.Add(time.Hour), 24*time.Hour
	w := newTown(t, offer.Drop{Stock: &stock, Valid: end})
	for _, who := range []person.ID{"h-a", "h-b", "h-c"} {
		w.do(offer.Claim{Drop: "d"}, holder(who))
	}
	before := end.Add(-time.Minute)
	spent, unheard := w.coupon("h-a"), w.coupon("h-b")
	w.now = before
	w.do(offer.Redeem{ID: "x1", Coupon: spent.ID, Drop: "d", Price: 20000}, shop("s-1"))
	w.do(offer.Tell{}, person.TheCity())
	if s := w.stock(); s.Expired != 0 || s.Free(offer.Drop{Valid: end}, w.now) != 0 {
		t.Fatalf("a minute before the end: %+v", s)
	}
	w.now = end
	w.do(offer.Tell{}, person.TheCity())
	s := w.stock()
	if s.Expired != 2 || s.Redeemed != 1 || s.Left != 1 || w.coupon("h-c").State != offer.Lapsed || w.coupon("h-a").State != offer.Redeemed {
		t.Fatalf("at the end: %+v", s)
	}
	if code := w.do(offer.Claim{Drop: "d"}, holder("h-d")); code != offer.Over {
		t.Errorf("a coupon that is over already is given: %q", code)
	}
	later := func(id op.ID, n int) op.Code {
		return w.do(offer.Open{Drop: offer.Drop{ID: id, Offer: "o", At: w.now.Add(day), Stock: &n, From: "d", Carry: n}}, person.TheCity())
	}
	if code := later("soon", 2); code != offer.NotFree {
		t.Errorf("a till may still speak for them, and a later drop takes them: %q", code)
	}
	if code := later("rest", 1); code != "" {
		t.Errorf("what was never given does not go into a later drop: %q", code)
	}
	w.now = end.Add(day)
	if code := w.offline(t, "x2", unheard, before, shop("s-1")); code != "" || w.stock().Expired != 1 || w.coupon("h-b").State != offer.Redeemed {
		t.Errorf("spent in its time, heard after it: %q %+v", code, w.stock())
	}
	w.now = end.Add(14 * day)
	if code := later("two", 2); code != offer.NotFree {
		t.Errorf("two of one: %q", code)
	}
	if code := later("one", 1); code != "" {
		t.Errorf("the expired one does not come back: %q", code)
	}
	if code := w.offline(t, "x3", w.coupon("h-c"), before, shop("s-1")); code != "" || w.stock().Expired != 1 {
		t.Errorf("heard too late it takes a coupon out of a later drop: %q %+v", code, w.stock())
	}
	if r, _ := offer.Redemptions.Get(w.rows, "x3"); r.Outcome != offer.Conflict || r.Why != offer.TooLate || r.Pays {
		t.Errorf("heard too late: %+v", r)
	}
}

// TestRefundKeepsTheExpiry: a full refund gives the coupon back with the end that it
// had; after that end it is an expired one. A refund of a part leaves it used.
func TestRefundKeepsTheExpiry(t *testing.T) {
	stock, end := 2, opens.Add(time.Hour)
	w := newTown(t, offer.Drop{Stock: &stock, Valid: end})
	for i, who := range []person.ID{"h-a", "h-b"} {
		w.do(offer.Claim{Drop: "d"}, holder(who))
		w.do(offer.Redeem{ID: op.ID(fmt.Sprint("x", i)), Coupon: w.coupon(who).ID, Drop: "d", Price: 26000}, shop("s-1"))
	}
	part := offer.Reverse{Redemption: "x0", Reason: "退一件", Part: 5000}
	if code := w.do(part, shop("s-1")); code != "" || w.coupon("h-a").State != offer.Redeemed {
		t.Fatalf("a part: %q %+v", code, w.coupon("h-a"))
	}
	if r, _ := offer.Redemptions.Get(w.rows, "x0"); r.Outcome != offer.Counted || r.Refunded != 5000 || !r.Pays {
		t.Errorf("a part: %+v", r)
	}
	part.Part = 22001 // 220 were paid
	if code := w.do(part, shop("s-1")); code != op.Malformed {
		t.Errorf("more than was paid: %q", code)
	}
	if code := w.do(offer.Reverse{Redemption: "x0", Reason: "全退"}, shop("s-1")); code != "" || w.coupon("h-a").State != offer.Given || !w.coupon("h-a").Valid.Equal(end) {
		t.Errorf("the whole: %q %+v", code, w.coupon("h-a"))
	}
	w.now = end.Add(time.Minute)
	w.do(offer.Tell{}, person.TheCity())
	if code := w.do(offer.Reverse{Redemption: "x1", Reason: "全退"}, shop("s-1")); code != "" || w.coupon("h-b").State != offer.Lapsed || w.stock().Expired != 2 {
		t.Errorf("after the end: %q %+v %+v", code, w.coupon("h-b"), w.stock())
	}
}

// TestManyExpireInSteps, without one step that is long.
func TestManyExpireInSteps(t *testing.T) {
	stock, end := 1100, opens.Add(time.Hour)
	w := newTown(t, offer.Drop{Stock: &stock, Valid: end})
	for i := range stock {
		w.do(offer.Claim{Drop: "d"}, holder(person.ID(fmt.Sprintf("h-%04d", i))))
	}
	w.now = end
	for _, want := range []int{500, 1000, 1100, 1100} {
		w.do(offer.Tell{}, person.TheCity())
		if s := w.stock(); s.Expired != want {
			t.Fatalf("%d expired, want %d", s.Expired, want)
		}
	}
}
