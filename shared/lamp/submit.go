package lamp

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/photo"
)

// Codes of this domain.
const (
	NoPlace    op.Code = "no_place"
	WrongState op.Code = "wrong_state"
	NoReason   op.Code = "no_reason"
	Future     op.Code = "future"   // it says that something happened later than now
	LongAgo    op.Code = "long_ago" // it was seen more than 30 days before
	NotDark    op.Code = "not_dark" // no night lies between the repair and what says that it is lit
	NotAlone   op.Code = "not_alone"
	Late       op.Code = "over_14_days" // a new report, linked, is wanted
	Circle     op.Code = "circle"
	OnlyReport op.Code = "only_report"
	Taken      op.Code = "taken" // another line of the rules has the name
)

// Times of the rules.
const (
	Slack     = 10 * time.Minute    // by which a tap may be ahead of the city's clock
	MaxBehind = 30 * 24 * time.Hour // what was seen longer ago is no news
	SameNight = 24 * time.Hour      // in which a second report of one person adds to the first
)

// Submit reports a lamp. ID is made on the phone, so the report that the phone
// shows at once and the one that comes back are the same record. Spot is the
// place it joins ("same lamp"), or an ID of its own for a new place.
type Submit struct {
	ID       op.ID        `json:"id"`
	Spot     op.ID        `json:"spot"`
	Fault    Fault        `json:"fault"`
	Symptom  Symptom      `json:"symptom,omitempty"`
	Danger   Danger       `json:"danger"`
	Place    Place        `json:"place"`
	District string       `json:"district,omitempty"` // where there is no point to tell it
	Photos   []photo.Hash `json:"photos,omitempty"`
	Note     string       `json:"note,omitempty"`
	Contact  string       `json:"contact,omitempty"`
	Seen     time.Time    `json:"seen,omitzero"` // when it was dark; zero: now
	Linked   op.ID        `json:"linked,omitempty"`
}

// Kind waits in the outbox.
func (Submit) Kind() op.Kind { return op.Kind{Name: "lamp.submit", Delivery: op.Queued} }

// About is the report.
func (s Submit) About() op.Key { return Reports.Key(s.ID) }

// Check wants some kind of place. Whether the fault is known the rules say.
func (s Submit) Check() error {
	switch {
	case !op.ValidID(s.ID):
		return op.Refuse(op.Malformed, "id")
	case !op.ValidID(s.Spot) || len(s.Spot) > maxSpotID:
		return op.Refuse(op.Malformed, "spot")
	case s.Linked != "" && !op.ValidID(s.Linked):
		return op.Refuse(op.Malformed, "spot")
	case !op.ValidID(op.ID(s.Fault)) || !among(Symptoms, s.Symptom):
		return op.Refuse(op.Malformed, "fault")
	case !among(Dangers, s.Danger):
		return op.Refuse(op.Malformed, "danger")
	case tooLong(s.Note, MaxNote):
		return op.Refuse(op.TooLong, "note")
	case tooLong(s.Contact, MaxContact):
		return op.Refuse(op.TooLong, "contact")
	case tooLong(s.District, MaxPole):
		return op.Refuse(op.TooLong, "district")
	}
	if err := checkPhotos(s.Photos); err != nil {
		return err
	}
	return s.Place.check()
}

func checkPhotos(photos []photo.Hash) error {
	if len(photos) > MaxPhotos {
		return op.Refuse(op.TooLong, "photos")
	}
	for _, h := range photos {
		if !h.Valid() {
			return op.Refuse(op.Malformed, "photos")
		}
	}
	return nil
}

func (p Place) check() error {
	switch {
	case tooLong(p.Words, MaxWords):
		return op.Refuse(op.TooLong, "words")
	case tooLong(p.Pole, MaxPole):
		return op.Refuse(op.TooLong, "pole")
	case p.Point != nil && !p.Point.Valid():
		return op.Refuse(op.Malformed, "point")
	case p.Point == nil && strings.TrimSpace(p.Words) == "" && strings.TrimSpace(p.Pole) == "":
		return op.Refuse(NoPlace, "place")
	}
	return nil
}

// Apply writes the report and opens its spot, or adds a voice to it. A report
// whose ID is there is done: a new epoch repeats nothing.
func (s Submit) Apply(tx *op.Tx) error {
	if tx.By.ID == "" {
		return op.Refuse(op.NotYours, "")
	}
	if old, ok := Reports.Get(tx, s.ID); ok {
		if !tx.By.Same(old.By) {
			return op.Refuse(op.NotYours, "id")
		}
		return nil
	}
	if err := s.timely(tx); err != nil {
		return err
	}
	no, err := nextNo(tx)
	if err != nil {
		return err
	}
	r := Report{ID: s.ID, No: no, By: tx.By.ID, Fault: s.Fault, Symptom: s.Symptom, Danger: s.Danger, Place: s.Place,
		Photos: s.Photos, Note: s.Note, Contact: s.Contact, Seen: s.Seen, Tapped: tx.Tapped, Heard: tx.At}
	if r.Danger == "" {
		r.Danger = Safe
	}
	spot, path, had := s.joins(tx)
	r.Spot, r.Path = spot.ID, path
	return r.join(tx, spot, had)
}

// timely refuses what cannot have been seen then, and a fault that nobody defined.
func (s Submit) timely(tx *op.Tx) error {
	switch {
	case !RulesOf(tx).knows(s.Fault):
		return op.Refuse(op.Malformed, "fault")
	case s.Seen.After(tx.Tapped.Add(Slack)):
		return op.Refuse(Future, "seen")
	case !s.Seen.IsZero() && s.Seen.Before(tx.Tapped.Add(-MaxBehind)):
		return op.Refuse(LongAgo, "seen")
	}
	return nil
}

// joins is the spot that the report is about, and the merged ones on the way there.
// What nobody looks at any more gets a new one that goes on from it: no report is
// lost in a spot that is closed.
func (s Submit) joins(tx *op.Tx) (spot Spot, path []op.ID, had bool) {
	spot, path, had = root(tx, s.Spot)
	if had && (spot.State.Open() || spot.mayReopen(tx.Tapped)) {
		return spot, path, true
	}
	id, linked := s.Spot, s.Linked
	if had {
		id, linked, path = unused(tx, s.ID), spot.ID, nil
	}
	spot = Spot{ID: id, State: Sent, Fault: s.Fault, Symptom: s.Symptom, Danger: Safe, District: s.District,
		Linked: linked, First: tx.Tapped, Steps: []Step{{State: Sent, At: tx.At}}}
	return spot, path, false
}

// unused is a name for a new spot: the report's own, or one like it where a spot has
// that name. A city that lost a night hears of a spot by whoever joined it first.
func unused(tx *op.Tx, report op.ID) op.ID {
	base := report[:min(len(report), maxSpotID-4)]
	id := base
	for n := 2; ; n++ {
		if _, taken := Spots.Get(tx, id); !taken {
			return id
		}
		id = base + ".n" + op.ID(strconv.Itoa(n))
	}
}

// join adds the report to its spot and writes both, and the voice unless it was heard.
func (r Report) join(tx *op.Tx, spot Spot, had bool) error {
	v, spoke := voiceOf(tx, spot.ID, tx.By)
	if spoke && !v.At.IsZero() && r.Tapped.Sub(v.At) <= SameNight && v.Report != r.ID {
		r.Adds = v.Report
	}
	if err := Reports.Put(tx, r); err != nil {
		return err
	}
	if err := tell(tx, r, !had); err != nil {
		return err
	}
	spot.take(r)
	if !spoke {
		spot.Voices++
		v = Voice{Spot: spot.ID, By: r.By, Report: r.ID, At: r.Tapped, After: afterOf(tx, spot)}
		if err := Voices.Put(tx, v); err != nil {
			return err
		}
	}
	if had {
		if err := spot.contradict(tx, r); err != nil {
			return err
		}
	}
	if err := Spots.Put(tx, spot); err != nil {
		return err
	}
	if had {
		return nil
	}
	return guess(tx, spot, r.Place)
}

// take adds what a report says to the facts of its spot.
func (s *Spot) take(r Report) {
	s.Photos += len(r.Photos)
	s.Danger = worse(s.Danger, r.Danger)
	if s.Symptom == "" && r.Fault == s.Fault {
		s.Symptom = r.Symptom
	}
	if s.Pole == "" {
		s.Pole = r.Place.Pole
	}
	if s.Point == nil && r.Place.Point != nil {
		rounded := r.Place.Point.Round()
		s.Point = &rounded
		if in := geo.DistrictOf(rounded); in != "" {
			s.District = in
		}
	}
}

// count makes the numbers of a spot, and unless a clerk set them its facts, those of
// its reports, which must be all of them.
func (s *Spot) count(reports []Report) {
	s.Voices, s.Photos = len(people(reports)), 0
	facts := Spot{Danger: Safe, Fault: s.Fault}
	for i, r := range reports {
		facts.take(r)
		if i == 0 || r.Tapped.Before(facts.First) {
			facts.First = r.Tapped
		}
	}
	s.Photos = facts.Photos
	if len(reports) > 0 {
		s.First = facts.First
	}
	if s.Mended {
		return
	}
	s.Danger, s.Pole, s.Point = facts.Danger, facts.Pole, facts.Point
	if facts.District != "" {
		s.District = facts.District
	}
}

// root follows merged spots to the one that has the reports. path is the merged ones.
func root(r op.Reader, id op.ID) (spot Spot, path []op.ID, ok bool) {
	for {
		spot, ok = Spots.Get(r, id)
		if !ok || spot.State != Merged || slices.Contains(path, id) {
			return spot, path, ok
		}
		path = append(path, id)
		id = spot.Into
	}
}
