package wire_test

import (
	"bytes"
	"testing"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// FuzzDownFrame: what a phone accepts from the city it can write again and reads the
// same; anything else is an error and no panic.
func FuzzDownFrame(f *testing.F) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	f.Add(wire.Encode(wire.Down{Delta: &wire.Delta{Epoch: "e/1", From: 1, To: 2, Now: now, Rows: []op.Row{{Key: op.Key{Table: "t", ID: "i"}, Body: []byte(`{"a":1}`)}}}}))
	f.Add(wire.Encode(wire.Down{Delta: &wire.Delta{Epoch: "e/1", From: 2, To: 2, Now: now, Place: &wire.Place{N: 7, Before: 4999}}}))
	f.Add(wire.Encode(wire.Down{Bye: &wire.Bye{Reason: wire.Later, Again: 5}}))
	f.Add(wire.Encode(wire.Down{Bye: &wire.Bye{Reason: wire.Busy, Full: true}}))
	f.Add([]byte(`{"delta":{"from":2,"to":2,"place":null}}`))
	f.Add([]byte(`{"delta":{},"bye":{}}`))
	f.Add([]byte(`{"delta":{"rows":[{"k":{"t":"","i":""},"gone":true}]}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := wire.DecodeDown(b)
		if err != nil {
			return
		}
		if (d.Delta == nil) == (d.Bye == nil) {
			t.Fatalf("%q gives %+v", b, d)
		}
		first := wire.Encode(d)
		again, err := wire.DecodeDown(first)
		if err != nil || !bytes.Equal(first, wire.Encode(again)) {
			t.Fatalf("%q became %q: %v", b, first, err)
		}
	})
}

// FuzzStoredEnvelope: an envelope that is accepted has a number, a kind and an op,
// and is within its limit.
func FuzzStoredEnvelope(f *testing.F) {
	f.Add(wire.Encode(wire.Envelope{N: 1, By: "d-1", Kind: "lamp.submit", Op: []byte(`{"id":"r"}`)}))
	f.Add([]byte(`{"n":18446744073709551615,"kind":"x","op":null}`))
	f.Add([]byte(`{"n":1,"kind":"","op":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := wire.DecodeEnvelope(b)
		if err == nil && (e.N == 0 || e.Kind == "" || len(e.Op) == 0 || len(b) > wire.MaxEnvelope) {
			t.Fatalf("%q gives %+v", b, e)
		}
	})
}
