package lamp

import (
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// Move takes a spot one step. From is the state its doer saw: who comes second
// is told so, and nothing of either is lost. ID is made by its doer's phone: the
// diagram has circles, so a move that a new epoch sends again would be taken a second
// time if only states were compared.
type Move struct {
	ID     op.ID        `json:"id,omitempty"` // since 2026-11; older moves have none
	Spot   op.ID        `json:"spot"`
	From   State        `json:"from"`
	To     State        `json:"to"`
	Reason string       `json:"reason,omitempty"` // wanted for declined, returned and waiting; words, or an ID of Rules.Reasons
	Crew   string       `json:"crew,omitempty"`   // wanted for a dispatch: an ID of Rules.Crews
	Owner  Owner        `json:"owner,omitempty"`  // wanted for watched
	Cause  Cause        `json:"cause,omitempty"`  // of fixed and templit
	Done   Done         `json:"done,omitzero"`
	Photos []photo.Hash `json:"photos,omitempty"` // after the repair
	Note   string       `json:"note,omitempty"`   // for the office
	Job    op.ID        `json:"job,omitempty"`    // since 2026-11: the spot's job as its doer saw it
}

// Kind waits in the outbox.
func (Move) Kind() op.Kind { return op.Kind{Name: "lamp.move", Delivery: op.Queued} }

// About is the spot.
func (m Move) About() op.Key { return Spots.Key(m.Spot) }

// Check wants a step that is drawn in the diagram, and its reason.
func (m Move) Check() error {
	if !op.ValidID(m.Spot) {
		return op.Refuse(op.Malformed, "spot")
	}
	if m.ID != "" && !op.ValidID(m.ID) || m.Job != "" && !op.ValidID(m.Job) {
		return op.Refuse(op.Malformed, "id")
	}
	if w, drawn := diagram[step{m.From, m.To}]; !drawn || w == loop || w == merging {
		return op.Refuse(WrongState, "to")
	}
	switch {
	case needsReason[m.To] && m.Reason == "":
		return op.Refuse(NoReason, "reason")
	case tooLong(m.Reason, MaxNote):
		return op.Refuse(op.TooLong, "reason")
	case m.dispatches() && m.Crew == "":
		return op.Refuse(op.Missing, "crew")
	case tooLong(m.Crew, MaxWords):
		return op.Refuse(op.TooLong, "crew")
	case m.To == Watched && m.Owner == "":
		return op.Refuse(op.Missing, "owner")
	case !among(Owners, m.Owner):
		return op.Refuse(op.Malformed, "owner")
	case m.Cause != "" && !op.ValidID(op.ID(m.Cause)): // which ones there are the rules say
		return op.Refuse(op.Malformed, "cause")
	case !m.Done.valid():
		return op.Refuse(op.Malformed, "done")
	case tooLong(m.Note, MaxNote):
		return op.Refuse(op.TooLong, "note")
	}
	return checkPhotos(m.Photos)
}

func (m Move) dispatches() bool { return m.To == Repairing && (m.From == Checked || m.From == Sent) }

// Apply moves the spot if it still stands where its doer saw it. A move that was
// taken, and the same step by whoever made the last one, is done and not refused: a
// new epoch repeats it.
func (m Move) Apply(tx *op.Tx) error {
	s, ok := Spots.Get(tx, m.Spot)
	if !ok {
		return op.Refuse(op.NotFound, "spot")
	}
	if did(tx, s, m.ID) {
		return nil
	}
	mine := reported(tx, m.Spot, tx.By)
	if !may(diagram[step{m.From, m.To}], tx.By, mine) {
		return op.Refuse(op.NotYours, "")
	}
	if s.State != m.From {
		if mover, ok := Movers.Get(tx, m.Spot); s.State == m.To && (!ok || tx.By.Same(mover.By)) {
			return nil
		}
		return op.Refuse(op.Moved, "from")
	}
	if m.Job != "" && m.Job != s.Job { // recalled and given anew: the same state, and another crew's work
		return op.Refuse(op.Moved, "job")
	}
	if err := m.timely(tx, s); err != nil {
		return err
	}
	if _, known := RulesOf(tx).Cause(m.Cause); m.Cause != "" && !known {
		return op.Refuse(op.Malformed, "cause")
	}
	return m.take(tx, s, mine)
}

// timely is what the diagram does not draw: who is alone, the sun, the fortnight.
func (m Move) timely(tx *op.Tx, s Spot) error {
	switch {
	case m.To == Withdrawn && s.Voices > 1:
		return op.Refuse(NotAlone, "spot")
	case m.To == Lit && !geo.DarkBetween(s.last().When(), tx.Tapped, s.where()):
		return op.Refuse(NotDark, "to")
	case m.From == Lit && m.To == Checked && !s.mayReopen(tx.Tapped):
		return op.Refuse(Late, "spot")
	}
	return nil
}

// take makes the step, with what it does to the job and to who may see its photos.
func (m Move) take(tx *op.Tx, s Spot, mine bool) error {
	st := Step{ID: m.ID, State: m.To, At: tx.At, Reason: m.Reason, Crew: m.Crew, Owner: m.Owner, Cause: m.Cause}
	if m.To == Lit {
		st.Proof = proof(tx.By, mine)
	}
	if err := m.work(tx, &s); err != nil {
		return err
	}
	dark := m.To == Checked && (m.From == Fixed || m.From == Lit)
	if err := s.enter(tx, st, dark); err != nil {
		return err
	}
	if m.To == Fixed || m.To == TempLit { // none, too: an earlier repair's are not of this one
		if err := show(tx, s, m.Photos); err != nil {
			return err
		}
	}
	return Spots.Put(tx, s)
}

// enter takes a step and remembers who took it. still says that it was said to be
// still dark: that is counted.
func (s *Spot) enter(tx *op.Tx, st Step, still bool) error {
	if tx.Tapped.Before(tx.At) {
		st.Tapped = tx.Tapped
	}
	s.State, s.Old = st.State, false
	s.Steps = append(s.Steps, st)
	s.reckon()
	if still {
		s.Again++
	}
	return Movers.Put(tx, Mover{Spot: s.ID, By: tx.By.ID, State: st.State})
}

// reckon takes from the steps what the spot shows of them. The crew of a repair stays
// with the spot: whoever repaired it is who goes again.
func (s *Spot) reckon() {
	s.Crew, s.Owner, s.Proof = "", "", ""
	for _, st := range s.Steps {
		if st.Crew != "" {
			s.Crew = st.Crew
		}
		switch st.State {
		case Watched, Declined:
			s.Owner = st.Owner
		case Checked, Sent:
			s.Owner = ""
		case Lit:
			s.Proof = st.Proof
		}
	}
	if s.State != Lit && s.State != Closed {
		s.Proof = ""
	}
}

// contradict takes a new report about a lamp that was repaired for what it says: it is
// still dark. By day nobody can know, so a night must lie between.
func (s *Spot) contradict(tx *op.Tx, r Report) error {
	seen := r.Seen
	if seen.IsZero() {
		seen = r.Tapped
	}
	if s.State != Fixed && s.State != Lit || !geo.DarkBetween(s.last().When(), seen, s.where()) {
		return nil
	}
	m := Move{ID: r.ID, Spot: s.ID, From: s.State, To: Checked}
	if err := m.work(tx, s); err != nil {
		return err
	}
	return s.enter(tx, Step{ID: r.ID, State: Checked, At: tx.At}, true)
}

func proof(by person.Actor, mine bool) Proof {
	switch {
	case mine:
		return ByReporter
	case by.Is(person.Clerk, person.Admin):
		return ByStaff
	}
	return ByPatrol
}

// last is the last step; a spot always has one.
func (s Spot) last() Step {
	if len(s.Steps) == 0 {
		return Step{State: s.State}
	}
	return s.Steps[len(s.Steps)-1]
}

// where is a point for the sun: that of the city's middle for a spot without one.
func (s Spot) where() geo.Point {
	if s.Point == nil {
		return geo.City
	}
	return *s.Point
}

// mayReopen reports whether a lit spot may be said to be dark again at this time.
func (s Spot) mayReopen(at time.Time) bool {
	return s.State == Lit && at.Sub(s.last().When()) <= StillDark
}

// Mover is a record: who took the last step. The public spot does not name them.
type Mover struct {
	Spot  op.ID     `json:"spot"`
	By    person.ID `json:"by"`
	State State     `json:"state"`
}

// Movers has one record a spot.
var Movers = op.Table[Mover]{Name: "mover"}

// RecordID is the spot's.
func (m Mover) RecordID() op.ID { return m.Spot }

// Audience is the staff and whoever made the step.
func (m Mover) Audience() []person.Scope { return []person.Scope{person.Staff, m.By.Own()} }
