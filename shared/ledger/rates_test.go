package ledger_test

import (
	"testing"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// lay puts a spot into the town, past the rules.
func (w town) lay(t *testing.T, s lamp.Spot) {
	t.Helper()
	top := op.NewOverlay(w.Overlay)
	if err := lamp.Spots.Put(op.NewTx(top, person.TheCity(), now), s); err != nil {
		t.Fatal(err)
	}
	w.Merge(top)
}

// inventory is ten lamps and two boxes; ZY-1 has been out for a week, box B1 has no door.
func inventory(t *testing.T) town {
	w := newTown()
	var lamps []ledger.Lamp
	for _, no := range []string{"ZY-0", "ZY-1", "ZY-2", "ZY-3", "ZY-4", "ZY-5", "ZY-6", "ZY-7", "ZY-8", "ZY-9"} {
		lamps = append(lamps, pole(no))
	}
	lamps[1].Health, lamps[1].Since = ledger.Out, day(-7)
	box, other := pole("B1"), pole("B2")
	box.Sort, other.Sort, box.Health, other.District = ledger.IsBox, ledger.IsBox, ledger.Damaged, "erqi"
	w.must(t, ledger.PutLamps{Lamps: append(lamps, box, other)}, person.TheCity())
	return w
}

func TestRatesAreCountedFromTheInventory(t *testing.T) {
	at := func(no string, s lamp.Spot) lamp.Spot { s.Pole = no; return s }
	for name, c := range map[string]struct {
		spots        []lamp.Spot
		dark, broken int
	}{
		"the_inventory_alone":   {nil, 1, 2},
		"a_checked_spot":        {[]lamp.Spot{at("zy-2", spot("s", lamp.Dark, lamp.Sent, lamp.Checked))}, 2, 3},
		"the_same_lamp":         {[]lamp.Spot{at("ZY-1", spot("s", lamp.Dark, lamp.Sent, lamp.Checked))}, 1, 2},
		"two_spots_of_a_lamp":   {[]lamp.Spot{at("ZY-2", spot("s1", lamp.Dark, lamp.Sent, lamp.Checked)), at("ZY-2", spot("s2", lamp.Facility, lamp.Sent, lamp.Checked))}, 2, 3},
		"nobody_has_looked":     {[]lamp.Spot{at("ZY-2", spot("s", lamp.Dark, lamp.Sent))}, 1, 2},
		"a_pole_of_no_list":     {[]lamp.Spot{at("XX-2", spot("s", lamp.Dark, lamp.Sent, lamp.Checked))}, 1, 2},
		"temporary_light":       {[]lamp.Spot{at("ZY-2", spot("s", lamp.Dark, lamp.Sent, lamp.Checked, lamp.Repairing, lamp.TempLit))}, 2, 3},
		"fixed_and_not_seen":    {[]lamp.Spot{at("ZY-2", spot("s", lamp.Dark, lamp.Sent, lamp.Checked, lamp.Repairing, lamp.Fixed))}, 2, 3},
		"lit_since":             {[]lamp.Spot{at("ZY-1", spot("s", lamp.Dark, lamp.Sent, lamp.Checked, lamp.Lit))}, 0, 1},
		"a_broken_door":         {[]lamp.Spot{at("ZY-2", spot("s", lamp.Facility, lamp.Sent, lamp.Checked))}, 1, 3},
		"a_box_is_no_lamp":      {[]lamp.Spot{at("B2", spot("s", lamp.Dark, lamp.Sent, lamp.Checked))}, 1, 2},
		"merged_into_something": {[]lamp.Spot{at("ZY-2", spot("s", lamp.Dark, lamp.Sent, lamp.Checked, lamp.Merged))}, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := inventory(t)
			for _, s := range c.spots {
				w.lay(t, s)
			}
			r, ok := ledger.RatesOf(w, now)
			if !ok || r.Lamps != 10 || r.Things != 12 || r.Dark != c.dark || r.Broken != c.broken || len(r.Shown) != c.broken {
				t.Errorf("%+v, want %d dark and %d broken", r, c.dark, c.broken)
			}
		})
	}
	if _, ok := ledger.RatesOf(newTown(), now); ok {
		t.Error("a rate without an inventory")
	}
}

func TestPercentIsNeverRoundedUp(t *testing.T) {
	for _, c := range []struct{ good, all, want int }{{1999, 2000, 999}, {2000, 2000, 1000}, {0, 5, 0}, {5, 0, 0}, {2, 3, 666}} {
		if got := ledger.Percent(c.good, c.all); got != c.want {
			t.Errorf("%d of %d is %d", c.good, c.all, got)
		}
	}
}

func TestTheCityTellsWhatItCounted(t *testing.T) {
	w := inventory(t)
	w.must(t, ledger.WriteWork{Work: work("k1")}, crew)
	tell := ledger.Count(w, now)
	w.must(t, tell, person.TheCity())
	got, _ := ledger.TotalBook.Get(w, "now")
	if got.Counts[ledger.DivLamps] != 3 || !got.Since.Equal(now) || got.Lamps != 10 || got.Dark != 1 || got.Audience()[0] != person.Public {
		t.Errorf("%+v", got)
	}
	if over, err := op.Run(ledger.Count(w, now.Add(time.Hour)), w.Overlay, person.TheCity(), now.Add(time.Hour), now.Add(time.Hour), &op.City{}); err != nil || len(over.Rows()) != 0 {
		t.Errorf("the same counts again wrote something: %v", err)
	}
	if err := w.do(tell, clerk); code(err) != op.NotYours {
		t.Errorf("a clerk's phone tells: %v", err)
	}
}
