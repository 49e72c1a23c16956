package report

import (
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/geo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// atlas is the map in the form, for those who want one to choose the place by. It is
// loaded at the tap and not before.
type atlas struct {
	on   bool
	stop func()
	text words.T // why it is not there
}

func (a *atlas) off() {
	if a.stop != nil {
		a.stop()
	}
	*a = atlas{}
}

// onMap is the way to the map, where there is no place yet or a hand is at it, and the
// map below. Its element stays: what is in it is not go-app's.
func (f *form) onMap() app.UI {
	lang, name := f.lang(), words.PickOnMap
	if f.atlas.on {
		name = words.PickShut
	}
	wanted := f.port.Device.Pick != nil && (f.atlas.on || f.found.moving || !f.located())
	return kit.Block(
		kit.Block(kit.Maybe(wanted, func() app.UI {
			return kit.Press("pick-map", "zz-btn2 zz-wide zz-gap", "map-2", lang.Say(name), false, f.toggleMap)
		})),
		kit.Live(kit.Maybe(f.atlas.text != words.T{}, func() app.UI { return kit.Note(lang.Say(f.atlas.text)) })),
		app.Div().ID("pick").Class("zz-gap"))
}

func (f *form) toggleMap(ctx app.Context, _ app.Event) {
	if f.atlas.on {
		f.atlas.off()
		return
	}
	f.atlas = atlas{on: true, text: words.MapLoading}
	at := f.said.Place.Point
	ctx = f.port.Page(ctx)
	ctx.Async(func() {
		stop, err := f.port.Device.Pick("pick", at, func(p geo.Point) { ctx.Dispatch(func(app.Context) { f.picked(p) }) })
		ctx.Dispatch(func(app.Context) {
			switch {
			case err != nil:
				app.Log("map: " + err.Error())
				f.atlas = atlas{text: words.MapNeedsNet}
			case !f.atlas.on: // not wanted any more
				stop()
			default:
				f.atlas = atlas{on: true, stop: stop}
			}
		})
	})
}

// picked takes the place under the cross.
func (f *form) picked(p geo.Point) {
	f.atlas.off()
	f.found.moving = false
	f.place(p)
	f.root.Defer(func(app.Context) { // the page is shorter now
		if e := app.Window().GetElementByID("move-pin"); e.Truthy() {
			e.Call("scrollIntoView", map[string]any{"block": "center"})
		}
	})
}
