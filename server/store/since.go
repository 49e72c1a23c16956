package store

import (
	"encoding/binary"
	"fmt"

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
	r := s.Read(nil)
	defer r.Close()
	epoch, _, err := where(r.badger())
	if err != nil {
		return Page{}, err
	}
	page := Page{Epoch: epoch, To: r.seq}
	m := newMerge(r.tx, scopes, from)
	defer m.close()
	cut := cutter{page: &page, from: from, room: maxBytes}
	for {
		seq, name, ok, err := m.next()
		if err != nil {
			return page, err
		}
		if !ok || seq > r.filed {
			cut.addHeld(scopes, r.between(scopes, from))
			return page, nil
		}
		found, err := s.at(r.badger(), seq, name)
		if err != nil {
			return page, err
		}
		if r.later(found.key, seq) {
			continue
		}
		if row, there := found.stored.shownTo(scopes, found.key); !cut.add(seq, row, there) {
			return page, nil
		}
	}
}

// at is the row that an entry of the index names. name is only read here.
func (s *Store) at(tx *badger.Txn, seq uint64, name []byte) (*cached, error) {
	if found := s.cache.get(seq); found != nil {
		return found, nil
	}
	k, err := parseName(name)
	if err != nil {
		return nil, err
	}
	stored, had, err := get(tx, k)
	if err != nil {
		return nil, err
	}
	if !had || stored.Seq != seq { // the index moves in the same transaction as the row
		return nil, fmt.Errorf("%w: %s is in the index at %d, and is at %d", ErrDamaged, k, seq, stored.Seq)
	}
	found := &cached{k, stored}
	s.cache.put(seq, found)
	return found, nil
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
type merge struct {
	lists []*list
	last  uint64
}

type list struct {
	it     *badger.Iterator
	prefix []byte
	read   bool // seq and name are of the entry where the iterator stands
	over   bool
	seq    uint64
	name   []byte // the iterator's own
}

func newMerge(tx *badger.Txn, scopes []person.Scope, from uint64) *merge {
	m := &merge{}
	for _, scope := range scopes {
		prefix := indexPrefix(scope)
		it := tx.NewIterator(badger.IteratorOptions{Prefix: prefix})
		it.Seek(indexKey(scope, from+1, op.Key{})[:len(prefix)+8])
		m.lists = append(m.lists, &list{it: it, prefix: prefix})
	}
	return m
}

func (m *merge) close() {
	for _, l := range m.lists {
		l.it.Close()
	}
}

// next gives the smallest entry, whose name holds until the call after, and has
// stepped over the one before in every list that has it.
func (m *merge) next() (seq uint64, name []byte, ok bool, err error) {
	for _, l := range m.lists {
		if !l.read {
			if err := l.take(m.last); err != nil {
				return 0, nil, false, err
			}
		}
		if !l.over && (!ok || l.seq < seq) {
			seq, name, ok = l.seq, l.name, true
		}
	}
	m.last = seq
	for _, l := range m.lists {
		l.read = l.over || l.seq != seq
	}
	return seq, name, ok, nil
}

// take reads the entry behind the last one that was given.
func (l *list) take(last uint64) error {
	if l.seq > 0 && l.seq == last {
		l.it.Next()
	}
	l.read = true
	if l.over = !l.it.Valid(); l.over {
		return nil
	}
	rest := l.it.Item().Key()[len(l.prefix):]
	if len(rest) < 8 {
		return fmt.Errorf("%w: index entry of %d bytes", ErrDamaged, len(rest))
	}
	l.seq, l.name = binary.BigEndian.Uint64(rest), rest[8:]
	return nil
}
