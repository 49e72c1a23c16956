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
	to string
	ln net.Listener

	mu    sync.Mutex
	out   bool
	conns map[net.Conn]bool
}

func newPlug(t testing.TB, to string) *plug {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &plug{to: to, ln: ln, conns: map[net.Conn]bool{}}
	go p.serve()
	t.Cleanup(func() { ln.Close(); p.pull() })
	return p
}

func (p *plug) addr() string { return p.ln.Addr().String() }

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
	go pipe(out, in)
	go pipe(in, out)
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
	p.out = false
}
