package browser

import (
	"encoding/binary"

	"denghuo/shared/op"
)

// packs are the rows of a base as they lie on the disk: many to a record, since a
// browser takes for a record as long as for a hundred rows, and a clerk has 30,000.
//
// A row lies in one pack only. When one changes or goes its pack is taken away, and what
// is left of it is packed anew with the rows that came: so nothing that its reader may no
// longer see stays behind, no reading has to know which of two rows is the newer, and
// all packs but the last are full. They are in the order in which rows came: in that of
// their names the first delta of a city would write them all again and again.
//
//	pack   1 byte 0 (no row begins so: a program that knows no packs takes the base for
//	       broken, and asks the city for all of it); uvarint its number, which is its
//	       key; then each row: uvarint of its length, and encodeRow
type packs []pack

// pack does not change: a transaction that fails leaves those that were.
type pack struct {
	n    int // grows for ever; strays for rows that lie by themselves
	rows []*op.Row
}

const (
	packSize = 8 << 10 // written anew for one row; 64 KB and more a browser would put into a file each
	strays   = -1      // as every row lay before there were packs: the next change packs them
)

// with is the packs after rows have changed: which are to be put for that, and which to
// be deleted.
func (ps packs) with(rows []op.Row) (next, put packs, drop []int) {
	ids := map[op.ID]int{}
	for i := range rows {
		ids[rows[i].Key.ID]++
	}
	n, size := 0, 0
	add := func(r *op.Row) {
		if r.Gone || !packed(r.Key) {
			return
		}
		if size >= packSize || put == nil {
			put, size = append(put, pack{n: n + len(put)}), 0
		}
		p := &put[len(put)-1]
		p.rows, size = append(p.rows, r), size+len(r.Body)+perRow
	}
	for _, p := range ps {
		n = max(n, p.n+1)
	}
	for _, p := range ps {
		size, stay := 0, 0
		for _, r := range p.rows {
			if size += len(r.Body) + perRow; ids[r.Key.ID] == 0 || !has(rows, r.Key) {
				stay++
			}
		}
		if stay == len(p.rows) && size >= packSize && p.n != strays {
			next = append(next, p)
			continue
		}
		drop = append(drop, p.n)
		for _, r := range p.rows {
			if ids[r.Key.ID] == 0 || !has(rows, r.Key) {
				add(r)
			}
		}
	}
	for i := range rows { // of several with one key the last counts
		if r := &rows[i]; ids[r.Key.ID] == 1 || !has(rows[i+1:], r.Key) {
			add(r)
		}
	}
	return append(next, put...), put, drop
}

// perRow is about what a row has beside its body.
const perRow = 64

func has(rows []op.Row, k op.Key) bool {
	for i := range rows {
		if rows[i].Key == k {
			return true
		}
	}
	return false
}

// packed reports whether a row lies in a pack. A mark does not: the worker looks it up
// without the program (web/outbox.js).
func packed(k op.Key) bool { return k.Table != op.Marks.Name }

func (p pack) encode() []byte {
	b := binary.AppendUvarint([]byte{0}, uint64(p.n))
	for _, r := range p.rows {
		b = appendField(b, string(encodeRow(*r)))
	}
	return b
}

// unpack reads records of both forms, packs in the order of their numbers before rows
// by themselves. Bodies share the records' memory.
func unpack(records [][]byte) (ps packs, rows []op.Row, err error) {
	var all [][]byte
	var ends []int
	for _, b := range records {
		if len(b) == 0 || b[0] != 0 {
			all = append(all, b)
			continue
		}
		n, w := binary.Uvarint(b[1:])
		b = b[1+max(w, 0):]
		for len(b) > 0 {
			row, rest, ok := cutField(b)
			if !ok {
				return nil, nil, errRow
			}
			all, b = append(all, row), rest
		}
		ps, ends = append(ps, pack{n: int(n)}), append(ends, len(all))
	}
	rows = make([]op.Row, len(all)) // once: packs point into it
	ps, ends = append(ps, pack{n: strays}), append(ends, len(all))
	i := 0
	for at, end := range ends {
		for ; i < end; i++ {
			if !readRow(&rows[i], all[i], &rows[max(i-1, 0)]) {
				return nil, nil, errRow
			}
			ps[at].rows = append(ps[at].rows, &rows[i])
		}
	}
	return ps, rows, nil
}
