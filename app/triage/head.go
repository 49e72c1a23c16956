package triage

import (
	"strings"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var stageNames = map[stage]words.T{fresh: words.StageNew, double: words.StageDouble, ready: words.StageReady,
	out: words.StageOut, watched: words.StageWatched, done: words.StageDone}

// barred are the stages that the bar is split into.
var barred = []stage{fresh, double, ready, out}

// head is what there is in all: how much, how far, and where.
func (s *screen) head() app.UI {
	lang, t := s.lang(), s.pile.tally
	late := s.pile.late(s.port.Now())
	q := s.q
	q.late = !q.late
	return kit.Card("", nil,
		app.Div().Class("zz-card__h").Body(
			app.H2().Class("zz-tally").Body(
				app.B().ID("all-reports").Text(words.Int(t.reports)), app.Text(" "+lang.Say(words.DeskReports)+" "),
				app.B().ID("all-spots").Text(words.Int(t.spots)), app.Text(" "+lang.Say(words.DeskPlaces))),
			kit.Maybe(late > 0, func() app.UI {
				return s.choice("late", "zz-late", "alert-triangle", words.Put(lang.Say(words.DeskLate), words.Int(late)), s.q.late, q)
			}),
		),
		split(t),
		s.legend(t),
		s.tiles(t),
	)
}

// split is the bar: reports by stage.
func split(t tally) app.UI {
	var b strings.Builder
	b.WriteString(`<svg class="zz-split" width="100%" height="12" aria-hidden="true">`)
	at := 0.0
	for i, st := range barred {
		if n := t.stages[st]; n > 0 {
			wide := float64(n) * 100 / float64(t.reports)
			b.WriteString(`<rect class="zz-s` + words.Int(i) + `" x="` + kit.Num(at) + `%" width="` + kit.Num(wide) + `%" height="12"/>`)
			at += wide
		}
	}
	return app.Raw(b.String() + `</svg>`)
}

func (s *screen) legend(t tally) app.UI {
	var items []app.UI
	for i, st := range barred {
		q := s.q
		if q.stage = st; s.q.stage == st {
			q.stage = allStages
		}
		items = append(items, app.Button().ID("stage-"+string(st)).Class("zz-fk__b").Type("button").Aria("pressed", s.q.stage == st).Body(
			app.Span().Body(app.I().Class("zz-s"+words.Int(i)), app.Text(s.lang().Say(stageNames[st]))), kit.B(words.Int(t.stages[st]))).
			OnClick(func(ctx app.Context, _ app.Event) { s.show(ctx, q) }, app.EventScope(q)))
	}
	return app.Div().Class("zz-fk4").Role("group").Aria("label", s.lang().Say(words.DeskSplit)).Body(items...)
}

// tiles are the districts, the more reports the warmer.
func (s *screen) tiles(t tally) app.UI {
	most := 1
	for _, n := range t.districts {
		most = max(most, n)
	}
	var tiles []app.UI
	tile := func(id, name string) {
		q := s.q
		if q.district = id; s.q.district == id {
			q.district = ""
		}
		n := t.districts[strings.TrimSuffix(id, elsewhere)]
		tiles = append(tiles, app.Button().ID("d-"+id).Class("zz-tile zz-heat"+words.Int(n*10/most)).Type("button").Aria("pressed", s.q.district == id).
			Body(app.Text(name), kit.B(words.Int(n))).
			OnClick(func(ctx app.Context, _ app.Event) { s.show(ctx, q) }, app.EventScope(q)))
	}
	for _, d := range s.pile.rules.Districts {
		if !d.Off || t.districts[d.ID] > 0 {
			tile(d.ID, shortName(s.lang(), d))
		}
	}
	if t.districts[""] > 0 {
		tile(elsewhere, s.lang().Say(words.Elsewhere))
	}
	return app.Div().Class("zz-tiles").Role("group").Aria("label", s.lang().Say(words.DeskTiles)).Body(tiles...)
}

// shortName is a district on a tile: 中原 for 中原区.
func shortName(lang words.Lang, d lamp.DistrictDef) string {
	name := []rune(lang.Pick(d.Zh, d.En))
	if n := len(name); lang == words.Zh && n > 2 && strings.ContainsRune("区市县", name[n-1]) {
		name = name[:n-1]
	}
	return string(name)
}

// choice is a button that takes the desk to another query.
func (s *screen) choice(id, class, icon, text string, on bool, to query) app.UI {
	return app.Button().ID("f-"+id).Class(class).Type("button").Aria("pressed", on).
		Body(kit.Maybe(icon != "", func() app.UI { return kit.Icon(icon) }), app.Text(text), kit.Maybe(on, func() app.UI { return kit.Icon("x") })).
		OnClick(func(ctx app.Context, _ app.Event) { s.show(ctx, to) }, app.EventScope(to))
}

// chips are the filters; those that are on come first.
func (s *screen) chips() app.UI {
	var on, off []app.UI
	for _, c := range s.filters() {
		chip := s.choice(c.id, "zz-chip", "", c.text, c.on, c.to)
		if c.on {
			on = append(on, chip)
		} else {
			off = append(off, chip)
		}
	}
	return app.Div().Class("zz-chips").Role("group").Aria("label", s.lang().Say(words.DeskFilter)).Body(append(on, off...)...)
}

type filter struct {
	id, text string
	on       bool
	to       query
}

func (s *screen) filters() (all []filter) {
	lang, q := s.lang(), s.q
	add := func(id, text string, on bool, change func(*query)) {
		to := q
		change(&to)
		all = append(all, filter{id, text, on, to})
	}
	if name := lamps.District(lang, *s.pile.rules, q.district); name != "" || q.district == elsewhere {
		if q.district == elsewhere {
			name = lang.Say(words.Elsewhere)
		}
		add("district", name+" "+words.Int(s.pile.tally.districts[strings.TrimSuffix(q.district, elsewhere)]), true, func(to *query) { to.district = "" })
	}
	add("overdue", lang.Say(words.Late), q.late, func(to *query) { to.late = !to.late })
	add("danger", lang.Say(words.HasDanger), q.danger, func(to *query) { to.danger = !to.danger })
	add("photos", lang.Say(words.HasPhotos), q.photos, func(to *query) { to.photos = !to.photos })
	for _, f := range s.pile.rules.Faults {
		on := q.fault == f.ID
		if f.Off && !on && s.pile.tally.faults[f.ID] == 0 {
			continue
		}
		add("fault-"+string(f.ID), lang.Pick(f.Zh, f.En), on, func(to *query) {
			if to.fault = f.ID; on {
				to.fault = ""
			}
		})
	}
	add("voices", words.Put(lang.Say(words.Many), "3"), q.voices == 3, func(to *query) { to.voices = 3 - min(3, to.voices) })
	for _, days := range ages {
		on := q.age == days
		add("age-"+words.Int(days), words.Put(lang.Say(words.OlderThan), words.Int(days)), on, func(to *query) {
			if to.age = days; on {
				to.age = 0
			}
		})
	}
	for _, st := range []stage{watched, done} {
		on := q.stage == st
		add("stage-"+string(st), lang.Say(stageNames[st]), on, func(to *query) {
			if to.stage = st; on {
				to.stage = allStages
			}
		})
	}
	return all
}
