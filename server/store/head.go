package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"denghuo/shared/person"
)

// A row's head is small JSON that is written with every row and read with every row,
// so it is put together and taken apart by hand. Nearly all heads have plain names in
// them; any other goes the long way.

// appendHead appends the bytes that json.Marshal gives.
func (s stored) appendHead(b []byte) ([]byte, error) {
	if !plain(s.To) || !plain(s.Was) {
		head, err := json.Marshal(s)
		if err != nil {
			return nil, fmt.Errorf("encode head: %w", err)
		}
		return append(b, head...), nil
	}
	b = strconv.AppendUint(append(b, `{"q":`...), s.Seq, 10)
	b = appendScopes(b, `,"to":`, s.To)
	b = appendScopes(b, `,"was":`, s.Was)
	if s.Gone {
		b = append(b, `,"gone":true`...)
	}
	return append(b, '}'), nil
}

func appendScopes(b []byte, name string, scopes []person.Scope) []byte {
	if len(scopes) == 0 {
		return b
	}
	b = append(append(b, name...), '[')
	for i, s := range scopes {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), s...), '"')
	}
	return append(b, ']')
}

// plain reports whether JSON quotes these as they are.
func plain(scopes []person.Scope) bool {
	for _, s := range scopes {
		for i := range len(s) {
			if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
				return false
			}
		}
	}
	return true
}

// parseHead reads what appendHead has written.
func parseHead(b []byte) (s stored, err error) {
	if s, ok := parsePlainHead(string(b)); ok {
		return s, nil
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("stored row's head: %w", err)
	}
	return s, nil
}

// parsePlainHead takes a head of the very form that appendHead gives to plain names;
// false for any other, whether it is good or not.
func parsePlainHead(b string) (s stored, ok bool) {
	rest, ok := strings.CutPrefix(b, `{"q":`)
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	n, err := strconv.ParseUint(rest[:digits], 10, 64)
	if !ok || err != nil || digits > 1 && rest[0] == '0' {
		return s, false
	}
	s.Seq, rest = n, rest[digits:]
	if s.To, rest, ok = cutScopes(rest, `,"to":[`); !ok {
		return s, false
	}
	if s.Was, rest, ok = cutScopes(rest, `,"was":[`); !ok {
		return s, false
	}
	rest, s.Gone = strings.CutPrefix(rest, `,"gone":true`)
	return s, rest == "}"
}

// cutScopes takes a list off the front, if it is there; false when it is not plain.
func cutScopes(b, name string) (scopes []person.Scope, rest string, ok bool) {
	rest, there := strings.CutPrefix(b, name)
	if !there {
		return nil, b, true
	}
	for {
		if len(rest) == 0 || rest[0] != '"' {
			return nil, b, false
		}
		end := strings.IndexByte(rest[1:], '"')
		if end < 0 || !plain([]person.Scope{person.Scope(rest[1 : 1+end])}) {
			return nil, b, false
		}
		scopes, rest = append(scopes, person.Scope(rest[1:1+end])), rest[2+end:]
		switch {
		case strings.HasPrefix(rest, ","):
			rest = rest[1:]
		case strings.HasPrefix(rest, "]"):
			return scopes, rest[1:], true
		default:
			return nil, b, false
		}
	}
}
