// Package door is the phone's way to the city's counter: who may come in, how, and
// what is settled there and not by an op in the outbox. Signing in, cards, one's
// own data and the administrator's errands need the city at once; they go over
// HTTP as JSON, and a session lies in a cookie that no script sees.
//
// Nothing here knows a screen or JavaScript: the browser comes in as Send and Hand,
// so that the same code is tried against the city's true handlers in a test.
// Refusals are errors of type No, which unwrap to an op.Refusal; without a line the
// code is no_line. Nothing is ever tried twice by itself.
//
//	me, err := d.SignIn("clerk", "…")
package door

import (
	"encoding/json"
	"fmt"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// NoLine is the phone's own no: this needs the city, and it cannot be reached.
const NoLine op.Code = "no_line"

// Send makes one request. An error means that there is no answer.
type Send func(method, path, kind string, in []byte) (status int, out []byte, err error)

// Hand is what only this phone can do at the counter.
type Hand struct {
	Device func() string                                     // this phone's own token, d.…, for joining it to a card
	Known  func() (me Me, signed bool)                       // who was signed in last, read without a line
	Enter  func(me Me, page string)                          // keep who is signed in now and open the page anew
	Learn  func(me Me)                                       // the same person, with newer words about them
	Leave  func(page string)                                 // be this phone's own person again
	Wipe   func(who person.ID)                               // forget all that this phone keeps of a person, and begin anew
	Go     func(page string)                                 // to an address that is no screen
	Keep   func(name, kind string, file []byte)              // give the person a file
	Copy   func(text string)                                 // to the clipboard; nil where there is none
	Read   func(file any) ([]byte, error)                    // what a picked file holds; waits
	Key    func(options json.RawMessage) (Credential, error) // use a passkey; waits for the person
	NewKey func(options json.RawMessage) (Credential, error) // make one; waits for the person
}

// Credential is what the phone's passkey answers, as the city reads it.
type Credential = json.RawMessage

// Door is the counter as one phone reaches it.
type Door struct {
	Send Send
	Hand
}

// Me is who is signed in.
type Me struct {
	ID         person.ID     `json:"id"`
	Session    op.ID         `json:"session,omitempty"`
	Name       string        `json:"name"`
	Roles      []person.Role `json:"roles"`
	MustChange bool          `json:"must_change,omitempty"` // nothing but a new password is let through
	Until      time.Time     `json:"until,omitzero"`        // how long the phone counts as signed in without a line
}

// Actor is the person as ops and screens know them.
func (m Me) Actor() person.Actor { return person.Actor{ID: m.ID, Name: m.Name, Roles: m.Roles} }

// No is the city's no.
type No struct {
	op.Refusal
	Wait int `json:"wait"` // seconds until it is worth another try; 0: none
	Left int `json:"left"` // tries left, for a code
}

func (n No) Unwrap() error { return n.Refusal }

// ask sends in and reads out; either may be nil.
func (d *Door) ask(method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	status, answer, err := d.Send(method, path, "application/json", body)
	switch {
	case err != nil:
		return op.Refuse(NoLine, "")
	case status >= 300:
		return refused(path, status, answer)
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s: read the answer: %w", path, err)
	}
	return nil
}

func refused(path string, status int, answer []byte) error {
	var no No
	if json.Unmarshal(answer, &no) != nil || no.Code == "" {
		return fmt.Errorf("%s: the city answers %d", path, status)
	}
	return no
}

// Ask lets the city decide a Live op now.
func (d *Door) Ask(o op.Op) error {
	return d.ask("POST", "/ask", struct {
		Kind string `json:"kind"`
		Op   op.Op  `json:"op"`
	}{o.Kind().Name, o}, nil)
}
