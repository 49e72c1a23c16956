package report

import (
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// spot is the screen at /spots/{id}.
type spot struct {
	app.Compo
	port    frame.Port
	root    app.Context // of the screen: most buttons go with what they do
	stop    func()
	id      op.ID
	problem string
	told    string // what the last tap has done
	more    adding
}

// Spot is one place with its timeline and promise, and what this person may do: say
// that it is lit or still dark, add a voice, mend their own report, follow, pass it on.
func Spot(p frame.Port) app.Composer { return &spot{port: p} }

func (s *spot) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *spot) OnNav(ctx app.Context) {
	s.id = op.ID(strings.TrimPrefix(ctx.Page().URL().Path, "/spots/"))
	s.problem, s.told = "", ""
	s.more = adding{}
	ctx.Page().SetTitle(s.lang().Say(words.Spots))
	if one, _, ok := s.find(); ok && s.port.Lend != nil && s.port.Line().Online { // to be seen here later, without a network
		names := append(s.after(one), one.Pictures...)
		ctx.Async(func() { s.port.Lend(names) })
	}
}

func (s *spot) OnMount(ctx app.Context) { s.root, s.stop = ctx, frame.Follow(ctx, s.port) }

// after are the photos of the repair: whoever spoke may see them.
func (s *spot) after(one *lamp.Spot) []photo.Hash {
	v, _ := lamp.VoiceOf(s.port.View(), one.ID, s.port.Me().ID)
	return v.After[:len(v.After):len(v.After)]
}

func (s *spot) OnDismount() { s.stop() }

func (s *spot) lang() words.Lang { return s.port.Looks().Lang }

// find is the spot of the address, or the one that it was merged into.
func (s *spot) find() (one *lamp.Spot, merged, ok bool) {
	ix := lamps.Of(s.port)
	one, ok = ix.Spot(s.id)
	for range 20 { // circles cannot be made, and would not be followed
		if !ok || one.State != lamp.Merged {
			break
		}
		into, there := ix.Spot(one.Into)
		if !there {
			break
		}
		one, merged = into, true
	}
	return one, merged, ok
}

// Render shows the spot, or that this phone does not have it.
func (s *spot) Render() app.UI {
	lang := s.lang()
	one, merged, ok := s.find()
	opts := frame.Opts{Tab: frame.Report, Back: "/spots", Plain: true}
	if !ok {
		return frame.Page(s.port, opts, kit.Cap(lang.Say(words.SpotGone)))
	}
	if s.port.Device.Share != nil {
		opts.Actions = []app.UI{kit.Press("share", "zz-pill", "share-3", lang.Say(words.ShareSpot), false, s.share)}
	}
	mine := lamp.Mine(s.port.View(), one.ID, s.port.Me().ID)
	wanted := mine && one.State == lamp.Returned // what the city asks for stands first
	rules := lamps.Of(s.port).Rules()
	return frame.Page(s.port, opts,
		app.H1().Class("zz-h1").Text(lamps.Fault(lang, *rules, one.Fault)),
		kit.P("zz-lede", lamps.Public(lang, one)),
		s.tags(one),
		kit.Block(kit.Maybe(merged, func() app.UI { return kit.Note(lang.Say(words.SpotMerged)) })),
		kit.Block(kit.Maybe(hazard(*one) && one.State.Open(), func() app.UI { return keepAway(s.port) })),
		kit.Block(kit.Maybe(s.port.Do != nil, func() app.UI { return s.ask(one, mine) })),
		kit.Live(kit.Maybe(s.told != "", func() app.UI {
			return app.P().Class("zz-done2").Body(kit.Icon("check"), app.Text(s.told))
		})),
		app.Div().Role("alert").Body(kit.Maybe(s.problem != "", func() app.UI { return kit.P("zz-problem", s.problem) })),
		kit.Block(kit.Maybe(wanted, func() app.UI { return s.own(one) })),
		kit.Card(lang.Say(words.PromiseTitle), nil, s.promise(one)),
		kit.Card(lang.Say(words.Timeline), nil, s.timeline(one)),
		s.pictures(one),
		kit.Block(kit.Maybe(!wanted, func() app.UI { return s.own(one) })),
	)
}

func (s *spot) tags(one *lamp.Spot) app.UI {
	lang := s.lang()
	return kit.Div("zz-wrap", lamps.StateTag(lang, one.State),
		lamps.LateTag(s.port, one),
		kit.Tag("", "users", words.Put(lang.Say(words.Voices), words.Int(one.Voices))),
		kit.Maybe(one.Symptom != "", func() app.UI { return kit.Tag("", "", lang.SymptomName(one.Symptom)) }),
		kit.Maybe(hazard(*one), func() app.UI { return dangerTag(lang, one.Danger) }),
		kit.Maybe(one.Again > 0, func() app.UI {
			return kit.Tag("err", "bulb-off", words.Put(lang.Say(words.AgainDark), words.Int(one.Again)))
		}),
	)
}

// pictures are what a clerk lets all see, and to whoever spoke the ones of the repair.
func (s *spot) pictures(one *lamp.Spot) app.UI {
	lang := s.lang()
	var all []app.UI
	for _, h := range one.Pictures {
		all = append(all, shots.Picture(&s.port, h))
	}
	var after []app.UI
	for _, h := range s.after(one) {
		after = append(after, shots.Picture(&s.port, h))
	}
	return kit.Block(
		kit.Maybe(len(after) > 0, func() app.UI { return kit.Card(lang.Say(words.AfterRepair), nil, after...) }),
		kit.Maybe(len(all) > 0, func() app.UI { return kit.Card(lang.Say(words.PhotosHere), nil, all...) }),
	)
}

// share hands the page's address on; what it shows names nobody.
func (s *spot) share(ctx app.Context, _ app.Event) {
	one, _, ok := s.find()
	if !ok {
		return
	}
	lang, page := s.lang(), ctx.Page().URL()
	title := lamps.Fault(lang, *lamps.Of(s.port).Rules(), one.Fault) + " " + lamps.Public(lang, one)
	address := page.Scheme + "://" + page.Host + "/spots/" + string(one.ID)
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		copied := s.port.Device.Share(title, address)
		ctx.Dispatch(func(app.Context) {
			if copied {
				s.told = lang.Say(words.LinkCopied)
			}
		})
	})
}

// do has an op kept by this phone, and says what came of it.
func (s *spot) do(o op.Op, told words.T, then func()) {
	s.problem, s.told = "", ""
	lang := s.lang()
	s.root.Async(func() {
		err := s.port.Do(o)
		s.root.Dispatch(func(app.Context) {
			if refusal, no := op.AsRefusal(err); no {
				s.problem = lang.Refusal(refusal)
				return
			}
			if err != nil {
				app.Log("spot: " + err.Error())
				s.problem = lang.Say(words.SaveFailed)
				return
			}
			s.told = lang.Say(told)
			then()
		})
	})
}
