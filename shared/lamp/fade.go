package lamp

import (
	"time"

	"denghuo/shared/op"
	"denghuo/shared/privacy"
)

// Faded reports whether a spot has been closed for so long that the public need not
// see it any more (shared/privacy).
func (s Spot) Faded(at time.Time) bool {
	if s.Old || s.State.Open() || len(s.Steps) == 0 {
		return false
	}
	return privacy.Over(Spots.Name, s.Steps[len(s.Steps)-1].At, at)
}

// Fade takes a spot from the public if its time is over, and tells whether the record
// is of this room. The staff keep it, for the books; a step makes it public again.
func Fade(tx *op.Tx, k op.Key) (ours bool, err error) {
	if k.Table != Spots.Name {
		return false, nil
	}
	s, ok := Spots.Get(tx, k.ID)
	if !ok || !s.Faded(tx.At) {
		return true, nil
	}
	s.Old = true
	return true, Spots.Put(tx, s)
}
