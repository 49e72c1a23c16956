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

// Job is one op to decide. Phones' jobs have Client and Raw; the city's own have Op.
type Job struct {
	Client op.ClientID
	By     person.Actor
	Raw    []byte // the stored bytes of the envelope
	Op     op.Op
	At     time.Time     // when the city heard it
	Sent   time.Time     // the phone's clock when it sent
	Done   func(Outcome) // called once, after the commit, and must not wait; or nil

	hash op.Hash       // of Raw; this and the rest since prepare
	env  wire.Envelope // in Raw
	bad  wire.Reason   // why Raw is none; empty: it is one

	crowd bool // it came through that line
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
	ended chan struct{} // closed when Run returns: what waits is never answered

	others, crowd  chan *Job    // see queue.go
	came, answered atomic.Int64 // of the crowd, since the start

	decode func(kind string, raw json.RawMessage) (op.Op, error) // city.Decode

	// Key is the name of the key that seals; set it before Run.
	Key string

	Counts Counts

	unaudited bool // a benchmark compares

	wanted atomic.Int32 // how many wait for mu, so that Run lets go of it
	mu     sync.Mutex   // held while anything is decided or on its way; guards all below
	dead   error        // a commit's outcome is unknown: nothing is decided any more
	diary  diary
	proofs *prover
	met    func(*Job) // before each op, for tests; nil
	later  []op.Op    // what ops have asked for since; see later.go
	passed int        // jobs since the last of those
	held   int        // of the crowd answered since everybody was not rung for; see rings.go
	heard  time.Time  // the latest job's
	drafts int        // how many were begun
	overs  overs
	rows   []op.Row // room for those of the draft that is staged
}

// overs are the overlays of drafts, used in turn: thousands write into each. When one is
// used again, its draft has landed, and so has each that was begun while it flew.
type overs [flights + 3]op.Overlay

// New is an authority over the store. seal signs with the city's current key.
func New(s *store.Store, h *hub.Hub, seal func([]byte) []byte, log *slog.Logger) *Authority {
	return &Authority{store: s, hub: h, seal: seal, log: log, others: make(chan *Job, othersRoom), crowd: make(chan *Job, crowdRoom), ended: make(chan struct{}), decode: fromPhone, proofs: &prover{}}
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
		var quiet <-chan time.Time
		if a.owes() {
			quiet = time.After(quietFor)
		}
		var err error
		select {
		case <-ctx.Done():
			return nil
		case j := <-a.others:
			err = a.work(ctx, j)
		case j := <-a.crowd:
			err = a.work(ctx, j)
		case <-quiet:
			err = a.rest(ctx)
		}
		if err != nil {
			return err
		}
	}
}

// work decides a job and what waits behind it, until nothing does or somebody else
// wants the city.
func (a *Authority) work(ctx context.Context, first *Job) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.dead == nil {
		a.dead = a.flow(ctx, []*Job{first})
	}
	return a.dead
}

// lock has Run let go of the city soon, with nothing on its way.
func (a *Authority) lock() {
	a.wanted.Add(1)
	a.mu.Lock()
	a.wanted.Add(-1)
}

// Decide decides a batch, commits it, rings, and answers. After an error nobody
// was answered and nobody will be, whatever is asked.
func (a *Authority) Decide(jobs []Job) error {
	a.lock()
	defer a.mu.Unlock()
	all := make([]*Job, len(jobs))
	for i := range jobs {
		all[i] = &jobs[i]
		all[i].prepare()
	}
	if a.dead == nil {
		a.dead = a.decide(all)
	}
	return a.dead
}

// Between runs f while nothing is decided. An error of f is the end of deciding.
func (a *Authority) Between(f func() error) error {
	a.lock()
	defer a.mu.Unlock()
	if a.dead == nil {
		a.dead = f()
	}
	return a.dead
}

// decide decides jobs with nothing else on its way; a suspect alone (diary.go).
func (a *Authority) decide(jobs []*Job) error {
	for len(jobs) > 0 {
		now, rest := a.diary.cut(jobs)
		if err := a.decideHalves(now); err != nil {
			return err
		}
		jobs = rest
	}
	return nil
}

// decideHalves decides what does not fit into one commit anew in halves, down to the
// one op that does not fit at all, which is broken.
func (a *Authority) decideHalves(jobs []*Job) error {
	d := a.begin()
	d.run(jobs)
	again, err := a.noted(d, d.down())
	switch half := len(again) / 2; {
	case err != nil:
		return err
	case len(again) == 1:
		return a.decideBroken(again[0])
	case len(again) > 1:
		if err := a.decideHalves(again[:half]); err != nil {
			return err
		}
		return a.decideHalves(again[half:])
	}
	return nil
}

// decideBroken answers the op whose rows no commit takes, since its phone would
// send it again for ever.
func (a *Authority) decideBroken(j *Job) error {
	a.log.Error("op is too big", "client", j.Client)
	d := a.begin()
	d.broken = true
	d.run([]*Job{j})
	again, err := a.noted(d, d.down())
	if len(again) > 0 {
		return fmt.Errorf("commit a broken op of %s: %w", j.Client, store.ErrTooBig)
	}
	return err
}

func (a *Authority) tally(b *batch) {
	a.Counts.Batches.Add(1)
	a.Counts.Ops.Add(b.ops)
	a.Counts.Repeats.Add(b.repeats)
	a.Counts.Refusals.Add(b.refusals)
	a.Counts.Ended.Add(int64(len(b.ended)))
}
