// Package hub is who listens to what. It rings bells; it never queues rows. A
// bell has one place, so a burst is one ring, a slow listener costs nothing, and
// nobody is ever waited for. What is new, a listener reads from the store.
package hub

import (
	"sync"

	"denghuo/shared/person"
)

// Hub is safe for use by many.
type Hub struct {
	mu     sync.RWMutex
	scopes map[person.Scope]map[*Bell]struct{}
}

// Bell is one listener's.
type Bell struct {
	hub    *Hub
	scopes []person.Scope
	rung   chan struct{}
}

// New is a hub that nobody listens to.
func New() *Hub { return &Hub{scopes: map[person.Scope]map[*Bell]struct{}{}} }

// Listen gives a bell that rings when one of the scopes has something new.
func (h *Hub) Listen(scopes []person.Scope) *Bell {
	b := &Bell{hub: h, scopes: scopes, rung: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range scopes {
		if h.scopes[s] == nil {
			h.scopes[s] = map[*Bell]struct{}{}
		}
		h.scopes[s][b] = struct{}{}
	}
	return b
}

// Rung has a note in it when there is something new.
func (b *Bell) Rung() <-chan struct{} { return b.rung }

// Stop takes the bell down.
func (b *Bell) Stop() {
	b.hub.mu.Lock()
	defer b.hub.mu.Unlock()
	for _, s := range b.scopes {
		delete(b.hub.scopes[s], b)
		if len(b.hub.scopes[s]) == 0 {
			delete(b.hub.scopes, s)
		}
	}
}

// Ring tells the listeners of these scopes.
func (h *Hub) Ring(scopes []person.Scope) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, s := range scopes {
		for b := range h.scopes[s] {
			select {
			case b.rung <- struct{}{}:
			default: // it has not looked since the last ring
			}
		}
	}
}
