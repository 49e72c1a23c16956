//go:build unix

package browser

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInChromium builds the tests that want a browser and opens them in one.
func TestInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program and starts a browser")
	}
	chromium := find(t, "chromium", "chromium-browser", "google-chrome")
	binary := filepath.Join(t.TempDir(), "browser.test")
	build := exec.Command("go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	report := make(chan string, 1)
	city := httptest.NewServer(stage(t, binary, report))
	defer city.Close()
	defer visit(t, chromium, city.URL)()
	select {
	case said := <-report:
		code, out, _ := strings.Cut(said, "\n")
		if code != "0" {
			t.Errorf("exit code %s", code)
		}
		t.Log(out)
	case <-time.After(2 * time.Minute):
		t.Error("the page did not report")
	}
}

func find(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium: run make tools, which installs it")
	return ""
}

// visit opens a page in a browser with an empty profile. The browser has a process
// group of its own, so that it ends whole.
func visit(t *testing.T, chromium, url string) (leave func()) {
	t.Helper()
	cmd := exec.Command(chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--disable-background-networking", "--remote-debugging-port=0", "--user-data-dir="+t.TempDir(), url)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // killed, as it should be
	}
}

// page runs the binary and sends home its exit code and what it wrote.
const page = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><body><script src="/wasm_exec.js"></script><script>
(async () => {
  let out = "", code = 0;
  const utf8 = new TextDecoder();
  const say = (bytes) => { out += utf8.decode(bytes, { stream: true }); };
  globalThis.fs.writeSync = (fd, b) => { say(b); return b.length; };
  globalThis.fs.write = (fd, b, at, n, pos, done) => { say(b.subarray(at, at + n)); done(null, n); };
  const go = new Go();
  go.argv = %s;
  go.exit = (c) => { code = c; };
  try {
    await go.run((await WebAssembly.instantiateStreaming(fetch("/test.wasm"), go.importObject)).instance);
  } catch (e) { out += e; code = 1; }
  await fetch("/report", { method: "POST", body: code + "\n" + out });
})();
</script></body></html>`

// stage serves the page, and is a small city for what the tests ask.
func stage(t *testing.T, binary string, report chan<- string) http.Handler {
	args := []string{"browser.test"}
	if testing.Verbose() {
		args = append(args, "-test.v")
	}
	argv, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, page, argv) })
	mux.HandleFunc("GET /wasm_exec.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	})
	mux.HandleFunc("GET /test.wasm", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/wasm")
		http.ServeFile(w, r, binary)
	})
	mux.HandleFunc("POST /session", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"code":"sign_in_wrong"}`)
	})
	mux.HandleFunc("HEAD /photo/{hash}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Upload-Offset", "7")
		w.Header().Set("Upload-Complete", map[bool]string{true: "?1", false: "?0"}[r.PathValue("hash") == "whole"])
	})
	mux.HandleFunc("PATCH /photo/{status}", func(w http.ResponseWriter, r *http.Request) {
		status, err := strconv.Atoi(r.PathValue("status"))
		body, readErr := io.ReadAll(r.Body)
		if err != nil || readErr != nil || string(body) != "piece" || r.Header.Get("Content-Range") != "bytes 10-14/20" || r.Header.Get("Authorization") != "Bearer d.x" {
			status = http.StatusTeapot
		}
		w.Header().Set("Upload-Offset", "15")
		w.WriteHeader(status)
		if status > 204 {
			fmt.Fprint(w, `{"code":"photo_too_big"}`)
		}
	})
	mux.HandleFunc("POST /report", func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		report <- string(b)
	})
	return mux
}
