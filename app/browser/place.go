//go:build js && wasm

package browser

import (
	"syscall/js"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/op"
)

const (
	placeTime   = 10 * time.Second // the most that a person waits
	betterTime  = 3 * time.Second  // how long a first fix may still be improved
	goodEnough  = 20.0             // metres; a lamp post is not to be found finer
	codeDenied  = 1
	codeTimeout = 3
)

// Place asks the phone where it is and gives the best of what comes: at once when
// it is good to 20 m, else three seconds after the first fix.
func Place() (geo.Point, error) {
	service := js.Global().Get("navigator").Get("geolocation")
	if !service.Truthy() {
		return geo.Point{}, op.Refuse(PlaceUnavailable, "")
	}
	fixes := make(chan geo.Point, 16)
	failed := make(chan int, 1)
	yes := js.FuncOf(func(_ js.Value, args []js.Value) any { offer(fixes, point(args[0])); return nil })
	no := js.FuncOf(func(_ js.Value, args []js.Value) any { offer(failed, args[0].Get("code").Int()); return nil })
	watch := service.Call("watchPosition", yes, no, map[string]any{
		"enableHighAccuracy": true, "timeout": placeTime.Milliseconds(), "maximumAge": 15000})
	defer func() {
		service.Call("clearWatch", watch)
		yes.Release()
		no.Release()
	}()
	return best(fixes, failed)
}

func best(fixes <-chan geo.Point, failed <-chan int) (geo.Point, error) {
	timer := time.NewTimer(placeTime + time.Second) // the phone's own timeout comes first
	defer timer.Stop()
	var found *geo.Point
	for {
		select {
		case p := <-fixes:
			if found == nil {
				timer.Reset(betterTime)
			}
			if found == nil || p.Acc < found.Acc {
				found = &p
			}
			if found.Acc <= goodEnough {
				return *found, nil
			}
		case code := <-failed:
			if found != nil {
				return *found, nil
			}
			return geo.Point{}, placeError(code)
		case <-timer.C:
			if found != nil {
				return *found, nil
			}
			return geo.Point{}, op.Refuse(PlaceTimeout, "")
		}
	}
}

func placeError(code int) error {
	switch code {
	case codeDenied:
		return op.Refuse(PlaceDenied, "")
	case codeTimeout:
		return op.Refuse(PlaceTimeout, "")
	}
	return op.Refuse(PlaceUnavailable, "")
}

func point(position js.Value) geo.Point {
	c := position.Get("coords")
	return geo.Point{Lat: c.Get("latitude").Float(), Lon: c.Get("longitude").Float(), Acc: c.Get("accuracy").Float()}
}

// offer sends from a callback, which may not wait: what does not fit is left out.
func offer[T any](c chan<- T, v T) {
	select {
	case c <- v:
	default:
	}
}
