// Package lamp is dark streetlights: what one resident saw (Report), the place
// that reports are about and that carries the state (Spot), and every op on them.
//
// What names a person (words, photos, who) is in the Report and read by the
// reporter and the staff. The Spot is public and holds only what a passer-by
// could see. Fields with different readers are different records.
package lamp

import (
	"strconv"
	"time"
	"unicode/utf8"

	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// Fault is the kind of what is wrong.
type Fault string

// Faults, in the order of the form.
const (
	Dark     Fault = "dark"
	NoLamp   Fault = "nolamp"
	Works    Fault = "works"
	Lane     Fault = "lane"
	Facility Fault = "facility"
	Other    Fault = "other"
)

// Faults is all of them, in the order of the form.
var Faults = []Fault{Dark, NoLamp, Works, Lane, Facility, Other}

// Danger is what could hurt somebody; it goes to the top of every list.
type Danger string

// Dangers; Safe is the answer "none".
const (
	Safe     Danger = "none"
	Wires    Danger = "wires"
	OpenDoor Danger = "door"
	Leaning  Danger = "leaning"
	Hit      Danger = "hit"
	Hanging  Danger = "hanging"
)

// Dangers is all of them, in the order of the form.
var Dangers = []Danger{Safe, Wires, OpenDoor, Leaning, Hit, Hanging}

// Limits in characters and counts.
const (
	MaxNote   = 500
	MaxWords  = 120
	MaxPole   = 24
	MaxPhotos = 3

	MaxContact = 24
	MaxRoad    = 60 // coarse words that a clerk set
)

// Place is where a lamp is: a point, words, or the number on the pole's plate.
// At least one of them is there.
type Place struct {
	Point *geo.Point `json:"point,omitempty"`
	Words string     `json:"words,omitempty"`
	Pole  string     `json:"pole,omitempty"`
}

// Report is a record: what one person saw, once.
type Report struct {
	ID       op.ID        `json:"id"`
	Spot     op.ID        `json:"spot"`
	No       string       `json:"no,omitempty"` // the city's number, such as ZZ-0183; empty until heard
	By       person.ID    `json:"by"`
	Fault    Fault        `json:"fault"`
	Symptom  Symptom      `json:"symptom,omitempty"`
	Danger   Danger       `json:"danger"`
	Place    Place        `json:"place"`
	Photos   []photo.Hash `json:"photos,omitempty"`
	Note     string       `json:"note,omitempty"`
	Contact  string       `json:"contact,omitempty"` // a phone number for questions
	Seen     time.Time    `json:"seen,omitzero"`     // when it was dark; zero: at the tap
	Tapped   time.Time    `json:"tapped"`            // in the city's time
	Heard    time.Time    `json:"heard"`             // when the city took it; on a phone still waiting, the tap
	Returned string       `json:"returned,omitempty"`
	Answered time.Time    `json:"answered,omitzero"` // when its reporter last added what was asked for
	Path     []op.ID      `json:"path,omitempty"`    // spots that it was merged out of, the first one first
	Adds     op.ID        `json:"adds,omitempty"`    // the report of the same person to which it is an addition
	Amended  []op.ID      `json:"amended,omitempty"` // the ops that mended it
}

// Step is one step in a spot's life, as it is shown on the timeline.
type Step struct {
	ID     op.ID     `json:"id,omitempty"` // of the op that took it
	State  State     `json:"state"`
	At     time.Time `json:"at"`              // when the city heard of it
	Tapped time.Time `json:"tapped,omitzero"` // when it was done, if that was earlier
	Reason string    `json:"reason,omitempty"`
	Crew   string    `json:"crew,omitempty"`
	Owner  Owner     `json:"owner,omitempty"`
	Cause  Cause     `json:"cause,omitempty"`
	Proof  Proof     `json:"proof,omitempty"` // of lit
	Into   op.ID     `json:"into,omitempty"`  // of merged
}

// When is when the step was done.
func (s Step) When() time.Time {
	if s.Tapped.IsZero() {
		return s.At
	}
	return s.Tapped
}

// Spot is a record: the place that one or more reports are about.
type Spot struct {
	ID       op.ID        `json:"id"`
	State    State        `json:"state"`
	Fault    Fault        `json:"fault"`
	Symptom  Symptom      `json:"symptom,omitempty"`
	Danger   Danger       `json:"danger"`
	Point    *geo.Point   `json:"point,omitempty"` // rounded
	Pole     string       `json:"pole,omitempty"`
	District string       `json:"district,omitempty"` // an ID such as zhongyuan
	Road     string       `json:"road,omitempty"`     // words that a clerk set, never a resident's
	Level    Level        `json:"level,omitempty"`    // set by a clerk; LevelBy tells it of every spot
	Owner    Owner        `json:"owner,omitempty"`
	Voices   int          `json:"voices"`             // people who said it
	Photos   int          `json:"photos"`             // how many, for the clerk's filter; the photos are with the reports
	Pictures []photo.Hash `json:"pictures,omitempty"` // those that a clerk lets all see
	Crew     string       `json:"crew,omitempty"`
	Job      op.ID        `json:"job,omitempty"`    // the last one
	Again    int          `json:"again,omitempty"`  // how often it was said to be still dark
	Into     op.ID        `json:"into,omitempty"`   // of a merged one
	Linked   op.ID        `json:"linked,omitempty"` // an earlier spot that this one goes on from
	Proof    Proof        `json:"proof,omitempty"`  // of the last lit
	First    time.Time    `json:"first"`            // the first report's tap: deadlines count from here
	Steps    []Step       `json:"steps"`
	Mended   bool         `json:"mended,omitempty"` // a clerk set the facts: reports change them no more
	Old      bool         `json:"old,omitempty"`    // closed for so long that it is nobody's news: the staff's alone
}

// Reports and Spots are the tables; count is the city's running number.
var (
	Reports = op.Table[Report]{Name: "report"}
	Spots   = op.Table[Spot]{Name: "spot"}
	counts  = op.Table[Count]{Name: "count"}
)

// RecordID names the report by the ID that the phone made.
func (r Report) RecordID() op.ID { return r.ID }

// Audience is the reporter and the staff.
func (r Report) Audience() []person.Scope { return []person.Scope{r.By.Own(), person.Staff} }

// RecordID names the spot by the ID of its first report's phone.
func (s Spot) RecordID() op.ID { return s.ID }

// Audience is everybody; of an old one the staff. What could be the same lamp as
// another also has the scopes of its place, which nobody reads and NearIn looks under.
func (s Spot) Audience() []person.Scope {
	if s.Old {
		return []person.Scope{person.Staff}
	}
	return append([]person.Scope{person.Public}, s.places()...)
}

// Count is read by the city alone: phones never see how many there are.
type Count struct {
	ID op.ID `json:"id"`
	N  int   `json:"n"`
}

func (c Count) RecordID() op.ID          { return c.ID }
func (c Count) Audience() []person.Scope { return nil }

// nextNo gives the next report number. Only the city counts; a phone's copy of
// a report has none until the true row comes.
func nextNo(tx *op.Tx) (string, error) {
	if tx.City == nil {
		return "", nil
	}
	c, _ := counts.Get(tx, "reports")
	c.ID, c.N = "reports", c.N+1
	if err := counts.Put(tx, c); err != nil {
		return "", err
	}
	digits := strconv.Itoa(c.N)
	for len(digits) < 4 {
		digits = "0" + digits
	}
	return "ZZ-" + digits, nil
}

func tooLong(s string, limit int) bool { return utf8.RuneCountInString(s) > limit }
