//go:build js && wasm

package browser

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"syscall/js"
	"time"

	"denghuo/app/door"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// counterTime is how long the city may take for one errand; a file of one's data
// with photos takes longest.
const counterTime = 60 * time.Second

// Counter is the city's counter as this phone reaches it, in the name of token: of
// the device, or of nobody when a cookie speaks.
func Counter(token func() string) *door.Door {
	d := &door.Door{Hand: door.Hand{
		Device: func() string { return "d." + deviceSecret() },
		Known:  Known, Enter: enter, Learn: Learn, Leave: leave, Wipe: wipe, Go: goTo, Keep: giveFile,
	}}
	if board := js.Global().Get("navigator").Get("clipboard"); board.Truthy() {
		d.Copy = func(text string) { board.Call("writeText", text) }
	}
	d.Send = func(method, path, kind string, in []byte) (int, []byte, error) {
		return fetch(context.Background(), method, path, request{kind: kind, token: token(), body: in}, counterTime)
	}
	if hasPasskeys() {
		d.Key = func(o json.RawMessage) (door.Credential, error) {
			return passkey("get", "parseRequestOptionsFromJSON", o)
		}
		d.NewKey = func(o json.RawMessage) (door.Credential, error) {
			return passkey("create", "parseCreationOptionsFromJSON", o)
		}
	}
	return d
}

// Known is who is signed in, as the city said last. Nobody is when that was too
// long ago, and while there is a first password to change.
func Known() (me door.Me, signed bool) {
	if json.Unmarshal([]byte(pocket{}.get(meKey)), &me) != nil || me.ID == "" || me.MustChange {
		return door.Me{}, false
	}
	return me, me.Until.IsZero() || time.Now().Before(me.Until)
}

// Learn keeps newer words about who is signed in.
func Learn(me door.Me) {
	b, err := json.Marshal(me)
	if err == nil {
		err = pocket{}.set(meKey, string(b))
	}
	Complain("keep who is signed in", err)
}

func enter(me door.Me, page string) {
	Learn(me)
	Complain("sign in", errors.Join(pocket{}.drop(leavingKey), noteRenewal()))
	goTo(nextPage(page))
}

// leave makes the phone its own person again. The outbox of who signed out stays
// in its own database and goes out when they come back. An empty page means that
// the city has not heard it: it will at the next start.
func leave(page string) {
	Complain("sign out", pocket{}.drop(meKey))
	if page == "" {
		Complain("note that the city must hear of it", pocket{}.set(leavingKey, "1"))
		page = "/"
	}
	goTo(page)
}

// Reload opens this page anew.
func Reload() { js.Global().Get("location").Call("reload") }

// wipe forgets what this phone keeps of a person: after the city has. A device
// makes itself a new secret at the next start. The looks stay.
func wipe(who person.ID) {
	go func() {
		Complain("forget photos", forgetPhotos(who))
		for _, name := range []string{"denghuo.base.", "denghuo.outbox."} {
			Complain("forget rows", deleteDatabase(name+string(who)))
		}
		if who == device(pocket{}.get(deviceKey)).Me.ID {
			Complain("forget the device", errors.Join(deleteDatabase("denghuo.device"), pocket{}.drop(deviceKey), pocket{}.drop(spokenKey)))
		}
		DropMap()
		forgetNotes(string(who))
		Complain("forget who was here", errors.Join(pocket{}.drop(meKey), pocket{}.drop("dh.heard."+string(who))))
		goTo("/")
	}()
}

// deleteDatabase waits for the end of it; our own handles close when they are told.
func deleteDatabase(name string) error {
	request := js.Global().Get("indexedDB").Call("deleteDatabase", name)
	done := make(chan error, 1)
	yes := js.FuncOf(func(js.Value, []js.Value) any { done <- nil; return nil })
	no := js.FuncOf(func(js.Value, []js.Value) any { done <- faultOf(request.Get("error")); return nil })
	request.Set("onsuccess", yes)
	request.Set("onerror", no)
	timer := time.NewTimer(openTime)
	defer timer.Stop()
	select {
	case err := <-done:
		yes.Release()
		no.Release()
		return err
	case <-timer.C:
		return errSlow // it goes when the last tab lets it; its handlers stay until then
	}
}

// Leaving reports whether a sign-out has still to be told to the city; Left is
// for when it has been.
func Leaving() bool { return pocket{}.get(leavingKey) != "" }

// Left forgets that the city had to hear of a sign-out.
func Left() { Complain("note that the city heard it", pocket{}.drop(leavingKey)) }

const renewEvery = 24 * time.Hour

// RenewalDue reports whether the session is a day old, and counts from now on.
func RenewalDue() bool {
	ms, err := strconv.ParseInt(pocket{}.get(renewedKey), 10, 64)
	if err == nil && time.Since(time.UnixMilli(ms)).Abs() < renewEvery {
		return false
	}
	return noteRenewal() == nil
}

func noteRenewal() error {
	return pocket{}.set(renewedKey, strconv.FormatInt(time.Now().UnixMilli(), 10))
}

// hasPasskeys asks for the two functions that read the city's JSON: browsers have
// them since 2025, and older ones sign in by password.
func hasPasskeys() bool {
	kind := js.Global().Get("PublicKeyCredential")
	return kind.Truthy() && kind.Get("parseRequestOptionsFromJSON").Truthy() && kind.Get("parseCreationOptionsFromJSON").Truthy()
}

// keyTime is how long a person may look for their finger.
const keyTime = 2 * time.Minute

// passkey lets the phone ask its person.
func passkey(method, parse string, options json.RawMessage) (door.Credential, error) {
	var promise js.Value
	err := attempt(func() {
		o := js.Global().Get("JSON").Call("parse", string(options))
		if inner := o.Get("publicKey"); inner.Truthy() {
			o = inner
		}
		o = js.Global().Get("PublicKeyCredential").Call(parse, o)
		promise = js.Global().Get("navigator").Get("credentials").Call(method, map[string]any{"publicKey": o})
	})
	if err != nil {
		return nil, err
	}
	made, err := await(promise, keyTime)
	switch {
	case named(err, "InvalidStateError"):
		return nil, op.Refuse(PasskeyHere, "")
	case err != nil:
		return nil, op.Refuse(PasskeyStopped, "")
	}
	return door.Credential(js.Global().Get("JSON").Call("stringify", made).String()), nil
}

// giveFile lets the person keep a file as a download.
func giveFile(name, kind string, file []byte) {
	blob := js.Global().Get("Blob").New([]any{toJS(file)}, map[string]any{"type": kind})
	url := js.Global().Get("URL").Call("createObjectURL", blob)
	a := js.Global().Get("document").Call("createElement", "a")
	a.Set("href", url)
	a.Set("download", name)
	a.Call("click")
	time.AfterFunc(time.Minute, func() { js.Global().Get("URL").Call("revokeObjectURL", url) })
}

// ReadFile reads a picked file that crossed over in a Basket.
func ReadFile(file js.Value) ([]byte, error) {
	buffer, err := await(file.Call("arrayBuffer"), counterTime)
	if err != nil {
		return nil, err
	}
	return toGo(buffer), nil
}
