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
	Danger   Danger       `json:"danger"`
	Place    Place        `json:"place"`
	Photos   []photo.Hash `json:"photos,omitempty"`
	Note     string       `json:"note,omitempty"`
	Tapped   time.Time    `json:"tapped"` // in the city's time
	Heard    time.Time    `json:"heard"`  // when the city took it; on a phone still waiting, the tap
	Returned string       `json:"returned,omitempty"`
}

// Step is one step in a spot's life, as it is shown on the timeline.
type Step struct {
	ID     op.ID     `json:"id,omitempty"` // of the move that took it
	State  State     `json:"state"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
	Crew   string    `json:"crew,omitempty"`
}

// Spot is a record: the place that one or more reports are about.
type Spot struct {
	ID     op.ID      `json:"id"`
	State  State      `json:"state"`
	Fault  Fault      `json:"fault"`
	Danger Danger     `json:"danger"`
	Point  *geo.Point `json:"point,omitempty"` // rounded
	Pole   string     `json:"pole,omitempty"`
	Voices int        `json:"voices"` // people who said it
	Photos int        `json:"photos"` // how many, for the clerk's filter; the photos are with the reports
	Crew   string     `json:"crew,omitempty"`
	First  time.Time  `json:"first"` // the first report's tap: deadlines count from here
	Steps  []Step     `json:"steps"`
	Old    bool       `json:"old,omitempty"` // closed for so long that it is nobody's news: the staff's alone
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

// Audience is everybody; of an old one the staff.
func (s Spot) Audience() []person.Scope {
	if s.Old {
		return []person.Scope{person.Staff}
	}
	return []person.Scope{person.Public}
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
