package triage

import (
	"fmt"
	"testing"
	"time"

	"denghuo/app/lamps"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// bad is a bad winter: 5,000 spots with 20,000 reports.
func bad() []op.Row {
	var rows []op.Row
	for i := range 20_000 {
		spot := op.ID(fmt.Sprintf("spot%06d", i%5000))
		at := now.Add(-time.Duration(i) * time.Minute)
		p := geo.Point{Lat: 34.75 + float64(i%71)/1000, Lon: 113.6 + float64(i%70)/1000}
		if i < 5000 {
			rows = append(rows, spotRow(lamp.Spot{ID: spot, State: lamp.Sent, Fault: lamp.Dark, Danger: lamp.Safe, Point: &p, District: "zhongyuan",
				Voices: 4, First: at, Steps: []lamp.Step{{State: lamp.Sent, At: at}}}))
		}
		rows = append(rows, reportRow(lamp.Report{ID: op.ID(fmt.Sprintf("report%06d", i)), Spot: spot, No: fmt.Sprintf("ZZ-%05d", i), By: person.ID(fmt.Sprintf("h-%d", i)),
			Fault: lamp.Dark, Danger: lamp.Safe, Place: lamp.Place{Point: &p, Words: "桐柏路与伊河路口"}, Note: "晚上很黑，看不见路", Tapped: at, Heard: at}))
	}
	return rows
}

// BenchmarkMany is what the desk works out before it draws: from nothing, after one
// row that a colleague has changed, and when only time has passed.
func BenchmarkMany(b *testing.B) {
	rows := bad()
	b.Run("from_nothing", func(b *testing.B) {
		d := newDesk(b)
		d.tell(b, rows...)
		for b.Loop() {
			ix := lamps.NewIndex()
			ix.Follow(d.port.View())
			d.pile, d.list = pile{}, listed{}
			d.pile.follow(ix, now)
			choose(&d.pile, ix, d.q, d.eye())
		}
	})
	b.Run("one_row", func(b *testing.B) {
		d := newDesk(b)
		d.tell(b, rows...)
		n := 0
		for b.Loop() {
			n++
			d.tell(b, spotRow(lamp.Spot{ID: op.ID(fmt.Sprintf("spot%06d", n%5000)), State: lamp.Checked, Voices: n, First: now}))
			choose(&d.pile, d.index(), d.q, d.eye())
		}
	})
	b.Run("draw", func(b *testing.B) {
		d := newDesk(b)
		d.tell(b, rows...)
		for b.Loop() {
			d.draw()
			d.pile.late(now)
		}
	})
}
