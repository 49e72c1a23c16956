//go:build !js

package wire

import (
	"bytes"
	"encoding/json"
	"strconv"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// parsePlain reads an envelope of the very form that Encode gives to one with plain
// names, as all phones send them: thousands come at once. False for any other, whether
// it is good or not. (plain_test.go holds it against JSON.)
func parsePlain(b []byte) (e Envelope, ok bool) {
	rest, ok := bytes.CutPrefix(b, []byte(`{"n":`))
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	n, err := strconv.ParseUint(string(rest[:digits]), 10, 64)
	if !ok || err != nil || rest[0] == '0' {
		return e, false
	}
	e.N, rest = n, rest[digits:]
	var prev, by, at, kind string
	if bytes.HasPrefix(rest, []byte(`,"prev":"`)) {
		if prev, rest, ok = cutText(rest, `,"prev":"`); !ok {
			return e, false
		}
	}
	if by, rest, ok = cutText(rest, `,"by":"`); !ok {
		return e, false
	}
	if at, rest, ok = cutText(rest, `,"at":"`); !ok || e.At.UnmarshalText([]byte(at)) != nil {
		return e, false
	}
	if kind, rest, ok = cutText(rest, `,"kind":"`); !ok {
		return e, false
	}
	rest, ok = bytes.CutPrefix(rest, []byte(`,"op":`))
	if !ok || len(rest) < 3 || rest[0] != '{' || rest[len(rest)-1] != '}' {
		return e, false
	}
	if e.Op = bytes.Clone(rest[:len(rest)-1]); e.Op[len(e.Op)-1] != '}' || !json.Valid(e.Op) {
		return e, false
	}
	e.Prev, e.By, e.Kind = op.Hash(prev), person.ID(by), kind
	return e, true
}

// cutText takes a name and a plain text off the front.
func cutText(b []byte, name string) (text string, rest []byte, ok bool) {
	if !bytes.HasPrefix(b, []byte(name)) {
		return "", b, false
	}
	b = b[len(name):]
	for i, c := range b {
		switch {
		case c == '"':
			return string(b[:i]), b[i+1:], true
		case c < 0x20 || c >= 0x7f || c == '\\':
			return "", b, false
		}
	}
	return "", b, false
}

// parsePush reads a frame that is a push, of the very form that Encode gives. False for
// any other, whether it is good or not.
func parsePush(b []byte) (p Push, ok bool) {
	sent, rest, ok := cutText(b, `{"push":{"sent":"`)
	if !ok || p.Sent.UnmarshalText([]byte(sent)) != nil {
		return p, false
	}
	rest, ok = bytes.CutPrefix(rest, []byte(`,"envelopes":[`))
	if !ok {
		return p, false
	}
	for {
		n := object(rest)
		if n == 0 || !json.Valid(rest[:n]) {
			return p, false
		}
		p.Envelopes = append(p.Envelopes, json.RawMessage(rest[:n:n]))
		rest = rest[n:]
		switch {
		case bytes.Equal(rest, []byte("]}}")):
			return p, true
		case len(rest) == 0 || rest[0] != ',':
			return p, false
		}
		rest = rest[1:]
	}
}

// object is how long the object is that b begins with; 0 when there is none. What is in
// it, it does not look at.
func object(b []byte) int {
	depth, text := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		if depth == 0 {
			return 0
		}
	}
	return 0
}
