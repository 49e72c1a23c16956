package store

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"denghuo/shared/op"
)

// names knows of nearly every row that was never there that it was never there. At
// 10:00 thousands come for the first time: each is looked for, and for each Badger would
// go through all its tables. It is a row of Bloom filters, each eight times as large as
// the one before, of 12 bits a name, which lie in one line of the processor's cache: one
// in a hundred is looked for in vain, and none that is there is missed. (F. Putze, P.
// Sanders, J. Singler, Cache-, Hash- and Space-Efficient Bloom Filters, 2007.) It is
// filled at start, where all names are gone through anyway, and with each commit before
// that one can be seen.
type names struct {
	seed maphash.Seed
	all  atomic.Pointer[[]*filter]
	mu   sync.Mutex // one adds at a time
}

type filter struct {
	blocks []block
	room   int // names that it still takes
}

// block is a line of the cache.
type block [8]atomic.Uint64

const (
	firstNames = 1 << 17 // that the smallest filter takes
	namesEach  = 42      // in one block of 512 bits
	places     = 6       // of one name
)

func newNames() *names {
	n := &names{seed: maphash.MakeSeed()}
	n.all.Store(&[]*filter{newFilter(firstNames)})
	return n
}

func newFilter(room int) *filter {
	return &filter{blocks: make([]block, (room+namesEach-1)/namesEach), room: room}
}

// hash is of a name.
func (n *names) hash(k op.Key) uint64 {
	return joined(maphash.String(n.seed, k.Table), maphash.String(n.seed, string(k.ID)))
}

func (n *names) hashOf(table, id []byte) uint64 {
	return joined(maphash.Bytes(n.seed, table), maphash.Bytes(n.seed, id))
}

func joined(table, id uint64) uint64 { return id ^ (table<<31 | table>>33) }

// add notes names by their hashes.
func (n *names) add(hashes ...uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := *n.all.Load()
	last := all[len(all)-1]
	for _, hash := range hashes {
		if last.room == 0 {
			last = newFilter(len(last.blocks) * namesEach * 8)
			all = append(all[:len(all):len(all)], last)
			grown := all
			n.all.Store(&grown)
		}
		last.room--
		block, bits := last.where(hash)
		for range places {
			block[bits>>6&7].Or(1 << (bits & 63))
			bits >>= 9
		}
	}
}

// maybe reports whether there may be a row of this name.
func (n *names) maybe(hash uint64) bool {
	for _, f := range *n.all.Load() {
		if f.maybe(hash) {
			return true
		}
	}
	return false
}

func (f *filter) maybe(hash uint64) bool {
	block, bits := f.where(hash)
	for range places {
		if block[bits>>6&7].Load()&(1<<(bits&63)) == 0 {
			return false
		}
		bits >>= 9
	}
	return true
}

// where is the block of a name, and its places in there, 9 bits each.
func (f *filter) where(hash uint64) (b *block, bits uint64) {
	at := hash >> 32 * uint64(len(f.blocks)) >> 32
	return &f.blocks[at], hash * 0x9e3779b97f4a7c15 >> 10 // the golden ratio's, so that they do not hang on the block
}
