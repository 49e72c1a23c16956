package store

import (
	"fmt"
	"slices"
	"syscall"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
)

// Commit makes rows durable and tells which sequences they got (after from, up to to;
// the order of rows is the order of sequences) and in whose lists they are. A key may
// come once. ErrFull and ErrTooBig have written nothing; after any other error nobody
// may be answered.
func (s *Store) Commit(rows []op.Row) (from, to uint64, scopes []person.Scope, err error) {
	st, err := s.Stage(nil, rows)
	if err == nil {
		err = s.Flush(st)
	}
	if err != nil {
		_, from = s.At()
		return from, from, nil, err
	}
	return st.From, st.To, st.Scopes, nil
}

// Staged is a commit on its way: it has its sequences, and nobody sees it.
type Staged struct {
	From, To uint64 // sequences: after From, up to To
	Scopes   []person.Scope

	written []held
	record  []byte
	before  <-chan struct{} // closed when the one before is flushed
	flushed chan struct{}
}

// Stage readies a commit behind those that were staged before, while the disk is still
// at those. base is what the rows were decided on, which spares it to read again, or nil;
// commits since it began are no harm. What is staged has to be flushed. ErrFull and
// ErrTooBig have staged nothing.
func (s *Store) Stage(base *Base, rows []op.Row) (st *Staged, err error) {
	s.commit.RLock() // until it is flushed
	defer func() {
		if err != nil || st.record == nil {
			s.commit.RUnlock()
		}
	}()
	s.staging.Lock()
	defer s.staging.Unlock()
	_, from := s.At()
	from = max(from, s.staged)
	if len(rows) == 0 {
		return &Staged{From: from, To: from}, nil
	}
	if err := s.room(); err != nil {
		return nil, err
	}
	st = &Staged{From: from, To: from + uint64(len(rows)), before: s.last, flushed: make(chan struct{})}
	if st.written, err = s.prepare(base, rows, from); err != nil {
		return nil, err
	}
	if st.record, err = record(st.written); err != nil {
		return nil, err
	}
	for rows := range slices.Chunk(st.written, atOnce) {
		st.Scopes = s.hold(rows, from, st.Scopes)
	}
	slices.Sort(st.Scopes)
	s.staged, s.last = st.To, st.flushed
	return st, nil
}

// atOnce is how many rows are put into memory while nobody can read: thousands want to
// read what they were told at that moment, and none of these rows.
const atOnce = 32

func (s *Store) hold(rows []held, from uint64, touched []person.Scope) []person.Scope {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.recent.add(rows, from, touched)
}

// Flush makes a commit durable, when those before it are, and lets it be seen. After an
// error nobody may be answered, and nothing is ever flushed again.
func (s *Store) Flush(st *Staged) error {
	if st.record == nil {
		return nil
	}
	defer s.commit.RUnlock()
	defer close(st.flushed)
	if st.before != nil {
		<-st.before
	}
	if err := s.makeRoom(); err != nil {
		return err
	}
	if err := s.try(s.options.fault, func() error { return s.journal.append(st.record) }); err != nil {
		return err
	}
	st.record = nil // the rows have it as long as they are held
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq = st.To
	s.latest.written(st.written)
	ring(s.filer.wake)
	return nil
}

// try makes something durable. Where it has failed once, nothing is tried any more.
func (s *Store) try(fault, durable func() error) (err error) {
	if s.failed.Load() {
		return fmt.Errorf("%w: it failed before", ErrUnknown)
	}
	if fault != nil {
		err = fault()
	}
	if err == nil {
		err = durable()
	}
	if err != nil {
		s.failed.Store(true)
		return fmt.Errorf("%w: %v", ErrUnknown, err)
	}
	return nil
}

// write runs f in one synced transaction of Badger. ErrFull has written nothing; after
// ErrUnknown nobody may be answered.
func (s *Store) write(fault func() error, f func(*badger.Txn) error) error {
	if err := s.room(); err != nil {
		return err
	}
	tx := s.db.NewTransaction(true)
	defer tx.Discard()
	if err := f(tx); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return s.try(fault, tx.Commit)
}

// prepare gives the rows as they will be held, with the places that they take.
func (s *Store) prepare(base *Base, rows []op.Row, seq uint64) ([]held, error) {
	written := make([]held, len(rows))
	unseen, fresh := s.heldBefore(base, rows, written)
	tx := s.reader(nil) // after it: what memory does not have any more is filed
	defer tx.Close()
	for i := range rows {
		h, row := &written[i], &rows[i]
		if h.prev != nil {
			h.old = h.prev.stored.place()
		} else if unseen[i] == 0 {
			old, had, err := fresh.before(tx, row.Key)
			if err != nil {
				return nil, err
			}
			if had {
				h.old = old.place()
			} else {
				unseen[i] = s.names.hash(row.Key)
			}
		}
		seq++
		h.key, h.stored.Seq, h.stored.Gone = row.Key, seq, row.Gone
		if !row.Gone {
			h.stored.To, h.stored.body = row.To, row.Body
		}
		for _, scope := range h.old.lists() {
			if !slices.Contains(h.stored.To, scope) {
				h.stored.Was = append(h.stored.Was, scope)
			}
		}
		h.readers = h.stored.readers()
	}
	s.names.add(slices.DeleteFunc(unseen, func(hash uint64) bool { return hash == 0 })...)
	return written, nil
}

// heldBefore finds the rows before those that are written, where memory has them. unseen
// is the hashes of names that were never there, and 0 for others. fresh is the base, if
// it knows all others: what was changed since it began, and is not in memory any more,
// it does not.
func (s *Store) heldBefore(b *Base, rows []op.Row, written []held) (unseen []uint64, fresh *Base) {
	unseen = make([]uint64, len(rows))
	for i := range rows {
		if hash := s.names.hash(rows[i].Key); !s.names.maybe(hash) {
			unseen[i] = hash
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if b != nil && b.recent == s.recent && b.seq >= s.recent.floor {
		fresh = b
	}
	for i := range rows {
		if unseen[i] == 0 {
			written[i].prev = s.recent.latest.get(rows[i].Key)
		}
	}
	return unseen, fresh
}

// room asks the disk before Badger does.
func (s *Store) room() error {
	if s.dir == "" {
		return nil
	}
	free, err := s.options.free(s.dir)
	if err != nil {
		return fmt.Errorf("%w: ask for room: %v", ErrFull, err)
	}
	if free < s.options.minFree {
		return fmt.Errorf("%w: %d MiB free, %d wanted", ErrFull, free>>20, s.options.minFree>>20)
	}
	return nil
}

// Free is how many bytes the folder's disk has left for us.
func Free(dir string) (uint64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, fmt.Errorf("ask the disk of %s: %w", dir, err)
	}
	return fs.Bavail * uint64(fs.Bsize), nil
}
