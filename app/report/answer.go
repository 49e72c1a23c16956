package report

import (
	"time"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// ask is the one question that this spot has for this person, with its answers.
func (s *spot) ask(one *lamp.Spot, mine bool) app.UI {
	switch {
	case mine && (one.State == lamp.Fixed || one.State == lamp.Lit || one.State == lamp.Watched):
		return s.isItLit(one)
	case one.State == lamp.Lit || one.State == lamp.Closed: // not theirs, or over for long
		return s.plusOne(one, mine, words.DarkAgainAsk, words.DarkAgain)
	case !mine && one.State.Open():
		return s.plusOne(one, mine, words.PlusAsk, words.PlusOne)
	}
	return app.Span()
}

// withdraw takes a report back that nobody else has joined.
func (s *spot) withdraw(app.Context, app.Event) {
	if app.Window().Call("confirm", s.lang().Say(words.WithdrawAsk)).Bool() {
		s.move(lamp.Withdrawn, words.WithdrawnNow)
	}
}

// isItLit asks whoever spoke: one tap either way, and "still dark" opens it again.
// Before the first dusk after a repair nobody can know.
func (s *spot) isItLit(one *lamp.Spot) app.UI {
	lang := s.lang()
	at := geo.City
	if one.Point != nil {
		at = *one.Point
	}
	since := one.Steps[len(one.Steps)-1].When()
	dusk := one.State == lamp.Lit || geo.DarkBetween(since, s.port.Now(), at)
	question := words.IsItLit
	if !dusk {
		question = words.LookAfterDusk
	}
	if one.State == lamp.Lit && s.port.Now().Sub(since) > lamp.StillDark {
		return s.plusOne(one, true, words.DarkAgainAsk, words.DarkAgain)
	}
	return kit.Div("zz-ask", kit.P("zz-ask__q", lang.Say(question)),
		kit.Div("zz-two",
			kit.Maybe(one.State != lamp.Lit && dusk, func() app.UI {
				return kit.Press("move-lit", "zz-btn2 zz-btn2--yes", "bulb", lang.Say(words.YesLit), false,
					func(app.Context, app.Event) { s.move(lamp.Lit, words.ThankLit) })
			}),
			kit.Maybe(one.State != lamp.Watched, func() app.UI {
				return kit.Press("move-checked", "zz-btn2", "bulb-off", lang.Say(words.StillDark), false,
					func(app.Context, app.Event) { s.move(lamp.Checked, words.ReopenedNow) })
			}),
		))
}

// move takes the spot one step from where this person sees it.
func (s *spot) move(to lamp.State, told words.T) {
	one, _, ok := s.find()
	if ok {
		s.do(lamp.Move{ID: s.port.NewID(), Spot: one.ID, From: one.State, To: to, Job: one.Job}, told, func() {})
	}
}

// plusOne adds this person's voice in one tap. Whoever only wants to hear of it
// follows: that is known to this phone alone.
func (s *spot) plusOne(one *lamp.Spot, mine bool, question, name words.T) app.UI {
	lang, watch := s.lang(), s.port.Recall("watch."+string(one.ID)) != ""
	follow, icon := words.Follow, "bell"
	if watch {
		follow, icon = words.Unfollow, "check"
	}
	return kit.Div("zz-ask", kit.P("zz-ask__q", lang.Say(question)), kit.Div("zz-two",
		kit.Press("plus-one", "zz-btn2 zz-btn2--yes", "plus", lang.Say(name), false, s.sameLamp),
		kit.Maybe(!mine, func() app.UI {
			return app.Button().ID("watch").Class("zz-btn2").Type("button").Aria("pressed", watch).Body(kit.Icon(icon), app.Text(lang.Say(follow))).
				OnClick(func(app.Context, app.Event) { s.follow(!watch) }, app.EventScope(watch))
		})))
}

func (s *spot) follow(on bool) {
	one, _, ok := s.find()
	if !ok {
		return
	}
	note, told := "", words.UnfollowedNow
	if on {
		note, told = s.port.Now().Format(time.RFC3339), words.FollowedNow
	}
	s.port.Remember("watch."+string(one.ID), note)
	s.problem, s.told = "", s.lang().Say(told)
}

// sameLamp reports the lamp by what is public of it.
func (s *spot) sameLamp(app.Context, app.Event) {
	one, _, ok := s.find()
	if !ok {
		return
	}
	id := s.port.NewID()
	s.do(voiceFor(id, one, s.lang()), words.VoiceAdded, func() {})
}

// voiceFor is a report of nothing new but one more voice.
func voiceFor(id op.ID, one *lamp.Spot, lang words.Lang) lamp.Submit {
	place := lamp.Place{Point: one.Point, Pole: one.Pole}
	if place.Point == nil && place.Pole == "" {
		place.Words = lamps.Public(lang, one)
	}
	return lamp.Submit{ID: id, Spot: one.ID, Fault: one.Fault, Danger: lamp.Safe, Place: place}
}
