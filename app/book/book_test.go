package book

import (
	"net/url"
	"reflect"
	"testing"
	"time"

	"denghuo/app/frame"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// evening is 1 January 2027, 00:30 in the city.
var evening = time.Date(2026, 12, 31, 16, 30, 0, 0, time.UTC)

func TestAnAddressIsReadAsItWasWritten(t *testing.T) {
	for _, q := range []query{{}, {month, ""}, {ever, "div.lamps"}, {quarter, "time.zhongyuan.dark"}, {year, seeLeft}} {
		u, err := url.Parse(q.address())
		if err != nil || parse(u) != q {
			t.Errorf("%+v at %s is read as %+v (%v)", q, q.address(), parse(u), err)
		}
	}
	u, _ := url.Parse("/staff/ledger?p=decade")
	if parse(u) != (query{}) {
		t.Errorf("an unknown time is %+v", parse(u))
	}
}

// TestTimesBeginInTheCitysCalendar: half past midnight on New Year's Day in the city is
// still December elsewhere.
func TestTimesBeginInTheCitysCalendar(t *testing.T) {
	begin := func(m time.Month, y int) time.Time { return time.Date(y, m, 1, 0, 0, 0, 0, words.Zone) }
	november := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		span span
		now  time.Time
		want time.Time
	}{
		{quarter, evening, begin(1, 2027)}, {month, evening, begin(1, 2027)}, {year, evening, begin(1, 2027)}, {ever, evening, time.Time{}},
		{quarter, november, begin(10, 2026)}, {month, november, begin(11, 2026)}, {year, november, begin(1, 2026)},
		{quarter, begin(3, 2026), begin(1, 2026)}, {quarter, begin(4, 2026), begin(4, 2026)},
	} {
		if got := c.span.from(c.now); !got.Equal(c.want) {
			t.Errorf("%q at %s begins %s, want %s", c.span, c.now, got, c.want)
		}
	}
}

// TestColumnsHoldEveryPart: what happened in the time that is shown is in one column.
func TestColumnsHoldEveryPart(t *testing.T) {
	s := &screen{port: frame.Port{Now: func() time.Time { return evening }, Looks: func() frame.Looks { return frame.Looks{} }}}
	var parts []ledger.Part
	for d := range 200 { // the latest first
		parts = append(parts, ledger.Part{N: 1 + d%3, At: evening.Add(-time.Duration(d) * 24 * time.Hour)})
	}
	for span, want := range map[span]int{month: 1, quarter: 1, year: 1, ever: 8} {
		s.q.span = span
		from, sum, shown := span.from(evening), 0, 0
		for _, p := range parts {
			if !p.At.Before(from) {
				sum += p.N
			}
		}
		columns := s.columns(parts)
		for _, c := range columns {
			shown += c.N
		}
		if shown != sum || len(columns) != want {
			t.Errorf("%q: %d in %d columns, want %d in %d", span, shown, len(columns), sum, want)
		}
	}
}

// TestAFormSaysWhatItWasFilledWith: an entry taken into a form and not changed is the
// same entry, its track, places and photos too.
func TestAFormSaysWhatItWasFilledWith(t *testing.T) {
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, words.Zone).UTC()
	at := time.Date(2026, 11, 2, 21, 30, 0, 0, words.Zone).UTC()
	section := ledger.Section{ID: "e1", Road: "桐柏路", Ends: "伊河路到棉纺路", Kind: ledger.NoLamp, Metres: 1250, District: "zhongyuan", Begun: day, Lit: day, Spots: []op.ID{"s1"}, Note: "好"}
	blind := ledger.Blind{ID: "e1", Road: "五里堡站", District: "erqi", Point: &geo.Point{Lat: 34.7, Lon: 113.6}, Found: day, Cure: ledger.MovedBack, Cured: day, Spots: []op.ID{"s1"}, Note: "好"}
	work := ledger.Work{ID: "e1", Crew: "erqi", Road: "嵩山路", District: "erqi", At: at, Lamps: 3, Facilities: 2, HighVoltage: 1, LowVoltage: 4, Boxes: 5, Cause: string(lamp.Cable), Note: "好"}
	patrol := ledger.Patrol{ID: "e1", Crew: "erqi", Began: at.Add(-time.Hour), Ended: at, Track: []geo.Point{{Lat: 34.7, Lon: 113.6}}, Metres: 4200, Roads: []string{"桐柏路", "伊河路", "桐柏路"}, Boxes: 2, Spots: []op.ID{"s1"}, Note: "好"}
	for kind, rec := range map[string]any{kSection: &section, kBlind: &blind, kWork: &work, kPatrol: &patrol} {
		s := &write{port: phone(op.Empty{}), kind: kind, of: "e1", old: rec, draft: map[string]string{}}
		s.fill(rec)
		s.draft["why"] = "看一遍"
		o, id, err := s.made()
		if err != nil || id != "e1" || !reflect.DeepEqual(entryOf(o), rec) {
			t.Errorf("%s: %v\n%+v, want\n%+v", kind, err, entryOf(o), rec)
		}
	}
}

// phone is a port that shows these rows.
func phone(view op.Reader) frame.Port {
	return frame.Port{View: func() op.Reader { return view }, Kept: frame.NewKept(), NewID: func() op.ID { return "m1" }, Looks: func() frame.Looks { return frame.Looks{} }}
}

// TestNumbersOfReportsFindTheirPlaces: a stretch names the places it came from by any
// report's number, each place once; a number that no report has is said.
func TestNumbersOfReportsFindTheirPlaces(t *testing.T) {
	over := op.NewOverlay(op.Empty{})
	tx := op.NewTx(over, person.TheCity(), evening)
	for _, spot := range []op.ID{"s1", "s2"} {
		if err := lamp.Spots.Put(tx, lamp.Spot{ID: spot, State: lamp.Sent, First: evening}); err != nil {
			t.Fatal(err)
		}
	}
	for i, spot := range []op.ID{"s1", "s1", "s2"} {
		no := words.Int(i + 1)
		if err := lamp.Reports.Put(tx, lamp.Report{ID: op.ID("r" + no), No: "LD-" + no, Spot: spot, Heard: evening.Add(time.Duration(i) * time.Minute)}); err != nil {
			t.Fatal(err)
		}
	}
	for typed, want := range map[string][]op.ID{"": nil, "LD-2、LD-1, ld-3": {"s1", "s2"}, "s2": {"s2"}, "LD-9": nil} {
		s := &write{port: phone(over), kind: kSection, draft: map[string]string{"spots": typed}}
		r := &reading{draft: s.draft}
		if got := s.places(r); !reflect.DeepEqual(got, want) || (r.err != nil) != (typed == "LD-9") {
			t.Errorf("%q: %v, %v, want %v", typed, got, r.err, want)
		}
	}
	if got := (&write{port: phone(over)}).numbers([]op.ID{"s2", "s1", "s9"}); got != "LD-3、LD-1、s9" {
		t.Errorf("written as %q", got)
	}
}

// TestWhatIsNoNumberIsSaid: the first field that is not right is named as refusals
// name it, and nothing is made of it.
func TestWhatIsNoNumberIsSaid(t *testing.T) {
	for field, text := range map[string]string{"lamps": "三", "facilities": "-1", "at": "yesterday", "boxes": "1.5"} {
		s := &write{port: frame.Port{NewID: func() op.ID { return "e1" }}, kind: kWork, draft: map[string]string{"at": "2026-11-02T21:30", "road": "桐柏路", field: text}}
		_, _, err := s.made()
		if r, ok := op.AsRefusal(err); !ok || r.Code != op.Malformed || r.Field != field {
			t.Errorf("%s %q: %v", field, text, err)
		}
	}
	if got := roadsOf(" 桐柏路、伊河路，，桐柏路; Zhongyuan Rd "); !reflect.DeepEqual(got, []string{"桐柏路", "伊河路", "桐柏路", "Zhongyuan Rd"}) {
		t.Errorf("%q", got)
	}
}

// BenchmarkCount is a city of 5,000 places with as many jobs, and entries by hand.
func BenchmarkCount(b *testing.B) {
	var e ledger.Entries
	e.Rules, e.Now = lamp.Shipped(), evening
	for i := range 5000 {
		id, first := op.ID("s"+words.Int(i)), evening.Add(-time.Duration(i)*time.Hour)
		s := lamp.Spot{ID: id, State: lamp.Lit, Fault: lamp.Faults[i%len(lamp.Faults)], Danger: lamp.Safe, District: []string{"erqi", "zhongyuan", "jinshui"}[i%3],
			Point: &geo.Point{Lat: 34.7 + float64(i%900)/1e4, Lon: 113.6}, First: first}
		for k, state := range []lamp.State{lamp.Sent, lamp.Checked, lamp.Repairing, lamp.Fixed, lamp.Lit} {
			s.Steps = append(s.Steps, lamp.Step{State: state, At: first.Add(time.Duration(k) * time.Hour)})
		}
		e.Spots = append(e.Spots, s)
		e.Jobs = append(e.Jobs, lamp.Job{ID: op.ID("j" + words.Int(i)), Spot: id, Out: lamp.Fixed, Ended: first.Add(3 * time.Hour), Done: lamp.Done{Lamps: 1}})
		e.Works = append(e.Works, ledger.Work{ID: op.ID("w" + words.Int(i)), At: first, Lamps: 1})
	}
	for b.Loop() {
		e.Between(time.Time{}, time.Time{})
	}
}
