package ledger

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// Kind is why a section had no light.
type Kind string

// The two kinds that the campaign counts apart, 2026. Names are stored: never rename one.
const (
	Dark   Kind = "dark"   // 有灯不亮: there were lamps
	NoLamp Kind = "nolamp" // 有路无灯: lamps were set up
)

// Kinds is both, in the order of the printed page.
var Kinds = []Kind{Dark, NoLamp}

// MaxPhotos is how many photos one entry carries.
const MaxPhotos = 6

// longest is the longest section, in metres.
const longest = 100_000

// Section is a record: a stretch of road that was brought to light, 路段.
type Section struct {
	ID       op.ID        `json:"id"`
	By       person.ID    `json:"by"`
	Road     string       `json:"road"`
	Ends     string       `json:"ends,omitempty"` // from where to where, in words
	Kind     Kind         `json:"kind"`
	Metres   int          `json:"metres"`
	District string       `json:"district,omitempty"`
	Begun    time.Time    `json:"begun,omitzero"`
	Lit      time.Time    `json:"lit,omitzero"`    // zero: not yet, and not counted
	Spots    []op.ID      `json:"spots,omitempty"` // reports that it came from
	Photos   []photo.Hash `json:"photos,omitempty"`
	Note     string       `json:"note,omitempty"`
	Kept     Kept         `json:"kept"`
}

// Sections has one record a stretch.
var Sections = op.Table[Section]{Name: "section"}

// RecordID is made by its writer's phone.
func (s Section) RecordID() op.ID { return s.ID }

// Audience is the staff: an entry names its writer.
func (s Section) Audience() []person.Scope { return []person.Scope{person.Staff} }

func (s Section) book() (person.ID, Kept) { return s.By, s.Kept }

func (s Section) signed(by person.ID, k Kept) Section {
	s.By, s.Kept = by, k
	return s
}

// WriteSection writes a section down, or corrects one: that it is lit now, too.
type WriteSection struct {
	Section Section `json:"section"`
	Mend    *Mend   `json:"mend,omitempty"`
}

// Kind waits in the outbox.
func (WriteSection) Kind() op.Kind { return op.Kind{Name: "ledger.section", Delivery: op.Queued} }

// About is the section.
func (w WriteSection) About() op.Key { return Sections.Key(w.Section.ID) }

// Check wants a road, a kind and a length.
func (w WriteSection) Check() error {
	s := w.Section
	switch {
	case s.Kind != Dark && s.Kind != NoLamp:
		return op.Refuse(op.Malformed, "kind")
	case s.Metres <= 0 || s.Metres > longest:
		return op.Refuse(op.Malformed, "metres")
	case tooLong(s.Ends, MaxRoad):
		return op.Refuse(op.TooLong, "road")
	case !s.Begun.IsZero() && !s.Lit.IsZero() && s.Lit.Before(s.Begun):
		return op.Refuse(Reversed, "lit")
	}
	return text{s.ID, s.Road, s.District, s.Note, s.Spots, s.Photos, w.Mend}.check()
}

// Apply keeps it.
func (w WriteSection) Apply(tx *op.Tx) error {
	if err := happenedAll(tx, "lit", w.Section.Begun, w.Section.Lit); err != nil {
		return err
	}
	return keep(tx, Sections, w.Section, w.Mend)
}
