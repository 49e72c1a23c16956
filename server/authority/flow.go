package authority

import (
	"context"
	"slices"
	"sync/atomic"
)

// While one draft is being made durable the next ones are decided, on the rows of those
// before: a disk takes longer to flush than a processor to decide, and thousands wait at
// 10:00.
//
//	jobs ─► open: decided so far ─► staged: encoded, with sequences ─► flushed: answered
//
// An open draft flies when nothing else does; or when enough is in it and only the disk
// keeps the one before, so that the disk need not wait for it. More than two never fly.
// They are flushed, and answered, in the order in which they were decided. So whoever is
// answered has their rows on the disk, with all rows that these stand on. What a flight
// may come to instead:
//
//	does not fit     nothing was staged: it is decided anew in halves, and what was
//	                 decided on top of it anew after that
//	disk is full     nothing was staged: it is sent away, and with it all that was
//	                 decided on top of it
//	unknown          nobody in the air or on top is ever answered; the process ends,
//	                 and the next one reads what is true
//
// A suspect (diary.go) is run with nothing on its way.

// early is with how many jobs a draft flies while the disk is at the one before: with
// fewer, more callers share the flush that comes after.
const early = 128

// air is the drafts on their way, in order, and what they come to.
type air struct {
	drafts []*draft
	wanted atomic.Bool   // who decides waits for the first to be staged
	staged chan struct{} // has a note when it is, if that is wanted
	ends   chan end      // in their order; with room for all
}

// end is what became of the first of them.
type end struct {
	*draft
	err error
}

const flights = 2

// flow decides first and whatever waits, until nothing does, ctx ends, or somebody
// wants the city. It returns with nothing on its way.
func (a *Authority) flow(ctx context.Context, first []*Job) error {
	if len(a.diary.deaths) > 0 {
		return a.decide(slices.Concat(first, a.take(&draft{}), a.due(1)))
	}
	open := a.begin() // on what is durable
	defer func() { open.base.Close() }()
	open.run(first)
	a.fill(open)
	up := &air{staged: make(chan struct{}, 1), ends: make(chan end, flights)}
	defer up.await()
	for len(open.jobs) > 0 || len(up.drafts) > 0 {
		if up.takes(open) {
			open = a.takeOff(up, open)
		}
		ended, ok := a.meanwhile(ctx, open, up)
		if !ok {
			continue
		}
		up.drafts = up.drafts[1:]
		again, err := a.noted(ended.draft, ended.err)
		if err != nil {
			return err
		}
		if !ended.landed { // so nothing flies that stands on it
			if open, err = a.anew(open, again); err != nil {
				return err
			}
		}
	}
	return nil
}

// takes reports whether a draft may fly now.
func (up *air) takes(d *draft) bool {
	switch len(up.drafts) {
	case 0:
		return len(d.jobs) > 0
	case 1:
		up.wanted.Store(len(d.jobs) >= early) // before it is asked: then nothing is missed
		return len(d.jobs) >= early && up.drafts[0].staged.Load()
	}
	return false
}

// await waits until all have ended.
func (up *air) await() {
	for _, d := range up.drafts {
		<-d.gone
	}
}

// takeOff lets a draft fly, and begins the next on top of it.
func (a *Authority) takeOff(up *air, d *draft) (open *draft) {
	var before <-chan struct{}
	if len(up.drafts) > 0 {
		before = up.drafts[0].gone
	}
	d.flies = true
	up.drafts = append(up.drafts, d)
	open = a.begin(up.drafts...)
	go func() {
		err := d.stage()
		if up.wanted.Load() {
			select {
			case up.staged <- struct{}{}:
			default:
			}
		}
		if err == nil {
			err = d.land(before)
		}
		if before != nil {
			<-before
		}
		up.ends <- end{d, err}
		close(d.gone)
	}()
	return open
}

// goesOn reports whether more may be decided.
func (a *Authority) goesOn(ctx context.Context) bool { return ctx.Err() == nil && a.wanted.Load() == 0 }

// meanwhile decides what comes until one has ended, and gives it, or until another may
// fly.
func (a *Authority) meanwhile(ctx context.Context, open *draft, up *air) (ended end, ok bool) {
	for {
		select {
		case ended := <-up.ends:
			return ended, true
		default:
		}
		if a.goesOn(ctx) {
			a.fill(open)
		}
		if up.takes(open) {
			return end{}, false
		}
		others, crowd := a.others, a.crowd
		if !open.room() || !a.goesOn(ctx) {
			others, crowd = nil, nil
		}
		select {
		case ended := <-up.ends:
			return ended, true
		case <-up.staged:
		case j := <-others:
			open.run([]*Job{j})
			open.others++
		case j := <-crowd:
			open.run([]*Job{j})
		}
	}
}

// fill decides what waits as far as there is room, and beside it some of what was
// asked for.
func (a *Authority) fill(d *draft) {
	jobs := a.take(d)
	if len(jobs) == 0 {
		return
	}
	d.run(jobs)
	d.run(a.beside(d, len(jobs)))
}

// anew is for what was decided on top of a draft of which nothing was written: first
// come those of it that are to be decided again. Without any, all are sent away.
func (a *Authority) anew(top *draft, again []*Job) (*draft, error) {
	top.base.Close()
	if len(again) == 0 {
		top.sendAway()
		return a.begin(), nil
	}
	if err := a.decideHalves(again); err != nil {
		return a.begin(), err
	}
	d := a.begin()
	d.run(top.jobs)
	d.others = top.others
	return d, nil
}
