package door

import (
	"encoding/json"
	"time"

	"denghuo/shared/op"
)

// Ways is how somebody may come in here.
type Ways struct {
	Password bool   `json:"password"`
	Passkey  bool   `json:"passkey"`
	SSO      string `json:"sso"` // the provider's name; empty: none
	Cards    bool   `json:"cards"`
	Demo     bool   `json:"demo"`
}

// Ways asks which ways there are.
func (d *Door) Ways() (w Ways, err error) { return w, d.ask("GET", "/signin/ways", nil, &w) }

// SignIn comes in by name and password.
func (d *Door) SignIn(name, password string) (me Me, err error) {
	return me, d.ask("POST", "/session", struct {
		Name     string `json:"name"`
		Password string `json:"password"`
	}{name, password}, &me)
}

// Who asks whose session this is; sign_in when it is nobody's.
func (d *Door) Who() (me Me, err error) { return me, d.ask("GET", "/session", nil, &me) }

// Renew takes a new session for the old one, which ends soon.
func (d *Door) Renew() (me Me, err error) { return me, d.ask("POST", "/session/renew", nil, &me) }

// SignOut ends the session of this phone. One that has ended is as good.
func (d *Door) SignOut() error {
	err := d.ask("DELETE", "/session", nil, nil)
	if no, ok := op.AsRefusal(err); ok && no.Code == "sign_in" {
		return nil
	}
	return err
}

// ending names sessions: one, or all of the caller, this one too.
type ending struct {
	Session op.ID `json:"session,omitempty"`
	All     bool  `json:"all,omitempty"`
}

// End ends one session; an administrator's may be another's.
func (d *Door) End(id op.ID) error { return d.ask("POST", "/session/end", ending{Session: id}, nil) }

// EndAll ends every session of the caller.
func (d *Door) EndAll() error { return d.ask("POST", "/session/end", ending{All: true}, nil) }

// Password takes a new password for the old one.
func (d *Door) Password(old, fresh string) error {
	return d.ask("POST", "/password", struct {
		Old string `json:"old"`
		New string `json:"new"`
	}{old, fresh}, nil)
}

// Passkey comes in by a passkey of this phone, which knows the name.
func (d *Door) Passkey() (me Me, err error) {
	var options json.RawMessage
	if err := d.ask("POST", "/passkey/signin/begin", nil, &options); err != nil {
		return me, err
	}
	key, err := d.Key(options)
	if err != nil {
		return me, err
	}
	return me, d.ask("POST", "/passkey/signin/finish", struct {
		Credential Credential `json:"credential"`
	}{key}, &me)
}

// AddPasskey makes a passkey on this phone and tells the city. The label is what
// the person will know it by.
func (d *Door) AddPasskey(label string) error {
	var options json.RawMessage
	if err := d.ask("POST", "/passkey/begin", nil, &options); err != nil {
		return err
	}
	key, err := d.NewKey(options)
	if err != nil {
		return err
	}
	return d.ask("POST", "/passkey/finish", struct {
		Label      string     `json:"label"`
		Credential Credential `json:"credential"`
	}{label, key}, nil)
}

// DropPasskey makes the city forget one.
func (d *Door) DropPasskey(id string) error {
	return d.ask("POST", "/passkey/drop", struct {
		ID string `json:"id"`
	}{id}, nil)
}

// Passkeys are those of the caller.
func (d *Door) Passkeys() ([]Passkey, error) {
	var said struct {
		Passkeys []Passkey `json:"passkeys"`
	}
	err := d.ask("GET", "/passkey", nil, &said)
	return said.Passkeys, err
}

// Passkey names one without its secret.
type Passkey struct {
	ID    string    `json:"id"`
	Label string    `json:"label"`
	Made  time.Time `json:"made"`
}
