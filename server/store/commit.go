package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"syscall"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
)

// Commit writes the rows in one synced transaction and tells which sequences they
// got (after from, up to to; the order of rows is the order of sequences) and in
// whose lists they are. A key may come once. ErrFull and ErrTooBig have written
// nothing; after any other error nobody may be answered.
func (s *Store) Commit(rows []op.Row) (from, to uint64, scopes []person.Scope, err error) {
	return s.CommitOn(nil, rows)
}

// CommitOn is Commit of what was decided on a base, which spares it to read again.
// Commits since the base began are no harm.
func (s *Store) CommitOn(base *Base, rows []op.Row) (from, to uint64, scopes []person.Scope, err error) {
	s.commit.Lock()
	defer s.commit.Unlock()
	_, from = s.At()
	if len(rows) == 0 {
		return from, from, nil, nil
	}
	if err := s.room(); err != nil {
		return from, from, nil, err
	}
	tx := s.db.NewTransaction(true)
	defer tx.Discard()
	written, more, err := s.writeAll(tx, base, rows, from)
	if errors.Is(err, badger.ErrTxnTooBig) {
		return from, from, nil, fmt.Errorf("%w: %d rows", ErrTooBig, len(rows))
	}
	if err != nil {
		return from, from, nil, err
	}
	if err := s.flush(tx); err != nil {
		return from, from, nil, fmt.Errorf("%w: %v", ErrUnknown, err)
	}
	to = from + uint64(len(rows))
	maps.Copy(s.counts, more)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq = to
	s.recent.add(written)
	s.latest.written(written)
	return from, to, touched(written), nil
}

func (s *Store) flush(tx *badger.Txn) error {
	if s.options.fault != nil {
		if err := s.options.fault(); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// writeAll also gives the counts of the tables that have more rows now.
func (s *Store) writeAll(tx *badger.Txn, base *Base, rows []op.Row, seq uint64) (written []held, more counts, err error) {
	written, more = make([]held, 0, len(rows)), counts{}
	for _, row := range rows {
		seq++
		old, had, known := s.before(base, row.Key)
		if !known {
			if old, had, err = get(tx, row.Key); err != nil {
				return nil, nil, err
			}
		}
		next, err := write(tx, old, had, row, seq)
		if err != nil {
			return nil, nil, fmt.Errorf("write %s: %w", row.Key, err)
		}
		if !had {
			more.more(s.counts, row.Key.Table)
			s.names.add(row.Key)
		}
		written = append(written, held{row.Key, next, next.readers()})
	}
	if err := tx.Set(seqKey, binary.BigEndian.AppendUint64(nil, seq)); err != nil {
		return nil, nil, fmt.Errorf("write sequence: %w", err)
	}
	return written, more, more.write(tx)
}

// write puts one row in the place of an old one and moves its index entries to seq.
func write(tx *badger.Txn, old stored, had bool, row op.Row, seq uint64) (next stored, err error) {
	if len(row.Body) > maxBody {
		return next, fmt.Errorf("%w: a row of %d bytes, at most %d", badger.ErrTxnTooBig, len(row.Body), maxBody)
	}
	next = stored{Seq: seq, To: row.To, body: row.Body}
	if row.Gone {
		next = stored{Seq: seq, Gone: true}
	}
	if had {
		for _, scope := range old.readers() {
			if err := tx.Delete(indexKey(scope, old.Seq, row.Key)); err != nil {
				return next, err
			}
			if !slices.Contains(next.To, scope) {
				next.Was = append(next.Was, scope)
			}
		}
	}
	for _, scope := range next.readers() {
		if err := tx.Set(indexKey(scope, seq, row.Key), nil); err != nil {
			return next, err
		}
	}
	if err := noteLeft(tx, row.Key, old, had, next); err != nil {
		return next, err
	}
	b, err := next.encode()
	if err != nil {
		return next, err
	}
	return next, tx.Set(rowKey(row.Key), b)
}

func touched(written []held) []person.Scope {
	var all []person.Scope
	seen := map[person.Scope]bool{}
	for _, h := range written {
		for _, scope := range h.readers {
			if !seen[scope] {
				seen[scope] = true
				all = append(all, scope)
			}
		}
	}
	slices.Sort(all)
	return all
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
