package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"denghuo/shared/op"
)

// ErrBroken is wrapped by every fault of the chain.
var ErrBroken = errors.New("the audit log is not what was written")

func broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrBroken, fmt.Sprintf(format, args...))
}

// Check walks a chain from an entry on, one row after the other.
type Check struct {
	at      Head   // how far it was found whole
	trimmed uint64 // what the last trim said it cut
}

// CheckFrom begins after what a head says is gone.
func CheckFrom(h Head) *Check {
	return &Check{at: Head{N: h.Gone, Hash: h.GoneHash}}
}

// At is the number that was found whole last.
func (c *Check) At() uint64 { return c.at.N }

// Next takes the row after the last one. The row must be, byte for byte, what Append
// wrote: a field that no entry has would otherwise be a place to write in.
func (c *Check) Next(row op.Row) error {
	n := c.at.N + 1
	if row.Key.ID != EntryID(n) {
		return broken("entry %d is missing, %s follows", n, row.Key.ID)
	}
	var e Entry
	if err := json.Unmarshal(row.Body, &e); err != nil {
		return broken("entry %d cannot be read: %v", n, err)
	}
	again, err := json.Marshal(e)
	if err != nil || !bytes.Equal(again, row.Body) {
		return broken("entry %d has other bytes", n)
	}
	hash, err := hashOf(e)
	switch {
	case err != nil || e.Hash != hash:
		return broken("entry %d was changed", n)
	case e.N != n:
		return broken("entry %d says it is %d", n, e.N)
	case e.Prev != c.at.Hash:
		return broken("entry %d does not follow entry %d", n, n-1)
	case len(row.To) > 0:
		return broken("entry %d has readers", n)
	}
	c.at.N, c.at.Hash = n, hash
	if e.Kind == TrimKind && e.Refused == "" {
		c.trimmed, _ = strconv.ParseUint(string(e.About.ID), 10, 64) // no number is none
	}
	return nil
}

// End compares with where the chain should end, and with what it says it began with.
func (c *Check) End(h Head) error {
	switch {
	case h.Gone > c.trimmed:
		return broken("what came before entry %d was cut, and nobody says so", h.Gone+1)
	case c.at.N < h.N:
		return broken("it ends at entry %d of %d", c.at.N, h.N)
	case c.at.N > h.N || c.at.Hash != h.Hash:
		return broken("entry %d is not the head that was written, %d", c.at.N, h.N)
	}
	return nil
}

// Verify reads the whole chain and gives its head, or the first thing that is wrong.
// Who can change the store could write a whole new chain: note the head elsewhere now
// and then, it is 64 characters.
func Verify(r op.Reader) (Head, error) {
	h, err := readHead(r)
	if err != nil {
		return h, err
	}
	c := CheckFrom(h)
	r.Each(Entries.Name, func(row op.Row) bool {
		err = c.Next(row)
		return err == nil
	})
	if err == nil {
		err = c.End(h)
	}
	return h, err
}

// readHead wants it byte for byte as well. No head is right before the first entry.
func readHead(r op.Reader) (h Head, err error) {
	row, ok := r.Get(Heads.Key(headID))
	if !ok {
		return h, nil
	}
	if err := json.Unmarshal(row.Body, &h); err != nil {
		return h, broken("its head cannot be read: %v", err)
	}
	again, err := json.Marshal(h)
	if err != nil || !bytes.Equal(again, row.Body) || len(row.To) > 0 {
		return h, broken("its head has other bytes")
	}
	return h, nil
}
