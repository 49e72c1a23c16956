package hostile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// rate is how many requests a second one address has here, so that a scraper meets
// its limit soon. Each test comes from addresses of its own.
const rate = 20

// city is the true program. It believes 127.0.0.1 when it says for whom it speaks,
// and nobody else.
type city struct {
	addr string // host:port
	cmd  *exec.Cmd
	rest int64 // kilobytes in memory when it had just begun
}

func startCity(t *testing.T) *city {
	t.Helper()
	bin, err := filepath.Abs("../../bin/denghuo")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(bin); err != nil {
		t.Fatalf("the program is not built: run make build (%v)", err)
	}
	c := &city{cmd: exec.Command(bin, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", t.TempDir(),
		"--trusted-proxies", "127.0.0.1", "--address-rate", strconv.Itoa(rate))}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.cmd.Process.Signal(syscall.SIGKILL)
		_ = c.cmd.Wait() // it was killed
	})
	lines := bufio.NewScanner(out)
	for c.addr == "" && lines.Scan() {
		if _, after, ok := strings.Cut(lines.Text(), "listening on http://"); ok {
			c.addr = after
		}
	}
	if c.addr == "" {
		t.Fatal("it does not listen")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	c.alive(t)
	c.rest = c.memory(t, "VmRSS")
	return c
}

// memory is a line of /proc/PID/status in kilobytes: VmRSS is now, VmHWM the most
// that it ever was.
func (c *city) memory(t *testing.T, line string) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(line + `:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		t.Fatalf("no %s in %s", line, status)
	}
	kb, err := strconv.ParseInt(string(m[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb
}

// alive asks as somebody who means no harm, and must be answered soon.
func (c *city) alive(t *testing.T) {
	t.Helper()
	begun := time.Now()
	if a := from("203.0.113.250").do(t, c, "GET", "/progress", nil); a.status != 200 || time.Since(begun) > 5*time.Second {
		t.Fatalf("a reader gets %d after %s", a.status, time.Since(begun))
	}
}

// count is a number at /metrics, 0 when it is not there.
func (c *city) count(t *testing.T, name string) float64 {
	t.Helper()
	a := from("203.0.113.251").do(t, c, "GET", "/metrics", nil)
	for line := range strings.SplitSeq(a.body, "\n") {
		if value, ok := strings.CutPrefix(line, "denghuo_"+name+" "); ok {
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	return 0
}

// counted wants a number at /metrics to have grown by at least as much.
func (c *city) counted(t *testing.T, name string, by float64, f func()) {
	t.Helper()
	before := c.count(t, name)
	f()
	if grown := c.count(t, name) - before; grown < by {
		t.Errorf("%s grew by %v, want %v", name, grown, by)
	}
}

func refused(status int) string { return fmt.Sprintf(`refused_total{status="%d"}`, status) }

// visitor is somebody at an address of their own, with what they show.
type visitor struct {
	header http.Header
}

var others atomic.Int64

// stranger is somebody from an address that nobody had before.
func stranger() visitor {
	n := others.Add(1)
	return from(fmt.Sprintf("198.51.%d.%d", n/250, n%250+1))
}

func from(address string) visitor {
	return visitor{http.Header{"X-Forwarded-For": {address}}}
}

func (v visitor) with(name, value string) visitor {
	h := v.header.Clone()
	h.Set(name, value)
	return visitor{h}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
	code   string // of a refusal
	wait   int
}

var client = &http.Client{Timeout: 90 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (v visitor) do(t *testing.T, c *city, method, path string, body []byte) answer {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+c.addr+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return v.send(t, r)
}

func (v visitor) send(t *testing.T, r *http.Request) answer {
	t.Helper()
	for name, values := range v.header {
		r.Header[name] = values
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, body: string(b)}
	var refusal struct {
		Code string
		Wait int
	}
	if json.Unmarshal(b, &refusal) == nil {
		a.code, a.wait = refusal.Code, refusal.Wait
	}
	return a
}

// raw sends bytes as they are and gives all that comes back until the city closes.
func (c *city) raw(t *testing.T, local, text string) string {
	t.Helper()
	d := net.Dialer{Timeout: 5 * time.Second, LocalAddr: &net.TCPAddr{IP: net.ParseIP(local)}}
	conn, err := d.Dial("tcp", c.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(15 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(conn)
	if err != nil && len(b) == 0 {
		t.Fatalf("%q: %v", text, err)
	}
	return string(b)
}
