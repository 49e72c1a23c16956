package store

import (
	"errors"
	"log/slog"
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
)

// Reader reads rows as of one instant. Scopes limits it to what such a reader may
// see; nil sees all. Close it soon: it holds old tables.
type Reader struct {
	tx     *badger.Txn
	scopes []person.Scope
}

// Read opens a reader; nil scopes are the city itself.
func (s *Store) Read(scopes []person.Scope) *Reader {
	s.reads.Add(1)
	return &Reader{tx: s.db.NewTransaction(false), scopes: scopes}
}

// Reads is how often Badger was read since the start: what is answered from memory
// does not count.
func (s *Store) Reads() int64 { return s.reads.Load() }

// Close lets the snapshot go.
func (r *Reader) Close() { r.tx.Discard() }

func (r *Reader) sees(s stored) bool {
	return !s.Gone && (r.scopes == nil || meet(s.To, r.scopes))
}

// Get finds one row. A row that cannot be read counts as not there and is logged:
// the interface of ops has no faults, and Badger refuses damaged tables at start.
func (r *Reader) Get(k op.Key) (op.Row, bool) {
	s, had, err := get(r.tx, k)
	if err != nil {
		slog.Error("read row", "err", err)
	}
	if err != nil || !had || !r.sees(s) {
		return op.Row{}, false
	}
	return s.row(k), true
}

// Was reports whether the row was there once and was taken away since.
func (r *Reader) Was(k op.Key) bool {
	s, had, err := get(r.tx, k)
	return err == nil && had && s.Gone
}

// Each goes through a table by ID. Values lie in the tables, so nothing is
// fetched ahead.
func (r *Reader) Each(table string, f func(op.Row) bool) { r.EachFrom(table, "", f) }

// EachFrom is Each from an ID on, itself included.
func (r *Reader) EachFrom(table string, from op.ID, f func(op.Row) bool) {
	prefix := tablePrefix(table)
	r.walk(badger.IteratorOptions{Prefix: prefix}, append(slices.Clip(prefix), from...), table, f)
}

// EachBack goes through a table by ID from the end, or from before an ID, backwards.
func (r *Reader) EachBack(table string, before op.ID, f func(op.Row) bool) {
	prefix := tablePrefix(table)
	end := append(slices.Clip(prefix), 0xff) // no ID has this byte
	if before != "" {
		end = append(slices.Clip(prefix), before...)
	}
	r.walk(badger.IteratorOptions{Prefix: prefix, Reverse: true}, end, table, func(row op.Row) bool {
		return row.Key.ID == before || f(row)
	})
}

func tablePrefix(table string) []byte { return []byte("r/" + table + "/") }

func (r *Reader) walk(how badger.IteratorOptions, from []byte, table string, f func(op.Row) bool) {
	it := r.tx.NewIterator(how)
	defer it.Close()
	for it.Seek(from); it.Valid(); it.Next() {
		k := op.Key{Table: table, ID: op.ID(it.Item().Key()[len(how.Prefix):])}
		b, err := it.Item().ValueCopy(nil)
		if err != nil {
			slog.Error("read row", "key", k.String(), "err", err)
			continue
		}
		s, err := decode(b)
		if err != nil {
			slog.Error("read row", "key", k.String(), "err", err)
			continue
		}
		if r.sees(s) && !f(s.row(k)) {
			return
		}
	}
}

// EachOf goes through what a scope may read, in the order of its last change. What
// the scope once could read and cannot any more is in the same list and left out.
func (r *Reader) EachOf(scope person.Scope, f func(op.Row) bool) {
	m := newMerge(r.tx, []person.Scope{scope}, 0)
	defer m.close()
	for {
		_, name, ok, err := m.next()
		if err == nil && !ok {
			return
		}
		k, bad := parseName(name)
		if err = errors.Join(err, bad); err != nil {
			slog.Error("read index", "scope", scope, "err", err)
			return
		}
		s, _, err := get(r.tx, k)
		if err != nil {
			slog.Error("read row", "err", err)
			continue
		}
		if r.sees(s) && slices.Contains(s.To, scope) && !f(s.row(k)) {
			return
		}
	}
}
