package store

import (
	"errors"
	"log/slog"
	"slices"
	"strings"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
)

// Reader reads rows as of one instant. Scopes limits it to what such a reader may
// see; nil sees all. Close it soon: it holds old tables, and what is not yet in them.
type Reader struct {
	tx     *badger.Txn // nil until it is looked into
	scopes []person.Scope

	store  *Store
	recent *recent // the store's
	filed  uint64  // up to here all is in Badger, and maybe more
	seq    uint64  // the instant
	closed bool
}

// Read opens a reader; nil scopes are the city itself.
func (s *Store) Read(scopes []person.Scope) *Reader {
	s.reads.Add(1)
	for {
		r := s.reader(scopes)
		r.badger() // before the instant is fixed: nothing in it is later
		s.mu.RLock()
		r.seq = s.seq
		same := s.recent == r.recent
		s.mu.RUnlock()
		if same {
			return r
		}
		r.Close() // rows were swept meanwhile
	}
}

// reader is one that has not looked into Badger yet.
func (s *Store) reader(scopes []person.Scope) *Reader {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &Reader{scopes: scopes, store: s, recent: s.recent, filed: s.recent.done, seq: s.seq}
	r.recent.readers[r.filed]++
	return r
}

// badger is where it reads what is filed. At first it waits for what is being filed.
func (r *Reader) badger() *badger.Txn {
	if r.tx == nil {
		r.tx = r.store.db.NewTransaction(false)
	}
	return r.tx
}

// Reads is how often Badger was read since the start: what is answered from memory
// does not count.
func (s *Store) Reads() int64 { return s.reads.Load() }

// Close lets the instant go; doing it again does nothing.
func (r *Reader) Close() {
	if r.closed {
		return
	}
	r.closed = true
	if r.tx != nil {
		r.tx.Discard()
	}
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	if r.recent.readers[r.filed]--; r.recent.readers[r.filed] == 0 {
		delete(r.recent.readers, r.filed)
		r.recent.fit()
	}
}

// find is a row as of the instant.
func (r *Reader) find(k op.Key) (stored, bool, error) {
	if h := r.held(k); h != nil {
		return h.stored, true, nil
	}
	return get(r.badger(), k)
}

func (r *Reader) held(k op.Key) *held {
	r.store.mu.RLock()
	defer r.store.mu.RUnlock()
	return r.recent.version(k, r.seq)
}

func (r *Reader) sees(s stored) bool {
	return !s.Gone && (r.scopes == nil || meet(s.To, r.scopes))
}

// Get finds one row. A row that cannot be read counts as not there and is logged:
// the interface of ops has no faults, and Badger refuses damaged tables at start.
func (r *Reader) Get(k op.Key) (op.Row, bool) {
	s, had, err := r.find(k)
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
	s, had, err := r.find(k)
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

// walk goes through what is filed and through what is not, both by ID.
func (r *Reader) walk(how badger.IteratorOptions, from []byte, table string, f func(op.Row) bool) {
	own, going := r.unfiled(table, op.ID(from[len(how.Prefix):]), how.Reverse), true
	give := func(k op.Key, s stored) { going = !r.sees(s) || f(s.row(k)) }
	it := r.badger().NewIterator(how)
	defer it.Close()
	for it.Seek(from); going && it.Valid(); it.Next() {
		k := op.Key{Table: table, ID: op.ID(it.Item().Key()[len(how.Prefix):])}
		for going && len(own) > 0 && own[0].key.ID != k.ID && (own[0].key.ID < k.ID) != how.Reverse {
			give(own[0].key, own[0].stored)
			own = own[1:]
		}
		switch {
		case !going:
		case len(own) > 0 && own[0].key.ID == k.ID:
			give(k, own[0].stored)
			own = own[1:]
		default:
			var s stored
			b, err := it.Item().ValueCopy(nil)
			if err == nil {
				s, err = decode(b)
			}
			if err != nil {
				slog.Error("read row", "key", k.String(), "err", err)
				continue
			}
			give(k, s)
		}
	}
	for ; going && len(own) > 0; own = own[1:] {
		give(own[0].key, own[0].stored)
	}
}

// unfiled is the rows of a table that are not in their places yet, from an ID on.
func (r *Reader) unfiled(table string, from op.ID, back bool) []*held {
	r.store.mu.RLock()
	own := asOf(r.recent.tables[table].rows(), r.filed, r.seq, nil)
	r.store.mu.RUnlock()
	own = slices.DeleteFunc(own, func(h *held) bool { return h.key.ID != from && (h.key.ID < from) != back })
	slices.SortFunc(own, func(a, b *held) int {
		if back {
			a, b = b, a
		}
		return strings.Compare(string(a.key.ID), string(b.key.ID))
	})
	return own
}

// between is what scopes have behind a sequence that is not in its place yet.
func (r *Reader) between(scopes []person.Scope, from uint64) []*held {
	r.store.mu.RLock()
	defer r.store.mu.RUnlock()
	return r.recent.between(scopes, max(from, r.filed), r.seq, nil)
}

// EachOf goes through what a scope may read, in the order of its last change. What
// the scope once could read and cannot any more is in the same list and left out.
func (r *Reader) EachOf(scope person.Scope, f func(op.Row) bool) {
	m := newMerge(r.badger(), []person.Scope{scope}, 0)
	defer m.close()
	give := func(k op.Key, s stored) bool {
		return !r.sees(s) || !slices.Contains(s.To, scope) || f(s.row(k))
	}
	for {
		seq, name, ok, err := m.next()
		if err == nil && (!ok || seq > r.filed) {
			break
		}
		k, bad := parseName(name)
		if err = errors.Join(err, bad); err != nil {
			slog.Error("read index", "scope", scope, "err", err)
			return
		}
		if r.later(k, seq) {
			continue
		}
		s, _, err := get(r.badger(), k)
		if err != nil {
			slog.Error("read row", "err", err)
			continue
		}
		if !give(k, s) {
			return
		}
	}
	for _, h := range r.between([]person.Scope{scope}, 0) {
		if !give(h.key, h.stored) {
			return
		}
	}
}

// later reports whether a row that is filed at a sequence was written again since.
func (r *Reader) later(k op.Key, seq uint64) bool {
	if r.seq == r.filed {
		return false
	}
	h := r.held(k)
	return h != nil && h.stored.Seq > seq
}
