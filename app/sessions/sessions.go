// Package sessions is how sign-ins look on any screen: whose phone it is, how and
// when somebody came in on it, and the way to end it. A person sees their own, an
// administrator those of an account. It has no screen and ends nothing by itself.
package sessions

import (
	"sort"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/account"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Open are somebody's open sessions as this phone knows them, the last seen first.
func Open(p *frame.Port, who person.ID) []account.Session {
	var all []account.Session
	account.Sessions.Each(p.View(), func(s account.Session) bool {
		if s.Who == who && s.Holds(p.Now()) {
			all = append(all, s)
		}
		return true
	})
	sort.SliceStable(all, func(i, j int) bool { return all[j].Seen.Before(all[i].Seen) })
	return all
}

// Row is one of them; here marks the phone that is looked at.
func Row(p *frame.Port, s account.Session, here, shut bool, end app.EventHandler) app.UI {
	lang := p.Looks().Lang
	name := s.Device
	if name == "" {
		name = lang.Say(words.UnknownPhone)
	}
	side := kit.Tag("ok", "check", lang.Say(words.ThisOne))
	if !here {
		side = app.Button().Class("zz-btn2").Type("button").Aria("label", lang.Say(words.EndIt)+" "+name).Disabled(shut).
			Text(lang.Say(words.EndIt)).OnClick(end, app.EventScope(s.ID))
	}
	how := lang.HowName(s.How) + lang.Say(words.T{Zh: "，", En: ", "}) + words.Put(lang.Say(words.SeenAt), lang.Moment(s.Seen, p.Now()))
	return kit.Div("zz-out zz-out--words",
		kit.Block(kit.B(name), kit.Span("zz-cap", how)), side,
	)
}
