// Package gate is the edge of the city: what a request shows becomes an actor here
// (People says which), lines are opened and ended, limits are kept. It carries ops and rows and looks into
// neither; what a phone says about itself is never believed.
//
//	GET  /sync          the WebSocket
//	POST /sync          the same frames, for a service worker: a list up, one Delta or Bye down
//	POST /ask           {"kind","op"}: an op that only the city can decide, decided now
//	PUT  /photo/{hash}  a photo's bytes; HEAD and PATCH send it in pieces (pieces.go)
//	GET  /photo/{hash}  gives it to readers of its record
//	POST /plain         a form for phones without Wasm
//
// A line is a cursor: who, and the last sequence that was sent. Nothing in it can
// grow: one frame is read at a time, the next one when this one is decided, and
// what is new is read from the store when a bell rings.
package gate

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"denghuo/server/authority"
	"denghuo/server/edge"
	"denghuo/server/hub"
	"denghuo/server/people"
	"denghuo/server/photo"
	"denghuo/server/store"
	"denghuo/shared/person"

	"github.com/gorilla/websocket"
)

// Limits of the whole gate. A line takes about 10 KB.
const (
	maxLines  = 50_000
	maxPosts  = 256 // requests to POST /sync at once; a worker that finds more comes back
	maxPhotos = 16  // photos that are received whole or finished at once, 2 MiB each
	maxPieces = 512 // pieces of photos that are received at once, 16 KiB each
)

// Counts are for the operator. Lines is how many there are now.
type Counts struct{ Lines, Frames, Rows, Byes, Rewound, Photos, PhotoBytes atomic.Int64 }

// Gate serves the edge.
type Gate struct {
	Config
	Counts Counts

	upgrader websocket.Upgrader
	seats    *seats
	often    *often
	posts    chan struct{}
	uploads  chan struct{}
	pieces   chan struct{}

	standAfter, standEach time.Duration // the constants; a test is quicker

	ctx     context.Context
	stop    context.CancelFunc
	door    sync.Mutex // between letting a line in and closing for good
	lines   sync.WaitGroup
	drained atomic.Int64 // how many lines there were when Drain began
}

// Config is what a gate is made of.
type Config struct {
	Store     *store.Store
	Hub       *hub.Hub
	Authority *authority.Authority
	Photos    *photo.Room
	Parts     *photo.Parts
	People    People
	Now       func() time.Time
	Log       *slog.Logger
	Proofs    authority.Proofs   // the same as the authority's
	Lost      func(epoch string) // called when the city has lost something in this epoch; must not wait; or nil
}

// People knows who speaks.
type People interface {
	// Actor is whose device token it is, or else whose session the cookie is. The
	// error is an op.Refusal with a code, or says that it cannot be known now.
	Actor(ctx context.Context, token, cookie string) (person.Actor, error)
	// Meet is told of everybody who has something to say; it must not wait.
	Meet(person.Actor)
}

// New is a gate that takes lines until Drain.
func New(c Config) *Gate {
	ctx, stop := context.WithCancel(context.Background())
	return &Gate{Config: c, ctx: ctx, stop: stop, seats: newSeats(), often: newOften(c.Now), standAfter: standAfter, standEach: standEach,
		posts: make(chan struct{}, maxPosts), uploads: make(chan struct{}, maxPhotos), pieces: make(chan struct{}, maxPieces),
		// Small buffers from a pool, and a handler that returns: 5 KB a line
		// instead of 17, measured.
		upgrader: websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 1024,
			WriteBufferPool: &sync.Pool{}, CheckOrigin: edge.SameSite, HandshakeTimeout: writeWait}}
}

// Register puts the gate's addresses into a mux.
func (g *Gate) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /sync", g.open)
	mux.HandleFunc("POST /sync", g.post)
	mux.HandleFunc("POST /ask", g.askNow)
	mux.HandleFunc("PUT /photo/{hash}", g.putPhoto)
	mux.HandleFunc("HEAD /photo/{hash}", g.headPhoto)
	mux.HandleFunc("PATCH /photo/{hash}", g.patchPhoto)
	mux.HandleFunc("GET /photo/{hash}", g.getPhoto)
	mux.HandleFunc("POST /plain", g.plain)
}

// Open reports whether lines are taken.
func (g *Gate) Open() bool { return g.ctx.Err() == nil }

// open opens a line and returns: what net/http holds for it is given back.
func (g *Gate) open(w http.ResponseWriter, r *http.Request) {
	if !g.admit() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "the city takes no more lines now", http.StatusServiceUnavailable)
		return
	}
	cookie, from := people.Cookie(r), edge.Neighbours(r)
	conn, err := g.upgrader.Upgrade(w, r, nil)
	if err != nil {
		g.dismiss()
		g.Log.Debug("upgrade", "err", err) // Upgrade has answered
		return
	}
	go newLine(g, conn, cookie, from).serve()
}

// admit counts a line in, so that Drain waits for it; false when none is taken.
func (g *Gate) admit() bool {
	g.door.Lock()
	defer g.door.Unlock()
	if !g.Open() || g.Counts.Lines.Load() >= maxLines {
		return false
	}
	g.lines.Add(1)
	g.Counts.Lines.Add(1)
	return true
}

func (g *Gate) dismiss() {
	g.Counts.Lines.Add(-1)
	g.lines.Done()
}

// Drain tells every phone to come back a little later, spread out, and waits.
func (g *Gate) Drain(ctx context.Context) {
	g.door.Lock()
	g.drained.Store(g.Counts.Lines.Load())
	g.stop()
	g.door.Unlock()
	g.seats.end()
	done := make(chan struct{})
	go func() { g.lines.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
