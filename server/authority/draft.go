package authority

import (
	"errors"
	"fmt"
	"sync/atomic"

	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// draft is a batch on its way: what has been decided so far, on which base, and what
// will be said when it is durable.
type draft struct {
	*batch
	base     *store.Base
	jobs     []*Job
	outcomes []Outcome
	bytes    int // of the jobs
	others   int // of them who came before the crowd
	asked    int // of them that ops have asked for

	flies  bool          // while others are decided
	staged atomic.Bool   // only the disk is still to come
	gone   chan struct{} // closed when it has landed
	commit *store.Staged
	landed bool // its commit holds
}

// begin begins a draft on what is durable, and on those in the air, which are not yet.
// The base has to be there before the commit of the last of them begins: later it would
// wait for it.
func (a *Authority) begin(air ...*draft) *draft {
	d := &draft{base: a.store.Base(), gone: make(chan struct{})}
	d.batch = &batch{a: a, ended: map[outbox]wire.Reason{}}
	d.epoch, d.seq = a.store.At()
	d.city, d.us = d.means(), person.TheCity()
	var below op.Reader = d.base
	for _, f := range air {
		below = f.over.On(below)
		d.seq = f.seq + uint64(f.over.Len())
	}
	d.over = &a.overs[a.drafts%len(a.overs)]
	d.over.AgainWide(below)
	a.drafts++
	return d
}

// room reports whether more may be decided in it.
func (d *draft) room() bool { return len(d.jobs) < Batch && d.bytes < batchBytes }

// run decides jobs, one after another. What may kill the process happens in here.
func (d *draft) run(jobs []*Job) {
	if len(jobs) == 0 {
		return
	}
	d.a.diary.run(jobs)
	for _, j := range jobs {
		d.outcomes = append(d.outcomes, d.decide(j))
		d.bytes += len(j.Raw)
	}
	d.a.diary.rest()
	d.jobs = append(d.jobs, jobs...)
}

// stage readies what was decided for the disk.
func (d *draft) stage() (err error) {
	rows := d.rows(d.a.rows[:0])
	d.commit, err = d.a.store.Stage(d.base, rows)
	d.base.Close()
	clear(rows)
	d.a.rows = rows
	d.staged.Store(err == nil)
	return err
}

// land makes it durable, and only then rings and answers, after the one before has. After
// an error nobody was answered.
func (d *draft) land(before <-chan struct{}) error {
	if err := d.a.store.Flush(d.commit); err != nil {
		return err
	}
	d.landed = true
	if before != nil {
		<-before
	}
	d.a.tally(d.batch)
	d.ring(d.commit.Scopes)
	d.answer()
	return nil
}

// down is both, with nothing else on its way.
func (d *draft) down() error {
	if err := d.stage(); err != nil {
		return err
	}
	return d.land(nil)
}

func (d *draft) answer() {
	crowd := int64(0)
	for _, j := range d.jobs {
		if j.crowd {
			crowd++
		}
	}
	d.a.answered.Add(crowd)
	for i, j := range d.jobs {
		if j.Done != nil {
			j.Done(d.outcomes[i])
		}
	}
}

// sendAway tells all who are in it to come back later: nothing was decided.
func (d *draft) sendAway() {
	for i := range d.outcomes {
		d.outcomes[i] = Outcome{Reason: wire.Later}
	}
	d.answer()
}

// noted takes note of what a commit came to. Whoever was told something is done with;
// again are those who have to be decided anew.
func (a *Authority) noted(d *draft, err error) (again []*Job, _ error) {
	switch {
	case errors.Is(err, store.ErrTooBig):
		return d.jobs, nil
	case errors.Is(err, store.ErrFull):
		a.log.Error("refuse work", "jobs", len(d.jobs), "err", err)
		d.sendAway()
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("commit %d jobs: %w", len(d.jobs), err)
	}
	a.diary.acquit(d.jobs)
	a.remember(d.batch, d.jobs)
	return nil, nil
}
