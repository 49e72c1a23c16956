//go:build js && wasm

package browser

import (
	"encoding/hex"
	"syscall/js"

	"denghuo/shared/op"
)

// NewID is 16 random bytes in hex: 32 lower-case characters.
func NewID() op.ID { return op.ID(hex.EncodeToString(random(16))) }

// random is from the browser's cryptographic source.
func random(n int) []byte {
	a := js.Global().Get("Uint8Array").New(n)
	js.Global().Get("crypto").Call("getRandomValues", a)
	return toGo(a)
}

// Chance is in [0, 1), for waiting times only.
func Chance() float64 { return js.Global().Get("Math").Call("random").Float() }
