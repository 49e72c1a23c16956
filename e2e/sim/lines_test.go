package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"denghuo/app/link"
	"denghuo/shared/wire"
)

// island runs what touches Badger outside of the bubble: its goroutines live there,
// and the bubble's time stands still meanwhile.
type island struct {
	mu   sync.Mutex
	work chan func()
	done chan struct{}
}

func newIsland(t *testing.T) *island {
	i := &island{work: make(chan func()), done: make(chan struct{})}
	go func() {
		for f := range i.work {
			f()
			i.done <- struct{}{}
		}
	}()
	t.Cleanup(func() { close(i.work) })
	return i
}

func (i *island) do(f func() error) (err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.work <- func() { err = f() }
	<-i.done
	return err
}

// wireline is a socket between a phone and the city. Half open, it takes everything
// and gives nothing.
type wireline struct {
	up, down chan []byte
	closed   chan struct{}
	once     sync.Once
	half     atomic.Bool
}

var errClosed = errors.New("closed")

func (c *wireline) Send(b []byte) error {
	if c.half.Load() {
		return nil
	}
	select {
	case c.up <- b:
		return nil
	case <-c.closed:
		return errClosed
	}
}

func (c *wireline) Recv() ([]byte, error) {
	select {
	case b := <-c.down:
		return b, nil
	case <-c.closed:
		return nil, errClosed
	}
}

func (c *wireline) Close() { c.once.Do(func() { close(c.closed) }) }

// tell is the city's side of Recv.
func (c *wireline) tell(d wire.Down) {
	if c.half.Load() {
		return
	}
	select {
	case c.down <- wire.Encode(d):
	case <-c.closed:
	}
}

// alone keeps the island's work away while something is looked at inside the bubble.
func (i *island) alone(f func() error) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	return f()
}

// hall is the city with lines that live by themselves.
type hall struct {
	*world
	island *island
	fault  atomic.Pointer[error]
	born   int // counts the city's processes; a line dies with its own

	lines struct {
		sync.Mutex
		all map[*wireline]chan struct{} // and a bell each
	}
	rooms  map[*phone]*room
	ending chan struct{}
	open   sync.WaitGroup
}

// room is a phone's page with the true link.
type room struct {
	hall    *hall
	phone   *phone
	link    *link.Link
	stop    func()
	trouble atomic.Int32 // of dialling: 1 fails, 2 hangs
}

// city does something in the city, at the bubble's time.
func (h *hall) city(f func() error) error {
	now := time.Now()
	return h.island.do(func() error { h.now = now; return f() })
}

func (h *hall) wrong(err error) {
	if err != nil {
		h.fault.CompareAndSwap(nil, &err)
	}
}

// Dial opens a line, or does not.
func (r *room) Dial(ctx context.Context) (link.Conn, error) {
	switch r.trouble.Load() {
	case 1:
		return nil, errClosed
	case 2:
		<-ctx.Done()
		return nil, ctx.Err()
	}
	c := &wireline{up: make(chan []byte, 64), down: make(chan []byte, 64), closed: make(chan struct{})}
	bell := make(chan struct{}, 1)
	r.hall.lines.Lock()
	r.hall.lines.all[c] = bell
	r.hall.lines.Unlock()
	r.hall.open.Go(func() { r.hall.serve(c, bell, r.phone) })
	return c, nil
}

// serve is the city's end of one line.
func (h *hall) serve(c *wireline, bell chan struct{}, p *phone) {
	defer func() {
		h.lines.Lock()
		delete(h.lines.all, c)
		h.lines.Unlock()
		c.Close()
	}()
	l, born := &line{}, -1
	mine := func(f func() error) error { // and nothing of a line from before reaches a new process
		return h.city(func() error {
			if born < 0 {
				born = h.born
			}
			if born != h.born {
				c.Close()
				return nil
			}
			return f()
		})
	}
	beat := time.NewTicker(25 * time.Second)
	defer beat.Stop()
	for {
		always := false
		select {
		case <-h.ending:
			return
		case <-c.closed:
			return
		case frame := <-c.up:
			time.Sleep(time.Duration(len(frame)%300) * time.Millisecond)
			up, err := wire.DecodeUp(frame)
			h.wrong(err)
			if always = up.Ping != nil; !always {
				h.wrong(mine(func() error { return h.hear(p, l, frame) }))
				h.ring()
			}
		case <-beat.C:
			always = true
		case <-bell:
		}
		h.wrong(mine(func() error { return h.tell(p, l) }))
		if always && l.greeted && len(l.down) == 0 {
			c.tell(wire.Down{Delta: &wire.Delta{Epoch: l.epoch, From: l.cursor, To: l.cursor, Now: time.Now()}})
		}
		for ; len(l.down) > 0; l.down = l.down[1:] {
			d, err := wire.DecodeDown(l.down[0])
			h.wrong(err)
			c.tell(d)
			if d.Bye != nil {
				return
			}
		}
	}
}

// ring wakes every line, as the hub does.
func (h *hall) ring() {
	h.lines.Lock()
	defer h.lines.Unlock()
	for _, bell := range h.lines.all {
		select {
		case bell <- struct{}{}:
		default:
		}
	}
}

// cut ends all lines, or lets them hang half open.
func (h *hall) cut(half bool) {
	h.lines.Lock()
	defer h.lines.Unlock()
	for c := range h.lines.all {
		if c.half.Store(half); !half {
			c.Close()
		}
	}
}

// start opens the phone's page and its link.
func (h *hall) start(p *phone) *room {
	r := &room{hall: h, phone: p}
	chance := rand.New(rand.NewPCG(h.rng.Uint64(), 1))
	r.link = link.New(link.Config{Replica: p.page.Replica, Dialer: r, Token: func() string { return "t" }, Now: p.wall, Rand: chance.Float64})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { r.link.Run(ctx); close(ended) }()
	r.stop = func() { cancel(); <-ended }
	h.rooms[p] = r
	return r
}

// again kills the page and opens it anew.
func (h *hall) again(p *phone) {
	h.rooms[p].stop()
	h.wrong(p.open())
	h.start(p)
}

// one lets something happen to a phone or to the city.
func (h *hall) one(p *phone) {
	r := h.rooms[p]
	switch n := h.rng.IntN(100); {
	case n < 50:
		err := p.act(p.page)
		h.wrong(err)
	case n < 56:
		h.again(p)
	case n < 64:
		r.trouble.Store(int32(h.rng.IntN(3)))
	case n < 70:
		r.link.Wake()
	case n < 74: // it sleeps for hours, and Go's clock stands still
		p.turn(time.Duration(h.rng.IntN(180)) * time.Minute)
	case n < 78:
		p.turn(time.Duration(h.rng.IntN(48)-24) * time.Hour)
	case n < 82:
		h.cut(n < 80)
	case n < 84:
		h.wrong(h.city(h.takeBackup))
	case n < 86:
		h.cut(false)
		h.wrong(h.city(func() error { h.born++; return h.comeBack(false) }))
	}
	h.wrong(h.island.alone(p.sees))
}

// live runs one world in virtual time and looks at it in the end. When all is well
// again, a phone has five minutes to notice.
func live(t *testing.T, w *world, ground *island) (err error) {
	synctest.Test(t, func(t *testing.T) {
		h := &hall{world: w, island: ground, rooms: map[*phone]*room{}, ending: make(chan struct{})}
		h.lines.all = map[*wireline]chan struct{}{}
		w.clock = time.Now
		for _, p := range w.phones {
			h.wrong(p.open()) // with the clock of the bubble
			h.start(p)
		}
		for range 250 {
			time.Sleep(time.Duration(h.rng.IntN(12000)) * time.Millisecond)
			h.one(w.phones[h.rng.IntN(len(w.phones))])
		}
		for _, r := range h.rooms {
			r.trouble.Store(0)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		for _, r := range h.rooms {
			r.stop()
		}
		close(h.ending)
		h.open.Wait()
		for _, p := range w.phones {
			h.wrong(p.sees())
		}
		if fault := h.fault.Load(); fault != nil {
			err = *fault
			return
		}
		err = h.island.alone(w.settled)
	})
	return err
}

// TestLines is the simulation with the true app/link: its waits, its wakes and its
// wall clock, in virtual time. The order of goroutines is not the seed's, so a seed
// that fails may have to be run again.
func TestLines(t *testing.T) {
	for seed := *first; seed < *first+max(8, *seeds/30); seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w, err := newWorld(seed, weather{}, sabotage{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := w.store.Close(); err != nil {
					t.Error(err)
				}
			}()
			if err := live(t, w, newIsland(t)); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
		})
	}
}
