//go:build js && wasm

package browser

import "syscall/js"

// pocket is local storage: small, at once, and it may be forbidden or lost.
type pocket struct{}

// get is empty when there is nothing or nothing may be read.
func (pocket) get(key string) string {
	v, err := inPocket("getItem", key)
	if err != nil {
		return ""
	}
	return text(v)
}

func (pocket) set(key, value string) error {
	_, err := inPocket("setItem", key, value)
	return err
}

func (pocket) drop(key string) error {
	_, err := inPocket("removeItem", key)
	return err
}

func inPocket(method string, args ...any) (v js.Value, err error) {
	storage, err := property(js.Global(), "localStorage")
	if err != nil {
		return v, err
	}
	err = attempt(func() { v = storage.Call(method, args...) })
	return v, err
}

// setCookie is for what the server must know before the program runs, and for
// pictures, whose requests carry no other header. Empty takes it away.
func setCookie(name, value string) {
	cookie := name + "=" + value + "; path=/; SameSite=Strict; max-age="
	if value == "" {
		cookie += "0"
	} else {
		cookie += "31536000"
	}
	if js.Global().Get("location").Get("protocol").String() == "https:" {
		cookie += "; Secure"
	}
	Complain("set a cookie", attempt(func() {
		js.Global().Get("Reflect").Call("set", js.Global().Get("document"), "cookie", cookie)
	}))
}

// EnsureStorage puts a storage that forgets everything in the place of one that
// the phone forbids (cookies blocked, a web view without it). go-app looks into
// both when it starts, and a program that finds none there dies.
func EnsureStorage() {
	for _, name := range []string{"localStorage", "sessionStorage"} {
		if _, err := property(js.Global(), name); err == nil {
			continue
		}
		none := js.FuncOf(func(js.Value, []js.Value) any { return nil }) // for the life of the page
		empty := map[string]any{"length": 0, "key": none, "getItem": none, "setItem": none, "removeItem": none, "clear": none}
		Complain("stand in for "+name, attempt(func() {
			js.Global().Get("Object").Call("defineProperty", js.Global(), name, map[string]any{"value": empty})
		}))
	}
}
