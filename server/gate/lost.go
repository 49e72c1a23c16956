package gate

import (
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// lost reports whether a phone that knows more than the city does has proved that
// the city lost something that it had acknowledged. Damage in a log makes Badger
// open with less and say nothing, so this is taken seriously: the city stops taking
// ops, looks at its tables, and begins a new epoch (server's lost.go).
//
// What a phone only says is not believed: a sequence is a number, and a hostile one
// would stop the city with it. Such a phone hears Rewound, as before; it begins anew
// and sends again what it holds, which is its own affair. Proof is a mark with the
// city's own hand in it (authority.Proofs), of this epoch, that
//
//	was given out after a sequence that the city has not reached any more, or
//	the city does not have, nor any later one of that outbox, nor took away
//
// The last, because a person who is forgotten takes their marks along, and might keep
// a copy to show.
func (g *Gate) lost(h wire.Hello) bool {
	epoch, seq := g.Store.At()
	passed, ok := g.Proofs.Holds(epoch, h.Heard)
	if !ok {
		return false
	}
	reader := g.Store.Read(nil)
	defer reader.Close()
	id := op.ID(h.Heard.Client)
	mark, _ := op.Marks.Get(reader, id)
	unknown := mark.N < h.Heard.N || mark.N == h.Heard.N && mark.Hash != h.Heard.Hash
	return passed > seq || unknown && !reader.Was(op.Marks.Key(id))
}

// SendHome ends every line with Later: the phones come back, spread out.
func (g *Gate) SendHome() { g.seats.end() }
