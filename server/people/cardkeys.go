package people

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"denghuo/shared/op"
)

// CardKeys are the city's keys for the card register. Losing Hash makes every card
// unknown until the register is imported again; losing Contact makes its phone
// numbers unreadable until then.
type CardKeys struct {
	Hash    []byte   // HMAC-SHA256, 32 bytes
	Contact [][]byte // AES-256-GCM; the first one seals, all open
}

// keyed is a hash that nobody computes without the city's key. Kinds keep a phone
// number from being found as an address.
func (k CardKeys) keyed(kind string, parts ...string) string {
	h := hmac.New(sha256.New, k.Hash)
	h.Write([]byte("denghuo " + kind))
	for _, p := range parts {
		h.Write([]byte("\n" + p))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// card names a card by its number as cleanNumber gives it.
func (k CardKeys) card(number string) op.ID { return op.ID(k.keyed("card", number)) }

// name is of a name on a card: the same name on two cards does not show.
func (k CardKeys) name(card op.ID, name string) string {
	return k.keyed("name", string(card), cleanName(name))
}

func (k CardKeys) phone(phone string) string { return k.keyed("phone", phone) }

// A sealed text is
//
//	4 bytes: the first of SHA-256 of the key
//	12 bytes: nonce, random
//	the text, AES-256-GCM, with what it belongs to as additional data
//
// so that a key can be followed by another while old texts are still read, and a
// text that was moved to another record does not open.
const (
	keyIDBytes = 4
	nonceBytes = 12
)

// ErrSealed says that a sealed text cannot be read: its key is gone, or it was
// changed or moved.
var ErrSealed = errors.New("the sealed text does not open")

func keyID(key []byte) []byte {
	sum := sha256.Sum256(key)
	return sum[:keyIDBytes]
}

// seal seals with the first key.
func (k CardKeys) seal(about op.ID, text string) ([]byte, error) {
	if len(k.Contact) == 0 {
		return nil, errors.New("seal: there is no contact key")
	}
	g, err := gcm(k.Contact[0])
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, nonceBytes)
	rand.Read(nonce) // never fails since Go 1.24
	head := append(keyID(k.Contact[0]), nonce...)
	return g.Seal(head, nonce, []byte(text), []byte(about)), nil
}

// open reads what any of the keys has sealed.
func (k CardKeys) open(about op.ID, sealed []byte) (string, error) {
	if len(sealed) < keyIDBytes+nonceBytes {
		return "", ErrSealed
	}
	for _, key := range k.Contact {
		if !bytes.Equal(keyID(key), sealed[:keyIDBytes]) {
			continue
		}
		g, err := gcm(key)
		if err != nil {
			return "", err
		}
		text, err := g.Open(nil, sealed[keyIDBytes:keyIDBytes+nonceBytes], sealed[keyIDBytes+nonceBytes:], []byte(about))
		if err != nil {
			return "", ErrSealed
		}
		return string(text), nil
	}
	return "", ErrSealed
}

// sealedNow reports whether a text is under the key that seals today.
func (k CardKeys) sealedNow(sealed []byte) bool {
	return len(k.Contact) > 0 && bytes.HasPrefix(sealed, keyID(k.Contact[0]))
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("contact key: %w", err)
	}
	g, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("contact key: %w", err)
	}
	return g, nil
}
