package seed

import (
	"fmt"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Password is that of every demo account. It is printed at the start, and the
// accounts exist only in a demo.
const Password = "denghuo-2024"

// Account is one demo account, and the page where its day begins.
type Account struct {
	Name  string
	Actor person.Actor
	Page  string
}

// Accounts is one for every role, and a second cardholder, officer and shop.
func Accounts() []Account {
	of := func(name string, id person.ID, shown string, role person.Role, page string) Account {
		return Account{name, person.Actor{ID: id, Name: shown, Roles: []person.Role{role}}, page}
	}
	return []Account{
		of("card1", "h-demo1", "李**（演练）", person.Cardholder, "/offers"),
		of("card2", "h-demo2", "王**（演练）", person.Cardholder, "/offers"),
		of("clerk", "s-clerk", "分拣员（演练）", person.Clerk, "/staff/triage"),
		of("crew", "s-crew", "班组（演练）", person.Crew, "/staff/jobs"),
		of("officer", "s-officer", "发布员（演练）", person.Officer, "/staff/drops"),
		of("officer2", "s-officer2", "复核员（演练）", person.Officer, "/staff/drops"),
		of("shop", "s-shop", "演练一店", person.Merchant, "/till"),
		of("shop2", "s-shop2", "演练二店", person.Merchant, "/till"),
		of("admin", "s-admin", "管理员（演练）", person.Admin, "/staff/triage"),
	}
}

// SignIns is the ops that make the demo's accounts that are missing. hash turns the
// password into what the city keeps of it.
func SignIns(missing func(person.ID) bool, hash func(password string) (string, error)) ([]op.Op, error) {
	var ops []op.Op
	for _, a := range Accounts() {
		if !missing(a.Actor.ID) {
			continue
		}
		h, err := hash(Password)
		if err != nil {
			return nil, fmt.Errorf("demo account %s: %w", a.Name, err)
		}
		ops = append(ops, account.Add{ID: a.Actor.ID, Login: a.Name, Name: a.Actor.Name, Roles: a.Actor.Roles, Hash: h})
	}
	return ops, nil
}
