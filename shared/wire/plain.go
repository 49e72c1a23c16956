//go:build !js

package wire

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// parsePlain reads an envelope of the very form that Encode gives to one with plain
// names, as all phones send them: thousands come at once. False for any other, whether
// it is good or not. (plain_test.go holds it against JSON.)
func parsePlain(b []byte) (e Envelope, ok bool) {
	text := string(b) // of which the names are parts
	rest, ok := strings.CutPrefix(text, `{"n":`)
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	n, err := strconv.ParseUint(rest[:digits], 10, 64)
	if !ok || err != nil || rest[0] == '0' {
		return e, false
	}
	e.N, rest = n, rest[digits:]
	var prev, by, at, kind string
	if strings.HasPrefix(rest, `,"prev":"`) {
		if prev, rest, ok = cutText(rest, `,"prev":"`); !ok {
			return e, false
		}
	}
	if by, rest, ok = cutText(rest, `,"by":"`); !ok {
		return e, false
	}
	if at, rest, ok = cutText(rest, `,"at":"`); !ok {
		return e, false
	}
	end := len(b) - len(rest) - 1
	if e.At.UnmarshalText(b[end-len(at):end]) != nil {
		return e, false
	}
	if kind, rest, ok = cutText(rest, `,"kind":"`); !ok {
		return e, false
	}
	rest, ok = strings.CutPrefix(rest, `,"op":`)
	if !ok || len(rest) < 3 || rest[0] != '{' || rest[len(rest)-1] != '}' {
		return e, false
	}
	if e.Op = b[len(b)-len(rest) : len(b)-1 : len(b)-1]; e.Op[len(e.Op)-1] != '}' || !json.Valid(e.Op) {
		return e, false
	}
	e.Prev, e.By, e.Kind = op.Hash(prev), person.ID(by), kind
	return e, true
}

// cutText takes a name and a plain text off the front.
func cutText(s, name string) (text, rest string, ok bool) {
	if !strings.HasPrefix(s, name) {
		return "", s, false
	}
	s = s[len(name):]
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"':
			return s[:i], s[i+1:], true
		case c < 0x20 || c >= 0x7f || c == '\\':
			return "", s, false
		}
	}
	return "", s, false
}

// parsePush reads a frame that is a push, of the very form that Encode gives. False for
// any other, whether it is good or not.
func parsePush(b []byte) (p Push, ok bool) {
	rest, ok := bytes.CutPrefix(b, []byte(`{"push":{"sent":"`))
	end := bytes.IndexByte(rest, '"')
	if !ok || end < 0 || p.Sent.UnmarshalText(rest[:end]) != nil {
		return p, false
	}
	rest, ok = bytes.CutPrefix(rest[end:], []byte(`","envelopes":[`))
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
