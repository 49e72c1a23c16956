//go:build js && wasm

package browser

import "syscall/js"

// pocket is local storage: small, at once, and it may be forbidden or lost.
type pocket struct{}

// get is empty when there is nothing or nothing may be read.
func (pocket) get(key string) (value string) {
	err := attempt(func() { value = text(js.Global().Get("localStorage").Call("getItem", key)) })
	if err != nil {
		return ""
	}
	return value
}

func (pocket) set(key, value string) error {
	return attempt(func() { js.Global().Get("localStorage").Call("setItem", key, value) })
}

func (pocket) drop(key string) error {
	return attempt(func() { js.Global().Get("localStorage").Call("removeItem", key) })
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
	js.Global().Get("document").Set("cookie", cookie)
}
