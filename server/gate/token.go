package gate

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"denghuo/shared/person"
)

// Tokens come in two kinds.
//
//	d.<secret>                32 random bytes as base64url, 43 characters, made by the
//	                          phone: who has it is the device person that its hash
//	                          names, so the city keeps nothing and a phone can begin
//	                          without a network
//	s.<statement>.<signature> base64url of {"sub","name","roles","exp"} as JSON, and of
//	                          its HMAC-SHA256 by the city: who signed in
const (
	secretBytes = 32
	secretText  = 43
)

// ErrToken says that a token does not hold.
var ErrToken = errors.New("the token does not hold")

// Tokens makes and reads tokens.
type Tokens struct {
	key []byte // HMAC-SHA256, 32 bytes, never leaves the city
	now func() time.Time
}

// NewTokens uses the city's key.
func NewTokens(key []byte, now func() time.Time) *Tokens { return &Tokens{key: key, now: now} }

// statement is the inside of a signed token.
type statement struct {
	ID    person.ID     `json:"sub"`
	Name  string        `json:"name"`
	Roles []person.Role `json:"roles"`
	Until int64         `json:"exp"` // Unix seconds
}

// Sign makes a token for somebody who has proved who they are.
func (t *Tokens) Sign(a person.Actor, lasts time.Duration) (string, error) {
	body, err := json.Marshal(statement{a.ID, a.Name, a.Roles, t.now().Add(lasts).Unix()})
	if err != nil {
		return "", fmt.Errorf("encode token: %w", err)
	}
	text := base64.RawURLEncoding.EncodeToString(body)
	return "s." + text + "." + base64.RawURLEncoding.EncodeToString(t.mac(text)), nil
}

func (t *Tokens) mac(text string) []byte {
	h := hmac.New(sha256.New, t.key)
	h.Write([]byte("denghuo session\n" + text))
	return h.Sum(nil)
}

// Actor tells who a token speaks for.
func (t *Tokens) Actor(token string) (person.Actor, error) {
	kind, rest, _ := strings.Cut(token, ".")
	switch kind {
	case "d":
		return device(rest)
	case "s":
		return t.signed(rest)
	}
	return person.Actor{}, ErrToken
}

func device(secret string) (person.Actor, error) {
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	if err != nil || len(raw) != secretBytes || len(secret) != secretText {
		return person.Actor{}, ErrToken
	}
	return person.Actor{ID: DeviceID(secret), Roles: []person.Role{person.Resident}}, nil
}

func (t *Tokens) signed(rest string) (person.Actor, error) {
	text, signature, _ := strings.Cut(rest, ".")
	given, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !hmac.Equal(given, t.mac(text)) {
		return person.Actor{}, ErrToken
	}
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return person.Actor{}, ErrToken
	}
	var s statement
	if json.Unmarshal(body, &s) != nil || s.ID == "" || t.now().Unix() > s.Until {
		return person.Actor{}, ErrToken
	}
	return person.Actor{ID: s.ID, Name: s.Name, Roles: s.Roles}, nil
}

// newDevice makes a secret for a phone that cannot make its own.
func newDevice() (token string) {
	raw := make([]byte, secretBytes)
	rand.Read(raw) // never fails since Go 1.24
	return "d." + base64.RawURLEncoding.EncodeToString(raw)
}

// DeviceID is the person that a device secret stands for. app/browser computes
// the same on the phone.
func DeviceID(secret string) person.ID {
	h := sha256.Sum256([]byte("denghuo device\n" + secret))
	return person.ID("d-" + hex.EncodeToString(h[:10]))
}
