package authority

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

func yield() { runtime.Gosched() }

// crowded is a city in front of which as many stand as there is room for, and more
// have been sent away.
func crowded(t *testing.T) *town {
	t.Helper()
	w := newTown(t, seal)
	w.decide(drop(crowdRoom)...)
	for i := 0; ; i++ {
		if !w.Submit(newPhone(fmt.Sprint("claim", i), person.Cardholder).next(offer.Claim{Drop: "d"})) {
			return w
		}
	}
}

// round decides one batch of what waits, as Run does.
func (w *town) round() {
	w.t.Helper()
	d := w.begin()
	for before := -1; before < len(d.jobs) && d.room(); {
		before = len(d.jobs)
		w.fill(d)
	}
	if err := d.down(); err != nil {
		w.t.Fatal(err)
	}
}

// TestARushStarvesNobody: while the line of those who want a coupon is full, a report
// and a job's move are taken, and decided with the very next batch; and the n-th of many
// others after a number of batches that has nothing to do with the length of the line.
func TestARushStarvesNobody(t *testing.T) {
	w := crowded(t)
	clerk := newPhone("clerk", person.Clerk)
	w.decide(newPhone("before").next(submit("r0")))
	batches := func() int { return int(w.Counts.Batches.Load()) }
	begin := batches()
	after := map[string]int{}
	bring := func(name string, j Job) {
		j.Done = func(o Outcome) {
			if o != (Outcome{}) {
				t.Errorf("%s is told %+v", name, o)
			}
			after[name] = batches() - begin
		}
		if !w.Submit(j) {
			t.Fatalf("%s is sent away", name)
		}
	}
	bring("report", newPhone("r").next(submit("r1")))
	bring("move", clerk.next(lamp.Move{Spot: "at-r0", From: lamp.Sent, To: lamp.Checked}))
	const more = 3 * othersFirst
	for i := range more {
		bring(fmt.Sprint("other", i), newPhone(fmt.Sprint("o", i)).next(submit(fmt.Sprint("x", i))))
	}
	claims := len(w.crowd)
	for range more/othersFirst + 1 {
		w.round()
	}
	if after["report"] != 1 || after["move"] != 1 {
		t.Errorf("a report is answered after %d batches, a move after %d", after["report"], after["move"])
	}
	for i := range more {
		if got, most := after[fmt.Sprint("other", i)], (i+2)/othersFirst+2; got < 1 || got > most {
			t.Fatalf("other %d is answered after %d batches, at most %d are promised", i, got, most)
		}
	}
	if got, least := claims-len(w.crowd), (more/othersFirst+1)*(Batch-othersFirst); got < least {
		t.Errorf("the crowd got %d places, at least %d are its own", got, least)
	}
}

// TestOrderOfHearing: the crowd is served in the order in which it came, and nobody
// gets past it by adding something else to a claim, or by another spelling.
func TestOrderOfHearing(t *testing.T) {
	w := newTown(t, seal)
	w.decide(drop(3)...)
	var order []string
	bring := func(name string, jobs ...Job) {
		jobs[0].Done = func(Outcome) { order = append(order, name) }
		if _, ok := w.SubmitAll(jobs); !ok {
			t.Fatal("no room")
		}
	}
	holder := func(name string) *phone { return newPhone(name, person.Cardholder) }
	bring("first", holder("1").next(offer.Claim{Drop: "d"}))
	p := holder("2")
	bring("second", p.next(submit("r")), p.next(offer.Claim{Drop: "d"}))
	q := holder("3")
	raw := q.raw(1, "", "offer.claim", offer.Claim{Drop: "d"})
	bring("third", q.job(append([]byte(" \n"), []byte(fmt.Sprintf(`{"kind" : "lamp.submit","kind":%c"offer.claim", %s`, ' ', raw[1:]))...)))
	bring("report", newPhone("r").next(submit("r9")))
	w.round()
	if got := fmt.Sprint(order); got != "[report first second third]" {
		t.Errorf("answered in the order %s", got)
	}
	r := w.store.Read(nil)
	defer r.Close()
	for i, who := range []person.ID{"d-1", "d-2", "d-3"} {
		if c, _ := offer.Coupons.Get(r, offer.ClaimID("d", who)); c.Serial != fmt.Sprintf("%06d", i+1) {
			t.Errorf("%s has coupon %q", who, c.Serial)
		}
	}
}

// TestWhoGotNoneHearsAsWhich of all claims the city heard theirs.
func TestWhoGotNoneHearsAsWhich(t *testing.T) {
	w := newTown(t, seal)
	w.decide(drop(3)...)
	var late []*phone
	for i := range 6 {
		p := newPhone(fmt.Sprint(i), person.Cardholder)
		if !w.Submit(p.next(offer.Claim{Drop: "d"})) {
			t.Fatal("no room")
		}
		late = append(late, p)
	}
	w.round()
	for i, p := range late[3:] {
		a, _ := op.Answers.Get(w.store.Now(), op.AnswerID(p.client, 1))
		if a.Refusal != (op.Refusal{Code: offer.SoldOut, Field: "drop", No: 4 + i}) {
			t.Errorf("claim %d is answered %+v", 4+i, a.Refusal)
		}
	}
}

// TestPlaceInTheCrowd: each is told how many of the crowd stand before them, whatever
// others want; that falls as batches land, and not before, and never rises.
func TestPlaceInTheCrowd(t *testing.T) {
	const claims = 2*Batch + 10
	w := newTown(t, seal)
	w.decide(drop(3)...)
	var places []Place
	for i := range claims {
		p := newPhone(fmt.Sprint(i), person.Cardholder)
		place, ok := w.SubmitAll([]Job{p.next(submit(fmt.Sprint("r", i))), p.next(offer.Claim{Drop: "d"})})
		if !ok || place.N != 2 {
			t.Fatalf("place %+v, %v", place, ok)
		}
		places = append(places, place)
		if place, ok := w.SubmitAll([]Job{newPhone(fmt.Sprint("o", i)).next(submit(fmt.Sprint("o", i)))}); !ok || place != (Place{}) {
			t.Fatalf("a report has the place %+v, %v", place, ok)
		}
	}
	answered := 0 // of the crowd's jobs
	expect := func(when string) {
		t.Helper()
		for i, p := range places {
			if got, want := w.Before(p), max(0, 2*i-answered); got != want {
				t.Fatalf("%s: %d before claim %d, want %d", when, got, i, want)
			}
		}
	}
	expect("nothing is decided")
	for answered < 2*claims {
		d := w.begin()
		for before := -1; before < len(d.jobs) && d.room(); {
			before = len(d.jobs)
			w.fill(d)
		}
		expect("decided and not durable")
		if err := d.down(); err != nil {
			t.Fatal(err)
		}
		for _, j := range d.jobs {
			if j.crowd {
				answered++
			}
		}
		expect("landed")
	}
	late, ok := w.SubmitAll([]Job{newPhone("late", person.Cardholder).next(offer.Claim{Drop: "d"})})
	if !ok || w.Before(late) != 0 {
		t.Errorf("%d before the only one", w.Before(late))
	}
}

// TestNoRoomTakesNobody: a push that does not fit is not there in part, and who comes
// after it has no ghosts before them.
func TestNoRoomTakesNobody(t *testing.T) {
	w := crowded(t)
	w.round()
	free := crowdRoom - len(w.crowd)
	p := newPhone("long", person.Cardholder)
	var jobs []Job
	for range free + 1 {
		jobs = append(jobs, p.next(offer.Claim{Drop: "d"}))
	}
	if _, ok := w.SubmitAll(jobs); ok || crowdRoom-len(w.crowd) != free {
		t.Fatalf("%v, room for %d is left of %d", ok, crowdRoom-len(w.crowd), free)
	}
	place, ok := w.SubmitAll([]Job{newPhone("short", person.Cardholder).next(offer.Claim{Drop: "d"})})
	if !ok || w.Before(place) != crowdRoom-free {
		t.Errorf("%v, %d before it, %d wait", ok, w.Before(place), crowdRoom-free)
	}
}

// TestABadEnvelopeIsAmongTheOthers and ends its line as before.
func TestABadEnvelopeIsAmongTheOthers(t *testing.T) {
	w := newTown(t, seal)
	p := newPhone("a")
	var told []wire.Reason
	for _, raw := range [][]byte{[]byte(`{"n":`), make([]byte, wire.MaxEnvelope+1)} {
		j := p.job(raw)
		j.Client = op.ClientID(fmt.Sprint("c", len(raw)))
		j.Done = func(o Outcome) { told = append(told, o.Reason) }
		if !w.Submit(j) || len(w.others) == 0 {
			t.Fatal("it is not there")
		}
	}
	w.round()
	if fmt.Sprint(told) != fmt.Sprint([]wire.Reason{wire.Malformed, wire.TooBig}) {
		t.Errorf("told %v", told)
	}
}

// TestWhatIsLeftIsToldOnceASecond: however many claim, all others hear of it no more
// often than the city looks, and once more when the last one is given; and in the midst
// of a rush they do hear of it.
func TestWhatIsLeftIsToldOnceASecond(t *testing.T) {
	const seconds, perSecond, stock = 5, 2500, 9000
	w := newTown(t, seal)
	w.decide(drop(stock)...)
	w.decide(Job{Op: offer.Tell{}, By: person.TheCity(), At: noon})
	rings := 0
	defer w.hub.Call([]person.Scope{person.Public}, func() { rings++ }).Stop()
	var told []int
	for second := range seconds {
		at := noon.Add(time.Duration(second+1) * time.Second)
		for i := range perSecond {
			j := newPhone(fmt.Sprint("c", second, "-", i), person.Cardholder).next(offer.Claim{Drop: "d"})
			j.At = at
			if i == perSecond/2 && !w.Submit(Job{Op: offer.Tell{}, By: person.TheCity(), At: at}) {
				t.Fatal("the look is sent away")
			}
			if !w.Submit(j) {
				t.Fatal("no room")
			}
		}
		for before := rings; w.waiting() > 0; before = rings {
			if w.round(); rings > before {
				left, _ := offer.Remainder.Get(w.store.Now(), "d")
				told = append(told, left.Left)
			}
		}
	}
	if rings < seconds-1 || rings > seconds+1 {
		t.Errorf("%d claims in %d seconds rang for all %d times", seconds*perSecond, seconds, rings)
	}
	if len(told) == 0 || told[0] == stock || !slices.IsSortedFunc(told, func(a, b int) int { return b - a }) {
		t.Errorf("they were told that %v are left", told)
	}
}

// TestWhatWasAskedForIsDoneWhenItIsQuiet, by itself.
func TestWhatWasAskedForIsDoneWhenItIsQuiet(t *testing.T) {
	const claims = 3 * laterIdle
	w := newTown(t, seal)
	w.decide(drop(claims)...)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	for i := range claims {
		if !w.Submit(newPhone(fmt.Sprint(i), person.Cardholder).next(offer.Claim{Drop: "d"})) {
			t.Fatal("no room")
		}
	}
	for late := time.Now().Add(20 * time.Second); ; yield() {
		stock, _ := offer.Stocks.Get(w.store.Now(), "d")
		if stock.Sealed == claims {
			break
		}
		if time.Now().After(late) {
			t.Fatalf("%d of %d are sealed", stock.Sealed, claims)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}
