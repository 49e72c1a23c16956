package tabs

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

var me = person.Actor{ID: "d-1", Roles: []person.Role{person.Resident}}

// air carries messages between the pages of a test, each in its own goroutine's
// time but in order; lose drops the next ones.
type air struct {
	mu    sync.Mutex
	ears  map[int]func([]byte)
	next  int
	lose  int
	count int
}

// end is one page's end of the air: it does not hear itself.
type end struct {
	*air
	own map[int]bool
}

func (e *end) Post(b []byte) {
	e.mu.Lock()
	e.count++
	if e.lose > 0 {
		e.lose--
		e.mu.Unlock()
		return
	}
	var all []func([]byte)
	for i := range e.next {
		if f := e.ears[i]; f != nil && !e.own[i] {
			all = append(all, f)
		}
	}
	e.mu.Unlock()
	for _, f := range all {
		f(b)
	}
}

func (e *end) Listen(f func([]byte)) func() {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := e.next
	e.next++
	e.ears[i], e.own[i] = f, true
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.ears, i)
	}
}

func (a *air) page() Channel { return &end{a, map[int]bool{}} }

type house struct {
	*air
	t       *testing.T
	replica *replica.Replica
	host    *Host
	kill    func()
	pages   int
}

func newHouse(t *testing.T) *house {
	h := &house{air: &air{ears: map[int]func([]byte){}}, t: t}
	h.newHost(replica.NewMemory())
	return h
}

func (h *house) newHost(k replica.Keeper) {
	ids := 0
	r, err := replica.Open(k, me, time.Now, func() op.ID { ids++; return op.ID("c" + strconv.Itoa(ids)) })
	if err != nil {
		h.t.Fatal(err)
	}
	h.pages++
	h.replica = r
	h.host = NewHost(Config{Channel: h.page(), Name: "host" + strconv.Itoa(h.pages), Replica: r, Act: h.act, Status: func() Status { return Status{Live: true} }})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { h.host.Run(ctx); close(done) }()
	h.kill = func() { cancel(); <-done }
}

func (h *house) act(a Ask) (json.RawMessage, error) {
	o, err := city.Decode(a.Kind, a.Op)
	if err != nil {
		return nil, err
	}
	return json.RawMessage(`"kept"`), h.replica.Do(o)
}

func (h *house) guest() *Guest {
	h.pages++
	return Follow(h.page(), "guest"+strconv.Itoa(h.pages), replica.Mirror(replica.State{}, me, time.Now), func() {})
}

func submit(id op.ID) lamp.Submit {
	return lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "w"}}
}

func ask(id op.ID) Ask { return Ask{What: "do", Kind: "lamp.submit", Op: wire.Encode(submit(id))} }

func (h *house) sees(g *Guest, ids ...op.ID) {
	h.t.Helper()
	synctest.Wait()
	for _, id := range ids {
		if _, ok := lamp.Reports.Get(g.replica.View(), id); !ok {
			h.t.Errorf("%s does not see %s", g.name, id)
		}
	}
	if a, b := g.replica.Pending(), h.replica.Pending(); a != b {
		h.t.Errorf("%s says that %d wait, the host has %d", g.name, a, b)
	}
}

func inHouse(t *testing.T, f func(h *house)) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		f(h)
		h.kill()
	})
}

func TestGuestsSeeAndAct(t *testing.T) {
	inHouse(t, func(h *house) {
		if err := h.replica.Do(submit("a")); err != nil {
			t.Fatal(err)
		}
		g, other := h.guest(), h.guest()
		h.sees(g, "a")
		v, err := g.Ask(context.Background(), ask("b"))
		if err != nil || string(v) != `"kept"` {
			t.Fatalf("%s, %v", v, err)
		}
		h.sees(g, "a", "b")
		h.sees(other, "a", "b")
		if !g.Status().Live {
			t.Error("the guest does not know the line")
		}
		if err := h.replica.Do(submit("c")); err != nil {
			t.Fatal(err)
		}
		h.sees(other, "c")
	})
}

func TestRefusalAndFaultComeBack(t *testing.T) {
	inHouse(t, func(h *house) {
		g := h.guest()
		synctest.Wait()
		_, err := g.Ask(context.Background(), Ask{Kind: "lamp.submit", Op: json.RawMessage(`{"id":"x","spot":"x","fault":"dark","place":{}}`)})
		if r, ok := op.AsRefusal(err); !ok || r.Code != lamp.NoPlace {
			t.Errorf("%v", err)
		}
		h.host.c.Act = func(Ask) (json.RawMessage, error) { return nil, errors.New("full") }
		if _, err := g.Ask(context.Background(), ask("b")); !errors.Is(err, errHost) {
			t.Errorf("%v", err)
		}
	})
}

func TestGuestThatMissedANumberWantsAll(t *testing.T) {
	inHouse(t, func(h *house) {
		g := h.guest()
		synctest.Wait()
		h.mu.Lock()
		h.lose = 1
		h.mu.Unlock()
		for _, id := range []op.ID{"a", "b"} {
			if err := h.replica.Do(submit(id)); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		h.sees(g, "a", "b")
	})
}

func TestGuestFollowsTheNextHost(t *testing.T) {
	inHouse(t, func(h *house) {
		k := replica.NewMemory()
		g := h.guest()
		synctest.Wait()
		h.kill()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if _, err := g.Ask(ctx, ask("lost")); !errors.Is(err, ErrNoHost) {
			t.Errorf("a dead host answers: %v", err)
		}
		h.newHost(k)
		if err := h.replica.Do(submit("new")); err != nil {
			t.Fatal(err)
		}
		h.sees(g, "new")
		if _, err := g.Ask(context.Background(), ask("mine")); err != nil {
			t.Fatal(err)
		}
		h.sees(g, "new", "mine")
	})
}

// A phone with one page says one word and no more.
func TestAloneItIsSilent(t *testing.T) {
	inHouse(t, func(h *house) {
		for i := range 20 {
			if err := h.replica.Do(submit(op.ID("r" + strconv.Itoa(i)))); err != nil {
				t.Fatal(err)
			}
			h.host.Changed()
		}
		synctest.Wait()
		if h.count != 1 {
			t.Errorf("%d messages for nobody", h.count)
		}
	})
}
