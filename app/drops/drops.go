// Package drops is the publicity officer's desk for offers: every drop of this app
// with its numbers as they come, to stop and go on, to take the report away; and the
// way of a new one: a draft with a preview of what residents will see, a rehearsal, the
// second person's review, the announcement. A coupon is made void here, too.
package drops

import (
	"sort"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

type screen struct {
	app.Compo
	port    frame.Port
	stop    func()
	open    op.ID // the drop that is unfolded
	reason  string
	problem string
	form    *draft // nil while it is closed
	ask     asking
	void    voiding
	try     frame.Try
	asked   op.ID // what try is about
	halting op.ID // the drop whose offer is being stopped

	practised op.ID // the plan that was just rehearsed
}

// Screen is the screen at /staff/drops.
func Screen(p frame.Port) app.Composer { return &screen{port: p} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *screen) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.TabDrops)) }

func (s *screen) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *screen) OnDismount() { s.stop() }

func (s *screen) lang() words.Lang { return s.port.Looks().Lang }

// Render is the list, latest first, below the form.
func (s *screen) Render() app.UI {
	lang := s.lang()
	opts := frame.Opts{Tab: frame.Drops, Title: lang.Say(words.TabDrops), Status: true}
	if !s.port.Me().Is(person.Officer, person.Admin) {
		return frame.Page(s.port, opts, app.P().Class("zz-cap").Text(lang.Say(words.DropsNo)),
			app.A().Class("zz-btn2 zz-gap").Href("/signin?next=/staff/drops").Text(lang.Say(words.SignIn)))
	}
	parts := []app.UI{app.Div().Body(s.adder()), s.plans()}
	drops := s.drops()
	for _, d := range drops {
		parts = append(parts, s.card(d))
	}
	if len(drops) == 0 {
		parts = append(parts, app.P().Class("zz-cap zz-gap").Text(lang.Say(words.DropNoDrops)))
	}
	parts = append(parts, s.voider())
	return frame.Page(s.port, opts, parts...)
}

// drops are those that this app gives out.
func (s *screen) drops() []offer.Drop {
	var all []offer.Drop
	offer.Drops.Each(s.port.View(), func(d offer.Drop) bool {
		if d.Here() {
			all = append(all, d)
		}
		return true
	})
	sort.SliceStable(all, func(i, j int) bool { return all[i].At.After(all[j].At) })
	return all
}

// state is where a drop stands now: a word, an icon and a colour.
func (s *screen) state(d offer.Drop) app.UI {
	lang, now := s.lang(), s.port.Now()
	switch {
	case d.Halt != "":
		return kit.Tag("err", "player-pause", lang.Say(map[string]words.T{offer.Paused: words.OfferIsPaused, offer.Ended: words.OfferIsEnded, offer.Cancelled: words.OfferIsStopped}[d.Halt]))
	case d.Paused != "":
		return kit.Tag("err", "player-pause", lang.Say(words.DropIsPaused))
	case now.Before(d.At):
		return kit.Tag("", "clock", words.Put(lang.Say(words.OpensAt), lang.Moment(d.At, now)))
	case d.Gone:
		return kit.Tag("ok", "check", lang.Say(words.DropGone))
	case d.Ended(now):
		return kit.Tag("", "check", lang.Say(words.DropOver))
	}
	return kit.Tag("brand", "player-play", lang.Say(words.DropIsOpen))
}

func (s *screen) card(d offer.Drop) app.UI {
	lang := s.lang()
	o, _ := offer.Offers.Get(s.port.View(), d.Offer)
	return kit.Card(lang.Pick(d.Title.Zh, d.Title.En), s.state(d),
		app.P().Class("zz-cap").Text(lang.Pick(o.Title.Zh, o.Title.En)+" "+lang.Benefit(o.Benefit)+lang.Say(words.DeskComma)+lang.Day(d.At)+" "+words.Clock(d.At)),
		kit.Maybe(d.Rehearsal, func() app.UI { return kit.Tag("lamp", "info-circle", lang.Say(words.RehearsalMore)) }),
		s.board(d),
		app.Div().Class("zz-two zz-gap").Body(
			app.A().Class("zz-btn2").Href("/api/officer/drops/"+string(d.ID)+".csv").Download(string(d.ID)+".csv").Body(kit.Icon("download"), app.Text("CSV")),
			app.A().Class("zz-btn2").Href("/api/officer/drops/"+string(d.ID)+".xlsx").Download(string(d.ID)+".xlsx").Body(kit.Icon("download"), app.Text("XLSX")),
			app.Button().ID("stop-"+string(d.ID)).Class("zz-btn2").Type("button").Aria("expanded", s.open == d.ID).
				Text(lang.Say(map[bool]words.T{false: words.DropStop, true: words.DropGoOn}[d.Paused != ""])).
				OnClick(func(ctx app.Context, _ app.Event) { s.toggle(ctx, d) }, app.EventScope(d.ID, d.Paused)),
		),
		app.Div().Body(kit.Maybe(s.open == d.ID && d.Paused == "", func() app.UI { return s.stopper(d) })),
		s.whole(d, o),
	)
}

// board is the numbers that the city tells about once a second, and what is left as a bar.
func (s *screen) board(d offer.Drop) app.UI {
	lang := s.lang()
	b, ok := offer.Boards.Get(s.port.View(), d.ID)
	if !ok {
		return app.P().Class("zz-cap zz-gap").Text(lang.Say(words.DropNoNumbers))
	}
	rows := []app.UI{}
	line := func(name words.T, value string) {
		rows = append(rows, app.Dt().Text(lang.Say(name)), app.Dd().Text(value))
	}
	line(words.DropLeft, words.Int(b.Left)+" / "+words.Int(b.Total))
	line(words.DropHeard, words.Int(b.Heard))
	line(words.DropGiven, words.Int(b.Given))
	if b.Entries > 0 {
		line(words.DropEntries, words.Int(b.Entries))
	}
	line(words.DropSpeed, words.Int(b.PerSecond))
	for _, code := range refusals(b.Refused) {
		rows = append(rows, app.Dt().Text(lang.Refusal(op.Refusal{Code: code})), app.Dd().Text(words.Int(b.Refused[code])))
	}
	line(words.DropRedeemed, words.Int(b.Redeemed))
	line(words.DropSaved, words.Money(b.Saved))
	if b.Expired > 0 {
		line(words.DropExpired, words.Int(b.Expired))
	}
	if b.Void > 0 {
		line(words.DropVoid, words.Int(b.Void))
	}
	if b.Conflicts > 0 {
		line(words.TillTwice, words.Int(b.Conflicts))
	}
	return app.Div().Class("zz-gap").Body(kit.Bar(100*float64(b.Left)/float64(max(1, b.Total)), 0), app.Dl().Class("zz-sum zz-sum--s zz-gap").Body(rows...))
}

// refusals are the codes in a fixed order.
func refusals(of map[op.Code]int) []op.Code {
	codes := make([]op.Code, 0, len(of))
	for c := range of {
		codes = append(codes, c)
	}
	sort.Slice(codes, func(i, j int) bool { return codes[i] < codes[j] })
	return codes
}

// toggle asks for a reason before a stop; going on needs none.
func (s *screen) toggle(ctx app.Context, d offer.Drop) {
	s.problem, s.reason = "", ""
	switch {
	case d.Paused != "":
		s.do(ctx, offer.Stop{Drop: d.ID})
	case s.open == d.ID:
		s.open = ""
	default:
		s.open = d.ID
	}
}

func (s *screen) stopper(d offer.Drop) app.UI {
	lang := s.lang()
	return app.Div().Class("zz-gap").Body(
		kit.Field{ID: "stop-why", Label: lang.Say(words.DropStopWhy), Most: offer.MaxReason, Set: func(v string) { s.reason = v }}.UI(),
		kit.Maybe(s.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.problem) }),
		app.Button().ID("stop-now").Class("zz-btn2 zz-btn2--err zz-gap").Type("button").Body(kit.Icon("player-pause"), app.Text(lang.Say(words.DropStop))).
			OnClick(func(ctx app.Context, _ app.Event) {
				if s.reason == "" {
					s.problem = s.lang().Say(words.DropStopWhy)
					return
				}
				s.do(ctx, offer.Stop{Drop: d.ID, Reason: s.reason})
			}, app.EventScope(d.ID)),
	)
}

func (s *screen) do(ctx app.Context, o op.Op) {
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		err := s.port.Do(o)
		ctx.Dispatch(func(app.Context) {
			if refusal, ok := op.AsRefusal(err); ok {
				s.problem = s.lang().Refusal(refusal)
				s.ask.problem = s.problem
			} else if err != nil {
				app.Log("drops: " + err.Error())
				s.problem = s.lang().Say(words.SaveFailed)
			} else {
				s.open, s.ask, s.halting = "", asking{}, ""
			}
		})
	})
}
