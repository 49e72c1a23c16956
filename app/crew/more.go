package crew

import (
	"strings"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// notes are the clerk's latest words, on the card itself: they are for the crew.
func (s *jobs) notes(t *task) app.UI {
	notes := s.index().Notes(t.spot.ID)
	var lines []app.UI
	for _, n := range notes[max(0, len(notes)-2):] {
		lines = append(lines, kit.P("zz-job__note", n.Text+" · "+s.lang().Moment(n.At, s.port.Now())))
	}
	return kit.Maybe(len(lines) > 0, func() app.UI { return app.Div().ID("notes").Class("zz-gap").Body(lines...) })
}

// more is what else is known of the place; all of it lies on this phone.
func (s *jobs) more(t *task) app.UI {
	lang, ix, now := s.lang(), s.index(), s.port.Now()
	var parts []app.UI
	if p := t.spot.Point; p != nil {
		parts = append(parts, kit.Cap(lamps.Coordinate(p.Lat)+", "+lamps.Coordinate(p.Lon)))
	}
	if p := t.spot.Promise(*ix.Rules(), now); !p.Announced {
		parts = append(parts, kit.Cap(lang.Say(words.NoDeadline)))
	}
	for _, r := range ix.Reports(t.spot.ID) {
		parts = append(parts, s.report(r))
	}
	for _, n := range ix.Notes(t.spot.ID) {
		parts = append(parts, app.Div().Class("zz-report").Body(kit.B(lang.Say(words.OfficeNotes)+" "), kit.P("", n.Text), kit.Cap(lang.Moment(n.At, now))))
	}
	var steps []app.UI
	for i := len(t.spot.Steps) - 1; i >= 0; i-- {
		st := t.spot.Steps[i]
		line := s.join(lang.Moment(st.When(), now), lamps.Crew(lang, *ix.Rules(), st.Crew), lamps.Reason(lang, *ix.Rules(), st.Reason))
		steps = append(steps, app.Li().Body(kit.B(lang.StateName(st.State)), kit.Span("zz-cap", " "+line)))
	}
	return kit.Block(append(parts, s.noting(t), kit.Div("zz-report", kit.B(lang.Say(words.History)), app.Ol().Class("zz-life").Body(steps...)))...)
}

// noting is a line for the office, for what is no step.
func (s *jobs) noting(t *task) app.UI {
	lang, spot := s.lang(), t.spot.ID
	field := "office-" + string(spot)
	return kit.Block(
		kit.Field{ID: field, Label: lang.Say(words.AddNote), Hint: lang.Say(words.OfficeHint), Most: lamp.MaxNote, Set: func(text string) { s.ask.note = text }}.UI(),
		button("office-save", "zz-btn2 zz-gap", "", lang.Say(words.SaveFacts), s.busy || strings.TrimSpace(s.ask.note) == "", func() {
			o := lamp.Note{ID: s.port.NewID(), Spot: spot, Text: strings.TrimSpace(s.ask.note)}
			s.do([]op.Op{o}, func() {
				s.ask.note, s.last = "", &deed{text: s.say(words.DidNote)}
				kit.Empty(field)
			})
		}, spot))
}

// report is one person's words and photos.
func (s *jobs) report(r *lamp.Report) app.UI {
	lang := s.lang()
	var photos []app.UI
	for _, h := range r.Photos {
		photos = append(photos, kit.Div("zz-photo", shots.Picture(&s.port, h)))
	}
	return app.Div().Class("zz-report").Body(
		kit.Cap(s.join(r.No, lang.Moment(r.Tapped, s.port.Now()))), kit.P("", lamps.Where(lang, r.Place)),
		kit.Maybe(r.Note != "", func() app.UI { return kit.P("", "“"+r.Note+"”") }),
		kit.Maybe(r.Contact != "", func() app.UI {
			return app.A().Class("zz-btn2").Href("tel:"+r.Contact).Body(kit.Icon("phone"), app.Text(r.Contact))
		}),
		kit.Div("zz-shots", photos...))
}

// cannot asks why, with the reasons that the administrator set.
func (s *jobs) cannot(t *task) app.UI {
	lang, id := s.lang(), t.job.ID
	var chips []app.UI
	for _, r := range s.index().Rules().Reasons {
		if r.For == lamp.Waiting && !r.Off {
			chips = append(chips, s.press("why-"+r.ID, "zz-chip", "", lang.Pick(r.Zh, r.En), t, func(t *task) { s.step(t, lamp.Waiting, s.reason(r.ID), words.DidCannot) }))
		}
	}
	return app.Div().ID("why").Class("zz-gap").Body(
		app.H3().Class("zz-h3").Text(lang.Say(words.WhyNot)), kit.Cap(lang.Say(words.WhyNotHint)),
		kit.Div("zz-picker", chips...),
		kit.Field{ID: "why-text-" + string(id), Label: lang.Say(words.WhyOwn), Most: lamp.MaxNote - 60, Set: func(text string) { s.ask.text = text }}.UI(),
		button("why-send", "zz-btn2 zz-wide zz-gap", "", lang.Say(words.WhySend), s.busy || strings.TrimSpace(s.ask.text) == "",
			s.at(t, func(t *task) { s.step(t, lamp.Waiting, s.reason(""), words.DidCannot) }), id))
}

// reason is one that is offered, with the crew's own words behind it.
func (s *jobs) reason(id string) string {
	text := strings.TrimSpace(s.ask.text)
	if text == "" {
		return id
	}
	return s.join(lamps.Reason(s.lang(), *s.index().Rules(), id), text)
}
