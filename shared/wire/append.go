package wire

import (
	"encoding/json"
	"strconv"
	"time"

	"denghuo/shared/op"
)

// AppendDelta appends the frame Down{Delta: &d}, the same bytes as Encode gives. A
// city says the same rows to ten thousand phones: bodies were encoded when they
// were written and are only copied here.
func AppendDelta(b []byte, d Delta) []byte {
	b = append(b, `{"delta":{"epoch":`...)
	b = appendText(b, d.Epoch)
	b = strconv.AppendUint(append(b, `,"from":`...), d.From, 10)
	b = strconv.AppendUint(append(b, `,"to":`...), d.To, 10)
	b = d.Now.AppendFormat(append(b, `,"now":"`...), time.RFC3339Nano)
	b = append(b, '"')
	if d.More {
		b = append(b, `,"more":true`...)
	}
	for i, r := range d.Rows {
		if i == 0 {
			b = append(b, `,"rows":[`...)
		} else {
			b = append(b, ',')
		}
		b = appendRow(b, r)
	}
	if len(d.Rows) > 0 {
		b = append(b, ']')
	}
	if d.Place != nil {
		b = strconv.AppendUint(append(b, `,"place":{"n":`...), d.Place.N, 10)
		b = append(strconv.AppendInt(append(b, `,"before":`...), int64(d.Place.Before), 10), '}')
	}
	return append(b, "}}"...)
}

func appendRow(b []byte, r op.Row) []byte {
	b = appendText(append(b, `{"k":{"t":`...), r.Key.Table)
	b = appendText(append(b, `,"i":`...), string(r.Key.ID))
	b = append(b, '}')
	for i, scope := range r.To {
		if i == 0 {
			b = append(b, `,"to":[`...)
		} else {
			b = append(b, ',')
		}
		b = appendText(b, string(scope))
	}
	if len(r.To) > 0 {
		b = append(b, ']')
	}
	if len(r.Body) > 0 {
		b = append(append(b, `,"b":`...), r.Body...)
	}
	if r.Gone {
		b = append(b, `,"gone":true`...)
	}
	return append(b, '}')
}

// appendText quotes: nearly all names are plain, the others go the long way.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, err := json.Marshal(s)
			if err != nil { // strings always encode
				panic("wire: quote: " + err.Error())
			}
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
