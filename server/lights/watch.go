package lights

import (
	"context"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/shared/ledger"
	"denghuo/shared/person"
)

// Counting goes through all spots and jobs, so it waits until a burst is over, and
// rests after it.
const (
	gather = 2 * time.Second
	rest   = 30 * time.Second
)

// Watch counts what everybody may see: at the start, and again after something of the
// staff's or of everybody's has changed, until ctx ends. It counts beside the one
// place where ops are decided, which only writes the result down.
func (l *Room) Watch(ctx context.Context, h *hub.Hub) {
	bell := h.Listen([]person.Scope{person.Staff, person.Public})
	defer bell.Stop()
	for wait := gather; ; wait = rest {
		l.count(ctx)
		if !after(ctx, wait) {
			return
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

// count has the city write down what it has counted. Where it has too much to do, the
// next time will do.
func (l *Room) count(ctx context.Context) {
	reader := l.Store.Read(nil)
	tell := ledger.Count(reader, l.Now())
	reader.Close()
	if ctx.Err() != nil || !tell.News(l.told) {
		return
	}
	taken := l.Authority.Submit(authority.Job{Op: tell, By: person.TheCity(), At: l.Now(), Done: func(out authority.Outcome) {
		if out.Refusal != nil {
			l.Log.Error("tell the totals", "refused", *out.Refusal)
		}
	}})
	if taken {
		l.told = tell
	}
}
