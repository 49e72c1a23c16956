package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// Stand tells from which sequence a phone is to be told what is new: from its own,
// or from zero in another epoch, or when this reader may read something else than
// last time (a role was lost or came back): rows that they may not read any more
// leave the phone, and those that they missed come; or when it was away for longer
// than the city remembers what is gone. A phone that knows more than the city does
// in the same epoch is proof that the city lost something: the error ends its line
// with Rewound. The simulation's city stands its phones by it too.
//
// The epoch that it gives is what the phone is told and says again: the store's, a
// slash, a mark of the scopes, a slash, and the floor of the store when the phone
// began from zero. A first catch-up over many lines passes rows that are older than
// the floor, and goes on as long as the floor is the one that it began at.
func Stand(s *store.Store, scopes []person.Scope, h wire.Hello) (since uint64, epoch string, err error) {
	stored, seq := s.At()
	place, floor := stored+"/"+markOf(scopes), s.Floor()
	epoch = place + "/" + strconv.FormatUint(floor, 36)
	said, rest, _ := strings.Cut(h.Epoch, "/")
	if said != stored {
		return 0, epoch, nil
	}
	known, _ := op.Marks.Get(s.Now(), op.ID(h.Client))
	heard := h.Heard
	if h.Since > seq || heard.N > known.N || (heard.N > 0 && heard.N == known.N && heard.Hash != known.Hash) {
		return 0, epoch, end{reason: wire.Rewound, detail: fmt.Sprintf("it has sequence %d and mark %d, the city has %d and %d", h.Since, heard.N, seq, known.N)}
	}
	mark, began, _ := strings.Cut(rest, "/")
	if said+"/"+mark != place || h.Since < floor && h.Epoch != epoch {
		return 0, epoch, nil
	}
	return h.Since, place + "/" + began, nil
}

// markOf is short: a phone compares nothing, it only says it again.
func markOf(scopes []person.Scope) string {
	h := sha256.New()
	for _, s := range scopes {
		fmt.Fprintln(h, s)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}
