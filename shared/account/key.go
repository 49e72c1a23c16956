package account

import (
	"slices"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Key is a record of the city: the hashes of a session's tokens. A token is
// changed now and then; the answer that carries the new one may be lost on the way,
// or two tabs may ask at once, so a new token is only on offer until it is used:
//
//	        Renew                    first use of one on offer
//	Now ───────────► Now + Next… ─────────────────────────────► that one is Now,
//	                                                            all others are Old
//
// An Old one holds for Hold more, for requests on their way. After that whoever
// shows it has a copy: the session ends.
type Key struct {
	Session op.ID    `json:"session"`
	Now     string   `json:"now"`            // SHA-256, hex
	Next    []string `json:"next,omitempty"` // on offer
	Old     []Old    `json:"old,omitempty"`
}

// Old is a token that was in use before.
type Old struct {
	Hash string    `json:"hash"`
	Over time.Time `json:"over"`
}

// Hold is how long an old token goes on, and the other two bound a record.
const (
	Hold    = 10 * time.Minute
	maxNext = 8
	maxOld  = 64
)

var keys = op.Table[Key]{Name: "key"}

// KeyOf gives the key of a session.
func KeyOf(r op.Reader, session op.ID) (Key, bool) { return keys.Get(r, session) }

// RecordID is the session's.
func (k Key) RecordID() op.ID { return k.Session }

// Audience is nobody.
func (Key) Audience() []person.Scope { return nil }

// Fit is what a token's hash is to a session.
type Fit int

// Strange was never one of its tokens; Current is, Fresh is the first use of a new
// one, Lingering is an old one for a little longer, Copied is one that nobody should
// have any more.
const (
	Strange Fit = iota
	Current
	Fresh
	Lingering
	Copied
)

// Fits tells what a hash is at this moment.
func (k Key) Fits(hash string, at time.Time) Fit {
	if hash == k.Now {
		return Current
	}
	if slices.Contains(k.Next, hash) {
		return Fresh
	}
	for _, o := range k.Old {
		switch {
		case o.Hash == hash && at.Before(o.Over):
			return Lingering
		case o.Hash == hash:
			return Copied
		}
	}
	return Strange
}

// adopt makes a token on offer the present one.
func (k Key) adopt(hash string, at time.Time) Key {
	for _, h := range append([]string{k.Now}, k.Next...) {
		if h != hash {
			k.Old = append(k.Old, Old{h, at.Add(Hold)})
		}
	}
	if len(k.Old) > maxOld {
		k.Old = slices.Clone(k.Old[len(k.Old)-maxOld:])
	}
	k.Now, k.Next = hash, nil
	return k
}

// Use says that a token was shown: the session was seen, a new token is taken up,
// a copied one ends it.
type Use struct {
	Session op.ID     `json:"session"`
	Hash    string    `json:"hash"`
	Until   time.Time `json:"until"`           // how long the session goes on from now
	Offer   string    `json:"offer,omitempty"` // hash of a new token that is being handed out
}

// Kind is made by the edge only.
func (Use) Kind() op.Kind { return op.Kind{Name: "account.use", Delivery: op.Inner} }

// Check wants a session and hashes.
func (u Use) Check() error {
	if !op.ValidID(u.Session) || !validHash(u.Hash) || (u.Offer != "" && !validHash(u.Offer)) {
		return op.Refuse(op.Malformed, "session")
	}
	return nil
}

// Apply moves the key and the time. A copied token is no refusal: what ends the
// session must be written.
func (u Use) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	s, ok := Sessions.Get(tx, u.Session)
	k, had := keys.Get(tx, u.Session)
	if !ok || !had || !s.Holds(tx.At) {
		return op.Refuse(SignIn, "")
	}
	switch k.Fits(u.Hash, tx.At) {
	case Strange:
		return op.Refuse(SignIn, "")
	case Copied:
		return end(tx, s)
	case Fresh:
		k = k.adopt(u.Hash, tx.At)
	}
	if u.Offer != "" {
		if len(k.Next) == maxNext { // whoever asks again has not got the ones before
			k.Next = k.Next[1:]
		}
		k.Next = append(k.Next, u.Offer)
	}
	if err := keys.Put(tx, k); err != nil {
		return err
	}
	s.Seen, s.Until = tx.At, u.Until
	return Sessions.Put(tx, s)
}

func validHash(s string) bool {
	if len(s) != 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
