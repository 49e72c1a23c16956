//go:build js && wasm

package browser

import (
	"syscall/js"
	"time"
)

// Voice reads a text aloud, or is silent when it is empty; nil on a phone without a
// voice for anything.
func Voice() func(lang, text string) {
	speech := js.Global().Get("speechSynthesis")
	if !speech.Truthy() || !js.Global().Get("SpeechSynthesisUtterance").Truthy() {
		return nil
	}
	return func(lang, text string) {
		u := js.Global().Get("SpeechSynthesisUtterance").New(text)
		u.Set("lang", lang)
		u.Set("rate", 0.85) // for somebody who types along
		Complain("read aloud", attempt(func() {
			speech.Call("cancel") // the latest tap is what is wanted
			if text != "" {
				speech.Call("speak", u)
			}
		}))
	}
}

// Awake keeps the screen from going dark; nil where the phone does not let us.
func Awake() func(on bool) {
	lock := js.Global().Get("navigator").Get("wakeLock")
	if !lock.Truthy() {
		return nil
	}
	held := js.Undefined()
	return func(on bool) {
		if !on {
			if held.Truthy() {
				held.Call("release")
				held = js.Undefined()
			}
			return
		}
		go func() {
			got, err := await(lock.Call("request", "screen"), 5*time.Second)
			if err != nil {
				return // a phone that saves power says no; the code is still there
			}
			held = got
		}()
	}
}

// HandFile gives a file to the person, as a download.
func HandFile(name, kind string, body []byte) {
	blob := js.Global().Get("Blob").New([]any{toJS(body)}, map[string]any{"type": kind})
	url := js.Global().Get("URL").Call("createObjectURL", blob)
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", url)
	link.Set("download", name)
	link.Call("click")
	var done js.Func
	done = js.FuncOf(func(js.Value, []js.Value) any { // the browser has taken it by then
		done.Release()
		js.Global().Get("URL").Call("revokeObjectURL", url)
		return nil
	})
	js.Global().Call("setTimeout", done, 10_000)
}
