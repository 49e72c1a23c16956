package crew

import (
	"math"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// whereabouts is where the phone is, followed while a screen is open.
type whereabouts struct {
	at      *geo.Point
	sorted  *geo.Point // where it was when the list was put in order
	asking  bool
	failed  bool
	stop    func()
	stopped bool
}

// walkedOn is how many metres make another order of the list worth it.
const walkedOn = 60

// follow begins at once where the person has said yes to positions before; else they
// tap for it, since the phone then asks. ctx is the screen's own.
func (w *whereabouts) follow(ctx app.Context, p frame.Port, moved func()) (stop func()) {
	if p.Device.Track != nil && p.Device.MayTrack != nil {
		ctx.Async(func() {
			if p.Device.MayTrack() {
				ctx.Dispatch(func(ctx app.Context) { w.begin(ctx, p, moved) })
			}
		})
	}
	return func() {
		w.stopped = true
		if w.stop != nil {
			w.stop()
			w.stop = nil
		}
	}
}

// begin asks the phone.
func (w *whereabouts) begin(ctx app.Context, p frame.Port, moved func()) {
	if w.stopped {
		return
	}
	if w.stop != nil { // asked again after the phone had said no
		w.stop()
	}
	w.asking, w.failed = true, false
	w.stop = p.Device.Track(
		func(at geo.Point) {
			ctx.Dispatch(func(app.Context) {
				w.at, w.asking, w.failed = &at, false, false
				moved()
			})
		},
		func(error) { ctx.Dispatch(func(app.Context) { w.asking, w.failed = false, w.at == nil }) })
}

// moved puts the list in order again once it is worth it, but never while a job is in
// hand.
func (s *jobs) moved() {
	w := &s.spot
	if w.sorted != nil && geo.Metres(*w.sorted, *w.at) < walkedOn {
		return
	}
	at := *w.at
	w.sorted, s.stale = &at, true
}

// finding is the way to a position where there is none.
func (s *jobs) finding() app.UI {
	lang := s.lang()
	return kit.Live(kit.Maybe(s.spot.at == nil && s.port.Device.Track != nil, func() app.UI {
		text := words.FindMe
		if s.spot.asking {
			text = words.FindingMe
		}
		return app.Div().Class("zz-line2 zz-crewfind").Body(
			kit.Cap(lang.Say(words.NoFix)),
			button("find", "zz-btn2", "map-pin", lang.Say(text), s.spot.asking, func() { s.spot.begin(s.ctx, s.port, s.moved) }))
	}))
}

// orderButton changes between the two orders.
func (s *jobs) orderButton() app.UI {
	text := words.ByNear
	if s.urgent || s.spot.at == nil {
		text = words.ByUrgent
	}
	return button("order", "zz-pill", "walk", s.say(text), s.spot.at == nil, func() { s.urgent, s.stale = !s.urgent, true })
}

// far is how far a spot is and where to, in words; empty where that is not known.
func (s *jobs) far(spot *lamp.Spot) (distance, direction string) {
	if s.spot.at == nil || spot.Point == nil {
		return "", ""
	}
	lang := s.lang()
	return lang.DeskAway(math.Round(geo.Metres(*s.spot.at, *spot.Point)/10) * 10), lang.Compass(geo.Compass(geo.Bearing(*s.spot.at, *spot.Point)))
}

// placeOf is a spot's place in few words.
func placeOf(lang words.Lang, ix *lamps.Index, spot *lamp.Spot) string {
	if spot.Road != "" {
		return spot.Road
	}
	if reports := ix.Reports(spot.ID); len(reports) > 0 {
		return lamps.Where(lang, reports[0].Place)
	}
	return lamps.Where(lang, lamp.Place{Point: spot.Point, Pole: spot.Pole})
}

// radar draws where jobs lie, the phone in the middle and north up. It needs no map.
func (s *jobs) radar(all list, hand *task) app.UI {
	here := s.spot.at
	reach := 200.0
	for i, t := range all.open {
		if d := metres(*here, t.spot); i < 6 && !math.IsInf(d, 0) {
			reach = max(reach, d)
		}
	}
	reach = ring(reach)
	svg := `<svg class="zz-radar" viewBox="0 0 200 200" role="img" aria-label="` + kit.Escape(words.Put(s.lang().Say(words.RadarName), s.lang().DeskAway(reach))) + `">` +
		`<rect width="200" height="200" rx="16" fill="#10182A"/><g fill="none" stroke="#3A4876"><circle cx="100" cy="100" r="88"/><circle cx="100" cy="100" r="58.7"/><circle cx="100" cy="100" r="29.3"/></g>` +
		`<path d="M12 100h176M100 12v176" stroke="#27324F"/><text x="104" y="22" font-size="11" fill="#C9D3EA">` + kit.Escape(s.lang().DeskAway(reach)) + `</text>`
	for i := len(all.open) - 1; i >= 0; i-- {
		svg += blip(*here, all.open[i], i+1, reach, all.open[i] == hand)
	}
	return app.Raw(svg + `<path d="M100 90l7 17-7-4.500-7 4.500z" fill="#7FD9C3" stroke="#fff" stroke-width="1.600"/></svg>`)
}

// ring is the next round distance.
func ring(reach float64) float64 {
	for _, r := range [...]float64{200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 50_000} {
		if reach <= r {
			return r
		}
	}
	return 100_000
}

// blip is one job on the radar; what is farther than the ring stands on it.
func blip(here geo.Point, t *task, n int, reach float64, hand bool) string {
	d := metres(here, t.spot)
	if math.IsInf(d, 0) {
		return ""
	}
	angle, r := geo.Bearing(here, *t.spot.Point)*math.Pi/180, 88*min(1, d/reach)
	x, y := kit.Num(math.Round(100+r*math.Sin(angle))), kit.Num(math.Round(100-r*math.Cos(angle)))
	fill, ink, size := "#FFB52E", "#3A2400", "10"
	if t.danger() {
		fill, ink = "#FF9C94", "#3B0D08"
	}
	if hand {
		size = "13"
	}
	return `<circle cx="` + x + `" cy="` + y + `" r="` + size + `" fill="` + fill + `" stroke="#10182A" stroke-width="2"/>` +
		`<text x="` + x + `" y="` + y + `" dy="4" font-size="12" font-weight="700" text-anchor="middle" fill="` + ink + `">` + words.Int(n) + `</text>`
}
