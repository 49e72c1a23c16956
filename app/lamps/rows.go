package lamps

import (
	"encoding/json"
	"sort"

	"denghuo/shared/op"
)

// rows follows one table of a view. A row's body is made once and carried unchanged
// (op.Row), so a body at the same place in memory is the same record: what was
// decoded of it stands.
type rows struct {
	name   string
	decode func(json.RawMessage) any // nil for a body that cannot be read
	list   []*row                    // by ID
	stamp  op.Stamp                  // of what was followed last
}

// row is one record, decoded when it is first asked for.
type row struct {
	id   op.ID
	body json.RawMessage
	rec  any
	read bool
}

func tableOf[R op.Record](t op.Table[R]) rows {
	return rows{name: t.Name, decode: func(body json.RawMessage) any {
		rec := new(R)
		if json.Unmarshal(body, rec) != nil {
			return nil
		}
		return rec
	}}
}

// follow takes over what a view has and tells each row that went and came; one that
// changed does both. It reports whether there was any.
func (t *rows) follow(view op.Reader, went, came func(*row)) bool {
	stamp := op.StampOf(view, t.name)
	if stamp != nil && stamp == t.stamp {
		return false
	}
	t.stamp = stamp
	old, i, same := t.list, 0, true
	var next []*row
	differ := func() { // until then nothing is copied
		if same {
			same = false
			next = append(make([]*row, 0, len(old)+16), old[:i]...)
		}
	}
	leave := func() {
		differ()
		went(old[i])
		i++
	}
	view.Each(t.name, func(r op.Row) bool {
		if i < len(old) && sameBody(old[i].body, r.Body) && old[i].id == r.Key.ID { // most of all
			if !same {
				next = append(next, old[i])
			}
			i++
			return true
		}
		for i < len(old) && old[i].id < r.Key.ID {
			leave()
		}
		if i < len(old) && old[i].id == r.Key.ID {
			leave()
		}
		differ()
		is := &row{id: r.Key.ID, body: r.Body}
		next = append(next, is)
		came(is)
		return true
	})
	for i < len(old) {
		leave()
	}
	if !same {
		t.list = next
	}
	return !same
}

func sameBody(a, b json.RawMessage) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// get is the record of a row, or nil.
func (t *rows) get(r *row) any {
	if !r.read {
		r.rec, r.read = t.decode(r.body), true
	}
	return r.rec
}

// find looks a row up by ID.
func (t *rows) find(id op.ID) *row {
	i := sort.Search(len(t.list), func(i int) bool { return t.list[i].id >= id })
	if i < len(t.list) && t.list[i].id == id {
		return t.list[i]
	}
	return nil
}
