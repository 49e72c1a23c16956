package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"

	"github.com/dgraph-io/badger/v4"
)

// ErrDamaged: what is read does not agree with what was written. Stop, and restore
// a backup.
var ErrDamaged = errors.New("the store is damaged")

// An iterator of Badger has no error: a scan that ends early looks complete, and a
// phone would be told that rows are gone. So the number of rows of each table, gone
// ones too, is kept beside them, in the same transactions, and compared where
// completeness matters: at start (Open), and for a backup (Check).
var countPrefix = []byte("n/")

func countKey(table string) []byte { return append(slices.Clone(countPrefix), table...) }

// counts is rows by table.
type counts map[string]uint64

// counted reads what was kept; nil when nothing ever was.
func counted(tx *badger.Txn) (counts, error) {
	var all counts
	it := tx.NewIterator(badger.IteratorOptions{Prefix: countPrefix})
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		b, err := it.Item().ValueCopy(nil)
		if err != nil || len(b) != 8 {
			return nil, fmt.Errorf("read a count: %d bytes: %w", len(b), err)
		}
		if all == nil {
			all = counts{}
		}
		if n := binary.BigEndian.Uint64(b); n > 0 {
			all[string(it.Item().Key()[len(countPrefix):])] = n
		}
	}
	return all, nil
}

// scan counts what is there, by names alone, and tells each.
func scan(tx *badger.Txn, each func(table, id []byte)) counts {
	all := counts{}
	it := tx.NewIterator(badger.IteratorOptions{Prefix: []byte("r/")})
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		table, id, ok := bytes.Cut(it.Item().Key()[len("r/"):], []byte("/"))
		if ok {
			all[string(table)]++
			each(table, id)
		}
	}
	return all
}

func tableOf(key []byte) (string, bool) {
	table, _, ok := bytes.Cut(key[len("r/"):], []byte("/"))
	return string(table), ok
}

// more and less count a row into c or out of it, beginning at what the store has.
func (c counts) more(store counts, table string) { c.change(store, table, 1) }
func (c counts) less(store counts, table string) { c.change(store, table, ^uint64(0)) }

func (c counts) change(store counts, table string, by uint64) {
	n, ok := c[table]
	if !ok {
		n = store[table]
	}
	c[table] = n + by
}

func (c counts) write(tx *badger.Txn) error {
	for table, n := range c {
		if err := tx.Set(countKey(table), binary.BigEndian.AppendUint64(nil, n)); err != nil {
			return fmt.Errorf("write a count: %w", err)
		}
	}
	return nil
}

// recount compares what is there with what was kept, and learns the names. A folder of a program that
// kept no counts is counted now.
func (s *Store) recount() error {
	var kept, there counts
	s.names = newNames()
	err := s.db.View(func(tx *badger.Txn) (err error) {
		kept, err = counted(tx)
		there = scan(tx, func(table, id []byte) { s.names.add(s.names.hashOf(table, id)) })
		return err
	})
	if err != nil {
		return err
	}
	if s.counts = there; kept == nil && len(there) > 0 {
		return s.db.Update(there.write)
	}
	return compareCounts(kept, there)
}

func compareCounts(kept, there counts) error {
	if !maps.Equal(kept, there) {
		return fmt.Errorf("%w: rows by table are %v, and were %v", ErrDamaged, there, kept)
	}
	return nil
}

// Check reads every row and every entry of the index and compares: counts by table,
// each row's entries, and that no sequence is above the last one. It is one point in
// time, and about two seconds for a million rows.
func (s *Store) Check() error {
	if err := s.fileAll(); err != nil {
		return err
	}
	return s.db.View(func(tx *badger.Txn) error {
		kept, err := counted(tx)
		if err != nil {
			return err
		}
		_, seq, err := where(tx)
		if err != nil {
			return err
		}
		seed := maphash.MakeSeed()
		rows, there, err := readRows(tx, seed)
		if err != nil {
			return err
		}
		if err := compareCounts(kept, there); err != nil {
			return err
		}
		index, err := readIndex(tx, seed)
		if err != nil {
			return err
		}
		if rows != index || rows.last > seq {
			return fmt.Errorf("%w: rows want %+v in the index, it has %+v; the last sequence is %d", ErrDamaged, rows, index, seq)
		}
		return nil
	})
}

// sum is a set of index entries, in whatever order: how many, and the exclusive or
// of their hashes.
type sum struct{ entries, hash, last uint64 }

func (s *sum) add(seed maphash.Seed, scope []byte, seq uint64, key []byte) {
	var h maphash.Hash
	h.SetSeed(seed)
	h.Write(scope)
	h.Write(binary.BigEndian.AppendUint64([]byte{0}, seq))
	h.Write(key)
	s.entries++
	s.hash ^= h.Sum64()
	s.last = max(s.last, seq)
}

func readRows(tx *badger.Txn, seed maphash.Seed) (want sum, there counts, err error) {
	there = counts{}
	it := tx.NewIterator(badger.IteratorOptions{Prefix: []byte("r/")})
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		key := it.Item().Key()
		var row stored
		err := it.Item().Value(func(b []byte) (err error) { row, err = decode(b); return err })
		table, ok := tableOf(key)
		if err != nil || !ok {
			return want, nil, fmt.Errorf("%w: read %q: %v", ErrDamaged, key, err)
		}
		there[table]++
		for _, scope := range row.readers() {
			want.add(seed, []byte(scope), row.Seq, key[len("r/"):])
		}
	}
	return want, there, nil
}

func readIndex(tx *badger.Txn, seed maphash.Seed) (have sum, err error) {
	it := tx.NewIterator(badger.IteratorOptions{Prefix: []byte("s/")})
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		scope, rest, ok := bytes.Cut(it.Item().Key()[len("s/"):], []byte{0})
		seq, k, err := parseIndex(rest)
		if err != nil || !ok {
			return have, fmt.Errorf("%w: index entry %q: %v", ErrDamaged, it.Item().Key(), err)
		}
		have.add(seed, scope, seq, []byte(k.String()))
	}
	return have, nil
}
