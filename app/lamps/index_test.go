package lamps

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"pgregory.net/rapid"
)

var dusk = time.Date(2026, 4, 17, 12, 0, 0, 0, time.UTC)

func rowOf(k op.Key, rec any) op.Row { return op.Row{Key: k, Body: wire.Encode(rec)} }

func spotRow(s lamp.Spot) op.Row { return rowOf(lamp.Spots.Key(s.ID), s) }

func reportRow(r lamp.Report) op.Row { return rowOf(lamp.Reports.Key(r.ID), r) }

// phoneOf is a clerk's replica and a way to tell it rows.
func phoneOf(t testing.TB) (r *replica.Replica, tell func(...op.Row)) {
	t.Helper()
	clerk := person.Actor{ID: "s-1", Roles: []person.Role{person.Clerk}}
	r, err := replica.Open(replica.NewMemory(), clerk, func() time.Time { return dusk }, func() op.ID { return "c" })
	if err != nil {
		t.Fatal(err)
	}
	n := uint64(0)
	return r, func(rows ...op.Row) {
		t.Helper()
		if err := r.Take(wire.Delta{Epoch: "e", From: n, To: n + 1, Now: dusk, Rows: rows}); err != nil {
			t.Fatal(err)
		}
		n++
	}
}

// TestIndexFollows: after any changes the index that followed them says what one
// made anew says, and that is what the tables say.
func TestIndexFollows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r, tell := phoneOf(t)
		followed := NewIndex()
		for step := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			var rows []op.Row
			for range rapid.IntRange(1, 6).Draw(rt, "rows") {
				spot := op.ID(fmt.Sprintf("s%d", rapid.IntRange(0, 5).Draw(rt, "spot")))
				row := spotRow(lamp.Spot{ID: spot, State: lamp.Sent, Voices: step})
				if rapid.Bool().Draw(rt, "report") {
					id := op.ID(fmt.Sprintf("r%d", rapid.IntRange(0, 9).Draw(rt, "id")))
					row = reportRow(lamp.Report{ID: id, Spot: spot, By: "h-1", Tapped: dusk.Add(-time.Duration(step) * time.Hour)})
				}
				row.Gone = rapid.IntRange(0, 4).Draw(rt, "gone") == 0
				rows = append(rows, row)
			}
			tell(rows...)
			if rapid.Bool().Draw(rt, "look") || step == 0 {
				followed.Follow(r.View())
			}
		}
		followed.Follow(r.View())
		anew := NewIndex()
		anew.Follow(r.View())
		if a, b := tells(followed), tells(anew); a != b {
			rt.Fatalf("followed:\n%s\nanew:\n%s", a, b)
		}
		if got, want := len(followed.Spots()), len(lamp.Spots.All(r.View())); got != want {
			rt.Fatalf("%d spots, the table has %d", got, want)
		}
		reports := 0
		lamp.Reports.Each(r.View(), func(want lamp.Report) bool {
			reports++
			got, ok := followed.Report(want.ID)
			if !ok || !reflect.DeepEqual(*got, want) {
				rt.Fatalf("report %v, the table has %v", got, want)
			}
			return true
		})
		if got := len(followed.By("h-1")); got != reports {
			rt.Fatalf("%d reports by the person, the table has %d", got, reports)
		}
	})
}

func tells(ix *Index) string {
	var b strings.Builder
	for _, s := range ix.Spots() {
		again, ok := ix.Spot(s.ID)
		fmt.Fprintf(&b, "%s %d %v %v:", s.ID, s.Voices, ok, again == s)
		for _, r := range ix.Reports(s.ID) {
			fmt.Fprintf(&b, " %s@%s", r.ID, r.Tapped.Format(time.RFC3339))
		}
		fmt.Fprintf(&b, " of %d\n", ix.Count(s.ID))
	}
	return b.String()
}

// TestIndexKeepsWhatDidNotChange: one row that changes leaves every other record
// where it is, and what waits in the outbox is seen too.
func TestIndexKeepsWhatDidNotChange(t *testing.T) {
	r, tell := phoneOf(t)
	tell(spotRow(lamp.Spot{ID: "a", State: lamp.Sent}), spotRow(lamp.Spot{ID: "b", State: lamp.Sent}),
		reportRow(lamp.Report{ID: "ra", Spot: "a"}), reportRow(lamp.Report{ID: "rb", Spot: "b"}))
	ix := NewIndex()
	ix.Follow(r.View())
	a, _ := ix.Spot("a")
	ra, seq := ix.Reports("a")[0], ix.Seq()
	if ix.Follow(r.View()); ix.Seq() != seq {
		t.Error("the same view counts as a change")
	}
	if err := r.Do(lamp.Move{ID: "m", Spot: "b", From: lamp.Sent, To: lamp.Checked}); err != nil {
		t.Fatal(err)
	}
	ix.Follow(r.View())
	if b, _ := ix.Spot("b"); b.State != lamp.Checked || ix.Seq() == seq {
		t.Errorf("b is %s after a move that waits", b.State)
	}
	if now, _ := ix.Spot("a"); now != a || ix.Reports("a")[0] != ra {
		t.Error("what did not change was decoded again")
	}
}

// TestField: what is read without decoding is what decoding gives.
func TestField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`"note":"x`, `\`, `\"`, `","words":"`, "no", "\u2028<&>"}))
		want := lamp.Report{ID: "r", Spot: "s-1", By: "h-2", No: "ZZ-0007", Note: text.Draw(t, "note"),
			Place: lamp.Place{Words: text.Draw(t, "words"), Pole: text.Draw(t, "pole"), Point: &geo.Point{Lat: 34.7, Lon: 113.6}}}
		body := wire.Encode(want)
		var plain lamp.Report // as JSON gives it: bytes that are no UTF-8 are replaced
		if err := json.Unmarshal(body, &plain); err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"spot": "s-1", "by": "h-2", "no": "ZZ-0007", "note": plain.Note, "words": plain.Place.Words, "pole": plain.Place.Pole} {
			if got := field(body, name); got != value {
				t.Fatalf("%s is %q, want %q in %s", name, got, value, body)
			}
		}
	})
}

func TestSays(t *testing.T) {
	r, tell := phoneOf(t)
	tell(spotRow(lamp.Spot{ID: "a"}), reportRow(lamp.Report{ID: "ra", Spot: "a", No: "ZZ-0417", Place: lamp.Place{Words: "桐柏路与伊河路口", Pole: "Zy-12"}, Note: "晚上很黑"}))
	ix := NewIndex()
	ix.Follow(r.View())
	for want, says := range map[string]bool{"伊河": true, "zy-12": true, "zz-0417": true, "很黑": true, "note": false, "dark": false, "陇海": false} {
		if ix.Says("a", want) != says {
			t.Errorf("says %q: %v", want, !says)
		}
	}
	if ix.Says("b", "伊河") {
		t.Error("a spot without reports says something")
	}
}

// town is 5,000 spots with 20,000 reports.
func town() []op.Row {
	var rows []op.Row
	for i := range 20_000 {
		spot := op.ID(fmt.Sprintf("spot%06d", i%5000))
		at := dusk.Add(-time.Duration(i) * time.Minute)
		if i < 5000 {
			rows = append(rows, spotRow(lamp.Spot{ID: spot, State: lamp.Sent, Fault: lamp.Dark, Danger: lamp.Safe, Point: &geo.Point{Lat: 34.75, Lon: 113.6},
				Voices: 4, First: at, Steps: []lamp.Step{{State: lamp.Sent, At: at}}}))
		}
		rows = append(rows, reportRow(lamp.Report{ID: op.ID(fmt.Sprintf("report%06d", i)), Spot: spot, No: fmt.Sprintf("ZZ-%05d", i), By: person.ID(fmt.Sprintf("h-%d", i)),
			Fault: lamp.Dark, Danger: lamp.Safe, Place: lamp.Place{Point: &geo.Point{Lat: 34.75, Lon: 113.6, Acc: 12}, Words: "桐柏路与伊河路口"}, Note: "晚上很黑，看不见路", Tapped: at, Heard: at}))
	}
	return rows
}

// BenchmarkIndex is a desk of 5,000 spots and 20,000 reports: from nothing, and
// after one row that a colleague has changed.
func BenchmarkIndex(b *testing.B) {
	rows := town()
	b.Run("from_nothing", func(b *testing.B) {
		r, tell := phoneOf(b)
		tell(rows...)
		for b.Loop() {
			ix := NewIndex()
			ix.Follow(r.View())
			ix.Spots()
		}
	})
	b.Run("one_row", func(b *testing.B) {
		r, tell := phoneOf(b)
		tell(rows...)
		ix, n := NewIndex(), 0
		for b.Loop() {
			n++
			tell(spotRow(lamp.Spot{ID: op.ID(fmt.Sprintf("spot%06d", n%5000)), State: lamp.Checked, Voices: n}))
			ix.Follow(r.View())
			ix.Spots()
		}
	})
	b.Run("search", func(b *testing.B) {
		r, tell := phoneOf(b)
		tell(rows...)
		ix := NewIndex()
		ix.Follow(r.View())
		for b.Loop() {
			for _, s := range ix.Spots() {
				ix.Says(s.ID, "陇海")
			}
		}
	})
}
