package op

import "encoding/json"

// encode: a phone writes one record at a time.
func (tx *Tx) encode(row *Row, rec Record) (err error) {
	row.Body, err = json.Marshal(rec)
	return err
}

// Get reads one record from any reader: a Tx, a phone's view. A body that cannot be
// decoded counts as not there.
func (t Table[R]) Get(r Reader, id ID) (rec R, there bool) {
	if row, ok := r.Get(Key{t.Name, id}); ok {
		if into := new(R); row.read(into) {
			return *into, true
		}
	}
	return rec, false
}

// read is Get without the type: a phone's program holds each table's methods once
// more, so they are kept short.
func (r Row) read(into any) bool { return json.Unmarshal(r.Body, into) == nil }

func (r *Row) encoded() Row { return *r }

// Rows is all that was written, in the order of first writing, Gone ones too. They must
// not be changed.
func (o *Overlay) Rows() []Row { return o.rows[:len(o.rows):len(o.rows)] }
