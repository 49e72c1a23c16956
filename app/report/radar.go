package report

import (
	"math"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// The radar is drawn on paper of this size, with the phone in its middle, north up and
// rings at 33, 67 and 100 m; so many units are 100 m.
const (
	paper   = 96.0
	middleX = 48.0
	middleY = 50.0
	hundred = 40.0
)

const stepMetres = 10.0

// radar needs no map: the phone, the lamp where a hand has put it, and open spots. What
// stands on it is so many times smaller than on the small one.
func (f *form) radar(near []lamp.Spot, smaller float64) app.UI {
	lang, lampAt := f.lang(), *f.said.Place.Point
	middle := lampAt
	if f.found.here != nil {
		middle = *f.found.here
	}
	size := func(v float64) string { return kit.Num(math.Round(10*v/smaller) / 10) }
	dot := func(p geo.Point, r, look string) string {
		x, y := onPaper(middle, p)
		return `<circle cx="` + kit.Num(x) + `" cy="` + kit.Num(y) + `" r="` + r + `" ` + look + `/>`
	}
	svg := `<svg viewBox="0 0 96 96" role="img" aria-label="` + kit.Escape(lang.Accuracy(lampAt.Acc)) + `">` +
		`<rect width="96" height="96" rx="` + size(14) + `" fill="#10182A"/><g fill="none" stroke="#3A4876" stroke-width="` + size(1) + `"><circle cx="48" cy="50" r="40"/><circle cx="48" cy="50" r="26"/><circle cx="48" cy="50" r="13"/></g>` +
		`<path d="M8 50h80M48 16v74" stroke="#27324F" stroke-width="` + size(1) + `"/><text x="48" y="` + kit.Num(8+6/smaller) + `" font-size="` + size(12) + `" fill="#C6CEE2" text-anchor="middle">` + lang.Say(words.NorthMark) + `</text>`
	for _, s := range near {
		if s.Point != nil {
			svg += dot(*s.Point, size(3.6), `fill="#FFB52E"`)
		}
	}
	reach := kit.Num(math.Round(min(hundred, max(6, hundred*middle.Acc/100))))
	svg += dot(middle, reach, `fill="#7FD9C3" opacity=".25"`) + dot(middle, size(4.2), `fill="#7FD9C3" stroke="#fff" stroke-width="`+size(1.8)+`"`)
	if f.found.moved || f.found.brought {
		svg += dot(lampAt, size(5), `fill="#FFB52E" stroke="#fff" stroke-width="`+size(1.8)+`"`)
	}
	return app.Raw(svg + `</svg>`)
}

// onPaper is where a point lies on the radar; what is farther than it shows lies at
// its edge.
func onPaper(middle, p geo.Point) (x, y float64) {
	north, east := apart(middle, p)
	edge := func(v float64) float64 { return math.Round(10*min(90, max(6, v))) / 10 }
	return edge(middleX + hundred*east/100), edge(middleY - hundred*north/100)
}

// apart is how far a point lies to the north and to the east, in metres.
func apart(from, to geo.Point) (north, east float64) {
	north = math.Copysign(geo.Metres(from, geo.Point{Lat: to.Lat, Lon: from.Lon}), to.Lat-from.Lat)
	east = math.Copysign(geo.Metres(from, geo.Point{Lat: from.Lat, Lon: to.Lon}), to.Lon-from.Lon)
	return north, east
}

// shift moves a point by some metres.
func shift(p geo.Point, north, east float64) geo.Point {
	const degree = 111195 // metres of a degree of a great circle
	p.Lat += north / degree
	p.Lon += east / (degree * math.Cos(p.Lat*math.Pi/180))
	return p
}

// mover is the radar in large, to tap on, and the same by buttons.
func (f *form) mover(near []lamp.Spot) app.UI {
	lang := f.lang()
	var ways []app.UI
	for i, way := range [...][2]float64{{stepMetres, 0}, {0, stepMetres}, {-stepMetres, 0}, {0, -stepMetres}} {
		name := words.Put(lang.Say(words.MoveStep), lang.Direction(2*i))
		ways = append(ways, app.Button().ID("step-"+words.Int(i)).Class("zz-chip").Type("button").Text(name).
			OnClick(func(app.Context, app.Event) { f.place(shift(*f.said.Place.Point, way[0], way[1])) }, app.EventScope(i)))
	}
	return kit.Div("zz-gap", kit.Cap(lang.Say(words.MoveHint)),
		app.Div().ID("radar").Class("zz-radar-big").Body(f.radar(near, 2.5)).OnClick(f.tapped),
		kit.Div("zz-moves", ways...),
		kit.Block(kit.Maybe((f.found.moved || f.found.brought) && f.found.here != nil, func() app.UI {
			return kit.Press("pin-back", "zz-btn2 zz-gap", "map-pin", lang.Say(words.PinBack), false, f.locate)
		})))
}

// tapped puts the lamp where the finger is.
func (f *form) tapped(_ app.Context, e app.Event) {
	r := app.Window().GetElementByID("radar").Call("getBoundingClientRect")
	share := func(v, from, size string) float64 {
		return paper * (e.Get(v).Float() - r.Get(from).Float()) / max(1, r.Get(size).Float())
	}
	middle := *f.said.Place.Point
	if f.found.here != nil {
		middle = *f.found.here
	}
	f.place(shift(middle, (middleY-share("clientY", "top", "height"))*100/hundred, (share("clientX", "left", "width")-middleX)*100/hundred))
}

func (f *form) place(p geo.Point) {
	f.said.Place.Point, f.found.moved = &p, true
	f.touch()
}
