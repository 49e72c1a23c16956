package frame

import (
	"strings"

	"denghuo/app/words"
	"denghuo/shared/person"
)

// Tab is one of the tab bar's entries.
type Tab string

// The tabs, by address.
const (
	Progress Tab = "/progress"
	Lighting Tab = "/lighting"
	Report   Tab = "/report"
	Offers   Tab = "/offers"
	Me       Tab = "/me"
	Triage   Tab = "/staff/triage"
	Admin    Tab = "/admin"
	Till     Tab = "/till"
	Account  Tab = "/till/account"
	Drops    Tab = "/staff/drops"
)

type tab struct {
	at   Tab
	icon string
	name words.T
}

// tabs is what this person sees: a role decides, the first that fits.
func tabs(who person.Actor) []tab {
	progress := tab{Progress, "chart-bar", words.TabProgress}
	report := tab{Report, "bulb", words.TabReport}
	offers := tab{Offers, "ticket", words.TabOffers}
	me := tab{Me, "user", words.TabMe}
	triage := tab{Triage, "clipboard-list", words.TabTriage}
	switch {
	case who.Is(person.Admin):
		return []tab{{Admin, "users", words.TabAdmin}, triage, progress, me}
	case who.Is(person.Clerk, person.Crew):
		return []tab{triage, report, progress, me}
	case who.Is(person.Officer):
		return []tab{{Drops, "ticket", words.TabDrops}, progress, {Lighting, "road", words.TabLighting}, offers, me}
	case who.Is(person.Merchant):
		return []tab{{Till, "qrcode", words.TabTill}, {Account, "list", words.TabAccount}, me}
	}
	return []tab{progress, report, offers, me}
}

// shown is the tab to mark: where there is none of a screen's own, that of the one
// it belongs to.
func shown(all []tab, here Tab) Tab {
	for _, t := range all {
		if t.at == here {
			return here
		}
	}
	if here == Lighting {
		return Progress
	}
	return here
}

// Home is where a person's day begins.
func Home(who person.Actor) string {
	if who.Is(person.Cardholder) {
		return string(Offers)
	}
	return string(tabs(who)[0].at)
}

// Entrance is where a person signs in again: cardholders by their card.
func Entrance(who person.Actor) string {
	if strings.HasPrefix(string(who.ID), "h-") {
		return "/me/card"
	}
	return "/signin"
}
