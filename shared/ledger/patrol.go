package ledger

import (
	"math"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Limits of a patrol.
const (
	MaxTrack  = 2000 // points; a phone keeps fewer by Step
	MaxRoads  = 100
	MaxBoxes  = 1000
	maxWalk   = 24 * time.Hour
	maxMetres = 500_000
)

// Step is how far a phone should have come, in metres, before it keeps another point
// of a track: a fix that wanders on the spot is no walk.
const Step = 15

// worst is the accuracy, in metres, from which a fix says nothing about a road.
const worst = 100

// Patrol is a record: one walk or drive along roads at night, 巡视. Each line of
// Roads is one road looked at once, 一条次: a road that was gone twice stands twice.
type Patrol struct {
	ID     op.ID       `json:"id"`
	By     person.ID   `json:"by"`
	Crew   op.ID       `json:"crew,omitempty"`
	Began  time.Time   `json:"began"`
	Ended  time.Time   `json:"ended"`
	Track  []geo.Point `json:"track,omitempty"` // in order
	Metres int         `json:"metres"`          // by the track where there is one, else as written
	Roads  []string    `json:"roads,omitempty"`
	Boxes  int         `json:"boxes,omitempty"` // 箱台变 looked at
	Spots  []op.ID     `json:"spots,omitempty"` // dark lamps reported on the way
	Note   string      `json:"note,omitempty"`
	Kept   Kept        `json:"kept"`
}

// Patrols has one record a walk.
var Patrols = op.Table[Patrol]{Name: "patrol"}

// RecordID is made by its doer's phone.
func (p Patrol) RecordID() op.ID { return p.ID }

// Audience is the staff: a track tells where somebody was.
func (p Patrol) Audience() []person.Scope { return []person.Scope{person.Staff} }

func (p Patrol) book() (person.ID, Kept) { return p.By, p.Kept }

func (p Patrol) signed(by person.ID, k Kept) Patrol {
	p.By, p.Kept = by, k
	return p
}

// WritePatrol writes a patrol down at its end, or corrects one. By and Kept of the
// patrol are not read.
type WritePatrol struct {
	Patrol Patrol `json:"patrol"`
	Mend   *Mend  `json:"mend,omitempty"`
}

// Kind waits in the outbox.
func (WritePatrol) Kind() op.Kind { return op.Kind{Name: "ledger.patrol", Delivery: op.Queued} }

// About is the patrol.
func (w WritePatrol) About() op.Key { return Patrols.Key(w.Patrol.ID) }

// Check wants a walk that counts something.
func (w WritePatrol) Check() error {
	p := w.Patrol
	switch {
	case !op.ValidID(p.ID):
		return op.Refuse(op.Malformed, "id")
	case p.Crew != "" && !op.ValidID(p.Crew):
		return op.Refuse(op.Malformed, "crew")
	case p.Ended.Before(p.Began):
		return op.Refuse(Reversed, "ended")
	case p.Ended.Sub(p.Began) > maxWalk:
		return op.Refuse(op.TooLong, "ended")
	case !validIDs(p.Spots, maxSpots):
		return op.Refuse(op.Malformed, "spots")
	case tooLong(p.Note, MaxNote):
		return op.Refuse(op.TooLong, "note")
	case p.Boxes < 0 || p.Boxes > MaxBoxes:
		return op.Refuse(op.Malformed, "boxes")
	case p.Metres < 0 || p.Metres > maxMetres:
		return op.Refuse(op.Malformed, "metres")
	case len(p.Roads) == 0 && p.Boxes == 0 && p.Metres == 0 && Walked(p.Track) == 0:
		return op.Refuse(Nothing, "roads")
	}
	if err := p.checkWay(); err != nil {
		return err
	}
	return w.Mend.check()
}

func (p Patrol) checkWay() error {
	if len(p.Roads) > MaxRoads {
		return op.Refuse(op.TooLong, "roads")
	}
	for _, road := range p.Roads {
		if blank(road) || tooLong(road, MaxRoad) {
			return op.Refuse(op.Malformed, "roads")
		}
	}
	if len(p.Track) > MaxTrack {
		return op.Refuse(op.TooLong, "track")
	}
	for _, at := range p.Track {
		if !at.Valid() {
			return op.Refuse(op.Malformed, "track")
		}
	}
	return nil
}

// Apply keeps it. Where there is a track the metres are counted from it.
func (w WritePatrol) Apply(tx *op.Tx) error {
	if err := happened(tx, w.Patrol.Began, "began"); err != nil {
		return err
	}
	if err := happened(tx, w.Patrol.Ended, "ended"); err != nil {
		return err
	}
	if walked := Walked(w.Patrol.Track); walked > 0 {
		w.Patrol.Metres = walked
	}
	return keep(tx, Patrols, w.Patrol, w.Mend)
}

// Walked is the length of a track in metres. A fix that is worse than 100 m is left
// out, and so is a step that is shorter than Step: a phone that lies still wanders.
func Walked(track []geo.Point) int {
	var metres float64
	var last *geo.Point
	for i := range track {
		at := &track[i]
		if at.Acc > worst {
			continue
		}
		if last == nil {
			last = at
			continue
		}
		if d := geo.Metres(*last, *at); d >= Step {
			metres += d
			last = at
		}
	}
	return int(math.Round(metres))
}
