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
	Merged    State = "merged"    // since 2026-11; its reports are with another spot
	Watched   State = "watched"   // since 2026-11; not ours, the owner is named; until somebody sees light
	Closed    State = "closed"    // since 2026-11; lit, and the time for "still dark" is over
)

// States is all of them, in the order of a spot's life.
var States = []State{Sent, Returned, Checked, Repairing, Waiting, TempLit, Fixed, Lit, Closed, Watched, Declined, Withdrawn, Merged}

// The diagram. A step that is not drawn does not exist.
//
//	sent ──► checked ──► repairing ──► fixed ──► lit ──► closed (14 days)
//	 │ ▲       ▲ ▲ ▲       │ ▲  │ ▲      │        │
//	 │ │       │ │ └recall─┤ │  │ │      │        │
//	 │ returned│ │         ▼ │  ▼ │      │        │
//	 │         │ │     waiting  templit ─►        │
//	 │         │ └──────── still dark ◄──┴────────┘
//	 │       watched (from sent, returned, checked) ──► lit
//	 ├──► declined ──► sent, checked
//	 ├──► withdrawn
//	 └──► repairing (check and dispatch in one go)
//	sent, returned, checked, repairing, waiting ──► merged ──► where it stood
type step struct{ from, to State }

type who int

const (
	staff    who = 1 // clerk or administrator
	crewToo  who = 2 // clerk, administrator or crew
	reporter who = 3 // somebody who reported it
	anyOfUs  who = 4 // reporter or staff
	loop     who = 5 // the city's own loop
	merging  who = 6 // staff, by Merge and Split and no Move
)

var diagram = map[step]who{
	{Sent, Checked}:      staff,
	{Sent, Returned}:     staff,
	{Sent, Declined}:     staff,
	{Sent, Watched}:      staff,
	{Sent, Repairing}:    staff,
	{Sent, Withdrawn}:    reporter,
	{Returned, Sent}:     reporter,
	{Returned, Declined}: staff,
	{Returned, Watched}:  staff,
	{Checked, Repairing}: staff,
	{Checked, Declined}:  staff,
	{Checked, Watched}:   staff,
	{Repairing, Waiting}: crewToo,
	{Repairing, TempLit}: crewToo,
	{Repairing, Fixed}:   crewToo,
	{Repairing, Checked}: staff, // recalled
	{Waiting, Repairing}: crewToo,
	{Waiting, Checked}:   staff,
	{TempLit, Repairing}: crewToo,
	{TempLit, Fixed}:     crewToo,
	{Fixed, Lit}:         anyOfUs,
	{Fixed, Checked}:     anyOfUs, // still dark
	{Lit, Checked}:       anyOfUs, // within StillDark
	{Lit, Closed}:        loop,
	{Watched, Lit}:       anyOfUs,
	{Watched, Checked}:   staff,
	{Declined, Checked}:  staff,
	{Declined, Sent}:     staff,
	{Sent, Merged}:       merging,
	{Returned, Merged}:   merging,
	{Checked, Merged}:    merging,
	{Repairing, Merged}:  merging,
	{Waiting, Merged}:    merging,
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
var order = []State{Checked, Repairing, Fixed, Lit, Waiting, TempLit, Sent, Returned, Watched, Declined, Withdrawn}

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
	case loop:
		return by.Is(person.System)
	}
	return false
}

// CanMerge reports whether a spot in this state may be merged into another.
func (s State) CanMerge() bool {
	_, drawn := diagram[step{s, Merged}]
	return drawn
}

// Open reports whether somebody still waits for light.
func (s State) Open() bool {
	switch s {
	case Lit, Declined, Withdrawn, Merged, Closed:
		return false
	}
	return true
}

// Queue reports whether the staff have something to do.
func (s State) Queue() bool { return s.Open() && s != Watched }

// paused reports whether the city's own clock stands: somebody else has to act.
func (s State) paused() bool { return s == Waiting || s == Returned || s == Watched }
