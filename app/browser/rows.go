package browser

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// encodeRow writes a row as: table, id, each scope, then an empty field, then the
// body to the end. A field is a uvarint of its length and its bytes; no scope is
// empty. JSON would say the same, but 5,000 rows of it take a phone a third of a
// second at each start.
func encodeRow(r op.Row) []byte {
	b := make([]byte, 0, len(r.Body)+96)
	b = appendField(b, string(r.Key.Table))
	b = appendField(b, string(r.Key.ID))
	for _, s := range r.To {
		b = appendField(b, string(s))
	}
	b = append(b, 0)
	return append(b, r.Body...)
}

// readRow reads what encodeRow wrote; the body shares b's memory, and names that are
// those of the row before share its.
func readRow(r *op.Row, b []byte, before *op.Row) bool {
	table, b, _ := cutField(b)
	id, b, _ := cutField(b)
	if len(table) == 0 || len(id) == 0 {
		return false
	}
	r.Key = op.Key{Table: same(table, before.Key.Table), ID: op.ID(id)}
	for {
		scope, rest, ok := cutField(b)
		if !ok {
			return false
		}
		b = rest
		if len(scope) == 0 {
			break
		}
		like := ""
		if n := len(r.To); n < len(before.To) {
			like = string(before.To[n])
		}
		r.To = append(r.To, person.Scope(same(scope, like)))
	}
	if len(b) > 0 {
		r.Body = json.RawMessage(b)
	}
	return true
}

// same is b as a string: the one it is like, or a new one.
func same(b []byte, like string) string {
	if string(b) == like {
		return like
	}
	return string(b)
}

var errRow = errors.New("a row cut off")

func appendField(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func cutField(b []byte) (field, rest []byte, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return nil, nil, false
	}
	return b[w : w+int(n) : w+int(n)], b[w+int(n):], true
}
