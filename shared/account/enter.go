package account

import (
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Enter makes or renews the account of somebody whom the single sign-on vouches for.
// Name and roles are what it says each time; that an administrator closed the account
// stays.
type Enter struct {
	ID    person.ID     `json:"id"` // follows from the provider and its subject
	Name  string        `json:"name"`
	Roles []person.Role `json:"roles"`
}

// Kind is made by the edge only: it has verified a token.
func (Enter) Kind() op.Kind { return op.Kind{Name: "account.enter", Delivery: op.Inner} }

// About is the account.
func (e Enter) About() op.Key { return Accounts.Key(op.ID(e.ID)) }

// Check wants a name and roles that an administrator could give.
func (e Enter) Check() error {
	switch {
	case !e.ID.Hired() || !op.ValidID(op.ID(e.ID)):
		return op.Refuse(op.Malformed, "id")
	case !validName(e.Name):
		return op.Refuse(op.Malformed, "name")
	case !validRoles(e.Roles):
		return op.Refuse(op.Malformed, "roles")
	}
	return nil
}

// Apply writes it, if anything is new.
func (e Enter) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	a, had := Accounts.Get(tx, op.ID(e.ID))
	switch {
	case !had:
		a = Account{ID: e.ID, Outside: true, Made: tx.At}
	case !a.Outside:
		return op.Refuse(op.NotYours, "id")
	case a.Name == e.Name && slices.Equal(a.Roles, e.Roles):
		return nil
	}
	a.Name, a.Roles = e.Name, e.Roles
	return put(tx, a)
}
