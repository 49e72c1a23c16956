package ledger_test

import (
	"strings"
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

func section(id op.ID) ledger.Section {
	return ledger.Section{ID: id, Road: "桐柏路", Kind: ledger.Dark, Metres: 1100, Begun: now.AddDate(0, 0, -3), Lit: now}
}

func blind(id op.ID) ledger.Blind {
	return ledger.Blind{ID: id, Road: "五里堡站", Found: now.AddDate(0, 0, -3), Cure: ledger.Temporary, Cured: now}
}

func work(id op.ID) ledger.Work { return ledger.Work{ID: id, Road: "嵩山路", At: now, Lamps: 3} }

func TestSectionRefusesBadFields(t *testing.T) {
	for name, c := range map[string]struct {
		bad  func(*ledger.Section)
		code op.Code
	}{
		"good":          {func(*ledger.Section) {}, ""},
		"not_yet_lit":   {func(s *ledger.Section) { s.Lit = time.Time{} }, ""},
		"no_id":         {func(s *ledger.Section) { s.ID = "" }, op.Malformed},
		"no_road":       {func(s *ledger.Section) { s.Road = " " }, op.Missing},
		"long_road":     {func(s *ledger.Section) { s.Road = strings.Repeat("路", 61) }, op.TooLong},
		"unknown_kind":  {func(s *ledger.Section) { s.Kind = "grey" }, op.Malformed},
		"no_length":     {func(s *ledger.Section) { s.Metres = 0 }, op.Malformed},
		"endless":       {func(s *ledger.Section) { s.Metres = 100_001 }, op.Malformed},
		"lit_before":    {func(s *ledger.Section) { s.Lit = s.Begun.Add(-1) }, ledger.Reversed},
		"lit_tomorrow":  {func(s *ledger.Section) { s.Lit = now.AddDate(0, 0, 1) }, ledger.Future},
		"years_ago":     {func(s *ledger.Section) { s.Begun = now.AddDate(-2, 0, 0) }, ledger.LongAgo},
		"photo_name":    {func(s *ledger.Section) { s.Photos = []photo.Hash{"nonsense"} }, op.Malformed},
		"seven_photos":  {func(s *ledger.Section) { s.Photos = make([]photo.Hash, 7) }, op.TooLong},
		"spot_slash":    {func(s *ledger.Section) { s.Spots = []op.ID{"a/b"} }, op.Malformed},
		"long_note":     {func(s *ledger.Section) { s.Note = strings.Repeat("灯", 501) }, op.TooLong},
		"long_district": {func(s *ledger.Section) { s.District = strings.Repeat("区", 61) }, op.TooLong},
	} {
		t.Run(name, func(t *testing.T) {
			s := section("l1")
			c.bad(&s)
			if err := newTown().do(ledger.WriteSection{Section: s}, crew); code(err) != c.code {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
}

func TestBlindRefusesBadFields(t *testing.T) {
	for name, c := range map[string]struct {
		bad  func(*ledger.Blind)
		code op.Code
	}{
		"good":         {func(*ledger.Blind) {}, ""},
		"not_yet":      {func(b *ledger.Blind) { b.Cure, b.Cured = "", time.Time{} }, ""},
		"no_day":       {func(b *ledger.Blind) { b.Found = time.Time{} }, op.Missing},
		"cured_no_day": {func(b *ledger.Blind) { b.Cured = time.Time{} }, op.Missing},
		"day_no_cure":  {func(b *ledger.Blind) { b.Cure = "" }, op.Missing},
		"unknown_cure": {func(b *ledger.Blind) { b.Cure = "prayer" }, op.Malformed},
		"backwards":    {func(b *ledger.Blind) { b.Cured = b.Found.Add(-1) }, ledger.Reversed},
		"off_earth":    {func(b *ledger.Blind) { b.Point = &geo.Point{Lat: 91} }, op.Malformed},
		"tomorrow":     {func(b *ledger.Blind) { b.Cured = now.AddDate(0, 0, 1) }, ledger.Future},
	} {
		t.Run(name, func(t *testing.T) {
			b := blind("b1")
			c.bad(&b)
			if err := newTown().do(ledger.WriteBlind{Blind: b}, crew); code(err) != c.code {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
}

func TestWorkRefusesBadFields(t *testing.T) {
	for name, c := range map[string]struct {
		bad  func(*ledger.Work)
		code op.Code
	}{
		"good":           {func(*ledger.Work) {}, ""},
		"counts_nothing": {func(w *ledger.Work) { w.Lamps = 0 }, ledger.Nothing},
		"fewer":          {func(w *ledger.Work) { w.Boxes = -1 }, op.Malformed},
		"too_many":       {func(w *ledger.Work) { w.Lamps = 10_001 }, op.Malformed},
		"no_time":        {func(w *ledger.Work) { w.At = time.Time{} }, op.Missing},
		"tomorrow":       {func(w *ledger.Work) { w.At = now.AddDate(0, 0, 1) }, ledger.Future},
		"crew_slash":     {func(w *ledger.Work) { w.Crew = "a/b" }, op.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			w := work("k1")
			c.bad(&w)
			if err := newTown().do(ledger.WriteWork{Work: w}, crew); code(err) != c.code {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
}

func pole(no string) ledger.Lamp {
	return ledger.Lamp{Pole: no, Sort: ledger.IsLamp, Road: "桐柏路", District: "zhongyuan"}
}

func TestInventoryKeepsItsSums(t *testing.T) {
	w := newTown()
	dark, box := pole("ZY-2"), pole("ZY-3")
	dark.Health, dark.Since = ledger.Out, now
	box.Sort = ledger.IsBox
	put := ledger.PutLamps{Lamps: []ledger.Lamp{pole("ZY-1"), dark, box, {Pole: "无号-甲", Sort: ledger.IsLamp}}}
	w.must(t, put, person.TheCity())
	stands := func() (n [4]int) {
		zy, _ := ledger.Stands.Get(w, "ZHONGYUAN")
		none, _ := ledger.Stands.Get(w, "none")
		return [4]int{zy.Lamps, zy.Others, none.Lamps, len(ledger.Faults.All(w))}
	}
	if got := stands(); got != [4]int{2, 1, 1, 1} {
		t.Fatalf("%v", got)
	}
	before := len(w.Rows())
	over, err := op.Run(put, w.Overlay, person.TheCity(), now, now, &op.City{})
	if err != nil || len(over.Rows()) != 0 {
		t.Errorf("the same file again wrote %d rows (%d before): %v", len(over.Rows()), before, err)
	}
	dark.Health, dark.Since, dark.District = ledger.Well, time.Time{}, ""
	w.must(t, ledger.PutLamps{Lamps: []ledger.Lamp{dark}}, person.TheCity())
	if got := stands(); got != [4]int{1, 1, 2, 0} {
		t.Errorf("after a change %v", got)
	}
}

func TestInventoryIsTheCitysAlone(t *testing.T) {
	put := ledger.PutLamps{Lamps: []ledger.Lamp{pole("ZY-1")}}
	if err := newTown().do(put, clerk); code(err) != op.NotYours {
		t.Errorf("a clerk's phone: %v", err)
	}
	if to := pole("ZY-1").Audience(); len(to) != 0 {
		t.Errorf("read by %v", to)
	}
	for name, bad := range map[string]func(*ledger.Lamp){
		"no_pole":   func(l *ledger.Lamp) { l.Pole = " " },
		"long_pole": func(l *ledger.Lamp) { l.Pole = strings.Repeat("9", 25) },
		"sort":      func(l *ledger.Lamp) { l.Sort = "tree" },
		"health":    func(l *ledger.Lamp) { l.Health = "sad" },
		"point":     func(l *ledger.Lamp) { l.Point = &geo.Point{Lon: 181} },
	} {
		l := pole("ZY-1")
		if bad(&l); l.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestPoleID(t *testing.T) {
	for no, want := range map[string]op.ID{"zy-0001": "ZY-0001", " ZY 0001 ": "ZY0001", "郑B-12": ledger.PoleID("郑b-12")} {
		if got := ledger.PoleID(no); got != want || !op.ValidID(got) {
			t.Errorf("%q lives at %q, want %q", no, got, want)
		}
	}
	if ledger.PoleID("郑B-12") == ledger.PoleID("郑B-13") {
		t.Error("two numbers, one place")
	}
}

func TestPlaceOf(t *testing.T) {
	w := newTown()
	w.must(t, lamp.Submit{ID: "r", Spot: "s", Fault: lamp.Dark, Place: lamp.Place{Pole: "zy-0001", Point: &geo.Point{Lat: 34.75, Lon: 113.6}}}, resident)
	if at, ok := ledger.PlaceOf(w, " ZY-0001"); !ok || at.Lat != 34.75 {
		t.Errorf("%v %v", at, ok)
	}
	if _, ok := ledger.PlaceOf(w, "ZY-0002"); ok {
		t.Error("another pole is found")
	}
}
