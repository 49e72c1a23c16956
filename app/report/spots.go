package report

import (
	"sort"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// spots is the screen at /spots.
type spots struct {
	app.Compo
	port frame.Port
	stop func()
}

// Spots is the list at /spots: mine first, then all that are being dealt with.
func Spots(p frame.Port) app.Composer { return &spots{port: p} }

func (s *spots) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *spots) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.Spots))
}

func (s *spots) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *spots) OnDismount() { s.stop() }

// Render shows both lists.
func (s *spots) Render() app.UI {
	lang := s.port.Looks().Lang
	return frame.Page(s.port, frame.Opts{Tab: frame.Report, Title: lang.Say(words.Spots), Status: true},
		kit.Card(lang.Say(words.MyReports), nil, lamps.Mine(s.port)),
		kit.Heading(lang.Say(words.SpotsOpen), nil),
		s.open(),
	)
}

func (s *spots) open() app.UI {
	lang := s.port.Looks().Lang
	var rows []app.UI
	all := lamp.Spots.All(s.port.View())
	sort.SliceStable(all, func(i, j int) bool { return all[i].First.After(all[j].First) })
	for _, spot := range all {
		if !spot.State.Open() {
			continue
		}
		rows = append(rows, app.A().Class("zz-row").Href("/spots/"+string(spot.ID)).Body(
			kit.Icon("bulb-off"),
			app.Span().Class("zz-row__b").Body(
				app.B().Text(lang.FaultName(spot.Fault)),
				app.Span().Class("zz-cap").Text(lang.Moment(spot.First, s.port.Now())+"，"+words.Put(lang.Say(words.Voices), words.Int(spot.Voices))),
			),
			lamps.StateTag(lang, spot.State),
		))
	}
	if len(rows) == 0 {
		return app.P().Class("zz-cap zz-gap").Text(lang.Say(words.NoSpots))
	}
	return app.Div().Class("zz-list").Body(rows[:min(len(rows), 100)]...)
}
