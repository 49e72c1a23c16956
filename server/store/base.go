package store

import (
	"log/slog"

	"denghuo/shared/op"
)

// Base is what a batch is decided on: the rows as of one instant, or later, each read
// once. What it has read, CommitOn need not read again to move index entries. It is for
// one goroutine at a time. Close it soon.
type Base struct {
	*Reader
	names *names // the store's
	known map[op.Key]*found
}

// found is what a look for a row gave.
type found struct {
	stored stored
	had    bool
	row    op.Row // for the city, if it is not gone
}

var nothingThere = &found{}

// Base begins one, as the city reads. What is filed it reads as it is when it has to
// look there first, which may be after the instant and waits for what is being filed:
// most batches never do.
func (s *Store) Base() *Base {
	return &Base{Reader: s.reader(nil), names: s.names, known: map[op.Key]*found{}}
}

// Get finds one row, as Reader does.
func (b *Base) Get(k op.Key) (op.Row, bool) {
	f := b.known[k]
	if f == nil {
		if !b.names.maybe(b.names.hash(k)) { // nearly all that thousands ask for: not worth a note
			return op.Row{}, false
		}
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
	stored, had, err := b.find(k)
	if err != nil || !had {
		return nothingThere, err
	}
	return &found{stored, true, stored.row(k).Keeping()}, nil
}

// before is the row that a commit takes the place of, where there may be one: as the
// base found it, if it was asked for it and is not nil, or as Badger has it.
func (b *Base) before(filed *Reader, k op.Key) (old stored, had bool, err error) {
	if b != nil {
		if f := b.known[k]; f != nil {
			return f.stored, f.had, nil
		}
	}
	return get(filed.badger(), k)
}
