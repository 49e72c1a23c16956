// Package authority is the single place where the city changes. It takes what has
// gathered, decides each job over the batch, commits once, and only then answers.
//
//	a.Submit(authority.Job{Client: c, By: actor, Raw: bytes, At: now, Sent: sent, Done: told})
//
// Every input comes with its time and its actor already fixed: no clock, no
// randomness and no network in here, so the same jobs give the same rows on any
// machine. It knows ops and rows, never lamps.
//
// What it never does: answer before a commit holds, go on after one whose outcome
// is unknown, or let one op stop the others. A refused op is acknowledged like any
// other (its Answer is a row); a full disk or a stop is no answer at all, so the op
// stays in its phone's outbox.
package authority

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// Batch is the most jobs of one commit: measured, more gives nothing. batchBytes
// ends a batch of long ops earlier. Rows can still outgrow one transaction of the
// store (short ops on large records); such a batch is decided again in halves.
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
	At     time.Time     // when the city heard it
	Sent   time.Time     // the phone's clock when it sent
	Done   func(Outcome) // called once, after the commit, and must not wait; or nil

	hash op.Hash // of Raw, once it is being decided
}

// Outcome is what became of a job, told after the commit. A refusal of a phone's
// op is acknowledged: it comes down as a row.
type Outcome struct {
	Reason  wire.Reason // empty: acknowledged; else the line ends with it
	Refusal *op.Refusal // the city's own jobs only
}

// Counts are for the operator.
type Counts struct{ Batches, Ops, Repeats, Refusals, Ended atomic.Int64 }

// Authority decides one batch at a time.
type Authority struct {
	store *store.Store
	hub   *hub.Hub
	seal  func([]byte) []byte
	log   *slog.Logger
	jobs  chan Job
	ended chan struct{} // closed when Run returns: what waits is never answered

	decode func(kind string, raw json.RawMessage) (op.Op, error) // city.Decode

	// Key is the name of the key that seals; set it before Run.
	Key string

	Counts Counts

	unaudited bool // a benchmark compares

	mu     sync.Mutex // held while a batch is decided
	dead   error      // a commit's outcome is unknown: nothing is decided any more
	diary  diary
	proofs Proofs
	met    func(Job) // before each op, for tests; nil
	later  []op.Op   // what ops have asked for since; see later.go
	heard  time.Time // the latest job's
}

// New is an authority over the store. seal signs with the city's current key.
func New(s *store.Store, h *hub.Hub, seal func([]byte) []byte, log *slog.Logger) *Authority {
	return &Authority{store: s, hub: h, seal: seal, log: log, jobs: make(chan Job, queue), ended: make(chan struct{}), decode: fromPhone}
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

// ErrLater says that nothing was decided, or that it is not known: there is no room,
// the city stops, or who asked has gone.
var ErrLater = errors.New("the city cannot take it now")

// Ask has one op of the edge decided, outside any outbox, and waits for it. The
// error is the city's Refusal, or ErrLater.
func (a *Authority) Ask(ctx context.Context, o op.Op, by person.Actor, at time.Time) error {
	told := make(chan Outcome, 1)
	if !a.Submit(Job{Op: o, By: by, At: at, Done: func(o Outcome) { told <- o }}) {
		return ErrLater
	}
	select {
	case out := <-told:
		return out.err()
	case <-ctx.Done():
	case <-a.ended:
	}
	select {
	case out := <-told: // both were ready
		return out.err()
	default:
		return ErrLater
	}
}

func (o Outcome) err() error {
	switch {
	case o.Refusal != nil:
		return *o.Refusal
	case o.Reason != "":
		return ErrLater
	}
	return nil
}

// Run decides what is submitted until ctx ends or a commit fails. After an error
// the process should end: the next start reads what is true. What still waits when
// it returns is never answered.
func (a *Authority) Run(ctx context.Context) error {
	defer close(a.ended)
	for {
		select {
		case <-ctx.Done():
			return nil
		case first := <-a.jobs:
			if err := a.Decide(append(a.gather(first), a.due(laterBusy)...)); err != nil {
				return err
			}
			continue
		default:
		}
		if jobs := a.due(laterIdle); len(jobs) > 0 {
			if err := a.Decide(jobs); err != nil {
				return err
			}
			continue
		}
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

// gather takes what is there and waits for nothing: while one batch is committed
// the next one comes together.
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

// Decide decides a batch, commits it, rings, and answers. After an error nobody
// was answered and nobody will be, whatever is asked.
func (a *Authority) Decide(jobs []Job) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, j := range jobs {
		if j.Client != "" && len(j.Raw) <= wire.MaxEnvelope {
			jobs[i].hash = wire.HashOf(j.Raw)
		}
	}
	for a.dead == nil && len(jobs) > 0 {
		now, rest := a.diary.cut(jobs)
		a.dead, jobs = a.decide(now), rest
	}
	return a.dead
}

// Between runs f while nothing is decided. An error of f is the end of deciding.
func (a *Authority) Between(f func() error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.dead == nil {
		a.dead = f()
	}
	return a.dead
}

// decide works over one snapshot. What does not fit into one commit is decided
// anew in halves, down to the one op that does not fit at all, which is broken.
func (a *Authority) decide(jobs []Job) error {
	b, done := a.begin()
	outcomes := a.runAll(b, jobs)
	_, _, scopes, err := a.store.Commit(b.rows())
	done()
	switch {
	case errors.Is(err, store.ErrTooBig) && len(jobs) > 1:
		half := len(jobs) / 2
		if err := a.decide(jobs[:half]); err != nil {
			return err
		}
		return a.decide(jobs[half:])
	case errors.Is(err, store.ErrTooBig):
		return a.decideBroken(jobs[0], err)
	case errors.Is(err, store.ErrFull):
		a.log.Error("refuse work", "jobs", len(jobs), "err", err)
		return a.answer(jobs, later(len(jobs)))
	case err != nil:
		return fmt.Errorf("commit %d jobs: %w", len(jobs), err)
	}
	a.tally(b)
	a.diary.acquit(jobs)
	a.remember(b, jobs)
	a.hub.Ring(scopes)
	return a.answer(jobs, outcomes)
}

// runAll runs the jobs one after another over the batch. What may kill the process
// happens in here.
func (a *Authority) runAll(b *batch, jobs []Job) []Outcome {
	a.diary.run(jobs)
	outcomes := make([]Outcome, len(jobs))
	for i, j := range jobs {
		outcomes[i] = b.decide(j)
	}
	a.diary.rest()
	return outcomes
}

// decideBroken answers the op whose rows no commit takes, since its phone would
// send it again for ever.
func (a *Authority) decideBroken(j Job, why error) error {
	a.log.Error("op is too big", "client", j.Client, "err", why)
	b, done := a.begin()
	b.broken = true
	outcome := b.decide(j)
	_, _, scopes, err := a.store.Commit(b.rows())
	done()
	if errors.Is(err, store.ErrFull) {
		return a.answer([]Job{j}, later(1))
	}
	if err != nil {
		return fmt.Errorf("commit a broken op: %w", err)
	}
	a.tally(b)
	a.hub.Ring(scopes)
	return a.answer([]Job{j}, []Outcome{outcome})
}

func (a *Authority) begin() (b *batch, done func()) {
	reader := a.store.Read(nil)
	b = &batch{a: a, over: op.NewOverlay(reader), ended: map[outbox]wire.Reason{}}
	b.epoch, b.seq = a.store.At()
	return b, reader.Close
}

func (a *Authority) tally(b *batch) {
	a.Counts.Batches.Add(1)
	a.Counts.Ops.Add(b.ops)
	a.Counts.Repeats.Add(b.repeats)
	a.Counts.Refusals.Add(b.refusals)
	a.Counts.Ended.Add(int64(len(b.ended)))
}

func (a *Authority) answer(jobs []Job, outcomes []Outcome) error {
	for i, j := range jobs {
		if j.Done != nil {
			j.Done(outcomes[i])
		}
	}
	return nil
}

func later(n int) []Outcome {
	all := make([]Outcome, n)
	for i := range all {
		all[i].Reason = wire.Later
	}
	return all
}
