package store

import (
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
)

// Page is one answer to "what is new since", all of it as of one instant.
type Page struct {
	Epoch string
	To    uint64 // the reader now knows everything up to here
	More  bool   // cut by size: ask again from To
	Rows  []op.Row
}

// rowCost is what a row takes on the wire beside its body and its name.
const rowCost = 64

// Since gives what a reader of these scopes does not know after sequence from, in
// the order of change, about maxBytes of it, cut between two rows. From 0 is the
// snapshot: there is nothing to take away from somebody who has nothing. Who is
// nearly up to date is answered from memory. Rows must not be changed.
func (s *Store) Since(scopes []person.Scope, from uint64, maxBytes int) (Page, error) {
	if page, ok := s.sinceRecent(scopes, from, maxBytes); ok {
		return page, nil
	}
	tx := s.db.NewTransaction(false)
	defer tx.Discard()
	epoch, seq, err := where(tx)
	if err != nil {
		return Page{}, err
	}
	page := Page{Epoch: epoch, To: seq}
	m := newMerge(tx, scopes, from)
	defer m.close()
	cut := cutter{page: &page, from: from, room: maxBytes}
	for {
		seq, k, ok, err := m.next()
		if err != nil || !ok {
			return page, err
		}
		stored, _, err := get(tx, k)
		if err != nil {
			return page, err
		}
		if row, there := stored.shownTo(scopes, k); !cut.add(seq, row, there) {
			return page, nil
		}
	}
}

// cutter fills a page and ends it where it is full.
type cutter struct {
	page *Page
	from uint64
	room int
}

// add takes the row at seq; false when the page ended before it.
func (c *cutter) add(seq uint64, row op.Row, there bool) bool {
	if !there && c.from == 0 {
		return true
	}
	c.room -= len(row.Body) + len(row.Key.Table) + len(row.Key.ID) + rowCost
	if c.room < 0 && len(c.page.Rows) > 0 {
		c.page.To, c.page.More = seq-1, true
		return false
	}
	c.page.Rows = append(c.page.Rows, row)
	return true
}

// merge walks the lists of several scopes in the order of sequences; a row that
// is in several comes once. It reads no further than it is asked.
type merge struct{ lists []*list }

type list struct {
	it     *badger.Iterator
	prefix []byte
}

func newMerge(tx *badger.Txn, scopes []person.Scope, from uint64) *merge {
	m := &merge{}
	for _, scope := range scopes {
		prefix := indexPrefix(scope)
		it := tx.NewIterator(badger.IteratorOptions{Prefix: prefix})
		it.Seek(indexKey(scope, from+1, op.Key{})[:len(prefix)+8])
		m.lists = append(m.lists, &list{it, prefix})
	}
	return m
}

func (m *merge) close() {
	for _, l := range m.lists {
		l.it.Close()
	}
}

// next gives the smallest entry and steps over it in every list that has it.
func (m *merge) next() (seq uint64, k op.Key, ok bool, err error) {
	var at []*list
	for _, l := range m.lists {
		if !l.it.Valid() {
			continue
		}
		s, key, err := parseIndex(l.it.Item().Key()[len(l.prefix):])
		if err != nil {
			return 0, k, false, err
		}
		switch {
		case !ok || s < seq:
			seq, k, ok, at = s, key, true, append(at[:0], l)
		case s == seq:
			at = append(at, l)
		}
	}
	for _, l := range at {
		l.it.Next()
	}
	return seq, k, ok, nil
}
