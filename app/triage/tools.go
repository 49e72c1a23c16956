package triage

import (
	"time"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// picks are the spots that the next action is for.
type picks map[op.ID]bool

func (p *picks) turn(id op.ID) {
	if (*p)[id] {
		delete(*p, id)
		return
	}
	p.add(id)
}

func (p *picks) add(id op.ID) {
	if *p == nil {
		*p = picks{}
	}
	(*p)[id] = true
}

// keep lets go what is not there any more.
func (p picks) keep(pile *pile) {
	for id := range p {
		if pile.find(id) == nil {
			delete(p, id)
		}
	}
}

// in is the picks in the order of a list, those that are not in it last.
func (p picks) in(list []op.ID) (ids []op.ID) {
	left := picks{}
	for id := range p {
		left[id] = true
	}
	for _, id := range list {
		if left[id] {
			ids = append(ids, id)
			delete(left, id)
		}
	}
	for id := range left {
		ids = append(ids, id)
	}
	return ids
}

const searchID = "search"

// tools are the search, the order, and picking all.
func (s *screen) tools() app.UI {
	lang := s.lang()
	all := len(s.list.ids) > 0 && len(s.picks) >= len(s.list.ids)
	name := words.PickAll
	if all {
		name = words.PickNone
	}
	return app.Div().Class("zz-tools").Body(
		app.Div().Class("zz-tools__1").OnInput(s.afterTyping).Body(
			kit.Field{ID: searchID, Label: lang.Say(words.SearchHint), Inside: lang.Say(words.SearchHint), Type: "search", Value: s.q.search, Set: s.searched}.UI(),
			s.orders(),
		),
		app.Div().Class("zz-tools__2").Body(
			app.Span().ID("shown").Class("zz-cap").Text(words.Put(lang.Say(words.DeskShown), words.Int(len(s.list.ids)))),
			app.Button().ID("pick-all").Class("zz-link").Type("button").Text(lang.Say(name)).
				OnClick(func(app.Context, app.Event) { s.pickAll(all) }, app.EventScope(all)),
			kit.Maybe(s.q.narrows(), func() app.UI {
				return s.choice("none", "zz-link", "", lang.Say(words.DeskAll), false, query{sort: s.q.sort})
			}),
			app.Button().ID("keys").Class("zz-link zz-link--keys").Type("button").Text(lang.Say(words.DeskKeys)).
				OnClick(func(ctx app.Context, _ app.Event) { s.ask(ctx, sheet{kind: help}) }),
		),
	)
}

// searched follows the typing.
func (s *screen) searched(text string) { s.q.search, s.list.stale = text, true }

// afterTyping writes the search into the address once the typing has stopped for a
// moment: in place of the one before, not as one page a letter.
func (s *screen) afterTyping(ctx app.Context, _ app.Event) {
	s.list.typed++
	n := s.list.typed
	ctx.After(typingRest, func(ctx app.Context) {
		if n == s.list.typed {
			s.address(ctx)
		}
	})
}

const typingRest = 300 * time.Millisecond

func (s *screen) pickAll(all bool) {
	if all {
		s.picks = nil
		return
	}
	for _, id := range s.list.ids {
		s.picks.add(id)
	}
}

var orderNames = map[order]words.T{urgent: words.SortUrgent, byAge: words.SortAge, byMany: words.SortMany, byNear: words.SortNear}

func (s *screen) orders() app.UI {
	var options []app.UI
	for _, o := range orders {
		options = append(options, app.Option().Value(string(o)).Selected(s.q.sort == o).Text(s.lang().Say(orderNames[o])))
	}
	return app.Span().Class("zz-select").Body(
		app.Select().ID("sort").Aria("label", s.lang().Say(words.DeskSort)).OnChange(s.sorted).Body(options...),
		kit.Icon("chevron-right"))
}

// sorted takes the chosen order; where the clerk stands is asked for when it counts.
func (s *screen) sorted(ctx app.Context, _ app.Event) {
	q := s.q
	q.sort = order(ctx.JSSrc().Get("value").String())
	s.show(ctx, q)
	if q.sort == byNear && s.near == nil && s.port.Place != nil {
		s.ctx.Async(func() {
			here, err := s.port.Place()
			s.ctx.Dispatch(func(app.Context) {
				if refusal, no := op.AsRefusal(err); no {
					s.problem = s.lang().Refusal(refusal)
				} else if err == nil {
					s.near, s.list.stale = &here, true
				}
			})
		})
	}
}
