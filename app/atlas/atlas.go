// Package atlas is the map of lamps at /spots/map, for those who want one: what waits
// for light and what was lit of late, as pins, and the same in a list below. No job
// needs it.
//
// What is drawn is web/map.js around Leaflet, which comes with its words (Says) when
// this page opens: a resident who never does waits for nothing of it. Here is only the
// page, and the rows as they are. The operator may have set pictures of a map (denghuo
// serve --map-tiles); without them, or where none is kept and there is no network, the
// pins stand on a grid with rings of distance.
package atlas

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// screen is the map at /spots/map.
type screen struct {
	app.Compo
	port  frame.Port
	stop  func()
	close func()
	show  func(spots string, desk bool) // nil until the map has come
	shown string
	gone  bool // the page was left before it came
	text  words.T
}

// Screen is the map.
func Screen(p frame.Port) app.Composer { return &screen{port: p, text: words.MapLoading} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *screen) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.Map)) }

// OnMount brings the map in.
func (s *screen) OnMount(ctx app.Context) {
	s.stop = s.port.Watch(func() { ctx.Dispatch(s.draw) })
	ctx.Async(func() {
		show, stop, err := s.port.Device.Map("atlas")
		ctx.Dispatch(func(ctx app.Context) {
			switch {
			case err != nil:
				s.text = words.MapNeedsNet
				app.Log("map: " + err.Error())
			case s.gone:
				stop()
			default:
				s.show, s.close, s.text = show, stop, words.T{}
				s.draw(ctx)
			}
		})
	})
}

func (s *screen) OnDismount() {
	s.gone = true
	s.stop()
	if s.close != nil {
		s.close()
	}
}

// draw gives the map what has changed.
func (s *screen) draw(app.Context) {
	if s.show == nil {
		return
	}
	if now := spots(s.port.View()); now != s.shown {
		s.shown = now
		s.show(now, s.port.Me().Is(person.Clerk, person.Admin))
	}
}

// spots are the rows as they are, as one list, with the administrator's rules if there
// are any: they name the faults.
func spots(view op.Reader) string {
	all := []byte{'['}
	for _, table := range [...]string{lamp.RulesTable.Name, lamp.Spots.Name} {
		view.Each(table, func(r op.Row) bool {
			if len(all) > 1 {
				all = append(all, ',')
			}
			all = append(all, r.Body...)
			return true
		})
	}
	return string(append(all, ']'))
}

// Render is where the map goes, and what is said until it is there.
func (s *screen) Render() app.UI {
	lang := s.port.Looks().Lang
	return frame.Page(s.port, frame.Opts{Tab: frame.Report, Back: "/spots", Title: lang.Say(words.Map), Plain: true},
		kit.Live(kit.Cap(lang.Say(s.text))), app.Div().ID("atlas"))
}
