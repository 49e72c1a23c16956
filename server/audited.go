package main

import (
	"fmt"
	"net/url"
	"strings"

	"denghuo/server/audit"
)

// auditOrders are what denghuo admin can do with the audit log: read it and check it.
func auditOrders() []order {
	return []order{
		{name: "audit verify", help: "recompute the chain of the audit log, from its beginning", run: (*program).verifyAudit},
		{name: "audit", args: "[who=… kind=… about=… q=… from=… to=…]", help: "the audit log as CSV, the latest first", run: (*program).printAudit},
	}
}

func (p *program) verifyAudit(c call) error {
	p.audit.Anew()
	if err := p.audit.Whole(); err != nil {
		return fmt.Errorf("the audit log was changed: %w", err)
	}
	_, err := fmt.Fprintln(c.out, "the audit log is whole")
	return err
}

// printAudit takes the same filters as the screen, each as name=value.
func (p *program) printAudit(c call) error {
	query := url.Values{}
	for _, arg := range c.args {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			return fmt.Errorf("%w: say name=value, not %q", errUsage, arg)
		}
		query.Set(name, value)
	}
	f, err := audit.ParseFilter(query)
	if err != nil {
		return err
	}
	r := p.store.Read(nil)
	defer r.Close()
	return audit.WriteCSV(c.out, r, f)
}
