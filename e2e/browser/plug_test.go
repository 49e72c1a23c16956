package browser

import (
	"io"
	"net"
	"sync"
	"testing"
)

// plug is the wire between one phone and the city. DevTools' offline leaves
// sockets that are open alone and does not hold for a service worker in every
// version, so the test also pulls a real wire: connections are cut and no new one
// is taken.
type plug struct {
	to   string
	ln   net.Listener
	host string // what the phone calls the city; empty: its address

	mu    sync.Mutex
	out   bool
	deaf  bool          // what the city says is lost on the way
	left  int           // bytes that the phone may still send; below zero: any number
	spent chan struct{} // closed when they were sent, and the plug has pulled itself
	conns map[net.Conn]bool
}

func newPlug(t testing.TB, to string) *plug {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &plug{to: to, ln: ln, left: -1, conns: map[net.Conn]bool{}}
	go p.serve()
	t.Cleanup(func() { ln.Close(); p.pull() })
	return p
}

func (p *plug) addr() string {
	at := p.ln.Addr().String()
	if p.host == "" {
		return at
	}
	_, port, _ := net.SplitHostPort(at)
	return net.JoinHostPort(p.host, port)
}

func (p *plug) serve() {
	for {
		in, err := p.ln.Accept()
		if err != nil {
			return
		}
		go p.carry(in)
	}
}

func (p *plug) carry(in net.Conn) {
	defer in.Close()
	if !p.hold(in) {
		return
	}
	defer p.drop(in)
	out, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer out.Close()
	if !p.hold(out) {
		return
	}
	defer p.drop(out)
	done := make(chan struct{}, 2)
	pipe := func(to, from net.Conn) {
		_, _ = io.Copy(to, from) // an end by the other side or by pull is what we wait for
		done <- struct{}{}
	}
	go pipe(meter{out, p}, in)
	go pipe(ear{in, p}, out)
	<-done
}

func (p *plug) hold(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out {
		return false
	}
	p.conns[c] = true
	return true
}

func (p *plug) drop(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// pull cuts everything and takes nothing new until push.
func (p *plug) pull() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out = true
	for c := range p.conns {
		c.Close()
	}
}

func (p *plug) push() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out, p.deaf = false, false
}

// deafen loses what the city says until the next push, while the phone is heard.
func (p *plug) deafen() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deaf = true
}

// ear passes on what the city says, unless the wire is deaf.
type ear struct {
	net.Conn
	plug *plug
}

func (e ear) Write(b []byte) (int, error) {
	e.plug.mu.Lock()
	deaf := e.plug.deaf
	e.plug.mu.Unlock()
	if deaf {
		return len(b), nil
	}
	return e.Conn.Write(b)
}

// cutAfter pulls the plug by itself when the phone has sent n bytes more.
func (p *plug) cutAfter(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left, p.spent = n, make(chan struct{})
}

// cut waits until the plug has pulled itself.
func (p *plug) cut() { <-p.spent }

// meter passes on what may still be sent.
type meter struct {
	net.Conn
	plug *plug
}

func (m meter) Write(b []byte) (int, error) {
	m.plug.mu.Lock()
	n, last := len(b), false
	if left := m.plug.left; left >= 0 {
		n = min(n, left)
		m.plug.left -= n
		last = m.plug.left == 0
	}
	m.plug.mu.Unlock()
	n, err := m.Conn.Write(b[:n])
	if last {
		m.plug.spend()
		return n, net.ErrClosed
	}
	return n, err
}

func (p *plug) spend() {
	p.mu.Lock()
	first := p.left == 0
	p.left = -1
	p.mu.Unlock()
	if first {
		p.pull()
		close(p.spent)
	}
}
