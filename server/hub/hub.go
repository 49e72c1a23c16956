// Package hub is who listens to what. It rings bells; it never queues rows. A
// listener notes that there is something and looks later, so a burst is one look, a
// slow listener costs nothing, and nobody is ever waited for. What is new, a
// listener reads from the store.
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
	ring   func()
	rung   chan struct{} // nil for Call
}

// New is a hub that nobody listens to.
func New() *Hub { return &Hub{scopes: map[person.Scope]map[*Bell]struct{}{}} }

// Listen gives a bell with one place for a note: see Rung.
func (h *Hub) Listen(scopes []person.Scope) *Bell {
	rung := make(chan struct{}, 1)
	b := h.Call(scopes, func() {
		select {
		case rung <- struct{}{}:
		default: // it has not looked since the last ring
		}
	})
	b.rung = rung
	return b
}

// Call has ring called whenever one of the scopes has something new, perhaps by
// several at once. It must not wait, nor stop its bell.
func (h *Hub) Call(scopes []person.Scope, ring func()) *Bell {
	b := &Bell{hub: h, scopes: scopes, ring: ring}
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

// Rung has a note in it when there is something new; only for a bell of Listen.
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
			b.ring()
		}
	}
}
