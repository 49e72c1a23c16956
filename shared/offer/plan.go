package offer

import (
	"slices"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Stage is how far a plan has come.
type Stage string

// Stages of a plan.
//
//	written ──review, by another person──► reviewed ──announce──► announced
//	   ▲            │ sent back, with a reason   │
//	   └────────────┴────────written again───────┤
//	                                             └─► dropped, with a reason, from anywhere before
const (
	Written   Stage = "draft"
	Reviewed  Stage = "reviewed"
	Announced Stage = "announced"
	Dropped   Stage = "cancelled"
)

// Plan is a record: a drop, and perhaps an offer with it, before anybody but officers
// reads of them. What is announced is what a second person has read: whoever wrote on
// a plan cannot review it, and writing on it again takes the review away.
type Plan struct {
	ID       op.ID       `json:"id"`
	Offer    Offer       `json:"offer"` // a new one; or only its ID, when it is announced already
	Drop     Drop        `json:"drop"`
	Stage    Stage       `json:"stage"`
	Version  int         `json:"version"` // counts the writings, from 1
	By       person.ID   `json:"by"`      // who wrote last
	Hands    []person.ID `json:"hands"`   // everybody who wrote
	At       time.Time   `json:"at"`
	Reviewer person.ID   `json:"reviewer,omitempty"`
	Checked  time.Time   `json:"checked,omitzero"`
	Reason   string      `json:"reason,omitempty"` // why it was sent back, or dropped
}

// Plans is what officers are preparing.
var Plans = op.Table[Plan]{Name: "plan"}

// RecordID is the plan's own.
func (p Plan) RecordID() op.ID { return p.ID }

// Audience is the officers.
func (p Plan) Audience() []person.Scope { return []person.Scope{person.Officers} }

// New reports whether the offer is announced with the plan.
func (p Plan) New() bool { return p.Offer.Title.Zh != "" }

// Codes of plans.
const (
	SecondPerson op.Code = "second_person" // it takes another person than who wrote it
	NotReviewed  op.Code = "not_reviewed"
	TimePassed   op.Code = "time_passed" // its opening would be in the past
)

// Write makes a plan, or writes it anew.
type Write struct {
	Plan    op.ID `json:"plan"`
	Version int   `json:"version"` // what was read before; 0 for a new plan
	Offer   Offer `json:"offer"`
	Drop    Drop  `json:"drop"`
}

// Kind waits in the outbox: a plan can be prepared without a network.
func (Write) Kind() op.Kind { return op.Kind{Name: "offer.plan", Delivery: op.Queued} }

// About is the plan.
func (w Write) About() op.Key { return Plans.Key(w.Plan) }

// Check wants what could be announced. Practice is no plan: see Rehearse.
func (w Write) Check() error {
	switch {
	case !op.ValidID(w.Plan) || len(w.Plan) > 40:
		return op.Refuse(op.Malformed, "plan")
	case w.Drop.Offer != w.Offer.ID:
		return op.Refuse(op.Malformed, "offer")
	case w.Drop.Stock == nil || w.Drop.Rehearsal:
		return op.Refuse(op.Malformed, "stock")
	case len(w.Drop.Title.Zh)+len(w.Drop.Title.En)+len(w.Offer.Title.Zh)+len(w.Offer.Title.En) > 1000:
		return op.Refuse(op.TooLong, "title")
	}
	if w.Offer.Title.Zh != "" {
		if err := (Publish{Offer: w.Offer}).Check(); err != nil {
			return err
		}
		if !w.Offer.Benefit.Valid() {
			return op.Refuse(op.Malformed, "benefit")
		}
	}
	return Open{Drop: w.Drop}.Check()
}

// Apply is for officers. Two who write at once: the second reads what the first did.
func (w Write) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Officer, person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	p, had := Plans.Get(tx, w.Plan)
	switch {
	case had && (p.Version != w.Version || p.Stage == Announced || p.Stage == Dropped):
		return op.Refuse(op.Moved, "plan")
	case !had && w.Version != 0:
		return op.Refuse(op.NotFound, "plan")
	}
	if _, there := Drops.Get(tx, w.Drop.ID); there {
		return op.Refuse(op.Moved, "drop")
	}
	switch o, there := Offers.Get(tx, w.Offer.ID); {
	case w.Offer.Title.Zh == "" && !there:
		return op.Refuse(op.NotFound, "offer")
	case w.Offer.Title.Zh != "" && there, o.Halt == Cancelled, o.Halt == Ended: // what coupons are worth is never changed
		return op.Refuse(op.Moved, "offer")
	}
	next := Plan{ID: w.Plan, Offer: w.Offer, Drop: w.Drop, Stage: Written, Version: w.Version + 1, By: tx.By.ID, Hands: p.Hands, At: tx.Tapped}
	if !slices.Contains(next.Hands, tx.By.ID) {
		next.Hands = append(slices.Clone(p.Hands), tx.By.ID)
	}
	return Plans.Put(tx, next)
}

// Review is a second person's word on a plan: it may be announced, or it goes back
// with a reason.
type Review struct {
	Plan    op.ID  `json:"plan"`
	Version int    `json:"version"`        // what was read
	Back    string `json:"back,omitempty"` // why it goes back; empty: it is good
}

// Kind is decided by the city only.
func (Review) Kind() op.Kind { return op.Kind{Name: "offer.review", Delivery: op.Live} }

// About is the plan.
func (r Review) About() op.Key { return Plans.Key(r.Plan) }

// Check wants a plan.
func (r Review) Check() error {
	if !op.ValidID(r.Plan) {
		return op.Refuse(op.Malformed, "plan")
	}
	if r.Back == "" {
		return nil
	}
	return reason(r.Back)
}

// Apply is for officers who have not written on it.
func (r Review) Apply(tx *op.Tx) error {
	p, err := planned(tx, r.Plan, r.Version)
	switch {
	case err != nil:
		return err
	case slices.Contains(p.Hands, tx.By.ID):
		return op.Refuse(SecondPerson, "plan")
	case r.Back == "" && p.late(tx.At):
		return op.Refuse(TimePassed, "at")
	}
	p.Stage, p.Reviewer, p.Checked, p.Reason = Reviewed, tx.By.ID, tx.At, ""
	if r.Back != "" {
		p.Stage, p.Reason = Written, r.Back
	}
	return Plans.Put(tx, p)
}

// planned is a plan in the version that somebody has read, for an officer.
func planned(tx *op.Tx, id op.ID, version int) (Plan, error) {
	if !tx.By.Is(person.Officer, person.Admin) {
		return Plan{}, op.Refuse(op.NotYours, "")
	}
	p, ok := Plans.Get(tx, id)
	switch {
	case !ok:
		return p, op.Refuse(op.NotFound, "plan")
	case p.Version != version || p.Stage == Announced || p.Stage == Dropped:
		return p, op.Refuse(op.Moved, "plan")
	}
	return p, nil
}

// late reports whether the drop would open in the past.
func (p Plan) late(at time.Time) bool { return p.Drop.At.Before(at) }

// Announce makes a reviewed plan public: the offer if it is new, and its drop.
type Announce struct {
	Plan    op.ID `json:"plan"`
	Version int   `json:"version"`
}

// Kind is decided by the city only: stock and a draw's seed are its own.
func (Announce) Kind() op.Kind { return op.Kind{Name: "offer.announce", Delivery: op.Live} }

// About is the plan.
func (a Announce) About() op.Key { return Plans.Key(a.Plan) }

// Check wants a plan.
func (a Announce) Check() error {
	if !op.ValidID(a.Plan) {
		return op.Refuse(op.Malformed, "plan")
	}
	return nil
}

// Apply is for officers.
func (a Announce) Apply(tx *op.Tx) error {
	p, err := planned(tx, a.Plan, a.Version)
	switch {
	case err != nil:
		return err
	case p.Stage != Reviewed:
		return op.Refuse(NotReviewed, "plan")
	case p.late(tx.At):
		return op.Refuse(TimePassed, "at")
	}
	if o, there := Offers.Get(tx, p.Offer.ID); p.New() && there || o.Halt == Cancelled || o.Halt == Ended {
		return op.Refuse(op.Moved, "offer")
	}
	if p.New() {
		if err := Offers.Put(tx, p.Offer); err != nil {
			return err
		}
	}
	if err := open(tx, p.Drop); err != nil {
		return err
	}
	p.Stage = Announced
	return Plans.Put(tx, p)
}

// Rehearse opens a plan for practice: marked 演练 everywhere, of a stock and for a time
// that are its own. It leaves the plan as it is and no trace in the figures, so one
// person may.
type Rehearse struct {
	Plan op.ID     `json:"plan"`
	Drop op.ID     `json:"drop"` // its name
	At   time.Time `json:"at"`
}

// Kind is decided by the city only.
func (Rehearse) Kind() op.Kind { return op.Kind{Name: "offer.rehearse", Delivery: op.Live} }

// About is the plan.
func (r Rehearse) About() op.Key { return Plans.Key(r.Plan) }

// Check wants names and a moment.
func (r Rehearse) Check() error {
	if !op.ValidID(r.Plan) || !op.ValidID(r.Drop) || len(r.Drop) > 40 || r.At.IsZero() {
		return op.Refuse(op.Malformed, "plan")
	}
	return nil
}

// Practice is over soon, so that a draw is seen to its end.
const (
	practiceStock = 50
	practiceDraw  = 2 * time.Minute
	practiceTime  = time.Hour
)

// Apply is for officers.
func (r Rehearse) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Officer, person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	p, ok := Plans.Get(tx, r.Plan)
	if !ok {
		return op.Refuse(op.NotFound, "plan")
	}
	d := p.Drop
	if p.New() {
		trial := p.Offer
		trial.ID, trial.Status = "rehearsal-"+p.ID, "rehearsal"
		if d.Offer = trial.ID; !op.ValidID(d.Offer) {
			return op.Refuse(op.Malformed, "plan")
		}
		if err := Offers.Put(tx, trial); err != nil {
			return err
		}
	}
	stock := min(*d.Stock, practiceStock)
	d.ID, d.At, d.Ends, d.Valid, d.Stock, d.Rehearsal = r.Drop, r.At, r.At.Add(practiceTime), r.At.Add(24*time.Hour), &stock, true
	if d.From, d.Carry = "", 0; d.Mode == ByDraw {
		d.Ends = r.At.Add(practiceDraw)
	}
	return open(tx, d)
}
