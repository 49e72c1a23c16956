//go:build !js

package browser

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// shelf is a store of records by number, as the disk is.
type shelf map[int][]byte

// change writes what with says, and reads all of it anew.
func (s shelf) change(put packs, drop []int) {
	for _, n := range drop {
		delete(s, n)
	}
	for _, p := range put {
		s[p.n] = p.encode()
	}
}

func (s shelf) records() (all [][]byte) {
	for n := strays; len(all) < len(s); n++ {
		if b, ok := s[n]; ok {
			all = append(all, b)
		}
	}
	return all
}

func drawRow(t *rapid.T) op.Row {
	k := op.Key{Table: rapid.SampledFrom([]string{"spot", "report", op.Marks.Name}).Draw(t, "table"), ID: op.ID(fmt.Sprint(rapid.IntRange(0, 60).Draw(t, "id")))}
	if rapid.IntRange(0, 3).Draw(t, "gone") == 0 {
		return op.Row{Key: k, Gone: true}
	}
	r := op.Row{Key: k, Body: bytes.Repeat([]byte{rapid.Byte().Draw(t, "byte")}, rapid.IntRange(1, 2*packSize/3).Draw(t, "size"))}
	for range rapid.IntRange(0, 2).Draw(t, "scopes") {
		r.To = append(r.To, person.Scope(rapid.SampledFrom([]string{"public", "staff", "own:h-1"}).Draw(t, "scope")))
	}
	return r
}

// TestPacksHoldWhatIsThere: after any changes, from packs or from rows that lay alone,
// with a page that is killed before or after a change and reads anew, the disk has each
// row that is there once, as it is now, and no trace of another.
func TestPacksHoldWhatIsThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want, disk := map[op.Key]op.Row{}, shelf{}
		var laid packs
		if rapid.Bool().Draw(t, "alone_at_first") {
			var all []op.Row
			for i := range rapid.IntRange(1, 30).Draw(t, "rows") {
				r := op.Row{Key: op.Key{Table: "spot", ID: op.ID(fmt.Sprint(i))}, Body: []byte("old")}
				want[r.Key], all = r, append(all, r)
			}
			laid = packs{{n: strays}}
			for i := range all {
				laid[0].rows = append(laid[0].rows, &all[i])
			}
		}
		for range rapid.IntRange(1, 12).Draw(t, "changes") {
			rows := rapid.SliceOfN(rapid.Custom(drawRow), 1, 12).Draw(t, "change")
			next, put, drop := laid.with(rows)
			switch rapid.SampledFrom([]string{"done", "done", "done", "killed_before", "killed_after"}).Draw(t, "end") {
			case "killed_before":
				continue // nothing of it may have changed what was
			case "killed_after":
				next = nil
			}
			disk.change(put, drop)
			for _, r := range rows {
				if delete(want, r.Key); !r.Gone && packed(r.Key) {
					want[r.Key] = r
				}
			}
			read, _ := checkDisk(t, disk, want)
			if laid = next; laid == nil {
				laid = read
			}
		}
	})
}

// checkDisk wants each row once.
func checkDisk(t *rapid.T, disk shelf, want map[op.Key]op.Row) (packs, []op.Row) {
	laid, rows, err := unpack(disk.records())
	if err != nil {
		t.Fatal(err)
	}
	got := map[op.Key]op.Row{}
	for _, r := range rows {
		got[r.Key] = r
	}
	if len(rows) != len(got) || !reflect.DeepEqual(got, want) {
		t.Fatalf("%d rows on the disk of %d keys, want %d", len(rows), len(got), len(want))
	}
	for i, p := range laid {
		size := 0
		for _, r := range p.rows {
			size += len(r.Body) + perRow
		}
		if size < packSize && i < len(laid)-2 { // the last is for strays
			t.Fatalf("pack %d holds %d bytes in %d rows", p.n, size, len(p.rows))
		}
	}
	return laid, rows
}

func FuzzUnpack(f *testing.F) {
	row := op.Row{Key: op.Key{Table: "lamp", ID: "l1"}, To: []person.Scope{"public"}, Body: []byte(`{}`)}
	f.Add(pack{n: 7, rows: []*op.Row{&row, &row}}.encode())
	f.Add(encodeRow(row))
	f.Add([]byte{0, 1, 255, 255, 255, 255, 15})
	f.Fuzz(func(t *testing.T, b []byte) {
		laid, rows, err := unpack([][]byte{b})
		if err != nil {
			return
		}
		for _, p := range laid {
			if p.n == strays {
				continue
			}
			if _, again, err := unpack([][]byte{p.encode()}); err != nil || !reflect.DeepEqual(rows, again) && len(rows) > 0 {
				t.Fatalf("%+v came back as %+v, %v", rows, again, err)
			}
		}
	})
}
