// Package wire is the frames that travel between phone and city, and their
// version. Frames are JSON text, at most MaxUp bytes up and about MaxDown down.
//
// Up: Hello, then Push whenever the outbox has something. Down: Delta (rows since
// the phone's number; also acknowledgement, refusal, heartbeat, snapshot, and the place
// of a push that waits in the queue) and Bye. A phone sends Hello and Push together
// without waiting in between.
//
// # Versions
//
//	1  2026-11  first light: Hello, Push, Delta, Bye
//
// Fields are only added. An op inside an envelope has its own name (shared/city)
// and is understood for ever.
package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Version is what this program speaks.
const Version = 1

// Limits in bytes and counts. A phone cuts its pushes to fit.
const (
	MaxUp       = 256 << 10 // one frame up
	MaxDown     = 256 << 10 // where the city cuts a long catch-up; one row may exceed it
	MaxEnvelope = 32 << 10  // one op with its words
	MaxPush     = 128       // envelopes in one frame
)

// Envelope is one op in an outbox. What is stored and hashed is its bytes.
type Envelope struct {
	N    uint64          `json:"n"`              // from 1, without gaps
	Prev op.Hash         `json:"prev,omitempty"` // hash of the bytes of envelope N-1
	By   person.ID       `json:"by"`             // whose outbox this is
	At   time.Time       `json:"at"`             // the tap, by the phone's clock
	Kind string          `json:"kind"`
	Op   json.RawMessage `json:"op"`
}

// Hello opens a line.
type Hello struct {
	Version int         `json:"version"`
	Client  op.ClientID `json:"client"`
	Epoch   string      `json:"epoch,omitempty"` // of the base the phone has; empty at first
	Since   uint64      `json:"since"`
	Heard   op.Mark     `json:"heard,omitzero"` // the last mark this phone has seen
	Token   string      `json:"token"`
	Build   string      `json:"build,omitempty"` // version of the program, for the operator
}

// Push carries envelopes as they are stored, in order.
type Push struct {
	Sent      time.Time         `json:"sent"` // the phone's clock at sending
	Envelopes []json.RawMessage `json:"envelopes"`
}

// Delta is rows since From. From 0 replaces all that the phone has; From == To
// without rows is a heartbeat. More says that the catch-up goes on.
type Delta struct {
	Epoch string    `json:"epoch"` // the city's, a slash, and a mark of what this reader may read
	From  uint64    `json:"from"`
	To    uint64    `json:"to"`
	Now   time.Time `json:"now"` // the city's time at sending
	More  bool      `json:"more,omitempty"`
	Rows  []op.Row  `json:"rows,omitempty"`
	Place *Place    `json:"place,omitempty"` // in a heartbeat that nobody asked for: what was pushed is not decided yet
}

// Place is where a push stands that thousands wait with. It falls as the city
// decides, is told again every few seconds, and holds no longer than the line. An older
// program takes the frame for any heartbeat.
type Place struct {
	N      uint64 `json:"n"`      // of the last envelope that was pushed
	Before int    `json:"before"` // how many wishes of others, at most, the city decides first
}

// Ping asks for a heartbeat now: a phone that woke up wants proof within seconds,
// and a page cannot see the socket's own pings.
type Ping struct{}

// Reason says why a line ends.
type Reason string

// Reasons, 2026. Never renamed.
const (
	Renew     Reason = "renew"     // this version is too old: update; the outbox stays
	SignIn    Reason = "sign_in"   // the token does not hold
	Later     Reason = "later"     // the city cannot take it at the moment
	Busy      Reason = "busy"      // too much from this phone or for this city
	Twin      Reason = "twin"      // the chain does not fit: this storage was copied or rolled back
	Gap       Reason = "gap"       // a number is missing
	Rewound   Reason = "rewound"   // the phone knows more than the city does
	Malformed Reason = "malformed" // the frame cannot be read
	TooBig    Reason = "too_big"
	Order     Reason = "order" // Hello missing, or said twice
)

// Bye ends a line. Again is the window in seconds in which to come back at a
// random moment; 0 means the usual one, negative means not by itself.
type Bye struct {
	Reason Reason `json:"reason"`
	Again  int    `json:"again,omitempty"`
	Detail string `json:"detail,omitempty"` // for a developer, never shown
	Full   bool   `json:"full,omitempty"`   // there was no room in the queue: nothing of the last push was taken
}

// Up is a frame from a phone: exactly one field is set.
type Up struct {
	Hello *Hello `json:"hello,omitempty"`
	Push  *Push  `json:"push,omitempty"`
	Ping  *Ping  `json:"ping,omitempty"`
}

// Down is a frame from the city: exactly one field is set.
type Down struct {
	Delta *Delta `json:"delta,omitempty"`
	Bye   *Bye   `json:"bye,omitempty"`
}

// ErrFrame is wrapped by every decoding error.
var ErrFrame = errors.New("bad frame")

// DecodeUp reads a frame from a phone.
func DecodeUp(b []byte) (Up, error) {
	var u Up
	if len(b) > MaxUp {
		return u, fmt.Errorf("%w: %d bytes, at most %d", ErrFrame, len(b), MaxUp)
	}
	if p, ok := parsePush(b); ok {
		u.Push = &p
	} else if err := json.Unmarshal(b, &u); err != nil {
		return u, fmt.Errorf("%w: %v", ErrFrame, err)
	}
	messages := 0
	for _, there := range []bool{u.Hello != nil, u.Push != nil, u.Ping != nil} {
		if there {
			messages++
		}
	}
	switch {
	case messages != 1:
		return u, fmt.Errorf("%w: %d messages in it, exactly one is wanted", ErrFrame, messages)
	case u.Hello != nil && !op.ValidID(op.ID(u.Hello.Client)):
		return u, fmt.Errorf("%w: client name", ErrFrame)
	case u.Push != nil && len(u.Push.Envelopes) > MaxPush:
		return u, fmt.Errorf("%w: %d envelopes, at most %d", ErrFrame, len(u.Push.Envelopes), MaxPush)
	}
	return u, nil
}

// DecodeDown reads a frame from the city.
func DecodeDown(b []byte) (Down, error) {
	var d Down
	if err := json.Unmarshal(b, &d); err != nil {
		return d, fmt.Errorf("%w: %v", ErrFrame, err)
	}
	if (d.Delta == nil) == (d.Bye == nil) {
		return d, fmt.Errorf("%w: exactly one message is wanted", ErrFrame)
	}
	return d, nil
}

// DecodeEnvelope reads one stored envelope; the op inside stays undecoded.
func DecodeEnvelope(b []byte) (Envelope, error) {
	var e Envelope
	if len(b) > MaxEnvelope {
		return e, fmt.Errorf("%w: envelope of %d bytes, at most %d", ErrFrame, len(b), MaxEnvelope)
	}
	plain, ok := parsePlain(b)
	if ok {
		e = plain
	} else if err := json.Unmarshal(b, &e); err != nil {
		return e, fmt.Errorf("%w: envelope: %v", ErrFrame, err)
	}
	if e.N == 0 || e.Kind == "" || len(e.Op) == 0 {
		return e, fmt.Errorf("%w: envelope without number, kind or op", ErrFrame)
	}
	return e, nil
}

// Encode writes any frame or envelope.
func Encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil { // all types here are plain data
		panic("wire: encode: " + err.Error())
	}
	return b
}

// HashOf is the chain's hash over the stored bytes of an envelope.
func HashOf(stored []byte) op.Hash {
	h := sha256.Sum256(stored)
	return op.Hash(hex.EncodeToString(h[:16]))
}

// Tapped works out, in the city's time, when the person did it: now less the
// time it waited, as told by two readings of the phone's own clock. A wait below
// zero or above 400 days is not believed and now is given instead.
func Tapped(now, sent, at time.Time) (t time.Time, doubtful bool) {
	wait := sent.Sub(at)
	if sent.IsZero() || at.IsZero() || wait < 0 || wait > 400*24*time.Hour {
		return now, true
	}
	return now.Add(-wait), false
}
