package store

import (
	"log/slog"

	"denghuo/shared/op"
)

// Base is what a batch is decided on: the rows as of one instant, each read once. What
// it has read, CommitOn need not read again to move index entries. It is for one
// goroutine at a time. Close it soon.
type Base struct {
	*Reader
	seq    uint64 // everything up to here is in it, and maybe more
	sweeps int    // as the store had it
	names  *names // the store's
	known  map[op.Key]*found
}

// found is what a look for a row gave.
type found struct {
	stored stored
	had    bool
	row    op.Row // for the city, if it is not gone
}

var nothingThere = &found{}

// Base begins one, as the city reads. While a commit is under way it waits for it.
func (s *Store) Base() *Base {
	s.mu.RLock()
	b := &Base{seq: s.seq, sweeps: s.sweeps, names: s.names, known: map[op.Key]*found{}}
	s.mu.RUnlock()
	b.Reader = s.Read(nil)
	return b
}

// Get finds one row, as Reader does.
func (b *Base) Get(k op.Key) (op.Row, bool) {
	f := b.known[k]
	if f == nil {
		var err error
		if f, err = b.look(k); err != nil {
			slog.Error("read row", "err", err)
			return op.Row{}, false
		}
		b.known[k] = f
	}
	return f.row, f.had && !f.stored.Gone
}

func (b *Base) look(k op.Key) (*found, error) {
	if !b.names.maybe(k) {
		return nothingThere, nil
	}
	stored, had, err := get(b.tx, k)
	if err != nil || !had {
		return nothingThere, err
	}
	return &found{stored, true, stored.row(k).Keeping()}, nil
}

// before is the row that a commit takes the place of. What was changed since the base
// began is among the recent ones; the base knows the rest, if it was asked for it. A
// sweep changes rows in their places: what was known before it is not believed.
func (s *Store) before(b *Base, k op.Key) (old stored, had, known bool) {
	if b == nil || b.seq < s.recent.floor || b.sweeps != s.sweeps {
		return old, false, false
	}
	if seq, changed := s.recent.latest[k]; changed && seq > b.seq {
		return s.recent.at(seq).stored, true, true
	}
	if f := b.known[k]; f != nil {
		return f.stored, f.had, true
	}
	return old, false, false
}
