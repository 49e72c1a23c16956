package crew

import (
	"strings"
	"time"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// summary is the end of a walk: what it counts, before it is written down.
func (s *patrol) summary() []app.UI {
	lang, w := s.lang(), s.walk
	facts := kit.Facts(
		kit.Fact(lang.Say(words.PatrolWay), words.Kilometres(w.metres())+lang.Say(words.PatrolKm)),
		kit.Fact(lang.Say(words.PatrolTime), lang.Moment(w.Began, s.port.Now())+" – "+words.Clock(w.Ended)))
	return []app.UI{
		kit.Card("", nil, facts),
		s.darks(), s.roads(),
		kit.Card("", nil,
			stepper("boxes", lang, words.PatrolBoxes, w.Boxes, func(n int) { s.walk.Boxes = n; s.note() }, nil),
			kit.Field{ID: "walk-note", Label: lang.Say(words.JobNote), Value: w.Note, Most: ledger.MaxNote, Set: func(v string) { s.walk.Note = strings.TrimSpace(v); s.note() }}.UI()),
		app.Div().Class("zz-wrap zz-wrap--gap").Body(
			button("go-on", "zz-btn2", "walk", lang.Say(words.PatrolBack), false, s.goOn),
			button("throw", "zz-btn2 zz-btn2--err", "trash", lang.Say(words.PatrolThrow), false, s.throw)),
	}
}

// darks are the lamps that were found dark, each to be mended or left out.
func (s *patrol) darks() app.UI {
	lang := s.lang()
	var rows []app.UI
	for i, d := range s.walk.Dark {
		rows = append(rows, s.darkRow(i, d))
	}
	title := words.Put(lang.Say(words.PatrolFound), words.Int(len(rows)))
	return app.Div().ID("darks").Body(kit.Card(title, nil, append(rows, kit.Maybe(len(rows) == 0, func() app.UI { return kit.Cap(lang.Say(words.PatrolNone)) }))...))
}

func (s *patrol) darkRow(i int, d dark) app.UI {
	lang, ix, id := s.lang(), lamps.Of(s.port), string(d.ID)
	change := func(f func(*dark)) {
		for k := range s.walk.Dark {
			if s.walk.Dark[k].ID == d.ID {
				f(&s.walk.Dark[k])
			}
		}
		s.note()
	}
	where, joined := words.Clock(d.At), ""
	if d.Point != nil {
		where += " · " + lamps.Coordinate(d.Point.Lat) + ", " + lamps.Coordinate(d.Point.Lon)
	}
	if spot, ok := ix.Spot(d.Joins); ok {
		joined = placeOf(lang, ix, spot)
	}
	var dangers []app.UI
	for _, one := range lamp.Dangers {
		dangers = append(dangers, app.Option().Value(string(one)).Selected(one == d.Danger || d.Danger == "" && one == lamp.Safe).Text(lang.DangerName(one)))
	}
	return app.Div().Class("zz-report zz-darkrow").DataSet("dark", id).Body(
		app.Div().Class("zz-line2").Body(kit.B(words.Put(lang.Say(words.PatrolNth), words.Int(i+1))),
			button("drop-"+id, "zz-link", "", lang.Say(words.PatrolDrop), false, func() { s.drop(d) })),
		kit.Cap(where),
		kit.Block(kit.Maybe(d.Point == nil, func() app.UI {
			return kit.Field{ID: "where-" + id, Label: lang.Say(words.RoadLabel), Value: d.Words, Most: lamp.MaxWords, Set: func(v string) { change(func(d *dark) { d.Words = strings.TrimSpace(v) }) }}.UI()
		})),
		kit.Block(kit.Maybe(joined != "", func() app.UI {
			return kit.Toggle("joins-"+id, "", words.Put(lang.Say(words.PatrolSame), joined), !d.Apart, func(on bool) { change(func(d *dark) { d.Apart = !on }) })
		})),
		app.Div().Class("zz-field").Body(app.Label().For("danger-"+id).Text(lang.Say(words.AnyDanger)),
			app.Select().ID("danger-"+id).OnChange(func(ctx app.Context, _ app.Event) {
				v := ctx.JSSrc().Get("value").String()
				change(func(d *dark) { d.Danger = lamp.Danger(v) })
			}, app.EventScope(id)).Body(dangers...)),
	)
}

// drop leaves a lamp out.
func (s *patrol) drop(d dark) {
	var left []dark
	for _, one := range s.walk.Dark {
		if one.ID != d.ID {
			left = append(left, one)
		}
	}
	s.walk.Dark = left
	s.note()
}

// roads are what was looked at, a road that was gone twice twice.
func (s *patrol) roads() app.UI {
	lang := s.lang()
	var chips, offers []app.UI
	for i, road := range s.walk.Roads {
		chips = append(chips, app.Button().ID("road-"+words.Int(i)).Class("zz-chip").Type("button").Aria("label", words.Put(lang.Say(words.PatrolOut), road)).
			Body(app.Text(road), kit.Icon("x")).OnClick(func(app.Context, app.Event) {
			s.walk.Roads = append(s.walk.Roads[:i:i], s.walk.Roads[i+1:]...)
			s.note()
		}, app.EventScope(i, road)))
	}
	for _, road := range s.offers {
		offers = append(offers, button("offer-"+road, "zz-chip", "plus", road, false, func() { s.addRoad(road) }))
	}
	n := words.Int(s.sheet)
	return app.Div().ID("roads").Body(kit.Card(words.Put(lang.Say(words.PatrolRoads), words.Int(len(chips))), nil,
		kit.Cap(lang.Say(words.PatrolRoadsHint)),
		kit.Div("zz-picker", chips...), kit.Div("zz-picker", offers...),
		kit.Field{ID: "road-in-" + n, Label: lang.Say(words.PatrolAdd), Inside: lang.Say(words.RoadHint), Most: ledger.MaxRoad, Set: func(v string) { s.road = strings.TrimSpace(v) }}.UI(),
		button("road-add", "zz-btn2 zz-gap", "plus", lang.Say(words.PatrolAddIt), s.road == "", func() { s.addRoad(s.road) })))
}

func (s *patrol) addRoad(road string) {
	if road == "" || len(s.walk.Roads) >= ledger.MaxRoads {
		return
	}
	s.walk.Roads = append(s.walk.Roads, road)
	if road == s.road {
		s.road = ""
		s.sheet++
	}
	var left []string
	for _, other := range s.offers {
		if other != road {
			left = append(left, other)
		}
	}
	s.offers = left
	s.note()
}

// goOn takes the walk up again.
func (s *patrol) goOn() {
	s.walk.Ended, s.walk.Last = time.Time{}, s.port.Now()
	s.note()
	s.awake(true)
}

// throw lets the walk go, after a question.
func (s *patrol) throw() {
	if app.Window().Call("confirm", s.lang().Say(words.PatrolThrowAsk)).Bool() {
		s.walk = nil
		s.note()
	}
}

// write keeps the reports and the ledger's entry, and only then lets the note go.
func (s *patrol) write() {
	var crew op.ID
	if mine := lamp.CrewsOf(s.port.View(), s.port.Me().ID); len(mine) > 0 {
		crew = mine[0]
	}
	ops := s.walk.ops(crew)
	for _, o := range ops {
		if err := o.Check(); err != nil {
			s.problem = sentence(s.lang(), err)
			return
		}
	}
	s.do(ops, func() {
		s.walk, s.saved = nil, true
		s.note()
		app.Window().Call("scrollTo", 0, 0)
	})
}
