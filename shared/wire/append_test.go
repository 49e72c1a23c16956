package wire

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// TestAppendedDeltaIsTheEncodedOne byte for byte, for all that may be in one.
func TestAppendedDeltaIsTheEncodedOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Delta{Epoch: rapid.String().Draw(t, "epoch"), From: rapid.Uint64().Draw(t, "from"), To: rapid.Uint64().Draw(t, "to"),
			More: rapid.Bool().Draw(t, "more"), Now: time.UnixMilli(rapid.Int64Range(0, 1<<42).Draw(t, "now")).UTC()}
		for i := range rapid.IntRange(0, 4).Draw(t, "rows") {
			r := op.Row{Key: op.Key{Table: rapid.String().Draw(t, "table"), ID: op.ID(rapid.String().Draw(t, "id"))}}
			if r.Gone = rapid.Bool().Draw(t, "gone"); !r.Gone {
				r.To = rapid.SliceOfN(rapid.Map(rapid.String(), func(s string) person.Scope { return person.Scope(s) }), 0, 3).Draw(t, "to")
				r.Body, _ = json.Marshal(map[string]any{"n": i, "text": rapid.String().Draw(t, "text")})
			}
			d.Rows = append(d.Rows, r)
		}
		if rapid.Bool().Draw(t, "place") {
			d.Place = &Place{N: rapid.Uint64().Draw(t, "n"), Before: rapid.Int().Draw(t, "before")}
		}
		if got, want := string(AppendDelta(nil, d)), string(Encode(Down{Delta: &d})); got != want {
			t.Fatalf("appended\n%s\nencoded\n%s", got, want)
		}
	})
}

func BenchmarkDelta(b *testing.B) {
	d := Delta{Epoch: "0123456789abcdef", From: 1000, To: 1002, Now: time.UnixMilli(1_700_000_000_123).UTC()}
	for i := range 2 {
		d.Rows = append(d.Rows, op.Row{Key: op.Key{Table: "spot", ID: op.ID(fmt.Sprint("0123456789abcdef", i))}, To: []person.Scope{person.Public},
			Body: json.RawMessage(`{"id":"0123456789abcdef","fault":"dark","state":"new","place":{"words":"桐柏路与伊河路口"},"at":"2026-11-24T10:00:00Z"}`)})
	}
	b.Run("append", func(b *testing.B) {
		var buf []byte
		for b.Loop() {
			buf = AppendDelta(buf[:0], d)
		}
	})
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			Encode(Down{Delta: &d})
		}
	})
}
