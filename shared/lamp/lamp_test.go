package lamp_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

var (
	reporter = person.Actor{ID: "d-1", Roles: []person.Role{person.Resident}}
	other    = person.Actor{ID: "d-2", Roles: []person.Role{person.Resident}}
	clerk    = person.Actor{ID: "s-1", Roles: []person.Role{person.Clerk}}
	clerk2   = person.Actor{ID: "s-2", Roles: []person.Role{person.Clerk}}
	crew     = person.Actor{ID: "s-3", Roles: []person.Role{person.Crew}}
	merchant = person.Actor{ID: "s-4", Roles: []person.Role{person.Merchant}}
	officer  = person.Actor{ID: "s-5", Roles: []person.Role{person.Officer}}
	at       = time.Date(2026, 4, 17, 20, 0, 0, 0, time.UTC)
)

// town is rows that ops are run over, as the city does.
type town struct{ rows *op.Overlay }

func newTown() *town { return &town{op.NewOverlay(op.Empty{})} }

func (w *town) do(o op.Op, by person.Actor) error {
	over, err := op.Run(o, w.rows, by, at, at, &op.City{})
	if err == nil {
		w.rows.Merge(over)
	}
	return err
}

func code(err error) op.Code {
	r, _ := op.AsRefusal(err)
	return r.Code
}

func report(id, spot op.ID) lamp.Submit {
	return lamp.Submit{ID: id, Spot: spot, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}
}

func TestSubmitRefusesBadFields(t *testing.T) {
	good := report("r", "s")
	tests := []struct {
		name  string
		bad   func(*lamp.Submit)
		code  op.Code
		field string
	}{
		{"no_id", func(s *lamp.Submit) { s.ID = "" }, op.Malformed, "id"},
		{"id_with_slash", func(s *lamp.Submit) { s.ID = "a/b" }, op.Malformed, "id"},
		{"no_spot", func(s *lamp.Submit) { s.Spot = "" }, op.Malformed, "spot"},
		{"long_spot", func(s *lamp.Submit) { s.Spot = op.ID(strings.Repeat("s", 49)) }, op.Malformed, "spot"},
		{"unknown_fault", func(s *lamp.Submit) { s.Fault = "blue" }, op.Malformed, "fault"},
		{"unknown_danger", func(s *lamp.Submit) { s.Danger = "ghost" }, op.Malformed, "danger"},
		{"no_place", func(s *lamp.Submit) { s.Place = lamp.Place{Words: "  "} }, lamp.NoPlace, "place"},
		{"point_off_the_earth", func(s *lamp.Submit) { s.Place.Point = &geo.Point{Lat: 91} }, op.Malformed, "point"},
		{"long_note", func(s *lamp.Submit) { s.Note = strings.Repeat("灯", 501) }, op.TooLong, "note"},
		{"long_words", func(s *lamp.Submit) { s.Place.Words = strings.Repeat("路", 121) }, op.TooLong, "words"},
		{"photo_name", func(s *lamp.Submit) { s.Photos = append(s.Photos, "nonsense") }, op.Malformed, "photos"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := good
			tt.bad(&s)
			r, ok := op.AsRefusal(newTown().do(s, reporter))
			if !ok || r.Code != tt.code || r.Field != tt.field {
				t.Errorf("%v, want %s on %s", r, tt.code, tt.field)
			}
		})
	}
	if err := newTown().do(good, reporter); err != nil {
		t.Errorf("the good one: %v", err)
	}
}

func TestSubmitTwiceIsOnce(t *testing.T) {
	w := newTown()
	for range 2 {
		if err := w.do(report("r", "s"), reporter); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(lamp.Reports.All(w.rows)); n != 1 {
		t.Errorf("%d reports", n)
	}
	if got := code(w.do(report("r", "s"), other)); got != op.NotYours {
		t.Errorf("another person's ID: %q", got)
	}
}

func TestVoicesArePeople(t *testing.T) {
	w := newTown()
	for i, by := range []person.Actor{reporter, other, reporter} {
		if err := w.do(report(op.ID("r"+string(rune('0'+i))), "s"), by); err != nil {
			t.Fatal(err)
		}
	}
	s, _ := lamp.Spots.Get(w.rows, "s")
	if s.Voices != 2 {
		t.Errorf("%d voices of two people", s.Voices)
	}
	numbers := map[string]bool{}
	for _, r := range lamp.Reports.All(w.rows) {
		numbers[r.No] = true
	}
	if len(numbers) != 3 {
		t.Errorf("numbers %v", numbers)
	}
}

// allowed is the diagram and the rights written out a second time, by hand.
var allowed = map[string]string{
	"sent>checked": "K", "sent>returned": "K", "sent>declined": "K", "sent>withdrawn": "R",
	"returned>sent": "R", "returned>declined": "K", "checked>repairing": "K", "checked>declined": "K",
	"repairing>waiting": "KC", "waiting>repairing": "KC", "repairing>templit": "KC", "templit>repairing": "KC",
	"repairing>fixed": "KC", "templit>fixed": "KC", "fixed>lit": "RKC", "fixed>checked": "RKC", "lit>checked": "RKC",
	"sent>watched": "K", "sent>repairing": "K", "returned>watched": "K", "checked>watched": "K",
	"repairing>checked": "K", "waiting>checked": "K", "watched>lit": "RKC", "watched>checked": "K",
	"declined>checked": "K", "declined>sent": "K",
}

func TestEveryStateEveryMoveEveryRole(t *testing.T) {
	states := lamp.States
	actors := map[string]person.Actor{"R": reporter, "K": clerk, "A": admin, "C": crew, "other": other, "merchant": merchant, "officer": officer}
	for _, from := range states {
		for _, to := range states {
			for name, by := range actors {
				w := newTown()
				if err := w.do(report("r", "s"), reporter); err != nil {
					t.Fatal(err)
				}
				put(w, from)
				err := w.do(lamp.Move{Spot: "s", From: from, To: to, Reason: "r", Crew: "c", Owner: lamp.OfEstate}, by)
				drawn := allowed[string(from)+">"+string(to)]
				want := strings.Contains(drawn, name) || name == "A" && strings.Contains(drawn, "K")
				if (err == nil) != want {
					t.Errorf("%s: %s to %s: %v, want allowed %v", name, from, to, err, want)
				}
				if s, _ := lamp.Spots.Get(w.rows, "s"); err == nil && s.State != to {
					t.Errorf("%s: %s to %s: it is %s", name, from, to, s.State)
				}
			}
		}
	}
}

// put sets a state past the rules.
func put(w *town, s lamp.State) {
	over := op.NewOverlay(w.rows)
	spot, _ := lamp.Spots.Get(w.rows, "s")
	spot.State = s
	if err := lamp.Spots.Put(op.NewTx(over, person.TheCity(), at), spot); err != nil {
		panic(err)
	}
	w.rows.Merge(over)
}

func TestSecondClerkIsToldAndARepeatIsDone(t *testing.T) {
	w := newTown()
	check := lamp.Move{Spot: "s", From: lamp.Sent, To: lamp.Checked}
	if err := w.do(report("r", "s"), reporter); err != nil {
		t.Fatal(err)
	}
	if err := w.do(check, clerk); err != nil {
		t.Fatal(err)
	}
	if err := w.do(check, clerk); err != nil {
		t.Errorf("the same person again: %v", err)
	}
	if got := code(w.do(check, clerk2)); got != op.Moved {
		t.Errorf("a colleague: %q", got)
	}
	if got := code(w.do(lamp.Move{Spot: "s", From: lamp.Sent, To: lamp.Declined, Reason: "x"}, clerk2)); got != op.Moved {
		t.Errorf("another move from the state of before: %q", got)
	}
	s, _ := lamp.Spots.Get(w.rows, "s")
	if len(s.Steps) != 2 {
		t.Errorf("%d steps", len(s.Steps))
	}
}

func TestReasonsAndCrewsAreWanted(t *testing.T) {
	for _, tt := range []struct {
		move lamp.Move
		code op.Code
	}{
		{lamp.Move{Spot: "s", From: lamp.Sent, To: lamp.Declined}, lamp.NoReason},
		{lamp.Move{Spot: "s", From: lamp.Sent, To: lamp.Returned}, lamp.NoReason},
		{lamp.Move{Spot: "s", From: lamp.Checked, To: lamp.Repairing}, op.Missing},
		{lamp.Move{Spot: "s", From: lamp.Sent, To: lamp.Lit}, lamp.WrongState},
	} {
		if got := code(tt.move.Check()); got != tt.code {
			t.Errorf("%s to %s: %q, want %q", tt.move.From, tt.move.To, got, tt.code)
		}
	}
}

func TestNear(t *testing.T) {
	w := newTown()
	here := geo.Point{Lat: 34.7516, Lon: 113.6053, Acc: 12}
	near, far := report("a", "a"), report("b", "b")
	near.Place = lamp.Place{Point: &geo.Point{Lat: 34.7518, Lon: 113.6053}}
	far.Place = lamp.Place{Point: &geo.Point{Lat: 34.7600, Lon: 113.6053}, Pole: "0417"}
	for _, s := range []lamp.Submit{near, far} {
		if err := w.do(s, reporter); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.near(t, lamp.Place{Point: &here}); len(got) != 1 || got[0].ID != "a" {
		t.Errorf("22 m away: %v", got)
	}
	if got := w.near(t, lamp.Place{Pole: "04-17"}); len(got) != 1 || got[0].ID != "b" {
		t.Errorf("the same pole: %v", got)
	}
	put2 := lamp.Move{Spot: "a", From: lamp.Sent, To: lamp.Withdrawn}
	if err := w.do(put2, reporter); err != nil {
		t.Fatal(err)
	}
	if got := w.near(t, lamp.Place{Point: &here}); len(got) != 0 {
		t.Errorf("a withdrawn one is offered: %v", got)
	}
}

// near asks by the city's index and by going through all, as a phone does: one answer.
func (w *town) near(t *testing.T, where lamp.Place) []lamp.Spot {
	t.Helper()
	var all []*lamp.Spot
	for _, s := range lamp.Spots.All(w.rows) {
		all = append(all, &s)
	}
	found, among := lamp.NearIn(w.rows, where, at), lamp.NearAmong(all, where, at)
	if !reflect.DeepEqual(found, among) {
		t.Errorf("the index finds %v, going through all %v", found, among)
	}
	return found
}

// TestSectionAt: what waits for a crew within 200 metres of each other is one job, if
// it is three or more.
func TestSectionAt(t *testing.T) {
	spot := func(id op.ID, metres float64, state lamp.State) *lamp.Spot {
		return &lamp.Spot{ID: id, State: state, Point: &geo.Point{Lat: 34.75 + metres/111_195, Lon: 113.6}}
	}
	a, b, c := spot("a", 0, lamp.Sent), spot("b", 90, lamp.Checked), spot("c", -60, lamp.Sent)
	nowhere := &lamp.Spot{ID: "n", State: lamp.Sent}
	for name, tt := range map[string]struct {
		at    *lamp.Spot
		among []*lamp.Spot
		want  []op.ID
	}{
		"the nearest first": {a, []*lamp.Spot{a, b, c}, []op.ID{"a", "c", "b"}},
		"two are none":      {a, []*lamp.Spot{a, b}, nil},
		"with a crew":       {a, []*lamp.Spot{a, b, spot("d", 10, lamp.Repairing)}, nil},
		"each of all":       {a, []*lamp.Spot{a, b, c, spot("e", 190, lamp.Sent)}, []op.ID{"a", "c", "b"}}, // e is 250 m from c
		"too far":           {a, []*lamp.Spot{a, b, spot("f", 210, lamp.Sent)}, nil},
		"no point":          {nowhere, []*lamp.Spot{nowhere, a, b, c}, nil},
		"repaired":          {spot("g", 0, lamp.Fixed), []*lamp.Spot{a, b, c}, nil},
	} {
		if got := lamp.SectionAt(tt.at, tt.among); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// Whatever is done in whatever order, no report is lost and no state is reached
// that the diagram does not lead to.
func TestRandomMovesStayInTheDiagram(t *testing.T) {
	actors := []person.Actor{reporter, other, clerk, crew, merchant}
	states := lamp.States
	rapid.Check(t, func(t *rapid.T) {
		w := newTown()
		reports := 0
		for i := range rapid.IntRange(1, 30).Draw(t, "ops") {
			by := rapid.SampledFrom(actors).Draw(t, "by")
			if rapid.Bool().Draw(t, "submits") {
				if w.do(report(op.ID("r"+string(rune('A'+i))), "s"), by) == nil {
					reports++
				}
				continue
			}
			before, _ := lamp.Spots.Get(w.rows, "s")
			m := lamp.Move{Spot: "s", From: rapid.SampledFrom(states).Draw(t, "from"), To: rapid.SampledFrom(states).Draw(t, "to"), Reason: "r", Crew: "c", Owner: lamp.OfEstate}
			err := w.do(m, by)
			after, _ := lamp.Spots.Get(w.rows, "s")
			if _, drawn := allowed[string(before.State)+">"+string(after.State)]; err == nil && before.State != after.State && !drawn {
				t.Fatalf("%s became %s", before.State, after.State)
			}
		}
		if got := len(lamp.Reports.All(w.rows)); got != reports {
			t.Fatalf("%d reports were taken, %d are there", reports, got)
		}
	})
}
