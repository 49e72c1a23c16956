//go:build js && wasm

package browser

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall/js"

	"denghuo/app/link"
)

// Dialer opens WebSockets to the city that the page came from.
type Dialer struct{}

var errClosed = errors.New("the line is closed")

// Dial waits for the socket's open event. That it opened proves nothing yet: link
// believes in a line only after its first Delta.
func (Dialer) Dial(ctx context.Context) (link.Conn, error) {
	s := &socket{bell: make(chan struct{}, 1)}
	if err := attempt(func() { s.ws = js.Global().Get("WebSocket").New(syncAddress()) }); err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	opened := make(chan struct{})
	s.on("onopen", func(js.Value) { close(opened) })
	s.on("onmessage", func(e js.Value) { s.receive(e.Get("data")) })
	s.on("onclose", func(js.Value) { s.end() })
	s.on("onerror", func(js.Value) { s.end() })
	for {
		select {
		case <-opened:
			return s, nil
		case <-s.bell:
			if s.over() {
				s.Close()
				return nil, fmt.Errorf("dial: %w", errClosed)
			}
		case <-ctx.Done():
			s.Close()
			return nil, fmt.Errorf("dial: %w", ctx.Err())
		}
	}
}

func syncAddress() string {
	at := js.Global().Get("location")
	scheme := "ws://"
	if at.Get("protocol").String() == "https:" {
		scheme = "wss://"
	}
	return scheme + at.Get("host").String() + "/sync"
}

// socket is one line. Frames wait in a list, since a callback may not.
type socket struct {
	ws    js.Value
	bell  chan struct{} // one slot: look at what is below
	close sync.Once

	mu     sync.Mutex
	funcs  map[string]js.Func
	frames [][]byte
	ended  bool
}

func (s *socket) on(event string, f func(js.Value)) {
	g := js.FuncOf(func(_ js.Value, args []js.Value) any { f(first(args)); return nil })
	if s.funcs == nil {
		s.funcs = map[string]js.Func{}
	}
	s.funcs[event] = g
	s.ws.Set(event, g)
}

func (s *socket) ring() {
	select {
	case s.bell <- struct{}{}:
	default:
	}
}

// receive takes text frames; the city sends no others.
func (s *socket) receive(data js.Value) {
	if data.Type() != js.TypeString {
		return
	}
	s.mu.Lock()
	s.frames = append(s.frames, []byte(data.String()))
	s.mu.Unlock()
	s.ring()
}

func (s *socket) end() {
	s.mu.Lock()
	s.ended = true
	s.mu.Unlock()
	s.ring()
}

func (s *socket) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// Send hands one frame to the browser.
func (s *socket) Send(frame []byte) error {
	if s.over() {
		return errClosed
	}
	const open = 1
	if s.ws.Get("readyState").Int() != open { // sending then would vanish without a word
		return errClosed
	}
	return attempt(func() { s.ws.Call("send", string(frame)) })
}

// Recv gives the next frame; what came before the end is given first.
func (s *socket) Recv() ([]byte, error) {
	for {
		s.mu.Lock()
		if len(s.frames) > 0 {
			frame := s.frames[0]
			s.frames = s.frames[1:]
			s.mu.Unlock()
			return frame, nil
		}
		ended := s.ended
		s.mu.Unlock()
		if ended {
			s.ring() // whoever else waits shall hear it too
			return nil, errClosed
		}
		<-s.bell
	}
}

// Close takes the handlers off before it closes, so that a late event of this
// socket starts nothing.
func (s *socket) Close() {
	s.close.Do(func() {
		for event, f := range s.funcs {
			s.ws.Set(event, js.Null())
			f.Release()
		}
		_ = attempt(func() { s.ws.Call("close") }) // it may not have opened; then it never will
		s.end()
	})
}
