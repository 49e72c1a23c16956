//go:build !js

package browser

import (
	"reflect"
	"testing"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

func TestRowComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[a-zA-Z0-9._-]{1,96}`)
		row := op.Row{Key: op.Key{Table: id.Draw(t, "table"), ID: op.ID(id.Draw(t, "id"))}}
		for range rapid.IntRange(0, 4).Draw(t, "scopes") {
			row.To = append(row.To, person.Scope(rapid.StringN(1, 40, -1).Draw(t, "scope")))
		}
		if body := rapid.SliceOf(rapid.Byte()).Draw(t, "body"); len(body) > 0 {
			row.Body = body
		}
		var back op.Row
		if !readRow(&back, encodeRow(row), &op.Row{}) || !reflect.DeepEqual(row, back) {
			t.Fatalf("%+v came back as %+v", row, back)
		}
	})
}

func FuzzReadRow(f *testing.F) {
	f.Add(encodeRow(op.Row{Key: op.Key{Table: "lamp", ID: "l1"}, To: []person.Scope{"public"}, Body: []byte(`{}`)}))
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var row, back op.Row
		if !readRow(&row, b, &op.Row{}) {
			return
		}
		if !readRow(&back, encodeRow(row), &row) || !reflect.DeepEqual(row, back) {
			t.Fatalf("%+v came back as %+v", row, back)
		}
	})
}
