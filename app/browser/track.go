//go:build js && wasm

package browser

import (
	"syscall/js"

	"denghuo/shared/geo"
	"denghuo/shared/op"
)

// Track calls found for each position that the phone gives, the first soon and
// coarse, and failed when it says why there is none, until stop. A phone that was
// slow may still find itself after failed.
func Track(found func(geo.Point), failed func(error)) (stop func()) {
	service := js.Global().Get("navigator").Get("geolocation")
	if !service.Truthy() {
		failed(op.Refuse(PlaceUnavailable, ""))
		return func() {}
	}
	yes := js.FuncOf(func(_ js.Value, args []js.Value) any { found(point(args[0])); return nil })
	no := js.FuncOf(func(_ js.Value, args []js.Value) any { failed(placeError(args[0].Get("code").Int())); return nil })
	watch := service.Call("watchPosition", yes, no, map[string]any{
		"enableHighAccuracy": true, "timeout": placeTime.Milliseconds(), "maximumAge": 5000})
	return func() {
		service.Call("clearWatch", watch)
		yes.Release()
		no.Release()
	}
}

// MayTrack reports whether the person has said yes to positions before, so that a
// page can ask the phone without a question coming up. It waits a moment.
func MayTrack() bool {
	query, err := property(js.Global().Get("navigator"), "permissions")
	if err != nil {
		return false
	}
	var promise js.Value
	if attempt(func() { promise = query.Call("query", map[string]any{"name": "geolocation"}) }) != nil {
		return false
	}
	status, err := await(promise, placeTime)
	return err == nil && text(status.Get("state")) == "granted"
}
