package report

import (
	"sort"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// spots is the screen at /spots.
type spots struct {
	app.Compo
	port  frame.Port
	root  app.Context
	stop  func()
	found finding
}

// Spots is the list at /spots: what is dangerous first, then the nearest. It is drawn
// from what the phone holds and names nobody.
func Spots(p frame.Port) app.Composer { return &spots{port: p} }

func (s *spots) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *spots) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.Spots))
}

func (s *spots) OnMount(ctx app.Context) {
	s.root, s.stop = ctx, frame.Follow(ctx, s.port)
	if may := s.port.Device.MayTrack; may != nil {
		ctx.Async(func() {
			if may() {
				ctx.Dispatch(func(app.Context) { s.track() })
			}
		})
	}
}

func (s *spots) OnDismount() {
	s.found.untrack()
	s.stop()
}

func (s *spots) track() {
	s.found.track(s.root, &s.port, func() {})
}

// Render shows both lists.
func (s *spots) Render() app.UI {
	lang := s.port.Looks().Lang
	open, lit := around(lamps.Of(s.port).Spots(), s.found.here, s.port.Now())
	return frame.Page(s.port, frame.Opts{Tab: frame.Report, Title: lang.Say(words.Spots), Status: true},
		kit.Block(kit.Maybe(s.port.Device.Track != nil && s.found.here == nil, func() app.UI { return s.askPlace() })),
		kit.List(kit.Link("map-2", "/spots/map", lang.Say(words.Map), "")),
		kit.Heading(lang.Say(words.SpotsOpen), kit.Span("zz-cap", words.Int(len(open)))),
		s.list(open, words.NoSpots),
		kit.Block(kit.Maybe(len(lit) > 0, func() app.UI {
			return kit.Block(kit.Heading(lang.Say(words.SpotsLit), nil), s.list(lit, words.NoSpots))
		})),
	)
}

// askPlace is the tap that wants the nearest first.
func (s *spots) askPlace() app.UI {
	lang := s.port.Looks().Lang
	if s.found.failed != "" {
		return kit.Note(lang.Say(words.NoDistance))
	}
	name := words.NearestFirst
	if s.found.stop != nil {
		name = words.PlaceLooking
	}
	return kit.Press("nearest", "zz-btn2 zz-wide zz-gap", "map-pin", lang.Say(name), s.found.stop != nil,
		func(app.Context, app.Event) { s.track() })
}

// mostRows is how many are listed: nobody walks farther.
const mostRows = 60

func (s *spots) list(all []*lamp.Spot, none words.T) app.UI {
	lang := s.port.Looks().Lang
	if len(all) == 0 {
		return kit.Note(lang.Say(none))
	}
	var rows []app.UI
	for _, spot := range all[:min(len(all), mostRows)] {
		rows = append(rows, s.row(spot))
	}
	if n := len(all) - mostRows; n > 0 {
		rows = append(rows, kit.P("zz-cap zz-more-rows", words.Put(lang.Say(words.MoreSpots), words.Int(n))))
	}
	return kit.Div("zz-list", rows...)
}

func (s *spots) row(spot *lamp.Spot) app.UI {
	lang, rules := s.port.Looks().Lang, lamps.Of(s.port).Rules()
	icon, known := faultIcons[spot.Fault]
	if !known {
		icon = "dots"
	}
	title, about := rowWords(lang, *rules, spot, s.found.here)
	for _, more := range [...]string{lang.Moment(spot.First, s.port.Now()), words.Put(lang.Say(words.Voices), words.Int(spot.Voices))} {
		about += lang.Say(words.DeskComma) + more
	}
	return app.A().Class("zz-row").Href("/spots/"+string(spot.ID)).Body(
		kit.Icon(icon),
		app.Span().Class("zz-row__b").Body(
			kit.B(title),
			kit.Span("zz-cap", about),
			kit.Maybe(hazard(*spot), func() app.UI { return dangerTag(lang, spot.Danger) }),
			kit.Maybe(lamp.Mine(s.port.View(), spot.ID, s.port.Me().ID), func() app.UI { return kit.Tag("", "user", lang.Say(words.YouSaid)) }),
		),
		lamps.StateTag(lang, spot.State),
	)
}

// rowWords are what tells a row from the others, and what else there is: the road or
// the pole first, and where neither is known the kind and how far it is, since a
// district is that of half the rows.
func rowWords(lang words.Lang, rules lamp.Rules, s *lamp.Spot, here *geo.Point) (title, about string) {
	title, about = lamps.Public(lang, s), lamps.Fault(lang, rules, s.Fault)
	away := ""
	if here != nil && s.Point != nil {
		away = lang.Say(words.DeskComma) + lang.Away(geo.Metres(*here, *s.Point), geo.Compass(geo.Bearing(*here, *s.Point)))
	}
	if s.Road == "" && s.Pole == "" {
		return about + away, title
	}
	return title, about + away
}

// around is what is being dealt with and what was lit in the last fortnight: danger
// first, then the nearest, or the latest where no place is known.
func around(all []*lamp.Spot, here *geo.Point, now time.Time) (open, lit []*lamp.Spot) {
	for _, s := range all {
		switch {
		case s.State.Open():
			open = append(open, s)
		case s.State == lamp.Lit && len(s.Steps) > 0 && now.Sub(s.Steps[len(s.Steps)-1].When()) < lamp.StillDark:
			lit = append(lit, s)
		}
	}
	for _, list := range [][]*lamp.Spot{open, lit} {
		away := map[*lamp.Spot]float64{}
		for _, s := range list {
			away[s] = farOff
			if here != nil && s.Point != nil {
				away[s] = geo.Metres(*here, *s.Point)
			}
		}
		sort.SliceStable(list, func(i, j int) bool {
			a, b := list[i], list[j]
			switch {
			case hazard(*a) != hazard(*b):
				return hazard(*a)
			case away[a] != away[b]:
				return away[a] < away[b]
			}
			return a.First.After(b.First)
		})
	}
	return open, lit
}

// farOff is farther than anything on earth.
const farOff = 1e9
