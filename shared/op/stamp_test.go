package op

import "testing"

// stampedBase is a reader with a stamp for each table.
type stampedBase struct {
	Empty
	stamps map[string]int
}

func (b stampedBase) Stamp(table string) Stamp { return b.stamps[table] }

// TestStamp: a table has the stamp of what lies below until something of it is written
// over, and then that of the layer; a reader without stamps is equal to none.
func TestStamp(t *testing.T) {
	below := stampedBase{stamps: map[string]int{"a": 1, "b": 2}}
	over := NewOverlay(NewOverlay(below))
	if over.Stamp("a") != Stamp(1) || over.Stamp("b") != Stamp(2) {
		t.Errorf("through two layers: %v, %v", over.Stamp("a"), over.Stamp("b"))
	}
	over.put(Row{Key: Key{"a", "x"}})
	if over.Stamp("a") != Stamp(over) || over.Stamp("b") != Stamp(2) {
		t.Errorf("after a row of a: %v, %v", over.Stamp("a"), over.Stamp("b"))
	}
	if next := NewOverlay(over); next.Stamp("a") != Stamp(over) {
		t.Errorf("a layer without rows: %v", next.Stamp("a"))
	}
	if got := StampOf(Empty{}, "a"); got != nil {
		t.Errorf("no stamps: %v", got)
	}
}
