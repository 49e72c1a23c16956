package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/progress"
	"denghuo/web"
)

// city is the program as main runs it.
type city struct {
	t     *testing.T
	p     *program
	addr  string // http://host:port
	out   string // all before it listens
	stop  context.CancelFunc
	ended chan error
}

func startCity(t *testing.T, data string, demo bool) *city {
	t.Helper()
	return startCityWith(t, options{listen: "127.0.0.1:0", data: data, demo: demo})
}

func startCityWith(t *testing.T, o options) *city {
	t.Helper()
	if _, err := web.Open(); err != nil {
		t.Fatal("the client is not built, run make build: ", err)
	}
	read, write := io.Pipe()
	p, err := newProgram(o, write, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	c := &city{t: t, p: p, stop: stop, ended: make(chan error, 1)}
	go func() {
		err := errors.Join(p.run(ctx), p.close())
		write.Close()
		c.ended <- err
	}()
	lines := bufio.NewScanner(read)
	for c.addr == "" && lines.Scan() {
		if addr, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			c.addr = addr
		} else {
			c.out += lines.Text() + "\n"
		}
	}
	go io.Copy(io.Discard, read)
	if c.addr == "" {
		t.Fatalf("it does not listen: %v", <-c.ended)
	}
	return c
}

func (c *city) end() {
	c.t.Helper()
	c.stop()
	if err := <-c.ended; err != nil {
		c.t.Fatal(err)
	}
}

func (c *city) get(path string) (int, string) {
	c.t.Helper()
	resp, err := http.Get(c.addr + path)
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

func TestProgramServesAndKeeps(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	c := startCity(t, data, false)
	for path, want := range map[string]string{"/healthz": "alive", "/readyz": "serving", "/metrics": "denghuo_sequence ", "/progress": "<html", "/report": "/plain"} {
		if status, body := c.get(path); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d without %q", path, status, want)
		}
	}
	if resp, err := http.Post(c.addr+"/session", "", strings.NewReader(`{"name":"clerk","password":"denghuo-2024"}`)); err != nil || resp.StatusCode != 401 {
		t.Errorf("a demo account signs in without --demo: %v", err)
	}
	before := metric(t, c, "sequence")
	c.end()
	for _, name := range []string{"seal"} {
		if info, err := os.Stat(filepath.Join(data, "keys", name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("key %s: %v %v", name, info, err)
		}
	}
	again := startCity(t, data, false)
	if after := metric(t, again, "sequence"); after != before || before == "0" {
		t.Errorf("it began with %s rows and comes back with %s", before, after)
	}
	again.end()
}

// TestBrokenStoreEndsTheProgram with an error, so that it is started again and
// reads what is true. Nobody is told that anything was taken.
func TestBrokenStoreEndsTheProgram(t *testing.T) {
	c := startCity(t, t.TempDir(), false)
	if err := c.p.store.Close(); err != nil {
		t.Fatal(err)
	}
	form := "kind=lamp.submit&id=0123456789abcdef&spot=s&fault=dark&place.words=x"
	resp, err := http.DefaultTransport.RoundTrip(mustRequest(t, c.addr+"/plain", form))
	if err == nil {
		resp.Body.Close()
		if to := resp.Header.Get("Location"); strings.Contains(to, "sent=") {
			t.Errorf("it was said to be sent: %s", to)
		}
	}
	if err := <-c.ended; err == nil {
		t.Error("the program ends as if nothing had happened")
	}
}

func mustRequest(t *testing.T, url, form string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func metric(t *testing.T, c *city, name string) string {
	t.Helper()
	_, body := c.get("/metrics")
	for line := range strings.Lines(body) {
		if v, ok := strings.CutPrefix(line, "denghuo_"+name+" "); ok {
			return strings.TrimSpace(v)
		}
	}
	t.Fatalf("no metric %s in\n%s", name, body)
	return ""
}

func TestDemoPrintsItsAccountsAndLetsThemIn(t *testing.T) {
	c := startCity(t, t.TempDir(), true)
	defer c.end()
	for _, want := range []string{"演练", "clerk", "card1", "admin", "denghuo-2024"} {
		if !strings.Contains(c.out, want) {
			t.Errorf("%q is not printed:\n%s", want, c.out)
		}
	}
	resp, err := http.Post(c.addr+"/session", "application/json", strings.NewReader(`{"name":"officer","password":"denghuo-2024"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var in struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&in); err != nil || in.ID != "s-officer" || len(resp.Cookies()) != 1 {
		t.Errorf("%+v %v %v", in, resp.Cookies(), err)
	}
}

func TestKeysStay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	one, err := openKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	two, err := openKeys(dir)
	if err != nil || !one.seal.Equal(two.seal) {
		t.Fatalf("other keys: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "seal"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openKeys(dir); err == nil {
		t.Error("a damaged key is taken, or made anew")
	}
}

func TestCommands(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
		ok   bool
	}{
		{nil, "denghuo serve", true},
		{[]string{"help"}, "--listen", true},
		{[]string{"version"}, "denghuo ", true},
		{[]string{"dance"}, "", false},
		{[]string{"serve", "now"}, "", false},
		{[]string{"serve", "--no-such"}, "", false},
	} {
		var out bytes.Buffer
		if err := run(c.args, &out, io.Discard); (err == nil) != c.ok || !strings.Contains(out.String(), c.want) {
			t.Errorf("%v: %v\n%s", c.args, err, out.String())
		}
	}
}

func TestFlagsHaveTwins(t *testing.T) {
	t.Setenv("DENGHUO_LISTEN", "127.0.0.1:1")
	t.Setenv("DENGHUO_DATA", "/there")
	t.Setenv("DENGHUO_DEMO", "true")
	t.Setenv("DENGHUO_REHEARSAL", "2m")
	t.Setenv("DENGHUO_MAP_TILES", "https://there.example/{z}/{x}/{y}.png")
	t.Setenv("DENGHUO_MAP_ATTRIBUTION", "© there")
	t.Setenv("DENGHUO_MAP_CRS", "gcj02")
	t.Setenv("DENGHUO_MAP_ZOOM", "17")
	t.Setenv("DENGHUO_MAP_KEEP", "200")
	o, err := flags([]string{"--data", "/here", "--map-attribution", "© here"}, io.Discard)
	if want := (options{listen: "127.0.0.1:1", data: "/here", demo: true, rehearsal: 2 * time.Minute,
		maps: mapFlags{"https://there.example/{z}/{x}/{y}.png", "© here", "gcj02", 17, 200}, who: who{staffOffline: 168 * time.Hour, client: "denghuo", button: "统一身份认证", scopes: "profile email"}}); err != nil || o != want {
		t.Errorf("%+v %v", o, err)
	}
	t.Setenv("DENGHUO_DEMO", "perhaps")
	if _, err := flags(nil, io.Discard); err == nil {
		t.Error("perhaps is taken")
	}
	t.Setenv("DENGHUO_DEMO", "true")
	t.Setenv("DENGHUO_MAP_KEEP", "some")
	if _, err := flags(nil, io.Discard); err == nil || !strings.Contains(err.Error(), "DENGHUO_MAP_KEEP") {
		t.Errorf("some is taken: %v", err)
	}
	t.Setenv("DENGHUO_MAP_KEEP", "0")
	if _, err := flags([]string{"--map-tiles", "https://{s}.example/{z}/{x}/{y}.png"}, io.Discard); err == nil || !strings.Contains(err.Error(), "--map-tiles") {
		t.Errorf("a bad template is taken: %v", err)
	}
}

// TestPrintedPagesReadPublicRowsOnly: whoever asks for a page is nobody yet.
func TestPrintedPagesReadPublicRowsOnly(t *testing.T) {
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	row := func(table string, to ...person.Scope) op.Row {
		return op.Row{Key: op.Key{Table: table, ID: "x"}, To: to, Body: []byte(`{"id":"x"}`)}
	}
	if _, _, _, err := s.Commit([]op.Row{row("secret", person.Staff), row("own", "p/d-1"), row("stock"), row(progress.Bulletins.Name, person.Public)}); err != nil {
		t.Fatal(err)
	}
	view := printed(s).View()
	for _, table := range []string{"secret", "own", "stock"} {
		if _, ok := view.Get(op.Key{Table: table, ID: "x"}); ok {
			t.Errorf("%s is printed", table)
		}
		view.Each(table, func(r op.Row) bool { t.Errorf("%s is printed", r.Key); return true })
	}
	if _, ok := progress.Bulletins.Get(view, "x"); !ok {
		t.Error("the bulletin is not printed")
	}
	if one, two := printed(s).NewID(), printed(s).NewID(); one == two || !op.ValidID(one) {
		t.Errorf("forms are named %s and %s", one, two)
	}
}
