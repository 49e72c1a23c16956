package edge

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
)

// Connections at once. Half of all may come from one address: a large carrier's NAT
// at the opening of a drop. From a trusted proxy all may.
const (
	connections = 60_000
	perAddress  = connections / 2
)

// listener counts connections in and out, so that a crowd that says nothing takes a
// bounded number of them.
type listener struct {
	net.Listener
	edge *Edge
	mu   sync.Mutex
	all  int
	of   map[netip.Addr]int
	most struct{ all, each int }
}

// conn knows whether anything was understood on it.
type conn struct {
	net.Conn
	heard atomic.Bool
	leave func(heard bool)
	once  sync.Once
}

func (c *conn) Close() error {
	c.once.Do(func() { c.leave(c.heard.Load()) })
	return c.Conn.Close()
}

// Listen takes connections as long as there are not too many.
func (e *Edge) Listen(inner net.Listener) net.Listener {
	l := &listener{Listener: inner, edge: e, of: map[netip.Addr]int{}}
	l.most.all, l.most.each = connections, perAddress
	return l
}

// Accept closes at once what is too much, and says nothing: an answer would cost
// more than the knock.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := netip.Addr{}
		if tcp, ok := c.RemoteAddr().(*net.TCPAddr); ok {
			from = tcp.AddrPort().Addr().Unmap()
		}
		if l.enter(from) {
			return &conn{Conn: c, leave: func(heard bool) { l.exit(from, heard) }}, nil
		}
		l.edge.Counts.Crowded.Add(1)
		_ = c.Close() // nobody was served
	}
}

func (l *listener) enter(from netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all >= l.most.all || l.of[from] >= l.most.each && !l.edge.rules.Proxies.trust(from) {
		return false
	}
	l.all++
	l.of[from]++
	return true
}

func (l *listener) exit(from netip.Addr, heard bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if l.of[from]--; l.of[from] == 0 {
		delete(l.of, from)
	}
	if !heard {
		l.edge.Counts.Unheard.Add(1)
	}
}

type connKey struct{}

// heard notes that a request came through.
func heard(r *http.Request) {
	if c, ok := r.Context().Value(connKey{}).(*conn); ok {
		c.heard.Store(true)
	}
}

// Server is a server with every limit of time and size set.
func Server(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: headWait, IdleTimeout: idleWait, MaxHeaderBytes: headers,
		DisableGeneralOptionsHandler: true, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			if over, ok := c.(*tls.Conn); ok {
				c = over.NetConn()
			}
			return context.WithValue(ctx, connKey{}, c)
		}}
}
