// Package ledger is the book of the 郑点亮 campaign: what the staff write down
// (patrols, sections, blind spots, repairs), and the figures 加减乘除 counted from
// it and from the jobs of shared/lamp, each with what stands behind it.
//
// Every entry names who wrote it and when. Nothing in the book is rubbed out: a
// correction keeps the old text with who changed it and why, and an entry that is
// struck out stays to be read and counts no more.
//
//	ledger.WritePatrol{Patrol: ledger.Patrol{ID: id, Began: …, Ended: …, Roads: []string{"桐柏路"}}}
//
// No figure is ever typed in here: what has no entry cannot be counted.
package ledger

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// Limits in characters, counts and time.
const (
	MaxNote   = 500
	MaxRoad   = 60
	MaxWhy    = 200
	MaxMends  = 50               // corrections of one entry
	maxSpots  = 200              // spots that one entry is about
	slack     = 10 * time.Minute // by which an entry may be ahead of the city's clock
	maxBehind = 400 * 24 * time.Hour
)

// Codes of this room.
const (
	Future   op.Code = "future"   // it says that something happened later than now
	LongAgo  op.Code = "long_ago" // more than 400 days before it was written
	Reversed op.Code = "reversed" // it ends before it begins
	Nothing  op.Code = "nothing"  // an entry that would count nothing
)

// Was is what an entry said before a correction.
type Was struct {
	ID   op.ID           `json:"id"` // of the correction, made by its doer's phone
	By   person.ID       `json:"by"`
	At   time.Time       `json:"at"`
	Why  string          `json:"why"`
	Text json.RawMessage `json:"text"` // the entry as it was, without its own past
}

// Kept is what the book itself adds to an entry; what a phone says of it is not read.
type Kept struct {
	Written time.Time `json:"written,omitzero"` // the tap, in the city's time
	Was     []Was     `json:"was,omitempty"`    // oldest first
	Struck  bool      `json:"struck,omitempty"` // struck out: read, never counted
}

// Mend says that a write corrects an entry that is there. Seen is how many
// corrections its doer saw: who comes second is told so.
type Mend struct {
	ID     op.ID  `json:"id"`
	Seen   int    `json:"seen"`
	Why    string `json:"why"`
	Strike bool   `json:"strike,omitempty"` // strike the entry out; false writes one struck out in again
}

func (m *Mend) check() error {
	switch {
	case m == nil:
		return nil
	case !op.ValidID(m.ID):
		return op.Refuse(op.Malformed, "mend")
	case blank(m.Why):
		return op.Refuse(lamp.NoReason, "why")
	case tooLong(m.Why, MaxWhy):
		return op.Refuse(op.TooLong, "why")
	}
	return nil
}

// entry is a record of the book.
type entry[R any] interface {
	op.Record
	book() (person.ID, Kept)
	signed(person.ID, Kept) R
}

// keep writes a new entry, or corrects one. What is there already is done and not
// refused: a new epoch repeats nothing.
func keep[R entry[R]](tx *op.Tx, t op.Table[R], now R, mend *Mend) error {
	old, had := t.Get(tx, now.RecordID())
	switch {
	case !had && mend != nil:
		return op.Refuse(op.NotFound, "id")
	case !had:
		return t.Put(tx, now.signed(tx.By.ID, Kept{Written: tx.Tapped}))
	}
	by, kept := old.book()
	if !tx.By.Same(by) && (mend == nil || !tx.By.Is(person.Clerk, person.Admin)) {
		return op.Refuse(op.NotYours, "id")
	}
	if mend == nil || kept.taken(mend.ID) {
		return nil
	}
	switch {
	case mend.Seen != len(kept.Was):
		return op.Refuse(op.Moved, "seen")
	case len(kept.Was) >= MaxMends:
		return op.Refuse(op.TooLong, "was")
	}
	text, err := json.Marshal(old.signed(by, Kept{Struck: kept.Struck}))
	if err != nil {
		return fmt.Errorf("keep the old text of %s: %w", now.RecordID(), err)
	}
	kept.Was = append(kept.Was, Was{ID: mend.ID, By: tx.By.ID, At: tx.Tapped, Why: mend.Why, Text: text})
	kept.Struck = mend.Strike
	return t.Put(tx, now.signed(by, kept))
}

func (k Kept) taken(mend op.ID) bool {
	for _, w := range k.Was {
		if w.ID == mend {
			return true
		}
	}
	return false
}

// happened wants a time that can have been, as the city's clock has it.
func happened(tx *op.Tx, at time.Time, field string) error {
	switch {
	case at.After(tx.At.Add(slack)):
		return op.Refuse(Future, field)
	case at.Before(tx.At.Add(-maxBehind)):
		return op.Refuse(LongAgo, field)
	}
	return nil
}

// happenedAll passes over times that are not told.
func happenedAll(tx *op.Tx, field string, times ...time.Time) error {
	for _, at := range times {
		if at.IsZero() {
			continue
		}
		if err := happened(tx, at, field); err != nil {
			return err
		}
	}
	return nil
}

// text is what every entry but a patrol says in words.
type text struct {
	id                   op.ID
	road, district, note string
	spots                []op.ID
	photos               []photo.Hash
	mend                 *Mend
}

func (t text) check() error {
	switch {
	case !op.ValidID(t.id):
		return op.Refuse(op.Malformed, "id")
	case blank(t.road):
		return op.Refuse(op.Missing, "road")
	case tooLong(t.road, MaxRoad):
		return op.Refuse(op.TooLong, "road")
	case tooLong(t.district, MaxRoad):
		return op.Refuse(op.TooLong, "district")
	case tooLong(t.note, MaxNote):
		return op.Refuse(op.TooLong, "note")
	case !validIDs(t.spots, maxSpots):
		return op.Refuse(op.Malformed, "spots")
	case len(t.photos) > MaxPhotos:
		return op.Refuse(op.TooLong, "photos")
	}
	for _, h := range t.photos {
		if !h.Valid() {
			return op.Refuse(op.Malformed, "photos")
		}
	}
	return t.mend.check()
}

func blank(s string) bool              { return strings.TrimSpace(s) == "" }
func tooLong(s string, limit int) bool { return utf8.RuneCountInString(s) > limit }

// validIDs reports whether all may name records and are not too many.
func validIDs(ids []op.ID, limit int) bool {
	for _, id := range ids {
		if !op.ValidID(id) {
			return false
		}
	}
	return len(ids) <= limit
}
