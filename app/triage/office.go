package triage

import (
	"strings"

	"denghuo/app/door"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// job is what the crew has told.
func (s *screen) job(ix *lamps.Index, it *item) app.UI {
	j, ok := ix.Job(it.spot.Job)
	if !ok {
		return nil
	}
	lang := s.lang()
	line := words.Put(lang.Say(words.JobOf), s.crewName(string(j.Crew)))
	if !j.Begun.IsZero() {
		line += lang.Say(words.DeskComma) + words.Put(lang.Say(words.JobBegun), lang.Moment(j.Begun, s.port.Now()))
	}
	var photos []app.UI
	for _, h := range j.After {
		photos = append(photos, s.shot(it, h))
	}
	return part(line,
		kit.Maybe(j.Why != "", func() app.UI { return kit.P("", s.reasonName(j.Why)) }),
		kit.Maybe(j.Note != "", func() app.UI { return kit.P("", "“"+j.Note+"”") }),
		kit.Div("zz-shots", photos...))
}

// notes are what the office wrote, and a line for one more.
func (s *screen) notes(ix *lamps.Index, it *item) app.UI {
	lang := s.lang()
	var lines []app.UI
	for _, n := range ix.Notes(it.spot.ID) {
		lines = append(lines, app.Div().Class("zz-report").Body(kit.P("", n.Text), kit.Cap(lang.Moment(n.At, s.port.Now()))))
	}
	return part(lang.Say(words.OfficeNotes),
		kit.Cap(lang.Say(words.OfficeHint)),
		app.Div().Body(lines...),
		kit.Field{ID: "note-" + string(it.spot.ID), Label: lang.Say(words.AddNote), Most: lamp.MaxNote, Set: func(text string) { s.detail.note = text }}.UI(),
		app.Button().ID("note-save").Class("zz-btn2 zz-gap").Type("button").Disabled(s.busy || strings.TrimSpace(s.detail.note) == "").Text(lang.Say(words.SaveFacts)).
			OnClick(func(ctx app.Context, _ app.Event) { s.addNote(ctx) }),
	)
}

func (s *screen) addNote(ctx app.Context) {
	do := lamp.Note{ID: s.port.NewID(), Spot: s.q.spot, Text: strings.TrimSpace(s.detail.note)}
	s.detail.note = ""
	kit.Empty("note-" + string(s.q.spot))
	s.run([]task{{do: do}}, func(int) string { return s.lang().Say(words.DidNote) })
}

// history is the spot's life so far, the latest first.
func (s *screen) history(it *item) app.UI {
	lang := s.lang()
	var items []app.UI
	for i := len(it.spot.Steps) - 1; i >= 0; i-- {
		step := it.spot.Steps[i]
		what := s.detailOf(step.Reason, step.Crew)
		if other := s.pile.find(step.Into); other != nil {
			what += lang.Say(words.DeskComma) + words.Put(lang.Say(words.MergedInto), s.where(s.index(), other))
		}
		items = append(items, app.Li().Body(kit.B(lang.StateName(step.State)), kit.Span("zz-cap", " "+lang.Moment(step.When(), s.port.Now())+what)))
	}
	return part(lang.Say(words.History), app.Ol().Class("zz-life").Body(items...))
}

// facts is the form that mends what reports said.
func (s *screen) facts(it *item) app.UI {
	fold := kit.Fold{ID: "facts", Icon: "tool", Title: s.lang().Say(words.Facts), Open: s.detail.facts, Set: func(open bool) { s.detail.facts, s.detail.set = open, lamp.Set{} }}
	return app.Div().Class("zz-factfold").Body(fold.UI(func() app.UI { return s.factsForm(it) }))
}

func (s *screen) factsForm(it *item) app.UI {
	lang, r, spot, id := s.lang(), s.pile.rules, it.spot, string(it.spot.ID)
	set, found := &s.detail.set, s.detail.pole.Say(lang, *r, words.PoleUnknown, words.PoleOffline)
	var faults, dangers, districts []choice
	for _, f := range r.Faults {
		if !f.Off || f.ID == spot.Fault {
			faults = append(faults, choice{string(f.ID), lang.Pick(f.Zh, f.En)})
		}
	}
	for _, d := range lamp.Dangers {
		dangers = append(dangers, choice{string(d), lang.DangerName(d)})
	}
	districts = append(districts, choice{"", lang.Say(words.Elsewhere)})
	for _, d := range r.Districts {
		districts = append(districts, choice{d.ID, lang.Pick(d.Zh, d.En)})
	}
	return app.Div().Body(
		s.list1("fact-fault", words.FactFault, faults, string(spot.Fault), func(v string) { set.Fault = lamp.Fault(v) }),
		s.list1("fact-danger", words.FactDanger, dangers, string(spot.Danger), func(v string) { set.Danger = lamp.Danger(v) }),
		s.list1("fact-district", words.FactDistrict, districts, it.district, func(v string) { set.District = v }),
		kit.Field{ID: "road-" + id, Label: lang.Say(words.FactRoad), Value: spot.Road, Most: lamp.MaxRoad, Set: func(v string) { set.Road = strings.TrimSpace(v) }}.UI(),
		kit.Field{ID: "pole-" + id, Label: lang.Say(words.FactPole), Value: spot.Pole, Most: lamp.MaxPole, Set: func(v string) { set.Pole = strings.TrimSpace(v) }}.UI(),
		app.Button().ID("pole-find").Class("zz-btn2 zz-gap").Type("button").Disabled(set.Pole == "" && spot.Pole == "").Text(lang.Say(words.FindPole)).
			OnClick(func(ctx app.Context, _ app.Event) { s.findPole(ctx) }),
		kit.Live(kit.Maybe(found != "", func() app.UI { return kit.Note(found) })),
		app.Button().ID("facts-save").Class("zz-btn2 zz-gap").Type("button").Disabled(s.busy || s.detail.set == lamp.Set{}).Text(lang.Say(words.SaveFacts)).
			OnClick(func(ctx app.Context, _ app.Event) { s.mend(ctx) }),
	)
}

// findPole fills in what the inventory knows of the pole: its point, and road and
// district where none is said yet.
func (s *screen) findPole(ctx app.Context) {
	it := s.pile.find(s.q.spot)
	if it == nil {
		return
	}
	set, spot := &s.detail.set, it.spot
	no := set.Pole
	if no == "" {
		no = spot.Pole
	}
	s.detail.pole.Look(ctx, s.port, no, 0, func(at door.Pole) {
		if s.q.spot != spot.ID {
			return
		}
		set.Point = at.Point
		if set.Road == "" && spot.Road == "" && at.Road != "" {
			set.Road = at.Road
			kit.Refill("road-"+string(spot.ID), at.Road)
		}
		if at.Point == nil {
			set.District = lamps.DistrictNamed(*s.pile.rules, at.District)
		}
	})
}

type choice struct{ value, name string }

// list1 is one of a list.
func (s *screen) list1(id string, label words.T, all []choice, now string, set func(string)) app.UI {
	var options []app.UI
	for _, c := range all {
		options = append(options, kit.Option(c.value, c.name, c.value == now))
	}
	return app.Div().Class("zz-field").Body(app.Label().For(id).Text(s.lang().Say(label)),
		app.Select().ID(id).OnChange(func(ctx app.Context, _ app.Event) { set(kit.Chosen(ctx)) }, app.EventScope(s.q.spot)).Body(options...))
}

// mend keeps what was changed. What the facts were before is how it is taken back.
func (s *screen) mend(ctx app.Context) {
	it := s.pile.find(s.q.spot)
	if it == nil {
		return
	}
	do := s.detail.set
	do.ID, do.Spot = s.port.NewID(), it.spot.ID
	before := lamp.Set{ID: s.port.NewID(), Spot: it.spot.ID, Fault: it.spot.Fault, Danger: it.spot.Danger, District: it.spot.District, Point: it.spot.Point, Pole: it.spot.Pole, Road: it.spot.Road}
	s.detail = detail{}
	s.run([]task{{do: do, undo: before}}, func(int) string { return s.lang().Say(words.DidSet) })
}
