package crew

import (
	"math"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// patrol is the screen at /staff/patrol: a walk at night, in one hand, with one large
// button.
type patrol struct {
	app.Compo
	base

	walk   *walk
	spot   whereabouts
	road   string // what is typed into the summary
	saved  bool
	kept   bool // the note of the walk is there when it is read again
	sheet  int
	past   []entry
	offers []string // roads that the walk is known to have been on
}

// Patrol is the screen at /staff/patrol.
func Patrol(p frame.Port) app.Composer { return &patrol{base: base{port: p}, kept: true} }

func (s *patrol) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *patrol) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.PatrolTitle)) }

func (s *patrol) OnMount(ctx app.Context) {
	s.ctx = ctx
	if s.port.Recall != nil {
		s.walk = readWalk(s.port.Recall(walkNote), s.port.Now())
	}
	if s.walk != nil && !s.walking() {
		s.offers = roadsNear(s.walk, lamps.Of(s.port))
	}
	s.read()
	s.stop = []func(){s.port.Watch(func() { ctx.Dispatch(func(app.Context) { s.read() }) }), s.spot.follow(ctx, s.port, s.moved), s.tick(ctx)}
	s.awake(s.walking())
}

func (s *patrol) OnDismount() {
	s.base.OnDismount()
	s.awake(false)
}

// tick redraws the minutes.
func (s *patrol) tick(ctx app.Context) (stop func()) {
	over := false
	var next func(app.Context)
	next = func(ctx app.Context) {
		if !over {
			ctx.After(20*time.Second, next)
		}
	}
	next(ctx)
	return func() { over = true }
}

func (s *patrol) awake(on bool) {
	if s.port.Device.Stay != nil {
		s.port.Device.Stay(on)
	}
}

func (s *patrol) walking() bool { return s.walk != nil && s.walk.Ended.IsZero() }

// note keeps the walk where it outlives the page.
func (s *patrol) note() {
	text := s.walk.text()
	s.port.Remember(walkNote, text)
	s.kept = s.port.Recall(walkNote) == text
}

// moved takes a fix into the walk.
func (s *patrol) moved() {
	if s.walking() && s.walk.step(*s.spot.at, s.port.Now()) {
		s.note()
	}
}

// Render is the walk, its summary, or what it is for.
func (s *patrol) Render() app.UI {
	lang := s.lang()
	opts := frame.Opts{Tab: frame.Patrol, Title: lang.Say(words.PatrolTitle), Sub: lang.Say(words.PatrolSub), Plain: true}
	switch {
	case !staff(s.port.Me()):
		return frame.Page(s.port, opts, door(lang, words.JobsNo))
	case s.walking():
		return frame.Bare(s.port, "zz-walk", s.under()...)
	case s.walk != nil:
		opts.Wide, opts.Above, opts.Sub = true, s.bar("zz-submit", "write", "check", lang.Say(words.PatrolSave), false, s.write), ""
		opts.Title = lang.Say(words.PatrolOver)
		return frame.Page(s.port, opts, s.summary()...)
	}
	return frame.Page(s.port, opts,
		kit.Live(kit.Maybe(s.saved, func() app.UI {
			return app.P().ID("kept").Class("zz-done2").Body(kit.Icon("check"), app.Text(lang.Say(words.PatrolKept)))
		})),
		kit.Card("", nil, kit.Points(lang.Say(words.PatrolHow1), lang.Say(words.PatrolHow2), lang.Say(words.PatrolHow3)),
			button("start", "weui-btn zz-go", "walk", lang.Say(words.PatrolStart), s.port.Remember == nil, s.start)),
		s.mine(words.PatrolMine, s.past, func(o op.Op) op.ID { w, _ := o.(ledger.WritePatrol); return w.Patrol.ID }),
	)
}

func (s *patrol) start() {
	now := s.port.Now()
	s.walk, s.saved, s.problem = &walk{ID: s.port.NewID(), Began: now, Last: now}, false, ""
	if s.spot.at != nil {
		s.walk.step(*s.spot.at, now)
	} else if s.port.Device.Track != nil {
		s.spot.begin(s.ctx, s.port, s.moved)
	}
	s.note()
	s.awake(true)
}

// under is the walk under way: how far, what was repaired here, and the button.
func (s *patrol) under() []app.UI {
	lang, w, now := s.lang(), s.walk, s.port.Now()
	return []app.UI{
		app.H1().Class("zz-sr").Text(lang.Say(words.PatrolTitle)),
		kit.Div("zz-walk__top",
			figure("km", words.Kilometres(w.metres()), lang.Say(words.PatrolKm)),
			figure("minutes", words.Int(int(now.Sub(w.Began).Minutes())), lang.Say(words.PatrolMin)),
			figure("count", words.Int(len(w.Dark)), lang.Say(words.PatrolDark))),
		app.P().ID("fix").Class("zz-cap zz-walk__fix").Text(s.fix()),
		app.P().Class("zz-sr").Role("status").Text(words.Put(lang.Say(words.PatrolFound), words.Int(len(w.Dark)))), // read aloud at each tap; the fix changes too often for that
		kit.Block(kit.Maybe(s.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.problem) })),
		s.litAgain(),
		app.Button().ID("dark").Class("zz-walk__b").Type("button").Body(kit.Icon("bulb-off"), app.Span().Text(lang.Say(words.PatrolHere))).
			OnClick(func(app.Context, app.Event) { s.mark() }),
		kit.Div("zz-walk__low",
			button("unmark", "zz-btn2", "", lang.Say(words.PatrolUndo), len(w.Dark) == 0, s.unmark),
			button("end", "zz-btn2", "", lang.Say(words.PatrolEnd), false, s.end)),
	}
}

// figure is a large number with its unit.
func figure(id, n, unit string) app.UI {
	return kit.Block(app.B().ID(id).Class("zz-num").Text(n), kit.Span("zz-cap", unit))
}

// fix says how well the phone knows where it is, and what was counted to which place.
func (s *patrol) fix() string {
	lang := s.lang()
	switch {
	case !s.kept:
		return lang.Say(words.PatrolFrail)
	case len(s.walk.Dark) > 0 && s.walk.Dark[len(s.walk.Dark)-1].Joins != "":
		d := s.walk.Dark[len(s.walk.Dark)-1]
		if spot, ok := lamps.Of(s.port).Spot(d.Joins); ok {
			return words.Put(lang.Say(words.PatrolJoined), placeOf(lang, lamps.Of(s.port), spot))
		}
	case s.spot.at == nil && s.spot.failed:
		return lang.Say(words.PatrolNoFix)
	case s.spot.at == nil:
		return lang.Say(words.FindingMe)
	}
	if s.spot.at == nil {
		return lang.Say(words.PatrolNoFix)
	}
	return words.Put(lang.Say(words.Accuracy), words.Int(int(math.Round(s.spot.at.Acc))))
}

// mark is the large button.
func (s *patrol) mark() {
	var near []lamp.Spot
	var at *geo.Point
	if s.spot.at != nil {
		here := *s.spot.at
		at, near = &here, lamps.Of(s.port).Near(lamp.Place{Point: &here}, s.port.Now())
	}
	s.walk.mark(s.port.NewID(), at, s.port.Now(), near)
	s.note()
	if shake := app.Window().Get("navigator").Get("vibrate"); shake.Truthy() {
		app.Window().Get("navigator").Call("vibrate", 60)
	}
}

func (s *patrol) unmark() {
	if n := len(s.walk.Dark); n > 0 {
		s.walk.Dark = s.walk.Dark[:n-1]
		s.note()
	}
}

// end is the end of the walk, and the beginning of its summary.
func (s *patrol) end() {
	s.walk.Ended = s.port.Now()
	s.offers = roadsNear(s.walk, lamps.Of(s.port))
	s.note()
	s.awake(false)
}

// litAgain asks about a lamp that was repaired and is being passed.
func (s *patrol) litAgain() app.UI {
	lang, ix := s.lang(), lamps.Of(s.port)
	var found *lamp.Spot
	if s.spot.at != nil {
		found = s.walk.fixedNear(ix.Spots(), *s.spot.at, s.port.Now())
	}
	if found == nil {
		return app.Div().ID("lit-again")
	}
	id, job := found.ID, found.Job
	answer := func(name string, text words.T, do func()) app.UI {
		return button(name, "zz-btn2", "", lang.Say(text), s.busy, do, id, job)
	}
	return app.Div().ID("lit-again").Body(kit.Div("zz-walk__lit",
		kit.B(words.Put(lang.Say(words.PatrolFixed), placeOf(lang, ix, found))),
		kit.Div("zz-wrap zz-wrap--gap",
			answer("is-lit", words.PatrolLit, func() { s.answer(id, job, lamp.Lit) }),
			answer("is-dark", words.PatrolStill, func() { s.answer(id, job, lamp.Checked) }),
			answer("not-seen", words.PatrolSkip, func() { s.walk.answered(id); s.note() }))))
}

// answer is evidence after dusk: kept at once.
func (s *patrol) answer(spot, job op.ID, to lamp.State) {
	m := lamp.Move{ID: s.port.NewID(), Spot: spot, From: lamp.Fixed, To: to, Job: job}
	s.do([]op.Op{m}, func() { s.walk.answered(spot); s.note() })
}

// read takes this person's patrols out of the view: their tracks are too long to be
// read at each drawing.
func (s *patrol) read() {
	me := s.port.Me()
	s.past = nil
	ledger.Patrols.Each(s.port.View(), func(p ledger.Patrol) bool {
		if me.Same(p.By) && !p.Kept.Struck {
			p.Track = nil
			s.past = append(s.past, entry{p.ID, p.Began, func() (name, line string) {
				return s.lang().Moment(p.Began, s.port.Now()), s.join(words.Kilometres(p.Metres)+s.say(words.PatrolKm), s.put(words.PatrolTimes, len(p.Roads)), s.put(words.PatrolLamps, len(p.Spots)))
			}})
		}
		return true
	})
	s.past = lately(s.past)
}
