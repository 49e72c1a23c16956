package account

import (
	"strings"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Secret is a record of the city: what a person proves themselves with, and how
// often somebody guessed. It lies with the rows so that a restart forgets no guess.
type Secret struct {
	ID       person.ID `json:"id"`
	Hash     string    `json:"hash,omitempty"` // argon2id, as PHC text; empty: no password
	Wrong    int       `json:"wrong,omitempty"`
	Until    time.Time `json:"until,omitzero"` // no password is looked at before
	Passkeys []Passkey `json:"passkeys,omitempty"`
}

var secrets = op.Table[Secret]{Name: "secret"}

// SecretOf gives what a person proves themselves with; there may be none.
func SecretOf(r op.Reader, id person.ID) (Secret, bool) { return secrets.Get(r, op.ID(id)) }

// RecordID is the person's.
func (s Secret) RecordID() op.ID { return op.ID(s.ID) }

// Audience is nobody.
func (Secret) Audience() []person.Scope { return nil }

// Freely is how many wrong passwords cost nothing; each one after them doubles the
// wait, from FirstWait to LongestWait. It is short enough that guessing somebody
// out of their account is no use, and passkeys are not touched by it.
const (
	Freely      = 4
	FirstWait   = 30 * time.Second
	LongestWait = 15 * time.Minute
)

// Wait is how long nobody may try after this many wrong passwords.
func Wait(wrong int) time.Duration {
	if wrong <= Freely {
		return 0
	}
	wait := FirstWait
	for n := Freely + 1; n < wrong && wait < LongestWait; n++ {
		wait *= 2
	}
	return min(wait, LongestWait)
}

// Wrong counts a wrong password.
type Wrong struct {
	Who person.ID `json:"who"`
}

// Kind is made by the edge only.
func (Wrong) Kind() op.Kind { return op.Kind{Name: "account.wrong", Delivery: op.Inner} }

// About is the account.
func (w Wrong) About() op.Key { return Accounts.Key(op.ID(w.Who)) }

// Check wants a person.
func (w Wrong) Check() error { return wantPerson(w.Who) }

// Apply counts, and closes for longer each time.
func (w Wrong) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	s, ok := secrets.Get(tx, op.ID(w.Who))
	if !ok {
		return op.Refuse(op.NotFound, "who")
	}
	s.Wrong++
	s.Until = tx.At.Add(Wait(s.Wrong))
	return secrets.Put(tx, s)
}

// Password gives somebody a new password: they themselves, after the edge has seen
// the old one, or an administrator, whose choice must be changed at once. All other
// sessions of the person end.
type Password struct {
	Who  person.ID `json:"who"`
	Hash string    `json:"hash"`           // argon2id, as PHC text
	Keep op.ID     `json:"keep,omitempty"` // the session that goes on
}

// Kind is made by the edge only: it has hashed a password.
func (Password) Kind() op.Kind { return op.Kind{Name: "account.password", Delivery: op.Inner} }

// About is the account.
func (p Password) About() op.Key { return Accounts.Key(op.ID(p.Who)) }

// Check wants a person and a hash.
func (p Password) Check() error {
	if !strings.HasPrefix(p.Hash, "$argon2id$") {
		return op.Refuse(op.Malformed, "hash")
	}
	return wantPerson(p.Who)
}

// Apply writes the hash, forgets the guesses and says who must change it.
func (p Password) Apply(tx *op.Tx) error {
	own := tx.By.ID == p.Who
	if !own && !tx.By.Is(person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	a, ok := Accounts.Get(tx, op.ID(p.Who))
	if !ok || a.Login == "" || a.Outside {
		return op.Refuse(op.NotFound, "who")
	}
	s, _ := secrets.Get(tx, op.ID(p.Who))
	s.ID, s.Hash, s.Wrong, s.Until = p.Who, p.Hash, 0, time.Time{}
	if err := secrets.Put(tx, s); err != nil {
		return err
	}
	a.MustChange = !own
	if err := put(tx, a); err != nil {
		return err
	}
	return endAll(tx, p.Who, p.Keep)
}

func wantPerson(id person.ID) error {
	if !op.ValidID(op.ID(id)) {
		return op.Refuse(op.Malformed, "who")
	}
	return nil
}
