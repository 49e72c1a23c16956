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
	rows map[Key]Row
	keys []Key // in the order of first writing
}

// NewOverlay lays nothing over base.
func NewOverlay(base Reader) *Overlay {
	return &Overlay{base: base, rows: map[Key]Row{}}
}

func (o *Overlay) put(r Row) {
	if _, had := o.rows[r.Key]; !had {
		o.keys = append(o.keys, r.Key)
	}
	o.rows[r.Key] = r
}

// Get reads the topmost row; a gone one is not there.
func (o *Overlay) Get(k Key) (Row, bool) {
	if r, ok := o.rows[k]; ok {
		return r, !r.Gone
	}
	return o.base.Get(k)
}

// Each merges what was written with what lies below, in the order of IDs.
func (o *Overlay) Each(table string, f func(Row) bool) { o.EachFrom(table, "", f) }

// EachFrom is Each from an ID on, itself included.
func (o *Overlay) EachFrom(table string, from ID, f func(Row) bool) {
	var own []Row
	for _, k := range o.keys {
		if k.Table == table && k.ID >= from {
			own = append(own, o.rows[k])
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
			if _, over := o.rows[r.Key]; !over {
				going = f(r)
			}
			return going
		})
	}
	for _, k := range o.keys {
		if r := o.rows[k]; going && !r.Gone && slices.Contains(r.To, scope) {
			going = f(r)
		}
	}
}

// Rows is all that was written, in the order of first writing, Gone ones too.
func (o *Overlay) Rows() []Row {
	rows := make([]Row, len(o.keys))
	for i, k := range o.keys {
		rows[i] = o.rows[k]
	}
	return rows
}

// Merge takes over the writes of one that was laid on top of this.
func (o *Overlay) Merge(top *Overlay) {
	for _, r := range top.Rows() {
		o.put(r)
	}
}

// Empty is a Reader without rows.
type Empty struct{}

// Get finds nothing.
func (Empty) Get(Key) (Row, bool) { return Row{}, false }

// Each goes through nothing.
func (Empty) Each(string, func(Row) bool) {}
