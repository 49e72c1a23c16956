package triage

import (
	"strings"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// sheetUI is the sheet above the bar.
func (s *screen) sheetUI() app.UI {
	lang, title := s.lang(), kindNames[s.sheet.kind]
	var body app.UI
	switch s.sheet.kind {
	case dispatch:
		title, body = words.WhichCrew, s.crewSheet()
	case refuse, wanting, hold:
		title, body = words.WhichReason, s.reasonSheet()
	case merge:
		title, body = words.WhichMain, s.mergeSheet()
	case rest:
		body = s.restSheet()
	case help:
		body = s.helpSheet()
	}
	left := len(s.sheet.of) - len(s.able(s.sheet.kind, s.sheet.of))
	return app.Section().ID("sheet").Class("zz-sheet2").TabIndex(-1).Aria("labelledby", "sheet-title").Body(
		app.Div().Class("zz-card__h").Body(
			app.H2().ID("sheet-title").Text(lang.Say(title)),
			app.Button().ID("sheet-close").Class("zz-link").Type("button").Text(lang.Say(words.Cancel)).
				OnClick(func(ctx app.Context, _ app.Event) { s.closeSheet(ctx) })),
		kit.Maybe(left > 0 && s.sheet.kind != rest && s.sheet.kind != help, func() app.UI {
			return kit.Cap(words.Put(lang.Say(words.SkipSome), words.Int(left)))
		}),
		body,
	)
}

// crewSheet gives the spots to a crew with one tap; those of their district come
// first.
func (s *screen) crewSheet() app.UI {
	lang, able := s.lang(), s.able(dispatch, s.sheet.of)
	fit, others := s.crews(able)
	var buttons []app.UI
	for i, c := range append(fit, others...) {
		name, class := lang.Pick(c.Zh, c.En), "zz-chip"
		if i < len(fit) {
			class += " zz-chip--fits"
		}
		buttons = append(buttons, app.Button().ID("crew-"+string(c.ID)).Class(class).Type("button").Disabled(s.busy).
			Body(app.Text(name), kit.Maybe(i < len(fit), func() app.UI { return app.Small().Text(lang.Say(words.Suggested)) })).
			OnClick(func(ctx app.Context, _ app.Event) {
				s.run(s.moves(dispatch, able, move{crew: string(c.ID)}), s.saying(dispatch, name))
			}, app.EventScope(c.ID, able)))
	}
	if len(buttons) == 0 {
		return kit.Cap(lang.Say(words.NoCrews))
	}
	return kit.Div("zz-picker", buttons...)
}

// reasonSheet says why with one tap, or in the clerk's own words.
func (s *screen) reasonSheet() app.UI {
	lang, k := s.lang(), s.sheet.kind
	able := s.able(k, s.sheet.of)
	do := func(ctx app.Context, m move) {
		if text := strings.TrimSpace(s.sheet.text); text != "" {
			m.reason = strings.TrimPrefix(s.reasonName(m.reason)+lang.Say(words.DeskComma)+text, lang.Say(words.DeskComma))
		}
		s.run(s.moves(k, able, m), s.saying(k, ""))
	}
	var buttons []app.UI
	for _, r := range s.reasons(k) {
		buttons = append(buttons, app.Button().ID("why-"+r.ID).Class("zz-chip").Type("button").Disabled(s.busy).Text(lang.Pick(r.Zh, r.En)).
			OnClick(func(ctx app.Context, _ app.Event) { do(ctx, move{reason: r.ID, owner: r.Owner}) }, app.EventScope(r.ID, k, able)))
	}
	label := map[kind]words.T{refuse: words.MoreWords, wanting: words.WantedWords, hold: words.HoldWords}[k]
	return app.Div().Body(
		kit.Div("zz-picker", buttons...),
		kit.Field{ID: "why-" + string(k), Label: lang.Say(label), Most: lamp.MaxNote - 60, Set: func(text string) { s.sheet.text = text }}.UI(),
		app.Button().ID("why-send").Class("zz-btn2 zz-gap").Type("button").Disabled(s.busy || strings.TrimSpace(s.sheet.text) == "").Text(lang.Say(kindNames[k])).
			OnClick(func(ctx app.Context, _ app.Event) { do(ctx, move{}) }, app.EventScope(k, able)),
	)
}

// restSheet are the actions that have no room in the bar.
func (s *screen) restSheet() app.UI {
	var buttons []app.UI
	for _, k := range []kind{check, wanting, hold, recall} {
		n := len(s.able(k, s.sheet.of))
		buttons = append(buttons, app.Button().ID("do-"+string(k)).Class("zz-chip").Type("button").Disabled(n == 0 || s.busy).
			Body(app.Text(s.lang().Say(kindNames[k])), kit.B(words.Int(n))).
			OnClick(func(ctx app.Context, _ app.Event) { s.begin(ctx, k, s.sheet.of) }, app.EventScope(k)))
	}
	return kit.Div("zz-picker", buttons...)
}

// mergeSheet asks which place the others are to be counted to.
func (s *screen) mergeSheet() app.UI {
	lang, ix := s.lang(), s.index()
	able := s.able(merge, s.sheet.of)
	var rows []app.UI
	for _, id := range able {
		it := s.pile.find(id)
		rows = append(rows, app.Label().Class("zz-main1").Body(
			app.Input().Type("radio").Name("main").Value(string(id)).Checked(s.sheet.main == id).
				OnChange(func(app.Context, app.Event) { s.sheet.main = id }, app.EventScope(id)),
			kit.Two(s.where(ix, it), words.Put(lang.Say(words.PickedReports), words.Int(it.reports))),
		))
	}
	return app.Div().Body(
		app.Div().Class("zz-mains").Role("radiogroup").Aria("label", lang.Say(words.WhichMain)).Body(rows...),
		app.Button().ID("merge-now").Class("zz-go zz-gap").Type("button").Disabled(s.busy).Text(lang.Say(words.DoMerge)).
			OnClick(func(ctx app.Context, _ app.Event) { s.merge(ctx, s.sheet.main, able) }, app.EventScope(able)),
	)
}

// merge counts spots to another.
func (s *screen) merge(ctx app.Context, into op.ID, ids []op.ID) {
	s.run(s.merges(into, ids), s.saying(merge, ""))
}
