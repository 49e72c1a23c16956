package replica

import (
	"sort"

	"denghuo/shared/op"
)

// base is the rows as the city last told them. A value never changes once it is
// shown, so a view can be read while the next one is made: with makes new lists of
// the tables that a delta touches, and the rows themselves are shared.
type base struct {
	tables map[string]table
}

// table is rows in the order of IDs. A list, and no map: one row that changes among
// 20,000 costs a copy of pointers, and neither hashing nor sorting.
type table []*op.Row

func newBase() *base { return &base{tables: map[string]table{}} }

// Get finds one row.
func (b *base) Get(k op.Key) (op.Row, bool) {
	t := b.tables[k.Table]
	if i := t.at(k.ID); i < len(t) && t[i].Key.ID == k.ID {
		return *t[i], true
	}
	return op.Row{}, false
}

// at is where a row stands, or would stand.
func (t table) at(id op.ID) int {
	return sort.Search(len(t), func(i int) bool { return t[i].Key.ID >= id })
}

// Each goes through a table by ID.
func (b *base) Each(name string, f func(op.Row) bool) { b.EachFrom(name, "", f) }

// EachFrom is Each from an ID on, itself included.
func (b *base) EachFrom(name string, from op.ID, f func(op.Row) bool) {
	t := b.tables[name]
	for _, r := range t[t.at(from):] {
		if !f(*r) {
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
	changes := map[string]*table{}
	name, change := "", (*table)(nil)
	for i := range rows {
		if k := rows[i].Key; change == nil || k.Table != name {
			if name, change = k.Table, changes[k.Table]; change == nil {
				change = new(table)
				changes[name] = change
			}
		}
		*change = append(*change, &rows[i])
	}
	for name, change := range changes {
		change.sort(make(table, len(*change)/2+1))
		next.tables[name] = next.tables[name].with(*change)
	}
	return next
}

// sort puts rows in the order of IDs, those of one ID as they came. A start sorts 20,000,
// which takes a phone a quarter of what sort.SliceStable takes it. beside has room for half.
func (t table) sort(beside table) {
	if len(t) < 2 {
		return
	}
	m := len(t) / 2
	t[:m].sort(beside)
	t[m:].sort(beside)
	if t[m-1].Key.ID <= t[m].Key.ID {
		return
	}
	left, right := beside[:copy(beside, t[:m])], t[m:]
	for i := 0; len(left) > 0; i++ {
		if len(right) > 0 && right[0].Key.ID < left[0].Key.ID {
			t[i], right = right[0], right[1:]
		} else {
			t[i], left = left[0], left[1:]
		}
	}
}

// with merges a sorted change into the list; of several rows with one ID the last
// counts.
func (t table) with(change table) table {
	next := make(table, 0, len(t)+len(change))
	for i, c := range change {
		if i+1 < len(change) && change[i+1].Key.ID == c.Key.ID {
			continue
		}
		n := t.at(c.Key.ID)
		next = append(next, t[:n]...)
		if t = t[n:]; len(t) > 0 && t[0].Key.ID == c.Key.ID {
			t = t[1:]
		}
		if !c.Gone {
			next = append(next, c)
		}
	}
	return append(next, t...)
}

// all is every row, in no order.
func (b *base) all() []op.Row {
	var rows []op.Row
	for _, t := range b.tables {
		for _, r := range t {
			rows = append(rows, *r)
		}
	}
	return rows
}

// stamp is a list by where it lies and how long it is: lists never change, so it is
// the same list.
type stamp struct {
	first **op.Row
	n     int
}

// Stamp is the same as long as no delta has touched the table.
func (b *base) Stamp(name string) op.Stamp {
	t := b.tables[name]
	if len(t) == 0 {
		return stamp{}
	}
	return stamp{&t[0], len(t)}
}
