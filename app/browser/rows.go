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

// decodeRow reads what encodeRow wrote; the body shares b's memory.
func decodeRow(b []byte) (op.Row, error) {
	table, b, ok := cutField(b)
	id, b, ok2 := cutField(b)
	if !ok || !ok2 || table == "" || id == "" {
		return op.Row{}, errRow
	}
	r := op.Row{Key: op.Key{Table: table, ID: op.ID(id)}}
	for {
		scope, rest, ok := cutField(b)
		if !ok {
			return op.Row{}, errRow
		}
		b = rest
		if scope == "" {
			break
		}
		r.To = append(r.To, person.Scope(scope))
	}
	if len(b) > 0 {
		r.Body = json.RawMessage(b)
	}
	return r, nil
}

var errRow = errors.New("a row cut off")

func appendField(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func cutField(b []byte) (field string, rest []byte, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return "", nil, false
	}
	return string(b[w : w+int(n)]), b[w+int(n):], true
}
