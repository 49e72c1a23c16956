package op

import (
	"strings"
	"testing"
	"time"

	"denghuo/shared/person"
)

// thing is a record of nothing but its name.
type thing struct {
	ID ID `json:"id"`
}

func (t thing) RecordID() ID           { return t.ID }
func (thing) Audience() []person.Scope { return []person.Scope{person.Public} }

var things = Table[thing]{"thing"}

// laid gives a layer with these things over base; a name with a minus is dropped.
func laid(t *testing.T, base Reader, names ...ID) *Overlay {
	t.Helper()
	over := NewOverlay(base)
	tx := NewTx(over, person.TheCity(), time.Time{})
	for _, name := range names {
		if id, gone := strings.CutPrefix(string(name), "-"); gone {
			things.Drop(tx, ID(id))
			continue
		}
		if err := things.Put(tx, thing{name}); err != nil {
			t.Fatal(err)
		}
	}
	return over
}

// TestEachFrom: whatever layers lie between, and whether they know the table or not,
// nothing before the ID that was asked for comes, and nothing behind it is missing.
func TestEachFrom(t *testing.T) {
	below := laid(t, Empty{}, "d", "a", "c", "b")
	tests := map[string]struct {
		over *Overlay
		from ID
		want string
	}{
		"own rows alone":           {below, "b", "b c d"},
		"a layer without own rows": {laid(t, below), "c", "c d"},
		"two layers without":       {laid(t, laid(t, below)), "b", "b c d"},
		"own rows before the ID":   {laid(t, below, "a"), "c", "c d"},
		"own rows between":         {laid(t, below, "bb", "cc", "0"), "bb", "bb c cc d"},
		"a dropped one":            {laid(t, below, "-c"), "b", "b d"},
		"from the beginning":       {laid(t, below), "", "a b c d"},
		"behind the last":          {laid(t, below), "e", ""},
		"an ID that is not there":  {laid(t, below), "bx", "c d"},
		"a reader without a way":   {laid(t, plain{below}), "c", "c d"},
	}
	for name, tt := range tests {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			var got []string
			tt.over.EachFrom("thing", tt.from, func(r Row) bool { got = append(got, string(r.Key.ID)); return true })
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("from %q it gives %q, not %q", tt.from, s, tt.want)
			}
		})
	}
}

// plain is a reader that can only begin at the beginning.
type plain struct{ Reader }
