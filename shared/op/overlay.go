package op

import (
	"slices"
	"sort"

	"denghuo/shared/person"
)

// Overlay is writes laid over a Reader: the phone's pending view, the city's
// batch, and the undo of one op inside a batch (an overlay on an overlay that
// is dropped). It is not safe for concurrent writes; a finished one may be read
// by many.
type Overlay struct {
	base Reader
	rows []Row       // in the order of first writing
	at   map[Key]int // where each is in rows; nil while they are few
}

// few is up to how many rows are found faster by looking at each of them: nearly
// every op writes less, and one of thousands needs no map then.
const few = 8

// NewOverlay lays nothing over base.
func NewOverlay(base Reader) *Overlay { return &Overlay{base: base} }

// Again empties it and lays it over base. Nothing may read any more what was written,
// through On neither.
func (o *Overlay) Again(base Reader) {
	clear(o.rows)
	o.base, o.rows, o.at = base, o.rows[:0], nil
}

// AgainWide is Again of one that will be as wide as it was.
func (o *Overlay) AgainWide(base Reader) {
	at := o.at
	clear(at)
	o.Again(base)
	o.at = at
}

// On gives what was written over another base. Neither may be written to any more.
func (o *Overlay) On(base Reader) *Overlay { return &Overlay{base: base, rows: o.rows, at: o.at} }

// find tells where the row of a key is, or -1.
func (o *Overlay) find(k Key) int {
	if o.at != nil {
		if i, ok := o.at[k]; ok {
			return i
		}
		return -1
	}
	for i := range o.rows {
		if o.rows[i].Key == k {
			return i
		}
	}
	return -1
}

func (o *Overlay) put(r Row) {
	if i := o.find(r.Key); i >= 0 {
		o.rows[i] = r
		return
	}
	if o.rows == nil {
		o.rows = make([]Row, 0, 4) // nearly every op writes two or three
	}
	o.rows = append(o.rows, r)
	switch {
	case o.at != nil:
		o.at[r.Key] = len(o.rows) - 1
	case len(o.rows) > few:
		o.at = make(map[Key]int, 4*few)
		for i := range o.rows {
			o.at[o.rows[i].Key] = i
		}
	}
}

// Get reads the topmost row; a gone one is not there. It may have a record for its body
// (Kept): Table.Get knows both.
func (o *Overlay) Get(k Key) (Row, bool) {
	if i := o.find(k); i >= 0 {
		return o.rows[i], !o.rows[i].Gone
	}
	return o.base.Get(k)
}

// Each merges what was written with what lies below, in the order of IDs.
func (o *Overlay) Each(table string, f func(Row) bool) { o.EachFrom(table, "", f) }

// EachFrom is Each from an ID on, itself included.
func (o *Overlay) EachFrom(table string, from ID, f func(Row) bool) {
	var own []Row
	for i := range o.rows {
		if k := &o.rows[i].Key; k.Table == table && k.ID >= from {
			own = append(own, o.rows[i].encoded())
		}
	}
	if len(own) == 0 { // a layer that knows nothing of the table costs nothing
		eachFrom(o.base, table, from, f)
		return
	}
	sort.Slice(own, func(i, j int) bool { return own[i].Key.ID < own[j].Key.ID })
	i, going := 0, true
	give := func(r Row) bool {
		if !r.Gone {
			going = f(r)
		}
		return going
	}
	eachFrom(o.base, table, from, func(r Row) bool {
		for i < len(own) && own[i].Key.ID < r.Key.ID {
			if !give(own[i]) {
				return false
			}
			i++
		}
		if i < len(own) && own[i].Key.ID == r.Key.ID {
			r = own[i]
			i++
		}
		return give(r)
	})
	for going && i < len(own) {
		give(own[i])
		i++
	}
}

// eachFrom goes through a table from an ID on; a reader that has no such way is gone
// through from its beginning.
func eachFrom(r Reader, table string, from ID, f func(Row) bool) {
	if finder, ok := r.(interface {
		EachFrom(table string, from ID, f func(Row) bool)
	}); ok {
		finder.EachFrom(table, from, f)
		return
	}
	r.Each(table, func(row Row) bool { return row.Key.ID < from || f(row) })
}

// EachOf gives what lies below and is not written over, then what was written, in
// the order of first writing.
func (o *Overlay) EachOf(scope person.Scope, f func(Row) bool) {
	going := true
	if below, ok := o.base.(Index); ok {
		below.EachOf(scope, func(r Row) bool {
			if o.find(r.Key) < 0 {
				going = f(r)
			}
			return going
		})
	}
	for i := range o.rows {
		if r := &o.rows[i]; going && !r.Gone && slices.Contains(r.To, scope) {
			going = f(r.encoded())
		}
	}
}

// Len is how many rows were written.
func (o *Overlay) Len() int { return len(o.rows) }

// Merge takes over the writes of one that was laid on top of this.
func (o *Overlay) Merge(top *Overlay) {
	for _, r := range top.rows {
		o.put(r)
	}
}

// Empty is a Reader without rows.
type Empty struct{}

// Get finds nothing.
func (Empty) Get(Key) (Row, bool) { return Row{}, false }

// Each goes through nothing.
func (Empty) Each(string, func(Row) bool) {}
