package triage

import (
	"slices"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// fewReports are shown before the clerk asks for all.
const fewReports = 4

func (s *screen) reportsOf(ix *lamps.Index, it *item) app.UI {
	lang, reports := s.lang(), ix.Reports(it.spot.ID)
	shown := reports
	if !s.detail.reports && len(reports) > fewReports {
		shown = reports[:fewReports]
	}
	var parts []app.UI
	for _, r := range shown {
		parts = append(parts, s.report(it, r, len(reports) > 1))
	}
	return part(words.Put(lang.Say(words.ReportsOf), words.Int(len(reports))),
		app.Div().Body(parts...),
		kit.Maybe(len(shown) < len(reports), func() app.UI {
			return kit.Press("reports-all", "zz-link", "", words.Put(lang.Say(words.AllReports), words.Int(len(reports)-len(shown))), false,
				func(app.Context, app.Event) { s.detail.reports = true })
		}),
	)
}

// merged reports whether a report is here because its spot was merged into this one. One
// that was taken out since keeps its way and is here by itself.
func (s *screen) merged(r *lamp.Report) bool {
	if len(r.Path) == 0 {
		return false
	}
	last, ok := lamps.Of(s.port).Spot(r.Path[len(r.Path)-1])
	return ok && last.Into == r.Spot
}

func (s *screen) report(it *item, r *lamp.Report, many bool) app.UI {
	lang := s.lang()
	number := r.No
	if number == "" {
		number = words.Put(lang.Say(words.LocalNumber), lamps.LocalNumber(r.ID))
	}
	var photos []app.UI
	for _, h := range r.Photos {
		photos = append(photos, s.shot(it, h))
	}
	id := r.ID
	return app.Div().Class("zz-report").Body(
		app.P().Body(kit.B(number), app.Text(" "+lang.Moment(r.Tapped, s.port.Now())),
			kit.Maybe(s.merged(r), func() app.UI { return kit.Tag("", "", lang.Say(words.MergedFrom)) })),
		kit.P("", lamps.Where(lang, r.Place)),
		kit.Maybe(r.Note != "", func() app.UI { return kit.P("", "“"+r.Note+"”") }),
		kit.Maybe(r.Contact != "", func() app.UI {
			return app.P().Body(app.Text(lang.Say(words.Contact)+" "), app.A().Class("zz-more").Href("tel:"+r.Contact).Text(r.Contact))
		}),
		kit.Div("zz-shots", photos...),
		kit.Maybe(many, func() app.UI {
			return app.Button().Class("zz-link").Type("button").Disabled(s.busy).Text(lang.Say(words.SplitOut)).
				OnClick(func(ctx app.Context, _ app.Event) { s.takeOut(ctx, id) }, app.EventScope(id))
		}),
	)
}

// shot is a photo, and whether everybody may see it.
func (s *screen) shot(it *item, h photo.Hash) app.UI {
	lang, public := s.lang(), slices.Contains(it.spot.Pictures, h)
	name, icon := words.LetOutPhoto, "eye"
	if public {
		name, icon = words.TakeInPhoto, "check"
	}
	return kit.Div("zz-shot2", lamps.Picture(s.port, h),
		app.Button().Class("zz-link").Type("button").Disabled(s.busy).Aria("pressed", public).Body(kit.Icon(icon), app.Text(lang.Say(name))).
			OnClick(func(ctx app.Context, _ app.Event) { s.letOut(ctx, h, !public) }, app.EventScope(h, public)))
}

func (s *screen) letOut(ctx app.Context, h photo.Hash, public bool) {
	spot := s.q.spot
	say := func(public bool) lamp.LetOut {
		return lamp.LetOut{ID: s.port.NewID(), Spot: spot, Photo: h, Public: public}
	}
	s.run([]task{{do: say(public), undo: say(!public)}}, func(int) string { return s.lang().Say(words.DidSet) })
}

// takeOut makes a place of its own of one report.
func (s *screen) takeOut(ctx app.Context, report op.ID) {
	do := lamp.Part{ID: s.port.NewID(), Report: report, To: s.port.NewID()}
	undo := lamp.Undo{ID: s.port.NewID(), Spot: do.To, Step: do.ID}
	s.run([]task{{do: do, undo: undo}}, func(int) string { return s.lang().Say(words.DidSplit) })
}

// parts are the places that were merged into this one; each can be taken out again.
func (s *screen) parts(ix *lamps.Index, it *item) app.UI {
	lang := s.lang()
	var rows []app.UI
	for _, other := range s.pile.items {
		if other.spot.Into != it.spot.ID || other.spot.State != lamp.Merged {
			continue
		}
		id := other.spot.ID
		rows = append(rows, app.Div().Class("zz-line2").Body(
			kit.Span("zz-cap", s.where(ix, other)+lang.Say(words.DeskComma)+lang.Moment(other.spot.First, s.port.Now())),
			app.Button().Class("zz-link").Type("button").Disabled(s.busy).Text(lang.Say(words.DoSplit)).
				OnClick(func(ctx app.Context, _ app.Event) { s.split(ctx, id) }, app.EventScope(id))))
	}
	return kit.Maybe(len(rows) > 0, func() app.UI { return part(words.Put(lang.Say(words.PartsOf), words.Int(len(rows))), rows...) })
}

func (s *screen) split(ctx app.Context, spot op.ID) {
	do := lamp.Split{ID: s.port.NewID(), Spot: spot}
	s.run([]task{{do: do, undo: lamp.Undo{ID: s.port.NewID(), Spot: spot, Step: do.ID}}}, func(int) string { return s.lang().Say(words.DidSplit) })
}
