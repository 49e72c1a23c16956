package replica

import (
	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// held is an entry in memory: decoded once, and with what its op did when it was
// last run on what lies below it.
type held struct {
	Entry
	env wire.Envelope
	op  op.Op       // nil if this program does not know it
	did *op.Overlay // nil if it no longer fits
	saw *seen       // what it read; nil before the first run
}

func hold(entries []Entry) []held {
	hs := make([]held, len(entries))
	for i, e := range entries {
		hs[i] = holdOne(e)
	}
	return hs
}

func holdOne(e Entry) held {
	h := held{Entry: e}
	var err error
	if h.env, err = wire.DecodeEnvelope(e.Raw); err == nil {
		h.op, _ = city.Decode(h.env.Kind, h.env.Op) // unknown: it is sent as it is
	}
	return h
}

// run runs the op on what lies below it. A refusal says that it does not fit.
func (h *held) run(below op.Reader, me person.Actor, clock *Clock) error {
	h.did = nil
	if h.op == nil {
		return nil
	}
	h.saw = &seen{below: below, keys: map[op.Key]bool{}}
	did, err := op.Run(h.op, h.saw, me, clock.Now(), clock.City(h.env.At), nil)
	h.saw.below = nil // or every old view would be kept alive by it
	if err != nil {
		return err
	}
	h.did = did
	return nil
}

// seen reads for an op and remembers what it asked for.
type seen struct {
	below  op.Reader
	keys   map[op.Key]bool
	tables []string
}

func (s *seen) Get(k op.Key) (op.Row, bool) {
	s.keys[k] = true
	return s.below.Get(k)
}

func (s *seen) Each(table string, f func(op.Row) bool) {
	s.tables = append(s.tables, table)
	s.below.Each(table, f)
}

// stir is rows that are no longer what an op may have read.
type stir struct {
	keys   map[op.Key]bool
	tables map[string]bool
}

func newStir() *stir { return &stir{keys: map[op.Key]bool{}, tables: map[string]bool{}} }

func (s *stir) row(k op.Key) { s.keys[k], s.tables[k.Table] = true, true }

// rows takes over what an op wrote.
func (s *stir) rows(did *op.Overlay) {
	if did == nil {
		return
	}
	for _, r := range did.Rows() {
		s.row(r.Key)
	}
}

func (s *stir) reached(saw *seen) bool {
	for _, t := range saw.tables {
		if s.tables[t] {
			return true
		}
	}
	for k := range saw.keys {
		if s.keys[k] {
			return true
		}
	}
	return false
}

// stirred is what a delta moved, and what the ops did that leave the outbox with
// it: their rows are the city's now, or nobody's. nil means everything.
func (r *Replica) stirred(b BaseChange, before uint64) *stir {
	if b.Fresh {
		return nil
	}
	s := newStir()
	for _, row := range b.Put {
		s.row(row.Key)
	}
	for _, e := range r.entries {
		if e.N > before && e.N <= r.mark.N {
			s.rows(e.did)
		}
	}
	return s
}

// replay makes the view from base and what is pending. An op is run again only if
// something that it read has been stirred, by the city or by an op before it that
// was run again; nil runs all. What no longer fits stays in the outbox without
// effect: only the city takes it out.
func (r *Replica) replay(s *stir) {
	r.view, r.layers = op.NewOverlay(r.base), 0
	for i := range r.entries {
		h := &r.entries[i]
		if h.N <= r.mark.N {
			h.did, h.saw = nil, nil
			continue
		}
		if h.op == nil {
			continue
		}
		if s == nil || h.saw == nil || s.reached(h.saw) {
			if s != nil {
				s.rows(h.did)
			}
			_ = h.run(r.view, r.me, r.clock) // one that no longer fits does nothing
			if s != nil {
				s.rows(h.did)
			}
		}
		if h.did != nil {
			r.view.Merge(h.did)
		}
	}
}

// flat is how many layers a view may have: each one costs every read a look, and
// flattening costs as many rows as there are.
const flat = 32

// lay puts what one more op did on top, without touching views that are out.
func (r *Replica) lay(h held) {
	if r.layers++; r.layers > flat {
		r.replay(newStir())
		return
	}
	if h.did == nil {
		return
	}
	next := op.NewOverlay(r.view)
	next.Merge(h.did)
	r.view = next
}

// applyEntries is what a keeper does, on the copy in memory.
func applyEntries(entries []held, c Change) []held {
	if c.Fresh {
		return hold(c.Put)
	}
	put := map[uint64]Entry{}
	for _, e := range c.Put {
		put[e.N] = e
	}
	forget := map[uint64]bool{}
	for _, n := range c.Forget {
		forget[n] = true
	}
	next := make([]held, 0, len(entries)+len(put))
	for _, h := range entries {
		if e, again := put[h.N]; again {
			delete(put, h.N)
			if string(e.Raw) == string(h.Raw) {
				h.Entry = e
			} else {
				h = holdOne(e)
			}
		}
		if !forget[h.N] {
			next = append(next, h)
		}
	}
	for _, e := range c.Put {
		if _, fresh := put[e.N]; fresh && !forget[e.N] {
			next = append(next, holdOne(e))
		}
	}
	sortHeld(next)
	return next
}

func applyAside(aside []Aside, c Change) []Aside {
	byID := map[op.Hash]Aside{}
	for _, a := range append(append([]Aside(nil), aside...), c.Aside...) {
		byID[a.ID()] = a
	}
	for _, id := range c.LetGo {
		delete(byID, id)
	}
	next := make([]Aside, 0, len(byID))
	for _, a := range byID {
		next = append(next, a)
	}
	sortAside(next)
	return next
}
