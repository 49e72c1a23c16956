package browser

import (
	"fmt"
	"sort"
	"testing"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// startLedger is a town whose ledger has something of everything: lamps repaired by
// crews with photos, one dark again, one overdue, and entries by hand, one corrected.
func startLedger(t testing.TB) *city {
	t.Helper()
	c := newCity(t)
	names, arrive := c.hang(8)
	tw := &town{now: time.Now(), names: names}
	begin := tw.now.Add(-26 * 24 * time.Hour)
	for _, a := range arrive {
		tw.said = append(tw.said, said{begin, person.TheCity(), a})
	}
	tw.mended(names)
	tw.books()
	sort.SliceStable(tw.said, func(i, j int) bool { return tw.said[i].at.Before(tw.said[j].at) })
	c.live(tw.said)
	c.open()
	return c
}

// dusk is 22:00 in the city so many days ago.
func (t *town) dusk(daysAgo int) time.Time {
	y, m, d := t.now.UTC().Date()
	return time.Date(y, m, d-daysAgo, 14, 0, 0, 0, time.UTC)
}

func (t *town) says(at time.Time, o op.Op) { t.said = append(t.said, said{at, clerkOfTown, o}) }

// mended is nine places: six lit, one fixed, one said to be dark again, one open for
// long; the last two at one pole.
func (t *town) mended(names []photo.Hash) {
	districts := []string{"zhongyuan", "erqi", "jinshui"}
	for i := range 9 {
		spot, district := op.ID(fmt.Sprintf("place-%d", i)), districts[i%3]
		at := t.dusk(20 - i)
		t.n++
		place := lamp.Place{Point: near(middles[district], float64(i)*200, float64(i%4)*150), Words: roads[i%len(roads)]}
		if i >= 7 {
			place = lamp.Place{Pole: "ZY-0007", Point: near(middles["zhongyuan"], 30, 30), Words: "桐柏路 0007 号灯杆"}
		}
		report := lamp.Submit{ID: op.ID(fmt.Sprintf("report-%d", i)), Spot: spot, Fault: lamp.Dark, Danger: lamp.Safe, Place: place}
		if i%4 != 3 {
			report.Photos = names[i%4 : i%4+1]
		}
		t.said = append(t.said, said{at, person.Actor{ID: person.ID(fmt.Sprintf("h-%d", i)), Roles: []person.Role{person.Cardholder}}, report})
		if i == 8 {
			continue
		}
		step := 0
		move := func(after time.Duration, m lamp.Move) {
			m.ID, m.Spot = op.ID(fmt.Sprintf("place-%d-m%d", i, step)), spot
			step++
			t.says(at.Add(after), m)
		}
		took := time.Duration(1+i) * 24 * time.Hour
		move(time.Hour, lamp.Move{From: lamp.Sent, To: lamp.Checked})
		move(2*time.Hour, lamp.Move{From: lamp.Checked, To: lamp.Repairing, Crew: "erqi"})
		move(took, lamp.Move{From: lamp.Repairing, To: lamp.Fixed, Cause: lamp.Shipped().Causes[i%3].ID, Done: lamp.Done{Lamps: 1 + i, LowVoltage: i % 2}, Photos: names[4+i%4 : 5+i%4], Note: "换了灯头"})
		switch {
		case i < 6:
			move(took+time.Hour, lamp.Move{From: lamp.Fixed, To: lamp.Lit})
		case i == 7:
			move(took+2*time.Hour, lamp.Move{From: lamp.Fixed, To: lamp.Checked})
		}
	}
}

// books is what the staff wrote down by hand.
func (t *town) books() {
	day := func(d int) time.Time { return t.dusk(d) }
	for i, road := range []string{"桐柏路", "伊河路", "棉纺西路", "嵩山路", "京广路"} {
		l := ledger.Section{ID: op.ID(fmt.Sprintf("section-%d", i)), Road: road, Kind: ledger.Kinds[i/3], Metres: 600 + 250*i, District: "zhongyuan", Lit: day(9 - i)}
		if i == 4 {
			l.Lit = time.Time{}
		}
		t.says(day(3), ledger.WriteSection{Section: l})
	}
	for i, cure := range []ledger.Cure{ledger.MovedBack, ledger.Temporary, ledger.Uncured} {
		b := ledger.Blind{ID: op.ID(fmt.Sprintf("blind-%d", i)), Road: fmt.Sprintf("地铁 %d 号线施工段", i+6), District: "erqi", Found: day(12 - i), Cure: cure}
		if cure != ledger.Uncured {
			b.Cured = day(5)
		}
		t.says(day(4), ledger.WriteBlind{Blind: b})
	}
	t.says(day(2), ledger.WritePatrol{Patrol: ledger.Patrol{ID: "patrol-0", Began: day(2).Add(-2 * time.Hour), Ended: day(2), Roads: []string{"桐柏路", "伊河路", "桐柏路"}, Metres: 4200, Boxes: 3}})
	work := ledger.Work{ID: "work-0", Road: "大学路天桥", District: "erqi", At: day(2), Lamps: 12, Facilities: 4, HighVoltage: 1, Boxes: 1, Cause: string(lamp.Cable)}
	t.says(day(2), ledger.WriteWork{Work: work})
	work.Lamps = 10
	t.says(day(1), ledger.WriteWork{Work: work, Mend: &ledger.Mend{ID: "mend-0", Why: "数错了两盏"}})
}
