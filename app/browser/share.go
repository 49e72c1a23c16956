//go:build js && wasm

package browser

import "syscall/js"

// Share hands an address to the phone's own sheet, or copies it with its title; then
// copied is true and the person is told so. Both may be forbidden: neither happens.
func Share(title, address string) (copied bool) {
	navigator := js.Global().Get("navigator")
	if navigator.Get("share").Truthy() {
		_, err := await(navigator.Call("share", map[string]any{"title": title, "url": address}), cameraTime)
		if err == nil || named(err, "AbortError") { // they thought better of it
			return false
		}
	}
	board := navigator.Get("clipboard")
	if !board.Truthy() {
		return false
	}
	_, err := await(board.Call("writeText", title+" "+address), placeTime)
	return err == nil
}
