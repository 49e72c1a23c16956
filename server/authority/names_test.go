package authority

import (
	"testing"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// late is an envelope tapped and sent by a clock that is wrong by so much, after it
// has waited, and heard by the city at noon.
func (p *phone) late(o op.Op, wrong, waited time.Duration) Job {
	raw := wire.Encode(wire.Envelope{N: p.n + 1, Prev: p.prev, By: p.by.ID, At: noon.Add(wrong - waited), Kind: o.Kind().Name, Op: wire.Encode(o)})
	p.n, p.prev = p.n+1, wire.HashOf(raw)
	return Job{Client: p.client, By: p.by, Raw: raw, At: noon, Sent: noon.Add(wrong)}
}

// TestNames is promises by the names of the notes: no report is refused because of a clock, and its time is right to the
// minute; a claim is judged by the city's time alone; a poisoned op stops nobody.
func TestNames(t *testing.T) {
	t.Run("clock_wrong_3_days_both_ways", func(t *testing.T) {
		for _, wrong := range []time.Duration{-72 * time.Hour, 72 * time.Hour} {
			tappedIs(t, wrong, 40*time.Minute)
		}
	})
	t.Run("op_waited_90_days", func(t *testing.T) { tappedIs(t, 0, 90*24*time.Hour) })
	t.Run("press_early", pressEarly)
	t.Run("poison_panics", TestPanicIsAnsweredAndTheCityStays)
}

func tappedIs(t *testing.T, wrong, waited time.Duration) {
	t.Helper()
	w, p := newTown(t, seal), newPhone("a")
	w.decide(p.late(submit("r1"), wrong, waited))
	if a, refused := w.answer(p.client, 1); refused {
		t.Fatalf("refused: %v", a.Refusal)
	}
	all := w.reports()
	if len(all) != 1 || all[0].Tapped.Sub(noon.Add(-waited)).Abs() > time.Minute {
		t.Fatalf("clock wrong by %v, waited %v: %+v", wrong, waited, all)
	}
}

// pressEarly: "not open yet", and nothing is spoilt for the press at the hour, however
// the phone's clock is set.
func pressEarly(t *testing.T) {
	w, p := newTown(t, seal), newPhone("h", person.Cardholder)
	p.by.ID = "h-1"
	jobs := drop(1)
	opens := noon.Add(10 * time.Minute)
	open := jobs[1].Op.(offer.Open)
	open.Drop.At = opens
	jobs[1].Op = open
	w.decide(jobs...)
	w.decide(p.late(offer.Claim{Drop: "d"}, 72*time.Hour, 0))
	if a, refused := w.answer(p.client, 1); !refused || a.Refusal.Code != offer.NotOpen {
		t.Fatalf("answer %+v, %v", a, refused)
	}
	again := p.late(offer.Claim{Drop: "d"}, -72*time.Hour, 0)
	again.At = opens
	w.decide(again)
	r := w.store.Read(nil)
	defer r.Close()
	if _, got := offer.Coupons.Get(r, offer.ClaimID("d", p.by.ID)); !got {
		t.Fatal("whoever pressed early gets nothing at the hour")
	}
}
