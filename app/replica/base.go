package replica

import (
	"denghuo/shared/op"
	"sort"
)

// base is the rows as the city last told them. A value never changes once it is
// shown, so a view can be read while the next one is made: with copies only the
// tables that a delta touches.
type base struct {
	tables map[string]*table
}

type table struct {
	rows map[op.ID]op.Row
	ids  []op.ID // sorted
}

func newBase() *base { return &base{tables: map[string]*table{}} }

// Get finds one row.
func (b *base) Get(k op.Key) (op.Row, bool) {
	t, ok := b.tables[k.Table]
	if !ok {
		return op.Row{}, false
	}
	r, ok := t.rows[k.ID]
	return r, ok
}

// Each goes through a table by ID.
func (b *base) Each(name string, f func(op.Row) bool) {
	t, ok := b.tables[name]
	if !ok {
		return
	}
	for _, id := range t.ids {
		if !f(t.rows[id]) {
			return
		}
	}
}

// with gives the base after a delta; fresh begins from nothing.
func (b *base) with(rows []op.Row, fresh bool) *base {
	next := newBase()
	if !fresh {
		for name, t := range b.tables {
			next.tables[name] = t
		}
	}
	touched := map[string]bool{}
	for _, r := range rows {
		if !touched[r.Key.Table] {
			touched[r.Key.Table] = true
			next.tables[r.Key.Table] = next.tables[r.Key.Table].copy()
		}
		t := next.tables[r.Key.Table]
		if r.Gone {
			delete(t.rows, r.Key.ID)
		} else {
			t.rows[r.Key.ID] = r
		}
	}
	for name := range touched {
		next.tables[name].sort()
	}
	return next
}

func (t *table) copy() *table {
	c := &table{rows: map[op.ID]op.Row{}}
	if t != nil {
		for id, r := range t.rows {
			c.rows[id] = r
		}
	}
	return c
}

func (t *table) sort() {
	t.ids = make([]op.ID, 0, len(t.rows))
	for id := range t.rows {
		t.ids = append(t.ids, id)
	}
	sort.Slice(t.ids, func(i, j int) bool { return t.ids[i] < t.ids[j] })
}

// all is every row, in no order.
func (b *base) all() []op.Row {
	var rows []op.Row
	for _, t := range b.tables {
		for _, r := range t.rows {
			rows = append(rows, r)
		}
	}
	return rows
}
