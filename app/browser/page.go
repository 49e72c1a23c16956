//go:build js && wasm

package browser

import (
	"strconv"
	"syscall/js"
	"time"
)

// Ready says on the page that the program answers, and which version it is. It
// waits until what was begun before it has been drawn: JavaScript gets its turn
// only when the program rests.
func Ready(version string) {
	about := js.Global().Get("Object").New()
	about.Set("version", version)
	js.Global().Set("denghuo", js.Global().Get("Object").Call("freeze", about))
	var f js.Func
	f = js.FuncOf(func(js.Value, []js.Value) any {
		f.Release()
		js.Global().Get("document").Get("body").Get("dataset").Set("readyAt", js.Global().Get("performance").Call("now"))
		js.Global().Get("document").Get("body").Get("dataset").Set("ready", "1")
		return nil
	})
	js.Global().Call("setTimeout", f, 0)
}

// FormOpen reports whether the page has a field that a person may be filling in.
func FormOpen() bool {
	return js.Global().Get("document").Call("querySelector", "textarea, input:not([type=search])").Truthy()
}

// Persist asks the phone once to keep our storage when room gets short. It does
// not wait for the answer: some phones ask the person.
func Persist() {
	const key = "dh.persist"
	storage := js.Global().Get("navigator").Get("storage")
	if !storage.Truthy() || !storage.Get("persist").Truthy() || (pocket{}).get(key) != "" {
		return
	}
	Complain("note that we asked for lasting storage", pocket{}.set(key, "1"))
	storage.Call("persist")
}

// Heard and KeepHeard are when the city was last heard, over the end of the page.
// Screens say "as of" with it.
func Heard(who string) time.Time {
	ms, err := strconv.ParseInt(pocket{}.get("dh.heard."+who), 10, 64)
	if err != nil {
		return time.Time{} // never, or forbidden
	}
	return time.UnixMilli(ms)
}

// KeepHeard is called seldom: local storage is slow on some phones.
func KeepHeard(who string, t time.Time) {
	Complain("note when the city was heard", pocket{}.set("dh.heard."+who, strconv.FormatInt(t.UnixMilli(), 10)))
}

// SendLater asks the browser to wake the worker when there is a network, where it
// can (Background Sync, Chromium alone). It does not wait, and promises nothing.
func SendLater() {
	workers, err := property(js.Global().Get("navigator"), "serviceWorker")
	if err != nil {
		return
	}
	go func() {
		reg, err := await(workers.Call("getRegistration"), saveTime)
		if err != nil || !reg.Truthy() || !reg.Get("sync").Truthy() {
			return
		}
		if _, err := await(reg.Get("sync").Call("register", "denghuo-outbox"), saveTime); err != nil {
			return // the person has forbidden it: the page sends when it is open
		}
	}()
}
