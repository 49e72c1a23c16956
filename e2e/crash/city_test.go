package crash

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"denghuo/server/seed"
	"denghuo/server/store"
	"denghuo/shared/person"
)

// program is the true server's file, built once for all tests.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "denghuo-crash-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "denghuo")
	build := exec.Command("go", "build", "-o", path, "denghuo/server")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program (run make build first): %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := commitForEver(dir, os.Getenv(childLazy) != ""); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	code := m.Run()
	if path, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// city is the true program on a folder.
type city struct {
	t    *testing.T
	data string
	args []string
	addr string // host:port, of this life
	cmd  *exec.Cmd
	log  bytes.Buffer // of all lives
}

func newCity(t *testing.T, data string, args ...string) *city {
	t.Helper()
	c := &city{t: t, data: data, args: args}
	t.Cleanup(func() {
		if c.cmd != nil {
			c.kill()
		}
	})
	return c
}

// launch begins a life and waits for nothing; what it prints comes out of the pipe.
func (c *city) launch() io.ReadCloser {
	c.t.Helper()
	path, err := program()
	if err != nil {
		c.t.Fatal(err)
	}
	c.cmd = exec.Command(path, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0", "--data", c.data}, c.args...)...)
	c.cmd.Stderr = &c.log
	out, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// start begins a life; false when it ended before it listened.
func (c *city) start() bool {
	c.t.Helper()
	out := c.launch()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if addr, ok := strings.CutPrefix(lines.Text(), "listening on http://"); ok {
			c.addr = addr
			go io.Copy(io.Discard, out)
			return true
		}
	}
	_ = c.cmd.Wait()
	c.cmd = nil
	return false
}

func (c *city) mustStart() {
	c.t.Helper()
	if !c.start() {
		c.t.Fatalf("the city does not start:\n%s", c.tail())
	}
}

// tail is the end of what it logged.
func (c *city) tail() string {
	b := c.log.Bytes()
	return string(b[max(0, len(b)-4000):])
}

// kill is kill -9: nothing in the process can say a last word.
func (c *city) kill() {
	c.t.Helper()
	_ = c.cmd.Process.Kill() // it may have ended by itself
	_ = c.cmd.Wait()
	c.cmd = nil
}

// end asks it to stop, as a system does, and gives how it ended.
func (c *city) end() error {
	c.t.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := c.cmd.Wait()
	c.cmd = nil
	return err
}

// rows opens the folder of a city that does not run.
func (c *city) rows(opts ...store.Option) *store.Store {
	c.t.Helper()
	s, err := store.Open(filepath.Join(c.data, "rows"), opts...)
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

func (c *city) get(path string) (int, string) {
	c.t.Helper()
	resp, err := http.Get("http://" + c.addr + path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// identity is what a phone shows to be somebody: a token in its Hello, or a cookie.
type identity struct {
	id            person.ID
	token, cookie string
}

// signIn is by name and the demo's password.
func (c *city) signIn(name string) identity {
	c.t.Helper()
	body, err := json.Marshal(map[string]string{"name": name, "password": seed.Password})
	if err != nil {
		c.t.Fatal(err)
	}
	resp, err := http.Post("http://"+c.addr+"/session", "application/json", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	var in struct {
		Token string    `json:"token"`
		ID    person.ID `json:"id"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&in); err != nil || in.ID == "" {
		c.t.Fatalf("sign in as %s: %s %v", name, resp.Status, err)
	}
	who := identity{id: in.ID, token: in.Token}
	for _, cookie := range resp.Cookies() {
		who.cookie = cookie.Name + "=" + cookie.Value
	}
	return who
}

// patience is when something that should happen counts as missing.
const patience = 30 * time.Second
