package offer_test

import (
	"fmt"
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

func shop(id person.ID) person.Actor {
	return person.Actor{ID: id, Roles: []person.Role{person.Merchant}}
}

var officer = person.Actor{ID: "s-officer", Roles: []person.Role{person.Officer}}

// town is rows with a city's key, and a clock.
type town struct {
	rows *op.Overlay
	now  time.Time
	city *op.City
	due  []op.Op
}

// newTown has an offer of 40 off 200 and a drop d that opened just now.
func newTown(t interface{ Fatal(...any) }, d offer.Drop) *town {
	w := &town{rows: op.NewOverlay(op.Empty{}), now: opens}
	w.city = &op.City{Seal: city.Seal, Key: offer.KeyName(public), Later: func(o op.Op) { w.due = append(w.due, o) }}
	d.ID, d.Offer, d.At = "d", "o", opens
	for _, o := range []op.Op{
		offer.AddKey{Public: public},
		offer.Publish{Offer: offer.Offer{ID: "o", Title: offer.Text{Zh: "加油"}, Benefit: offer.Benefit{Type: offer.Threshold, Threshold: 200, Off: 40}}},
		offer.Open{Drop: d},
	} {
		if code := w.do(o, person.TheCity()); code != "" {
			t.Fatal(o.Kind().Name, code)
		}
	}
	return w
}

// do runs an op in the city and what it asked for later.
func (w *town) do(o op.Op, by person.Actor) op.Code { return w.tapped(o, by, w.now) }

func (w *town) tapped(o op.Op, by person.Actor, tapped time.Time) op.Code {
	over, err := op.Run(o, w.rows, by, w.now, tapped, w.city)
	if err != nil {
		r, ok := op.AsRefusal(err)
		if !ok {
			panic(err)
		}
		if t, counts := o.(op.Tally); counts {
			own := op.NewOverlay(w.rows)
			if err := t.Refused(op.NewTx(own, person.TheCity(), w.now), r); err != nil {
				panic(err)
			}
			w.rows.Merge(own)
		}
		return r.Code
	}
	w.rows.Merge(over)
	due := w.due
	w.due = nil
	for _, o := range due {
		if code := w.do(o, person.TheCity()); code != "" {
			panic(code)
		}
	}
	return ""
}

func (w *town) coupon(who person.ID) offer.Coupon {
	c, _ := offer.Coupons.Get(w.rows, offer.ClaimID("d", who))
	return c
}

// TestLifeOfACoupon walks the diagram of the package comment, and what is not drawn.
func TestLifeOfACoupon(t *testing.T) {
	stock := 3
	w := newTown(t, offer.Drop{Stock: &stock, Valid: opens.Add(time.Hour)})
	a, b := holder("h-a"), holder("h-b")
	w.do(offer.Claim{Drop: "d"}, a)
	w.do(offer.Claim{Drop: "d"}, b)
	code := w.coupon("h-a").Code
	redeem := func(id op.ID) offer.Redeem {
		return offer.Redeem{ID: id, Code: code, Drop: "d", Price: 26000}
	}
	steps := []struct {
		name string
		op   op.Op
		by   person.Actor
		want op.Code
	}{
		{"a_resident_redeems", redeem("x0"), a, op.NotYours},
		{"below_the_threshold", offer.Redeem{ID: "x1", Code: code, Drop: "d", Price: 19999}, shop("s-1"), offer.TooLittle},
		{"no_such_code", offer.Redeem{ID: "x1", Code: offer.CodeOf([]byte("no")), Drop: "d", Price: 26000}, shop("s-1"), offer.NoCoupon},
		{"spent", redeem("x1"), shop("s-1"), ""},
		{"the_same_again", redeem("x1"), shop("s-1"), ""},
		{"another_shop_says_it_is_its_own", redeem("x1"), shop("s-2"), op.NotYours},
		{"spent_twice", redeem("x2"), shop("s-2"), ""},
		{"a_spent_one_is_not_cancelled", offer.Cancel{Code: code, Reason: "r"}, officer, offer.IsUsed},
		{"nor_given_back", offer.GiveBack{Coupon: "d.h-a"}, a, offer.IsUsed},
		{"a_conflict_is_not_reversed", offer.Reverse{Redemption: "x2", Reason: "r"}, shop("s-2"), op.Moved},
		{"another_shop_does_not_reverse", offer.Reverse{Redemption: "x1", Reason: "r"}, shop("s-2"), op.NotYours},
		{"reversed", offer.Reverse{Redemption: "x1", Reason: "r"}, shop("s-1"), ""},
		{"spent_after_the_refund", redeem("x3"), shop("s-2"), ""},
		{"not_his_to_give_back", offer.GiveBack{Coupon: "d.h-b"}, a, op.NotYours},
		{"given_back", offer.GiveBack{Coupon: "d.h-b"}, b, ""},
		{"what_was_given_back_is_not_spent", offer.Redeem{ID: "x4", Coupon: "d.h-b", Drop: "d", Price: 26000}, shop("s-1"), ""},
		{"claimed_again", offer.Claim{Drop: "d"}, b, ""},
		{"cancelled", offer.Cancel{Code: "", Reason: "r"}, officer, offer.NoCoupon},
		{"an_officer_stops_it", offer.Stop{Drop: "d", Reason: "断电"}, officer, ""},
		{"nothing_is_given_meanwhile", offer.Claim{Drop: "d"}, holder("h-c"), offer.Standing},
		{"it_goes_on", offer.Stop{Drop: "d"}, officer, ""},
		{"and_gives", offer.Claim{Drop: "d"}, holder("h-c"), ""},
	}
	for _, s := range steps {
		if got := w.do(s.op, s.by); got != s.want {
			t.Fatalf("%s: %q, want %q", s.name, got, s.want)
		}
	}
	for id, want := range map[op.ID]offer.Outcome{"x1": offer.Reversed, "x2": offer.Conflict, "x3": offer.Counted, "x4": offer.Conflict} {
		if r, _ := offer.Redemptions.Get(w.rows, id); r.Outcome != want {
			t.Errorf("%s is %q, want %q", id, r.Outcome, want)
		}
	}
	if r, _ := offer.Redemptions.Get(w.rows, "x2"); !r.First.Equal(opens) || r.Why != offer.IsUsed || r.Pays {
		t.Errorf("the second one does not tell of the first: %+v", r)
	}
	if r, _ := offer.Redemptions.Get(w.rows, "x3"); r.Pay() != 22000 {
		t.Errorf("260 less 40 is %d fen", r.Pay())
	}
	w.now = opens.Add(time.Hour)
	if got := w.do(offer.Redeem{ID: "x9", Coupon: "d.h-c", Drop: "d", Price: 26000}, shop("s-1")); got != offer.IsExpired {
		t.Errorf("after its time: %q", got)
	}
}

// TestBooksAlwaysBalance: whoever does whatever in whatever order.
func TestBooksAlwaysBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stock := rapid.IntRange(0, 5).Draw(t, "stock")
		each := rapid.IntRange(1, 2).Draw(t, "each")
		w := newTown(t, offer.Drop{Stock: &stock, PerPerson: each, Valid: opens.Add(time.Hour)})
		if rapid.Bool().Draw(t, "limit") {
			w.do(offer.SetShop{Shop: offer.Shop{ID: "s-1", Name: offer.Text{Zh: "店"}, Limit: 1}}, officer)
		}
		for i := range rapid.IntRange(0, 60).Draw(t, "ops") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "wait")) * time.Second)
			w.any(t, i)
			w.balance(t, each)
		}
	})
}

// any does one thing that somebody might.
func (w *town) any(t *rapid.T, i int) {
	who := person.ID("h-" + string(rune('a'+rapid.IntRange(0, 4).Draw(t, "who"))))
	id := offer.NthID("d", who, rapid.IntRange(0, 1).Draw(t, "nth"))
	c, _ := offer.Coupons.Get(w.rows, id)
	at := shop(person.ID("s-" + fmt.Sprint(rapid.IntRange(1, 2).Draw(t, "shop"))))
	switch rapid.IntRange(0, 10).Draw(t, "what") {
	case 0, 1, 2:
		w.do(offer.Claim{Drop: "d", Nth: rapid.IntRange(0, 1).Draw(t, "claim")}, holder(who))
	case 3:
		w.do(offer.Redeem{ID: op.ID(fmt.Sprint("x", i)), Coupon: id, Drop: "d", Price: rapid.IntRange(1, 60000).Draw(t, "price")}, at)
	case 4:
		if len(c.Secret) == 0 {
			return
		}
		when := w.now.Add(-time.Duration(rapid.IntRange(0, 40).Draw(t, "ago")) * time.Minute)
		p, err := offer.Read(offer.Show(c, when))
		if err != nil {
			t.Fatal(err)
		}
		w.tapped(offer.Redeem{ID: op.ID(fmt.Sprint("x", i)), Coupon: id, Drop: "d", Price: 20000, Offline: true, Proof: &offer.Proof{Step: p.Step, Sig: p.Sig}}, at, when)
	case 5:
		w.do(offer.Reverse{Redemption: op.ID(fmt.Sprint("x", rapid.IntRange(0, i).Draw(t, "which"))), Reason: "r"}, officer)
	case 6:
		w.do(offer.GiveBack{Coupon: id}, holder(who))
	case 7:
		w.do(offer.Cancel{Code: c.Code, Reason: "r"}, officer)
	case 8:
		w.do(offer.Tell{}, person.TheCity())
	case 9:
		if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
			w.now = w.now.Add(15 * 24 * time.Hour)
		}
	case 10:
		n := rapid.IntRange(1, 3).Draw(t, "carry")
		w.do(offer.Open{Drop: offer.Drop{ID: op.ID(fmt.Sprint("e", i)), Offer: "o", At: w.now.Add(time.Hour), Stock: &n, From: "d", Carry: n}}, person.TheCity())
	}
}

// balance is invariants 5 and 6, and that the sums are those of the rows.
func (w *town) balance(t *rapid.T, each int) {
	s, _ := offer.Stocks.Get(w.rows, "d")
	if s.Left < 0 || s.Total != s.Left+s.Given-s.Back {
		t.Fatalf("%d of %d left, %d given, %d back", s.Left, s.Total, s.Given, s.Back)
	}
	if free := s.Left + s.Expired - s.Carried; free < 0 {
		t.Fatalf("%d left and %d expired, and %d are in later drops", s.Left, s.Expired, s.Carried)
	}
	holders, inHand, void, expired := map[person.ID]int{}, 0, 0, 0
	for _, c := range offer.Coupons.All(w.rows) {
		if c.State != offer.Back {
			holders[c.Holder]++
			inHand++
		}
		if c.State == offer.Void {
			void++
		}
		if c.State == offer.Lapsed {
			expired++
		}
	}
	if expired != s.Expired {
		t.Fatalf("%d expired, and the books say %d", expired, s.Expired)
	}
	for who, n := range holders {
		if n > each {
			t.Fatalf("%s holds %d of at most %d", who, n, each)
		}
	}
	if inHand != s.Total-s.Left || void != s.Void {
		t.Fatalf("%d coupons, %d given out; %d void of %d", inHand, s.Total-s.Left, void, s.Void)
	}
	counted, conflicts, saved, owed, days := map[op.ID]int{}, 0, 0, 0, 0
	for _, r := range offer.Redemptions.All(w.rows) {
		switch r.Outcome {
		case offer.Counted:
			counted[r.Coupon]++
			saved += r.Off
		case offer.Conflict:
			conflicts++
		}
		if r.Pays {
			owed += r.Off
		}
	}
	redeemed := 0
	for id, n := range counted {
		redeemed += n
		if n > 1 {
			t.Fatalf("%s was spent %d times", id, n)
		}
	}
	for _, d := range offer.Days.All(w.rows) {
		days += d.Owed
	}
	if redeemed != s.Redeemed || saved != s.Saved || conflicts != s.Conflicts || owed != days {
		t.Fatalf("redeemed %d/%d saved %d/%d conflicts %d/%d owed %d/%d", redeemed, s.Redeemed, saved, s.Saved, conflicts, s.Conflicts, owed, days)
	}
}

// TestOfflineLimitIsPaidAndNoMore: a till within its limit is paid even for a coupon
// that was spent elsewhere; beyond it is written down and not paid.
func TestOfflineLimitIsPaidAndNoMore(t *testing.T) {
	stock := 3
	w := newTown(t, offer.Drop{Stock: &stock})
	w.do(offer.SetShop{Shop: offer.Shop{ID: "s-2", Name: offer.Text{Zh: "店"}, Limit: 1}}, officer)
	for _, who := range []person.ID{"h-a", "h-b"} {
		w.do(offer.Claim{Drop: "d"}, holder(who))
	}
	offline := func(id op.ID, who person.ID, at person.Actor) offer.Redemption {
		p, err := offer.Read(offer.Show(w.coupon(who), w.now))
		if err != nil {
			t.Fatal(err)
		}
		r := offer.Redeem{ID: id, Coupon: p.Coupon.ID, Drop: "d", Price: 20000, Offline: true, Proof: &offer.Proof{Step: p.Step, Sig: p.Sig}}
		if code := w.do(r, at); code != "" {
			t.Fatal(id, code)
		}
		red, _ := offer.Redemptions.Get(w.rows, id)
		return red
	}
	if r := offline("first", "h-a", shop("s-1")); r.Outcome != offer.Counted || !r.Pays {
		t.Errorf("first: %+v", r)
	}
	if r := offline("twice", "h-a", shop("s-2")); r.Outcome != offer.Conflict || !r.Pays || !r.First.Equal(opens) {
		t.Errorf("the second till could not know: %+v", r)
	}
	if r := offline("beyond", "h-b", shop("s-2")); r.Outcome != offer.Counted || r.Pays || r.Why != offer.DayIsFull {
		t.Errorf("beyond the limit: %+v", r)
	}
}

// TestSealFollowsAndIsFoundAgain: a claim is answered without a seal; it comes, also
// when the city was killed in between.
func TestSealFollowsAndIsFoundAgain(t *testing.T) {
	stock := 2
	w := newTown(t, offer.Drop{Stock: &stock})
	over, err := op.Run(offer.Claim{Drop: "d"}, w.rows, holder("h-a"), w.now, w.now, w.city)
	if err != nil {
		t.Fatal(err)
	}
	w.rows.Merge(over)
	w.due = nil // killed
	if c := w.coupon("h-a"); len(c.Seal) > 0 || c.Code != "" {
		t.Fatalf("sealed in the claim: %+v", c)
	}
	w.now = w.now.Add(time.Minute)
	w.do(offer.Tell{}, person.TheCity())
	c := w.coupon("h-a")
	c.Offer = "o"
	if !offer.Genuine(c, public) || !offer.ValidCode(c.Code) {
		t.Fatalf("after a restart: %+v", c)
	}
}

// TestTellWritesOnlyWhatChanged.
func TestTellWritesOnlyWhatChanged(t *testing.T) {
	stock := 2
	w := newTown(t, offer.Drop{Stock: &stock})
	w.do(offer.Claim{Drop: "d"}, holder("h-a"))
	w.do(offer.Claim{Drop: "d"}, holder("h-b"))
	w.do(offer.Claim{Drop: "d"}, holder("h-c"))
	w.do(offer.Tell{}, person.TheCity())
	b, _ := offer.Boards.Get(w.rows, "d")
	if b.Heard != 3 || b.Given != 2 || b.Left != 0 || b.Refused[offer.SoldOut] != 1 || b.GoneAt.IsZero() {
		t.Errorf("the board reads %+v", b)
	}
	if left, ok := offer.Remainder.Get(w.rows, "d"); !ok || left.Left != 0 {
		t.Errorf("everybody reads %+v %v", left, ok)
	}
	over, err := op.Run(offer.Tell{}, w.rows, person.TheCity(), w.now.Add(time.Second), w.now, w.city)
	if err != nil || len(over.Rows()) > 0 {
		t.Errorf("nothing has changed, and it wrote %d rows (%v)", len(over.Rows()), err)
	}
}
