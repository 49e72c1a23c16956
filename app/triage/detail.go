package triage

import (
	"strings"
	"time"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// detail is what the clerk has done to the page of the open spot.
type detail struct {
	reports bool // every report is shown
	same    bool // everything that could be the same lamp is shown
	facts   bool // the form is open
	set     lamp.Set
	pole    lamps.Pole
	note    string
}

// opened is one spot with all that is known of it.
func (s *screen) opened(ix *lamps.Index, it *item) app.UI {
	lang := s.lang()
	return app.Section().ID("detail").Class("zz-opened").Aria("label", s.where(ix, it)).Body(
		app.Div().Class("zz-card__h").Body(
			app.H2().Text(s.where(ix, it)),
			app.Button().ID("detail-close").Class("zz-link").Type("button").Text(lang.Say(words.CloseDetail)).
				OnClick(func(ctx app.Context, _ app.Event) { s.toggle(ctx, s.q.spot) })),
		s.placeOf(it),
		s.promise(it),
		s.buttons(it),
		app.Div().Body(s.sames(ix, it)),
		app.Div().Body(s.section(ix, it)),
		s.reportsOf(ix, it),
		app.Div().Body(s.parts(ix, it)),
		app.Div().Body(s.job(ix, it)),
		s.notes(ix, it),
		s.history(it),
		s.facts(it),
	)
}

// placeOf is where it is without a map: district, point, how far from here.
func (s *screen) placeOf(it *item) app.UI {
	lang, p := s.lang(), it.spot.Point
	var parts []string
	if it.district != "" {
		parts = append(parts, lamps.District(lang, *s.pile.rules, it.district))
	}
	if it.spot.Pole != "" {
		parts = append(parts, words.Put(lang.Say(words.PoleNo), it.spot.Pole))
	}
	if p != nil {
		parts = append(parts, lamps.Coordinate(p.Lat)+", "+lamps.Coordinate(p.Lon))
		if s.near != nil {
			parts = append(parts, words.Put(lang.Say(words.FromYou), lang.DeskAway(geo.Metres(*s.near, *p))))
		}
	}
	return kit.Cap(strings.Join(parts, " · "))
}

// promise is the deadline that counts, and whether the city has announced one.
func (s *screen) promise(it *item) app.UI {
	lang, now := s.lang(), s.port.Now()
	p := it.spot.Promise(*s.pile.rules, now)
	var tags []app.UI
	say := func(t words.T, at time.Time) {
		look := ""
		if now.After(at) {
			look = "err"
		}
		tags = append(tags, kit.Tag(look, "clock", words.Put(lang.Say(t), lang.Moment(at, now))))
	}
	switch {
	case p.Paused:
		tags = append(tags, kit.Tag("lamp", "player-pause", lang.Say(words.PromisePause)))
	case it.spot.State == lamp.Sent && !p.Act.IsZero():
		say(words.PromiseAct, p.Act)
	case it.stage.queue() && !p.Repair.IsZero():
		say(words.PromiseFix, p.Repair)
	}
	return app.Div().Class("zz-wrap").Body(append([]app.UI{lamps.StateTag(lang, it.spot.State)}, append(tags,
		kit.Maybe(len(tags) > 0 && !p.Announced && !p.Paused, func() app.UI { return kit.Cap(lang.Say(words.NoDeadline)) }))...)...)
}

// buttons are the actions that the diagram allows; the first is the way forward.
func (s *screen) buttons(it *item) app.UI {
	var buttons []app.UI
	button := func(id, text string) app.HTMLButton {
		class := "zz-btn2"
		if len(buttons) == 0 {
			class += " zz-btn2--pri"
		}
		return app.Button().ID(id).Class(class).Type("button").Disabled(s.busy).Text(text)
	}
	for _, k := range []kind{dispatch, check, wanting, hold, recall, refuse} {
		if s.can(k, it) {
			buttons = append(buttons, button("one-"+string(k), s.lang().Say(kindNames[k])).
				OnClick(func(ctx app.Context, _ app.Event) { s.begin(ctx, k, []op.ID{s.q.spot}) }, app.EventScope(k)))
		}
	}
	for _, to := range s.others(it) {
		buttons = append(buttons, button("move-"+string(to), s.lang().MoveName(it.spot.State, to)).
			OnClick(func(ctx app.Context, _ app.Event) { s.step1(ctx, to) }, app.EventScope(to)))
	}
	return kit.Div("zz-wrap zz-wrap--gap", buttons...)
}

// part is a part of the page with its heading.
func part(title string, body ...app.UI) app.UI {
	return app.Div().Class("zz-part").Body(append([]app.UI{app.H3().Class("zz-h3").Text(title)}, body...)...)
}
