package report

import (
	"math"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func (f *form) placeCard() app.UI {
	lang := f.lang()
	near := f.near()
	return kit.Card(lang.Say(words.WhereLamp), nil,
		kit.Maybe(f.port.Place != nil, func() app.UI { return f.located(near) }),
		field("words", lang.Say(words.RoadLabel), lang.Say(words.RoadHint), f.place.Words, lamp.MaxWords,
			func(v string) { f.place.Words = v }),
		field("pole", lang.Say(words.PoleLabel), "", f.place.Pole, lamp.MaxPole, func(v string) { f.place.Pole = v }),
		kit.Maybe(len(near) > 0 && f.joins == "" && !f.notSame, func() app.UI { return f.askSame(near[0]) }),
		kit.Maybe(f.joins != "", func() app.UI {
			return app.P().Class("zz-cap zz-gap").Role("status").Text(lang.Say(words.SameLampJoined))
		}),
	)
}

func (f *form) near() []lamp.Spot {
	if f.port.Do == nil {
		return nil
	}
	return lamps.Of(f.port).Near(f.place, f.port.Now())
}

// located shows the phone's position on a radar, or the button that asks for it.
func (f *form) located(near []lamp.Spot) app.UI {
	lang := f.lang()
	name := words.UseMyPlace
	if f.looking {
		name = words.PlaceLooking
	} else if f.place.Point != nil {
		name = words.PlaceAgain
	}
	button := app.Button().ID("locate").Class("zz-btn2").Type("button").Disabled(f.looking).
		Body(kit.Icon("map-pin"), app.Text(lang.Say(name))).OnClick(f.locate)
	at, ok := f.point()
	if !ok {
		return app.Div().Body(button, kit.Maybe(f.placeFailed != "", func() app.UI {
			return app.P().Class("zz-cap zz-gap").Role("status").Text(f.placeFailed)
		}))
	}
	return app.Div().Class("zz-loc").Body(
		radar(lang, at, near),
		app.Div().Body(
			app.P().Class("zz-num").Text(lamps.Coordinate(at.Lat)+", "+lamps.Coordinate(at.Lon)),
			app.P().Class("zz-cap").Text(words.Put(lang.Say(words.PlaceAccuracy), words.Int(int(math.Round(at.Acc))))),
			kit.Maybe(!at.InCity(), func() app.UI { return app.P().Class("zz-cap").Text(lang.Say(words.PlaceOutside)) }),
			button,
		),
	)
}

func (f *form) locate(ctx app.Context, _ app.Event) {
	f.looking, f.placeFailed = true, ""
	lang := f.lang()
	ctx.Async(func() {
		at, err := f.port.Place()
		ctx.Dispatch(func(app.Context) {
			f.looking = false
			if err != nil {
				f.placeFailed = lang.Say(words.PlaceFailed)
				if refusal, ok := op.AsRefusal(err); ok {
					f.placeFailed = lang.Refusal(refusal)
				}
				return
			}
			f.place.Point = &at
		})
	})
}

func (f *form) askSame(s lamp.Spot) app.UI {
	lang := f.lang()
	return app.Div().Class("zz-dup").Body(
		app.Span().Text(lang.Say(words.SameLamp)+" "+lang.FaultName(s.Fault)+"，"+lang.Moment(s.First, f.port.Now())),
		app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.SameLampYes)).
			OnClick(func(app.Context, app.Event) { f.joins = s.ID }),
		app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.SameLampNo)).
			OnClick(func(app.Context, app.Event) { f.notSame = true }),
	)
}

// radar draws the phone in the middle, north up, rings at 33, 67 and 100 m, and
// the spots that could be the same lamp. It needs no map.
func radar(lang words.Lang, at geo.Point, near []lamp.Spot) app.UI {
	svg := `<svg viewBox="0 0 96 96" role="img" aria-label="` + kit.Escape(words.Put(lang.Say(words.PlaceAccuracy), words.Int(int(at.Acc)))) + `">` +
		`<rect width="96" height="96" rx="14" fill="#10182A"/><g fill="none" stroke="#3A4876"><circle cx="48" cy="50" r="40"/><circle cx="48" cy="50" r="26"/><circle cx="48" cy="50" r="13"/></g>` +
		`<path d="M8 50h80M48 16v74" stroke="#27324F"/>`
	for _, s := range near {
		if s.Point == nil {
			continue
		}
		x := 48 + 40*geo.Metres(at, geo.Point{Lat: at.Lat, Lon: s.Point.Lon})/100*sign(s.Point.Lon-at.Lon)
		y := 50 - 40*geo.Metres(at, geo.Point{Lat: s.Point.Lat, Lon: at.Lon})/100*sign(s.Point.Lat-at.Lat)
		svg += `<circle cx="` + kit.Num(math.Round(min(90, max(6, x)))) + `" cy="` + kit.Num(math.Round(min(90, max(6, y)))) + `" r="4" fill="#FFB52E"/>`
	}
	reach := min(40, max(6, 40*at.Acc/100))
	svg += `<circle cx="48" cy="50" r="` + kit.Num(math.Round(reach)) + `" fill="#7FD9C3" opacity=".25"/><circle cx="48" cy="50" r="4.2" fill="#7FD9C3" stroke="#fff" stroke-width="1.8"/></svg>`
	return app.Raw(svg)
}

func sign(v float64) float64 {
	if v < 0 {
		return -1
	}
	return 1
}
