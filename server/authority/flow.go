package authority

import (
	"context"
	"slices"
)

// While one draft is being made durable the next one is decided, on the rows of the
// one before: a disk takes longer to flush than a processor to decide, and thousands
// wait at 10:00.
//
//	jobs ─► open: decided so far ─► flying: its commit is under way ─► landed: answered
//
// There is one of each at most, and the open one flies when the one before has landed.
// So whoever is answered has their rows on the disk, with all rows that these stand
// on. What a commit may come to instead:
//
//	does not fit     nothing was written: it is decided anew in halves, and what was
//	                 decided on top of it anew after that
//	disk is full     nothing was written: it is sent away, and with it all that was
//	                 decided on top of it
//	unknown          nobody in the air or on top is ever answered; the process ends,
//	                 and the next one reads what is true
//
// A suspect (diary.go) is run with nothing on its way.

// flow decides first and whatever waits, until nothing does, ctx ends, or somebody
// wants the city. It returns with nothing on its way.
func (a *Authority) flow(ctx context.Context, first []*Job) error {
	if len(a.diary.deaths) > 0 {
		return a.decide(slices.Concat(first, a.take(&draft{}), a.due(1)))
	}
	open := a.begin(nil) // on what is durable
	defer func() { open.base.Close() }()
	open.run(first)
	a.fill(open)
	for len(open.jobs) > 0 {
		flying := open
		flying.flies = true
		open = a.begin(flying)
		landed := make(chan error, 1)
		go func() { landed <- flying.commit() }()
		again, err := a.landed(flying, a.meanwhile(ctx, open, landed))
		if err != nil {
			return err
		}
		if !flying.durable {
			if open, err = a.anew(open, again); err != nil {
				return err
			}
		}
		if a.goesOn(ctx) {
			a.fill(open)
		}
	}
	return nil
}

// goesOn reports whether more may be decided.
func (a *Authority) goesOn(ctx context.Context) bool { return ctx.Err() == nil && a.wanted.Load() == 0 }

// meanwhile decides what comes until the one before has landed, and gives what that
// came to.
func (a *Authority) meanwhile(ctx context.Context, open *draft, landed <-chan error) error {
	for {
		select {
		case err := <-landed:
			return err
		default:
		}
		if a.goesOn(ctx) {
			a.fill(open)
		}
		others, crowd := a.others, a.crowd
		if !open.room() || !a.goesOn(ctx) {
			others, crowd = nil, nil
		}
		select {
		case err := <-landed:
			return err
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
	asked := a.due(1 + len(d.jobs)/laterEach - d.asked)
	d.asked += len(asked)
	d.run(asked)
}

// anew is for what was decided on top of a draft of which nothing was written: first
// come those of it that are to be decided again. Without any, all are sent away.
func (a *Authority) anew(top *draft, again []*Job) (*draft, error) {
	top.base.Close()
	if len(again) == 0 {
		top.sendAway()
		return a.begin(nil), nil
	}
	if err := a.decideHalves(again); err != nil {
		return a.begin(nil), err
	}
	d := a.begin(nil)
	d.run(top.jobs)
	d.others = top.others
	return d, nil
}
