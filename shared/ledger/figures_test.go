package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"pgregory.net/rapid"
)

func day(n int) time.Time { return now.AddDate(0, 0, n) }

// spot is one that took these steps on the days 0, 1, 2, …
func spot(id op.ID, fault lamp.Fault, states ...lamp.State) lamp.Spot {
	s := lamp.Spot{ID: id, Fault: fault, Danger: lamp.Safe, First: day(0)}
	for i, state := range states {
		s.State = state
		s.Steps = append(s.Steps, lamp.Step{State: state, At: day(i)})
	}
	return s
}

func job(id op.ID, out lamp.State, lamps int) lamp.Job {
	return lamp.Job{ID: id, Spot: "s", Out: out, Ended: day(2), Done: lamp.Done{Lamps: lamps, Facilities: 1, HighVoltage: 1, LowVoltage: 2, Boxes: 1}}
}

func counts(b ledger.Book) string {
	text := ""
	for _, f := range b.Figures {
		if f.Value != 0 {
			text += fmt.Sprint(f.Name, " ", f.Value, ", ")
		}
	}
	return text
}

func all(e ledger.Entries) ledger.Book { return e.Between(time.Time{}, time.Time{}) }

func TestEachEntryIsCountedAsTheBulletinCounts(t *testing.T) {
	dark, none, unlit := section("l1"), section("l2"), section("l3")
	none.Kind, none.Metres, unlit.Lit = ledger.NoLamp, 400, time.Time{}
	moved, open := blind("b2"), blind("b3")
	moved.Cure, open.Cure, open.Cured = ledger.MovedBack, "", time.Time{}
	p := walk("w1")
	p.Metres, p.Boxes = 2000, 7
	w := work("k1")
	w.HighVoltage, w.LowVoltage, w.Boxes = 1, 1, 2
	for name, c := range map[string]struct {
		e    ledger.Entries
		want string
	}{
		"nothing":  {ledger.Entries{}, ""},
		"sections": {ledger.Entries{Sections: []ledger.Section{dark, none, unlit}}, "add.sections 2, add.km 1500, add.dark.sections 1, add.dark.km 1100, add.nolamp.sections 1, add.nolamp.km 400, "},
		"blinds":   {ledger.Entries{Blinds: []ledger.Blind{blind("b1"), moved, open}}, "sub.found 3, sub.done 2, sub.relocated 1, sub.temporary 1, "},
		"patrol":   {ledger.Entries{Patrols: []ledger.Patrol{p}}, "div.patrols 2, div.patrol.km 2000, div.boxes 7, "},
		"work":     {ledger.Entries{Works: []ledger.Work{w}}, "div.lamps 3, div.faults 2, div.boxes.repaired 2, "},
		"job":      {ledger.Entries{Jobs: []lamp.Job{job("j1", lamp.Fixed, 4)}}, "div.lamps 4, div.facilities 1, div.faults 3, div.boxes.repaired 1, "},
	} {
		t.Run(name, func(t *testing.T) {
			if got := counts(all(c.e)); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

// TestWhatIsNotCounted and is told with its reason, where it looks like work.
func TestWhatIsNotCounted(t *testing.T) {
	struck := ledger.Kept{Struck: true}
	l, b, p, w := section("l1"), blind("b1"), walk("w1"), work("k1")
	l.Kept, b.Kept, p.Kept, w.Kept = struck, struck, struck, struck
	temp, unlit := section("l2"), section("l3")
	temp.Spots, unlit.Lit, unlit.Kept.Written = []op.ID{"merged"}, time.Time{}, now
	merged := spot("merged", lamp.Dark, lamp.Merged)
	merged.Into = "temp"
	again := job("j4", lamp.Fixed, 1)
	again.Dark = day(3)
	got := all(ledger.Entries{Sections: []ledger.Section{l, temp, unlit}, Blinds: []ledger.Blind{b}, Patrols: []ledger.Patrol{p}, Works: []ledger.Work{w},
		Spots: []lamp.Spot{merged, spot("temp", lamp.Dark, lamp.Sent, lamp.Checked, lamp.Repairing, lamp.TempLit)},
		Jobs:  []lamp.Job{job("j1", lamp.TempLit, 1), job("j2", lamp.Checked, 1), job("j3", lamp.Merged, 1), again, job("j5", "", 1)}})
	if counts(got) != "" {
		t.Errorf("counted: %s", counts(got))
	}
	for key, why := range map[op.Key]ledger.Reason{ledger.Sections.Key("l2"): ledger.OnlyTemp, ledger.Sections.Key("l3"): ledger.NotLit, lamp.Jobs.Key("j4"): ledger.DarkAgain} {
		if got.Why[key] != why {
			t.Errorf("%s is left out because %q, want %q", key, got.Why[key], why)
		}
	}
	if len(got.Left) != 3 {
		t.Errorf("left out: %v", got.Left)
	}
}

// TestTemporaryLightIsNoLitKilometre: a section counts only when the light is there to
// stay.
func TestTemporaryLightIsNoLitKilometre(t *testing.T) {
	l := section("l1")
	l.Spots = []op.ID{"s1", "s2"}
	e := ledger.Entries{Sections: []ledger.Section{l}, Spots: []lamp.Spot{
		spot("s1", lamp.Dark, lamp.Sent, lamp.Checked, lamp.Repairing, lamp.Fixed, lamp.Lit),
		spot("s2", lamp.Dark, lamp.Sent, lamp.Checked, lamp.Repairing, lamp.TempLit)}}
	if km := all(e).Figure(ledger.AddKm).Value; km != 0 {
		t.Errorf("%d m are lit", km)
	}
	e.Spots[1].State = lamp.Fixed
	if km := all(e).Figure(ledger.AddKm).Value; km != 1100 {
		t.Errorf("%d m are lit", km)
	}
}

// TestPlacesNearWorksCountOnce: as an entry or as spots, merged or not.
func TestPlacesNearWorksCountOnce(t *testing.T) {
	checked := spot("s1", lamp.Works, lamp.Sent, lamp.Checked)
	merged := spot("s2", lamp.Works, lamp.Sent, lamp.Checked, lamp.Merged)
	merged.Into = "s1"
	temp := spot("s3", lamp.Works, lamp.Sent, lamp.Checked, lamp.Repairing, lamp.TempLit)
	back := spot("s4", lamp.Works, lamp.Sent, lamp.Repairing, lamp.Fixed, lamp.Lit)
	back.Steps[2].Cause = lamp.MovedForWorks
	seen := spot("s5", lamp.Works, lamp.Sent, lamp.Watched, lamp.Lit)
	entry := blind("b1")
	entry.Spots = []op.ID{"s2"}
	for name, c := range map[string]struct {
		spots []lamp.Spot
		blind []ledger.Blind
		want  string
	}{
		"checked":                {[]lamp.Spot{checked}, nil, "sub.found 1, "},
		"not_yet":                {[]lamp.Spot{spot("s", lamp.Works, lamp.Sent)}, nil, ""},
		"declined":               {[]lamp.Spot{spot("s", lamp.Works, lamp.Sent, lamp.Checked, lamp.Declined)}, nil, ""},
		"merged":                 {[]lamp.Spot{checked, merged}, nil, "sub.found 1, "},
		"temporary":              {[]lamp.Spot{temp}, nil, "sub.found 1, sub.done 1, sub.temporary 1, "},
		"moved_back":             {[]lamp.Spot{back}, nil, "sub.found 1, sub.done 1, sub.relocated 1, "},
		"not_ours":               {[]lamp.Spot{seen}, nil, "sub.found 1, sub.done 1, sub.other 1, "},
		"fixed_by_day":           {[]lamp.Spot{spot("s", lamp.Works, lamp.Sent, lamp.Checked, lamp.Repairing, lamp.Fixed)}, nil, "sub.found 1, "},
		"an_entry_of_the_merged": {[]lamp.Spot{checked, merged}, []ledger.Blind{entry}, "sub.found 1, sub.done 1, sub.temporary 1, "},
	} {
		t.Run(name, func(t *testing.T) {
			if got := counts(all(ledger.Entries{Spots: c.spots, Blinds: c.blind})); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAPeriodHasItsFirstMomentAndNotItsLast(t *testing.T) {
	e := ledger.Entries{Works: []ledger.Work{work("k1")}} // at now
	for name, c := range map[string]struct {
		from, to time.Time
		want     int
	}{
		"open": {time.Time{}, time.Time{}, 3}, "from": {now, time.Time{}, 3}, "after": {now.Add(1), time.Time{}, 0},
		"to": {time.Time{}, now, 0}, "before_end": {time.Time{}, now.Add(1), 3},
	} {
		if got := e.Between(c.from, c.to).Figure(ledger.DivLamps).Value; got != c.want {
			t.Errorf("%s: %d", name, got)
		}
	}
}

// drawn is a random ledger.
func drawn(t *rapid.T) ledger.Entries {
	var e ledger.Entries
	when := func(name string) time.Time { return day(rapid.IntRange(-20, 20).Draw(t, name)) }
	states := rapid.SampledFrom(lamp.States)
	for i := range rapid.IntRange(0, 6).Draw(t, "spots") {
		s := spot(op.ID(fmt.Sprint("s", i)), rapid.SampledFrom([]lamp.Fault{lamp.Dark, lamp.Works}).Draw(t, "fault"))
		s.First = when("first")
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			s.State = states.Draw(t, "state")
			s.Steps = append(s.Steps, lamp.Step{State: s.State, At: when("step")})
		}
		s.Into = op.ID(fmt.Sprint("s", rapid.IntRange(0, 6).Draw(t, "into"))) // circles too
		s.Again = rapid.IntRange(0, 2).Draw(t, "again")
		e.Spots = append(e.Spots, s)
	}
	some := rapid.SliceOfN(rapid.SampledFrom([]op.ID{"s0", "s1", "s2", "s9"}), 0, 3)
	for i := range rapid.IntRange(0, 4).Draw(t, "entries") {
		kept := ledger.Kept{Struck: rapid.IntRange(0, 4).Draw(t, "struck") == 0, Written: when("written")}
		l := ledger.Section{ID: op.ID(fmt.Sprint("l", i)), Kind: rapid.SampledFrom(ledger.Kinds).Draw(t, "kind"), Metres: rapid.IntRange(1, 5000).Draw(t, "m"), Spots: some.Draw(t, "of"), Kept: kept}
		if rapid.Bool().Draw(t, "lit") {
			l.Lit = when("lit")
		}
		b := ledger.Blind{ID: op.ID(fmt.Sprint("b", i)), Found: when("found"), Spots: some.Draw(t, "of"), Kept: kept, Cure: rapid.SampledFrom(ledger.Cures).Draw(t, "cure")}
		if b.Cure != "" {
			b.Cured = when("cured")
		}
		e.Sections, e.Blinds = append(e.Sections, l), append(e.Blinds, b)
		e.Patrols = append(e.Patrols, ledger.Patrol{ID: op.ID(fmt.Sprint("w", i)), Ended: when("ended"), Roads: make([]string, rapid.IntRange(0, 5).Draw(t, "roads")), Kept: kept})
		e.Works = append(e.Works, ledger.Work{ID: op.ID(fmt.Sprint("k", i)), At: when("at"), Lamps: rapid.IntRange(0, 9).Draw(t, "lamps"), Kept: kept})
		j := job(op.ID(fmt.Sprint("j", i)), states.Draw(t, "out"), rapid.IntRange(0, 9).Draw(t, "lamps"))
		if j.Ended = when("closed"); rapid.Bool().Draw(t, "dark") {
			j.Dark = when("again")
		}
		e.Jobs = append(e.Jobs, j)
	}
	e.Now = now
	return e
}

// TestASumIsItsEvidence: whatever is in the ledger, each figure is the sum of its
// parts, each part is of one record that is there and not struck out, no record is in a
// figure twice, parts of a figure add up, and two halves of a period make the whole.
func TestASumIsItsEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawn(t)
		there := map[op.Key]bool{}
		for _, s := range e.Spots {
			there[lamp.Spots.Key(s.ID)] = s.State != lamp.Merged && s.State != lamp.Declined && s.State != lamp.Withdrawn
		}
		for i := range e.Sections {
			there[ledger.Sections.Key(e.Sections[i].ID)] = !e.Sections[i].Kept.Struck && !e.Sections[i].Lit.IsZero()
			there[ledger.Blinds.Key(e.Blinds[i].ID)] = !e.Blinds[i].Kept.Struck
			there[ledger.Patrols.Key(e.Patrols[i].ID)] = !e.Patrols[i].Kept.Struck
			there[ledger.Works.Key(e.Works[i].ID)] = !e.Works[i].Kept.Struck
			there[lamp.Jobs.Key(e.Jobs[i].ID)] = e.Jobs[i].Out == lamp.Fixed && e.Jobs[i].Dark.IsZero()
		}
		book := all(e)
		for _, f := range book.Figures {
			sum, seen := 0, map[op.Key]bool{}
			for _, p := range f.Parts {
				if sum += p.N; !there[p.Of] || seen[p.Of] || p.N <= 0 || p.At.IsZero() {
					t.Fatalf("%s has the part %+v", f.Name, p)
				}
				seen[p.Of] = true
			}
			if sum != f.Value {
				t.Fatalf("%s is %d, its parts %d", f.Name, f.Value, sum)
			}
		}
		of := func(n ledger.Name) int { return book.Figure(n).Value }
		if of(ledger.AddSections) != of(ledger.AddDarkSections)+of(ledger.AddNoLampSections) || of(ledger.AddKm) != of(ledger.AddDarkKm)+of(ledger.AddNoLampKm) ||
			of(ledger.SubDone) != of(ledger.SubMoved)+of(ledger.SubTemporary)+of(ledger.SubOther) || of(ledger.SubDone) > of(ledger.SubFound) {
			t.Fatalf("parts do not add up: %s", counts(book))
		}
		cut := day(rapid.IntRange(-25, 25).Draw(t, "cut"))
		before, after := e.Between(time.Time{}, cut), e.Between(cut, time.Time{})
		for _, f := range book.Figures {
			if before.Figure(f.Name).Value+after.Figure(f.Name).Value != f.Value {
				t.Fatalf("%s: %d and %d are not %d", f.Name, before.Figure(f.Name).Value, after.Figure(f.Name).Value, f.Value)
			}
		}
	})
}

func TestTimeToLight(t *testing.T) {
	var e ledger.Entries
	for i := range 10 {
		s := spot(op.ID(fmt.Sprint("s", i)), lamp.Dark, lamp.Sent, lamp.Lit)
		s.District = "zhongyuan"
		s.Steps[1].At = day(0).Add(time.Duration(i+1) * time.Hour)
		e.Spots = append(e.Spots, s)
	}
	unseen := spot("nights", lamp.Lane, lamp.Sent, lamp.Fixed, lamp.Lit) // fixed after a day
	unseen.Steps[2].Proof, unseen.Steps[2].At = lamp.ByNights, day(8)
	e.Spots = append(e.Spots, unseen, spot("open", lamp.Dark, lamp.Sent), spot("fixed", lamp.Dark, lamp.Sent, lamp.Fixed))
	got := ""
	for _, s := range all(e).Spells {
		got += fmt.Sprintln(s.District, s.Fault, len(s.Spots), s.Median, s.P90)
	}
	want := "  11 6h0m0s 10h0m0s\n lane 1 24h0m0s 24h0m0s\nzhongyuan dark 10 5h0m0s 9h0m0s\n"
	if got != want {
		t.Errorf("%swant\n%s", got, want)
	}
}

func TestHotSpotsAndOverdue(t *testing.T) {
	pole1, pole2, near1, near2, once := spot("a", lamp.Dark, lamp.Sent), spot("b", lamp.Dark, lamp.Sent), spot("c", lamp.Dark, lamp.Sent), spot("d", lamp.Dark, lamp.Sent), spot("e", lamp.Dark, lamp.Sent)
	pole1.Pole, pole2.Pole, pole2.Again = "ZY-1", "zy-1", 1
	near1.Point, near2.Point = &geo.Point{Lat: 34.7501, Lon: 113.6001}, &geo.Point{Lat: 34.7502, Lon: 113.6002}
	once.Pole, once.Danger = "ZY-2", lamp.Wires
	e := ledger.Entries{Spots: []lamp.Spot{pole1, pole2, near1, near2, once}, Rules: lamp.Shipped(), Now: day(0).Add(2 * time.Hour)}
	b := all(e)
	if len(b.Hot) != 2 || b.Hot[0].Times != 3 || b.Hot[0].Pole != "ZY-1" || b.Hot[1].Times != 2 || len(b.Hot[1].Spots) != 2 {
		t.Errorf("hot: %+v", b.Hot)
	}
	if len(b.Overdue) != 1 || b.Overdue[0].ID != "e" { // bare wires want somebody within the hour
		t.Errorf("overdue: %v", b.Overdue)
	}
}
