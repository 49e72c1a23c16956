package op

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"denghuo/shared/person"

	"pgregory.net/rapid"
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

// TestLayersAreAMap: few rows or many, in one layer or several that are merged, laid
// on another base or used before: what is read is what was written last.
func TestLayersAreAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		model := map[ID]bool{}
		base := NewOverlay(Empty{})
		for range rapid.IntRange(1, 6).Draw(t, "layers") {
			top := NewOverlay(base)
			if before := rapid.IntRange(0, 40).Draw(t, "used before"); before > 0 {
				for i := range before {
					top.put(Row{Key: things.Key(ID(fmt.Sprint(i))), Gone: i%2 == 0})
				}
				if rapid.Bool().Draw(t, "as wide") {
					top.AgainWide(base)
				} else {
					top.Again(base)
				}
			}
			tx := NewTx(top, person.TheCity(), time.Time{})
			for range rapid.IntRange(0, 25).Draw(t, "writes") {
				id := ID(fmt.Sprint(rapid.IntRange(0, 30).Draw(t, "id")))
				if model[id] = rapid.IntRange(0, 3).Draw(t, "gone") > 0; !model[id] {
					things.Drop(tx, id)
				} else if err := things.Put(tx, thing{id}); err != nil {
					t.Fatal(err)
				}
			}
			switch rapid.IntRange(0, 2).Draw(t, "then") {
			case 0:
				base.Merge(top)
			case 1:
				base = top
			case 2:
				base = NewOverlay(top.On(base))
			}
		}
		for i := range 31 {
			id := ID(fmt.Sprint(i))
			if _, there := things.Get(base, id); there != model[id] {
				t.Fatalf("%s is there: %v", id, there)
			}
		}
		if got := len(things.All(base)); got != countTrue(model) {
			t.Fatalf("%d are gone through, %d are there", got, countTrue(model))
		}
	})
}

func countTrue(m map[ID]bool) (n int) {
	for _, yes := range m {
		if yes {
			n++
		}
	}
	return n
}
