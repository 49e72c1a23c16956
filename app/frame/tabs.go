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
	Dispatch Tab = "/staff/triage?stage=ready"
	Jobs     Tab = "/staff/jobs"
	Patrol   Tab = "/staff/patrol"
	Repair   Tab = "/staff/repair"
	Admin    Tab = "/admin"
	Till     Tab = "/till"
	Account  Tab = "/till/account"
	Drops    Tab = "/staff/drops"
	Ledger   Tab = "/staff/ledger"
)

// look is a tab's icon and name.
func (t Tab) look() (icon string, name words.T) {
	switch t {
	case Progress:
		return "chart-bar", words.TabProgress
	case Report:
		return "bulb", words.TabReport
	case Offers:
		return "ticket", words.TabOffers
	case Lighting:
		return "road", words.TabLighting
	case Triage:
		return "clipboard-list", words.TabTriage
	case Dispatch:
		return "send", words.TabDispatch
	case Jobs:
		return "tool", words.TabJobs
	case Patrol:
		return "walk", words.TabPatrol
	case Ledger:
		return "list", words.TabLedger
	case Drops:
		return "ticket", words.TabDrops
	case Till:
		return "qrcode", words.TabTill
	case Account:
		return "list", words.TabAccount
	case Admin:
		return "users", words.TabAdmin
	}
	return "user", words.TabMe
}

// tabs is what a person sees as one of their roles. A prerender knows nobody and has
// the residents'.
func tabs(as person.Role) []Tab {
	switch as {
	case person.Admin:
		return []Tab{Admin, Triage, Jobs, Ledger, Me}
	case person.Clerk:
		return []Tab{Triage, Dispatch, Jobs, Ledger, Me}
	case person.Crew:
		return []Tab{Jobs, Patrol, Me}
	case person.Officer:
		return []Tab{Drops, Progress, Lighting, Offers, Me}
	case person.Merchant:
		return []Tab{Till, Account, Me}
	}
	return []Tab{Progress, Report, Offers, Me}
}

// parents are the tabs of pages that have none of their own.
var parents = map[Tab][]Tab{Lighting: {Progress}, Dispatch: {Triage}, Repair: {Jobs}, Patrol: {Jobs}, Ledger: {Progress}}

// shown is the tab to mark: where there is none of a screen's own, that of the one
// it belongs to.
func shown(all []Tab, here Tab) Tab {
	for _, want := range append([]Tab{here}, parents[here]...) {
		for _, t := range all {
			if t == want {
				return want
			}
		}
	}
	return here
}

// desks are the roles that have tabs of their own, the first that fits first.
var desks = [...]person.Role{person.Admin, person.Clerk, person.Crew, person.Officer, person.Merchant}

// Parts are what a person may be here: their roles with tabs of their own, and a
// resident as everybody is. Whoever has no desk has one part.
func Parts(who person.Actor) (parts []person.Role) {
	for _, role := range desks {
		if who.Is(role) {
			parts = append(parts, role)
		}
	}
	return append(parts, person.Resident)
}

// roleNote is which part a person has chosen on this phone.
const roleNote = "role"

// Part is what this person is here now: what they chose, else the first that fits.
func Part(p Port) person.Role {
	parts := Parts(p.Me())
	if p.Recall != nil && len(parts) > 1 {
		chosen := person.Role(p.Recall(roleNote))
		for _, role := range parts {
			if role == chosen {
				return role
			}
		}
	}
	return parts[0]
}

// Choose makes another part this person's on this phone.
func Choose(p Port, role person.Role) {
	p.Remember(roleNote, string(role))
	p.SetLooks(p.Looks()) // every screen draws its tabs anew
}

// Home is where a person's day begins.
func Home(who person.Actor) string {
	if who.Is(person.Cardholder) {
		return string(Offers)
	}
	return string(tabs(Parts(who)[0])[0])
}

// Entrance is where a person signs in again: cardholders by their card.
func Entrance(who person.Actor) string {
	if strings.HasPrefix(string(who.ID), "h-") {
		return "/me/card"
	}
	return "/signin"
}
