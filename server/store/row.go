package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/dgraph-io/badger/v4"
)

// maxBody is the largest row: below Badger's value threshold with its head.
const maxBody = 1<<20 - 64<<10

// stored is a row with what the index needs to move it. As bytes:
//
//	4 bytes BE: length of the head
//	the head, JSON of stored
//	the body, unchanged since op.Table.Put
type stored struct {
	Seq  uint64         `json:"q"`
	To   []person.Scope `json:"to,omitempty"`
	Was  []person.Scope `json:"was,omitempty"` // had it before and have not now
	Gone bool           `json:"gone,omitempty"`
	body []byte
}

func (s stored) encode() ([]byte, error) { return s.appendTo(make([]byte, 0, s.room())) }

// room is a little more than as long as it gets.
func (s stored) room() int {
	room := 4 + 64 + len(s.body)
	for _, scope := range s.To {
		room += len(scope) + 3
	}
	for _, scope := range s.Was {
		room += len(scope) + 3
	}
	return room
}

func (s stored) appendTo(b []byte) ([]byte, error) {
	begin := len(b)
	b, err := s.appendHead(append(b, 0, 0, 0, 0))
	if err != nil {
		return nil, err
	}
	binary.BigEndian.PutUint32(b[begin:], uint32(len(b)-begin-4))
	return append(b, s.body...), nil
}

// decode keeps the body as a part of b.
func decode(b []byte) (s stored, err error) {
	if len(b) < 4 {
		return s, errors.New("stored row is cut")
	}
	n := binary.BigEndian.Uint32(b)
	if uint64(n)+4 > uint64(len(b)) {
		return s, errors.New("stored row is cut")
	}
	if s, err = parseHead(b[4 : 4+n]); err != nil {
		return s, err
	}
	s.body = b[4+n:]
	return s, nil
}

// row is what somebody who may read it gets.
func (s stored) row(k op.Key) op.Row { return op.Row{Key: k, To: s.To, Body: s.body} }

// readers is every scope whose list has the row: those that may read it, and
// those that must learn that they may not any more.
func (s stored) readers() []person.Scope {
	if len(s.Was) == 0 && len(s.To) <= 1 {
		return s.To
	}
	all := append(slices.Clone(s.To), s.Was...)
	slices.Sort(all)
	return slices.Compact(all)
}

// shownTo is the row for a reader of these scopes, or that it is gone for them.
func (s stored) shownTo(scopes []person.Scope, k op.Key) (row op.Row, there bool) {
	if !s.Gone && meet(s.To, scopes) {
		return s.row(k), true
	}
	return op.Row{Key: k, Gone: true}, false
}

func meet(a, b []person.Scope) bool {
	return slices.ContainsFunc(a, func(s person.Scope) bool { return slices.Contains(b, s) })
}

var (
	seqKey   = []byte("m/seq")
	epochKey = []byte("m/epoch")
)

func rowKey(k op.Key) []byte {
	b := append(make([]byte, 0, 3+len(k.Table)+len(k.ID)), "r/"...)
	return append(append(append(b, k.Table...), '/'), k.ID...)
}

func indexKey(scope person.Scope, seq uint64, k op.Key) []byte {
	b := appendPrefix(make([]byte, 0, 3+len(scope)+8+len(k.Table)+1+len(k.ID)), scope)
	b = binary.BigEndian.AppendUint64(b, seq)
	return append(append(append(b, k.Table...), '/'), k.ID...)
}

func indexPrefix(scope person.Scope) []byte { return appendPrefix(nil, scope) }

// appendPrefix ends in a zero byte, which no scope has, so that no scope's list
// begins another's.
func appendPrefix(b []byte, scope person.Scope) []byte {
	return append(append(append(b, "s/"...), scope...), 0)
}

// parseIndex reads what follows the prefix.
func parseIndex(rest []byte) (seq uint64, k op.Key, err error) {
	if len(rest) < 8 {
		return 0, k, fmt.Errorf("index entry of %d bytes", len(rest))
	}
	k, err = parseName(rest[8:])
	return binary.BigEndian.Uint64(rest), k, err
}

// parseName reads what follows the sequence.
func parseName(name []byte) (op.Key, error) {
	table, id, ok := strings.Cut(string(name), "/")
	if !ok {
		return op.Key{}, fmt.Errorf("%w: index entry %q names no row", ErrDamaged, name)
	}
	return op.Key{Table: table, ID: op.ID(id)}, nil
}

func get(tx *badger.Txn, k op.Key) (s stored, had bool, err error) {
	b, err := value(tx, rowKey(k))
	if err != nil {
		return s, false, fmt.Errorf("read %s: %w", k, err)
	}
	if b == nil {
		return s, false, nil
	}
	if s, err = decode(b); err != nil {
		return s, false, fmt.Errorf("read %s: %w", k, err)
	}
	return s, true, nil
}

// value is nil when there is none.
func value(tx *badger.Txn, key []byte) ([]byte, error) {
	item, err := tx.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return item.ValueCopy(nil)
}
