// Package admin is the administrator's room: accounts and who is signed in with
// them, the register of cards, the audit log. Accounts and sessions are rows on
// this phone and can be read without a network; what changes them is decided by
// the city at once, since an administrator must see that it holds. The rules of the
// lamps wait in the outbox like all that people want, and hold when they are heard.
//
// A first password is on the screen once and nowhere else. It works with a thumb
// on a phone and with the arrow keys at a desk.
package admin

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// The four pages.
const (
	accountsAt = "/admin"
	lampsAt    = "/admin/lamps"
	cardsAt    = "/admin/cards"
	auditAt    = "/admin/audit"
)

// page is what all have: the room's name, the way to the others, and the
// door for who is no administrator.
func page(p frame.Port, at, sub string, body ...app.UI) app.UI {
	lang := p.Looks().Lang
	opts := frame.Opts{Tab: frame.Admin, Title: lang.Say(words.AdminTitle), Status: sub == "", Sub: sub}
	if !p.Me().Is(person.Admin) {
		return frame.Page(p, opts, kit.Cap(lang.Say(words.AdminOnly)),
			app.A().Class("zz-btn2 zz-gap").Href("/signin?next="+at).Text(lang.Say(words.SignIn)))
	}
	offline := words.AdminOffline
	if at == lampsAt {
		offline = words.RulesOffline
	}
	return frame.Page(p, opts, append([]app.UI{nav(lang, at), frame.Offline(p, offline)}, body...)...)
}

func nav(lang words.Lang, here string) app.UI {
	var links []app.UI
	for _, l := range []struct {
		at   string
		name words.T
	}{{accountsAt, words.NavAccounts}, {lampsAt, words.NavLamps}, {cardsAt, words.NavCards}, {auditAt, words.NavAudit}} {
		a := app.A().Href(l.at).Text(lang.Say(l.name))
		if l.at == here {
			a = a.Aria("current", "page")
		}
		links = append(links, a)
	}
	return app.Nav().Class("zz-seg").Aria("label", lang.Say(words.AdminNav)).Body(links...)
}
