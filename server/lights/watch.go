package lights

import (
	"context"
	"errors"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/person"
)

// Counting goes through all spots and jobs, so it waits until a burst is over, and
// rests after it.
const (
	gather = 2 * time.Second
	rest   = 30 * time.Second
)

// watched is whose rows the counted ones are, and page how much of what is new in them
// is looked at in one go.
var watched = []person.Scope{person.Staff, person.Public}

const page = 1 << 20

// counted are the tables that ledger.Count reads. The inventory itself is in nobody's
// list, but whatever changes it writes the sums of its district (ledger.Stand).
var counted = map[string]bool{lamp.Spots.Name: true, lamp.Jobs.Name: true, ledger.Patrols.Name: true, ledger.Sections.Name: true,
	ledger.Blinds.Name: true, ledger.Works.Name: true, ledger.Stands.Name: true}

// Watch counts what everybody may see: at the start, and again after something that is
// counted has changed, until ctx ends. It counts beside the one place where ops are
// decided, which only writes the result down. A rush of claims changes rows of
// everybody's too: they are looked at, and nothing is counted.
func (l *Room) Watch(ctx context.Context, h *hub.Hub) {
	bell := h.Listen(watched)
	defer bell.Stop()
	told := false
	for wait := gather; ; wait = rest {
		if !told || l.changed() {
			told = l.count(ctx)
		}
		if !after(ctx, wait) {
			return
		}
		if !told {
			continue // it had too much to do
		}
		select {
		case <-ctx.Done():
			return
		case <-bell.Rung():
		}
		if !after(ctx, gather) {
			return
		}
	}
}

// changed reports whether anything that is counted has changed since the last count.
// What is no such thing is looked at once.
func (l *Room) changed() bool {
	for {
		news, err := l.Store.Since(watched, l.seen, page)
		if err != nil {
			l.Log.Error("look for what is to be counted", "err", err)
			return true // at worst once too often
		}
		for _, row := range news.Rows {
			if counted[row.Key.Table] {
				return true
			}
		}
		if l.seen = news.To; !news.More {
			return false
		}
	}
}

// after waits; false when ctx has ended.
func after(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// count has the city write down what it has counted; false where the city cannot take
// it now.
func (l *Room) count(ctx context.Context) bool {
	_, seen := l.Store.At() // before the instant that is counted
	reader := l.Store.Read(nil)
	tell := ledger.Count(reader, l.Now())
	reader.Close()
	if tell.News(l.told) {
		err := l.Authority.Ask(ctx, tell, person.TheCity(), l.Now())
		if errors.Is(err, authority.ErrLater) {
			return false
		}
		if err != nil {
			l.Log.Error("tell the totals", "err", err)
		}
	}
	l.told, l.seen = tell, seen
	return true
}
