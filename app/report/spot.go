package report

import (
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// spot is the screen at /spots/{id}.
type spot struct {
	app.Compo
	port    frame.Port
	stop    func()
	id      op.ID
	problem string
}

// Spot is one place with its timeline, and what its reporter may do.
func Spot(p frame.Port) app.Composer { return &spot{port: p} }

func (s *spot) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *spot) OnNav(ctx app.Context) {
	s.id = op.ID(strings.TrimPrefix(ctx.Page().URL().Path, "/spots/"))
	ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.Spots))
}

func (s *spot) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *spot) OnDismount() { s.stop() }

// Render shows the spot, or that this phone does not have it.
func (s *spot) Render() app.UI {
	lang := s.port.Looks().Lang
	one, ok := lamp.Spots.Get(s.port.View(), s.id)
	opts := frame.Opts{Tab: frame.Report, Back: "/spots", Plain: true}
	if !ok {
		return frame.Page(s.port, opts, app.P().Class("zz-cap").Text(lang.Say(words.SpotGone)))
	}
	return frame.Page(s.port, opts,
		app.H1().Class("zz-h1").Text(lang.FaultName(one.Fault)),
		app.P().Class("zz-gap").Body(lamps.StateTag(lang, one.State), app.Text(" "+words.Put(lang.Say(words.Voices), words.Int(one.Voices)))),
		kit.Card(lang.Say(words.Timeline), nil, s.timeline(one)),
		s.moves(one),
		s.mine(),
	)
}

func (s *spot) timeline(one lamp.Spot) app.UI {
	lang, rules := s.port.Looks().Lang, lamp.RulesOf(s.port.View())
	var items []app.UI
	for i, st := range one.Steps {
		small := lang.Moment(st.At, s.port.Now())
		for _, more := range []string{lamps.Crew(lang, rules, st.Crew), lamps.Reason(lang, rules, st.Reason)} {
			if more != "" {
				small += "，" + more
			}
		}
		name := lang.StateName(st.State)
		if st.State == lamp.Sent && i == 0 {
			name = lang.Say(words.NeverLost)
		}
		items = append(items, step(i < len(one.Steps)-1, name, small))
	}
	return app.Ul().Class("zz-line").Body(items...)
}

// moves are what this person may do with the spot now.
func (s *spot) moves(one lamp.Spot) app.UI {
	lang := s.port.Looks().Lang
	if s.port.Do == nil {
		return app.Span()
	}
	next := lamp.Next(one.State, s.port.Me(), lamp.Mine(s.port.View(), one.ID, s.port.Me().ID))
	var buttons []app.UI
	for _, to := range next {
		if to == lamp.Declined || to == lamp.Returned || to == lamp.Repairing || to == lamp.Waiting {
			continue // the clerk's desk asks for a reason or a crew
		}
		buttons = append(buttons, app.Button().ID("move-"+string(to)).Class("zz-btn2").Type("button").Text(lang.MoveName(one.State, to)).
			OnClick(func(ctx app.Context, _ app.Event) {
				s.move(ctx, lamp.Move{ID: s.port.NewID(), Spot: one.ID, From: one.State, To: to})
			}, app.EventScope(one.ID, one.State, to)))
	}
	if len(buttons) == 0 {
		return app.Span()
	}
	return kit.Card(lang.Say(words.WhatNow), nil, app.Div().Class("zz-two").Body(buttons...),
		kit.Maybe(s.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.problem) }))
}

func (s *spot) move(ctx app.Context, m lamp.Move) {
	ctx.Async(func() {
		err := s.port.Do(m)
		ctx.Dispatch(func(app.Context) {
			s.problem = ""
			if refusal, ok := op.AsRefusal(err); ok {
				s.problem = s.port.Looks().Lang.Refusal(refusal)
			} else if err != nil {
				s.problem = s.port.Looks().Lang.Say(words.SaveFailed)
			}
		})
	})
}

// mine is what this person said of it; nobody else's words are on a public page.
func (s *spot) mine() app.UI {
	lang := s.port.Looks().Lang
	for _, r := range lamps.My(s.port) {
		if r.Spot != s.id {
			continue
		}
		parts := []app.UI{app.P().Text(lamps.Where(lang, r.Place))}
		if r.Note != "" {
			parts = append(parts, app.P().Class("zz-cap").Text(r.Note))
		}
		for _, h := range r.Photos {
			parts = append(parts, lamps.Picture(s.port, h))
		}
		return kit.Card(lang.Say(words.YourWords), nil, parts...)
	}
	return app.Span()
}
