package authority

import (
	"context"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// What ops ask to have done later (op.City.Later) is decided when nobody has wanted
// anything for a moment, and a little of it beside what others want while somebody does,
// so that it ends some time: one of it with each small batch, and one for laterEach ops.
const (
	quietFor   = 20 * time.Millisecond // who was answered often comes again at once
	laterIdle  = 64
	laterEach  = 256
	laterSmall = 32
)

// owes reports whether there is something of it.
func (a *Authority) owes() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.later) > 0 || a.held > 0
}

// rest decides it while nobody wants anything.
func (a *Authority) rest(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.dead == nil && len(a.later) > 0 && a.waiting() == 0 && a.goesOn(ctx) {
		a.dead = a.flow(ctx, a.due(laterIdle))
	}
	a.ringHeld()
	return a.dead
}

// beside is what is due with more jobs of a draft.
func (a *Authority) beside(d *draft, jobs int) []*Job {
	a.passed += jobs
	n := a.passed / laterEach
	a.passed %= laterEach
	if n == 0 && len(d.jobs) < laterSmall && d.asked == 0 {
		n = 1
	}
	due := a.due(n)
	d.asked += len(due)
	return due
}

// due takes at most n of what was asked for, as jobs of the city. They carry the
// time of the job that was heard last: there is no clock in here.
func (a *Authority) due(n int) []*Job {
	n = max(0, min(n, len(a.later)))
	jobs := make([]*Job, n)
	for i, o := range a.later[:n] {
		jobs[i] = &Job{Op: o, By: person.TheCity(), At: a.heard}
	}
	if a.later = a.later[n:]; len(a.later) == 0 {
		a.later = nil // lets the memory of a rush go
	}
	return jobs
}

// remember keeps what a committed batch has asked for.
func (a *Authority) remember(b *batch, jobs []*Job) {
	a.later = append(a.later, b.later...)
	for _, j := range jobs {
		if j.At.After(a.heard) {
			a.heard = j.At
		}
	}
}

// Settle decides all that was asked for, and what that asks for. It is for tests
// and for an end without Run.
func (a *Authority) Settle() error {
	a.lock()
	defer a.mu.Unlock()
	for a.dead == nil && len(a.later) > 0 {
		a.dead = a.decide(a.due(laterIdle))
	}
	return a.dead
}

// means is what ops may ask of us in this batch; wishes collects one op's.
func (b *batch) means() *op.City {
	return &op.City{Seal: b.a.seal, Key: b.a.Key, Later: func(o op.Op) { b.wishes = append(b.wishes, o) }}
}

// regret lets a refused op leave its count beside its answer. The count is ours: if
// it fails the answer still holds.
func (b *batch) regret(o op.Op, r op.Refusal, over *op.Overlay, at time.Time) {
	t, ok := o.(op.Tally)
	if !ok {
		return
	}
	own := op.NewOverlay(over)
	tx := op.NewTx(own, b.us, at)
	tx.City = b.city
	if err := t.Refused(tx, r); err != nil {
		b.a.log.Error("count a refusal", "kind", o.Kind().Name, "err", err)
		return
	}
	over.Merge(own)
}
