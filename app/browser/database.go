//go:build js && wasm

package browser

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"syscall/js"
	"time"
)

// How long storage may take before it counts as broken.
const (
	openTime = 3 * time.Second
	saveTime = 5 * time.Second
	baseTime = 1500 * time.Millisecond // for the base, when a tab takes over
)

// database is one IndexedDB database: version 1 for ever, stores with keys of
// their own, no indexes, no cursors. A handle that the phone has closed is opened
// again at the next use.
type database struct {
	name   string
	stores []string

	mu     sync.Mutex
	handle js.Value // undefined when not open
}

// grade is what a transaction is for.
type grade int

const (
	reading grade = iota
	relaxed       // may be lost in a power cut, as a whole
	strict        // on the disk before it is called done
)

func openDatabase(name string, stores ...string) (*database, error) {
	d := &database{name: name, stores: stores}
	if _, err := d.open(); err != nil {
		return nil, err
	}
	return d, nil
}

// open gives the handle, opening it if there is none.
func (d *database) open() (js.Value, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.handle.Truthy() {
		return d.handle, nil
	}
	h, err := openHandle(d.name, d.stores)
	if err != nil {
		return h, fmt.Errorf("open %s: %w", d.name, err)
	}
	d.handle = h
	// The handlers stay for the handle's life (they are a few bytes each)
	// and run drop beside themselves, since a callback may not wait for the lock.
	gone := js.FuncOf(func(js.Value, []js.Value) any { go d.drop(h); return nil })
	h.Set("onclose", gone)
	h.Set("onversionchange", gone)
	return h, nil
}

// drop lets a handle go that failed or was closed.
func (d *database) drop(h js.Value) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h.Call("close") // closing twice does nothing
	if d.handle.Equal(h) {
		d.handle = js.Undefined()
	}
}

// openHandle waits for the phone; a handle that comes after the deadline is closed.
func openHandle(name string, stores []string) (js.Value, error) {
	idb, err := property(js.Global(), "indexedDB")
	if err != nil {
		return js.Undefined(), err
	}
	var request js.Value
	if err := attempt(func() { request = idb.Call("open", name, 1) }); err != nil {
		return js.Undefined(), err
	}
	done := make(chan error, 1)
	late := false // only callbacks and this goroutine touch it, never at the same moment
	var funcs []js.Func
	on := func(event string, f func()) {
		g := js.FuncOf(func(js.Value, []js.Value) any { f(); return nil })
		funcs = append(funcs, g)
		request.Set(event, g)
	}
	end := func(err error) {
		for _, f := range funcs {
			f.Release()
		}
		done <- err
	}
	on("onupgradeneeded", func() {
		for _, s := range stores {
			request.Get("result").Call("createObjectStore", s)
		}
	})
	on("onsuccess", func() {
		if late {
			request.Get("result").Call("close")
		}
		end(nil)
	})
	on("onerror", func() { end(faultOf(request.Get("error"))) })
	timer := time.NewTimer(openTime)
	defer timer.Stop()
	select {
	case err := <-done:
		if err != nil {
			return js.Undefined(), err
		}
		return request.Get("result"), nil
	case <-timer.C:
		late = true
		return js.Undefined(), errSlow
	}
}

// run makes one transaction of all the requests that issue makes. Issue may not
// wait: the transaction would be over. Results are read from its requests after
// run has returned. A first failure that may be the handle's is tried again on a
// new one, so issue must be repeatable.
func (d *database) run(g grade, stores []string, issue func(tx js.Value)) error {
	err := d.once(g, stores, issue)
	if err == nil || named(err, "ConstraintError") || named(err, "QuotaExceededError") || errors.Is(err, errSlow) {
		return err
	}
	return d.once(g, stores, issue)
}

func (d *database) once(g grade, stores []string, issue func(tx js.Value)) error {
	h, err := d.open()
	if err != nil {
		return err
	}
	var tx js.Value
	err = attempt(func() { tx = begin(h, g, stores) })
	if err == nil {
		err = finish(tx, g, issue)
	}
	if err != nil {
		if !named(err, "ConstraintError") && !named(err, "QuotaExceededError") {
			d.drop(h)
		}
		return fmt.Errorf("%s: %w", d.name, err)
	}
	return nil
}

func begin(h js.Value, g grade, stores []string) js.Value {
	names := make([]any, len(stores))
	for i, s := range stores {
		names[i] = s
	}
	switch g {
	case strict:
		return h.Call("transaction", names, "readwrite", map[string]any{"durability": "strict"})
	case relaxed:
		return h.Call("transaction", names, "readwrite", map[string]any{"durability": "relaxed"})
	}
	return h.Call("transaction", names, "readonly")
}

// finish issues the requests, commits at once (a frozen page then cannot keep the
// transaction open) and waits for complete: only that means kept.
func finish(tx js.Value, g grade, issue func(js.Value)) error {
	done := make(chan error, 1)
	var yes, no js.Func
	end := func(err error) any {
		yes.Release()
		no.Release()
		done <- err
		return nil
	}
	yes = js.FuncOf(func(js.Value, []js.Value) any { return end(nil) })
	no = js.FuncOf(func(js.Value, []js.Value) any {
		if e := tx.Get("error"); e.Truthy() {
			return end(faultOf(e))
		}
		return end(fault{"AbortError", "the transaction was taken back"})
	})
	tx.Set("oncomplete", yes)
	tx.Set("onabort", no)
	if err := attempt(func() {
		issue(tx)
		if g != reading && tx.Get("commit").Truthy() {
			tx.Call("commit")
		}
	}); err != nil {
		_ = attempt(func() { tx.Call("abort") }) // it may be over already; the first error tells
		return err
	}
	timer := time.NewTimer(saveTime)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		_ = attempt(func() { tx.Call("abort") }) // nobody waits for it any more
		return errSlow
	}
}

// Records are stored as Uint8Arrays: 4 bytes of length, little-endian, then that
// many bytes, by which one that is cut off is told.
const frameHead = 4

// across copies records to JavaScript in one call; calls cost more than bytes.
// Each is cut out by slice: a subarray would be stored with all its neighbours.
func across(records [][]byte) []js.Value {
	size := 0
	for _, r := range records {
		size += frameHead + len(r)
	}
	all := make([]byte, 0, size)
	for _, r := range records {
		all = append(binary.LittleEndian.AppendUint32(all, uint32(len(r))), r...)
	}
	whole, at := toJS(all), 0
	cut := make([]js.Value, len(records))
	for i, r := range records {
		cut[i] = whole.Call("slice", at, at+frameHead+len(r))
		at += frameHead + len(r)
	}
	return cut
}

// chunkSize is how many bytes of records share their memory: what is held of a few
// keeps no more than that.
const chunkSize = 1 << 18

// together reads the result of a getAll.
func together(array js.Value) ([][]byte, error) {
	records := make([][]byte, array.Length())
	var room []byte
	for i := range records {
		record := array.Index(i)
		n := record.Length()
		if n < frameHead {
			return nil, errors.New("read records: cut off")
		}
		if len(room) < n {
			room = make([]byte, max(n, min(n*(len(records)-i), chunkSize)))
		}
		b := room[:n:n]
		room = room[n:]
		js.CopyBytesToGo(b, record)
		if int(binary.LittleEndian.Uint32(b)) != n-frameHead {
			return nil, errors.New("read records: a length that cannot be")
		}
		records[i] = b[frameHead:]
	}
	return records, nil
}
