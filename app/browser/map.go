//go:build js && wasm

package browser

import (
	"syscall/js"

	"denghuo/shared/geo"
)

// Map loads the map (web/map.js) and opens it in the element of this ID, until stop. It
// waits for the map's files. Where the operator's map shows points by GCJ-02 the map
// asks here for each.
func Map(id string) (show func(spots string, desk bool), stop func(), err error) {
	if !js.Global().Get("denghuoMap").Truthy() {
		if err := script("/web/map.js"); err != nil {
			return nil, nil, err
		}
	}
	shift := js.FuncOf(func(_ js.Value, args []js.Value) any {
		lat, lon := geo.Point{Lat: args[0].Float(), Lon: args[1].Float()}.GCJ02()
		return []any{lat, lon}
	})
	it, err := await(js.Global().Call("denghuoMap", id, shift), readerTime)
	if err != nil {
		shift.Release()
		return nil, nil, err
	}
	show = func(spots string, desk bool) { // a map that fails must not end the program
		Complain("draw the map", attempt(func() { it.Call("show", spots, desk) }))
	}
	stop = func() {
		it.Call("stop")
		shift.Release()
	}
	return show, stop, nil
}

// DropMap lets the pictures of a map go that the worker kept: they tell where somebody
// has looked, and can be fetched again where room is short.
func DropMap() {
	store, err := property(js.Global(), "caches")
	if err == nil {
		_, err = await(store.Call("delete", "map-tiles"), openTime)
	}
	Complain("drop the map's pictures", err)
}
