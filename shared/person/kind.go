package person

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Device reports whether id is a phone's own device person.
func (id ID) Device() bool { return strings.HasPrefix(string(id), "d-") }

// Cardholder reports whether id is of somebody who bound a card.
func (id ID) Cardholder() bool { return strings.HasPrefix(string(id), "h-") }

// Pseudonym is a name for what stays after its person had all of theirs deleted:
// "x-" and 20 hex characters. The seed is random and kept nowhere, and about is the
// record's subject, so that what one person did in two places does not show as one.
func Pseudonym(seed, about string) ID {
	sum := sha256.Sum256([]byte("denghuo pseudonym\n" + seed + "\n" + about))
	return ID("x-" + hex.EncodeToString(sum[:10]))
}

// Hired reports whether the ID is that of staff or a merchant: an account that an
// administrator made.
func (id ID) Hired() bool { return strings.HasPrefix(string(id), "s-") }
