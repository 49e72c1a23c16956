//go:build js && wasm

package browser

import (
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
}

// askEvery is how often a new version is looked for, at most.
const askEvery = time.Hour

// WatchRenewal begins to watch; changed is called when a version becomes ready. It
// may not wait.
func WatchRenewal(changed func()) *Renewal {
	workers, err := property(js.Global().Get("navigator"), "serviceWorker")
	r := &Renewal{workers: workers, changed: changed, asked: time.Now()}
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
	return r.reg.Truthy() && r.reg.Get("waiting").Truthy() && r.workers.Get("controller").Truthy()
}

// Ask looks for a new version, at most hourly; at once when the city said that
// this one is too old.
func (r *Renewal) Ask(now bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.reg.Truthy() || (!now && time.Since(r.asked) < askEvery) || time.Since(r.asked) < time.Minute {
		return
	}
	r.asked = time.Now()
	reg := r.reg
	go func() {
		if _, err := await(reg.Call("update"), time.Minute); err != nil {
			return // no line: there will be another wake
		}
	}()
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
