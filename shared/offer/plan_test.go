package offer_test

import (
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

var second = person.Actor{ID: "s-second", Roles: []person.Role{person.Officer}}

// write is a plan of half the price at most 30 yuan less, two for each person.
func write(version int) offer.Write {
	stock := 5
	return offer.Write{Plan: "p", Version: version, Offer: offer.Offer{ID: "half", Title: offer.Text{Zh: "充电"}, Benefit: offer.Benefit{Type: offer.Rate, PayPercent: 50, Max: 30}, Status: "own"},
		Drop: offer.Drop{ID: "new", Offer: "half", At: opens.Add(time.Hour), Valid: opens.Add(48 * time.Hour), PerPerson: 2, Stock: &stock, Title: offer.Text{Zh: "首场"}}}
}

// TestPlanTakesTwo walks from a draft to coupons: nothing is public before a second
// person has read exactly what is announced.
func TestPlanTakesTwo(t *testing.T) {
	stock := 1
	w := newTown(t, offer.Drop{Stock: &stock})
	changed := write(1)
	changed.Drop.PerPerson = 1
	late := write(3)
	late.Drop.At = opens
	past := write(0)
	past.Plan, past.Drop.ID = "past", "past"
	steps := []struct {
		name string
		op   op.Op
		by   person.Actor
		want op.Code
	}{
		{"a_shop_writes", write(0), shop("s-1"), op.NotYours},
		{"written", write(0), officer, ""},
		{"announced_at_once", offer.Announce{Plan: "p", Version: 1}, officer, offer.NotReviewed},
		{"a_drop_past_the_plan", offer.Open{Drop: write(0).Drop}, officer, offer.SecondPerson},
		{"an_offer_past_the_plan", offer.Publish{Offer: write(0).Offer}, officer, op.NotYours},
		{"reviewed_by_who_wrote", offer.Review{Plan: "p", Version: 1}, officer, offer.SecondPerson},
		{"sent_back_without_a_word", offer.Review{Plan: "p", Version: 1, Back: " "}, second, op.Missing},
		{"sent_back", offer.Review{Plan: "p", Version: 1, Back: "每人一张"}, second, ""},
		{"announced_though", offer.Announce{Plan: "p", Version: 1}, second, offer.NotReviewed},
		{"written_anew", changed, officer, ""},
		{"written_over_what_was_not_read", write(1), second, op.Moved},
		{"an_old_version_reviewed", offer.Review{Plan: "p", Version: 1}, second, op.Moved},
		{"reviewed", offer.Review{Plan: "p", Version: 2}, second, ""},
		{"changed_after_the_review", write(2), second, ""},
		{"the_review_is_gone", offer.Announce{Plan: "p", Version: 3}, officer, offer.NotReviewed},
		{"both_have_written_now", offer.Review{Plan: "p", Version: 3}, officer, offer.SecondPerson},
		{"a_third_person", offer.Review{Plan: "p", Version: 3}, person.Actor{ID: "s-admin", Roles: []person.Role{person.Admin}}, ""},
		{"practised", offer.Rehearse{Plan: "p", Drop: "try", At: opens}, officer, ""},
		{"announced", offer.Announce{Plan: "p", Version: 3}, officer, ""},
		{"announced_again", offer.Announce{Plan: "p", Version: 3}, officer, op.Moved},
		{"written_after_it", write(3), officer, op.Moved},
		{"opens_in_the_past", func() op.Op {
			past.Drop.At = opens.Add(-time.Minute)
			past.Offer = offer.Offer{ID: "o"}
			past.Drop.Offer = "o"
			return past
		}(), officer, ""},
		{"not_reviewed_then", offer.Review{Plan: "past", Version: 1}, second, offer.TimePassed},
		{"dropped_without_a_word", offer.Halt{Plan: "past", To: offer.Cancelled}, officer, op.Missing},
		{"dropped", offer.Halt{Plan: "past", To: offer.Cancelled, Reason: "不办了"}, officer, ""},
		{"reviewed_after_it", offer.Review{Plan: "past", Version: 1}, second, op.Moved},
	}
	for _, s := range steps {
		if got := w.do(s.op, s.by); got != s.want {
			t.Fatalf("%s: %q, want %q", s.name, got, s.want)
		}
		_, public := offer.Drops.Get(w.rows, "new")
		if p, _ := offer.Plans.Get(w.rows, "p"); public != (p.Stage == offer.Announced) {
			t.Fatalf("%s: it is %q, and public: %v", s.name, p.Stage, public)
		}
	}
	if d, _ := offer.Drops.Get(w.rows, "try"); !d.Rehearsal || d.Offer == "half" {
		t.Errorf("practice reads %+v", d)
	}
	w.now = opens.Add(time.Hour)
	for nth, want := range []op.Code{"", "", offer.Enough} {
		if got := w.do(offer.Claim{Drop: "new", Nth: nth}, holder("h-a")); got != want {
			t.Errorf("coupon %d of 2: %q, want %q", nth+1, got, want)
		}
	}
}

// TestWhatCouponsAreWorthStays: a plan with a new offer cannot take the place of one
// that is announced.
func TestWhatCouponsAreWorthStays(t *testing.T) {
	stock := 1
	w := newTown(t, offer.Drop{Stock: &stock})
	evil := write(0)
	evil.Offer.ID, evil.Drop.Offer = "o", "o"
	if got := w.do(evil, officer); got != op.Moved {
		t.Errorf("it is written: %q", got)
	}
}

// TestHalt: an offer stands still with all of its drops, for now or for good, and
// everybody reads why; what was given stays given.
func TestHalt(t *testing.T) {
	stock := 5
	w := newTown(t, offer.Drop{Stock: &stock, Valid: opens.Add(time.Hour)})
	w.do(offer.Claim{Drop: "d"}, holder("h-a"))
	steps := []struct {
		name  string
		op    op.Op
		want  op.Code
		claim op.Code
	}{
		{"without_a_word", offer.Halt{Offer: "o", To: offer.Paused}, op.Missing, ""},
		{"paused", offer.Halt{Offer: "o", To: offer.Paused, Reason: "核对商户"}, "", offer.Standing},
		{"the_drop_too", offer.Stop{Drop: "d", Reason: "断电"}, "", offer.Standing},
		{"the_offer_goes_on", offer.Halt{Offer: "o"}, "", offer.Standing},
		{"the_drop_goes_on", offer.Stop{Drop: "d"}, "", ""},
		{"cancelled", offer.Halt{Offer: "o", To: offer.Cancelled, Reason: "不办了"}, "", offer.CalledOff},
		{"for_good", offer.Halt{Offer: "o"}, op.Moved, offer.CalledOff},
		{"nothing_like_that", offer.Halt{Offer: "o", To: "gone", Reason: "r"}, op.Malformed, offer.CalledOff},
	}
	for i, s := range steps {
		if got := w.do(s.op, officer); got != s.want {
			t.Fatalf("%s: %q, want %q", s.name, got, s.want)
		}
		if got := w.do(offer.Claim{Drop: "d"}, holder(person.ID("h-"+string(rune('m'+i))))); got != s.claim {
			t.Fatalf("%s: a claim gets %q, want %q", s.name, got, s.claim)
		}
	}
	if d, _ := offer.Drops.Get(w.rows, "d"); d.HaltWhy != "不办了" {
		t.Errorf("people read %+v", d)
	}
	if got := w.do(offer.Redeem{ID: "x", Coupon: w.coupon("h-a").ID, Drop: "d", Price: 20000}, shop("s-1")); got != "" {
		t.Errorf("what was given is not taken any more: %q", got)
	}
	more := 1
	if got := w.do(offer.Write{Plan: "p", Offer: offer.Offer{ID: "o"}, Drop: offer.Drop{ID: "e", Offer: "o", At: opens.Add(time.Hour), Stock: &more, Title: offer.Text{Zh: "再来"}}}, officer); got != op.Moved {
		t.Errorf("a drop of a cancelled offer is planned: %q", got)
	}
}
