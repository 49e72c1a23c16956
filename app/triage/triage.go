// Package triage is the clerk's desk: spots by urgency, one opened at a time with
// its reports, and the moves that the diagram allows. It works offline like
// everything else: moves wait in the outbox and carry the state the clerk saw.
package triage

import (
	"slices"
	"sort"
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// pageful is how many rows are drawn at once.
const pageful = 100

type screen struct {
	app.Compo
	port    frame.Port
	stop    func()
	state   lamp.State // empty: all that are open
	search  string
	shown   int
	open    op.ID
	reason  string
	crew    string
	problem string
}

// Screen is the screen at /staff/triage.
func Screen(p frame.Port) app.Composer { return &screen{port: p, shown: pageful} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *screen) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.TriageTitle)) }

func (s *screen) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *screen) OnDismount() { s.stop() }

func (s *screen) lang() words.Lang { return s.port.Looks().Lang }

// Render is the desk, or the way to the door.
func (s *screen) Render() app.UI {
	lang := s.lang()
	opts := frame.Opts{Tab: frame.Triage, Title: lang.Say(words.TriageTitle), Status: true}
	if !s.port.Me().Is(person.Clerk, person.Crew, person.Admin) {
		return frame.Page(s.port, opts, app.P().Class("zz-cap").Text(lang.Say(words.TriageNo)),
			app.A().Class("zz-btn2 zz-gap").Href("/signin").Text(lang.Say(words.SignIn)))
	}
	desk := s.desk()
	return frame.Page(s.port, opts,
		kit.Card(words.Put(lang.Say(words.TriageCount), words.Int(desk.open)), nil, s.filters(desk)),
		app.Div().Class("zz-field").Body(app.Input().ID("search").Type("search").Aria("label", lang.Say(words.SearchHint)).
			Placeholder(lang.Say(words.SearchHint)).Value(s.search).
			OnInput(func(ctx app.Context, _ app.Event) { s.search = ctx.JSSrc().Get("value").String() })),
		s.list(desk),
	)
}

// desk is what the clerk sees, worked out from the rows on this phone.
type desk struct {
	open    int
	counts  map[lamp.State]int
	spots   []lamp.Spot
	reports map[op.ID][]lamp.Report
}

func (s *screen) desk() desk {
	d := desk{counts: map[lamp.State]int{}, reports: map[op.ID][]lamp.Report{}}
	lamp.Reports.Each(s.port.View(), func(r lamp.Report) bool {
		d.reports[r.Spot] = append(d.reports[r.Spot], r)
		return true
	})
	lamp.Spots.Each(s.port.View(), func(spot lamp.Spot) bool {
		d.counts[spot.State]++
		if spot.State.Open() {
			d.open++
		}
		if (s.state == "" && spot.State.Open() || spot.State == s.state) && s.matches(d.reports[spot.ID]) {
			d.spots = append(d.spots, spot)
		}
		return true
	})
	sort.SliceStable(d.spots, func(i, j int) bool { return moreUrgent(d.spots[i], d.spots[j]) < 0 })
	return d
}

// moreUrgent puts danger first, then many voices, then the oldest.
func moreUrgent(a, b lamp.Spot) int {
	danger := func(s lamp.Spot) int {
		if s.Danger != lamp.Safe {
			return 0
		}
		return 1
	}
	if d := danger(a) - danger(b); d != 0 {
		return d
	}
	if a.Voices != b.Voices {
		return b.Voices - a.Voices
	}
	return a.First.Compare(b.First)
}

func (s *screen) matches(reports []lamp.Report) bool {
	want := strings.ToLower(strings.TrimSpace(s.search))
	return want == "" || slices.ContainsFunc(reports, func(r lamp.Report) bool {
		return strings.Contains(strings.ToLower(r.Place.Words+" "+r.Place.Pole+" "+r.No), want)
	})
}

func (s *screen) filters(d desk) app.UI {
	lang := s.lang()
	chip := func(state lamp.State, name string, n int) app.UI {
		return app.Button().Class("zz-chip").Type("button").Aria("pressed", s.state == state).
			Body(app.Text(name), app.B().Class("zz-num").Text(words.Int(n))).
			OnClick(func(app.Context, app.Event) { s.state, s.shown = state, pageful }, app.EventScope(state))
	}
	chips := []app.UI{chip("", lang.Say(words.AllOpen), d.open)}
	for _, state := range []lamp.State{lamp.Sent, lamp.Checked, lamp.Repairing, lamp.Waiting, lamp.Fixed, lamp.Lit, lamp.Declined} {
		if d.counts[state] > 0 {
			chips = append(chips, chip(state, lang.StateName(state), d.counts[state]))
		}
	}
	return app.Div().Class("zz-chips").Body(chips...)
}

func (s *screen) list(d desk) app.UI {
	lang := s.lang()
	if len(d.spots) == 0 {
		text := words.TriageNoList
		if d.open == 0 {
			text = words.TriageEmpty
		}
		return app.P().Class("zz-cap zz-gap").Text(lang.Say(text))
	}
	var rows []app.UI
	for _, spot := range d.spots[:min(len(d.spots), s.shown)] {
		rows = append(rows, s.row(spot, d.reports[spot.ID]))
	}
	return app.Div().Body(
		app.Div().Class("zz-list").Body(rows...),
		kit.Maybe(len(d.spots) > s.shown, func() app.UI {
			return app.Button().Class("zz-btn2 zz-gap").Type("button").Text(lang.Say(words.MoreRows)).
				OnClick(func(app.Context, app.Event) { s.shown += pageful })
		}),
	)
}

func (s *screen) row(spot lamp.Spot, reports []lamp.Report) app.UI {
	lang := s.lang()
	where := lang.Say(words.UnknownRoad)
	if len(reports) > 0 {
		where = lamps.Where(lang, reports[0].Place)
	}
	isOpen := s.open == spot.ID
	return app.Div().Class("zz-case-row").Body(
		app.Button().Class("zz-case zz-case--b").Type("button").Aria("expanded", isOpen).
			OnClick(func(app.Context, app.Event) { s.toggle(spot.ID) }, app.EventScope(spot.ID)).Body(
			app.Span().Body(
				app.B().Text(where),
				app.Span().Class("zz-case__m").Body(
					kit.Maybe(spot.Danger != lamp.Safe && spot.Danger != "", func() app.UI {
						return kit.Tag("err", "alert-triangle", lang.DangerName(spot.Danger))
					}),
					lamps.StateTag(lang, spot.State),
					app.Span().Class("zz-cap").Text(lang.FaultName(spot.Fault)+"，"+lang.Moment(spot.First, s.port.Now())),
				),
			),
			app.Span().Class("zz-cnt").Body(app.Text(words.Int(spot.Voices)), app.Small().Text(lang.Say(words.People))),
		),
		kit.Maybe(isOpen, func() app.UI { return s.detail(spot, reports) }),
	)
}

func (s *screen) toggle(id op.ID) {
	if s.open == id {
		id = ""
	}
	s.open, s.reason, s.crew, s.problem = id, "", "", ""
}

func (s *screen) detail(spot lamp.Spot, reports []lamp.Report) app.UI {
	lang := s.lang()
	var parts []app.UI
	for _, r := range reports {
		parts = append(parts, app.Div().Class("zz-report").Body(
			app.P().Text(r.No+" "+lamps.Where(lang, r.Place)),
			app.P().Class("zz-cap").Text(lang.Moment(r.Tapped, s.port.Now())+" "+r.Note),
		))
		for _, h := range r.Photos {
			parts = append(parts, lamps.Picture(s.port, h))
		}
	}
	parts = append(parts, s.moves(spot))
	return app.Div().Class("zz-detail").Body(parts...)
}

// moves are the buttons that the diagram allows, with the reason and the crew that
// some of them want.
func (s *screen) moves(spot lamp.Spot) app.UI {
	lang := s.lang()
	next := lamp.Next(spot.State, s.port.Me(), false)
	var buttons []app.UI
	for _, to := range next {
		buttons = append(buttons, app.Button().ID("move-"+string(to)).Class("zz-btn2").Type("button").Text(lang.MoveName(spot.State, to)).
			OnClick(func(ctx app.Context, _ app.Event) { s.move(ctx, spot, to) }, app.EventScope(spot.ID, spot.State, to)))
	}
	var crews []app.UI
	for _, c := range words.Crews {
		name := lang.Say(c)
		crews = append(crews, app.Button().Class("zz-chip").Type("button").Aria("pressed", s.crew == name).Text(name).
			OnClick(func(app.Context, app.Event) { s.crew = name }, app.EventScope(name)))
	}
	return app.Div().Body(
		kit.Maybe(slices.Contains(next, lamp.Repairing) && spot.State == lamp.Checked, func() app.UI {
			return app.Div().Body(app.P().Class("zz-cap").Text(lang.Say(words.CrewLabel)), app.Div().Class("zz-chips").Body(crews...))
		}),
		app.Div().Class("zz-field").Body(
			app.Label().For("reason").Text(lang.Say(words.ReasonLabel)),
			app.Input().ID("reason").Value(s.reason).MaxLength(lamp.MaxNote).
				OnInput(func(ctx app.Context, _ app.Event) { s.reason = ctx.JSSrc().Get("value").String() }),
		),
		app.Div().Class("zz-two").Body(buttons...),
		kit.Maybe(s.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.problem) }),
	)
}

func (s *screen) move(ctx app.Context, spot lamp.Spot, to lamp.State) {
	m := lamp.Move{ID: s.port.NewID(), Spot: spot.ID, From: spot.State, To: to, Reason: strings.TrimSpace(s.reason)}
	if to == lamp.Repairing && spot.State == lamp.Checked {
		m.Crew = s.crew
	}
	ctx.Async(func() {
		err := s.port.Do(m)
		ctx.Dispatch(func(app.Context) {
			s.problem = ""
			if refusal, ok := op.AsRefusal(err); ok {
				s.problem = s.lang().Refusal(refusal)
			} else if err != nil {
				s.problem = s.lang().Say(words.SaveFailed)
			} else {
				s.reason, s.crew = "", ""
			}
		})
	})
}
