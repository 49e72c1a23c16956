//go:build js && wasm

package browser

import (
	"errors"
	"syscall/js"
	"time"
)

// errSlow says that JavaScript did not answer before the deadline.
var errSlow = errors.New("no answer in time")

// fault is a JavaScript error; Name is what code may look at.
type fault struct{ name, message string }

func (f fault) Error() string { return f.name + ": " + f.message }

// faultOf reads whatever was thrown or rejected with.
func faultOf(v js.Value) error {
	if v.Type() != js.TypeObject {
		return fault{"Error", v.String()}
	}
	name, message := v.Get("name"), v.Get("message")
	if name.Type() != js.TypeString {
		return fault{"Error", "of no name"}
	}
	return fault{name.String(), message.String()}
}

// named reports whether err is a JavaScript error of this name.
func named(err error, name string) bool {
	var f fault
	return errors.As(err, &f) && f.name == name
}

// attempt turns what JavaScript throws into an error.
func attempt(f func()) (err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case js.Error:
			err = faultOf(e.Value)
		case *js.ValueError: // a method of something that is not there
			err = fault{"TypeError", e.Error()}
		default:
			panic(e)
		}
	}()
	f()
	return nil
}

// property reads what a phone may forbid to read. Only what is called can be
// attempted: a getter that throws under js.Value.Get ends the whole program.
func property(of js.Value, name string) (v js.Value, err error) {
	err = attempt(func() { v = js.Global().Get("Reflect").Call("get", of, name) })
	if err == nil && !v.Truthy() {
		err = fault{"NotFoundError", "no " + name + " here"}
	}
	return v, err
}

// await waits for a promise until the limit; it settles later in vain.
func await(promise js.Value, limit time.Duration) (js.Value, error) {
	type outcome struct {
		v   js.Value
		err error
	}
	done := make(chan outcome, 1)
	var yes, no js.Func
	settle := func(o outcome) any {
		yes.Release()
		no.Release()
		done <- o
		return nil
	}
	yes = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(outcome{v: first(args)}) })
	no = js.FuncOf(func(_ js.Value, args []js.Value) any { return settle(outcome{err: faultOf(first(args))}) })
	promise.Call("then", yes, no)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case o := <-done:
		return o.v, o.err
	case <-timer.C:
		return js.Undefined(), errSlow
	}
}

func first(args []js.Value) js.Value {
	if len(args) == 0 {
		return js.Undefined()
	}
	return args[0]
}

// later is a promise that resolve settles with nothing. The callback that makes
// it runs inside New, so it can be released at once.
func later() (promise js.Value, resolve func()) {
	var settle js.Value
	make := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settle = args[0]
		return nil
	})
	defer make.Release()
	promise = js.Global().Get("Promise").New(make)
	return promise, func() { settle.Invoke() }
}

// listen calls f at an event until stop. f may not wait.
func listen(target js.Value, event string, f func(js.Value)) (stop func()) {
	g := js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(first(args))
		return nil
	})
	target.Call("addEventListener", event, g)
	return func() {
		target.Call("removeEventListener", event, g)
		g.Release()
	}
}

// toJS copies bytes into a new Uint8Array.
func toJS(b []byte) js.Value {
	a := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(a, b)
	return a
}

// toGo copies an ArrayBuffer or a Uint8Array.
func toGo(v js.Value) []byte {
	if !v.InstanceOf(js.Global().Get("Uint8Array")) {
		v = js.Global().Get("Uint8Array").New(v)
	}
	b := make([]byte, v.Get("length").Int())
	js.CopyBytesToGo(b, v)
	return b
}
