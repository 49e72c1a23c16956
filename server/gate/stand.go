package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// Stand tells from which sequence a phone is to be told what is new: from its own,
// or from zero in another epoch, or when this reader may read something else than
// last time (a role was lost or came back): rows that they may not read any more
// leave the phone, and those that they missed come. A phone that knows more than
// the city does in the same epoch is proof that the city lost something: the error
// ends its line with Rewound. The simulation's city stands its phones by it too.
//
// The epoch that it gives is what the phone is told and says again: the store's, a
// slash, and a mark of the scopes.
func Stand(s *store.Store, scopes []person.Scope, h wire.Hello) (since uint64, epoch string, err error) {
	stored, seq := s.At()
	epoch = stored + "/" + markOf(scopes)
	said, _, _ := strings.Cut(h.Epoch, "/")
	if said != stored {
		return 0, epoch, nil
	}
	reader := s.Read(nil)
	defer reader.Close()
	mark, _ := op.Marks.Get(reader, op.ID(h.Client))
	heard := h.Heard
	if h.Since > seq || heard.N > mark.N || (heard.N > 0 && heard.N == mark.N && heard.Hash != mark.Hash) {
		return 0, epoch, end{wire.Rewound, fmt.Sprintf("it has sequence %d and mark %d, the city has %d and %d", h.Since, heard.N, seq, mark.N)}
	}
	if h.Epoch != epoch {
		return 0, epoch, nil
	}
	return h.Since, epoch, nil
}

// markOf is short: a phone compares nothing, it only says it again.
func markOf(scopes []person.Scope) string {
	h := sha256.New()
	for _, s := range scopes {
		fmt.Fprintln(h, s)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}
