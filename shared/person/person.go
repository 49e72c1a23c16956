// Package person says who acts and what they may read.
//
// An Actor is made by the city's edge from a token; what a phone says about
// itself never becomes one. Nothing here knows how somebody signed in.
//
//	a := person.Actor{ID: "d-4f…", Roles: []person.Role{person.Resident}}
//	a.Scopes() // public, p/d-4f…
package person

import "slices"

// ID names a person. The prefix tells the kind: "d-" a phone's own device
// person, "h-" a cardholder, "s-" staff or merchant, "city" the city itself.
type ID string

// City is the person in whose name the city's own ops are run.
const City ID = "city"

// Role is what somebody is trusted with.
type Role string

// The roles, 2026. Names travel in tokens: never rename one.
const (
	Resident   Role = "resident"
	Cardholder Role = "cardholder"
	Clerk      Role = "clerk"
	Crew       Role = "crew"
	Officer    Role = "officer"
	Merchant   Role = "merchant"
	Admin      Role = "admin"
	System     Role = "city"
)

// Scope names a group of readers. A record lists the scopes that may read it.
type Scope string

// Public is everybody; Staff is everyone who works for the city; Admins are those
// of them who look after accounts. Inside is nobody: the city's own loops follow
// what they must act on by it (a session that ended), and no actor ever has it.
const (
	Public Scope = "public"
	Staff  Scope = "staff"
	Admins Scope = "admin"
	Inside Scope = "inside"
)

// Officers is who runs the offers: what is counted of a drop and of a shop's day is
// theirs to read, and not every clerk's.
const Officers Scope = "officers"

// Own is the scope that only this person reads.
func (id ID) Own() Scope { return Scope("p/" + string(id)) }

// Actor is who does an op.
type Actor struct {
	ID    ID     `json:"id"`
	Name  string `json:"name,omitempty"` // shown to the person themselves, never to others
	Roles []Role `json:"roles"`
	// Joined is whose the phone is whose device person acts: what the device does
	// becomes theirs. Empty for everybody else.
	Joined ID `json:"joined,omitempty"`
}

// Same reports whether a record in the name of id is the actor's own: theirs, or of
// the person that their phone is bound to.
func (a Actor) Same(id ID) bool { return id != "" && (id == a.ID || id == a.Joined) }

// TheCity is the actor of imports and of the city's own loops.
func TheCity() Actor { return Actor{ID: City, Roles: []Role{System}} }

// Is reports whether the actor has one of the roles. The city has all.
func (a Actor) Is(roles ...Role) bool {
	for _, r := range a.Roles {
		if r == System || slices.Contains(roles, r) {
			return true
		}
	}
	return false
}

// Staff reports whether the actor works for the city.
func (a Actor) Staff() bool { return a.Is(Clerk, Crew, Officer, Admin) }

// Scopes is all that the actor may read, in a fixed order.
func (a Actor) Scopes() []Scope {
	s := []Scope{Public}
	if a.ID != "" {
		s = append(s, a.ID.Own())
	}
	if a.Staff() {
		s = append(s, Staff)
	}
	if a.Is(Officer, Admin) {
		s = append(s, Officers)
	}
	if a.Is(Admin) {
		s = append(s, Admins)
	}
	return s
}
