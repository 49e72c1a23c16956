package gate

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"denghuo/shared/person"
)

// Tokens come in two kinds. "d." and 43 characters of base64url is a secret that
// a phone made for itself: who has it is the device person that its hash names,
// so the city keeps nothing and the phone can begin without a network. "s." is a
// signed statement of the city about who signed in.

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
		return "", err
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
	if secret, ok := strings.CutPrefix(token, "d."); ok {
		if raw, err := base64.RawURLEncoding.DecodeString(secret); err != nil || len(raw) != 32 {
			return person.Actor{}, ErrToken
		}
		return person.Actor{ID: DeviceID(secret), Roles: []person.Role{person.Resident}}, nil
	}
	text, signature, ok := strings.Cut(strings.TrimPrefix(token, "s."), ".")
	given, err := base64.RawURLEncoding.DecodeString(signature)
	if !ok || err != nil || !strings.HasPrefix(token, "s.") || !hmac.Equal(given, t.mac(text)) {
		return person.Actor{}, ErrToken
	}
	var s statement
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(body, &s) != nil || t.now().Unix() > s.Until {
		return person.Actor{}, ErrToken
	}
	return person.Actor{ID: s.ID, Name: s.Name, Roles: s.Roles}, nil
}

// DeviceID is the person that a device secret stands for. app/browser computes
// the same on the phone.
func DeviceID(secret string) person.ID {
	h := sha256.Sum256([]byte("denghuo device\n" + secret))
	return person.ID("d-" + hex.EncodeToString(h[:10]))
}
