package audit

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Kept is how long entries stay at least; the law asks for six months.
const Kept = 180 * 24 * time.Hour

// trimAtOnce is how many entries one op may cut, so that a commit stays small.
const trimAtOnce = 500

// TrimKind is the name of the op that cuts. It must write an entry about the last
// entry that it cut, so that a chain that merely lost its beginning does not pass for
// one that was trimmed.
const TrimKind = "audit.trim"

// Cut lets the oldest entries go, up to and with to, at most 500 at once, and writes
// down where the chain begins now. Nothing younger than Kept is ever cut, whoever asks.
func Cut(tx *op.Tx, to uint64) error {
	h := HeadOf(tx)
	switch {
	case !tx.By.Is(person.System):
		return op.Refuse(op.NotYours, "")
	case to <= h.Gone, to >= h.N:
		return op.Refuse(op.NotFound, "to")
	case to > h.Gone+trimAtOnce:
		return op.Refuse(op.TooLong, "to")
	}
	for n := h.Gone + 1; n <= to; n++ {
		e, ok := Entries.Get(tx, EntryID(n))
		if !ok || tx.At.Sub(e.At) < Kept {
			return op.Refuse(op.NotYours, "to")
		}
		Entries.Drop(tx, e.RecordID())
		h.Gone, h.GoneHash = n, e.Hash
	}
	return Heads.Put(tx, h)
}

// Old is the entry to trim to at this time: the last of those after what is gone
// already that are older than keep, at most as many as one Cut takes; 0 when there
// is none.
func Old(r op.Reader, at time.Time, keep time.Duration) (to uint64) {
	h := HeadOf(r)
	for n := h.Gone + 1; n < h.N && n <= h.Gone+trimAtOnce; n++ {
		e, ok := Entries.Get(r, EntryID(n))
		if !ok || at.Sub(e.At) < max(keep, Kept) {
			break
		}
		to = n
	}
	return to
}
