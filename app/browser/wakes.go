//go:build js && wasm

package browser

import (
	"syscall/js"
	"time"
)

// OnWake calls f at each sign that the world may be another: the page is seen
// again, comes back from the cache or from frost, the network changes. f may not
// wait. It is for the whole life of the page.
func OnWake(f func()) {
	window, document := js.Global(), js.Global().Get("document")
	wake := func(js.Value) { f() }
	for _, event := range []string{"pageshow", "focus", "online", "offline"} {
		listen(window, event, wake)
	}
	listen(document, "resume", wake)
	listen(document, "visibilitychange", func(js.Value) {
		if Visible() {
			f()
		}
	})
}

// OnLeave calls f when the page is about to be frozen or put away. f may not wait.
func OnLeave(f func()) {
	leave := func(js.Value) { f() }
	listen(js.Global(), "pagehide", leave)
	listen(js.Global().Get("document"), "freeze", leave)
}

// OnHidden calls f when nobody looks at the page any more. f may not wait.
func OnHidden(f func()) {
	listen(js.Global().Get("document"), "visibilitychange", func(js.Value) {
		if !Visible() {
			f()
		}
	})
}

// rest is after how long without a touch a person is taken to look and not to act.
const rest = time.Second

// OnRest calls f once after each time that a person has touched, scrolled or typed, when
// they have stopped for a second: for what would hold the page up under their hand.
func OnRest(f func()) {
	var touched time.Time
	waiting := false
	touch := func(js.Value) {
		touched = time.Now()
		if waiting {
			return
		}
		waiting = true
		go func() {
			for time.Since(touched) < rest {
				time.Sleep(rest)
			}
			waiting = false
			f()
		}()
	}
	for _, event := range []string{"scroll", "pointerdown", "keydown", "input"} {
		listen(js.Global(), event, touch)
	}
}

// Visible reports whether a person can see the page.
func Visible() bool {
	return js.Global().Get("document").Get("visibilityState").String() == "visible"
}
