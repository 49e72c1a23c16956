package account

import (
	"slices"
	"strings"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Add makes an account with a first password. Adding what is there is done; only
// the city itself makes accounts that hold a card.
type Add struct {
	ID         person.ID     `json:"id"` // made by the edge
	Login      string        `json:"login"`
	Name       string        `json:"name"`
	Roles      []person.Role `json:"roles"`
	Hash       string        `json:"hash"` // argon2id, as PHC text
	MustChange bool          `json:"must_change"`
}

// Kind is made by the edge only: it has hashed a password.
func (Add) Kind() op.Kind { return op.Kind{Name: "account.add", Delivery: op.Inner} }

// About is the account.
func (a Add) About() op.Key { return Accounts.Key(op.ID(a.ID)) }

// Check wants a login, a name and a role.
func (a Add) Check() error {
	switch {
	case !op.ValidID(op.ID(a.ID)):
		return op.Refuse(op.Malformed, "id")
	case !validLogin(a.Login):
		return op.Refuse(op.Malformed, "login")
	case !validName(a.Name):
		return op.Refuse(op.Malformed, "name")
	case !validRoles(a.Roles) && !slices.Equal(a.Roles, []person.Role{person.Cardholder}):
		return op.Refuse(op.Malformed, "roles")
	case !strings.HasPrefix(a.Hash, "$argon2id$"):
		return op.Refuse(op.Malformed, "hash")
	}
	return nil
}

// Apply is for administrators.
func (a Add) Apply(tx *op.Tx) error {
	hires := a.ID.Hired() && validRoles(a.Roles)
	if !tx.By.Is(person.Admin) || !hires && !tx.By.Is(person.System) {
		return op.Refuse(op.NotYours, "")
	}
	if _, had := Accounts.Get(tx, op.ID(a.ID)); had {
		return nil
	}
	if _, taken := owners.Get(tx, op.ID(a.Login)); taken {
		return op.Refuse(LoginTaken, "login")
	}
	if err := owners.Put(tx, Owner{a.Login, a.ID}); err != nil {
		return err
	}
	if err := secrets.Put(tx, Secret{ID: a.ID, Hash: a.Hash}); err != nil {
		return err
	}
	return put(tx, Account{ID: a.ID, Login: a.Login, Name: a.Name, Roles: a.Roles, MustChange: a.MustChange, Made: tx.At})
}

// Change is an administrator's hand on an account: its name, roles, and whether it
// is open. It carries all three as they should be. Whoever is closed out is so at
// the next contact, which their lines are made to have at once.
type Change struct {
	ID       person.ID     `json:"id"`
	Name     string        `json:"name"`
	Roles    []person.Role `json:"roles"`
	Disabled bool          `json:"disabled"`
}

// Kind is decided by the city only: an administrator should see at once that it holds.
func (Change) Kind() op.Kind { return op.Kind{Name: "account.change", Delivery: op.Live} }

// About is the account.
func (c Change) About() op.Key { return Accounts.Key(op.ID(c.ID)) }

// Check wants a name and a role.
func (c Change) Check() error {
	switch {
	case !op.ValidID(op.ID(c.ID)):
		return op.Refuse(op.Malformed, "id")
	case !validName(c.Name):
		return op.Refuse(op.Malformed, "name")
	case !validRoles(c.Roles):
		return op.Refuse(op.Malformed, "roles")
	}
	return nil
}

// Apply is for administrators, on accounts that were hired.
func (c Change) Apply(tx *op.Tx) error {
	if !tx.By.Is(person.Admin) {
		return op.Refuse(op.NotYours, "")
	}
	a, ok := Accounts.Get(tx, op.ID(c.ID))
	if !ok || !c.ID.Hired() {
		return op.Refuse(op.NotFound, "id")
	}
	a.Name, a.Roles, a.Disabled = c.Name, c.Roles, c.Disabled
	if err := put(tx, a); err != nil {
		return err
	}
	if !a.Disabled {
		return nil
	}
	return endAll(tx, a.ID, "")
}
