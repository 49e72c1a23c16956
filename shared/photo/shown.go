package photo

import (
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Shown is a record: a clerk lets everybody see this photo. It names nobody.
type Shown struct {
	Hash Hash `json:"hash"`
}

// Shows holds what everybody may see.
var Shows = op.Table[Shown]{Name: "shown"}

// RecordID is the hash.
func (s Shown) RecordID() op.ID { return op.ID(s.Hash) }

// Audience is everybody.
func (s Shown) Audience() []person.Scope { return []person.Scope{person.Public} }

// Show lets everybody see a photo that has arrived, or takes it back.
func Show(tx *op.Tx, h Hash, public bool) error {
	if !public {
		tx.Drop(Shows.Key(op.ID(h)))
		return nil
	}
	if _, ok := Table.Get(tx, op.ID(h)); !ok {
		return op.Refuse(op.NotFound, "photos")
	}
	return Shows.Put(tx, Shown{Hash: h})
}

// There reports whether this reader may see a photo that has arrived: it has its record,
// or the one that is for everybody.
func There(r op.Reader, h Hash) bool {
	if _, ok := Table.Get(r, op.ID(h)); ok {
		return true
	}
	_, ok := Shows.Get(r, op.ID(h))
	return ok
}
