// Package authority is the single place where the city changes. It takes what has
// gathered, decides each job over the batch, commits once, and only then answers.
//
// Every input comes with its time and its actor already fixed: no clock, no
// randomness and no network in here, so the same jobs give the same rows on any
// machine. It knows ops and rows, never lamps.
package authority

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// Batch is the most jobs of one commit: measured, more gives nothing. batchBytes
// keeps the rows that they make inside one transaction of the store.
const (
	Batch      = 1024
	batchBytes = 512 << 10
)

// queue is how many jobs may wait; a phone that finds it full is told to come back.
const queue = 4096

// Job is one op to decide. Phones' jobs have Client and Raw; the city's own have Op.
type Job struct {
	Client op.ClientID
	By     person.Actor
	Raw    []byte // the stored bytes of the envelope
	Op     op.Op
	At     time.Time // when the city heard it
	Sent   time.Time // the phone's clock when it sent
	Done   func(Outcome)
}

// Outcome is what became of a job, told after the commit. A refusal of a phone's
// op is acknowledged: it comes down as a row.
type Outcome struct {
	Reason  wire.Reason // empty: acknowledged; else the line ends with it
	Refusal *op.Refusal // the city's own jobs only
}

// Authority decides one batch at a time.
type Authority struct {
	store *store.Store
	hub   *hub.Hub
	seal  func([]byte) []byte
	log   *slog.Logger
	jobs  chan Job

	mu   sync.Mutex // held while a batch is decided
	dead error      // a commit's outcome is unknown: nothing is decided any more
}

// New is an authority over the store. seal signs with the city's current key.
func New(s *store.Store, h *hub.Hub, seal func([]byte) []byte, log *slog.Logger) *Authority {
	return &Authority{store: s, hub: h, seal: seal, log: log, jobs: make(chan Job, queue)}
}

// Submit puts a job in the queue; false when there is no room.
func (a *Authority) Submit(j Job) bool {
	select {
	case a.jobs <- j:
		return true
	default:
		return false
	}
}

// Run decides what is submitted until ctx ends or a commit fails. After an error
// the process should end: the next start reads what is true.
func (a *Authority) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case first := <-a.jobs:
			if err := a.Decide(a.gather(first)); err != nil {
				return err
			}
		}
	}
}

// gather takes what is there and waits for nothing.
func (a *Authority) gather(first Job) []Job {
	batch, size := []Job{first}, len(first.Raw)
	for len(batch) < Batch && size < batchBytes {
		select {
		case j := <-a.jobs:
			batch, size = append(batch, j), size+len(j.Raw)
		default:
			return batch
		}
	}
	return batch
}

// Decide decides a batch, commits it once, rings, and answers. On an error nobody
// was answered and nobody will be.
func (a *Authority) Decide(jobs []Job) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.dead != nil {
		return a.dead
	}
	reader := a.store.Read(nil)
	b := &batch{a: a, over: op.NewOverlay(reader), ended: map[op.ClientID]wire.Reason{}}
	outcomes := make([]Outcome, len(jobs))
	for i, j := range jobs {
		outcomes[i] = b.decide(j)
	}
	scopes, err := a.store.Commit(b.over.Rows())
	reader.Close()
	if errors.Is(err, store.ErrFull) {
		a.log.Error("refuse work", "err", err)
		for i := range outcomes {
			outcomes[i] = Outcome{Reason: wire.Later}
		}
	} else if err != nil {
		a.dead = fmt.Errorf("commit %d jobs: %w", len(jobs), err)
		return a.dead
	}
	a.hub.Ring(scopes)
	for i, j := range jobs {
		if j.Done != nil {
			j.Done(outcomes[i])
		}
	}
	return nil
}

// batch is the overlay of one commit. ended holds the clients whose line ends:
// nothing later of theirs may be heard in this batch.
type batch struct {
	a     *Authority
	over  *op.Overlay
	ended map[op.ClientID]wire.Reason
}

func (b *batch) decide(j Job) Outcome {
	if j.Client == "" {
		refusal, top := b.run(j.Op, j, time.Time{})
		if refusal == nil {
			b.over.Merge(top)
		}
		return Outcome{Refusal: refusal}
	}
	if reason, over := b.ended[j.Client]; over {
		return Outcome{Reason: reason}
	}
	reason := b.hear(j)
	if reason != "" {
		b.ended[j.Client] = reason
	}
	return Outcome{Reason: reason}
}

// hear decides a phone's job by its number. "Heard before" is proved by the
// chain: storage that rolled back, a copied phone and a restored city all reuse
// numbers.
func (b *batch) hear(j Job) wire.Reason {
	env, err := wire.DecodeEnvelope(j.Raw)
	if err != nil {
		return wire.Malformed
	}
	if env.By != j.By.ID {
		return wire.SignIn
	}
	mark, had := op.Marks.Get(b.over, op.ID(j.Client))
	hash := wire.HashOf(j.Raw)
	switch {
	case had && mark.By != j.By.ID:
		return wire.Twin
	case env.N < mark.N:
		return "" // a repeat; the mark itself goes down again with the next rows
	case env.N == mark.N && hash == mark.Hash:
		return ""
	case env.N == mark.N, env.N == mark.N+1 && env.Prev != mark.Hash:
		return wire.Twin
	case env.N > mark.N+1:
		return wire.Gap
	}
	return b.accept(j, env, hash)
}

// accept runs the op and puts its mark, and its answer if it was refused, into
// the same commit.
func (b *batch) accept(j Job, env wire.Envelope, hash op.Hash) wire.Reason {
	tapped, _ := wire.Tapped(j.At, j.Sent, env.At)
	o, refusal := decode(env)
	var top *op.Overlay
	if refusal == nil {
		refusal, top = b.run(o, j, tapped)
	}
	own := op.NewOverlay(b.over)
	tx := op.NewTx(own, person.TheCity(), j.At)
	if refusal != nil {
		answer := op.Answer{Client: j.Client, By: j.By.ID, N: env.N, Kind: env.Kind, About: about(o), Refusal: *refusal}
		if err := op.Answers.Put(tx, answer); err != nil {
			b.a.log.Error("encode answer", "err", err)
			return wire.Later
		}
	} else {
		b.over.Merge(top)
	}
	if err := op.Marks.Put(tx, op.Mark{Client: j.Client, By: j.By.ID, N: env.N, Hash: hash}); err != nil {
		b.a.log.Error("encode mark", "err", err)
		return wire.Later
	}
	b.over.Merge(own)
	return ""
}

func decode(env wire.Envelope) (op.Op, *op.Refusal) {
	o, err := city.Decode(env.Kind, env.Op)
	if err == nil {
		return o, nil
	}
	r, ok := op.AsRefusal(err)
	if !ok {
		r = op.Refusal{Code: op.Malformed}
	}
	return nil, &r
}

func about(o op.Op) op.Key {
	if s, ok := o.(op.Subject); ok {
		return s.About()
	}
	return op.Key{}
}

// run runs one op over the batch. A panic is caught here, once: the op is answered
// as broken, since its phone would send it again for ever, and the city goes on.
func (b *batch) run(o op.Op, j Job, tapped time.Time) (refusal *op.Refusal, top *op.Overlay) {
	defer func() {
		if p := recover(); p != nil {
			b.a.log.Error("op panicked", "kind", o.Kind().Name, "client", j.Client, "panic", p, "stack", string(debug.Stack()))
			refusal, top = &op.Refusal{Code: op.Broken}, nil
		}
	}()
	top, err := op.Run(o, b.over, j.By, j.At, tapped, &op.City{Seal: b.a.seal})
	if err == nil {
		return nil, top
	}
	if r, ok := op.AsRefusal(err); ok {
		return &r, nil
	}
	b.a.log.Error("op failed", "kind", o.Kind().Name, "client", j.Client, "err", err)
	return &op.Refusal{Code: op.Broken}, nil
}
