package gate

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"denghuo/server/hub"
	"denghuo/server/people"
	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// pipes is a network in memory, so that waiting takes no time.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, errors.New("no more")
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// quiet is a city in which nothing happens but time.
func quiet(t *testing.T, f func(t *testing.T, g *Gate, dial func() *websocket.Conn)) {
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	// Badger tells a reader from outside of the bubble that the commits of the opening
	// are there; the first one waits for that out here, and then none has to.
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		log := slog.New(slog.DiscardHandler)
		who := people.New(people.Config{Store: s, Hub: hub.New(), Now: time.Now, Log: log})
		g := New(Config{Store: s, Hub: hub.New(), People: who, Now: time.Now, Log: log})
		mux := http.NewServeMux()
		g.Register(mux)
		network := &pipes{make(chan net.Conn), make(chan struct{})}
		server := &http.Server{Handler: mux}
		go server.Serve(network)
		defer server.Close()
		defer g.Drain(t.Context())
		f(t, g, func() *websocket.Conn {
			t.Helper()
			d := websocket.Dialer{NetDialContext: network.dial, HandshakeTimeout: time.Second}
			conn, _, err := d.DialContext(t.Context(), "ws://city/sync", nil)
			if err != nil {
				t.Fatal(err)
			}
			return conn
		})
	})
}

func hello() []byte {
	return wire.Encode(wire.Up{Hello: &wire.Hello{Version: wire.Version, Client: op.ClientID("c"), Token: deviceToken("a")}})
}

func TestHeartbeatComesByItself(t *testing.T) {
	quiet(t, func(t *testing.T, g *Gate, dial func() *websocket.Conn) {
		conn := dial()
		defer conn.Close()
		if err := conn.WriteMessage(websocket.TextMessage, hello()); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		for beat := range 20 {
			_, b, err := conn.ReadMessage() // answers pings too
			if err != nil {
				t.Fatalf("beat %d: %v", beat, err)
			}
			d, err := wire.DecodeDown(b)
			if err != nil || d.Delta == nil || d.Delta.From != d.Delta.To {
				t.Fatalf("beat %d is %s, %v", beat, b, err)
			}
			if waited := time.Since(begin); waited != time.Duration(beat)*heartbeat || !d.Delta.Now.Equal(time.Now()) {
				t.Fatalf("beat %d came after %v and says %v", beat, waited, d.Delta.Now)
			}
		}
	})
}

// TestSilentPhonesAreLetGo: phones drop off without a word.
func TestSilentPhonesAreLetGo(t *testing.T) {
	for name, first := range map[string][]byte{"never says hello": nil, "says hello and no more": hello()} {
		t.Run(name, func(t *testing.T) {
			quiet(t, func(t *testing.T, g *Gate, dial func() *websocket.Conn) {
				conn := dial()
				defer conn.Close()
				if first != nil {
					if err := conn.WriteMessage(websocket.TextMessage, first); err != nil {
						t.Fatal(err)
					}
				}
				begin := time.Now()
				g.lines.Wait()
				if waited := time.Since(begin); waited > readWait+lastWait {
					t.Errorf("it was held for %v", waited)
				}
				if g.Counts.Lines.Load() != 0 || len(g.seats.of) != 0 {
					t.Error("it is still counted")
				}
			})
		})
	}
}

// TestDeafPhoneHoldsNobody: it says that it lives but reads nothing, so the writer
// stands until its deadline.
func TestDeafPhoneHoldsNobody(t *testing.T) {
	quiet(t, func(t *testing.T, g *Gate, dial func() *websocket.Conn) {
		conn := dial()
		defer conn.Close()
		if err := conn.WriteMessage(websocket.TextMessage, hello()); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		for conn.WriteMessage(websocket.TextMessage, []byte(`{"ping":{}}`)) == nil {
			<-time.After(time.Second) // of the bubble: no time passes
		}
		if waited := time.Since(begin); waited > writeWait+lastWait+time.Second {
			t.Errorf("it was held for %v", waited)
		}
		g.lines.Wait()
	})
}
