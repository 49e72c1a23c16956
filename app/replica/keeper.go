package replica

import (
	"encoding/json"
	"slices"
	"sort"
	"sync"

	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// Keeper is the phone's storage. Each call is one transaction: all of it or
// nothing. Save returns only when the change would survive the phone's next
// instant; the same Change saved twice is as if saved once. Change carries an
// outbox part or a base part, never both: they are two databases, so that a tab
// frozen in the middle of a long delta cannot block a new report.
//
// app/replica/keepertest is the suite that every keeper passes.
type Keeper interface {
	Load() (State, error)
	Outbox() (State, error) // Load without what the base holds: a clerk's is large
	Save(Change) error
}

// Entry is one op in the outbox. Raw is what is stored, hashed and sent, and is
// never encoded anew.
type Entry struct {
	N       uint64          `json:"n"`
	Raw     json.RawMessage `json:"raw"`
	Refused bool            `json:"refused,omitempty"` // the city said no; its words are aside
}

// Aside is an op that the city said no to, with its words and the answer. It lies
// beside the outbox until the person lets it go: no new numbering and no new epoch
// touches it.
type Aside struct {
	Raw     json.RawMessage `json:"raw"` // the envelope as it was stored
	Refusal op.Refusal      `json:"refusal"`
}

// ID names it: the hash of its envelope.
func (a Aside) ID() op.Hash { return wire.HashOf(a.Raw) }

// State is all that a keeper holds.
type State struct {
	Client  op.ClientID
	Entries []Entry // in the order of N
	Aside   []Aside // in the order of ID
	Offered uint64  // up to this N the city may have heard, whatever the mark says
	Epoch   string
	Since   uint64
	Rows    []op.Row // in no order
}

// Change is one transaction.
type Change struct {
	Client  op.ClientID // with Fresh: whose numbering begins anew
	Fresh   bool        // Put replaces all entries, and Offered is what is said here
	Put     []Entry
	Forget  []uint64
	Aside   []Aside
	LetGo   []op.Hash
	Offered uint64      // alone in its change: a note, not worth a strict save; 0 says nothing
	Base    *BaseChange // or this, and nothing of the above
}

// Note reports whether a change holds nothing that must survive a power cut.
func (c Change) Note() bool {
	return !c.Fresh && len(c.Put)+len(c.Forget)+len(c.Aside)+len(c.LetGo) == 0
}

// BaseChange is a delta to the base. A Gone row is a deletion.
type BaseChange struct {
	Fresh bool // replaces all rows
	Epoch string
	Since uint64
	Put   []op.Row
}

// Memory is a keeper for tests and for a browser that keeps nothing. It goes
// through copied bytes, so nobody can change what is kept by keeping a slice.
type Memory struct {
	mu      sync.Mutex
	client  op.ClientID
	outbox  map[uint64]Entry
	aside   map[op.Hash]Aside
	offered uint64
	epoch   string
	since   uint64
	rows    map[op.Key]op.Row
}

// NewMemory is an empty one.
func NewMemory() *Memory {
	return &Memory{outbox: map[uint64]Entry{}, aside: map[op.Hash]Aside{}, rows: map[op.Key]op.Row{}}
}

// Load copies everything out.
func (m *Memory) Load() (State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := State{Client: m.client, Epoch: m.epoch, Since: m.since, Offered: m.offered}
	for _, e := range m.outbox {
		e.Raw = slices.Clone(e.Raw)
		s.Entries = append(s.Entries, e)
	}
	sortEntries(s.Entries)
	for _, a := range m.aside {
		a.Raw = slices.Clone(a.Raw)
		s.Aside = append(s.Aside, a)
	}
	sortAside(s.Aside)
	for _, r := range m.rows {
		r.Body = slices.Clone(r.Body)
		s.Rows = append(s.Rows, r)
	}
	return s, nil
}

// Outbox is Load without the base.
func (m *Memory) Outbox() (State, error) {
	s, err := m.Load()
	s.Epoch, s.Since, s.Rows = "", 0, nil
	return s, err
}

// Save takes one change.
func (m *Memory) Save(c Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c.Base != nil {
		m.saveBase(*c.Base)
		return nil
	}
	if c.Fresh {
		m.client, m.outbox, m.offered = c.Client, map[uint64]Entry{}, 0
	}
	for _, e := range c.Put {
		e.Raw = slices.Clone(e.Raw)
		m.outbox[e.N] = e
	}
	for _, n := range c.Forget {
		delete(m.outbox, n)
	}
	for _, a := range c.Aside {
		a.Raw = slices.Clone(a.Raw)
		m.aside[a.ID()] = a
	}
	for _, id := range c.LetGo {
		delete(m.aside, id)
	}
	if c.Offered > 0 {
		m.offered = c.Offered
	}
	return nil
}

func (m *Memory) saveBase(b BaseChange) {
	if b.Fresh {
		m.rows = map[op.Key]op.Row{}
	}
	m.epoch, m.since = b.Epoch, b.Since
	for _, r := range b.Put {
		if r.Gone {
			delete(m.rows, r.Key)
		} else {
			r.Body = slices.Clone(r.Body)
			m.rows[r.Key] = r
		}
	}
}

// Clone is a phone's storage copied to another phone.
func (m *Memory) Clone() *Memory {
	s, _ := m.Load() // Memory's Load cannot fail
	c := NewMemory()
	c.client, c.epoch, c.since, c.offered = s.Client, s.Epoch, s.Since, s.Offered
	for _, e := range s.Entries {
		c.outbox[e.N] = e
	}
	for _, a := range s.Aside {
		c.aside[a.ID()] = a
	}
	for _, r := range s.Rows {
		c.rows[r.Key] = r
	}
	return c
}

func sortEntries(es []Entry) {
	sort.Slice(es, func(i, j int) bool { return es[i].N < es[j].N })
}

func sortAside(as []Aside) {
	sort.Slice(as, func(i, j int) bool { return as[i].ID() < as[j].ID() })
}
