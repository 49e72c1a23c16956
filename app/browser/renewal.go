//go:build js && wasm

package browser

import (
	"context"
	"encoding/json"
	"sync"
	"syscall/js"
	"time"
)

// Renewal watches for a new version of the program. The new worker waits until it
// is told to take over; then the page is opened anew, once. Nothing happens by
// itself while a person looks at the page.
type Renewal struct {
	workers js.Value // undefined where there are no service workers
	changed func()

	mu    sync.Mutex
	reg   js.Value // the registration; undefined before there is one
	asked time.Time
	going bool
	newer bool // the city has another version than this one
	mine  string
}

// askEvery is how often a new version is looked for, at most.
const askEvery = time.Hour

// WatchRenewal begins to watch; changed is called when a version becomes ready. It
// may not wait.
func WatchRenewal(version string, changed func()) *Renewal {
	workers, err := property(js.Global().Get("navigator"), "serviceWorker")
	r := &Renewal{workers: workers, changed: changed, mine: version, asked: time.Now()}
	if err != nil {
		return r // a web view without workers: it loads anew each time
	}
	// ready settles when the first worker is active, which may be long after the start.
	go func() {
		reg, err := await(r.workers.Get("ready"), forEver)
		if err != nil {
			Complain("wait for the worker", err)
			return
		}
		r.follow(reg)
	}()
	return r
}

func (r *Renewal) follow(reg js.Value) {
	r.mu.Lock()
	r.reg = reg
	r.mu.Unlock()
	look := func(js.Value) {
		if r.Ready() {
			r.changed()
		}
	}
	track := func(worker js.Value) {
		if worker.Truthy() {
			listen(worker, "statechange", look)
		}
	}
	listen(reg, "updatefound", func(js.Value) { track(reg.Get("installing")) })
	track(reg.Get("installing"))
	look(reg)
}

// Ready reports whether a new version waits.
func (r *Renewal) Ready() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.workers.Truthy() {
		return r.newer // no worker to wait for: opening the page anew is all it takes
	}
	return r.reg.Truthy() && r.reg.Get("waiting").Truthy() && r.workers.Get("controller").Truthy()
}

// Ask looks for a new version, at most hourly; at once when the city said that
// this one is too old.
func (r *Renewal) Ask(now bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if (!now && time.Since(r.asked) < askEvery) || time.Since(r.asked) < time.Minute {
		return
	}
	r.asked = time.Now()
	go r.compare(r.reg)
}

// compare reads the city's version past all caches, and has the worker fetched anew
// if it is another. Without a line nothing happens: there will be another wake.
func (r *Renewal) compare(reg js.Value) {
	status, body, err := fetch(context.Background(), "GET", "/version.json", request{}, 15*time.Second)
	var city struct {
		Version string `json:"version"`
	}
	if err != nil || status != 200 || json.Unmarshal(body, &city) != nil || city.Version == "" || city.Version == r.mine {
		return
	}
	r.mu.Lock()
	r.newer = true
	r.mu.Unlock()
	r.changed()
	if reg.Truthy() {
		if _, err := await(reg.Call("update"), time.Minute); err != nil {
			Complain("fetch the new version", err)
		}
	}
}

// Renew lets the new worker take over and opens the page anew when it has. The
// caller knows that the outbox rests.
func (r *Renewal) Renew() {
	if !r.Ready() {
		return
	}
	r.mu.Lock()
	again := r.going
	r.going = true
	if !r.workers.Truthy() {
		r.mu.Unlock()
		js.Global().Get("location").Call("reload")
		return
	}
	waiting := r.reg.Get("waiting")
	r.mu.Unlock()
	if again {
		return
	}
	var once sync.Once
	listen(r.workers, "controllerchange", func(js.Value) {
		once.Do(func() { js.Global().Get("location").Call("reload") })
	})
	waiting.Call("postMessage", map[string]any{"type": "take-over"})
}
