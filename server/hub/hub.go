// Package hub is who listens to what. It rings bells; it never queues rows. A
// listener notes that there is something and looks later, so a burst is one look, a
// slow listener costs nothing, and nobody is ever waited for. What is new, a
// listener reads from the store.
package hub

import (
	"slices"
	"sync"

	"denghuo/shared/person"
)

// Hub is safe for use by many.
type Hub struct {
	mu     sync.RWMutex
	scopes map[person.Scope][]*Bell
}

// Bell is one listener's.
type Bell struct {
	hub    *Hub
	scopes []person.Scope
	at     []int32 // its place in the list of each of them; nil when it has stopped
	ring   func()
	rung   chan struct{} // nil for Call
}

// New is a hub that nobody listens to.
func New() *Hub { return &Hub{scopes: map[person.Scope][]*Bell{}} }

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
	b := &Bell{hub: h, scopes: scopes, at: make([]int32, len(scopes)), ring: ring}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, s := range scopes {
		b.at[i] = int32(len(h.scopes[s]))
		h.scopes[s] = append(h.scopes[s], b)
	}
	return b
}

// Rung has a note in it when there is something new; only for a bell of Listen.
func (b *Bell) Rung() <-chan struct{} { return b.rung }

// Stop takes the bell down; doing it again does nothing.
func (b *Bell) Stop() {
	b.hub.mu.Lock()
	defer b.hub.mu.Unlock()
	for i, at := range b.at {
		b.hub.take(b.scopes[i], at)
	}
	b.at = nil
}

// take puts the last bell of a list in the place of the one that goes.
func (h *Hub) take(s person.Scope, at int32) {
	list := h.scopes[s]
	last := len(list) - 1
	moved := list[last]
	list[at], list[last] = moved, nil
	moved.at[slices.Index(moved.scopes, s)] = at
	if h.scopes[s] = list[:last]; last == 0 {
		delete(h.scopes, s)
	}
}

// Ring tells the listeners of these scopes.
func (h *Hub) Ring(scopes []person.Scope) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, s := range scopes {
		for _, b := range h.scopes[s] {
			b.ring()
		}
	}
}
