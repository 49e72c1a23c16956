package report

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/lamps"
	"denghuo/app/replica"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

var (
	night   = time.Date(2026, 4, 17, 13, 42, 0, 0, time.UTC) // 21:42 in the city
	midday  = time.Date(2026, 4, 17, 4, 0, 0, 0, time.UTC)
	tongbai = geo.Point{Lat: 34.7516, Lon: 113.6053, Acc: 12}
)

// paper is a resident's form over a replica that is told rows; notes lie in a map.
type paperForm struct {
	*form
	replica *replica.Replica
	at      time.Time
	notes   map[string]string
	ids, n  int
}

func newForm(t testing.TB, at time.Time) *paperForm {
	t.Helper()
	p := &paperForm{at: at, notes: map[string]string{}}
	me := person.Actor{ID: "d-1"}
	now := func() time.Time { return p.at }
	newID := func() op.ID { p.ids++; return op.ID(fmt.Sprintf("report%d", p.ids)) }
	r, err := replica.Open(replica.NewMemory(), me, now, newID)
	if err != nil {
		t.Fatal(err)
	}
	p.replica = r
	p.form = Form(frame.Port{View: r.View, Do: r.Do, Me: func() person.Actor { return me }, NewID: newID, Kept: frame.NewKept(), Now: now,
		Looks:  func() frame.Looks { return frame.Looks{Lang: words.Zh} },
		Recall: func(name string) string { return p.notes[name] },
		Remember: func(name, note string) {
			p.notes[name] = note
			if note == "" {
				delete(p.notes, name)
			}
		},
		Notes: func(begin string) (names []string) {
			for name := range p.notes {
				if strings.HasPrefix(name, begin) {
					names = append(names, name)
				}
			}
			return names
		}}).(*form)
	return p
}

// fix is what track does with a position.
func (p *paperForm) fix(at geo.Point) {
	if better(at, p.found.here) {
		p.found.here = &at
		p.fixed()
	}
}

func (p *paperForm) tell(t testing.TB, spots ...lamp.Spot) {
	t.Helper()
	var rows []op.Row
	for _, s := range spots {
		if s.First.IsZero() {
			s.First = p.at.Add(-2 * time.Hour)
		}
		if len(s.Steps) == 0 {
			s.Steps = []lamp.Step{{State: s.State, At: s.First}}
		}
		rows = append(rows, op.Row{Key: lamp.Spots.Key(s.ID), Body: wire.Encode(s)})
	}
	if err := p.replica.Take(wire.Delta{Epoch: "e", From: uint64(p.n), To: uint64(p.n + 1), Now: p.at, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	p.n++
}

// TestFirstFixIsCoarse: the best fix is kept while the form is open (fixmystreet #338).
func TestFirstFixIsCoarse(t *testing.T) {
	f := newForm(t, night)
	at := func(metres, acc float64) geo.Point {
		p := shift(tongbai, metres, 0)
		p.Acc = acc
		return p
	}
	steps := []struct {
		name   string
		fix    geo.Point
		metres float64 // where the lamp is said to be afterwards, north of tongbai
	}{
		{"kilometres_off", at(900, 2400), 900},
		{"better", at(40, 60), 40},
		{"coarse_again_changes_nothing", at(-200, 1500), 40},
		{"exact", at(3, 8), 3},
		{"a_little_worse_changes_nothing", at(14, 20), 3},
		{"walked_on", at(120, 25), 120},
	}
	for _, s := range steps {
		f.fix(s.fix)
		if north, _ := apart(tongbai, *f.said.Place.Point); math.Abs(north-s.metres) > 0.5 {
			t.Errorf("%s: the lamp is %.1f m north, want %.1f", s.name, north, s.metres)
		}
	}
	f.place(shift(tongbai, 0, 30))
	f.fix(at(0, 5))
	if _, east := apart(tongbai, *f.said.Place.Point); math.Abs(east-30) > 0.5 {
		t.Error("a fix moved a lamp that a hand had placed")
	}
	f.dropPoint()
	if f.located() {
		t.Error("a place that was taken back is still there")
	}
}

// TestAccuracyInWords: kilometres are said to be kilometres.
func TestAccuracyInWords(t *testing.T) {
	for metres, want := range map[float64]string{0: "没说", 8.4: "精度约 8 米", 100: "精度约 100 米", 354: "只准到约 350 米", 2400: "只准到约 2.4 公里", 31000: "只准到约 31 公里"} {
		if got := words.Zh.Accuracy(metres); !strings.Contains(got, want) {
			t.Errorf("%v m reads %q, want %q", metres, got, want)
		}
	}
}

// TestSunAsks: "dark" at noon was last night; what is said of the future or of long ago
// is refused with a reason, by the city's rule on the phone.
func TestSunAsks(t *testing.T) {
	tests := []struct {
		name string
		at   time.Time
		when when
		want string // seen in the city's time, or the refusal's code
	}{
		{"at_night_now", night, when{}, ""},
		{"at_noon_last_night", midday, when{}, "2026-04-16 20:24"},
		{"at_noon_visible", midday, when{said: whenNow}, ""},
		{"at_night_the_night_before", night, when{said: whenNight}, "2026-04-16 20:24"},
		{"earlier", midday, when{said: whenEarlier, day: "2026-04-10"}, "2026-04-10 20:19"},
		{"no_day_named", midday, when{said: whenEarlier}, "missing"},
		{"nonsense", midday, when{said: whenEarlier, day: "10 April"}, "missing"},
		{"future", midday, when{said: whenEarlier, day: "2026-04-17"}, "future"},
		{"long_ago", midday, when{said: whenEarlier, day: "2026-03-01"}, "long_ago"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newForm(t, test.at)
			f.said.Place.Words, f.when = "桐柏路与伊河路口", test.when
			s, err := f.report()
			if err == nil {
				err = f.port.Do(s)
			}
			got := ""
			if refusal, no := op.AsRefusal(err); no {
				got = string(refusal.Code)
				if sentence := words.Zh.Refusal(refusal); strings.Contains(sentence, "没通过") {
					t.Errorf("no sentence for %s", got)
				}
			} else if !s.Seen.IsZero() {
				got = s.Seen.In(words.Zone).Format("2006-01-02 15:04")
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestPlate: what a camera reads on a pole.
func TestPlate(t *testing.T) {
	for text, want := range map[string]string{
		"ZY-0417": "ZY-0417", " 豫A 0417 ": "豫A 0417", "https://lamp.example/p/ZY-0417": "ZY-0417", "http://lamp.example/?no=ZY-0417": "ZY-0417",
		"https://lamp.example/p/ZY-0417/": "ZY-0417", "": "", "two\nlines": "", strings.Repeat("9", lamp.MaxPole+1): "",
	} {
		if got := plateNumber(text); got != want {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	}
}

// TestWhatGoes: a report says nothing that its form does not show any more, and goes
// under the ID of its draft.
func TestWhatGoes(t *testing.T) {
	f := newForm(t, night)
	f.said.Symptom, f.said.District = lamp.Flickers, "jinshui"
	f.said.Place.Words, f.said.Note = "  桐柏路 ", " 三盏都不亮 "
	f.touch()
	id := f.said.ID
	f.said.Fault, f.said.Place.Point = lamp.Facility, &tongbai
	s, err := f.report()
	if err != nil || s.Check() != nil {
		t.Fatal(err, s.Check())
	}
	if s.ID != id || s.Spot != id || s.Symptom != "" || s.District != "" || s.Place.Words != "桐柏路" || s.Note != "三盏都不亮" {
		t.Errorf("goes as %+v, draft %s", s, id)
	}
	f.joins = "theirs"
	if s, _ := f.report(); s.Spot != "theirs" || s.ID != id {
		t.Errorf("joins as %+v", s)
	}
}

// TestSameFromWhatIsHere: dangerous first, then the nearest, three at most, without a
// network; what ended long ago is not offered.
func TestSameFromWhatIsHere(t *testing.T) {
	f := newForm(t, night)
	spot := func(id op.ID, north float64, more func(*lamp.Spot)) lamp.Spot {
		p := shift(tongbai, north, 0).Round()
		s := lamp.Spot{ID: id, State: lamp.Sent, Fault: lamp.Dark, Danger: lamp.Safe, Point: &p, Voices: 1}
		if more != nil {
			more(&s)
		}
		return s
	}
	f.tell(t, spot("far", 400, nil), spot("near", 12, nil), spot("next", 25, nil), spot("third", 34, nil),
		spot("wires", 38, func(s *lamp.Spot) { s.Danger = lamp.Wires }),
		spot("old", 1, func(s *lamp.Spot) { s.State, s.First = lamp.Lit, night.Add(-20*24*time.Hour) }))
	f.fix(tongbai)
	var got []string
	for _, s := range f.near() {
		got = append(got, string(s.ID))
	}
	if strings.Join(got, " ") != "wires near next" {
		t.Errorf("offers %v", got)
	}
}

// TestDraftsByID: two forms write two drafts, each under its own ID; one that was sent
// or emptied is gone, the other stays (fixmystreet #4410).
func TestDraftsByID(t *testing.T) {
	f := newForm(t, night)
	other := &form{port: f.port}
	other.empty()
	f.said.Place.Words = "桐柏路"
	f.touch()
	other.said.Note = "伊河路"
	other.touch()
	if all := lamps.DraftsOf(f.port); len(all) != 2 || all[0].Report.ID == all[1].Report.ID {
		t.Fatalf("drafts: %+v", all)
	}
	d, ok := lamps.DraftOf(f.port, f.said.ID)
	if !ok || d.Report.Place.Words != "桐柏路" || !d.At.Equal(night) {
		t.Fatalf("the first draft is %+v", d)
	}
	if err := f.port.Do(d.Report); err != nil {
		t.Fatal(err)
	}
	f.dropDraft()
	if all := lamps.DraftsOf(f.port); len(all) != 1 || all[0].Report.Note != "伊河路" {
		t.Errorf("left: %+v", all)
	}
	other.said.Note = ""
	other.touch()
	if all := lamps.DraftsOf(f.port); len(all) != 0 {
		t.Errorf("an empty form left %+v", all)
	}
}

// TestRadar: a tap on paper and a point on earth are the same place.
func TestRadar(t *testing.T) {
	for _, m := range [][2]float64{{0, 0}, {30, 0}, {0, -45}, {-80, 60}} {
		north, east := apart(tongbai, shift(tongbai, m[0], m[1]))
		if math.Abs(north-m[0]) > 0.2 || math.Abs(east-m[1]) > 0.2 {
			t.Errorf("%v comes back as %.2f %.2f", m, north, east)
		}
		x, y := onPaper(tongbai, shift(tongbai, m[0], m[1]))
		if math.Abs(x-(middleX+m[1]*hundred/100)) > 0.1 || math.Abs(y-(middleY-m[0]*hundred/100)) > 0.1 {
			t.Errorf("%v lies at %.1f %.1f", m, x, y)
		}
	}
	if x, y := onPaper(tongbai, shift(tongbai, 5000, -5000)); x != 6 || y != 6 {
		t.Errorf("what is far away lies at %.1f %.1f, want the edge", x, y)
	}
}

// TestPoleHasAPlace: what the inventory knows of a pole becomes the lamp's place, but not
// against a hand, nor from far away.
func TestPoleHasAPlace(t *testing.T) {
	close, far := shift(tongbai, 60, 0), shift(tongbai, 900, 0)
	for name, tt := range map[string]struct {
		here  *geo.Point
		moved bool
		at    door.Pole
		want  *geo.Point
		in    string
	}{
		"no place yet":     {nil, false, door.Pole{Point: &far, District: "zhongyuan"}, &far, ""},
		"stands at it":     {&tongbai, false, door.Pole{Point: &close}, &close, ""},
		"stands elsewhere": {&tongbai, false, door.Pole{Point: &far}, &tongbai, ""},
		"put by hand":      {&tongbai, true, door.Pole{Point: &close}, &tongbai, ""},
		"a name alone":     {nil, false, door.Pole{District: "中原区"}, nil, "zhongyuan"},
		"nothing at all":   {nil, false, door.Pole{}, nil, ""},
	} {
		f := newForm(t, night)
		f.said.Place.Point, f.found.here, f.found.moved = tt.here, tt.here, tt.moved
		f.stands(tt.at)
		if got := f.said.Place.Point; (got == nil) != (tt.want == nil) || got != nil && *got != *tt.want || f.said.District != tt.in {
			t.Errorf("%s: %v in %q, want %v in %q", name, got, f.said.District, tt.want, tt.in)
		}
	}
}
