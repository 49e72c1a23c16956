package crew

import (
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// at does something to a job as it stands when a button is tapped.
func (s *jobs) at(t *task, do func(t *task)) func() {
	id := t.job.ID
	return func() {
		if t := s.sorted().find(id); t != nil && !s.busy {
			do(t)
		}
	}
}

func (s *jobs) press(id, class, icon, text string, t *task, do func(t *task)) app.UI {
	return button(id, class, icon, text, s.busy || s.roll.Busy(), s.at(t, do), t.job.ID)
}

// open turns one of the folds of a job's card.
func (s *jobs) unfold(t *task, fold func(*folds) *bool) {
	open := !*fold(&s.folds)
	s.take(t.job.ID)
	*fold(&s.folds) = open
}

// card is the job in hand: what is to be known on the spot, and what ends it.
func (s *jobs) card(t *task) app.UI {
	lang, ix, id := s.lang(), s.index(), t.job.ID
	return app.Section().ID("job").Class("zz-card zz-job").DataSet("job", string(id)).Aria("label", placeOf(lang, ix, t.spot)).Body(
		app.Div().Class("zz-card__h").Body(
			app.H2().Text(placeOf(lang, ix, t.spot)),
			kit.Maybe(t.spot.Voices > 1, func() app.UI {
				return kit.Tag("lamp", "", words.Put(lang.Say(words.PeopleSaid), words.Int(t.spot.Voices)))
			})),
		s.facts(t),
		kit.Div("zz-wrap zz-job__g", s.tags(t)...),
		kit.Block(s.notes(t)),
		kit.Block(kit.Maybe(s.folds.way, func() app.UI { return s.way(t) })),
		s.causes(t),
		kit.Div("zz-job__s", kit.Span("zz-cap", lang.Say(words.AfterPhoto)), s.roll.UI(&s.port, "shot")),
		s.counts(t),
		s.acts(t),
		kit.Block(kit.Maybe(s.ask.cannot, func() app.UI { return s.cannot(t) })),
		kit.Fold{ID: "more-" + string(id), Icon: "clipboard-list", Title: lang.Say(words.JobMore), Open: s.folds.more, Set: func(open bool) { s.take(id); s.folds.more = open }}.
			UI(func() app.UI { return s.more(t) }),
	)
}

// facts is the photo with what a crew looks for.
func (s *jobs) facts(t *task) app.UI {
	lang, ix, spot := s.lang(), s.index(), t.spot
	second := lamps.District(lang, *ix.Rules(), district(spot))
	if spot.Pole != "" {
		second = s.join(words.Put(lang.Say(words.PoleIs), spot.Pole), second)
	}
	distance, direction := s.far(spot)
	return kit.Div("zz-job__f",
		s.first(t),
		kit.Div("zz-job__t",
			kit.Cap(s.join(lamps.Fault(lang, *ix.Rules(), spot.Fault), words.Put(lang.Say(words.LongAgo), lang.Lasted(s.port.Now().Sub(spot.First))))),
			kit.Maybe(second != "", func() app.UI { return kit.Cap(second) }),
			kit.Maybe(distance != "", func() app.UI {
				return app.P().ID("away").Class("zz-cap").Body(app.Text(lang.Say(words.AwayIs)), app.B().Class("zz-num").Text(distance),
					app.Text(words.Put(lang.Say(words.AwayTo), direction)))
			}),
			s.press("navigate", "zz-btn2", "map-2", lang.Say(words.Navigate), t, func(t *task) { s.unfold(t, func(f *folds) *bool { return &f.way }) }),
		))
}

// district is a spot's, or that of its point.
func district(spot *lamp.Spot) string {
	if spot.District == "" && spot.Point != nil {
		return geo.DistrictOf(*spot.Point)
	}
	return spot.District
}

// first is one photo of the reports.
func (s *jobs) first(t *task) app.UI {
	for _, h := range photosOf(s.index(), t.spot.ID) {
		if lamps.PhotoThere(s.port, h) {
			return kit.Div("zz-photo zz-job__p", shots.Picture(&s.port, h))
		}
	}
	return kit.Div("zz-photo zz-job__p zz-job__n", kit.Icon("bulb-off"))
}

// tags say what is special, the worst first.
func (s *jobs) tags(t *task) (tags []app.UI) {
	lang, now := s.lang(), s.port.Now()
	if t.danger() {
		tags = append(tags, kit.Tag("err", "alert-triangle", lang.DangerName(t.spot.Danger)))
	}
	if t.late {
		tags = append(tags, kit.Tag("err", "clock", lang.Say(words.OverdueTag)))
	}
	if t.spot.Again > 0 {
		tags = append(tags, kit.Tag("err", "", words.Put(lang.Say(words.AgainTag), words.Int(t.spot.Again))))
	}
	switch {
	case t.spot.State == lamp.TempLit || t.held():
		tags = append(tags, kit.Tag("lamp", "clock", lang.StateName(t.spot.State)))
	case !t.job.Begun.IsZero():
		tags = append(tags, kit.Tag("brand", "tool", words.Put(lang.Say(words.JobBegunAt), lang.Moment(t.job.Begun, now))))
	}
	if p := t.spot.Promise(*s.index().Rules(), now); !p.Repair.IsZero() && !p.Paused {
		tags = append(tags, kit.Tag("", "", string(t.level)+" "+words.Put(lang.Say(words.PromiseFix), lang.Moment(p.Repair, now))))
	}
	return append(tags, s.outbox(t.spot.ID)...)
}

// outbox is the tag of what waits about a spot.
func (s *jobs) outbox(spot op.ID) []app.UI {
	if !s.waits(spot) {
		return nil
	}
	return []app.UI{s.heard(true)}
}

// waits reports whether the city has not heard something about a spot.
func (s *jobs) waits(spot op.ID) bool {
	for _, w := range s.port.Waiting() {
		if about(w.Op) == spot {
			return true
		}
	}
	return false
}

// about is the spot that an op of a crew is about.
func about(o op.Op) op.ID {
	switch o := o.(type) {
	case lamp.Move:
		return o.Spot
	case lamp.Begin:
		return o.Spot
	case lamp.Undo:
		return o.Spot
	case lamp.Note:
		return o.Spot
	}
	return ""
}

// way is links to the map apps, each with the point as that app counts it.
func (s *jobs) way(t *task) app.UI {
	lang := s.lang()
	if t.spot.Point == nil {
		return kit.Note(lang.Say(words.NoPoint))
	}
	var links []app.UI
	for _, l := range geo.Outside(*t.spot.Point, placeOf(lang, s.index(), t.spot)) {
		links = append(links, app.A().ID("way-"+l.App).Class("zz-chip").Href(l.URL).Target("_blank").Rel("noopener noreferrer").Text(lang.MapApp(l.App)))
	}
	return app.Div().ID("way").Body(kit.Div("zz-picker zz-gap", links...), kit.Cap(lang.Say(words.WaySystem)))
}

// found are the causes that a repair ends with; two of them are in "cannot do".
func found(r *lamp.Rules) (all []lamp.CauseDef) {
	for _, c := range r.Causes {
		if !c.Off && c.ID != lamp.NoFault && c.ID != lamp.NotHandedOver {
			all = append(all, c)
		}
	}
	return all
}

// causes is one tap.
func (s *jobs) causes(t *task) app.UI {
	id, now := t.job.ID, s.drafts.Jobs[t.job.ID].Cause
	return kit.Div("zz-job__s", kit.Span("zz-cap", s.say(words.CauseLabel)),
		causes(s.lang(), s.index().Rules(), now, id, func(c lamp.Cause) { s.keep(id, func(d *draft) { d.Cause = c }) }),
		kit.Block(kit.Maybe(moved(now) && t.spot.Fault != lamp.Works, func() app.UI {
			return kit.Toggle("blind-"+string(id), "road-sign", s.say(words.MovedBackIs), s.drafts.Jobs[id].Blind, func(on bool) { s.keep(id, func(d *draft) { d.Blind = on }) })
		})))
}

// counts is what the ledger will count, seen before it is done.
func (s *jobs) counts(t *task) app.UI {
	lang, id := s.lang(), t.job.ID
	done := counted(t, s.drafts.Jobs[id])
	return kit.Block(
		app.Div().Class("zz-line2 zz-gap").Body(
			app.P().ID("counts").Class("zz-cap").Text(words.Put(lang.Say(words.CountLabel), lang.DoneWords(done))),
			s.press("count", "zz-link", "", lang.Say(words.CountChange), t, func(t *task) { s.unfold(t, func(f *folds) *bool { return &f.counts }) })),
		kit.Block(kit.Maybe(s.folds.counts, func() app.UI {
			return kit.Block(
				steppers(lang, done, string(id), func(d lamp.Done) { s.keep(id, func(dr *draft) { dr.Done = &d }) }),
				kit.Field{ID: "note-" + string(id), Label: lang.Say(words.JobNote), Value: s.drafts.Jobs[id].Note, Most: lamp.MaxNote,
					Set: func(text string) { s.keep(id, func(d *draft) { d.Note = text }) }}.UI())
		})),
	)
}

// acts are the other things that a crew does at a job.
func (s *jobs) acts(t *task) app.UI {
	var buttons []app.UI
	add := func(name, icon string, text words.T, do func(t *task)) {
		buttons = append(buttons, s.press(name, "zz-btn2", icon, s.say(text), t, do))
	}
	switch {
	case t.held():
		add("go-on", "player-play", words.JobGoOn, func(t *task) { s.step(t, lamp.Repairing, "", words.DidGoOn) })
	case t.job.Begun.IsZero():
		add("begin", "player-play", words.JobBegin, s.begin)
	}
	if t.spot.State == lamp.Repairing {
		add("temp", "bulb", words.JobTemp, func(t *task) { s.close(t, lamp.TempLit, words.DidTemp) })
		add("cannot", "barrier-block", words.JobCannot, func(t *task) {
			open := !s.ask.cannot
			s.take(t.job.ID)
			s.ask.cannot = open
		})
	}
	return kit.Div("zz-acts3 zz-gap", buttons...)
}
