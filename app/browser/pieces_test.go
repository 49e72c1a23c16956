//go:build js && wasm

package browser

import (
	"testing"

	"denghuo/app/photo"
	"denghuo/shared/op"
	shared "denghuo/shared/photo"
)

// TestCarrier: what is asked and sent, and what each answer of the city means.
func TestCarrier(t *testing.T) {
	c := Carrier{Token: "d.x"}
	for hash, want := range map[shared.Hash]photo.There{"half": {Bytes: 7}, "whole": {Bytes: 7, Whole: true}} {
		if got, err := c.Has(t.Context(), hash); err != nil || got != want {
			t.Errorf("%s: %+v %v, want %+v", hash, got, err, want)
		}
	}
	for status, want := range map[shared.Hash]struct {
		there photo.There
		fails bool
		code  op.Code
	}{
		"204": {there: photo.There{Bytes: 15}},
		"409": {there: photo.There{Bytes: 15}},
		"200": {there: photo.There{Whole: true}},
		"201": {there: photo.There{Whole: true}},
		"413": {fails: true, code: "photo_too_big"},
		"415": {fails: true, code: "photo_too_big"},
		"401": {fails: true},
		"429": {fails: true},
		"503": {fails: true},
	} {
		got, err := c.Piece(t.Context(), status, 10, 20, []byte("piece"))
		refusal, _ := op.AsRefusal(err)
		if got != want.there || (err != nil) != want.fails || refusal.Code != want.code {
			t.Errorf("%s: %+v %v, want %+v", status, got, err, want)
		}
	}
	if codeIn([]byte("<html>")) != NotPicture {
		t.Error("an answer of somebody else's has a code")
	}
}
