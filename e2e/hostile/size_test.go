package hostile

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"denghuo/shared/photo"
	"denghuo/shared/wire"
)

// endless is a body whose length is not said.
func endless(size int64) io.Reader {
	return io.LimitReader(struct{ io.Reader }{strings.NewReader(strings.Repeat(" ", int(size)))}, size)
}

func oversized(t *testing.T, c *city) {
	p, clerk := newPhone(t, c), signIn(t, c, "clerk")
	big := bytes.Repeat([]byte("x"), 4<<20+1)
	for name, r := range map[string]struct {
		v            visitor
		method, path string
		size         int
		want         []int
	}{
		"frames":   {p.visitor, "POST", "/sync", 2 << 20, []int{413}},
		"session":  {p.visitor, "POST", "/session", 5 << 10, []int{400, 413}},
		"form":     {p.visitor, "POST", "/plain", 17 << 10, []int{400, 413}},
		"ask":      {clerk.visitor, "POST", "/ask", 33 << 10, []int{400, 413}},
		"photo":    {p.visitor, "PUT", "/photo/" + strings.Repeat("a", 64), photo.MaxBytes + 1, []int{413}},
		"photo_4":  {p.visitor, "PUT", "/photo/" + strings.Repeat("a", 64), 4<<20 + 1, []int{413}},
		"password": {clerk.visitor, "POST", "/password", 5 << 10, []int{400, 413}},
		"no_room":  {p.visitor, "POST", "/nothing", 2 << 20, []int{413}},
	} {
		t.Run(name, func(t *testing.T) {
			v := r.v.with("Content-Type", "application/x-www-form-urlencoded")
			if a := v.do(t, c, r.method, r.path, big[:r.size]); !among(r.want, a.status) {
				t.Errorf("%d %.80s, want %v", a.status, a.body, r.want)
			}
			req, err := http.NewRequest(r.method, "http://"+c.addr+r.path, endless(int64(r.size)))
			if err != nil {
				t.Fatal(err)
			}
			req.ContentLength = -1
			if a := v.send(t, req); a.status == 200 && !strings.Contains(a.body, `"too_big"`) || a.status >= 500 {
				t.Errorf("without a length: %d %.80s", a.status, a.body)
			}
		})
	}
	envelope := wire.Encode(wire.Envelope{N: 1, By: p.id, Kind: "lamp.submit", Op: wire.Encode(strings.Repeat("x", wire.MaxEnvelope))})
	if d := p.say(p.hello(), pushOf(envelope)); d.Bye == nil || d.Bye.Reason != wire.TooBig {
		t.Errorf("a large envelope: %+v", d)
	}
	long := submit(newID())
	long.Note = strings.Repeat("长", 501)
	if rows := p.does(long); p.refusal(rows, p.n) == "" {
		t.Error("a note of 501 characters was taken")
	}
	header := c.raw(t, "127.0.0.1", "GET / HTTP/1.1\r\nHost: x\r\nX-Big: "+strings.Repeat("a", 40<<10)+"\r\n\r\n")
	if !strings.HasPrefix(header, "HTTP/1.1 431") {
		t.Errorf("a large header: %.60q", header)
	}
	path := c.raw(t, "127.0.0.1", "GET /"+strings.Repeat("a", 9000)+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	if !strings.HasPrefix(path, "HTTP/1.1 400") {
		t.Errorf("a long path: %.60q", path)
	}
	crowd(t, c, big)
}

func among(list []int, n int) bool { return bytes.IndexByte(bytesOf(list), byte(n-300)) >= 0 }

func bytesOf(list []int) (b []byte) {
	for _, n := range list {
		b = append(b, byte(n-300))
	}
	return b
}

// crowd sends a hundred bodies of 4 MB side by side: none of them is kept.
func crowd(t *testing.T, c *city, big []byte) {
	var wg sync.WaitGroup
	for i := range 8 {
		v := stranger()
		wg.Go(func() {
			for range 12 {
				method, path := "POST", "/sync"
				if i%2 == 0 {
					method, path = "PUT", "/photo/"+strings.Repeat("b", 64)
				}
				req, err := http.NewRequest(method, "http://"+c.addr+path, io.MultiReader(bytes.NewReader(big)))
				if err != nil {
					t.Error(err)
					return
				}
				req.ContentLength = -1
				req.Header = v.header.Clone()
				if resp, err := client.Do(req); err == nil { // or it was cut while it still sent
					resp.Body.Close()
				}
			}
		})
	}
	wg.Wait()
}

// slow opens many connections that never finish: half a header, half a body, a Hello
// that does not come. Others are served meanwhile, and the silent are cut.
func slow(t *testing.T, c *city) {
	const each = 150
	begin := map[string]string{
		"header": "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"body":   "POST /sync HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.99\r\nContent-Length: 1000\r\n\r\n[",
		"silent": "",
	}
	conns := map[string][]net.Conn{}
	unheard := c.count(t, "unheard_total")
	for name, text := range begin {
		for range each {
			conn, err := net.DialTimeout("tcp", c.addr, 5*time.Second)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, text); err != nil {
				t.Fatal(err)
			}
			conns[name] = append(conns[name], conn)
		}
	}
	for range 20 {
		c.alive(t)
	}
	good := newPhone(t, c)
	good.does(submit(newID()))
	for _, name := range []string{"header", "silent"} {
		for _, conn := range conns[name] {
			if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, conn); err != nil {
				t.Fatalf("%s: not cut: %v", name, err)
			}
		}
	}
	if got := c.count(t, "unheard_total") - unheard; got < 2*each {
		t.Errorf("%v of %d were counted", got, 2*each)
	}
	p := newPhone(t, c)
	line := p.dial() // and says nothing
	if err := line.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, b, err := line.ReadMessage(); err == nil {
		if d, err := wire.DecodeDown(b); err != nil || d.Bye == nil {
			t.Errorf("somebody who says nothing is told %s", b)
		}
	} else if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
		t.Error("a line without Hello stays open")
	}
}
