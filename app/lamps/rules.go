package lamps

import (
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// What the administrator set has names of its own; what old records have in place of
// an ID is shown as it was written.

// Fault is a fault's name: the administrator's, or ours of old.
func Fault(lang words.Lang, r lamp.Rules, f lamp.Fault) string {
	if def, ok := r.Fault(f); ok {
		return lang.Pick(def.Zh, def.En)
	}
	if name := lang.FaultName(f); name != "" {
		return name
	}
	return string(f)
}

// District is a district's name.
func District(lang words.Lang, r lamp.Rules, id string) string {
	if d, ok := r.District(id); ok {
		return lang.Pick(d.Zh, d.En)
	}
	return id
}

// Cause is a cause's name.
func Cause(lang words.Lang, r lamp.Rules, c lamp.Cause) string {
	if def, ok := r.Cause(c); ok {
		return lang.Pick(def.Zh, def.En)
	}
	return string(c)
}

// Crew is a crew's name.
func Crew(lang words.Lang, r lamp.Rules, id string) string {
	if c, ok := r.Crew(id); ok {
		return lang.Pick(c.Zh, c.En)
	}
	return id
}

// Reason is a reason in words: one that was offered, or somebody's own.
func Reason(lang words.Lang, r lamp.Rules, text string) string {
	if one, ok := r.Reason(text); ok {
		return lang.Pick(one.Zh, one.En)
	}
	return text
}

// Rules is what the administrator set, or what is shipped. It is another value after
// every change.
func (ix *Index) Rules() *lamp.Rules {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.rules
}

// Likely is what the city thinks could be the same lamp as a spot; empty for most.
func (ix *Index) Likely(spot op.ID) []op.ID {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if r := ix.likely.find(spot); r != nil {
		if l, ok := ix.likely.get(r).(*lamp.Likely); ok {
			return l.Others
		}
	}
	return nil
}

// Job finds one.
func (ix *Index) Job(id op.ID) (*lamp.Job, bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if r := ix.jobs.find(id); r != nil {
		j, ok := ix.jobs.get(r).(*lamp.Job)
		return j, ok
	}
	return nil, false
}

// Jobs is all jobs in the order of their IDs.
func (ix *Index) Jobs() []*lamp.Job {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.allJobs == nil {
		ix.allJobs = make([]*lamp.Job, 0, len(ix.jobs.list))
		for _, r := range ix.jobs.list {
			if j, ok := ix.jobs.get(r).(*lamp.Job); ok {
				ix.allJobs = append(ix.allJobs, j)
			}
		}
	}
	return ix.allJobs
}

// Notes are what the office wrote about a spot, the earliest first.
func (ix *Index) Notes(spot op.ID) (notes []*lamp.OfficeNote) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	for _, r := range ix.notes.list {
		if field(r.body, "spot") != string(spot) {
			continue
		}
		if n, ok := ix.notes.get(r).(*lamp.OfficeNote); ok {
			notes = append(notes, n)
		}
	}
	sortBy(notes, func(a, b *lamp.OfficeNote) bool { return a.At.Before(b.At) })
	return notes
}
