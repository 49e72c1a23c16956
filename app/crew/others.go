package crew

import (
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// crews chooses whose jobs are shown, where there is a choice.
func (s *jobs) crews() app.UI {
	lang, ix := s.lang(), s.index()
	var chips []app.UI
	add := func(id, name string, on bool) {
		chips = append(chips, chip("crew-"+id, name, on, func() {
			s.whose, s.stale, s.order = id, true, nil
			s.leave()
			s.port.Remember(whoseNote, id)
		}))
	}
	mine := s.mine()
	member := len(mine) > 0 && s.whose == ""
	if member && len(mine) == 1 || s.port.Remember == nil {
		return kit.Block()
	}
	add(everyone, lang.Say(words.CrewsAll), len(mine) == 0)
	for _, c := range ix.Rules().Crews {
		if !c.Off {
			add(string(c.ID), lang.Pick(c.Zh, c.En), len(mine) == 1 && mine[0] == c.ID)
		}
	}
	return kit.Block(
		app.Div().Class("zz-chips zz-chips--crew").Role("group").Aria("label", lang.Say(words.WhoseJobs)).Body(chips...),
		kit.Maybe(s.whose == "" && !member, func() app.UI { return kit.Note(lang.Say(words.NoCrewYet)) }))
}

// others are the jobs that are not in hand, what is on hold, and what was done today.
func (s *jobs) others(l list, hand *task) app.UI {
	lang := s.lang()
	var open, held, done []app.UI
	for i, t := range l.open {
		if t != hand {
			open = append(open, s.row(t, words.Int(i+1)))
		}
	}
	for _, t := range l.held {
		if t != hand {
			held = append(held, s.row(t, ""))
		}
	}
	for _, t := range l.done {
		done = append(done, s.doneRow(t))
	}
	return kit.Block(
		app.Div().ID("radar").Body(kit.Maybe(s.spot.at != nil && len(l.open) > 0, func() app.UI {
			return kit.Div("zz-list zz-gap", kit.Fold{ID: "radar-fold", Icon: "map-pin", Title: lang.Say(words.RadarFold), Open: s.folds.radar, Set: func(open bool) { s.folds.radar = open }}.
				UI(func() app.UI { return s.radar(l, hand) }))
		})),
		rows("open", s.put(words.OtherJobs, len(open)), open),
		rows("held", lang.Say(words.HeldJobs), held),
		rows("done-today", lang.Say(words.DoneJobs), done),
	)
}

// row is one job that a tap takes into hand.
func (s *jobs) row(t *task, n string) app.UI {
	lang, ix := s.lang(), s.index()
	name := placeOf(lang, ix, t.spot)
	line := lamps.Fault(lang, *ix.Rules(), t.spot.Fault)
	if distance, direction := s.far(t.spot); distance != "" {
		line = s.join(line, distance, direction)
	} else {
		line = s.join(line, lamps.District(lang, *ix.Rules(), district(t.spot)))
	}
	tags := s.rowTags(t)
	id := t.job.ID
	return app.Button().ID("take-"+string(id)).Class("zz-row zz-row--b zz-jobrow").Type("button").Disabled(s.busy || s.roll.Busy()).
		Body(kit.Maybe(n != "", func() app.UI { return kit.Span("zz-jobrow__n", n) }),
			app.Span().Class("zz-row__b").Body(kit.B(name), kit.Span("zz-cap", line)),
			app.Span().Class("zz-jobrow__t").Body(tags...)).
		OnClick(func(app.Context, app.Event) {
			s.take(id)
			app.Window().Call("scrollTo", 0, 0)
		}, app.EventScope(id))
}

func (s *jobs) rowTags(t *task) []app.UI {
	lang := s.lang()
	if waits := s.outbox(t.spot.ID); len(waits) > 0 {
		return waits
	}
	switch {
	case t.danger():
		return []app.UI{kit.Tag("err", "alert-triangle", lang.DangerName(t.spot.Danger))}
	case t.late:
		return []app.UI{kit.Tag("err", "clock", lang.Say(words.OverdueTag))}
	case t.held() || t.spot.State == "templit":
		return []app.UI{kit.Tag("lamp", "", lang.StateName(t.spot.State))}
	case !t.job.Begun.IsZero():
		return []app.UI{kit.Tag("brand", "", lang.Say(words.JobGoing))}
	}
	return []app.UI{kit.Tag("", "", lang.Say(words.JobToDo))}
}

// doneRow is a job that was closed today, and whether the city has heard of it.
func (s *jobs) doneRow(t *task) app.UI {
	lang, now := s.lang(), s.port.Now()
	text, waits := words.Put(lang.Say(words.FixedAt), lang.Moment(t.job.Ended, now)), s.waits(t.spot.ID)
	if waits && !s.port.Line().Online {
		text = lang.Say(words.FixedWaits)
	}
	for _, h := range t.job.After {
		if !lamps.PhotoThere(s.port, h) {
			text = s.join(text, lamps.PhotoState(s.port, h))
			break
		}
	}
	return row(placeOf(lang, s.index(), t.spot), text, s.heard(waits))
}

// seen are the withdrawn jobs that the crew has understood.
func (s *jobs) seen() map[op.ID]bool {
	seen := map[op.ID]bool{}
	for _, id := range s.understood {
		seen[id] = true
	}
	return seen
}
