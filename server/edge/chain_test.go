package edge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// room answers 200, or the error of reading its body.
var room = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	fmt.Fprintf(w, "%d bytes from %s", len(b), Address(r))
})

func ask(t *testing.T, e *Edge, r *http.Request) (*http.Response, answer) {
	t.Helper()
	w := httptest.NewRecorder()
	e.Wrap(room).ServeHTTP(w, r)
	var a answer
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
	}
	return w.Result(), a
}

func TestEveryAnswerIsDressed(t *testing.T) {
	requests := map[string]*http.Request{
		"page":        httptest.NewRequest("GET", "/progress", nil),
		"own_error":   httptest.NewRequest("GET", "/a%2fb", nil),
		"wrong_verb":  httptest.NewRequest("TRACE", "/", nil),
		"not_a_route": httptest.NewRequest("POST", "/sync", nil),
	}
	for name, r := range requests {
		for _, proto := range []string{"http", "https"} {
			t.Run(name+"_"+proto, func(t *testing.T) {
				r.RemoteAddr = "10.0.0.2:1"
				r.Header.Set("X-Forwarded-Proto", proto)
				h, _ := ask(t, New(Rules{Proxies: proxies(t, "10.0.0.2")}), r)
				for _, must := range []string{"Content-Security-Policy", "Permissions-Policy", "X-Content-Type-Options", "X-Frame-Options",
					"Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"} {
					if h.Header.Get(must) == "" {
						t.Errorf("%s without %s", name, must)
					}
				}
				if hsts := h.Header.Get("Strict-Transport-Security") != ""; hsts != (proto == "https") {
					t.Errorf("HSTS over %s: %v", proto, hsts)
				}
			})
		}
	}
}

// TestPolicyLetsNothingLoose: no word of it may open a door that is thought closed.
func TestPolicyLetsNothingLoose(t *testing.T) {
	for _, never := range []string{"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "report-"} {
		if strings.Contains(policy(nil), never) {
			t.Errorf("the policy has %s", never)
		}
	}
}

// TestPolicyLetsInTheMapsHostOnly: where an operator has a map, its host may send
// pictures and be asked by the worker, and nothing else of the policy differs.
func TestPolicyLetsInTheMapsHostOnly(t *testing.T) {
	h, _ := ask(t, New(Rules{Pictures: []string{"https://tiles.example:8443"}}), httptest.NewRequest("GET", "/spots/map", nil))
	got := h.Header.Get("Content-Security-Policy")
	for _, directive := range []string{"img-src 'self' blob: data:", "connect-src 'self'"} {
		if strings.Count(got, directive+" https://tiles.example:8443;") != 1 {
			t.Errorf("not %s of the map in %s", directive, got)
		}
	}
	if strings.ReplaceAll(got, " https://tiles.example:8443", "") != policy(nil) {
		t.Errorf("the map changes more than it may: %s", got)
	}
}

func TestWhatIsNoRequest(t *testing.T) {
	cases := map[string]struct {
		method, target, host string
		header               map[string]string
		status               int
		code                 string
	}{
		"fine":                 {"GET", "/progress/p-1", "city.example", nil, 200, ""},
		"fine_with_port":       {"GET", "/", "City.example:8080", nil, 200, ""},
		"chinese":              {"GET", "/%E6%8A%A5", "city.example", nil, 200, ""},
		"escaped_slash":        {"GET", "/photo/..%2f..%2fkeys", "city.example", nil, 400, "malformed"},
		"escaped_dots":         {"GET", "/photo/%2e%2e/keys", "city.example", nil, 400, "malformed"},
		"upwards":              {"GET", "/photo/../keys/seal", "city.example", nil, 400, "malformed"},
		"backslash":            {"GET", "/photo/..%5c..%5ckeys", "city.example", nil, 400, "malformed"},
		"new_line":             {"GET", "/%0d%0aSet-Cookie:%20a=b", "city.example", nil, 400, "malformed"},
		"nought":               {"GET", "/a%00.jpg", "city.example", nil, 400, "malformed"},
		"long":                 {"GET", "/?q=" + strings.Repeat("x", maxPath), "city.example", nil, 400, "malformed"},
		"trace":                {"TRACE", "/", "city.example", nil, 405, "malformed"},
		"connect":              {"CONNECT", "/", "city.example", nil, 405, "malformed"},
		"options":              {"OPTIONS", "/sync", "city.example", nil, 405, "malformed"},
		"override_is_not_read": {"GET", "/", "city.example", map[string]string{"X-HTTP-Method-Override": "TRACE"}, 200, ""},
		"another_name":         {"GET", "/", "evil.example", nil, 421, "other_site"},
		"another_name_said":    {"GET", "/", "evil.example", map[string]string{"X-Forwarded-Host": "city.example"}, 421, "other_site"},
		"other_site_post":      {"POST", "/session", "city.example", map[string]string{"Origin": "https://evil.example"}, 403, "other_site"},
		"other_site_put":       {"PUT", "/photo/x", "city.example", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403, "other_site"},
		"other_site_get":       {"GET", "/", "city.example", map[string]string{"Sec-Fetch-Site": "cross-site"}, 200, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := New(Rules{Hosts: []string{"city.example"}})
			r := httptest.NewRequest(c.method, "/", nil)
			r.URL.Path, r.URL.RawPath, r.RequestURI, r.Host = "", "", c.target, c.host
			u, err := r.URL.Parse(c.target)
			if err != nil {
				t.Fatal(err)
			}
			if r.URL = u; strings.Contains(c.target, "/../") {
				r.URL.Path = c.target // Parse has gone the way
			}
			for k, v := range c.header {
				r.Header.Set(k, v)
			}
			got, a := ask(t, e, r)
			if got.StatusCode != c.status || a.Code != c.code {
				t.Errorf("%d %q, want %d %q", got.StatusCode, a.Code, c.status, c.code)
			}
			if c.status != 200 && e.Counts.Status(c.status) != 1 {
				t.Error("it was not counted")
			}
		})
	}
}

func TestBodies(t *testing.T) {
	e := New(Rules{Bodies: map[string]int64{"/photo/": 2000, "/photo/small": 10}})
	cases := []struct {
		path   string
		size   int
		hidden bool // no Content-Length
		status int
	}{
		{"/photo/x", 2000, false, 200}, {"/photo/x", 2001, false, 413}, {"/photo/x", 2001, true, 418},
		{"/photo/small", 11, false, 413}, {"/sync", Body, false, 200}, {"/sync", Body + 1, false, 413},
	}
	for _, c := range cases {
		r := httptest.NewRequest("POST", c.path, bytes.NewReader(make([]byte, c.size)))
		if c.hidden {
			r.ContentLength = -1
		}
		if got, _ := ask(t, e, r); got.StatusCode != c.status {
			t.Errorf("%s with %d bytes: %d, want %d", c.path, c.size, got.StatusCode, c.status)
		}
	}
}

func TestOneAddressTooOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := New(Rules{Rate: 1})
		get := func(from string) (*http.Response, answer) {
			r := httptest.NewRequest("GET", "/spots", nil)
			r.RemoteAddr = from
			return ask(t, e, r)
		}
		for i := range rateBurst / pageCost {
			if got, _ := get("192.0.2.1:5"); got.StatusCode != 200 {
				t.Fatalf("page %d: %d", i, got.StatusCode)
			}
		}
		got, a := get("192.0.2.1:6")
		if got.StatusCode != 429 || a.Code != "too_often" || a.Wait < pageCost || a.Wait > pageCost+1 || got.Header.Get("Retry-After") != fmt.Sprint(a.Wait) {
			t.Fatalf("%d %+v, want 429 and a wait of %d", got.StatusCode, a, pageCost)
		}
		if got, _ := get("192.0.2.2:5"); got.StatusCode != 200 {
			t.Error("another address pays for it")
		}
		time.Sleep(time.Duration(a.Wait) * time.Second)
		if got, _ := get("192.0.2.1:7"); got.StatusCode != 200 {
			t.Error("waited as told, and refused")
		}
	})
}

// TestACrowdBehindOneAddress: 5,000 phones of one carrier open the app within a
// minute, with 12 pages and 20 files each, and none is turned away.
func TestACrowdBehindOneAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := New(Rules{})
		refused := 0
		for range 1500 {
			for i := range 32 {
				path := "/web/app.css"
				if i < 12 {
					path = "/progress"
				}
				r := httptest.NewRequest("GET", path, nil)
				if wait := e.reads.TakeN(Neighbours(r), cost(r)); wait > 0 {
					refused++
				}
			}
			time.Sleep(time.Minute / 1500)
		}
		if refused != 0 {
			t.Errorf("%d refused", refused)
		}
	})
}

func TestTooManyInHand(t *testing.T) {
	e := New(Rules{})
	e.inHand.Store(atOnce)
	if got, a := ask(t, e, httptest.NewRequest("GET", "/", nil)); got.StatusCode != 503 || a.Code != "busy" {
		t.Errorf("%d %+v", got.StatusCode, a)
	}
	if e.inHand.Load() != atOnce {
		t.Error("who was turned away still counts")
	}
}

func TestAPanicLeavesTheCount(t *testing.T) {
	e := New(Rules{})
	func() {
		defer func() { recover() }()
		e.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("x") })).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}()
	if e.inHand.Load() != 0 {
		t.Error("a request that panicked is in hand for ever")
	}
}

// doors serves over connections in memory, so that time can be the bubble's.
type doors struct {
	conns chan net.Conn
	over  chan struct{}
}

func (d doors) Accept() (net.Conn, error) {
	select {
	case c := <-d.conns:
		return c, nil
	case <-d.over:
		return nil, net.ErrClosed
	}
}
func (doors) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
func (d doors) Close() error { close(d.over); return nil }

func (d doors) knock() net.Conn {
	ours, theirs := net.Pipe()
	d.conns <- theirs
	return ours
}

func bubble(t *testing.T, h http.Handler, f func(t *testing.T, e *Edge, d doors)) {
	synctest.Test(t, func(t *testing.T) {
		e := New(Rules{})
		d := doors{make(chan net.Conn), make(chan struct{})}
		s := Server(e.Wrap(h), slog.New(slog.DiscardHandler))
		done := make(chan struct{})
		go func() { defer close(done); _ = s.Serve(e.Listen(d)) }()
		defer func() {
			s.Close()
			<-done
			time.Sleep(time.Minute) // who still wrote has heard that it is over
		}()
		f(t, e, d)
	})
}

func ended(c net.Conn) (string, time.Duration) {
	begun := time.Now()
	b, _ := io.ReadAll(c)
	return string(b), time.Since(begun)
}

func TestSlowHeadersAreCut(t *testing.T) {
	bubble(t, room, func(t *testing.T, e *Edge, d doors) {
		c := d.knock()
		go func() { // a byte of a header each second, for ever
			for _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "); err == nil; _, err = c.Write([]byte("a")) {
				time.Sleep(time.Second)
			}
		}()
		if _, after := ended(c); after > headWait+time.Second {
			t.Errorf("cut after %s", after)
		}
		synctest.Wait()
		if e.Counts.Unheard.Load() != 1 {
			t.Error("not counted")
		}
	})
}

func TestSlowBodiesAreCut(t *testing.T) {
	bubble(t, room, func(t *testing.T, e *Edge, d doors) {
		c := d.knock()
		go func() {
			for _, err := io.WriteString(c, "POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"); err == nil; _, err = c.Write([]byte("a")) {
				time.Sleep(time.Second)
			}
		}()
		said, after := ended(c)
		if after > bodyWait+2*time.Second || !strings.HasPrefix(said, "HTTP/1.1 418") {
			t.Errorf("after %s: %q", after, said)
		}
	})
}

func TestSilentConnectionsAreCut(t *testing.T) {
	bubble(t, room, func(t *testing.T, _ *Edge, d doors) {
		if _, after := ended(d.knock()); after > headWait+time.Second {
			t.Errorf("silence was heard for %s", after)
		}
		c := d.knock()
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, after := ended(c); after > idleWait+time.Second {
			t.Errorf("an idle connection was kept for %s", after)
		}
	})
}

// TestReadersWhoDoNotRead are let go, and one who reads slowly gets all.
func TestReadersWhoDoNotRead(t *testing.T) {
	const size = 10 * piece
	var gone chan error // of the bubble, else its time would not go on
	big := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.Write(make([]byte, size))
		gone <- err
	})
	bubble(t, big, func(t *testing.T, _ *Edge, d doors) {
		gone = make(chan error, 2)
		stuck := d.knock()
		_, _ = io.WriteString(stuck, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		begun := time.Now()
		if err := <-gone; err == nil || time.Since(begun) > writeWait+time.Second {
			t.Errorf("after %s: %v", time.Since(begun), err)
		}
		slow := d.knock()
		go func() { _, _ = io.WriteString(slow, "GET / HTTP/1.1\r\nHost: x\r\n\r\n") }()
		for total := 0; total < size; time.Sleep(writeWait / 16) { // 1 KB in some 2 s
			n, err := slow.Read(make([]byte, 4<<10))
			if total += n; err != nil {
				t.Fatalf("after %d bytes: %v", total, err)
			}
		}
		go func() { _, _ = io.Copy(io.Discard, slow) }()
		if err := <-gone; err != nil {
			t.Error(err)
		}
		slow.Close()
	})
}

func TestConnectionsAreCounted(t *testing.T) {
	e := New(Rules{})
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	l := e.Listen(tcp).(*listener)
	l.most.all, l.most.each = 3, 2
	dial := func() net.Conn {
		c, err := net.Dial("tcp", tcp.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	dial()
	dial()
	first, _ := l.Accept()
	second, _ := l.Accept()
	third := dial()
	taken := make(chan net.Conn, 1)
	go func() {
		c, err := l.Accept()
		if err == nil {
			taken <- c
		}
	}()
	if _, err := third.Read(make([]byte, 1)); err == nil {
		t.Error("the third from one address was taken")
	}
	second.Close()
	second.Close() // counted out once
	dial()
	(<-taken).Close()
	first.Close()
	if l.all != 0 || len(l.of) != 0 || e.Counts.Crowded.Load() != 1 {
		t.Errorf("%d of %v are left, %d crowded", l.all, l.of, e.Counts.Crowded.Load())
	}
}
