// Package triage is the clerk's desk: spots by urgency, chosen by district, stage and
// more, many handled in one go and taken back in one go, each opened with its reports,
// photos and what could be the same lamp.
//
// What is chosen stands in the address (query). What is shown comes from the index of
// app/lamps and is worked out once after a change (pile). The list stands still while
// somebody points at it: a colleague's change is seen in its row, and only a row that
// nobody looks at changes place (hold). It works offline like everything else: moves
// wait in the outbox and carry the state that the clerk saw (acts), and where a
// colleague was first both are shown (clash).
package triage

import (
	"net/url"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

type screen struct {
	app.Compo
	port frame.Port
	stop []func()
	ctx  app.Context // the screen's own: a button may be gone when its work is done

	q       query
	pile    pile
	list    listed
	picks   picks
	here    op.ID // the row that keys are about
	seen    int   // see kit.Long
	aim     op.ID // the row that gets the focus once it is drawn
	sheet   sheet
	last    *batch // what was done last, and can be taken back
	busy    bool
	problem string
	wide    bool
	keyless bool       // the person wants no single keys
	near    *geo.Point // where the clerk stands, once asked
	detail  detail
	differs op.Hash // the refused move whose difference is shown
}

// Screen is the screen at /staff/triage.
func Screen(p frame.Port) app.Composer { return &screen{port: p} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

// OnNav reads the address: at the start, after a tap on a filter, on the way back.
func (s *screen) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.lang().Say(words.TriageTitle))
	s.take(parse(ctx.Page().URL()))
	if s.q.spot != "" {
		s.here = s.q.spot
	}
}

func (s *screen) OnMount(ctx app.Context) {
	s.ctx = ctx
	s.measure(ctx)
	s.keyless = s.port.Recall != nil && s.port.Recall(keysNote) == "off"
	s.stop = []func(){frame.Follow(ctx, s.port), kit.OnKeys(ctx, s.wants, s.pressed)}
}

func (s *screen) OnResize(ctx app.Context) { s.measure(ctx) }

// measure tells whether there is room for two columns; web/more.css has the same 900.
func (s *screen) measure(ctx app.Context) {
	w, _ := ctx.Page().Size()
	s.wide = w >= 900
}

func (s *screen) OnDismount() {
	for _, stop := range s.stop {
		stop()
	}
}

func (s *screen) lang() words.Lang { return s.port.Looks().Lang }

func (s *screen) index() *lamps.Index { return lamps.Of(s.port) }

func (s *screen) eye() eye {
	return eye{at: s.port.Now(), here: s.near}
}

// Render is the desk, or the way to the door.
func (s *screen) Render() app.UI {
	lang := s.lang()
	opts := frame.Opts{Tab: frame.Triage, Title: lang.Say(words.TriageTitle), Status: true, Work: true, Broad: true}
	if s.q.stage == ready {
		opts.Tab = frame.Dispatch
	}
	if !s.port.Me().Is(person.Clerk, person.Crew, person.Admin) {
		return frame.Page(s.port, opts, kit.Cap(lang.Say(words.TriageNo)),
			app.A().Class("zz-btn2 zz-gap").Href("/signin").Text(lang.Say(words.SignIn)))
	}
	ix := s.index()
	s.pile.follow(ix, s.port.Now())
	s.list.settle(s, ix)
	s.picks.keep(&s.pile)
	opts.Wide, opts.Above = len(s.picks) > 0, s.bar()
	return frame.Page(s.port, opts,
		app.Div().Class("zz-desk2").Body(
			app.Div().Class("zz-desk2__l").Body(s.clashes(), s.head(), s.chips(), s.tools(), s.rows()),
			app.Aside().Class("zz-desk2__r").Aria("label", lang.Say(words.History)).Body(s.beside(ix)),
		),
	)
}

// show takes the desk to a query: a new page in the way back.
func (s *screen) show(ctx app.Context, q query) {
	s.list.touched = false // who chooses wants to see it now
	s.take(q)
	ctx.Navigate(q.address())
	s.address(ctx) // go-app does not go to where it thinks it is, and knows nothing of what typing left
}

// address writes the query into the address in place of what stands there.
func (s *screen) address(ctx app.Context) {
	if u, err := url.Parse(s.q.address()); err == nil { // of our own making
		ctx.Page().ReplaceURL(u)
	}
}

// take makes a query the one that is shown.
func (s *screen) take(q query) {
	was := s.q
	s.q = q
	if was.spot != q.spot {
		s.detail = detail{}
	}
	if was.search != q.search {
		kit.Refill(searchID, q.search)
	}
	if was.spot = q.spot; was != q {
		s.list.stale = true
	}
}
