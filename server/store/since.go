package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
)

// Page is one answer to "what is new since".
type Page struct {
	Epoch string
	To    uint64 // the reader now knows everything up to here
	More  bool   // cut by size: ask again from To
	Rows  []op.Row
}

// Since gives what a reader of these scopes does not know after sequence from, in
// the order of change, about maxBytes of it. From 0 is the snapshot: there is
// nothing to take away from somebody who has nothing.
func (s *Store) Since(scopes []person.Scope, from uint64, maxBytes int) (Page, error) {
	tx := s.db.NewTransaction(false)
	defer tx.Discard()
	page, err := s.start(tx)
	if err != nil {
		return page, err
	}
	entries, err := entriesAfter(tx, scopes, from)
	if err != nil {
		return page, err
	}
	size := 0
	for _, e := range entries {
		row, ok, err := visible(tx, e.key, scopes)
		if err != nil {
			return page, err
		}
		if size += len(row.Body) + len(e.key) + 64; size > maxBytes && len(page.Rows) > 0 {
			page.To, page.More = e.seq-1, true
			return page, nil
		}
		if ok || from > 0 {
			page.Rows = append(page.Rows, row)
		}
	}
	return page, nil
}

// start reads epoch and sequence inside the same snapshot as the rows.
func (s *Store) start(tx *badger.Txn) (Page, error) {
	epoch, err := value(tx, []byte("m/epoch"))
	if err != nil {
		return Page{}, fmt.Errorf("read epoch: %w", err)
	}
	seq, err := value(tx, []byte("m/seq"))
	if err != nil {
		return Page{}, fmt.Errorf("read sequence: %w", err)
	}
	page := Page{Epoch: string(epoch)}
	if seq != nil {
		page.To = binary.BigEndian.Uint64(seq)
	}
	return page, nil
}

type entry struct {
	seq uint64
	key string
}

// entriesAfter merges the scopes' lists; a row that is in several comes once.
func entriesAfter(tx *badger.Txn, scopes []person.Scope, from uint64) ([]entry, error) {
	var all []entry
	for _, scope := range scopes {
		prefix := indexPrefix(scope)
		o := badger.DefaultIteratorOptions
		o.Prefix = prefix
		it := tx.NewIterator(o)
		for it.Seek(indexKey(scope, from+1)); it.ValidForPrefix(prefix); it.Next() {
			item := it.Item()
			key, err := item.ValueCopy(nil)
			if err != nil {
				it.Close()
				return nil, fmt.Errorf("read index of %s: %w", scope, err)
			}
			seq := binary.BigEndian.Uint64(item.Key()[len(prefix):])
			all = append(all, entry{seq, string(key)})
		}
		it.Close()
	}
	slices.SortFunc(all, func(a, b entry) int {
		if a.seq < b.seq {
			return -1
		} else if a.seq > b.seq {
			return 1
		}
		return 0
	})
	return slices.Compact(all), nil
}

// visible is the row as this reader may see it now, or that it is gone for them.
func visible(tx *badger.Txn, key string, scopes []person.Scope) (row op.Row, ok bool, err error) {
	s, had, err := get(tx, []byte("r/"+key))
	if err != nil {
		return row, false, err
	}
	if had && !s.Row.Gone && meet(s.Row.To, scopes) {
		return s.Row, true, nil
	}
	table, id, _ := strings.Cut(key, "/")
	return op.Row{Key: op.Key{Table: table, ID: op.ID(id)}, Gone: true}, false, nil
}

func meet(a, b []person.Scope) bool {
	return slices.ContainsFunc(a, func(s person.Scope) bool { return slices.Contains(b, s) })
}
