// Package audit is the city's own memory of who did what to what and when: entries
// that are only ever added, each holding the hash of the one before, so that a
// change, a gap or another order shows. An entry is written in the same commit as
// what it records. Nobody's phone reads it.
//
// What is written down: all that staff, merchants and administrators do, refused or
// not, and what an op itself says is worth it (Told): signing in, sessions, cards,
// people's own data. What residents report and claim is its own record already, and
// ten thousand of them at ten o'clock must not pay for a diary.
//
//	audit.Append(tx, audit.Entry{By: clerk, Kind: "lamp.move", About: lamp.Spots.Key("s1")})
//	audit.Verify(reader) // the whole chain, or what is wrong with it
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Hash is the SHA-256 of an entry in hex, 64 characters.
type Hash string

// Entry is a record: one thing that somebody did or was refused. N counts from 1
// without gaps. Hash is over the JSON of the entry with an empty Hash, and Prev is
// the Hash of entry N-1, empty for the first.
type Entry struct {
	N       uint64        `json:"n"`
	At      time.Time     `json:"at"` // the city's time, to the millisecond, UTC
	By      person.ID     `json:"by"`
	Roles   []person.Role `json:"roles,omitempty"` // that they had then
	Kind    string        `json:"kind"`            // the op's name
	About   op.Key        `json:"about,omitzero"`  // the record it was about, if the op says so
	Refused op.Code       `json:"refused,omitempty"`
	Prev    Hash          `json:"prev,omitempty"`
	Hash    Hash          `json:"hash,omitempty"`
}

// EntryID is where entry N lives: sixteen digits, so that the order of IDs is the
// order of numbers.
func EntryID(n uint64) op.ID { return op.ID(fmt.Sprintf("%016d", n)) }

// RecordID is the entry's number.
func (e Entry) RecordID() op.ID { return EntryID(e.N) }

// Audience is nobody: the administrator reads it through the city.
func (Entry) Audience() []person.Scope { return nil }

// Head is a record: where the chain ends, and what was cut off at its beginning.
// Gone is the number of the last entry that was kept long enough, with its hash, 0
// and empty when none was.
type Head struct {
	N        uint64 `json:"n"`
	Hash     Hash   `json:"hash,omitempty"`
	Gone     uint64 `json:"gone,omitempty"`
	GoneHash Hash   `json:"gone_hash,omitempty"`
}

// headID is the only record of its table.
const headID op.ID = "head"

// RecordID is the same for the one that there is.
func (Head) RecordID() op.ID { return headID }

// Audience is nobody.
func (Head) Audience() []person.Scope { return nil }

// Entries and Heads are the tables of the log.
var (
	Entries = op.Table[Entry]{Name: "audit"}
	Heads   = op.Table[Head]{Name: "audit_head"}
)

// HeadOf is the end of the chain; zero when nothing was written yet.
func HeadOf(r op.Reader) Head {
	h, _ := Heads.Get(r, headID)
	return h
}

// hashOf is the hash that e should have.
func hashOf(e Entry) (Hash, error) {
	e.Hash = ""
	b, err := json.Marshal(e)
	if err != nil {
		return "", fmt.Errorf("encode entry %d: %w", e.N, err)
	}
	sum := sha256.Sum256(b)
	return Hash(hex.EncodeToString(sum[:])), nil
}

// Append writes the next entry. Number, time and hashes are not the caller's: they
// are put in here.
func Append(tx *op.Tx, e Entry) (err error) {
	head := HeadOf(tx)
	e.N, e.Prev = head.N+1, head.Hash
	e.At = tx.At.UTC().Truncate(time.Millisecond)
	if e.Hash, err = hashOf(e); err != nil {
		return err
	}
	if err := Entries.Put(tx, e); err != nil {
		return err
	}
	head.N, head.Hash = e.N, e.Hash
	return Heads.Put(tx, head)
}

// Told is implemented by ops that are always written down, or never, whoever does
// them.
type Told interface{ Audited() bool }

// Doer is implemented by ops that the city runs for somebody: the entry names them.
type Doer interface{ DoneBy() person.ID }

// Wanted reports whether what by does with o is written down. o is nil when the
// city did not know the op.
func Wanted(o op.Op, by person.Actor) bool {
	if told, ok := o.(Told); ok {
		return told.Audited()
	}
	for _, role := range by.Roles {
		switch role {
		case person.Resident, person.Cardholder, person.System:
		default:
			return true
		}
	}
	return false
}

// Of is the entry for what by did with o.
func Of(o op.Op, kind string, by person.Actor, about op.Key, refused op.Code) Entry {
	e := Entry{By: by.ID, Roles: by.Roles, Kind: kind, About: about, Refused: refused}
	if d, ok := o.(Doer); ok && by.ID == person.City {
		if who := d.DoneBy(); who != "" {
			e.By, e.Roles = who, nil
		}
	}
	return e
}
