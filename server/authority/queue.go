package authority

import (
	"denghuo/shared/city"
	"denghuo/shared/wire"
)

// What waits stands in two lines, each in the order of hearing. At 10:00 thousands
// want the same (city.Crowd), and whatever else people want must not stand behind
// them, nor be sent away because of them:
//
//	crowd   pushes in which somebody wants what thousands want
//	others  all else: reports, the desks, tills, the city's own work
//
// A batch takes from the others first, up to half of itself, and fills up with the
// crowd. So who stands as the n-th among the others is decided with one of the next
// n/othersFirst + 2 batches, however long the crowd is; and the crowd has half of each.
//
// Who adds a report to a claim stands in the crowd with both: it is no way past it.
const (
	crowdRoom   = 16384
	othersRoom  = 4096
	othersFirst = Batch / 2
)

// Submit puts a job in the queue; false when there is no room.
func (a *Authority) Submit(j Job) bool {
	_, ok := a.SubmitAll([]Job{j})
	return ok
}

// SubmitAll puts the jobs of one outbox in the queue, in their order; they are the
// authority's from now on, and stand at the place that it gives. When there is no room
// for all it is false and none is in it; only where others came at the same instant
// some may be.
func (a *Authority) SubmitAll(jobs []Job) (Place, bool) {
	line, last := a.others, uint64(0)
	for i := range jobs {
		if jobs[i].prepare(); jobs[i].Client != "" && city.Crowd(jobs[i].env.Kind) {
			line = a.crowd
		}
		last = jobs[i].env.N
	}
	if len(line)+len(jobs) > cap(line) {
		return Place{}, false
	}
	crowd := line == a.crowd
	for i := range jobs {
		if jobs[i].crowd = crowd; crowd {
			a.came.Add(1)
		}
		select {
		case line <- &jobs[i]:
		default:
			if crowd {
				a.came.Add(-1)
			}
			return Place{}, false
		}
	}
	if !crowd {
		return Place{}, true
	}
	return Place{N: last, ahead: a.came.Load() - int64(len(jobs))}, true
}

// Place is where the jobs of one outbox stand in the crowd; zero: not in it.
//
// Each job counts itself before it enters, and its place is read after it has: whoever
// is in front of it is in that number, and at most those of the same instant besides.
type Place struct {
	N     uint64 // of the last of them
	ahead int64  // how many had come to the crowd before them, since the start
}

// Before is how many of the crowd, at most, are answered before who stands there. It
// falls as batches land and never rises. Of who is answered it says nothing.
func (a *Authority) Before(p Place) int { return int(max(0, p.ahead-a.answered.Load())) }

// prepare does what needs nothing but the job itself, so that whoever brings it does
// it, and not the one who decides.
func (j *Job) prepare() {
	if j.Client == "" || j.hash != "" {
		return
	}
	if len(j.Raw) > wire.MaxEnvelope {
		j.bad = wire.TooBig
		return
	}
	j.hash = wire.HashOf(j.Raw)
	var err error
	if j.env, err = wire.DecodeEnvelope(j.Raw); err != nil {
		j.bad = wire.Malformed
	}
}

// waiting is how many jobs are in the queue.
func (a *Authority) waiting() int { return len(a.others) + len(a.crowd) }

// atOnce is how many jobs are decided between two looks whether the commit before is
// done: a disk that has nothing to do is the dearest thing in a rush.
const atOnce = 64

// take takes the next jobs from the queue, as far as a batch has room, and waits for
// nothing.
func (a *Authority) take(d *draft) (jobs []*Job) {
	bytes, others := d.bytes, d.others
	next := func(line chan *Job) bool {
		select {
		case j := <-line:
			jobs, bytes = append(jobs, j), bytes+len(j.Raw)
			return true
		default:
			return false
		}
	}
	room := func() bool { return len(jobs) < atOnce && len(d.jobs)+len(jobs) < Batch && bytes < batchBytes }
	for room() && others < othersFirst && next(a.others) {
		others++
	}
	for room() && next(a.crowd) {
	}
	for room() && next(a.others) {
		others++
	}
	d.others = others
	return jobs
}
