package lamp

import "time"

// Promise is what the city promises for a spot.
type Promise struct {
	Act       time.Time // until when somebody looks at it; zero: none
	Repair    time.Time // until when it is repaired; zero: none
	Announced bool      // the city has said so in public
	Overdue   bool      // one of the two was not kept
	Paused    bool      // somebody else has to act, with a reason

	ActLate, RepairLate time.Duration // how much later than that it was, or is by now; 0: in time so far
	Acted, Repaired     bool          // it has been done: no more is added to what is late
}

// Late is how long what is still to be done is overdue, by the worse of the two; 0: it
// is not. What was done late is late for ever, but nobody waits for it.
func (p Promise) Late() (late time.Duration) {
	if !p.Acted {
		late = p.ActLate
	}
	if !p.Repaired {
		late = max(late, p.RepairLate)
	}
	return late
}

// LevelBy is how urgent the spot is: what a clerk set, else what danger, symptom and
// fault say.
func (s Spot) LevelBy(r Rules) Level {
	switch {
	case s.Level != "":
		return s.Level
	case s.Danger != Safe && s.Danger != "":
		return P0
	case s.Symptom == Several || s.Symptom == Street:
		return P1
	case s.Symptom == Dim || s.Symptom == Burns:
		return P3
	}
	if f, ok := r.Fault(s.Fault); ok {
		return f.Level
	}
	return P2
}

// Promise counts from the first report. What the spot waited for others, with a
// reason, is added to the repair. A repaired spot is judged by when it was repaired.
func (s Spot) Promise(r Rules, at time.Time) Promise {
	d := r.Deadline(s.LevelBy(r))
	p := Promise{Announced: d.Announced, Paused: s.State.paused(), Repaired: s.State.resting()}
	_, others := s.Clocks(at)
	acted := s.acted(at)
	p.Acted = acted.Before(at) || p.Repaired
	if d.Act > 0 {
		p.Act = s.First.Add(time.Duration(d.Act) * time.Hour)
		p.ActLate = max(0, acted.Sub(p.Act))
	}
	if d.Repair > 0 {
		p.Repair = s.First.Add(time.Duration(d.Repair)*time.Hour + others)
		if !p.Paused {
			p.RepairLate = max(0, s.repaired(at).Sub(p.Repair))
		}
	}
	p.Overdue = p.ActLate+p.RepairLate > 0
	return p
}

// acted is when somebody first did something; at if nobody has.
func (s Spot) acted(at time.Time) time.Time {
	for _, st := range s.Steps {
		if st.State != Sent && st.When().Before(at) {
			return st.When()
		}
	}
	return at
}

// repaired is when it ended, or light was made; at while neither is so.
func (s Spot) repaired(at time.Time) time.Time {
	end := at
	for i := len(s.Steps) - 1; i >= 0 && s.Steps[i].State.resting(); i-- {
		end = s.Steps[i].When()
	}
	return end
}

// resting are the states in which no clock runs: it is repaired or at an end.
func (s State) resting() bool { return s == Fixed || !s.Open() }

// Clocks tells how long the city had the spot, and how long it waited for others:
// the reporter, power, works, whose it is. Neither runs while it is repaired.
func (s Spot) Clocks(at time.Time) (city, others time.Duration) {
	state, since := Sent, s.First
	for i := 0; i <= len(s.Steps); i++ { // and not a longer list: a desk asks this of 5,000 spots
		next, until := s.State, at
		if i < len(s.Steps) {
			next, until = s.Steps[i].State, s.Steps[i].When()
		}
		if until.Before(since) {
			until = since
		}
		switch {
		case state.paused():
			others += until.Sub(since)
		case !state.resting():
			city += until.Sub(since)
		}
		state, since = next, until
	}
	return city, others
}
