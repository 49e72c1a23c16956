package account

import (
	"sort"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// How somebody signed in, 2026. Never renamed.
const (
	ByPassword = "password"
	ByPasskey  = "passkey"
	BySSO      = "sso"
	ByCard     = "card"
)

// Session is a record: somebody is signed in on one phone.
type Session struct {
	ID     op.ID     `json:"id"` // random, made by the edge
	Who    person.ID `json:"who"`
	How    string    `json:"how"`
	Device string    `json:"device,omitempty"` // a short label: Chrome, Android
	Made   time.Time `json:"made"`
	Seen   time.Time `json:"seen"`  // the last contact, to the hour
	Until  time.Time `json:"until"` // over then, unless there is a contact before
	Ended  bool      `json:"ended,omitempty"`
}

// Sessions holds them by their own ID.
var Sessions = op.Table[Session]{Name: "session"}

// RecordID is the session's own.
func (s Session) RecordID() op.ID { return s.ID }

// Audience is the person, and administrators for those who were hired.
func (s Session) Audience() []person.Scope { return readers(s.Who) }

// Holds reports whether the session is open at this moment.
func (s Session) Holds(at time.Time) bool { return !s.Ended && at.Before(s.Until) }

// MaxSessions is how many one person may have open; one more ends the one that was
// longest not seen.
const MaxSessions = 32

// Held is a record of the city: which sessions a person has.
type Held struct {
	Who      person.ID `json:"who"`
	Sessions []op.ID   `json:"sessions"`
}

var holdings = op.Table[Held]{Name: "held"}

// RecordID is the person's.
func (h Held) RecordID() op.ID { return op.ID(h.Who) }

// Audience is nobody.
func (Held) Audience() []person.Scope { return nil }

// SessionsOf gives a person's sessions, ended ones too until the next sign-in.
func SessionsOf(r op.Reader, who person.ID) []Session {
	h, _ := holdings.Get(r, op.ID(who))
	var all []Session
	for _, id := range h.Sessions {
		if s, ok := Sessions.Get(r, id); ok {
			all = append(all, s)
		}
	}
	return all
}

// Begin opens a session for somebody who has proved who they are. Old sessions of
// theirs that are over are cleared away.
type Begin struct {
	Session op.ID     `json:"session"`
	Who     person.ID `json:"who"`
	How     string    `json:"how"`
	Device  string    `json:"device,omitempty"`
	Hash    string    `json:"hash"` // SHA-256 of the token, hex
	Until   time.Time `json:"until"`
}

// Kind is made by the edge only.
func (Begin) Kind() op.Kind { return op.Kind{Name: "account.begin", Delivery: op.Inner} }

// About is the account.
func (b Begin) About() op.Key { return Accounts.Key(op.ID(b.Who)) }

// Check wants names and a hash.
func (b Begin) Check() error {
	if !op.ValidID(b.Session) || !validHash(b.Hash) {
		return op.Refuse(op.Malformed, "session")
	}
	return wantPerson(b.Who)
}

// Apply opens it, if the account is open.
func (b Begin) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	a, ok := Accounts.Get(tx, op.ID(b.Who))
	switch {
	case !ok:
		return op.Refuse(op.NotFound, "who")
	case a.Disabled:
		return op.Refuse(Disabled, "")
	}
	if s, ok := secrets.Get(tx, op.ID(b.Who)); ok && s.Wrong > 0 {
		s.Wrong, s.Until = 0, time.Time{}
		if err := secrets.Put(tx, s); err != nil {
			return err
		}
	}
	if err := b.clear(tx); err != nil {
		return err
	}
	if err := keys.Put(tx, Key{Session: b.Session, Now: b.Hash}); err != nil {
		return err
	}
	return Sessions.Put(tx, Session{ID: b.Session, Who: b.Who, How: b.How, Device: b.Device, Made: tx.At, Seen: tx.At, Until: b.Until})
}

// clear drops sessions that are over and makes room for one more.
func (b Begin) clear(tx *op.Tx) error {
	next := Held{Who: b.Who}
	open := SessionsOf(tx, b.Who)
	sort.SliceStable(open, func(i, j int) bool { return open[i].Seen.After(open[j].Seen) })
	for _, s := range open {
		if !s.Holds(tx.At) || len(next.Sessions) == MaxSessions-1 {
			Sessions.Drop(tx, s.ID)
			keys.Drop(tx, s.ID)
			continue
		}
		next.Sessions = append(next.Sessions, s.ID)
	}
	next.Sessions = append(next.Sessions, b.Session)
	return holdings.Put(tx, next)
}

// End ends one session, or all of a person. Everybody may end their own; an
// administrator may end anybody's.
type End struct {
	Session op.ID     `json:"session,omitempty"`
	Who     person.ID `json:"who,omitempty"`  // all of this person's
	Keep    op.ID     `json:"keep,omitempty"` // but not this one
}

// Kind is decided by the city only.
func (End) Kind() op.Kind { return op.Kind{Name: "account.end", Delivery: op.Live} }

// About is the session, or the account.
func (e End) About() op.Key {
	if e.Session != "" {
		return Sessions.Key(e.Session)
	}
	return Accounts.Key(op.ID(e.Who))
}

// Check wants one of both.
func (e End) Check() error {
	if (e.Session == "") == (e.Who == "") {
		return op.Refuse(op.Malformed, "session")
	}
	if e.Session != "" && !op.ValidID(e.Session) {
		return op.Refuse(op.Malformed, "session")
	}
	if e.Who != "" {
		return wantPerson(e.Who)
	}
	return nil
}

// Apply ends; ending what has ended is done.
func (e End) Apply(tx *op.Tx) error {
	who := e.Who
	s, ok := Sessions.Get(tx, e.Session)
	if ok {
		who = s.Who
	}
	switch {
	case tx.By.ID != who && !tx.By.Is(person.Admin):
		return op.Refuse(op.NotYours, "")
	case e.Who != "":
		return endAll(tx, who, e.Keep)
	case !ok:
		return op.Refuse(op.NotFound, "session")
	}
	return end(tx, s)
}

func endAll(tx *op.Tx, who person.ID, keep op.ID) error {
	for _, s := range SessionsOf(tx, who) {
		if s.ID == keep {
			continue
		}
		if err := end(tx, s); err != nil {
			return err
		}
	}
	return nil
}

// end keeps the record until the next sign-in, so that the administrator sees it,
// and forgets the key.
func end(tx *op.Tx, s Session) error {
	if s.Ended {
		return nil
	}
	s.Ended = true
	keys.Drop(tx, s.ID)
	return Sessions.Put(tx, s)
}
