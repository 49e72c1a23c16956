package seed

import (
	"crypto/sha256"
	"crypto/subtle"

	"denghuo/shared/person"
)

// Password is that of every demo account. It is printed at the start, and the
// accounts exist only in a demo.
const Password = "denghuo-2024"

// Account is one demo account.
type Account struct {
	Name  string
	Actor person.Actor
}

// Accounts is one for every role, and a second cardholder.
func Accounts() []Account {
	of := func(name string, id person.ID, shown string, role person.Role) Account {
		return Account{name, person.Actor{ID: id, Name: shown, Roles: []person.Role{role}}}
	}
	return []Account{
		of("card1", "h-demo1", "李**（演练）", person.Cardholder),
		of("card2", "h-demo2", "王**（演练）", person.Cardholder),
		of("clerk", "s-clerk", "分拣员（演练）", person.Clerk),
		of("crew", "s-crew", "班组（演练）", person.Crew),
		of("officer", "s-officer", "发布员（演练）", person.Officer),
		of("shop", "s-shop", "商户（演练）", person.Merchant),
		of("admin", "s-admin", "管理员（演练）", person.Admin),
	}
}

// Demo checks names and passwords of the demo accounts.
type Demo struct{}

// Check tells who signs in. The password is compared also for a name that is not
// there, so that the time tells nothing.
func (Demo) Check(name, password string) (person.Actor, bool) {
	given, want := sha256.Sum256([]byte(password)), sha256.Sum256([]byte(Password))
	right := subtle.ConstantTimeCompare(given[:], want[:]) == 1
	for _, a := range Accounts() {
		if a.Name == name && right {
			return a.Actor, true
		}
	}
	return person.Actor{}, false
}

// Nobody is the accounts of a city without any.
type Nobody struct{}

// Check lets nobody in.
func (Nobody) Check(string, string) (person.Actor, bool) { return person.Actor{}, false }
