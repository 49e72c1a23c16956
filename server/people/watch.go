package people

import (
	"context"
	"encoding/json"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// watchPage is how many bytes of changes are read at once.
const watchPage = 256 << 10

// Watch begins to follow accounts, sessions and devices; follow then tells of each person
// for whom one has changed since, so that their open lines are looked at again, and
// returns when ctx ends. Whatever changes after Watch has returned is told: who serves
// calls it before the first line can be there. It is one more listener of the hub with a
// cursor of its own.
func (p *People) Watch(changed func(person.ID)) (follow func(ctx context.Context)) {
	scopes := []person.Scope{person.Inside}
	bell := p.Hub.Listen(scopes)
	_, since := p.Store.At()
	return func(ctx context.Context) {
		defer bell.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-bell.Rung():
				since = p.tell(scopes, since, changed)
			}
		}
	}
}

// tell reads what is new and names whose it is, each person once a page.
func (p *People) tell(scopes []person.Scope, since uint64, changed func(person.ID)) uint64 {
	for {
		page, err := p.Store.Since(scopes, since, watchPage)
		if err != nil {
			p.Log.Error("follow accounts", "since", since, "err", err)
			return since
		}
		told := map[person.ID]bool{}
		for _, row := range page.Rows {
			if who := whose(row); who != "" && !told[who] {
				told[who] = true
				changed(who)
			}
		}
		if since = page.To; !page.More {
			return since
		}
	}
}

// whose tells whose row it is. A row that is gone has no body; a session has ended
// before it goes.
func whose(row op.Row) person.ID {
	switch row.Key.Table {
	case account.Accounts.Name, account.Devices.Name:
		return person.ID(row.Key.ID)
	case account.Sessions.Name:
		var s account.Session
		if json.Unmarshal(row.Body, &s) == nil {
			return s.Who
		}
	}
	return ""
}
