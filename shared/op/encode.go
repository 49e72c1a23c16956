//go:build !js

package op

import (
	"encoding/json"
	"iter"
	"slices"
	"strconv"
	"time"
)

// Appender is implemented by records that the city writes by the thousand in one
// instant: AppendJSON appends the very bytes that json.Marshal gives, or is false. It
// looks whether rec is of its own type: a record that it is embedded in has its method.
type Appender interface {
	AppendJSON(rec Record, b []byte) ([]byte, bool)
}

// Get reads one record from any reader: a Tx, the city's store. A body that cannot be
// decoded counts as not there.
func (t Table[R]) Get(r Reader, id ID) (rec R, there bool) {
	row, ok := r.Get(Key{t.Name, id})
	if !ok {
		return rec, false
	}
	if row.kept != nil {
		if rec, ok := row.kept.rec.(R); ok {
			return rec, true
		}
	}
	into := new(R)
	if json.Unmarshal(row.Body, into) != nil {
		return rec, false
	}
	if _, ok := any(into).(Kept); ok && row.kept != nil {
		row.kept.rec = *into
	}
	return *into, true
}

// encode gives the row of a record its bytes, or, where the city may do that later, the
// record itself.
func (tx *Tx) encode(row *Row, rec Record) (err error) {
	if k, ok := rec.(Kept); ok && tx.City != nil {
		if row.kept = (&kept{rec}); k.Late(rec) {
			return nil
		}
	}
	row.Body, err = tx.City.encode(rec)
	return err
}

// encoded is the row with its bytes.
func (r *Row) encoded() Row {
	if r.Body != nil || r.kept == nil || r.Gone {
		return *r
	}
	body, err := (*City)(nil).encode(r.kept.rec)
	if err != nil {
		panic(err) // Kept promises that it does not
	}
	with := *r // another goroutine may read the row
	with.Body = body
	return with
}

// Rows is all that was written, in the order of first writing, Gone ones too.
func (o *Overlay) Rows() []Row {
	return slices.AppendSeq(make([]Row, 0, len(o.rows)), o.Written())
}

// Written goes through Rows.
func (o *Overlay) Written() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i := range o.rows {
			if !yield(o.rows[i].encoded()) {
				return
			}
		}
	}
}

// pageSize is of the memory in which the bodies of a batch lie behind each other.
const pageSize = 32 << 10

// encode gives the bytes of a record.
func (c *City) encode(rec Record) (json.RawMessage, error) {
	a, ok := rec.(Appender)
	if !ok {
		return json.Marshal(rec)
	}
	var page []byte
	if c != nil {
		page = c.page
	}
	b, ok := a.AppendJSON(rec, page)
	switch {
	case !ok:
		return json.Marshal(rec)
	case c == nil:
	case len(b) <= cap(page): // it lies there
		c.page = b[len(b):]
	case len(b) < pageSize/4:
		c.page = make([]byte, 0, pageSize)
		b = append(c.page, b...)
		c.page = b[len(b):]
	}
	return b[:len(b):len(b)], nil
}

// AppendText appends a name and a text, which is plain nearly always: then there is
// nothing in it that JSON would quote otherwise. False for any other.
func AppendText[S ~string](b []byte, name string, s S) ([]byte, bool) {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return b, false
		}
	}
	return append(append(append(append(b, name...), '"'), s...), '"'), true
}

// AppendTime appends a name and a time as JSON has it; false where that would fail.
func AppendTime(b []byte, name string, t time.Time) ([]byte, bool) {
	if !PlainTime(t) {
		return b, false
	}
	return append(t.AppendFormat(append(append(b, name...), '"'), time.RFC3339Nano), '"'), true
}

// PlainTime reports whether JSON surely has the time.
func PlainTime(t time.Time) bool {
	year := t.Year()
	_, offset := t.Zone()
	return year >= 1 && year <= 9999 && offset%60 == 0 && offset > -24*60*60 && offset < 24*60*60
}

// AppendInt appends a name and a number, if it is not nought.
func AppendInt(b []byte, name string, n int) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, name...), int64(n), 10)
}

// AppendJSON is for the thousands of marks of one instant.
func (m Mark) AppendJSON(rec Record, b []byte) ([]byte, bool) {
	_, own := rec.(Mark)
	b, ok1 := AppendText(b, `{"client":`, m.Client)
	b, ok2 := AppendText(b, `,"by":`, m.By)
	b = strconv.AppendUint(append(b, `,"n":`...), m.N, 10)
	b, ok3 := AppendText(b, `,"hash":`, m.Hash)
	ok4 := true
	if m.Proof != "" {
		b, ok4 = AppendText(b, `,"proof":`, m.Proof)
	}
	return append(b, '}'), own && ok1 && ok2 && ok3 && ok4
}

// AppendJSON is for the thousands of refusals of one instant.
func (a Answer) AppendJSON(rec Record, b []byte) ([]byte, bool) {
	_, own := rec.(Answer)
	b, ok1 := AppendText(b, `{"client":`, a.Client)
	b, ok2 := AppendText(b, `,"by":`, a.By)
	b = strconv.AppendUint(append(b, `,"n":`...), a.N, 10)
	b, ok3 := AppendText(b, `,"kind":`, a.Kind)
	ok4, ok5, ok7 := true, true, true
	if a.About != (Key{}) {
		b, ok4 = AppendText(b, `,"about":{"t":`, a.About.Table)
		b, ok5 = AppendText(b, `,"i":`, a.About.ID)
		b = append(b, '}')
	}
	b, ok6 := AppendText(b, `,"refusal":{"code":`, a.Refusal.Code)
	if a.Refusal.Field != "" {
		b, ok7 = AppendText(b, `,"field":`, a.Refusal.Field)
	}
	b = AppendInt(b, `,"no":`, a.Refusal.No)
	return append(b, "}}"...), own && ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7
}
