package photo

import (
	"bytes"
	"sync"

	shared "denghuo/shared/photo"
)

// Memory is a shelf for tests and for a phone that keeps nothing: a photo is sent
// while the page is open, or not at all.
type Memory struct {
	mu    sync.Mutex
	about map[shared.Hash]Kept
	bytes map[shared.Hash][]byte
}

// NewMemory is an empty one.
func NewMemory() *Memory {
	return &Memory{about: map[shared.Hash]Kept{}, bytes: map[shared.Hash][]byte{}}
}

// Put takes copies.
func (m *Memory) Put(k Kept, b []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.about[k.Hash] = k
	if b != nil {
		m.bytes[k.Hash] = bytes.Clone(b)
	}
	return nil
}

// Bytes gives what was put; it may not be changed.
func (m *Memory) Bytes(h shared.Hash) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.bytes[h]
	return b, ok, nil
}

// Drop lets one go.
func (m *Memory) Drop(h shared.Hash) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.about, h)
	delete(m.bytes, h)
	return nil
}

// All is in no order.
func (m *Memory) All() ([]Kept, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Kept
	for _, k := range m.about {
		all = append(all, k)
	}
	return all, nil
}
