// Package op is the small world in which everything happens: an Op is what a
// person wants, a Record is how a thing now is, a Row is a record on its way.
//
// The phone runs an op on its own copy at once; the city runs the same code on
// the true copy. What comes back is never an answer to the op but rows, so the
// acknowledgement (Mark) and the refusal (Answer) are records too.
//
// Nothing in here, nor in any Apply, may read a clock, draw a random number or
// touch the world outside: the same rows, actor and time give the same rows,
// bytes included, wherever it runs.
package op

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"denghuo/shared/person"
)

// ID names a record inside its table: 1 to 96 of a-z A-Z 0-9 . _ -
type ID string

// ClientID names one outbox: one person on one phone since it was last numbered from 1.
type ClientID string

// Hash is the first 16 bytes of a SHA-256 in hex, 32 characters; empty before the first envelope.
type Hash string

// Key is where a row lives.
type Key struct {
	Table string `json:"t"`
	ID    ID     `json:"i"`
}

func (k Key) String() string { return k.Table + "/" + string(k.ID) }

// Row is a record as it travels and as it is stored. Body is encoded once, in
// Table.Put, and carried unchanged ever after.
type Row struct {
	Key  Key             `json:"k"`
	To   []person.Scope  `json:"to,omitempty"`
	Body json.RawMessage `json:"b,omitempty"`
	Gone bool            `json:"gone,omitempty"` // not there any more, or not for this reader

	kept *kept // the record itself, in the city
}

// Delivery says where an op may be decided.
type Delivery int

// Queued works offline and waits in the outbox. Live is decided by the city
// only and is never kept. Inner is made by the city's own edge, after work that no
// op may do (a hash, a signature): no phone may send one, whoever uses it.
const (
	Queued Delivery = 1
	Live   Delivery = 2
	Inner  Delivery = 3
)

// Kind is an op's name on the wire and how it is delivered.
type Kind struct {
	Name     string
	Delivery Delivery
}

// Op is something a person wants.
type Op interface {
	Kind() Kind      // a constant of its type
	Check() error    // its own fields only; a Refusal or nil
	Apply(*Tx) error // rules and writes; a Refusal is an answer, anything else a fault
}

// Subject is implemented by ops whose refusal should point at a record.
type Subject interface{ About() Key }

// Tally is implemented by ops that leave a trace when the city says no to them: a
// count in the same commit as the answer. It runs on rows in which the op itself
// has changed nothing, and must not refuse.
type Tally interface{ Refused(*Tx, Refusal) error }

// Reader gives rows. Each goes through a table in the order of IDs and stops
// when f returns false; f must not write.
type Reader interface {
	Get(Key) (Row, bool)
	Each(table string, f func(Row) bool)
}

// Index is a Reader that finds rows by who may read them, without going through a
// table: the city's store, and every overlay over it. EachOf stops when f returns
// false; f must not write.
type Index interface {
	Reader
	EachOf(person.Scope, func(Row) bool)
}

// City is what only the city can do while it runs an op. A phone's Tx has none.
type City struct {
	Seal func([]byte) []byte // Ed25519 signature with the city's current key, 64 bytes
	Key  string              // that key's name

	// Later has the city run an op of its own soon after this one is committed. It
	// is a wish and no promise: a kill in between forgets it, so what must happen
	// is found again from rows. Nil where nothing runs later.
	Later func(Op)

	page []byte // of no length: room for bodies
}

// Tx is what an op sees: who wants it, the city's time, and rows to read and write.
type Tx struct {
	By     person.Actor
	At     time.Time // the city's time in the city, the phone's best guess of it on a phone
	Tapped time.Time // when the person did it, as the city worked it out; equals At when unknown
	City   *City     // nil on a phone
	over   *Overlay
}

// Code says why something was refused; words are found by the reader's language.
type Code string

// Codes that any op may give. Domains add theirs beside their rules.
const (
	Missing   Code = "missing"
	TooLong   Code = "too_long"
	Malformed Code = "malformed"
	NotFound  Code = "not_found"
	NotYours  Code = "not_allowed"
	Moved     Code = "moved"   // somebody else was first; the record shows what they did
	Unknown   Code = "unknown" // the city does not know this op (a newer phone)
	Broken    Code = "broken"  // our fault: the op failed inside; kept for mending
)

// Refusal is an answer to a person: a code and the field it is about.
type Refusal struct {
	Code  Code   `json:"code"`
	Field string `json:"field,omitempty"`
	No    int    `json:"no,omitempty"` // as the how manieth it was heard, where that says something
}

func (r Refusal) Error() string {
	if r.Field == "" {
		return "refused: " + string(r.Code)
	}
	return fmt.Sprintf("refused: %s: %s", r.Field, r.Code)
}

// Refuse makes a Refusal as an error.
func Refuse(c Code, field string) error { return Refusal{Code: c, Field: field} }

// AsRefusal tells a refusal from a fault.
func AsRefusal(err error) (Refusal, bool) {
	var r Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// Run checks and applies o over base. This and a Runner are the only ways to run an op.
// On any error nothing of the overlay may be used. city is nil on a phone.
func Run(o Op, base Reader, by person.Actor, at, tapped time.Time, city *City) (*Overlay, error) {
	over := NewOverlay(base)
	tx := NewTx(over, by, at)
	if !tapped.IsZero() {
		tx.Tapped = tapped
	}
	tx.City = city
	return over, tx.run(o)
}

func (tx *Tx) run(o Op) error {
	if err := o.Check(); err != nil {
		return err
	}
	if right, code := person.May(o.Kind().Name, tx.By); right == person.No {
		return Refuse(Code(code), "")
	}
	return o.Apply(tx)
}

// NewTx is for the city's own bookkeeping (marks, answers) on an overlay.
func NewTx(over *Overlay, by person.Actor, at time.Time) *Tx {
	return &Tx{By: by, At: at, Tapped: at, over: over}
}

// ValidID reports whether s may name a record.
func ValidID(s ID) bool {
	if len(s) == 0 || len(s) > 96 {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}
