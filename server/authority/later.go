package authority

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// What ops ask to have done later (op.City.Later) is decided when nobody waits, and
// a little of it in each batch while somebody does, so that it ends some time.
const (
	laterIdle = 64 // in a batch of its own
	laterBusy = 16 // beside phones' ops
)

// due takes at most n of what was asked for, as jobs of the city. They carry the
// time of the job that was heard last: there is no clock in here.
func (a *Authority) due(n int) []Job {
	a.mu.Lock()
	defer a.mu.Unlock()
	n = min(n, len(a.later))
	jobs := make([]Job, n)
	for i, o := range a.later[:n] {
		jobs[i] = Job{Op: o, By: person.TheCity(), At: a.heard}
	}
	if a.later = a.later[n:]; len(a.later) == 0 {
		a.later = nil // lets the memory of a rush go
	}
	return jobs
}

// remember keeps what a committed batch has asked for.
func (a *Authority) remember(b *batch, jobs []Job) {
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
	for {
		jobs := a.due(laterIdle)
		if len(jobs) == 0 {
			return nil
		}
		if err := a.Decide(jobs); err != nil {
			return err
		}
	}
}

// means is what ops may ask of us in this batch; later collects one op's wishes.
func (b *batch) means(later *[]op.Op) *op.City {
	return &op.City{Seal: b.a.seal, Key: b.a.Key, Later: func(o op.Op) { *later = append(*later, o) }}
}

// regret lets a refused op leave its count beside its answer. The count is ours: if
// it fails the answer still holds.
func (b *batch) regret(o op.Op, r op.Refusal, over *op.Overlay, at time.Time) {
	t, ok := o.(op.Tally)
	if !ok {
		return
	}
	own := op.NewOverlay(over)
	if err := t.Refused(op.NewTx(own, person.TheCity(), at), r); err != nil {
		b.a.log.Error("count a refusal", "kind", o.Kind().Name, "err", err)
		return
	}
	over.Merge(own)
}
