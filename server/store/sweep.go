package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"time"

	"denghuo/shared/op"

	"github.com/dgraph-io/badger/v4"
)

// What is gone is remembered so that phones that were away learn it, and not for
// ever: a phone that was away for longer takes everything anew.
//
//	g/<sequence, 8 bytes BE> <table>/<id> → nothing: that row is gone, or somebody
//	                                        who had it may not read it any more
//	t/<Unix seconds, 8 bytes BE>          → 8 bytes BE: the sequence at that time
//	m/floor                               → 8 bytes BE: what left before is forgotten
var floorKey = []byte("m/floor")

func leftKey(seq uint64, k op.Key) []byte {
	b := binary.BigEndian.AppendUint64([]byte("g/"), seq)
	return append(append(append(b, k.Table...), '/'), k.ID...)
}

func stampKey(at time.Time) []byte {
	return binary.BigEndian.AppendUint64([]byte("t/"), uint64(at.Unix()))
}

// left reports whether somebody has to learn that this row is not theirs any more.
func (s stored) left() bool { return s.Gone || len(s.Was) > 0 }

// Stamp notes where the store stands now, so that Sweep can tell later what was then.
func (s *Store) Stamp(at time.Time) error {
	s.commit.Lock()
	defer s.commit.Unlock()
	_, seq := s.At()
	return s.write(s.options.fault, func(tx *badger.Txn) error {
		return tx.Set(stampKey(at), binary.BigEndian.AppendUint64(nil, seq))
	})
}

// Floor is the sequence before which the store does not promise to know what left: a
// phone that knows less begins from zero.
func (s *Store) Floor() uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.floor
}

// sweepLag is how much longer something is remembered than the floor says, so that
// who has just been told the floor before is still answered by it.
const sweepLag = 24 * time.Hour

// Sweep raises the floor to where the store stood at that time, by the stamps, and
// forgets of at most n rows that left before it that they were there, or were
// somebody's. Of rows that keep names it is still known that they are gone. It tells
// how many it did; fewer than n means that all is done.
func (s *Store) Sweep(before time.Time, n int, keep func(op.Key) bool) (done int, err error) {
	s.commit.Lock()
	defer s.commit.Unlock()
	if err := s.fileAll(); err != nil {
		return 0, err
	}
	s.filing.Lock()
	defer s.filing.Unlock()
	floor, fewer := uint64(0), counts{}
	err = s.write(s.options.fault, func(tx *badger.Txn) error {
		upTo, err := stamped(tx, before.Add(-sweepLag))
		if err != nil {
			return err
		}
		if floor, err = stamped(tx, before); err != nil {
			return err
		}
		if floor = max(floor, s.Floor()); floor > 0 {
			if err := tx.Set(floorKey, binary.BigEndian.AppendUint64(nil, floor)); err != nil {
				return err
			}
		}
		keys := leftUpTo(tx, upTo, n)
		done = len(keys)
		for _, k := range keys {
			dropped, err := forgetLeft(tx, k, keep)
			if err != nil {
				return err
			}
			if dropped {
				fewer.less(s.counts, k.Table)
			}
		}
		return fewer.write(tx)
	})
	if err != nil {
		return 0, err
	}
	maps.Copy(s.counts, fewer)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.floor = floor
	if done > 0 { // rows were changed in their places: what was known of them is not believed
		s.recent = newRecent(s.seq, s.options.recent, s.names.hash)
	}
	return done, nil
}

// stamped is the sequence of the last stamp at or before that time; zero is none.
// Stamps before it are of no use any more.
func stamped(tx *badger.Txn, at time.Time) (seq uint64, err error) {
	it := tx.NewIterator(badger.IteratorOptions{Prefix: []byte("t/")})
	defer it.Close()
	var last []byte
	for it.Rewind(); it.Valid() && string(it.Item().Key()) <= string(stampKey(at)); it.Next() {
		if last != nil {
			if err := tx.Delete(last); err != nil {
				return 0, err
			}
		}
		last = it.Item().KeyCopy(nil)
		b, err := it.Item().ValueCopy(nil)
		if err != nil || len(b) != 8 {
			return 0, errors.Join(err, fmt.Errorf("stamp of %d bytes", len(b)))
		}
		seq = binary.BigEndian.Uint64(b)
	}
	return seq, nil
}

// leftUpTo lists at most n rows that left up to a sequence.
func leftUpTo(tx *badger.Txn, upTo uint64, n int) (keys []op.Key) {
	prefix := []byte("g/")
	it := tx.NewIterator(badger.IteratorOptions{Prefix: prefix})
	defer it.Close()
	for it.Rewind(); it.Valid() && len(keys) < n; it.Next() {
		seq, k, err := parseIndex(it.Item().Key()[len(prefix):])
		if err != nil || seq > upTo {
			break
		}
		keys = append(keys, k)
	}
	return keys
}

// forgetLeft takes a row out of the lists of those who had it, and the row itself
// where it is gone and need not be known.
func forgetLeft(tx *badger.Txn, k op.Key, keep func(op.Key) bool) (dropped bool, err error) {
	row, had, err := get(tx, k)
	if err != nil || !had {
		return false, errors.Join(err, fmt.Errorf("%s left, and is not there", k))
	}
	if err := tx.Delete(leftKey(row.Seq, k)); err != nil {
		return false, err
	}
	for _, scope := range row.Was {
		if err := tx.Delete(indexKey(scope, row.Seq, k)); err != nil {
			return false, err
		}
	}
	if row.Gone && !keep(k) {
		return true, tx.Delete(rowKey(k))
	}
	row.Was = nil
	b, err := row.encode()
	if err != nil {
		return false, err
	}
	return false, tx.Set(rowKey(k), b)
}

func readFloor(tx *badger.Txn) (uint64, error) {
	b, err := value(tx, floorKey)
	if err != nil || b == nil {
		return 0, err
	}
	return binary.BigEndian.Uint64(b), nil
}
