package gate

import (
	"context"
	"fmt"
	"strings"
	"time"

	"denghuo/server/authority"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// visit is who speaks and where they stand, over a line or in one request: Hello,
// pushes, and the rows since.
type visit struct {
	gate   *Gate
	cookie string // what the handshake showed
	from   string // the address, as a key of limits
	actor  person.Actor
	scopes []person.Scope // that the actor reads
	hello  wire.Hello
	epoch  string
	since  uint64
	renew  bool // this version is not spoken here: take what it pushes, then say so
	room   int  // bytes of the next page
}

// firstPage is how much the first page of rows holds; each one may be twice the
// one before, up to wire.MaxDown. On a line that is cut every few seconds small
// pages arrive and the cursor grows; large ones would never be whole.
const firstPage = 32 << 10

// greet takes a Hello: who it is, and what they know.
func (v *visit) greet(ctx context.Context, h wire.Hello) error {
	actor, err := v.gate.People.Actor(ctx, h.Token, v.cookie)
	if err != nil {
		return stranger(err)
	}
	if err := v.gate.often.mayBegin(actor.ID); err != nil {
		return err
	}
	v.actor, v.scopes, v.hello, v.since, v.room = actor, actor.Scopes(), h, h.Since, firstPage
	if v.renew = h.Version != wire.Version; v.renew {
		return nil
	}
	return v.place()
}

// stranger ends the line of somebody who may not speak, and says why to a developer.
// When it cannot be known now, the phone comes back.
func stranger(err error) end {
	if refusal, ok := op.AsRefusal(err); ok {
		return end{reason: wire.SignIn, detail: string(refusal.Code)}
	}
	return end{reason: wire.Later, detail: err.Error()}
}

// place finds where the phone stands. A phone that knows more than the city does
// in the same epoch, and can prove it, is proof that the city lost something.
func (v *visit) place() (err error) {
	if v.since, v.epoch, err = Stand(v.gate.Store, v.scopes, v.hello); err == nil {
		return nil
	}
	v.gate.Counts.Rewound.Add(1)
	if v.gate.Lost == nil || !v.gate.lost(v.hello) {
		v.gate.Log.Info("a phone says that it knows more than the city", "client", v.hello.Client, "err", err)
		return err
	}
	v.gate.Log.Error("a phone has proved that the city lost what it had acknowledged", "client", v.hello.Client, "err", err)
	stored, _, _ := strings.Cut(v.epoch, "/")
	v.gate.Lost(stored)
	return end{reason: wire.Later, detail: "the city begins a new epoch"}
}

// push hands the envelopes to the authority and waits until all are decided, so a
// line has never more than one push in the queue. They come back as rows; only an
// end of the line is told in another way. gone is closed when nobody listens any more.
// stand, or nil, is called every few seconds with where they stand, while nothing is
// decided; no place: not in the crowd.
func (v *visit) push(gone <-chan struct{}, p wire.Push, stand func(*wire.Place) error) error {
	if wait := v.gate.often.mayDo(v.actor.ID, v.from, len(p.Envelopes)); wait > 0 {
		return tooOften(wait, "too many ops from this person or address")
	}
	v.gate.People.Meet(v.actor)
	at := v.gate.Now()
	told := make(chan authority.Outcome, len(p.Envelopes))
	jobs := make([]authority.Job, len(p.Envelopes))
	done := func(o authority.Outcome) { told <- o }
	for i, raw := range p.Envelopes {
		jobs[i] = authority.Job{Client: v.hello.Client, By: v.actor, Raw: raw, At: at, Sent: p.Sent, Done: done}
	}
	place, ok := v.gate.Authority.SubmitAll(jobs)
	if !ok {
		return end{reason: wire.Busy, detail: "the city has too much to do", full: true}
	}
	waits := time.NewTimer(v.gate.standAfter)
	defer waits.Stop()
	var first error
	for left := len(p.Envelopes); left > 0; {
		select {
		case o := <-told:
			left--
			if o.Reason != "" && first == nil {
				first = end{reason: o.Reason, detail: why(o.Reason)}
			}
		case <-waits.C:
			waits.Reset(v.gate.standEach)
			if stand == nil || len(told) > 0 {
				continue
			}
			if err := stand(v.at(place)); err != nil {
				return err
			}
		case <-gone:
			return end{reason: wire.Later, detail: "the line ended before all was decided"}
		}
	}
	return first
}

// A push that is decided at once, as nearly all are at 10:00 too, says nothing of its
// place: standAfter is longer than 5,000 claims take. A phone that asks for proof of its
// line waits five seconds for it, and its Ping is not read meanwhile: so standEach.
const (
	standAfter = 500 * time.Millisecond
	standEach  = 2 * time.Second
)

// at is what a phone is told of a place; nothing of one that is not in the crowd.
func (v *visit) at(p authority.Place) *wire.Place {
	if p == (authority.Place{}) {
		return nil
	}
	return &wire.Place{N: p.N, Before: v.gate.Authority.Before(p)}
}

// why is for a developer who reads a Bye.
func why(r wire.Reason) string {
	switch r {
	case wire.Twin:
		return "the chain of hashes does not fit: begin a new outbox"
	case wire.Gap:
		return "an envelope's number is not the next one"
	case wire.SignIn:
		return "an envelope is in another person's name than the token"
	case wire.TooBig:
		return fmt.Sprintf("an envelope is at most %d bytes", wire.MaxEnvelope)
	case wire.Malformed:
		return "an envelope cannot be read: number, kind and op are wanted"
	}
	return "nothing was decided"
}

// page is the next rows, and moves the cursor behind them.
func (v *visit) page() (wire.Delta, error) {
	p, err := v.gate.Store.Since(v.scopes, v.since, v.room)
	if stored, mark, _ := strings.Cut(v.epoch, "/"); err == nil && p.Epoch != stored {
		v.epoch, v.since = p.Epoch+"/"+mark, 0
		p, err = v.gate.Store.Since(v.scopes, 0, v.room)
	}
	if err != nil {
		v.gate.Log.Error("read rows", "since", v.since, "err", err)
		return wire.Delta{}, end{reason: wire.Later, detail: "our fault"}
	}
	d := wire.Delta{Epoch: v.epoch, From: v.since, To: p.To, Now: v.gate.Now().Round(time.Millisecond), More: p.More, Rows: p.Rows}
	v.since = p.To
	if v.room = min(2*v.room, wire.MaxDown); !p.More {
		v.room = firstPage
	}
	v.gate.Counts.Rows.Add(int64(len(p.Rows)))
	return d, nil
}
