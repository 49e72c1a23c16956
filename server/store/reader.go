package store

import (
	"encoding/json"
	"log/slog"
	"strings"

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
	return &Reader{tx: s.db.NewTransaction(false), scopes: scopes}
}

// Close lets the snapshot go.
func (r *Reader) Close() { r.tx.Discard() }

func (r *Reader) sees(s stored) bool {
	return !s.Row.Gone && (r.scopes == nil || meet(s.Row.To, r.scopes))
}

// Get finds one row. A row that cannot be read counts as not there and is logged:
// the interface of ops has no faults, and Badger refuses damaged tables at start.
func (r *Reader) Get(k op.Key) (op.Row, bool) {
	s, had, err := get(r.tx, rowKey(k))
	if err != nil {
		slog.Error("read row", "key", k.String(), "err", err)
	}
	if err != nil || !had || !r.sees(s) {
		return op.Row{}, false
	}
	return s.Row, true
}

// Each goes through a table by ID.
func (r *Reader) Each(table string, f func(op.Row) bool) {
	o := badger.DefaultIteratorOptions
	o.Prefix = []byte("r/" + table + "/")
	it := r.tx.NewIterator(o)
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		var s stored
		err := it.Item().Value(func(b []byte) error { return json.Unmarshal(b, &s) })
		if err != nil {
			slog.Error("read table", "key", strings.TrimPrefix(string(it.Item().Key()), "r/"), "err", err)
			continue
		}
		if r.sees(s) && !f(s.Row) {
			return
		}
	}
}
