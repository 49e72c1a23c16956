package tabs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"denghuo/app/replica"
)

// ErrNoHost says that no page has answered in time. What was asked may have been
// done or not.
var ErrNoHost = errors.New("no page answers")

// Guest is a page that follows.
type Guest struct {
	channel Channel
	name    string
	replica *replica.Replica // a mirror
	changed func()
	stop    func()

	mu     sync.Mutex
	host   string // whom we follow; empty before the first state
	n      uint64
	wanted bool // everything, and it has not come yet
	status Status
	asks   map[uint64]chan answer
	lastN  uint64
}

// Follow keeps a mirror as the host has it. changed is called after each change of
// status; it must not wait.
func Follow(c Channel, name string, mirror *replica.Replica, changed func()) *Guest {
	g := &Guest{channel: c, name: name, replica: mirror, changed: changed, asks: map[uint64]chan answer{}, wanted: true}
	g.stop = c.Listen(g.hear)
	post(c, message{From: name, Want: true})
	return g
}

// Stop ends following; the mirror stays as it is.
func (g *Guest) Stop() { g.stop() }

// Status is how the host's line was when it last said.
func (g *Guest) Status() Status {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.status
}

// Ask hands something to the host and waits until it is done there. A refusal comes
// as an op.Refusal.
func (g *Guest) Ask(ctx context.Context, what Ask) (json.RawMessage, error) {
	g.mu.Lock()
	host := g.host
	g.lastN++
	n, told := g.lastN, make(chan answer, 1)
	g.asks[n] = told
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		delete(g.asks, n)
		g.mu.Unlock()
	}()
	if host == "" {
		return nil, ErrNoHost
	}
	post(g.channel, message{From: g.name, To: host, N: n, Ask: &what})
	select {
	case a := <-told:
		switch {
		case a.Refusal != nil:
			return nil, *a.Refusal
		case a.Fault != "":
			return nil, fmt.Errorf("%w: %s", errHost, a.Fault)
		}
		return a.Value, nil
	case <-ctx.Done():
		return nil, ErrNoHost
	}
}

func (g *Guest) hear(b []byte) {
	var m message
	if json.Unmarshal(b, &m) != nil || (m.To != "" && m.To != g.name) {
		return
	}
	g.mu.Lock()
	told := g.asks[m.N]
	fits := m.From == g.host && m.N == g.n+1
	switch {
	case m.Answer != nil:
		g.mu.Unlock()
		if told != nil {
			told <- *m.Answer
		}
		return
	case m.State != nil:
		g.host, g.n, g.wanted = m.From, m.N, false
	case m.Change != nil && fits:
		g.n++
	case m.Change != nil || (m.Status != nil && m.From != g.host):
		want := !g.wanted || m.From != g.host // what was wanted of another host never comes
		g.wanted = true
		g.mu.Unlock()
		if want {
			post(g.channel, message{From: g.name, Want: true})
		}
		return
	}
	if m.Status != nil {
		g.status = *m.Status
	}
	g.mu.Unlock()
	g.follow(m)
}

func (g *Guest) follow(m message) {
	switch {
	case m.State != nil:
		g.replica.Become(*m.State)
	case m.Change != nil:
		g.replica.Follow(*m.Change)
	}
	if m.Status != nil {
		g.replica.Clock().Take(m.Status.Clock)
		g.changed()
	}
}
