package store

import (
	"sync"

	"denghuo/shared/op"
)

// cacheBytes is how much of what was read lately is held, decoded: some ten thousand
// rows. What many phones read from zero is mostly the same, and reading it from the
// tables each time costs five times a bare iteration over them.
const cacheBytes = 16 << 20

// cache holds rows by their sequence. What a sequence holds never changes: a row that
// is written again gets another one (Sweep changes only who had it once). So nothing in here is ever wrong, at worst it is
// not asked for any more. It is filled in two halves: when the young one is full, it
// becomes the old one, and what was not looked at since is let go.
type cache struct {
	mu         sync.Mutex
	room       int // bytes of one half
	used       int // of the young half
	young, old map[uint64]*cached
}

// cached is a row as it was written. It is never changed.
type cached struct {
	key    op.Key
	stored stored
}

func (c *cached) size() int { return len(c.stored.body) + 250 + 24*len(c.stored.To) }

func newCache(bytes int) *cache { return &cache{room: bytes / 2, young: map[uint64]*cached{}} }

func (c *cache) get(seq uint64) *cached {
	c.mu.Lock()
	defer c.mu.Unlock()
	if row, ok := c.young[seq]; ok {
		return row
	}
	row, ok := c.old[seq]
	if ok {
		c.keep(seq, row)
	}
	return row
}

func (c *cache) put(seq uint64, row *cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(seq, row)
}

func (c *cache) keep(seq uint64, row *cached) {
	if c.used += row.size(); c.used > c.room {
		c.old, c.young, c.used = c.young, map[uint64]*cached{}, row.size()
	}
	c.young[seq] = row
}
