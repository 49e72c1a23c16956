package progress

import (
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/progress"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// project is the screen at /progress/{project}.
type project struct {
	app.Compo
	port frame.Port
	stop func()
	id   string
}

// Project is one of the ten with every figure that was printed.
func Project(p frame.Port) app.Composer { return &project{port: p} }

func (s *project) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *project) OnNav(ctx app.Context) {
	s.id = strings.TrimPrefix(ctx.Page().URL().Path, "/progress/")
	ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.ProgressTitle))
}

func (s *project) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *project) OnDismount() { s.stop() }

// Render shows the project, or that this one will not open.
func (s *project) Render() app.UI {
	lang := s.port.Looks().Lang
	opts := frame.Opts{Tab: frame.Progress, Back: "/progress", Plain: false}
	b, _ := progress.Latest(s.port.View())
	one, ok := b.Project(s.id)
	if !ok {
		return frame.Page(s.port, opts, app.P().Class("zz-cap").Text(lang.Say(words.ProjectGone)))
	}
	return frame.Page(s.port, opts,
		app.P().Class("zz-cap").Text(words.Put(lang.Say(words.ProjectNo), words.Int(one.No))),
		app.H1().Class("zz-h1").Text(lang.Pick(one.Name.Zh, one.Name.En)),
		app.P().Class("zz-lede").Text(lang.Pick(one.Summary.Zh, one.Summary.En)),
		whole(lang, one),
		rates(lang, one),
		targets(lang, one, b.Elapsed()),
		others(lang, one),
		milestones(lang, one),
		app.P().Class("zz-cap zz-gap").Text(lang.Say(words.ProjectSource)),
	)
}

// whole is the share that was printed for the project and for none of its figures.
func whole(lang words.Lang, p progress.Project) app.UI {
	if p.Percent == nil {
		return app.Span()
	}
	return kit.Card(lang.Say(words.ProjectShare), nil,
		app.Div().Class("zz-proj__m").Body(app.Span(), percentText(p.Percent.Percent)),
		kit.Bar(p.Percent.Percent, 25),
		kit.Maybe(p.Percent.Ambiguous, func() app.UI { return app.P().Class("zz-cap zz-gap").Text(lang.Say(words.Ambiguous)) }),
	)
}

func rates(lang words.Lang, p progress.Project) app.UI {
	var items []app.UI
	for _, f := range p.Figures {
		if f.Above == nil {
			continue
		}
		items = append(items, app.Div().Class("zz-out zz-out--words").Body(
			app.Div().Body(app.B().Text(lang.Pick(f.Label.Zh, f.Label.En)),
				app.Span().Class("zz-cap").Text(words.Put(lang.Say(words.AboveBy), kit.Num(*f.Above)))),
			app.Span().Class("zz-num zz-fig").Body(app.Text(kit.Num(f.Value)), app.Small().Text("%")),
		))
	}
	return section(lang.Say(words.RatesTitle), kit.Tag("ok", "check", lang.Say(words.AboveTarget)), items)
}

func targets(lang words.Lang, p progress.Project, elapsed float64) app.UI {
	var items []app.UI
	for _, f := range p.Figures {
		if f.Percent == nil {
			continue
		}
		items = append(items, app.Div().Class("zz-target").Body(
			app.Div().Class("zz-proj__m").Body(app.Span().Class("zz-target__t").Text(lang.Pick(f.Label.Zh, f.Label.En)), percentText(*f.Percent)),
			kit.Bar(*f.Percent, elapsed),
			app.Span().Class("zz-cap").Text(printed(lang, f)),
		))
	}
	key := app.Span().Class("zz-key").Body(app.I(), app.Text(words.Put(lang.Say(words.YearGone), kit.Num(elapsed))))
	return section(lang.Say(words.TargetTitle), key, items)
}

// others are figures without a share of a target.
func others(lang words.Lang, p progress.Project) app.UI {
	var items []app.UI
	for _, f := range p.Figures {
		if f.Percent != nil || f.Above != nil {
			continue
		}
		items = append(items, app.Div().Class("zz-out zz-out--words").Body(
			app.B().Text(lang.Pick(f.Label.Zh, f.Label.En)),
			app.Span().Class("zz-num zz-fig zz-fig--s").Text(printed(lang, f)),
		))
	}
	return section(lang.Say(words.OtherFigures), nil, items)
}

func milestones(lang words.Lang, p progress.Project) app.UI {
	states := map[string]words.T{"done": words.MileDone, "in_progress": words.MileDoing, "planned": words.MilePlanned}
	var items []app.UI
	for _, m := range p.Milestones {
		class := "now"
		if m.State == "done" {
			class = "on"
		} else if m.State == "planned" {
			class = ""
		}
		items = append(items, app.Li().Class(class).Body(app.Text(lang.Pick(m.Zh, m.En)), app.Small().Text(lang.Say(states[m.State]))))
	}
	if len(items) == 0 {
		return app.Span()
	}
	return kit.Card(lang.Say(words.WorkSteps), nil, app.Ul().Class("zz-line").Body(items...))
}

func section(title string, side app.UI, items []app.UI) app.UI {
	if len(items) == 0 {
		return app.Span()
	}
	return kit.Card(title, side, items...)
}
