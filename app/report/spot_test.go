package report

import (
	"strings"
	"testing"
	"time"

	"denghuo/app/frame"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"
)

// TestAround: dangerous first, then the nearest; what was lit lately apart; nothing
// that is over.
func TestAround(t *testing.T) {
	spot := func(id op.ID, north float64, state lamp.State, ago time.Duration) *lamp.Spot {
		p := shift(tongbai, north, 0)
		return &lamp.Spot{ID: id, State: state, Danger: lamp.Safe, Point: &p, First: night.Add(-ago), Steps: []lamp.Step{{State: state, At: night.Add(-ago)}}}
	}
	door := spot("door", 3000, lamp.Repairing, time.Hour)
	door.Danger = lamp.OpenDoor
	nowhere := spot("nowhere", 0, lamp.Sent, time.Minute)
	nowhere.Point = nil
	all := []*lamp.Spot{spot("far", 900, lamp.Sent, time.Minute), spot("near", 20, lamp.Checked, 9*time.Hour), nowhere, door,
		spot("lit", 50, lamp.Lit, 3*24*time.Hour), spot("long-lit", 5, lamp.Lit, 20*24*time.Hour), spot("declined", 1, lamp.Declined, time.Hour)}
	names := func(list []*lamp.Spot) string {
		var ids []string
		for _, s := range list {
			ids = append(ids, string(s.ID))
		}
		return strings.Join(ids, " ")
	}
	open, lit := around(all, &tongbai, night)
	if names(open) != "door near far nowhere" || names(lit) != "lit" {
		t.Errorf("near me: %s; lit: %s", names(open), names(lit))
	}
	if open, _ = around(all, nil, night); names(open) != "door far nowhere near" {
		t.Errorf("without a place: %s", names(open))
	}
}

// TestTimelineNamesRoles: who took each step, as a role, and what it was then.
func TestTimelineNamesRoles(t *testing.T) {
	steps := []lamp.Step{{State: lamp.Sent}, {State: lamp.Returned}, {State: lamp.Sent}, {State: lamp.Checked}, {State: lamp.Repairing, Crew: "erqi"},
		{State: lamp.Waiting}, {State: lamp.Repairing}, {State: lamp.Fixed}, {State: lamp.Checked}, {State: lamp.Fixed}, {State: lamp.Lit, Proof: lamp.ByNights}, {State: lamp.Closed}}
	want := []string{"已收到 居民", "需补充 分拣员", "已补充 居民", "已核实 分拣员", "维修中 二七班组", "暂缓 二七班组", "维修中 二七班组", "已修好 二七班组",
		"还不亮 居民", "已修好 二七班组", "已亮灯 七晚没有人说不亮，未经证实", "已办结 自动"}
	for i := range steps {
		if got := stepName(words.Zh, steps, i) + " " + by(words.Zh, steps, i, "二七班组"); got != want[i] {
			t.Errorf("step %d reads %q, want %q", i, got, want[i])
		}
	}
}

// TestAddsOnlyWhatIsNew: what the report says already is not sent again; nothing at all
// is refused on the phone.
func TestAddsOnlyWhatIsNew(t *testing.T) {
	r := lamp.Report{ID: "r", Place: lamp.Place{Point: &tongbai, Words: "桐柏路"}, Note: "三盏"}
	m := adding{of: "r", place: r.Place, note: r.Note}
	a := m.against(r)
	if a.ID = "a"; a.Place != nil || a.Note != "" || a.Check() == nil {
		t.Errorf("nothing new goes as %+v", a)
	}
	m.place.Pole, m.note = " ZY-0417 ", "四盏"
	m.roll.Photos = []frame.KeptPhoto{{Hash: photo.Name([]byte("a"))}}
	a = m.against(r)
	if a.ID = "a"; a.Place == nil || a.Place.Pole != "ZY-0417" || a.Place.Words != "桐柏路" || a.Place.Point == nil || a.Note != "四盏" || len(a.Photos) != 1 || a.Check() != nil {
		t.Errorf("goes as %+v", a)
	}
}

// TestVoiceIsNothingNew: "I saw it too" says only what all can read of the spot.
func TestVoiceIsNothingNew(t *testing.T) {
	for name, spot := range map[string]lamp.Spot{
		"point": {ID: "s", Fault: lamp.Lane, Point: &tongbai}, "pole": {ID: "s", Fault: lamp.Dark, Pole: "ZY-0417"},
		"road": {ID: "s", Fault: lamp.Dark, Road: "桐柏路", District: "zhongyuan"}, "words_alone": {ID: "s", Fault: lamp.Dark},
	} {
		if s := voiceFor("r", &spot, words.Zh); s.Check() != nil || s.Spot != "s" || s.Fault != spot.Fault || s.Danger != lamp.Safe {
			t.Errorf("%s goes as %+v: %v", name, s, s.Check())
		}
	}
}

// TestDueInWords: a time that is promised, and what has become of it.
func TestDueInWords(t *testing.T) {
	by := night.Add(-24 * time.Hour)
	for _, tt := range []struct {
		late   time.Duration
		done   bool
		zh, en string
	}{
		{0, false, "昨天 21:42", "yesterday 21:42"},
		{24 * time.Hour, false, "昨天 21:42 · 已超期 24小时", "yesterday 21:42 · Overdue by 24 h"},
		{3 * time.Hour, true, "昨天 21:42 · 晚了 3小时", "yesterday 21:42 · done 3 h late"},
		{0, true, "昨天 21:42 · 按时做到", "yesterday 21:42 · done in time"},
	} {
		if zh, en := due(words.Zh, by, tt.late, tt.done, night), due(words.En, by, tt.late, tt.done, night); zh != tt.zh || en != tt.en {
			t.Errorf("reads %q and %q, want %q and %q", zh, en, tt.zh, tt.en)
		}
	}
}

// TestRowsDiffer: a row begins with what no other has.
func TestRowsDiffer(t *testing.T) {
	east := shift(tongbai, 0, 118)
	for name, tt := range map[string]struct {
		spot         lamp.Spot
		here         *geo.Point
		title, about string
	}{
		"a road":        {lamp.Spot{Fault: lamp.Dark, District: "zhongyuan", Road: "桐柏路", Point: &east}, &tongbai, "中原区 桐柏路", "灯不亮，东边约 120 米"},
		"a pole":        {lamp.Spot{Fault: lamp.Lane, District: "zhongyuan", Pole: "ZY-12"}, &tongbai, "中原区 ZY-12 号杆", "背街小巷没亮"},
		"a point alone": {lamp.Spot{Fault: lamp.Dark, District: "zhongyuan", Point: &east}, &tongbai, "灯不亮，东边约 120 米", "中原区"},
		"no place here": {lamp.Spot{Fault: lamp.Dark, District: "zhongyuan", Point: &east}, nil, "灯不亮", "中原区"},
		"words alone":   {lamp.Spot{Fault: lamp.Works}, &tongbai, "施工周边太暗", "没有路名"},
	} {
		if title, about := rowWords(words.Zh, lamp.Shipped(), &tt.spot, tt.here); title != tt.title || about != tt.about {
			t.Errorf("%s reads %q and %q, want %q and %q", name, title, about, tt.title, tt.about)
		}
	}
}
