package people

import (
	"encoding/json"
	"fmt"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Accounts lists those that an administrator looks after, in the order in which they
// last changed.
func (p *People) Accounts() ([]account.Account, error) {
	return listed[account.Account](p, account.Accounts.Name)
}

// Sessions lists the open sessions of a person, or of everybody who was hired.
func (p *People) Sessions(who person.ID) ([]account.Session, error) {
	var all []account.Session
	var err error
	if who == "" {
		all, err = listed[account.Session](p, account.Sessions.Name)
	} else {
		p.read(func(r op.Reader) { all = account.SessionsOf(r, who) })
	}
	open := []account.Session{} // an empty list, not null
	for _, s := range all {
		if s.Holds(p.Now()) {
			open = append(open, s)
		}
	}
	return open, err
}

// listed reads a table by what administrators may read, so that it does not walk
// through a million cardholders.
func listed[R op.Record](p *People, table string) (all []R, err error) {
	for since := uint64(0); ; {
		page, err := p.Store.Since([]person.Scope{person.Admins}, since, watchPage)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", table, err)
		}
		for _, row := range page.Rows {
			var one R
			if row.Key.Table == table && !row.Gone && json.Unmarshal(row.Body, &one) == nil {
				all = append(all, one)
			}
		}
		if since = page.To; !page.More {
			return all, nil
		}
	}
}
