package gate

import (
	"fmt"

	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// Stand tells from which sequence a phone is to be told what is new: from its own,
// or from zero in another epoch. A phone that knows more than the city does in the
// same epoch is proof that the city lost something: the error ends its line with
// Rewound. The simulation's city stands its phones by it too.
func Stand(s *store.Store, h wire.Hello) (since uint64, epoch string, err error) {
	epoch, seq := s.At()
	if h.Epoch != epoch {
		return 0, epoch, nil
	}
	reader := s.Read(nil)
	defer reader.Close()
	mark, _ := op.Marks.Get(reader, op.ID(h.Client))
	heard := h.Heard
	if h.Since > seq || heard.N > mark.N || (heard.N > 0 && heard.N == mark.N && heard.Hash != mark.Hash) {
		return 0, epoch, end{wire.Rewound, fmt.Sprintf("it has sequence %d and mark %d, the city has %d and %d", h.Since, heard.N, seq, mark.N)}
	}
	return h.Since, epoch, nil
}
