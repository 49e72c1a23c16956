package people

import (
	"net/http"
	"sync"
	"time"

	"denghuo/server/edge"
)

// pending remembers what was begun and must be finished by the same browser soon:
// a passkey's challenge, a trip to the single sign-on. Each is taken once. It is
// bounded: when it is full the oldest is let go, and somebody tries again.
type pending[T any] struct {
	cookie string
	now    func() time.Time

	mu    sync.Mutex
	of    map[string]begun[T]
	order []string
}

type begun[T any] struct {
	what  T
	until time.Time
}

// pendingTime is how long a person may take, and mostPending how many may be under way.
const (
	pendingTime = 10 * time.Minute
	mostPending = 4096
)

func newPending[T any](cookie string, now func() time.Time) *pending[T] {
	return &pending[T]{cookie: cookie, now: now, of: map[string]begun[T]{}}
}

// begin remembers what, and gives the browser a cookie to find it by.
func (p *pending[T]) begin(w http.ResponseWriter, r *http.Request, what T, same http.SameSite) {
	name := random()
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.order) > 0 && (len(p.order) >= mostPending || p.of[p.order[0]].until.Before(p.now())) {
		delete(p.of, p.order[0])
		p.order = p.order[1:]
	}
	p.of[name] = begun[T]{what, p.now().Add(pendingTime)}
	p.order = append(p.order, name)
	http.SetCookie(w, &http.Cookie{Name: p.cookie, Value: name, Path: "/", MaxAge: int(pendingTime.Seconds()),
		HttpOnly: true, SameSite: same, Secure: edge.Secure(r)})
}

// finish takes what this browser began, once.
func (p *pending[T]) finish(w http.ResponseWriter, r *http.Request) (what T, ok bool) {
	c, err := r.Cookie(p.cookie)
	if err != nil {
		return what, false
	}
	http.SetCookie(w, &http.Cookie{Name: p.cookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: edge.Secure(r)})
	p.mu.Lock()
	defer p.mu.Unlock()
	b, ok := p.of[c.Value]
	delete(p.of, c.Value)
	return b.what, ok && p.now().Before(b.until)
}
