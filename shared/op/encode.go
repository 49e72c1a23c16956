//go:build !js

package op

import (
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Appender is implemented by records that the city writes by the thousand in one
// instant: AppendJSON appends the very bytes that json.Marshal gives, or is false. It
// looks whether rec is of its own type: a record that it is embedded in has its method.
type Appender interface {
	AppendJSON(rec Record, b []byte) ([]byte, bool)
}

// scratch is where a record is put together before it is as long as it is.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

func encode(rec Record) (json.RawMessage, error) {
	if a, ok := rec.(Appender); ok {
		buf := scratch.Get().(*[]byte)
		defer scratch.Put(buf)
		if *buf, ok = a.AppendJSON(rec, (*buf)[:0]); ok {
			return slices.Clone(*buf), nil
		}
	}
	return json.Marshal(rec)
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
	if y := t.Year(); y < 1 || y > 9999 {
		return b, false
	}
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -24*60*60 || offset >= 24*60*60 {
		return b, false
	}
	return append(t.AppendFormat(append(append(b, name...), '"'), time.RFC3339Nano), '"'), true
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
