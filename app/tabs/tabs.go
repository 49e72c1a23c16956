// Package tabs joins the pages that one person has open on one phone. One of them
// writes and dials: the host. The others are guests: they show what the host has,
// change by change, and hand it what the person does there. Which page is host is
// decided elsewhere (browser.Seat); here they only talk.
//
//	guest                         host
//	  │  want ─────────────────────► │   from nothing, or after a gap
//	  │ ◄───────── state, number n   │
//	  │ ◄───────── change n+1        │   as it was saved
//	  │ ◄───────── status            │   the line, the city's time
//	  │  ask: do, dismiss, … ───────► │
//	  │ ◄───────── answer            │   saved, or refused
//
// A host speaks only while somebody has wanted something, so a phone with one page
// pays nothing. Messages arrive in order or not at all: a guest that misses a number
// wants everything again. Nothing here is stored, and nothing is said to be saved
// that the host has not saved.
package tabs

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"denghuo/app/replica"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// Channel carries messages to every other page. A BroadcastChannel, or a test's.
type Channel interface {
	Post([]byte)
	Listen(func([]byte)) (stop func()) // f must not wait
}

// Status is how things are with the host's line.
type Status struct {
	Live   bool
	Behind bool
	Loop   bool
	Bye    wire.Reason
	Place  wire.Place // of what was pushed; see link.State
	Full   bool
	Clock  replica.Told
	Photos string // the photos under way, as the app writes them; carried here, not read
}

// Ask is something that a person did on a guest's page.
type Ask struct {
	What string          `json:"what"`
	Kind string          `json:"kind,omitempty"`
	Op   json.RawMessage `json:"op,omitempty"`
	N    uint64          `json:"n,omitempty"`
	Hash op.Hash         `json:"hash,omitempty"`
	Body []byte          `json:"body,omitempty"`
}

// answer is what became of it.
type answer struct {
	Refusal *op.Refusal     `json:"refusal,omitempty"`
	Fault   string          `json:"fault,omitempty"`
	Value   json.RawMessage `json:"value,omitempty"`
}

// message is what goes over the channel. Exactly one of the lower fields is set.
type message struct {
	From string `json:"from"`
	To   string `json:"to,omitempty"` // empty: everybody
	N    uint64 `json:"n,omitempty"`  // of a change; with State the last one in it; of an ask and its answer

	Want   bool            `json:"want,omitempty"`
	State  *replica.State  `json:"state,omitempty"`
	Change *replica.Change `json:"change,omitempty"`
	Status *Status         `json:"status,omitempty"`
	Ask    *Ask            `json:"ask,omitempty"`
	Answer *answer         `json:"answer,omitempty"`
}

func post(c Channel, m message) { c.Post(wire.Encode(m)) }

// Host is the page that writes.
type Host struct {
	c      Config
	name   string
	bell   chan struct{}
	unhear func()

	mu     sync.Mutex
	heard  bool // a guest is there
	n      uint64
	queue  []message
	status Status
}

// Config is what a host is made of.
type Config struct {
	Channel Channel
	Name    string // of this page, never used again
	Replica *replica.Replica
	Act     func(Ask) (value json.RawMessage, err error) // may wait; an op.Refusal is an answer
	Status  func() Status
}

// NewHost begins to listen, and tells guests of an earlier host that it is there.
func NewHost(c Config) *Host {
	h := &Host{c: c, name: c.Name, bell: make(chan struct{}, 1)}
	c.Replica.Tell(h.saved)
	h.unhear = c.Channel.Listen(h.hear)
	h.say(message{Status: &Status{}}) // a new name: whoever is a guest wants everything
	return h
}

// Run posts what has gathered until ctx ends; then guests hear no more of this host.
func (h *Host) Run(ctx context.Context) {
	defer h.c.Replica.Tell(nil)
	defer h.unhear()
	for {
		for _, m := range h.gathered() {
			if m.Want { // the state is read here, where waiting is allowed
				m = h.whole(m.From)
			}
			m.From = h.name
			post(h.c.Channel, m)
		}
		select {
		case <-ctx.Done():
			return
		case <-h.bell:
		}
	}
}

// Changed tells the guests how the line is.
func (h *Host) Changed() {
	now := h.c.Status()
	h.mu.Lock()
	changed := h.heard && h.status != now
	h.status = now
	h.mu.Unlock()
	if changed {
		h.say(message{Status: &now})
	}
}

// saved runs under the replica's lock.
func (h *Host) saved(c replica.Change) {
	h.mu.Lock()
	h.n++
	n, heard := h.n, h.heard
	h.mu.Unlock()
	if heard {
		h.say(message{N: n, Change: &c})
	}
}

func (h *Host) say(m message) {
	h.mu.Lock()
	h.queue = append(h.queue, m)
	h.mu.Unlock()
	select {
	case h.bell <- struct{}{}:
	default:
	}
}

func (h *Host) gathered() []message {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.queue
	h.queue = nil
	return all
}

func (h *Host) whole(to string) message {
	var n uint64
	s := h.c.Replica.State(func() {
		h.mu.Lock()
		n, h.heard = h.n, true
		h.mu.Unlock()
	})
	now := h.c.Status()
	return message{To: to, N: n, State: &s, Status: &now}
}

func (h *Host) hear(b []byte) {
	var m message
	if json.Unmarshal(b, &m) != nil || (m.To != "" && m.To != h.name) {
		return
	}
	switch {
	case m.Want:
		h.say(message{From: m.From, Want: true})
	case m.Ask != nil && m.To == h.name:
		go h.act(m)
	}
}

func (h *Host) act(m message) {
	value, err := h.c.Act(*m.Ask)
	a := answer{Value: value}
	if refusal, no := op.AsRefusal(err); no {
		a.Refusal = &refusal
	} else if err != nil {
		a.Fault = err.Error()
	}
	post(h.c.Channel, message{From: h.name, To: m.From, N: m.N, Answer: &a})
}

// errHost is a fault that the host had.
var errHost = errors.New("the other page")
