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

// Watch follows accounts, sessions and devices and tells of each person for whom
// one has changed, so that their open lines are looked at again. It is one more
// listener of the hub with a cursor of its own, and returns when ctx ends.
func (p *People) Watch(ctx context.Context, changed func(person.ID)) {
	scopes := []person.Scope{person.Inside}
	bell := p.Hub.Listen(scopes)
	defer bell.Stop()
	_, since := p.Store.At() // nobody was here before
	for {
		select {
		case <-ctx.Done():
			return
		case <-bell.Rung():
			since = p.tell(scopes, since, changed)
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
