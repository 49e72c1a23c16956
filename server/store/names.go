package store

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"denghuo/shared/op"
)

// names knows of nearly every row that was never there that it was never there. At
// 10:00 thousands come for the first time: each is looked for, and for each Badger would
// go through all its tables. It is a row of Bloom filters, each twice as large as the
// one before, of 10 bits a name: one in a hundred is looked for in vain, and none that
// is there is missed. It is filled at start, where all names are gone through anyway,
// and with each commit before that one can be seen.
type names struct {
	seed maphash.Seed
	all  atomic.Pointer[[]*filter]
	mu   sync.Mutex // one adds at a time
}

type filter struct {
	bits []atomic.Uint64
	room int // names that it still takes
}

// firstNames is how many names the smallest filter takes.
const firstNames = 4096

func newNames() *names {
	n := &names{seed: maphash.MakeSeed()}
	n.all.Store(&[]*filter{newFilter(firstNames)})
	return n
}

func newFilter(room int) *filter { return &filter{bits: make([]atomic.Uint64, room*10/64), room: room} }

// hash is of what stands behind "r/" in a row's key.
func (n *names) hash(table, id string) uint64 {
	var h maphash.Hash
	h.SetSeed(n.seed)
	h.WriteString(table)
	h.WriteByte('/')
	h.WriteString(id)
	return h.Sum64()
}

// add notes a name.
func (n *names) add(k op.Key) { n.note(n.hash(k.Table, string(k.ID))) }

func (n *names) note(hash uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := *n.all.Load()
	last := all[len(all)-1]
	if last.room == 0 {
		last = newFilter(len(last.bits) * 64 / 10 * 2)
		more := append(all[:len(all):len(all)], last)
		n.all.Store(&more)
	}
	last.room--
	last.each(hash, func(word *atomic.Uint64, bit uint64) bool { word.Or(bit); return true })
}

// maybe reports whether there may be a row of this name.
func (n *names) maybe(k op.Key) bool {
	hash := n.hash(k.Table, string(k.ID))
	for _, f := range *n.all.Load() {
		if f.each(hash, func(word *atomic.Uint64, bit uint64) bool { return word.Load()&bit != 0 }) {
			return true
		}
	}
	return false
}

// each goes to the places of a name until do is false.
func (f *filter) each(hash uint64, do func(word *atomic.Uint64, bit uint64) bool) bool {
	step := hash>>32 | 1
	for range 6 {
		at := hash % uint64(len(f.bits)*64)
		if !do(&f.bits[at/64], 1<<(at%64)) {
			return false
		}
		hash += step
	}
	return true
}
