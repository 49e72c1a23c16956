package replica

import (
	"encoding/json"
	"sync"

	"denghuo/shared/op"
)

// Keeper is the phone's storage. Each call is one transaction: all of it or
// nothing. Save returns only when the change would survive the phone's next
// instant; the same Change saved twice is as if saved once. Change carries an
// outbox part or a base part, never both: they are two databases, so that a tab
// frozen in the middle of a long delta cannot block a new report.
type Keeper interface {
	Load() (State, error)
	Save(Change) error
}

// Entry is one op in the outbox. Raw is what is stored, hashed and sent, and is
// never encoded anew.
type Entry struct {
	N       uint64          `json:"n"`
	Raw     json.RawMessage `json:"raw"`
	Refused bool            `json:"refused,omitempty"`
	LetGo   bool            `json:"let_go,omitempty"` // refused, and the person has seen it
}

// State is all that a keeper holds.
type State struct {
	Client  op.ClientID
	Entries []Entry // in the order of N
	Epoch   string
	Since   uint64
	Rows    []op.Row
}

// Change is one transaction.
type Change struct {
	Client op.ClientID // with Fresh: whose numbering begins anew
	Fresh  bool        // Put replaces all entries
	Put    []Entry
	Forget []uint64
	Base   *BaseChange // or this, and nothing of the above
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
	mu     sync.Mutex
	client op.ClientID
	outbox map[uint64]Entry
	epoch  string
	since  uint64
	rows   map[op.Key]op.Row
}

// NewMemory is an empty one.
func NewMemory() *Memory {
	return &Memory{outbox: map[uint64]Entry{}, rows: map[op.Key]op.Row{}}
}

// Load copies everything out.
func (m *Memory) Load() (State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := State{Client: m.client, Epoch: m.epoch, Since: m.since}
	for _, e := range m.outbox {
		e.Raw = append(json.RawMessage(nil), e.Raw...)
		s.Entries = append(s.Entries, e)
	}
	sortEntries(s.Entries)
	for _, r := range m.rows {
		s.Rows = append(s.Rows, r)
	}
	return s, nil
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
		m.client, m.outbox = c.Client, map[uint64]Entry{}
	}
	for _, e := range c.Put {
		e.Raw = append(json.RawMessage(nil), e.Raw...)
		m.outbox[e.N] = e
	}
	for _, n := range c.Forget {
		delete(m.outbox, n)
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
			m.rows[r.Key] = r
		}
	}
}

// Clone is a phone's storage copied to another phone.
func (m *Memory) Clone() *Memory {
	s, _ := m.Load() // Memory's Load cannot fail
	c := NewMemory()
	c.client, c.epoch, c.since = s.Client, s.Epoch, s.Since
	for _, e := range s.Entries {
		c.outbox[e.N] = e
	}
	for _, r := range s.Rows {
		c.rows[r.Key] = r
	}
	return c
}
