// Package progress is what everybody may read: the province's ten projects, one
// project, and the lighting campaign. It shows what was printed and never a guess:
// a share that the notice gives for a project stands on no figure, and the line at
// the year gone is calendar time, not a verdict.
package progress

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/progress"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// list is the screen at /progress.
type list struct {
	app.Compo
	port frame.Port
	stop func()
}

// List is the ten projects at a glance.
func List(p frame.Port) app.Composer { return &list{port: p} }

func (l *list) OnPreRender(ctx app.Context) { l.OnNav(ctx) }

func (l *list) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(l.port.Looks().Lang.Say(words.ProgressTitle) + " · " + l.port.Looks().Lang.Say(words.AppName))
}

func (l *list) OnMount(ctx app.Context) { l.stop = frame.Follow(ctx, l.port) }

func (l *list) OnDismount() { l.stop() }

// Render shows the list.
func (l *list) Render() app.UI { return glance(l.port) }

// glance is the whole page.
func glance(p frame.Port) app.UI {
	lang := p.Looks().Lang
	opts := frame.Opts{Tab: frame.Progress, Title: lang.Say(words.ProgressTitle), Status: true}
	b, ok := progress.Latest(p.View())
	if !ok {
		return frame.Page(p, opts, segments(p, "/progress"), app.P().Class("zz-cap").Text(lang.Say(words.NoBulletin)))
	}
	var rows []app.UI
	for _, project := range b.Projects {
		rows = append(rows, row(lang, b, project))
	}
	return frame.Page(p, opts, segments(p, "/progress"), hero(p, b),
		kit.Heading(lang.Say(words.TenProjects), app.Span().Class("zz-key").Body(app.I(),
			app.Text(words.Put(lang.Say(words.LineKey), kit.Num(b.Elapsed()))))),
		app.Div().Class("zz-list").Body(rows...),
	)
}

func segments(p frame.Port, here string) app.UI {
	lang := p.Looks().Lang
	seg := func(at string, name words.T) app.UI {
		a := app.A().Href(at).Text(lang.Say(name))
		if at == here {
			a = a.Aria("current", "true")
		}
		return a
	}
	return app.Nav().Class("zz-seg").Aria("label", lang.Say(words.ProgressTitle)).Body(
		seg("/progress", words.SegProvince), seg("/lighting", words.SegLighting))
}

func hero(p frame.Port, b progress.Bulletin) app.UI {
	lang := p.Looks().Lang
	dots := shares(lang, b)
	return app.Section().Class("zz-hero").Body(
		app.Div().Class("zz-hero__eye").Text(words.Int(b.Year)+lang.Say(words.HeroPeriod)),
		app.H2().Text(lang.Say(words.HeroTitle)),
		app.P().Text(words.Put(lang.Say(words.HeroPlot), words.Int(len(dots)))),
		kit.Maybe(!p.Looks().Care, func() app.UI {
			return kit.Dots(dots, b.Elapsed(), words.Put(lang.Say(words.YearGone), kit.Num(b.Elapsed())),
				words.Put(lang.Say(words.HeroPlot), words.Int(len(dots))))
		}),
		app.Div().Class("zz-hero__src").Body(
			app.Span().Text(words.Put(lang.Say(words.SourceIs), lang.Pick(b.Issuer.Zh, b.Issuer.En))),
			kit.Maybe(app.IsClient, func() app.UI { return shareLink(lang, lang.Pick(b.Headline.Zh, b.Headline.En)) }),
		),
	)
}

// shareLink hands the page to the phone's own share sheet, or copies its address.
func shareLink(lang words.Lang, title string) app.UI {
	return app.A().Href("#").Body(kit.Icon("share-3"), app.Text(lang.Say(words.Share))).
		OnClick(func(_ app.Context, e app.Event) {
			e.PreventDefault()
			address := app.Window().URL().String()
			navigator := app.Window().Get("navigator")
			if navigator.Get("share").Truthy() {
				navigator.Call("share", map[string]any{"title": title, "url": address})
			} else if navigator.Get("clipboard").Truthy() {
				navigator.Get("clipboard").Call("writeText", title+" "+address)
			}
		}, app.EventScope(title))
}

// shares is every printed percentage of an annual target: of figures, and of
// projects that have one for the whole. The lowest and the highest get a name.
func shares(lang words.Lang, b progress.Bulletin) []kit.Dot {
	var dots []kit.Dot
	for _, p := range b.Projects {
		for _, f := range p.Figures {
			if f.Percent != nil {
				dots = append(dots, kit.Dot{At: *f.Percent, Name: lang.Pick(f.Label.Zh, f.Label.En)})
			}
		}
		if p.Percent != nil {
			dots = append(dots, kit.Dot{At: p.Percent.Percent, Name: lang.Pick(p.Name.Zh, p.Name.En)})
		}
	}
	return dots
}

func row(lang words.Lang, b progress.Bulletin, p progress.Project) app.UI {
	return app.A().Class("zz-proj").Href("/progress/"+p.ID).Body(
		app.Span().Class("zz-ico").Body(kit.Icon(p.Icon)),
		app.Span().Body(
			app.Span().Class("zz-proj__t").Text(lang.Pick(p.Name.Zh, p.Name.En)),
			share(lang, p),
		),
	)
}

// share is the project's line in the list: its leading figure as printed, and the
// percentage that stands for it.
func share(lang words.Lang, p progress.Project) app.UI {
	if p.Status == "narrative" {
		return app.Span().Class("zz-proj__m").Body(app.Span().Text(words.Put(lang.Say(words.NarrativeOf), words.Int(len(p.Milestones)))))
	}
	text := ""
	if f, ok := p.LeadFigure(); ok {
		text = lang.Pick(f.Label.Zh, f.Label.En) + " " + printed(lang, f)
	}
	if n := len(p.Figures); n > 1 {
		text += words.Put(lang.Say(words.OfTotal), words.Int(n))
	}
	percent, ok := p.Share()
	return app.Span().Body(
		app.Span().Class("zz-proj__m").Body(
			app.Span().Text(text),
			kit.Maybe(ok, func() app.UI { return percentText(percent) }),
		),
		kit.Maybe(ok, func() app.UI { return kit.Bar(percent, 25) }),
	)
}

func percentText(v float64) app.UI {
	return app.B().Body(app.Text(kit.Num(v)), app.Small().Text("%"))
}

// printed is the figure as the notice has it; in English the unit is translated
// and 万 becomes the number that it stands for.
func printed(lang words.Lang, f progress.Figure) string {
	if lang != words.En {
		return f.Quoted
	}
	unit, number := f.Unit.En, kit.Num(f.Value)
	if f.Nominal != nil {
		number = thousands(*f.Nominal)
		if f.Unit.CountEn != "" {
			unit = f.Unit.CountEn
		}
	}
	if f.Approx == "more_than" {
		number = words.MoreThan.En + " " + number
	}
	if unit == "%" {
		return number + "%"
	}
	return number + " " + unit
}

func thousands(n int64) string {
	s := words.Int(int(n))
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
