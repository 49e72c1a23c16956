package triage

import (
	"slices"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// How many of what could be the same lamp are shown at once, and are merged in one go.
const (
	fewSame  = 3
	mostSame = 50
)

// alike are the spots that could be the same lamp and can be merged here: what is
// near now by the rule of lamp.NearAmong, and what the city thought when they came.
func (s *screen) alike(ix *lamps.Index, it *item) (all []*item) {
	add := func(id op.ID) {
		other := s.pile.find(id)
		if other != nil && other != it && other.spot.State.CanMerge() && !slices.Contains(all, other) && len(all) < mostSame {
			all = append(all, other)
		}
	}
	if !it.stage.queue() {
		return nil
	}
	for _, near := range ix.Near(lamp.Place{Point: it.spot.Point, Pole: it.spot.Pole}, s.port.Now()) {
		add(near.ID)
	}
	for _, id := range ix.Likely(it.spot.ID) {
		add(id)
	}
	return all
}

// sames shows them side by side with this one; one tap merges one, or all.
func (s *screen) sames(ix *lamps.Index, it *item) app.UI {
	lang, alike := s.lang(), s.alike(ix, it)
	if len(alike) == 0 {
		return nil
	}
	shown := alike
	if !s.detail.same && len(alike) > fewSame {
		shown = alike[:fewSame]
	}
	var pairs []app.UI
	for _, other := range shown {
		pairs = append(pairs, s.pair(ix, it, other))
	}
	ids := make([]op.ID, len(alike))
	for i, other := range alike {
		ids[i] = other.spot.ID
	}
	return part(lang.Say(words.MaybeTitle),
		kit.Maybe(len(alike) > 1, func() app.UI {
			return app.Button().ID("merge-all").Class("zz-btn2 zz-gap").Type("button").Disabled(s.busy).Text(words.Put(lang.Say(words.MergeAll), words.Int(len(alike)))).
				OnClick(func(ctx app.Context, _ app.Event) { s.merge(ctx, s.q.spot, ids) }, app.EventScope(ids))
		}),
		app.Div().Body(pairs...),
		kit.Maybe(len(shown) < len(alike), func() app.UI {
			return kit.Press("same-all", "zz-link", "", words.Put(lang.Say(words.MoreSame), words.Int(len(alike)-len(shown))), false,
				func(app.Context, app.Event) { s.detail.same = true })
		}),
	)
}

// pair is two places beside each other.
func (s *screen) pair(ix *lamps.Index, it, other *item) app.UI {
	lang, id := s.lang(), other.spot.ID
	return app.Div().Class("zz-pair").Body(
		s.half(ix, it, lang.Say(words.ThisSpot)),
		s.half(ix, other, s.apart(it, other)),
		app.Button().Class("zz-btn2 zz-pair__b").Type("button").Disabled(s.busy).Text(lang.Say(words.MergeHere)).
			OnClick(func(ctx app.Context, _ app.Event) { s.merge(ctx, s.q.spot, []op.ID{id}) }, app.EventScope(id)),
	)
}

// apart is how far two places are from each other.
func (s *screen) apart(a, b *item) string {
	lang := s.lang()
	if a.spot.Pole != "" && a.spot.Pole == b.spot.Pole {
		return lang.Say(words.SamePole)
	}
	if a.spot.Point == nil || b.spot.Point == nil {
		return lang.Say(words.ThatSpot)
	}
	return words.Put(lang.Say(words.MaybeOne), words.Int(int(geo.Metres(*a.spot.Point, *b.spot.Point))))
}

func (s *screen) half(ix *lamps.Index, it *item, small string) app.UI {
	lang := s.lang()
	var picture app.UI = app.Span().Class("zz-thumb").Body(kit.Icon("bulb-off"))
	if h := firstPhoto(s, ix, it.spot.ID); h != "" {
		picture = app.Img().Src("/photo/" + string(h)).Alt(s.where(ix, it)).Loading("lazy")
	}
	return app.Div().Class("zz-half").Body(picture, kit.B(s.where(ix, it)),
		kit.Span("zz-cap", small+lang.Say(words.DeskComma)+lang.Moment(it.spot.First, s.port.Now())+lang.Say(words.DeskComma)+words.Int(it.reports)+" "+lang.Say(words.DeskUnit)))
}

// section proposes to pick what is dark all along (lamp.SectionAt): one crew goes once.
func (s *screen) section(ix *lamps.Index, it *item) app.UI {
	ids := lamp.SectionAt(it.spot, ix.Spots())
	lang := s.lang()
	return kit.Maybe(len(ids) > 0, func() app.UI {
		return app.Div().Class("zz-dup").Body(
			app.Span().Text(words.Put(lang.Say(words.SectionTitle), words.Int(len(ids)))),
			app.Button().ID("pick-section").Class("zz-btn2").Type("button").Text(lang.Say(words.PickSection)).
				OnClick(func(app.Context, app.Event) { s.pickThese(ids) }, app.EventScope(ids)))
	})
}

func (s *screen) pickThese(ids []op.ID) {
	for _, id := range ids {
		s.picks.add(id)
	}
}
