// Package me is a person's own page: who this phone speaks for, what waits and
// why, what was not accepted, their reports, and how the app should look.
package me

import (
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

type screen struct {
	app.Compo
	port    frame.Port
	stop    func()
	leaving bool // the question before signing out is open
	out     frame.Try

	read, newest time.Time // how far the inbox was read before, and how far it goes now

	told []string // what became of the last thing done to the outbox
}

// Screen is the screen at /me.
func Screen(p frame.Port) app.Composer { return &screen{port: p} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *screen) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.TabMe)) }

func (s *screen) OnMount(ctx app.Context) {
	s.read = readUntil(s.port)
	s.stop = frame.Follow(ctx, s.port)
}

// OnDismount takes what was shown for read.
func (s *screen) OnDismount() {
	s.keepRead()
	s.stop()
}

func (s *screen) lang() words.Lang { return s.port.Looks().Lang }

// Render is the page.
func (s *screen) Render() app.UI {
	lang := s.lang()
	quiet := len(s.port.Waiting()) == 0
	return frame.Page(s.port, frame.Opts{Tab: frame.Me, Title: lang.Say(words.TabMe)},
		s.card(), s.part(), kit.Block(kit.Maybe(quiet, s.inboxCard)), s.outbox(), lamps.PhotoQueue(s.port), s.refused(),
		kit.Block(kit.Maybe(!quiet, s.inboxCard)), kit.Block(lamps.Drafts(s.port, "")),
		kit.Card(lang.Say(words.MyReports), nil, lamps.Mine(s.port)),
		s.errands(), s.settings(),
	)
}

// describe says an op in words: what, and about what.
func (s *screen) describe(o op.Op) (what, about string) {
	lang, view := s.lang(), s.port.View()
	switch o := o.(type) {
	case lamp.Submit:
		return lamps.Fault(lang, *lamps.Of(s.port).Rules(), o.Fault), lamps.Where(lang, o.Place)
	case lamp.Amend:
		if r, ok := lamp.Reports.Get(view, o.Report); ok {
			return lang.Say(words.OpAmend), lamps.Where(lang, r.Place)
		}
	case lamp.Move:
		return lang.Say(words.OpMove), lang.MoveName(o.From, o.To)
	case offer.Claim:
		if d, ok := offer.Drops.Get(view, o.Drop); ok {
			return lang.Say(words.OpClaim), lang.Pick(d.Title.Zh, d.Title.En)
		}
		return lang.Say(words.OpClaim), string(o.Drop)
	}
	if o != nil {
		if name, ok := words.KindNames[o.Kind().Name]; ok {
			return lang.Say(name), ""
		}
	}
	return lang.Say(words.OpOther), ""
}

// refused shows what the city said no to, with its words, until they are let go.
func (s *screen) refused() app.UI {
	lang := s.lang()
	var items []app.UI
	for _, r := range s.port.Refused() {
		what, about := s.describe(r.Op)
		items = append(items, app.Div().Class("zz-out zz-out--words").Body(
			app.Div().Body(
				app.B().Text(about),
				app.Span().Class("zz-cap").Text(what+"，"+lang.Moment(r.At, s.port.Now())),
				app.P().Class("zz-problem").Text(lang.Refusal(r.Refusal)),
			),
			app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.GotIt)).OnClick(s.dismiss(r.ID), of(r.ID)),
		))
	}
	return kit.Maybe(len(items) > 0, func() app.UI { return kit.Card(lang.Say(words.NotAccepted), nil, items...) })
}

func (s *screen) dismiss(id op.Hash) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		ctx.Async(func() {
			if err := s.port.Dismiss(id); err != nil {
				app.Log("dismiss: " + err.Error()) // it stays on the list, which says it best
			}
		})
	}
}

func (s *screen) settings() app.UI {
	lang, looks := s.lang(), s.port.Looks()
	themes := []struct {
		value string
		name  words.T
	}{{"", words.FollowPhone}, {"light", words.Light}, {"dark", words.Dark}}
	var picks []app.UI
	for _, t := range themes {
		picks = append(picks, app.Button().Class("zz-chip").Type("button").ID("theme-"+t.value).Aria("pressed", looks.Theme == t.value).
			Text(lang.Say(t.name)).OnClick(func(app.Context, app.Event) {
			looks := s.port.Looks()
			looks.Theme = t.value
			s.port.SetLooks(looks)
		}))
	}
	rows := []app.UI{
		app.P().Class("zz-cap").Text(lang.Say(words.NightMode)),
		app.Div().Class("zz-chips").Body(picks...),
		// An installed copy has a storage of its own on some phones: what waits here
		// would not be seen there.
		kit.Maybe(len(s.port.Waiting()) == 0, func() app.UI {
			return app.P().Class("zz-cap zz-gap").Text(lang.Say(words.InstallHint))
		}),
	}
	return kit.Card(lang.Say(words.Settings), nil, rows...)
}
