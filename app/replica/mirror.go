package replica

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Mirror is the replica of a tab that does not write: it shows what the writing tab
// has, change by change. It is read like any other; what changes it must be asked
// of the writer.
func Mirror(s State, me person.Actor, now func() time.Time) *Replica {
	r := &Replica{me: me, now: now, clock: NewClock(now, nil), watchers: map[int]func(){}}
	r.become(s)
	return r
}

// Tell sets who hears every change, in the order of saving; nil is nobody. f must
// not wait, nor ask this replica anything.
func (r *Replica) Tell(f func(Change)) {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.onSave = f
}

// State is all that this replica holds, for a mirror to begin with. then runs before
// anything can change, so that its caller knows which changes come after it.
func (r *Replica) State(then func()) State {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if then != nil {
		then()
	}
	return State{Client: r.client, Entries: entriesOf(r.entries), Aside: r.aside, Offered: r.offered,
		Epoch: r.epoch, Since: r.since, Rows: r.base.all()}
}

// Become begins a mirror anew.
func (r *Replica) Become(s State) {
	r.mu.Lock()
	r.become(s)
	r.mu.Unlock()
	r.ring()
}

// Follow takes one change of the writer.
func (r *Replica) Follow(c Change) {
	r.mu.Lock()
	before := r.mark.N
	stirred := newStir()
	if c.Base != nil {
		r.rebase(*c.Base)
	} else {
		if c.Fresh {
			r.client, r.offered = c.Client, 0
		}
		for _, e := range r.entries { // an entry may be put anew: its rows go first
			for _, put := range c.Put {
				if put.N == e.N {
					stirred.rows(e.did)
				}
			}
		}
		r.entries, r.aside = applyEntries(r.entries, c), applyAside(r.aside, c)
		r.offered = max(r.offered, c.Offered)
	}
	r.mark, _ = op.Marks.Get(r.base, op.ID(r.client))
	switch {
	case c.Base != nil:
		r.replay(r.stirred(*c.Base, before))
	case c.Fresh || len(c.Forget) > 0:
		r.replay(nil)
	default:
		r.replay(stirred)
	}
	r.mu.Unlock()
	r.ring()
}
