// Package gate is the edge of the city: tokens become actors here, lines are
// opened and ended, limits are kept. It carries ops and rows and looks into
// neither.
//
//	GET  /sync          the WebSocket
//	POST /sync          the same frames, for a service worker: a JSON list up, one Delta or Bye down
//	POST /session       {"name","password"} → {"token","id","name","roles"}
//	PUT  /photo/{hash}  a photo's bytes; GET gives it to readers of its record
//	POST /plain         a form for phones without Wasm
package gate

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/photo"
	"denghuo/server/store"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// Gate serves the edge. The counters are for the operator.
type Gate struct {
	store     *store.Store
	hub       *hub.Hub
	authority *authority.Authority
	photos    *photo.Room
	tokens    *Tokens
	accounts  Accounts
	now       func() time.Time
	log       *slog.Logger
	upgrader  websocket.Upgrader
	tries     *tries

	ctx      context.Context
	stop     context.CancelFunc
	sessions sync.WaitGroup

	Lines, Ops, Rows atomic.Int64
}

// Config is what a gate is made of.
type Config struct {
	Store     *store.Store
	Hub       *hub.Hub
	Authority *authority.Authority
	Photos    *photo.Room
	Tokens    *Tokens
	Accounts  Accounts
	Now       func() time.Time
	Log       *slog.Logger
}

// New is a gate that takes lines until Drain.
func New(c Config) *Gate {
	ctx, stop := context.WithCancel(context.Background())
	return &Gate{store: c.Store, hub: c.Hub, authority: c.Authority, photos: c.Photos, tokens: c.Tokens,
		accounts: c.Accounts, now: c.Now, log: c.Log, ctx: ctx, stop: stop, tries: newTries(),
		// Small buffers from a pool, and a handler that returns: 5 KB a line
		// instead of 17, measured.
		upgrader: websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 1024,
			WriteBufferPool: &sync.Pool{}, CheckOrigin: sameHost, HandshakeTimeout: writeWait}}
}

// Register puts the gate's addresses into a mux.
func (g *Gate) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /sync", g.line)
	mux.HandleFunc("POST /sync", g.post)
	mux.HandleFunc("POST /session", g.signIn)
	mux.HandleFunc("PUT /photo/{hash}", g.putPhoto)
	mux.HandleFunc("GET /photo/{hash}", g.getPhoto)
	mux.HandleFunc("POST /plain", g.plain)
}

// sameHost refuses a page of another site that would speak with our cookies.
func sameHost(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true // not a browser
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// line opens a WebSocket and returns: what net/http holds for it is given back.
func (g *Gate) line(w http.ResponseWriter, r *http.Request) {
	if g.ctx.Err() != nil {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "the city is being restarted", http.StatusServiceUnavailable)
		return
	}
	conn, err := g.upgrader.Upgrade(w, r, nil)
	if err != nil {
		g.log.Debug("upgrade", "err", err) // Upgrade has answered
		return
	}
	s := &session{gate: g, conn: conn, ends: make(chan end, 1), asks: make(chan struct{}, 1), tokens: burst, filled: time.Now()}
	g.Lines.Add(1)
	g.sessions.Go(func() {
		defer g.Lines.Add(-1)
		s.serve(g.ctx)
	})
}

// again is the window in seconds in which phones come back: wider when many do.
func (g *Gate) again(r wire.Reason) int {
	switch r {
	case wire.Later, wire.Busy:
		return int(min(60, 5+g.Lines.Load()/500))
	}
	return 0
}

// Drain tells every phone to come back a little later, spread out, and waits.
func (g *Gate) Drain(ctx context.Context) {
	g.stop()
	done := make(chan struct{})
	go func() { g.sessions.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
