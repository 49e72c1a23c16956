package report

import (
	"strings"
	"time"

	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// finding is the phone's own position while the form is open, and what a hand made
// of it.
type finding struct {
	stop    func()     // nil: nobody looks
	here    *geo.Point // the best fix yet
	failed  op.Code    // why there is none
	moved   bool       // the lamp stands elsewhere, by hand
	moving  bool       // and the hand is at it
	brought bool       // the place came with a draft, perhaps from another street
	outside bool       // they said that a place outside the city is right
}

// better reports whether a fix takes the place of another: it is at least as exact, or
// the phone is clearly elsewhere now. The first one is often kilometres off.
func better(is geo.Point, was *geo.Point) bool {
	return was == nil || was.Acc == 0 || is.Acc > 0 && is.Acc <= was.Acc || geo.Metres(is, *was) > is.Acc+was.Acc
}

// track begins to look where the phone is, and calls then after each better fix. It
// asks nobody who has been asked. ctx is the screen's own.
func (d *finding) track(ctx app.Context, port *frame.Port, then func()) {
	look := port.Device.Track
	if look == nil || d.stop != nil {
		return
	}
	d.failed = ""
	d.stop = look(func(p geo.Point) {
		ctx.Dispatch(func(app.Context) {
			if better(p, d.here) {
				d.here, d.failed = &p, ""
				then()
			}
		})
	}, func(err error) { ctx.Dispatch(func(app.Context) { d.lost(err) }) })
}

func (d *finding) lost(err error) {
	refusal, ok := op.AsRefusal(err)
	if !ok || d.here != nil {
		return
	}
	d.failed = refusal.Code
	d.untrack() // a tap asks anew
}

func (d *finding) untrack() {
	if d.stop != nil {
		d.stop()
		d.stop = nil
	}
}

func (f *form) track() { f.found.track(f.root, &f.port, f.fixed) }

// fixed puts the lamp where the phone is, until a hand has placed it or a draft has
// brought a place of its own.
func (f *form) fixed() {
	if !f.found.moved && !f.found.brought {
		f.said.Place.Point = f.found.here
	}
	f.lend()
}

// lend brings pictures of the lamps near by to this phone, once, so that they can be
// compared where there is no network.
func (f *form) lend() {
	if f.lent || f.port.Lend == nil || !f.port.Line().Online {
		return
	}
	f.lent = true
	var names []photo.Hash
	open, _ := around(lamps.Of(f.port).Spots(), f.found.here, f.now())
	for _, s := range open[:min(len(open), mostLent)] {
		names = append(names, s.Pictures...)
	}
	f.root.Async(func() { f.port.Lend(names) })
}

// mostLent is of how many lamps: those of a walk.
const mostLent = 12

// locate is the tap that wants the phone's own place.
func (f *form) locate(app.Context, app.Event) {
	f.found.brought, f.found.moved = false, false
	if f.found.here != nil {
		f.said.Place.Point = f.found.here
	}
	f.track()
}

func (f *form) located() bool { return f.said.Place.Point != nil }

func (f *form) placed() bool {
	p := f.said.Place
	return p.Point != nil || strings.TrimSpace(p.Words) != "" || strings.TrimSpace(p.Pole) != ""
}

func (f *form) placeCard() app.UI {
	lang := f.lang()
	near := f.near()
	return f.card(words.WhereLamp, f.placed(),
		kit.Block(kit.Maybe(f.port.Device.Track != nil, func() app.UI { return f.position(near) })),
		f.onMap(),
		kit.Field{ID: "words", Name: "place.words", Label: lang.Say(words.RoadLabel), Inside: lang.Say(words.RoadHint),
			Value: f.said.Place.Words, Most: lamp.MaxWords, Set: func(v string) { f.said.Place.Words = v; f.touch() }}.UI(),
		kit.Field{ID: "pole", Name: "place.pole", Label: lang.Say(words.PoleLabel), Inside: lang.Say(words.PoleHint),
			Value: f.said.Place.Pole, Most: lamp.MaxPole, Set: f.setPole}.UI(),
		f.scanner(),
		kit.Live(kit.Block(f.poleFound())),
		kit.Block(kit.Maybe(!f.located() && f.port.Do != nil, f.districts)),
		kit.Block(kit.Maybe(len(near) > 0 && f.rewrites == 0, func() app.UI { return f.askSame(near) })),
	)
}

// position is the radar with what is known of the place, or the way to get one.
func (f *form) position(near []lamp.Spot) app.UI {
	if f.located() {
		return f.onRadar(near)
	}
	lang, looking := f.lang(), f.found.stop != nil
	name := words.UseMyPlace
	switch {
	case looking && !f.found.brought:
		name = words.PlaceLooking
	case f.found.failed != "":
		name = words.PlaceAgain
	}
	return kit.Block(
		kit.Block(kit.Maybe(f.found.failed != "", func() app.UI {
			return kit.Notice("map-pin", lang.Say(words.NoPlaceTitle), lang.Refusal(op.Refusal{Code: f.found.failed}))
		})),
		kit.Press("locate", "zz-btn2 zz-wide zz-gap", "map-pin", lang.Say(name), looking && !f.found.brought, f.locate),
		kit.Block(kit.Maybe(f.found.failed == "place_denied", func() app.UI { return kit.Note(lang.Say(words.HowToAllow)) })),
	)
}

// onRadar says where the lamp is without a map: district, accuracy, what is near.
func (f *form) onRadar(near []lamp.Spot) app.UI {
	lang, at := f.lang(), *f.said.Place.Point
	district := lang.Say(words.SomePlace)
	if d, ok := geo.DistrictNamed(geo.DistrictOf(at)); ok {
		district = lang.Pick(d.Zh, d.En)
	}
	how := lang.Accuracy(at.Acc)
	switch byHand := f.found.moved || f.found.brought; {
	case f.pole.At != nil && f.pole.At.Point != nil && *f.pole.At.Point == at:
		how = lang.Say(words.PoleExact)
	case byHand && f.found.here != nil:
		how = lang.Away(geo.Metres(*f.found.here, at), geo.Compass(geo.Bearing(*f.found.here, at)))
	case f.found.moved:
		how = lang.Say(words.PlaceChosen)
	}
	return kit.Block(
		kit.Div("zz-loc", f.radar(near, 1),
			kit.Block(kit.P("zz-loc__d", district), kit.Cap(how), kit.P("zz-cap zz-num", lamps.Coordinate(at.Lat)+", "+lamps.Coordinate(at.Lon))),
			app.Button().ID("move-pin").Class("zz-btn2").Type("button").Aria("expanded", f.found.moving).Text(lang.Say(words.MovePin)).
				OnClick(func(app.Context, app.Event) { f.found.moving = !f.found.moving })),
		kit.Block(kit.Maybe(at.Acc > coarse && !f.found.moved, func() app.UI { return kit.Div("zz-gap", kit.Amber("info-circle", lang.Say(words.CoarseHint))) })),
		kit.Block(kit.Maybe(!at.InCity() && !f.found.outside, func() app.UI { return f.askOutside() })),
		kit.Block(kit.Maybe(f.found.moving, func() app.UI { return f.mover(near) })),
	)
}

// setPole takes a number, and asks the city where it stands when no more is typed.
func (f *form) setPole(no string) {
	f.said.Place.Pole = no
	f.touch()
	f.pole.Look(f.root, f.port, no, pause, f.stands)
}

// stands puts the lamp at the pole where no hand has put it elsewhere and the phone is
// not far off: it knows the place less exactly than the inventory does.
func (f *form) stands(at door.Pole) {
	switch p := f.said.Place.Point; {
	case at.Point == nil && f.said.District == "":
		f.said.District = lamps.DistrictNamed(*lamps.Of(f.port).Rules(), at.District)
	case at.Point != nil && (p == nil || !f.found.moved && geo.Metres(*p, *at.Point) <= atPole):
		f.place(*at.Point)
	}
}

const (
	pause  = 700 * time.Millisecond // for which nothing is typed before a number is looked up
	atPole = 120                    // metres from it at which the phone is taken to be there
)

// poleFound says what the inventory knows, and puts the lamp there if a hand or the
// phone has put it elsewhere.
func (f *form) poleFound() app.UI {
	lang, said := f.lang(), f.pole.Say(f.lang(), *lamps.Of(f.port).Rules(), words.PoleNotKnown, words.PoleLater)
	return kit.Maybe(said != "", func() app.UI {
		at, p := f.pole.At, f.said.Place.Point
		elsewhere := at != nil && at.Point != nil && p != nil && geo.Metres(*p, *at.Point) > 1
		if elsewhere {
			said += lang.Say(words.DeskComma) + f.away(lamp.Spot{Point: at.Point})
		}
		return kit.Block(kit.Note(said), kit.Maybe(elsewhere, func() app.UI {
			return kit.Press("pole-there", "zz-btn2 zz-wide zz-gap", "map-pin", lang.Say(words.PoleThere), false, func(app.Context, app.Event) { f.place(*f.pole.At.Point) })
		}))
	})
}

// coarse is the accuracy in metres beyond which words are needed to find a lamp.
const coarse = 100

// askOutside asks once; the place is kept either way until they drop it.
func (f *form) askOutside() app.UI {
	lang := f.lang()
	return kit.Div("zz-gap", kit.Amber("map-pin", lang.Say(words.PlaceOutside)), kit.Div("zz-two",
		kit.Press("outside-yes", "zz-btn2", "", lang.Say(words.OutsideYes), false, func(app.Context, app.Event) { f.found.outside = true }),
		kit.Press("outside-no", "zz-btn2", "", lang.Say(words.OutsideNo), false, func(app.Context, app.Event) { f.dropPoint() })))
}

func (f *form) dropPoint() {
	f.found.untrack()
	f.found = finding{}
	f.said.Place.Point = nil
	f.touch()
}

// districts is asked where no point tells it, so that the report finds its desk.
func (f *form) districts() app.UI {
	lang := f.lang()
	var options []app.UI
	offer := func(id, name string) {
		options = append(options, kit.Option(id, name, id == f.said.District))
	}
	offer("", lang.Say(words.AnyDistrict))
	for _, d := range lamps.Of(f.port).Rules().Districts {
		if !d.Off {
			offer(d.ID, lang.Pick(d.Zh, d.En))
		}
	}
	return kit.Div("zz-field", app.Label().For("district").Text(lang.Say(words.DistrictLabel)),
		app.Select().ID("district").Name("district").OnChange(func(ctx app.Context, _ app.Event) {
			f.said.District = kit.Chosen(ctx)
			f.touch()
		}).Body(options...))
}
