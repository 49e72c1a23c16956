// Package photo is the lane of photos that go to the city beside the ops, one at
// a time, in pieces, named by their hash. A slow photo never holds an op: before
// each piece the ops that wait go first. What a broken line brought is not sent
// again: the city is asked how much it has.
//
//	kept ──── an op names it ───► waiting ──── its record is in the view ───► sent
//	  │ 7 days                      │ the city says no: it stays, unsent        │ 30 days, or room
//	  ▼                             ▼ until the next start                      ▼ is needed
//	gone                                                                       gone
//
// What others sent may be lent to this phone (lend.go): it counts as sent.
//
// A photo that was taken and then left out of the report never leaves the phone.
// The last piece says nothing final: a photo has arrived when the city's row says so. Bytes
// that the city does not have are never thrown away to make room.
//
// Nothing in here knows a browser: shelf, sender and clock come in.
package photo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"denghuo/shared/op"
	shared "denghuo/shared/photo"
)

// Full refuses a new photo: what lies here has not been sent yet.
const Full op.Code = "phone_full"

// Kept is what is known of a photo on this phone.
type Kept struct {
	Hash  shared.Hash `json:"hash"`
	Bytes int         `json:"bytes"`
	At    time.Time   `json:"at"`              // when it was taken, by the phone's clock
	Named bool        `json:"named,omitempty"` // an op speaks of it: it is to be sent
	Sent  bool        `json:"sent,omitempty"`  // the city has it
	Lent  bool        `json:"lent,omitempty"`  // it came from the city, to be looked at without a network
}

// Shelf keeps one person's photos. Put returns only when both would survive the next instant;
// with nil bytes only what is known is written anew.
type Shelf interface {
	Put(Kept, []byte) error
	Bytes(shared.Hash) ([]byte, bool, error)
	Drop(shared.Hash) error
	All() ([]Kept, error)
}

// City is where photos go. An error that is an op.Refusal is final, no other is.
type City interface {
	// Has asks how much is there.
	Has(context.Context, shared.Hash) (There, error)
	// Piece sends bytes that begin at from, of a photo of total bytes. A gap is no
	// error: the answer says from where on it is wanted.
	Piece(ctx context.Context, h shared.Hash, from, total int, b []byte) (There, error)
}

// There is how much of a photo the city has.
type There struct {
	Bytes int
	Whole bool // looked at and taken; Bytes says nothing then
}

// Config is what a lane is made of.
type Config struct {
	Shelf   Shelf
	City    City
	Online  func() bool            // is the line to the city live
	OpsWait func() bool            // are there ops that the city has not heard; they go first
	Arrived func(shared.Hash) bool // is the photo's record in the view
	Changed func()                 // what Queue tells is another now; it may not wait
	Now     func() time.Time
	Chance  func() float64 // in [0, 1)
}

// Lane is safe for use by several goroutines.
type Lane struct {
	c    Config
	wake chan struct{}

	mu    sync.Mutex
	kept  map[shared.Hash]Kept
	hands map[shared.Hash]hand

	fails int  // of Run alone, like stuck
	stuck bool // an op waits and does not go
}

// hand is what is remembered of sending until the next start.
type hand struct {
	sent    int       // bytes that the city has
	put     time.Time // when the city took them all; its row should come soon
	refused op.Code   // empty: it was not
}

// How long and how much is kept.
const (
	keepKept = 7 * 24 * time.Hour
	keepSent = 30 * 24 * time.Hour
	room     = 50 << 20

	rowTime  = 2 * time.Minute // a row that has not come by then: send again
	longest  = 5 * time.Minute
	shortest = 2 * time.Second

	piece    = 64 << 10         // bytes; after failures down to a quarter
	opsFirst = 10 * time.Second // the longest that ops are waited for
)

// Open reads the shelf and throws away what is too old.
func Open(c Config) (*Lane, error) {
	all, err := c.Shelf.All()
	if err != nil {
		return nil, fmt.Errorf("open the photos: %w", err)
	}
	l := &Lane{c: c, wake: make(chan struct{}, 1), kept: map[shared.Hash]Kept{}, hands: map[shared.Hash]hand{}}
	for _, k := range all {
		l.kept[k.Hash] = k
	}
	return l, l.clear(0)
}

// Keep puts a photo on the shelf and reads it back: only then it is kept. The
// same photo kept again is the same photo.
func (l *Lane) Keep(b []byte) (shared.Hash, error) {
	h := shared.Name(b)
	l.mu.Lock()
	k, had := l.kept[h]
	l.mu.Unlock()
	if !had {
		k = Kept{Hash: h, Bytes: len(b)}
		if err := l.clear(len(b)); err != nil {
			return "", err
		}
	}
	k.At = l.c.Now()
	if err := l.c.Shelf.Put(k, b); err != nil {
		return "", fmt.Errorf("keep a photo: %w", err)
	}
	back, ok, err := l.c.Shelf.Bytes(h)
	if err != nil {
		return "", fmt.Errorf("read a photo back: %w", err)
	}
	if !ok || !bytes.Equal(back, b) {
		return "", errors.New("read a photo back: it is not what was kept")
	}
	l.mu.Lock()
	l.kept[h] = k
	l.mu.Unlock()
	return h, nil
}

// Want marks every kept photo that the op's bytes speak of, to be sent. Call it
// before the op is kept: if the phone dies in between, a photo goes without its
// op, which harms nobody; the other way round an op would wait for ever.
func (l *Lane) Want(opBytes []byte) error {
	said := string(opBytes)
	for _, k := range l.list() {
		if k.Named || !strings.Contains(said, string(k.Hash)) {
			continue
		}
		k.Named = true
		if err := l.write(k); err != nil {
			return err
		}
	}
	l.Wake()
	return nil
}

func (l *Lane) write(k Kept) error {
	if err := l.c.Shelf.Put(k, nil); err != nil {
		return fmt.Errorf("note a photo: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept[k.Hash] = k
	return nil
}

// Bytes gives a photo that lies here.
func (l *Lane) Bytes(h shared.Hash) ([]byte, bool, error) { return l.c.Shelf.Bytes(h) }

// Forget lets a photo go at once that no op speaks of: it was left out of the
// report, or drawn over.
func (l *Lane) Forget(h shared.Hash) error {
	l.mu.Lock()
	k, here := l.kept[h]
	l.mu.Unlock()
	if !here || k.Named {
		return nil
	}
	return l.drop(k)
}

// Way is how far a photo is that the city is still to get.
type Way struct {
	Hash        shared.Hash
	Sent, Bytes int
	Refused     op.Code // why the city will not have it; empty: it may still
}

// Queue lists the photos that the city is still to get, the oldest first.
func (l *Lane) Queue() []Way {
	var ways []Way
	for _, k := range l.list() {
		if k.Named && !k.Sent {
			h := l.hand(k.Hash)
			ways = append(ways, Way{k.Hash, min(h.sent, k.Bytes), k.Bytes, h.refused})
		}
	}
	return ways
}

// Waiting counts them.
func (l *Lane) Waiting() int { return len(l.Queue()) }

func (l *Lane) hand(h shared.Hash) hand {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.hands[h]
}

// note remembers how sending goes, and tells.
func (l *Lane) note(h shared.Hash, change func(*hand)) {
	l.mu.Lock()
	was := l.hands[h]
	is := was
	change(&is)
	l.hands[h] = is
	l.mu.Unlock()
	if is != was {
		l.c.Changed()
	}
}

// list is in order of age, the oldest first.
func (l *Lane) list() []Kept {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Kept, 0, len(l.kept))
	for _, k := range l.kept {
		all = append(all, k)
	}
	byAge(all)
	return all
}
