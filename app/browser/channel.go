//go:build js && wasm

package browser

import (
	"syscall/js"

	"denghuo/shared/person"
)

// Channel is a BroadcastChannel of one person's pages on this phone: bytes to every
// other page, in order.
type Channel struct{ v js.Value }

// OpenChannel is nil where the browser has none.
func OpenChannel(who person.ID) *Channel {
	kind := js.Global().Get("BroadcastChannel")
	if !kind.Truthy() {
		return nil
	}
	return &Channel{kind.New("denghuo.pages." + string(who))}
}

// Post is for every page but this one.
func (c *Channel) Post(b []byte) {
	Complain("tell the other pages", attempt(func() { c.v.Call("postMessage", toJS(b)) }))
}

// Listen calls f with each message; f may not wait.
func (c *Channel) Listen(f func([]byte)) (stop func()) {
	return listen(c.v, "message", func(e js.Value) {
		if data := e.Get("data"); data.InstanceOf(js.Global().Get("Uint8Array")) {
			f(toGo(data))
		}
	})
}
