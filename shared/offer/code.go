package offer

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// alphabet is Crockford's base 32: no I, L, O, U, so a code can be read aloud.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Sealed is the bytes that the city signs: every field that a till relies on,
// one a line, in this order, since 2026: "coupon/1", id, drop, offer, holder,
// serial, given (RFC 3339 in UTC), valid (RFC 3339 in UTC, or "-"). A coupon with
// a key for its moving code is "coupon/2" and has that in hex as a last line.
func (c Coupon) Sealed() []byte {
	valid, version := "-", "coupon/1"
	if !c.Valid.IsZero() {
		valid = c.Valid.UTC().Format(time.RFC3339)
	}
	if len(c.Public) > 0 {
		version = "coupon/2"
	}
	lines := []string{version, string(c.ID), string(c.Drop), string(c.Offer),
		string(c.Holder), c.Serial, c.At.UTC().Format(time.RFC3339), valid}
	if len(c.Public) > 0 {
		lines = append(lines, hex.EncodeToString(c.Public))
	}
	return []byte(strings.Join(lines, "\n"))
}

// CodeOf makes the 12 characters that a person can read to a till: 11 of base 32
// (55 bits) from the hash of the seal, which nobody can make without the city's
// key, and a check character.
func CodeOf(seal []byte) string {
	h := sha256.Sum256(append([]byte("coupon code\n"), seal...))
	var b strings.Builder
	for i := range 11 {
		bit := i * 5
		v := (uint16(h[bit/8])<<8 | uint16(h[bit/8+1])) >> (11 - bit%8) & 31
		b.WriteByte(alphabet[v])
	}
	return b.String() + string(check(b.String()))
}

// check is a weighted sum modulo 31: weights 1 to 11 are distinct and the modulus
// is prime, so every wrong character and every swap of two is caught, save the
// pair 0 and Z, which share a remainder.
func check(s string) byte {
	sum := 0
	for i := range len(s) {
		sum += (i + 1) * strings.IndexByte(alphabet, s[i])
	}
	return alphabet[sum%31]
}

// ValidCode reports whether s is 12 characters with the right check character.
// Spaces, case and the letters that are easily misread are forgiven.
func ValidCode(s string) bool {
	s = Normal(s)
	return len(s) == 12 && strings.Trim(s, alphabet) == "" && check(s[:11]) == s[11]
}

// Normal is how a code is compared.
func Normal(s string) string {
	r := strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1")
	return r.Replace(strings.ToUpper(s))
}

// Genuine reports whether the city with this key gave the coupon. It is a function
// and no method, so that a program that never asks does not carry Ed25519.
func Genuine(c Coupon, city ed25519.PublicKey) bool {
	return len(city) == ed25519.PublicKeySize && ed25519.Verify(city, c.Sealed(), c.Seal)
}
