package progress

import (
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/progress"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// lighting is the screen at /lighting.
type lighting struct {
	app.Compo
	port frame.Port
	stop func()
}

// Lighting is the campaign: 加减乘除 with every printed figure.
func Lighting(p frame.Port) app.Composer { return &lighting{port: p} }

func (s *lighting) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *lighting) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.SegLighting))
}

func (s *lighting) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *lighting) OnDismount() { s.stop() }

// Render shows the campaign, and apart from it what this system has counted.
func (s *lighting) Render() app.UI {
	lang := s.port.Looks().Lang
	opts := frame.Opts{Tab: frame.Lighting, Title: lang.Say(words.ProgressTitle), Status: true}
	all := progress.Campaigns.All(s.port.View())
	if len(all) == 0 {
		return frame.Page(s.port, opts, segments(s.port, "/lighting"), app.P().Class("zz-cap").Text(lang.Say(words.NoLighting)))
	}
	c := all[len(all)-1]
	own, _ := ledger.TotalBook.Get(s.port.View(), "now")
	var ops []app.UI
	for _, o := range c.Operations {
		ops = append(ops, operation(lang, o, own))
	}
	return frame.Page(s.port, opts, segments(s.port, "/lighting"), night(lang, c),
		kit.Heading(lang.Say(words.FourOps), app.Span().Class("zz-cap").Text(lang.Say(words.LightingSource))),
		app.Div().Class("zz-ops").Body(ops...),
		s.ledger(own),
		app.A().Class("weui-btn zz-go zz-gap").Href("/report").Body(kit.Icon("bulb"), app.Text(lang.Say(words.GoReport))),
	)
}

// night is one lamp for each section: filled where lamps were dark, a ring where
// there were none.
func night(lang words.Lang, c progress.Campaign) app.UI {
	value := func(id string) progress.Figure { f, _ := c.Figure(id); return f }
	dark, none := value("add.dark.sections"), value("add.nolamp.sections")
	legend := func(a, b progress.Figure) string {
		return lang.Pick(a.Label.Zh, a.Label.En) + " " + printed(lang, a) + " · " + printed(lang, b)
	}
	return app.Section().Class("zz-night").Body(
		app.P().Class("zz-cap").Text(lang.Say(words.LightingPeriod)),
		app.Div().Class("zz-night__n").Body(
			app.Div().Body(app.Text(kit.Num(value("add.sections").Value)), app.Small().Text(lang.Say(words.LitSections))),
			app.Div().Body(app.Text(kit.Num(value("add.km").Value)), app.Small().Text(lang.Say(words.Km))),
		),
		kit.Lamps(int(dark.Value), int(none.Value), legend(dark, value("add.dark.km"))+"；"+legend(none, value("add.nolamp.km"))),
		app.Div().Class("zz-legend").Body(
			app.Span().Body(app.Raw(`<svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="5" fill="#FFC65C"/></svg>`), app.Text(legend(dark, value("add.dark.km")))),
			app.Span().Body(app.Raw(`<svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="4.4" fill="none" stroke="#FFD27A" stroke-width="2.2"/></svg>`), app.Text(legend(none, value("add.nolamp.km")))),
		),
	)
}

// operation is one of the four as printed, and below each figure what this system's own
// ledger has counted of the same, where it has.
func operation(lang words.Lang, o progress.Operation, own ledger.Totals) app.UI {
	parts := []app.UI{
		app.Span().Class("zz-op__s").Aria("hidden", "true").Text(o.Symbol),
		app.H3().Text(lang.Say(words.OpNames[o.Op])),
		app.P().Class("zz-cap").Text(lang.Pick(o.Scope.Zh, o.Scope.En)),
	}
	var rows []app.UI
	for _, f := range o.Figures {
		name := ledger.Name(f.ID)
		n := own.Counts[name]
		rows = append(rows, app.Div().Body(
			app.Dt().Text(lang.Pick(f.Label.Zh, f.Label.En)),
			figure(printed(lang, f)),
			kit.Maybe(n > 0, func() app.UI {
				return app.Dd().Class("zz-own").Text(words.Put(lang.Say(words.OwnCount), words.FigureValue(name, n)+" "+lang.FigureUnit(name)))
			}),
		))
	}
	if len(rows) > 0 {
		parts = append(parts, app.Dl().Body(rows...))
	}
	parts = append(parts, actions(lang, o.Actions), actions(lang, o.Goals))
	if o.Outcome != nil {
		parts = append(parts, app.P().Class("zz-cap zz-gap").Text(lang.Pick(o.Outcome.Zh, o.Outcome.En)+"（"+lang.Say(words.RatesUnsaid)+"）"))
	}
	return app.Section().Class("zz-op").Body(parts...)
}

// figure sets the unit of a printed figure small.
func figure(text string) app.UI {
	i := strings.LastIndexAny(text, "0123456789%") + 1
	return app.Dd().Body(app.Text(text[:i]), app.Small().Text(text[i:]))
}

func actions(lang words.Lang, t *progress.Texts) app.UI {
	if t == nil {
		return app.Span()
	}
	list := t.Zh
	if lang == words.En {
		list = t.En
	}
	var items []app.UI
	for _, text := range list {
		items = append(items, app.Li().Body(kit.Icon("check"), app.Text(text)))
	}
	return app.Ul().Body(items...)
}

// ledger is what this system counts by itself; it stands apart, since it counts
// other things over another time. Rates are shown only where an inventory gives them.
func (s *lighting) ledger(own ledger.Totals) app.UI {
	lang := s.port.Looks().Lang
	counts := map[lamp.State]int{}
	total := 0
	lamp.Spots.Each(s.port.View(), func(spot lamp.Spot) bool {
		counts[spot.State]++
		if spot.State != lamp.Withdrawn && spot.State != lamp.Declined {
			total++
		}
		return true
	})
	line := func(name words.T, n int) []app.UI {
		return []app.UI{app.Dt().Text(lang.Say(name)), app.Dd().Text(words.Int(n))}
	}
	var rows []app.UI
	rows = append(rows, line(words.OwnReported, total)...)
	rows = append(rows, line(words.OwnRepairing, counts[lamp.Repairing]+counts[lamp.TempLit]+counts[lamp.Waiting])...)
	rows = append(rows, line(words.OwnFixed, counts[lamp.Fixed])...)
	rows = append(rows, line(words.OwnLit, counts[lamp.Lit])...)
	if own.Lamps > 0 {
		rows = append(rows, app.Dt().Text(lang.Say(words.RateLit)), app.Dd().Text(words.Tenths(ledger.Percent(own.Lamps-own.Dark, own.Lamps))),
			app.Dt().Text(lang.Say(words.RateIntact)), app.Dd().Text(words.Tenths(ledger.Percent(own.Things-own.Broken, own.Things))))
	}
	return kit.Card(lang.Say(words.OwnLedger), nil, kit.Cap(lang.Say(words.OwnLedgerSub)),
		kit.Maybe(!own.Since.IsZero(), func() app.UI {
			return app.P().ID("own-as-of").Class("zz-cap").Text(words.Put(words.Put(lang.Say(words.OwnAsOf), lang.Date(own.Since)), lang.Moment(own.At, s.port.Now())))
		}),
		app.Dl().Class("zz-sum zz-gap").Body(rows...),
		kit.Maybe(s.port.Me().Staff(), func() app.UI {
			return app.A().ID("to-ledger").Class("zz-btn2 zz-gap").Href("/staff/ledger").Body(kit.Icon("list"), app.Text(lang.Say(words.LedgerTitle)))
		}))
}
