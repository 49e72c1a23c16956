// Package account is who may sign in: accounts of staff, merchants and cardholders,
// what they prove themselves with, their sessions, and the phones that need none.
//
// Everything here is a record and changes by ops, so that there is one order: an
// account that was disabled before a sign-in stays out, whoever was quicker at the
// edge. Hashing, signatures and random numbers are the edge's (server/people); an
// op carries only what came out of them, and no secret itself ever enters.
//
//	Account  own, administrators (not those of cardholders: a city has millions)
//	Session  own, administrators for staff
//	Device   own
//	Secret, Key, Held, Owner, Admins   nobody: only the city reads them
//
// Account, Session and Device are also in the scope person.Inside, by which the
// gate learns at once whose lines must be looked at again.
package account

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Codes of this domain.
const (
	SignIn     op.Code = "sign_in"     // not signed in, or not any more
	MustChange op.Code = "must_change" // the first password must be changed before anything else
	Disabled   op.Code = "disabled"    // an administrator closed the account
	LastAdmin  op.Code = "last_admin"  // nobody would be left to let others in
	LoginTaken op.Code = "login_taken"
)

// Limits in characters and counts.
const (
	MaxLogin = 32
	MaxName  = 40
	MaxLabel = 40
)

// Account is a record: somebody who may sign in.
type Account struct {
	ID         person.ID     `json:"id"`
	Login      string        `json:"login,omitempty"` // lower case; empty for who signs in by card or single sign-on
	Name       string        `json:"name"`
	Roles      []person.Role `json:"roles"`
	Disabled   bool          `json:"disabled,omitempty"`
	MustChange bool          `json:"must_change,omitempty"` // the password was given by somebody else
	Outside    bool          `json:"outside,omitempty"`     // name and roles come from the single sign-on
	Made       time.Time     `json:"made"`
}

// Accounts holds them by person.
var Accounts = op.Table[Account]{Name: "account"}

// RecordID is the person's.
func (a Account) RecordID() op.ID { return op.ID(a.ID) }

// Audience is the person, and administrators for those who were hired.
func (a Account) Audience() []person.Scope { return readers(a.ID) }

// readers is who sees an account and its sessions.
func readers(id person.ID) []person.Scope {
	to := []person.Scope{id.Own(), person.Inside}
	if id.Hired() {
		to = append(to, person.Admins)
	}
	return to
}

// Actor is who acts when the account's holder does.
func (a Account) Actor() person.Actor {
	return person.Actor{ID: a.ID, Name: a.Name, Roles: a.Roles}
}

// Find gives the account of a login as somebody typed it.
func Find(r op.Reader, typed string) (Account, bool) {
	l, ok := owners.Get(r, op.ID(Login(typed)))
	if !ok {
		return Account{}, false
	}
	return Accounts.Get(r, op.ID(l.Who))
}

// Login is a login as it is kept: without the spaces and capitals of a phone's
// keyboard.
func Login(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// Owner is a record of the city: whose a login is, so that nobody else gets it.
type Owner struct {
	Login string    `json:"login"`
	Who   person.ID `json:"who"`
}

var owners = op.Table[Owner]{Name: "login"}

// RecordID is the login.
func (o Owner) RecordID() op.ID { return op.ID(o.Login) }

// Audience is nobody.
func (Owner) Audience() []person.Scope { return nil }

// Admins is a record of the city: the administrators who can sign in, so that the
// rule of the last one needs no walk through a million cardholders.
type Admins struct {
	Who []person.ID `json:"who"`
}

var admins = op.Table[Admins]{Name: "admins"}

// RecordID is the same for all: there is one.
func (Admins) RecordID() op.ID { return "all" }

// Audience is nobody.
func (Admins) Audience() []person.Scope { return nil }

// HasAdmin reports whether anybody can let others in.
func HasAdmin(r op.Reader) bool {
	list, _ := admins.Get(r, "all")
	return len(list.Who) > 0
}

// put writes an account and keeps the list of administrators, which never becomes
// empty again.
func put(tx *op.Tx, a Account) error {
	list, _ := admins.Get(tx, "all")
	is, was := slices.Contains(a.Roles, person.Admin) && !a.Disabled, slices.Contains(list.Who, a.ID)
	switch {
	case is && !was:
		list.Who = append(list.Who, a.ID)
	case was && !is && len(list.Who) == 1:
		return op.Refuse(LastAdmin, "roles")
	case was && !is:
		list.Who = slices.DeleteFunc(list.Who, func(id person.ID) bool { return id == a.ID })
	}
	if is != was {
		if err := admins.Put(tx, list); err != nil {
			return err
		}
	}
	return Accounts.Put(tx, a)
}

func validLogin(s string) bool {
	return len(s) <= MaxLogin && op.ValidID(op.ID(s)) && s == Login(s)
}

func validName(s string) bool {
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= MaxName
}

// hired are the roles that an administrator gives.
var hired = []person.Role{person.Clerk, person.Crew, person.Officer, person.Merchant, person.Admin}

// Given reports whether a role can be given to an account at all.
func Given(r person.Role) bool { return slices.Contains(hired, r) }

// validRoles wants at least one role, each once, and none that cannot be given.
func validRoles(roles []person.Role) bool {
	for i, r := range roles {
		if !slices.Contains(hired, r) || slices.Contains(roles[:i], r) {
			return false
		}
	}
	return len(roles) > 0
}
