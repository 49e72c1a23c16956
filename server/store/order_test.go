package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// TestOrderBothWays: from any ID forwards and before any ID backwards, beside other
// tables whose names begin alike, gives what a sorted list gives.
func TestOrderBothWays(t *testing.T) {
	s, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var rows []op.Row
	var ids []string
	for i := range 30 {
		id := fmt.Sprintf("%04d", i*3)
		ids = append(ids, id)
		for _, table := range []string{"log", "lo", "log2", "loh"} {
			rows = append(rows, op.Row{Key: op.Key{Table: table, ID: op.ID(id)}, Body: json.RawMessage(`1`), To: []person.Scope{person.Public}, Gone: i == 7})
		}
	}
	if _, _, _, err := s.Commit(rows); err != nil {
		t.Fatal(err)
	}
	ids = slices.Delete(ids, 7, 8)
	rapid.Check(t, func(t *rapid.T) {
		at, most := fmt.Sprintf("%04d", rapid.IntRange(0, 100).Draw(t, "at")), rapid.IntRange(1, 40).Draw(t, "most")
		if rapid.Bool().Draw(t, "open") {
			at = ""
		}
		r := s.Read(nil)
		defer r.Close()
		take := func(into *[]string) func(op.Row) bool {
			return func(row op.Row) bool { *into = append(*into, string(row.Key.ID)); return len(*into) < most }
		}
		var on, back, wantOn, wantBack []string
		r.EachFrom("log", op.ID(at), take(&on))
		r.EachBack("log", op.ID(at), take(&back))
		for _, id := range ids {
			if id >= at {
				wantOn = append(wantOn, id)
			}
			if id < at || at == "" {
				wantBack = append([]string{id}, wantBack...)
			}
		}
		if wantOn = wantOn[:min(most, len(wantOn))]; !slices.Equal(on, wantOn) {
			t.Fatalf("from %s: %v, want %v", at, on, wantOn)
		}
		if wantBack = wantBack[:min(most, len(wantBack))]; !slices.Equal(back, wantBack) {
			t.Fatalf("back from %s: %v, want %v", at, back, wantBack)
		}
	})
}
