package account

import (
	"slices"
	"time"
	"unicode/utf8"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Passkey is one key pair of which the city has the public half. It is a part of
// Secret; Credential is what the WebAuthn library keeps, as JSON.
type Passkey struct {
	ID         string    `json:"id"` // base64url of the credential's name
	Label      string    `json:"label"`
	Made       time.Time `json:"made"`
	Used       time.Time `json:"used,omitzero"`
	Credential []byte    `json:"credential"`
}

// MaxPasskeys is how many one person may have.
const MaxPasskeys = 16

// TooMany is refused when there is no room for one more.
const TooMany op.Code = "too_many"

// KeepPasskey writes a passkey that the edge has verified: a new one, or one whose
// counter moved when it was used.
type KeepPasskey struct {
	Who     person.ID `json:"who"`
	Passkey Passkey   `json:"passkey"` // Made and Used are the city's to say
}

// Kind is made by the edge only: it has verified a signature.
func (KeepPasskey) Kind() op.Kind { return op.Kind{Name: "account.passkey", Delivery: op.Inner} }

// About is the account.
func (k KeepPasskey) About() op.Key { return Accounts.Key(op.ID(k.Who)) }

// Check wants a key with a name.
func (k KeepPasskey) Check() error {
	switch {
	case k.Passkey.ID == "" || len(k.Passkey.Credential) == 0 || len(k.Passkey.Credential) > 16<<10:
		return op.Refuse(op.Malformed, "passkey")
	case utf8.RuneCountInString(k.Passkey.Label) > MaxLabel:
		return op.Refuse(op.TooLong, "label")
	}
	return wantPerson(k.Who)
}

// Apply is the person's own.
func (k KeepPasskey) Apply(tx *op.Tx) error {
	if tx.By.ID != k.Who && !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	if _, ok := Accounts.Get(tx, op.ID(k.Who)); !ok {
		return op.Refuse(op.NotFound, "who")
	}
	s, _ := secrets.Get(tx, op.ID(k.Who))
	s.ID = k.Who
	i := slices.IndexFunc(s.Passkeys, func(p Passkey) bool { return p.ID == k.Passkey.ID })
	switch {
	case i >= 0:
		s.Passkeys[i].Used, s.Passkeys[i].Credential = tx.At, k.Passkey.Credential
	case len(s.Passkeys) >= MaxPasskeys:
		return op.Refuse(TooMany, "passkey")
	default:
		k.Passkey.Made, k.Passkey.Used = tx.At, time.Time{}
		s.Passkeys = append(s.Passkeys, k.Passkey)
	}
	return secrets.Put(tx, s)
}

// DropPasskey takes one away.
type DropPasskey struct {
	Who     person.ID `json:"who"`
	Passkey string    `json:"passkey"`
}

// Kind is decided by the city only.
func (DropPasskey) Kind() op.Kind { return op.Kind{Name: "account.passkey_drop", Delivery: op.Live} }

// About is the account.
func (d DropPasskey) About() op.Key { return Accounts.Key(op.ID(d.Who)) }

// Check wants a person.
func (d DropPasskey) Check() error { return wantPerson(d.Who) }

// Apply is the person's own, or an administrator's when a key was lost.
func (d DropPasskey) Apply(tx *op.Tx) error {
	if tx.By.ID != d.Who && !tx.By.Is(person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	s, ok := secrets.Get(tx, op.ID(d.Who))
	if !ok {
		return op.Refuse(op.NotFound, "passkey")
	}
	s.Passkeys = slices.DeleteFunc(s.Passkeys, func(p Passkey) bool { return p.ID == d.Passkey })
	return secrets.Put(tx, s)
}
