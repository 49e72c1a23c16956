//go:build !js

package wire

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

// longWay is DecodeEnvelope's other half.
func longWay(b []byte) (e Envelope, err error) {
	err = json.Unmarshal(b, &e)
	return e, err
}

// TestPlainEnvelopeIsItsJSON: what phones send is read the short way, and the same.
func TestPlainEnvelopeIsItsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string {
			if rapid.IntRange(0, 4).Draw(t, name+" odd") == 0 {
				return rapid.String().Draw(t, name)
			}
			return rapid.StringMatching(`[a-z0-9.-]{0,9}`).Draw(t, name)
		}
		e := Envelope{N: rapid.Uint64().Draw(t, "n"), Prev: op.Hash(text("prev")), By: person.ID(text("by")), Kind: text("kind"),
			At: time.Unix(1_700_000_000, rapid.Int64Range(0, 1e9).Draw(t, "at")).In(time.FixedZone("", 60*rapid.IntRange(-700, 700).Draw(t, "zone"))),
			Op: Encode(map[string]any{"a": text("a"), "b": []int{1}})}
		b := Encode(e)
		short, ok := parsePlain(b)
		long, err := longWay(b)
		if err != nil {
			t.Fatal(err)
		}
		if ok && !same(short, long) {
			t.Fatalf("%s\nshort %+v\nlong  %+v", b, short, long)
		}
	})
	p := Envelope{N: 1, By: "h-1", Kind: "offer.claim", At: time.Unix(1_700_000_000, 5), Op: []byte(`{"drop":"d"}`)}
	for range 2 {
		if _, ok := parsePlain(Encode(p)); !ok {
			t.Fatalf("%s goes the long way", Encode(p))
		}
		p.N, p.Prev = 2, HashOf(Encode(p))
	}
}

func same(a, b Envelope) bool {
	at := a.At.Equal(b.At) && a.At.Format(time.RFC3339Nano) == b.At.Format(time.RFC3339Nano)
	a.At, b.At = time.Time{}, time.Time{}
	return at && reflect.DeepEqual(a, b)
}

// FuzzPlainEnvelope: what goes the short way JSON reads the same.
func FuzzPlainEnvelope(f *testing.F) {
	for _, s := range []string{`{"n":1,"by":"d-1","at":"2026-11-24T12:00:00Z","kind":"lamp.submit","op":{"id":"r"}}`,
		`{"n":1,"prev":"ab","by":"d-1","at":"2026-11-24T12:00:00.5+08:00","kind":"x","op":{}}`, `{"n":01,"by":"","at":"","kind":"","op":{}}`,
		`{"n":1,"by":"d","at":"2026-11-24T12:00:00Z","kind":"x","op":{},"kind":"y"}`, `{"n":1,"by":"d","at":"2026-11-24T12:00:00Z","kind":"x","op":{}}}`,
		`{"n":1,"by":"d","at":"2026-11-24T12:00:00Z","kind":"x","op":{"a":1},"op":{"b":2}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		short, ok := parsePlain(b)
		if !ok {
			return
		}
		if long, err := longWay(b); err != nil || !same(short, long) {
			t.Fatalf("%q\nshort %+v\nlong  %+v %v", b, short, long, err)
		}
	})
}

// TestPushIsItsJSON: what phones send is read the short way, and the same.
func TestPushIsItsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Push{Sent: time.Unix(1_700_000_000, rapid.Int64Range(0, 1e9).Draw(t, "sent")).UTC()}
		for range rapid.IntRange(0, 3).Draw(t, "envelopes") {
			p.Envelopes = append(p.Envelopes, Encode(map[string]any{"op": map[string]string{"a": rapid.String().Draw(t, "a")}, "b": []int{}}))
		}
		b := Encode(Up{Push: &p})
		short, ok := parsePush(b)
		if ok != (len(p.Envelopes) > 0) {
			t.Fatalf("%s is read the short way: %v", b, ok)
		}
		if ok && string(Encode(short)) != string(Encode(p)) {
			t.Fatalf("%s\nbecame %s", b, Encode(short))
		}
	})
}

// FuzzPush: what goes the short way JSON reads the same.
func FuzzPush(f *testing.F) {
	for _, s := range []string{`{"push":{"sent":"2026-11-24T12:00:00Z","envelopes":[{"a":"}{\\\""},{}]}}`, `{"push":{"sent":"2026-11-24T12:00:00Z","envelopes":[{]}]}}`,
		`{"push":{"sent":"2026-11-24T12:00:00Z","envelopes":[{}],"envelopes":[{}]}}`, `{"push":{"sent":"2026-11-24T12:00:00Z","envelopes":[{},]}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		short, ok := parsePush(b)
		if !ok {
			return
		}
		var long Up
		if err := json.Unmarshal(b, &long); err != nil || long.Push == nil || !reflect.DeepEqual(short.Envelopes, long.Push.Envelopes) || !short.Sent.Equal(long.Push.Sent) {
			t.Fatalf("%q\nshort %s\nlong  %+v %v", b, Encode(short), long.Push, err)
		}
	})
}
