package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// accountOrders are the commands that look after accounts. They act as the city: who
// may open the data folder needs no account.
func accountOrders() []order {
	return []order{
		{name: "accounts", help: "list accounts", run: listAccounts},
		{name: "add", args: "LOGIN NAME ROLE[,ROLE]", help: "make an account; prints its first password", run: addAccount},
		{name: "password", args: "LOGIN", help: "give a new first password, and end all sessions", run: resetPassword},
		{name: "disable", args: "LOGIN", help: "close an account, and end all its sessions", run: closer(true)},
		{name: "enable", args: "LOGIN", help: "open it again", run: closer(false)},
		{name: "sessions", args: "[LOGIN]", help: "list who is signed in", run: listSessions},
		{name: "end", args: "SESSION|LOGIN", help: "end one session, or all of an account", run: endSession},
	}
}

// table writes columns.
func table(c call, f func(w *tabwriter.Writer)) error {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	f(w)
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func listAccounts(p *program, c call) error {
	all, err := p.people.Accounts()
	if err != nil {
		return err
	}
	return table(c, func(w *tabwriter.Writer) {
		for _, a := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.Login, a.ID, joinRoles(a.Roles), stateOf(a), a.Name)
		}
	})
}

func stateOf(a account.Account) string {
	switch {
	case a.Disabled:
		return "disabled"
	case a.MustChange:
		return "first password"
	case a.Outside:
		return "single sign-on"
	}
	return "open"
}

func joinRoles(roles []person.Role) string {
	var texts []string
	for _, r := range roles {
		texts = append(texts, string(r))
	}
	return strings.Join(texts, ",")
}

func addAccount(p *program, c call) error {
	if len(c.args) != 3 {
		return errUsage
	}
	var roles []person.Role
	for _, r := range strings.Split(c.args[2], ",") {
		roles = append(roles, person.Role(strings.TrimSpace(r)))
	}
	id, password, err := p.people.Add(c.ctx, c.args[0], c.args[1], roles, person.TheCity())
	if err != nil {
		return explain(err)
	}
	fmt.Fprintf(c.out, "%s %s\nfirst password, shown once, to be changed at the first sign-in: %s\n", account.Login(c.args[0]), id, password)
	return nil
}

// named finds the account of the one argument.
func named(p *program, c call) (account.Account, error) {
	if len(c.args) != 1 {
		return account.Account{}, errUsage
	}
	r := p.store.Read(nil)
	defer r.Close()
	a, ok := account.Find(r, c.args[0])
	if !ok {
		a, ok = account.Accounts.Get(r, op.ID(c.args[0])) // who comes by single sign-on has no login
	}
	if !ok {
		return a, fmt.Errorf("nobody signs in as %q", c.args[0])
	}
	return a, nil
}

func resetPassword(p *program, c call) error {
	a, err := named(p, c)
	if err != nil {
		return err
	}
	password, err := p.people.Reset(c.ctx, a.ID, person.TheCity())
	if err != nil {
		return explain(err)
	}
	fmt.Fprintf(c.out, "first password of %s, shown once, to be changed at the first sign-in: %s\n", a.Login, password)
	return nil
}

func closer(disabled bool) func(p *program, c call) error {
	return func(p *program, c call) error {
		a, err := named(p, c)
		if err != nil {
			return err
		}
		change := account.Change{ID: a.ID, Name: a.Name, Roles: a.Roles, Disabled: disabled}
		if err := p.authority.Ask(c.ctx, change, person.TheCity(), time.Now()); err != nil {
			return explain(err)
		}
		fmt.Fprintf(c.out, "%s is %s\n", c.args[0], map[bool]string{true: "disabled", false: "open"}[disabled])
		return nil
	}
}

func listSessions(p *program, c call) error {
	var who person.ID
	if len(c.args) > 0 {
		a, err := named(p, c)
		if err != nil {
			return err
		}
		who = a.ID
	}
	all, err := p.people.Sessions(who)
	if err != nil {
		return err
	}
	return table(c, func(w *tabwriter.Writer) {
		for _, s := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\tsince %s\tseen %s\n", s.ID, s.Who, s.How, s.Device, s.Made.Format(time.RFC3339), s.Seen.Format(time.RFC3339))
		}
	})
}

func endSession(p *program, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	end := account.End{Session: op.ID(c.args[0])}
	if a, err := named(p, c); err == nil {
		end = account.End{Who: a.ID}
	}
	if err := p.authority.Ask(c.ctx, end, person.TheCity(), time.Now()); err != nil {
		return explain(err)
	}
	fmt.Fprintln(c.out, "ended")
	return nil
}

// explain says a refusal to an operator: its code, and the field.
func explain(err error) error {
	refusal, ok := op.AsRefusal(err)
	if !ok {
		return err
	}
	return errors.New(refusal.Error())
}

// firstAdmin makes an administrator in a city that has none, so that somebody can let
// the others in, and prints the password once.
func (p *program) firstAdmin(ctx context.Context) error {
	r := p.store.Read(nil)
	has := account.HasAdmin(r)
	r.Close()
	if has {
		return nil
	}
	_, password, err := p.people.Add(ctx, "admin", "管理员", []person.Role{person.Admin}, person.TheCity())
	if refusal, ok := op.AsRefusal(err); ok {
		p.log.Error("make the first administrator", "code", refusal.Code)
		return nil // the command can still make one
	}
	if err != nil {
		return fmt.Errorf("make the first administrator: %w", err)
	}
	fmt.Fprintf(p.out, "first administrator: sign in at /signin as admin with %s (shown once, to be changed there)\n", password)
	return nil
}
