package op

import (
	"strconv"

	"denghuo/shared/person"
)

// Mark is a record: how far the city has heard this outbox, and of which chain.
// N counts from 1; Hash is of the stored bytes of envelope N. A phone that finds
// a Mark it cannot have caused knows that its storage was copied or rolled back.
type Mark struct {
	Client ClientID  `json:"client"`
	By     person.ID `json:"by"`
	N      uint64    `json:"n"`
	Hash   Hash      `json:"hash"`
	Proof  string    `json:"proof,omitempty"` // only the city can read it: that it gave this mark
}

// RecordID is the client's name: one mark an outbox.
func (m Mark) RecordID() ID { return ID(m.Client) }

// Audience is the person whose outbox it is.
func (m Mark) Audience() []person.Scope { return []person.Scope{m.By.Own()} }

// Answer is a record: what the city said no to. An op leaves the outbox by Mark;
// the Answer says that it left without effect.
type Answer struct {
	Client  ClientID  `json:"client"`
	By      person.ID `json:"by"`
	N       uint64    `json:"n"`
	Kind    string    `json:"kind"`
	About   Key       `json:"about,omitzero"` // the record it was about, if the op says so
	Refusal Refusal   `json:"refusal"`
}

// AnswerID is where the answer to a client's op N lives.
func AnswerID(c ClientID, n uint64) ID { return ID(string(c) + "." + strconv.FormatUint(n, 10)) }

// RecordID names it by client and number.
func (a Answer) RecordID() ID { return AnswerID(a.Client, a.N) }

// Audience is the person who asked.
func (a Answer) Audience() []person.Scope { return []person.Scope{a.By.Own()} }

// Marks and Answers are the two tables that every city has.
var (
	Marks   = Table[Mark]{"mark"}
	Answers = Table[Answer]{"answer"}
)
