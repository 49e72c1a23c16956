package triage

import (
	"strings"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// detail is what the clerk has done to the page of the open spot.
type detail struct {
	all   bool // every report is shown
	note  string
	facts bool // the form is open
}

// fewReports are shown before the clerk asks for all.
const fewReports = 4

// opened is one spot with all that is known of it.
func (s *screen) opened(ix *lamps.Index, it *item) app.UI {
	lang := s.lang()
	return app.Section().ID("detail").Class("zz-opened").Aria("label", s.where(ix, it)).Body(
		app.Div().Class("zz-card__h").Body(
			app.H2().Text(s.where(ix, it)),
			app.Button().ID("detail-close").Class("zz-link").Type("button").Text(lang.Say(words.CloseDetail)).
				OnClick(func(ctx app.Context, _ app.Event) { s.toggle(ctx, s.q.spot) })),
		s.placeOf(it),
		s.buttons(it),
		s.reportsOf(ix, it),
		s.history(it),
	)
}

// placeOf is where it is without a map: district, point, how far from here.
func (s *screen) placeOf(it *item) app.UI {
	lang, p := s.lang(), it.spot.Point
	var parts []string
	if d, ok := geo.DistrictNamed(it.district); ok {
		parts = append(parts, lang.Pick(d.Zh, d.En))
	}
	if p != nil {
		parts = append(parts, lamps.Coordinate(p.Lat)+", "+lamps.Coordinate(p.Lon))
		if s.near != nil {
			parts = append(parts, words.Put(lang.Say(words.FromYou), lang.Away(geo.Metres(*s.near, *p))))
		}
	}
	return kit.Cap(strings.Join(parts, " · "))
}

// buttons are the actions that the diagram allows.
func (s *screen) buttons(it *item) app.UI {
	var buttons []app.UI
	for _, k := range []kind{dispatch, check, wanting, hold, recall, refuse} {
		if s.can(k, it) {
			class := "zz-btn2"
			if len(buttons) == 0 {
				class = "zz-btn2 zz-btn2--pri"
			}
			buttons = append(buttons, app.Button().ID("one-"+string(k)).Class(class).Type("button").Disabled(s.busy).Text(s.lang().Say(kindNames[k])).
				OnClick(func(ctx app.Context, _ app.Event) { s.begin(ctx, k, s.one()) }, app.EventScope(k)))
		}
	}
	for _, to := range s.others(it) {
		buttons = append(buttons, app.Button().ID("move-"+string(to)).Class("zz-btn2").Type("button").Disabled(s.busy).
			Text(s.lang().MoveName(it.spot.State, to)).
			OnClick(func(ctx app.Context, _ app.Event) { s.step1(ctx, to) }, app.EventScope(to)))
	}
	return kit.Div("zz-wrap zz-wrap--gap", buttons...)
}

func (s *screen) reportsOf(ix *lamps.Index, it *item) app.UI {
	lang, reports := s.lang(), ix.Reports(it.spot.ID)
	shown := reports
	if !s.detail.all && len(reports) > fewReports {
		shown = reports[:fewReports]
	}
	var parts []app.UI
	for _, r := range shown {
		parts = append(parts, s.report(it, r))
	}
	return app.Div().Class("zz-part").Body(
		app.H3().Class("zz-h3").Text(words.Put(lang.Say(words.ReportsOf), words.Int(len(reports)))),
		app.Div().Body(parts...),
		kit.Maybe(len(shown) < len(reports), func() app.UI {
			return kit.Press("all-of-it", "zz-link", "", words.Put(lang.Say(words.AllReports), words.Int(len(reports)-len(shown))), false,
				func(app.Context, app.Event) { s.detail.all = true })
		}),
	)
}

func (s *screen) report(it *item, r *lamp.Report) app.UI {
	lang := s.lang()
	number := r.No
	if number == "" {
		number = words.Put(lang.Say(words.LocalNumber), lamps.LocalNumber(r.ID))
	}
	var photos []app.UI
	for _, h := range r.Photos {
		photos = append(photos, lamps.Picture(s.port, h))
	}
	return app.Div().Class("zz-report").Body(
		app.P().Body(kit.B(number), app.Text(" "+lang.Moment(r.Tapped, s.port.Now()))),
		kit.P("", lamps.Where(lang, r.Place)),
		kit.Maybe(r.Note != "", func() app.UI { return kit.P("zz-cap", r.Note) }),
		kit.Div("zz-shots", photos...),
	)
}

// history is the spot's life so far.
func (s *screen) history(it *item) app.UI {
	lang := s.lang()
	var items []app.UI
	for _, step := range it.spot.Steps {
		items = append(items, app.Li().Body(
			kit.B(lang.StateName(step.State)),
			kit.Span("zz-cap", " "+lang.Moment(step.At, s.port.Now())+s.detailOf(step.Reason, step.Crew)),
		))
	}
	return app.Div().Class("zz-part").Body(app.H3().Class("zz-h3").Text(lang.Say(words.History)), app.Ol().Class("zz-life").Body(items...))
}
