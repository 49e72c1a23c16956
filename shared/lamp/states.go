package lamp

import "denghuo/shared/person"

// State is where a spot stands between dark and light.
type State string

// States of a spot. Names travel and are stored: never rename one.
const (
	Sent      State = "sent"      // heard, nobody has looked yet
	Returned  State = "returned"  // more is wanted from the reporter
	Checked   State = "checked"   // it is so
	Repairing State = "repairing" // with a crew
	Waiting   State = "waiting"   // cannot go on, with a reason
	TempLit   State = "templit"   // temporary light; never counts as lit
	Fixed     State = "fixed"     // repaired; light is seen only after dusk
	Lit       State = "lit"       // evidence after dusk
	Declined  State = "declined"  // with a reason
	Withdrawn State = "withdrawn" // by its only reporter
)

// The diagram. A move that is not drawn does not exist.
//
//	sent ──► checked ──► repairing ──► fixed ──► lit
//	 │ ▲        ▲          │  ▲ ▲        │        │
//	 │ └─ returned         │  │ └─────┐  │        │
//	 │          │          ▼  │       │  │        │
//	 │          │       waiting   templit│        │
//	 │          └──── still dark ◄───────┴────────┘
//	 └──► declined, withdrawn
type step struct{ from, to State }

type who int

const (
	staff    who = 1 // clerk or administrator
	crewToo  who = 2 // clerk, administrator or crew
	reporter who = 3 // somebody who reported it
	anyOfUs  who = 4 // reporter or staff
)

var diagram = map[step]who{
	{Sent, Checked}:      staff,
	{Sent, Returned}:     staff,
	{Sent, Declined}:     staff,
	{Sent, Withdrawn}:    reporter,
	{Returned, Sent}:     reporter,
	{Returned, Declined}: staff,
	{Checked, Repairing}: staff,
	{Checked, Declined}:  staff,
	{Repairing, Waiting}: crewToo,
	{Waiting, Repairing}: crewToo,
	{Repairing, TempLit}: crewToo,
	{TempLit, Repairing}: crewToo,
	{Repairing, Fixed}:   crewToo,
	{TempLit, Fixed}:     crewToo,
	{Fixed, Lit}:         anyOfUs,
	{Fixed, Checked}:     anyOfUs, // still dark
	{Lit, Checked}:       anyOfUs,
}

// needsReason are the states that nobody is put into without being told why.
var needsReason = map[State]bool{Declined: true, Returned: true, Waiting: true}

// Next lists where the actor may move a spot from this state, in the order in
// which a screen should offer it. mine says that the actor reported it.
func Next(from State, by person.Actor, mine bool) []State {
	var next []State
	for _, to := range order {
		if w, ok := diagram[step{from, to}]; ok && may(w, by, mine) {
			next = append(next, to)
		}
	}
	return next
}

// order is the way forward first, then the side ways.
var order = []State{Checked, Repairing, Fixed, Lit, Waiting, TempLit, Sent, Returned, Declined, Withdrawn}

func may(w who, by person.Actor, mine bool) bool {
	switch w {
	case staff:
		return by.Is(person.Clerk, person.Admin)
	case crewToo:
		return by.Is(person.Clerk, person.Admin, person.Crew)
	case reporter:
		return mine
	case anyOfUs:
		return mine || by.Is(person.Clerk, person.Admin, person.Crew)
	}
	return false
}

// Open reports whether there is still something to do.
func (s State) Open() bool {
	return s != Lit && s != Declined && s != Withdrawn
}
