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

// bad spoils a good entry, and code is what is said to it; empty: it is taken.
type bad[R any] struct {
	spoil func(*R)
	code  op.Code
}

// refuses writes each spoilt entry into an empty book.
func refuses[R any](t *testing.T, good func(op.ID) R, write func(R) op.Op, cases map[string]bad[R]) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := good("e1")
			c.spoil(&r)
			if err := newTown().do(write(r), crew); code(err) != c.code {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
}

func TestSectionRefusesBadFields(t *testing.T) {
	refuses(t, section, func(r ledger.Section) op.Op { return ledger.WriteSection{Section: r} }, map[string]bad[ledger.Section]{
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
	})
}

func TestPatrolRefusesBadFields(t *testing.T) {
	refuses(t, walk, func(r ledger.Patrol) op.Op { return ledger.WritePatrol{Patrol: r} }, map[string]bad[ledger.Patrol]{
		"good":            {func(*ledger.Patrol) {}, ""},
		"no_id":           {func(p *ledger.Patrol) { p.ID = "" }, op.Malformed},
		"crew_with_slash": {func(p *ledger.Patrol) { p.Crew = "a/b" }, op.Malformed},
		"backwards":       {func(p *ledger.Patrol) { p.Ended = p.Began.Add(-1) }, ledger.Reversed},
		"two_days":        {func(p *ledger.Patrol) { p.Began = p.Ended.Add(-25 * time.Hour) }, op.TooLong},
		"tomorrow":        {func(p *ledger.Patrol) { p.Ended = now.Add(time.Hour) }, ledger.Future},
		"years_ago":       {func(p *ledger.Patrol) { p.Began = now.AddDate(-2, 0, 0); p.Ended = p.Began }, ledger.LongAgo},
		"counts_nothing":  {func(p *ledger.Patrol) { p.Roads = nil }, ledger.Nothing},
		"boxes_alone":     {func(p *ledger.Patrol) { p.Roads, p.Boxes = nil, 3 }, ""},
		"blank_road":      {func(p *ledger.Patrol) { p.Roads = []string{" "} }, op.Malformed},
		"many_roads":      {func(p *ledger.Patrol) { p.Roads = make([]string, ledger.MaxRoads+1) }, op.TooLong},
		"fewer_boxes":     {func(p *ledger.Patrol) { p.Boxes = -1 }, op.Malformed},
		"off_the_earth":   {func(p *ledger.Patrol) { p.Track = []geo.Point{{Lat: 91}} }, op.Malformed},
		"long_track":      {func(p *ledger.Patrol) { p.Track = make([]geo.Point, ledger.MaxTrack+1) }, op.TooLong},
		"long_note":       {func(p *ledger.Patrol) { p.Note = strings.Repeat("灯", 501) }, op.TooLong},
		"spot_with_slash": {func(p *ledger.Patrol) { p.Spots = []op.ID{"a/b"} }, op.Malformed},
	})
}

func TestBlindRefusesBadFields(t *testing.T) {
	refuses(t, blind, func(r ledger.Blind) op.Op { return ledger.WriteBlind{Blind: r} }, map[string]bad[ledger.Blind]{
		"good":         {func(*ledger.Blind) {}, ""},
		"not_yet":      {func(b *ledger.Blind) { b.Cure, b.Cured = "", time.Time{} }, ""},
		"no_day":       {func(b *ledger.Blind) { b.Found = time.Time{} }, op.Missing},
		"cured_no_day": {func(b *ledger.Blind) { b.Cured = time.Time{} }, op.Missing},
		"day_no_cure":  {func(b *ledger.Blind) { b.Cure = "" }, op.Missing},
		"unknown_cure": {func(b *ledger.Blind) { b.Cure = "prayer" }, op.Malformed},
		"backwards":    {func(b *ledger.Blind) { b.Cured = b.Found.Add(-1) }, ledger.Reversed},
		"off_earth":    {func(b *ledger.Blind) { b.Point = &geo.Point{Lat: 91} }, op.Malformed},
		"tomorrow":     {func(b *ledger.Blind) { b.Cured = now.AddDate(0, 0, 1) }, ledger.Future},
	})
}

func TestWorkRefusesBadFields(t *testing.T) {
	refuses(t, work, func(r ledger.Work) op.Op { return ledger.WriteWork{Work: r} }, map[string]bad[ledger.Work]{
		"good":           {func(*ledger.Work) {}, ""},
		"counts_nothing": {func(w *ledger.Work) { w.Lamps = 0 }, ledger.Nothing},
		"fewer":          {func(w *ledger.Work) { w.Boxes = -1 }, op.Malformed},
		"too_many":       {func(w *ledger.Work) { w.Lamps = 10_001 }, op.Malformed},
		"no_time":        {func(w *ledger.Work) { w.At = time.Time{} }, op.Missing},
		"tomorrow":       {func(w *ledger.Work) { w.At = now.AddDate(0, 0, 1) }, ledger.Future},
		"crew_slash":     {func(w *ledger.Work) { w.Crew = "a/b" }, op.Malformed},
	})
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
