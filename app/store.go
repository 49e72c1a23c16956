//go:build js && wasm

package main

import (
	"strconv"
	"sync"
	"time"

	"denghuo/app/browser"
	"denghuo/app/frame"
	"denghuo/app/photo"
	"denghuo/app/replica"
	"denghuo/app/words"
)

// whys are the sentences for a storage that failed; without one the frame has its own.
var whys = map[error]words.T{
	browser.ErrNewer: words.StoreNewer, browser.ErrBroken: words.StoreBroken, browser.ErrSlow: words.StoreSlow,
}

// store is what is to be said of this phone's storage. Guarded by phone.mu, but for
// mended.
type store struct {
	why     words.T
	lost    int
	private bool

	mending sync.Mutex
	mended  time.Time
}

func (s *store) tell(l *frame.Line) { l.Why, l.Lost, l.Private = s.why, s.lost, s.private }

// missing compares the mark outside the store with what the store held.
func (p *phone) missing(r *replica.Replica) {
	n := browser.Outbox(string(p.who.Me.ID))
	if !r.Began() || n == 0 {
		return
	}
	p.mu.Lock()
	p.store.lost = n
	p.mu.Unlock()
}

// build is the version, and for the operator how many ops this browser has cleared.
func (p *phone) build() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.store.lost > 0 {
		return version() + "+lost" + strconv.Itoa(p.store.lost)
	}
	return version()
}

// noter keeps the mark outside the store.
func (p *phone) noter(r *replica.Replica) func() {
	var mu sync.Mutex
	noted := -1
	return func() {
		mu.Lock()
		defer mu.Unlock()
		if n := r.Pending(); n != noted {
			noted = n
			browser.NoteOutbox(string(p.who.Me.ID), n)
		}
	}
}

// private asks the browser, beside everything else.
func (p *phone) private() {
	if !browser.Private() {
		return
	}
	p.mu.Lock()
	p.store.private = true
	p.mu.Unlock()
	p.ring()
}

// mend looks after storage when the page wakes, at most each minute.
func (p *phone) mend(d *desk) {
	p.store.mending.Lock()
	defer p.store.mending.Unlock()
	if time.Since(p.store.mended) < time.Minute {
		return
	}
	p.store.mended = time.Now()
	browser.Complain("look after storage", d.replica.Mend())
}

// dropSent makes room: pictures that the city has can be fetched again.
func dropSent(shelf photo.Shelf) error {
	all, err := shelf.All()
	if err != nil {
		return err
	}
	for _, k := range all {
		if !k.Sent {
			continue
		}
		if err := shelf.Drop(k.Hash); err != nil {
			return err
		}
	}
	return nil
}
