//go:build js && wasm

package browser

import (
	"syscall/js"

	"denghuo/shared/geo"
)

// Map loads the map (web/map.js) and opens it in the element of this ID, until stop. It
// waits for the map's files.
func Map(id string) (show func(spots string, desk bool), stop func(), err error) {
	it, stop, err := openMap(id)
	return func(spots string, desk bool) { // a map that fails must not end the program
		Complain("draw the map", attempt(func() { it.Call("show", spots, desk) }))
	}, stop, err
}

// Pick is that map with a cross in its middle, which is a place once it is taken.
func Pick(id string, at *geo.Point, took func(geo.Point)) (stop func(), err error) {
	it, shut, err := openMap(id)
	if err != nil {
		return nil, err
	}
	take := js.FuncOf(func(_ js.Value, args []js.Value) any {
		p := geo.Point{Lat: args[0].Float(), Lon: args[1].Float()}
		if args[2].Bool() {
			p = geo.FromGCJ02(p.Lat, p.Lon)
		}
		took(p)
		return nil
	})
	var from any
	if at != nil {
		from = []any{at.Lat, at.Lon}
	}
	Complain("draw the map", attempt(func() { it.Call("pick", from, take) }))
	return func() { shut(); take.Release() }, nil
}

// openMap waits for the map's files. Where the operator's map shows points by GCJ-02 the
// map asks here for each.
func openMap(id string) (it js.Value, stop func(), err error) {
	if !js.Global().Get("denghuoMap").Truthy() {
		if err := script("/web/map.js"); err != nil {
			return it, nil, err
		}
	}
	shift := js.FuncOf(func(_ js.Value, args []js.Value) any {
		lat, lon := geo.Point{Lat: args[0].Float(), Lon: args[1].Float()}.GCJ02()
		return []any{lat, lon}
	})
	it, err = await(js.Global().Call("denghuoMap", id, shift), readerTime)
	if err != nil {
		shift.Release()
		return it, nil, err
	}
	return it, func() { it.Call("stop"); shift.Release() }, nil
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
