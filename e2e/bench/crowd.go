package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// crowd is many phones in one process. Against a bare server they send the same bytes
// and wait for as many.
type crowd struct {
	phones []*walker
	trips  int
	heard  chan int64 // when a line had a message with rows
	sizes  []int      // of the frames that the first phone got when it came back, or claimed
	opened []int      // of the frame that opened each line
}

// walker is one phone that comes and goes. It looks at bytes, so that the phones do
// not take the processor from the city.
type walker struct {
	token  string
	client op.ClientID
	conn   *websocket.Conn
	epoch  string
	since  uint64
	n      uint64
	prev   op.Hash
	mark   []byte // the last mark's bytes
}

func newCrowd() (map[string]command, error) {
	c := &crowd{}
	return map[string]command{"join": c.join, "heard": c.allHeard, "leave": c.leave, "back": c.back, "sizes": c.tellSizes, "stand": c.stand, "instant": c.instant}, nil
}

// dials at once: more only wait in the queue of the listener.
const dials = 256

// each runs f for all phones, some at once, and gives the first error.
func (c *crowd) each(f func(i int, w *walker) error) error {
	var first atomic.Pointer[error]
	var all sync.WaitGroup
	turns := make(chan struct{}, dials)
	for i, w := range c.phones {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			if err := f(i, w); err != nil {
				first.CompareAndSwap(nil, &err)
			}
		})
	}
	all.Wait()
	if p := first.Load(); p != nil {
		return *p
	}
	return nil
}

// dial comes from an address of its own, as phones do: one has neither ports enough
// nor leave to do so much.
func (w *walker) dial(port string, i, trip int) (err error) {
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, byte(1+trip), byte(i>>8), byte(i))}}
	d := websocket.Dialer{HandshakeTimeout: patience, NetDialContext: from.DialContext}
	w.conn, _, err = d.Dial("ws://127.0.0.1:"+port+"/sync", nil)
	return err
}

func (w *walker) hello() []byte {
	var heard op.Mark
	_ = json.Unmarshal(w.mark, &heard) // none yet is an empty one
	return wire.Encode(wire.Up{Hello: &wire.Hello{Version: wire.Version, Client: w.client, Epoch: w.epoch, Since: w.since, Heard: heard, Token: w.token}})
}

// join PORT COUNT KIND opens the lines; KIND is city, or bare.
func (c *crowd) join(args []string) (string, error) {
	port, kind := args[0], args[2]
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return "", err
	}
	c.trips++
	c.more(n)
	c.heard = make(chan int64, 2*n)
	err = c.each(func(i int, w *walker) error {
		if err := w.dial(port, i, c.trips); err != nil {
			return err
		}
		if err := w.write(w.hello()); err != nil {
			return err
		}
		_, b, err := w.conn.ReadMessage()
		if err != nil || kind != "city" {
			return err
		}
		return w.take(b)
	})
	for _, w := range c.phones {
		go w.listen(c.heard)
	}
	return "ok", err
}

// more makes phones until there are n.
func (c *crowd) more(n int) {
	for i := len(c.phones); i < n; i++ {
		name := strconv.Itoa(i)
		c.phones = append(c.phones, &walker{token: "walker-" + name, client: op.ClientID("walker-client-" + name)})
	}
}

func (w *walker) write(frame []byte) error { return w.conn.WriteMessage(websocket.TextMessage, frame) }

func (w *walker) take(b []byte) error {
	down, err := wire.DecodeDown(b)
	if err != nil || down.Delta == nil {
		return fmt.Errorf("the city says %.200s: %w", b, err)
	}
	w.epoch, w.since = down.Delta.Epoch, down.Delta.To
	return nil
}

// listen notes when rows come, until the line ends.
func (w *walker) listen(heard chan<- int64) {
	for {
		_, b, err := w.conn.ReadMessage()
		if err != nil {
			return
		}
		if bytes.Contains(b, []byte(`"rows"`)) {
			heard <- time.Now().UnixNano()
		}
	}
}

// allHeard waits until all lines had rows once, and tells when the last one did.
func (c *crowd) allHeard([]string) (string, error) {
	last := int64(0)
	late := time.After(patience)
	for range c.phones {
		select {
		case at := <-c.heard:
			last = max(last, at)
		case <-late:
			return "", fmt.Errorf("some line did not hear it")
		}
	}
	return strconv.FormatInt(last, 10), nil
}

func (c *crowd) leave([]string) (string, error) {
	for _, w := range c.phones {
		if err := w.conn.Close(); err != nil {
			return "", err
		}
	}
	return "ok", nil
}

// back PORT KIND DROP… comes back with a claim for each drop, all phones at once, and
// tells how many nanoseconds passed until the last of them knew that all is decided.
func (c *crowd) back(args []string) (string, error) {
	port, kind, drops := args[0], args[1], args[2:]
	c.trips++
	frames := make([][2][]byte, len(c.phones))
	for i, w := range c.phones {
		frames[i] = [2][]byte{w.hello(), w.push(drops)}
	}
	begin := time.Now()
	err := c.each(func(i int, w *walker) error {
		if err := w.dial(port, i, c.trips); err != nil {
			return err
		}
		for _, b := range frames[i] {
			if err := w.write(b); err != nil {
				return err
			}
		}
		sizes, err := w.settle(kind, 2)
		if i == 0 && kind == "city" {
			c.sizes = sizes
		}
		return err
	})
	took := time.Since(begin)
	if _, left := c.leave(nil); err == nil {
		err = left
	}
	return strconv.FormatInt(took.Nanoseconds(), 10), err
}

// push makes the frame of one claim for each drop.
func (w *walker) push(drops []string) []byte {
	now := time.Now()
	push := wire.Push{Sent: now}
	for _, drop := range drops {
		o := offer.Claim{Drop: op.ID(drop)}
		raw := wire.Encode(wire.Envelope{N: w.n + 1, Prev: w.prev, By: person.ID("h-" + w.token), At: now, Kind: o.Kind().Name, Op: wire.Encode(o)})
		w.n, w.prev = w.n+1, wire.HashOf(raw)
		push.Envelopes = append(push.Envelopes, json.RawMessage(raw))
	}
	return wire.Encode(wire.Up{Push: &push})
}

// settle reads until the city's mark is the last op's; so many answers of a bare server.
func (w *walker) settle(kind string, answers int) (sizes []int, err error) {
	if err := w.conn.SetReadDeadline(time.Now().Add(3 * patience)); err != nil {
		return nil, err
	}
	mark := []byte(`"hash":"` + string(w.prev) + `"`)
	for {
		_, b, err := w.conn.ReadMessage()
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, len(b))
		if kind != "city" && len(sizes) == answers {
			return sizes, nil
		}
		if kind != "city" || !bytes.Contains(b, mark) {
			continue
		}
		w.since, err = numberIn(b, `"to":`)
		at := bytes.LastIndex(b[:bytes.Index(b, mark)], []byte(`{"client"`))
		if at < 0 || err != nil {
			return nil, fmt.Errorf("the city says %.200s: %w", b, err)
		}
		w.mark = b[at : at+bytes.IndexByte(b[at:], '}')+1]
		return sizes, err
	}
}

// numberIn finds a number by its name.
func numberIn(b []byte, name string) (uint64, error) {
	_, rest, _ := bytes.Cut(b, []byte(name))
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	return strconv.ParseUint(string(rest[:digits]), 10, 64)
}

// tellSizes gives the size of the first frame down, and of all others together.
func (c *crowd) tellSizes([]string) (string, error) {
	rest := 0
	for _, n := range c.sizes[1:] {
		rest += n
	}
	return strings.TrimSpace(fmt.Sprint(c.sizes[0], " ", rest)), nil
}
