package store

import (
	"log/slog"
	"slices"
	"sync"

	"denghuo/shared/op"
)

// latestRows is how many single rows are held for Latest: the marks of phones that
// come back after a short break.
const latestRows = 20_000

// latest holds single rows as they are now. A commit puts the new row in the place of
// one that is held; what is read from Badger is held only if nothing was committed
// meanwhile. Filled in two halves, as cache is.
type latest struct {
	mu         sync.Mutex
	room       int // rows of one half
	young, old map[op.Key]stored
}

func newLatest(rows int) *latest { return &latest{room: rows / 2, young: map[op.Key]stored{}} }

func (l *latest) get(k op.Key) (stored, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s, ok := l.young[k]; ok {
		return s, true
	}
	s, ok := l.old[k]
	if ok {
		l.keep(k, s)
	}
	return s, ok
}

func (l *latest) keep(k op.Key, s stored) {
	if len(l.young) >= l.room {
		l.old, l.young = l.young, map[op.Key]stored{}
	}
	l.young[k] = s
}

// written follows a commit.
func (l *latest) written(rows []held) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range rows {
		h := &rows[i]
		_, young := l.young[h.key]
		_, old := l.old[h.key]
		if young || old {
			now := h.stored
			now.body = slices.Clone(now.body) // else it would hold all that was committed with it
			l.keep(h.key, now)
		}
	}
}

// Latest finds one row as it is now, from memory where it was asked for before. The
// city itself asks: no scopes. A row that cannot be read counts as not there, as in
// Reader.
func (s *Store) Latest(k op.Key) (op.Row, bool) {
	row, ok := s.latest.get(k)
	if !ok {
		row, ok = s.fetch(k)
	}
	return row.row(k), ok && !row.Gone
}

func (s *Store) fetch(k op.Key) (stored, bool) {
	_, before := s.At()
	r := s.Read(nil)
	defer r.Close()
	row, had, err := r.find(k)
	if err != nil {
		slog.Error("read row", "err", err)
	}
	if err != nil || !had {
		return stored{}, false
	}
	s.mu.RLock() // no commit ends while it is held
	defer s.mu.RUnlock()
	if s.seq == before {
		s.latest.mu.Lock()
		defer s.latest.mu.Unlock()
		s.latest.keep(k, row)
	}
	return row, true
}

// Now reads as the city does, without an instant of its own: single rows from memory
// where they were asked for before. Who compares several rows wants Read.
func (s *Store) Now() op.Reader { return now{s} }

type now struct{ *Store }

func (n now) Get(k op.Key) (op.Row, bool) { return n.Latest(k) }

func (n now) Each(table string, f func(op.Row) bool) {
	r := n.Read(nil)
	defer r.Close()
	r.Each(table, f)
}
