package gate

import (
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// impatient is a town that tells a push its place at once, and again and again.
func impatient(t *testing.T) *town {
	w := newTown(t)
	w.gate.standAfter, w.gate.standEach = time.Millisecond, time.Millisecond
	p := w.phone(deviceToken("first")).greet() // a city without any rows is told of from nothing
	p.send(wire.Encode(p.push(submit("r0"))))
	p.mark(1)
	return w
}

// place takes frames until one says where the push stands.
func (p *phone) place() wire.Place {
	p.t.Helper()
	for {
		if d := p.takeOne(); d.Place != nil {
			if len(d.Rows) > 0 || d.From != d.To {
				p.t.Fatalf("to older programs it is no heartbeat: %+v", d)
			}
			return *d.Place
		}
	}
}

// TestPlaceIsToldUntilTheAnswer: while the city's commit is held, each phone hears how
// many stand before it; it never rises, and once the answer has come nothing is told any
// more. A push of anything else hears that its line lives.
func TestPlaceIsToldUntilTheAnswer(t *testing.T) {
	w := impatient(t)
	var crowd []*phone
	for _, name := range []string{"a", "b", "c"} {
		crowd = append(crowd, w.phone(deviceToken(name)).greet())
	}
	reporter := w.phone(deviceToken("r")).greet()
	err := w.city.Between(func() error {
		for i, p := range crowd {
			p.send(wire.Encode(p.push(offer.Claim{Drop: "d"})))
			for range 3 {
				if got := p.place(); got != (wire.Place{N: 1, Before: i}) {
					t.Errorf("phone %d is told %+v", i, got)
				}
			}
		}
		reporter.send(wire.Encode(reporter.push(submit("r1"))))
		for range 3 {
			if d := reporter.takeOne(); d.Place != nil {
				t.Errorf("a report is told the place %+v", *d.Place)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range crowd {
		last := i
		for heard := false; !heard; {
			d := p.takeOne()
			m, _ := op.Marks.Get(view(p.rows), op.ID(p.client))
			if heard = m.N == 1; heard && d.Place != nil {
				t.Errorf("the answer says a place: %+v", d)
			}
			if d.Place != nil {
				if d.Place.Before > last {
					t.Errorf("phone %d: %d before it, and then %d", i, last, d.Place.Before)
				}
				last = d.Place.Before
			}
		}
		for range 3 {
			p.send(wire.Encode(wire.Up{Ping: &wire.Ping{}}))
			if d := p.takeOne(); d.Place != nil {
				t.Errorf("phone %d has its answer and is told %+v", i, *d.Place)
			}
		}
	}
	reporter.mark(1)
}

// TestNoRoomIsSaidAsSuch, and only of what was not taken.
func TestNoRoomIsSaidAsSuch(t *testing.T) {
	w := impatient(t)
	p := w.phone(deviceToken("a")).greet()
	err := w.city.Between(func() error {
		q := w.phone(deviceToken("q"))
		again := authority.Job{Client: q.client, Raw: q.envelope(offer.Claim{Drop: "d"}), At: time.Now()}
		for w.city.Submit(again) {
		}
		w.city.Submit(again) // Run may have taken one
		p.send(wire.Encode(p.push(offer.Claim{Drop: "d"})))
		if b := p.bye(); b.Reason != wire.Busy || !b.Full || b.Again < 1 {
			t.Errorf("the bye is %+v", b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
