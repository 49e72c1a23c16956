package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Sort is what stands in the inventory.
type Sort string

// The sorts, 2026. Names are stored: never rename one.
const (
	IsLamp    Sort = "lamp"    // a street lamp on its pole
	IsBox     Sort = "box"     // 箱变, 台变: a transformer
	IsCabinet Sort = "cabinet" // 控制箱: a control or distribution cabinet
)

// Health is how a thing of the inventory is.
type Health string

// The healths, 2026. Names are stored: never rename one.
const (
	Well    Health = ""
	Out     Health = "out"     // a lamp that does not light
	Damaged Health = "damaged" // it works or not, but is broken: a door, a pole, a cover
)

// MaxLamps is how many lines one PutLamps has at most.
const MaxLamps = 500

// Lamp is a record: one thing of the city's inventory, by the number on its plate.
// A hundred thousand of them would fill every phone, so no phone has any: the city
// alone reads them, answers GET /api/pole, and counts the rates from them.
type Lamp struct {
	Pole     string     `json:"pole"`
	Sort     Sort       `json:"sort"`
	Point    *geo.Point `json:"point,omitempty"` // WGS-84
	Road     string     `json:"road,omitempty"`
	District string     `json:"district,omitempty"`
	Health   Health     `json:"health,omitempty"`
	Since    time.Time  `json:"since,omitzero"` // of Health
}

// Lamps is the inventory.
var Lamps = op.Table[Lamp]{Name: "pole"}

// RecordID is the number on the plate.
func (l Lamp) RecordID() op.ID { return PoleID(l.Pole) }

// Audience is nobody: the city reads it.
func (l Lamp) Audience() []person.Scope { return nil }

// PoleID is where the thing with this number lives. Spaces and capitals make no
// difference; a number with other signs than an ID may have goes by its hash.
func PoleID(no string) op.ID {
	plain := strings.ToUpper(strings.Join(strings.Fields(no), ""))
	if id := op.ID(plain); op.ValidID(id) {
		return id
	}
	sum := sha256.Sum256([]byte(plain))
	return op.ID("x." + hex.EncodeToString(sum[:16]))
}

// Faulty is a record: a thing of the inventory that is not well, so that these few
// are found without going through all.
type Faulty struct{ Lamp }

// Faults has one record a thing that is not well.
var Faults = op.Table[Faulty]{Name: "pole_fault"}

// Stand is a record: how many things of each sort there are, in one district.
type Stand struct {
	District string `json:"district"`
	Lamps    int    `json:"lamps"`
	Others   int    `json:"others"` // boxes and cabinets
}

// Stands has one record a district; what no district is told of is under "none".
var Stands = op.Table[Stand]{Name: "inventory"}

// RecordID is the district's.
func (s Stand) RecordID() op.ID {
	if s.District == "" {
		return "none"
	}
	return PoleID(s.District)
}

// Audience is the staff.
func (s Stand) Audience() []person.Scope { return []person.Scope{person.Staff} }

// PutLamps brings lines of the inventory in. A line whose number is there takes its
// place; a line that says the same changes nothing, so a file may come again.
type PutLamps struct {
	Lamps []Lamp `json:"lamps"`
}

// Kind is made by the city's edge, which has read the file.
func (PutLamps) Kind() op.Kind { return op.Kind{Name: "ledger.lamps", Delivery: op.Inner} }

// Check looks at every line.
func (p PutLamps) Check() error {
	if len(p.Lamps) == 0 || len(p.Lamps) > MaxLamps {
		return op.Refuse(op.Malformed, "lamps")
	}
	for _, l := range p.Lamps {
		if err := l.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Check wants a number, a known sort and health, and a place on earth.
func (l Lamp) Check() error {
	switch {
	case blank(l.Pole):
		return op.Refuse(op.Missing, "pole")
	case tooLong(l.Pole, lamp.MaxPole):
		return op.Refuse(op.TooLong, "pole")
	case l.Sort != IsLamp && l.Sort != IsBox && l.Sort != IsCabinet:
		return op.Refuse(op.Malformed, "sort")
	case l.Health != Well && l.Health != Out && l.Health != Damaged:
		return op.Refuse(op.Malformed, "health")
	case l.Point != nil && !l.Point.Valid():
		return op.Refuse(op.Malformed, "point")
	case tooLong(l.Road, MaxRoad):
		return op.Refuse(op.TooLong, "road")
	case tooLong(l.District, MaxRoad):
		return op.Refuse(op.TooLong, "district")
	}
	return nil
}

// Same reports whether two lines say the same of one thing.
func (l Lamp) Same(b Lamp) bool {
	here := l.Point == nil && b.Point == nil || l.Point != nil && b.Point != nil && *l.Point == *b.Point
	return here && l.Pole == b.Pole && l.Sort == b.Sort && l.Road == b.Road && l.District == b.District &&
		l.Health == b.Health && l.Since.Equal(b.Since)
}

// Apply writes what is new and keeps the sums of the districts.
func (p PutLamps) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	sums := standing{}
	for _, l := range p.Lamps {
		old, had := Lamps.Get(tx, l.RecordID())
		if had && old.Same(l) {
			continue
		}
		if had {
			sums.add(tx, old, -1)
		}
		sums.add(tx, l, +1)
		if err := l.put(tx); err != nil {
			return err
		}
	}
	return sums.put(tx)
}

func (l Lamp) put(tx *op.Tx) error {
	if err := Lamps.Put(tx, l); err != nil {
		return err
	}
	if l.Health == Well {
		tx.Drop(Faults.Key(l.RecordID()))
		return nil
	}
	return Faults.Put(tx, Faulty{l})
}

// standing is the sums that an op has touched, in the order of touching.
type standing struct{ of []Stand }

func (s *standing) add(tx *op.Tx, l Lamp, n int) {
	at := s.at(tx, l.District)
	if l.Sort == IsLamp {
		s.of[at].Lamps += n
	} else {
		s.of[at].Others += n
	}
}

func (s *standing) at(tx *op.Tx, district string) int {
	for i := range s.of {
		if s.of[i].District == district {
			return i
		}
	}
	now, had := Stands.Get(tx, Stand{District: district}.RecordID())
	if !had {
		now.District = district
	}
	s.of = append(s.of, now)
	return len(s.of) - 1
}

func (s *standing) put(tx *op.Tx) error {
	for _, now := range s.of {
		if err := Stands.Put(tx, now); err != nil {
			return err
		}
	}
	return nil
}

// PlaceOf finds where a pole stands from what a phone holds: a spot with this number
// and a point. The whole inventory is with the city alone (GET /api/pole).
func PlaceOf(view op.Reader, pole string) (at geo.Point, ok bool) {
	id := PoleID(pole)
	lamp.Spots.Each(view, func(s lamp.Spot) bool {
		if s.Pole != "" && s.Point != nil && PoleID(s.Pole) == id {
			at, ok = *s.Point, true
		}
		return !ok
	})
	return at, ok
}
