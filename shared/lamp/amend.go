package lamp

import (
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/photo"
)

// Amend adds to a report after it was sent, by its reporter while the spot is open:
// photos, a mended place, more words. A spot that was returned goes back to sent with it.
// Empty fields change nothing.
type Amend struct {
	ID      op.ID        `json:"id"`
	Report  op.ID        `json:"report"`
	Photos  []photo.Hash `json:"photos,omitempty"`
	Place   *Place       `json:"place,omitempty"`
	Note    string       `json:"note,omitempty"`
	Contact string       `json:"contact,omitempty"`
}

// Kind waits in the outbox.
func (Amend) Kind() op.Kind { return op.Kind{Name: "lamp.amend", Delivery: op.Queued} }

// About is the report.
func (a Amend) About() op.Key { return Reports.Key(a.Report) }

// Check wants something to add.
func (a Amend) Check() error {
	switch {
	case !op.ValidID(a.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(a.Report):
		return op.Refuse(op.Malformed, "report")
	case len(a.Photos) == 0 && a.Place == nil && a.Note == "" && a.Contact == "":
		return op.Refuse(op.Missing, "note")
	case tooLong(a.Note, MaxNote):
		return op.Refuse(op.TooLong, "note")
	case tooLong(a.Contact, MaxContact):
		return op.Refuse(op.TooLong, "contact")
	}
	if a.Place != nil {
		if err := a.Place.check(); err != nil {
			return err
		}
	}
	return checkPhotos(a.Photos)
}

// Apply mends the report once, and its spot with it.
func (a Amend) Apply(tx *op.Tx) error {
	r, ok := Reports.Get(tx, a.Report)
	if !ok {
		return op.Refuse(op.NotFound, "report")
	}
	if !tx.By.Same(r.By) {
		return op.Refuse(op.NotYours, "")
	}
	if slices.Contains(r.Amended, a.ID) {
		return nil
	}
	s, ok := Spots.Get(tx, r.Spot)
	if !ok || !s.State.Open() {
		return op.Refuse(WrongState, "spot")
	}
	was := r
	if err := a.mend(&r); err != nil {
		return err
	}
	if s.State == Returned {
		r.Answered = tx.Tapped
		if err := s.enter(tx, Step{ID: a.ID, State: Sent, At: tx.At}, false); err != nil {
			return err
		}
	}
	if err := Reports.Put(tx, r); err != nil {
		return err
	}
	s.amended(tx, was, r)
	return Spots.Put(tx, s)
}

// mend changes the report. Photos are added: what a clerk has seen stays.
func (a Amend) mend(r *Report) error {
	photos := without(append(slices.Clone(r.Photos), a.Photos...), nil)
	if len(photos) > MaxPhotos {
		return op.Refuse(op.TooLong, "photos")
	}
	r.Photos, r.Amended = photos, append(slices.Clone(r.Amended), a.ID)
	if a.Place != nil {
		r.Place = *a.Place
	}
	if a.Note != "" {
		r.Note = a.Note
	}
	if a.Contact != "" {
		r.Contact = a.Contact
	}
	return nil
}

// amended carries a mended report into its spot. Whoever has all reports counts them;
// a resident's phone has its own and does what it can.
func (s *Spot) amended(tx *op.Tx, was, r Report) {
	if all := ReportsOf(tx, s.ID); tx.City != nil || tx.By.Staff() || len(all) > 0 && s.Voices == 1 {
		s.count(all)
		return
	}
	s.Photos += len(r.Photos) - len(was.Photos)
}
