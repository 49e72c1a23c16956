package browser

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// city is the true program, as `make run` starts it.
type city struct {
	t    testing.TB
	data string
	addr string   // host:port
	bin  string   // the program, if not the one that make build made
	more []string // further flags
	cmd  *exec.Cmd

	codes chan string // one-time codes that it printed
}

// begun has the names of the tests that have started a city.
var begun sync.Map

// root is the project's folder.
func root(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// startCity begins a city of the test's own.
func startCity(t testing.TB, more ...string) *city {
	t.Helper()
	c := newCity(t, more...)
	c.open()
	return c
}

// newCity is a city that is not open yet: something may have happened in it before. A
// test mostly waits for its pages, so some go on side by side: each has its own city,
// phones and data. One that has a second city, or parts that follow each other, keeps
// its order.
func newCity(t testing.TB, more ...string) *city {
	t.Helper()
	_, again := begun.LoadOrStore(t.Name(), true)
	if test, ok := t.(*testing.T); ok && !again && !strings.Contains(t.Name(), "/") {
		test.Parallel()
	}
	return &city{t: t, data: t.TempDir(), addr: "127.0.0.1:0", more: more, codes: make(chan string, 16)}
}

// open starts the program until the test ends.
func (c *city) open() {
	c.t.Helper()
	c.start()
	c.t.Cleanup(c.kill)
}

// start begins the program on the address it had before, or on any.
func (c *city) start() {
	c.t.Helper()
	bin := c.bin
	if bin == "" {
		bin = filepath.Join(root(c.t), "bin", "denghuo")
	}
	if _, err := os.Stat(bin); err != nil {
		c.t.Fatalf("the program is not built: run make build (%v)", err)
	}
	c.cmd = exec.Command(bin, "serve", "--demo", "--listen", c.addr, "--data", c.data)
	c.cmd.Args = append(c.cmd.Args, c.more...)
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if _, after, ok := strings.Cut(lines.Text(), "listening on http://"); ok {
				found <- strings.TrimSpace(after)
			}
			if _, after, ok := strings.Cut(lines.Text(), "演练 code for "); ok {
				_, after, _ = strings.Cut(after, ": ")
				c.codes <- after[:6]
			}
		}
	}()
	select {
	case c.addr = <-found:
	case <-time.After(30 * time.Second):
		c.t.Fatal("the program did not say where it listens")
	}
	c.ready()
}

func (c *city) ready() {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if resp, err := http.Get("http://" + c.addr + "/readyz"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	c.t.Fatal("the program was not ready in 30 s")
}

// kill ends the program as a power cut would.
func (c *city) kill() {
	if c.cmd.ProcessState != nil {
		return
	}
	if err := c.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		c.t.Logf("kill: %v", err)
	}
	if err := c.cmd.Wait(); err != nil {
		c.t.Logf("the city ended: %v", err)
	}
}
