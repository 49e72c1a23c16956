package op

import (
	"encoding/json"
	"fmt"

	"denghuo/shared/person"
)

// Record is a thing as it now is. It names its own readers, so no filter can be
// forgotten: a record without a scope of yours is in no list of yours. An
// empty audience means that only the city reads it.
type Record interface {
	RecordID() ID
	Audience() []person.Scope
}

// Table is a typed door to the rows of one name.
type Table[R Record] struct{ Name string }

// Key is where the record with this id lives.
func (t Table[R]) Key(id ID) Key { return Key{t.Name, id} }

// Each goes through the table in the order of IDs until f returns false.
func (t Table[R]) Each(r Reader, f func(R) bool) {
	r.Each(t.Name, func(row Row) bool {
		var rec R
		if json.Unmarshal(row.Body, &rec) != nil {
			return true
		}
		return f(rec)
	})
}

// All is Each into a slice.
func (t Table[R]) All(r Reader) []R {
	var all []R
	t.Each(r, func(rec R) bool { all = append(all, rec); return true })
	return all
}

// Put writes a record. This is the one place where a record is encoded.
func (t Table[R]) Put(tx *Tx, rec R) error {
	return write(tx, t.Name, rec)
}

func write(tx *Tx, table string, rec Record) error {
	row := Row{Key: Key{table, rec.RecordID()}, To: rec.Audience()}
	if err := tx.encode(&row, rec); err != nil {
		return fmt.Errorf("encode %s: %w", row.Key, err)
	}
	tx.over.put(row)
	return nil
}

// Drop takes a record away for all its readers.
func (t Table[R]) Drop(tx *Tx, id ID) { drop(tx, t.Name, id) }

func drop(tx *Tx, table string, id ID) { tx.over.put(Row{Key: Key{table, id}, Gone: true}) }

// Drop takes a row away that is there; of others nothing is written.
func (tx *Tx) Drop(k Key) {
	if _, there := tx.Get(k); there {
		tx.over.put(Row{Key: k, Gone: true})
	}
}

// Get lets a Tx be read like any Reader.
func (tx *Tx) Get(k Key) (Row, bool) { return tx.over.Get(k) }

// Each lets a Tx be read like any Reader.
func (tx *Tx) Each(table string, f func(Row) bool) { tx.over.Each(table, f) }

// EachFrom is Each from an ID on, itself included: in the city it goes there at once.
func (tx *Tx) EachFrom(table string, from ID, f func(Row) bool) { tx.over.EachFrom(table, from, f) }

// EachOf goes through the rows that a scope may read, those of this batch too,
// until f returns false; f must not write. Only the city can: on a phone it gives
// nothing.
func (tx *Tx) EachOf(scope person.Scope, f func(Row) bool) {
	if tx.City != nil {
		tx.over.EachOf(scope, f)
	}
}
