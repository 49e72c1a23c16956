package me

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// part chooses which of their roles a person is in: the tabs below are that role's.
// Whoever has an account may also look at the app as a resident does.
func (s *screen) part() app.UI {
	lang, parts, now := s.lang(), frame.Parts(s.port.Me()), frame.Part(s.port)
	if len(parts) < 2 || s.port.Remember == nil {
		return app.Div()
	}
	var chips []app.UI
	for _, role := range parts {
		chips = append(chips, app.Button().ID("part-"+string(role)).Class("zz-chip").Type("button").Aria("pressed", role == now).Text(lang.RoleName(role)).
			OnClick(func(app.Context, app.Event) { frame.Choose(s.port, role) }, app.EventScope(role)))
	}
	return kit.Card(lang.Say(words.PartTitle), nil,
		app.Div().Class("zz-wrap").Role("group").Aria("label", lang.Say(words.PartTitle)).Body(chips...), kit.Note(lang.Say(words.PartHint)))
}
