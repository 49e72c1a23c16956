// Package page is go-app's handler, dressed: pages printed from public rows so
// that the first paint is content, our own start script and worker in place of
// go-app's, addresses by content. It makes no page of its own: screens come from
// the routes that the program's main has mounted.
package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"denghuo/shared/wire"
	"denghuo/web"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// shells are the pages that the worker keeps, so that each opens offline as
// itself. Others fall back to the first.
var shells = []string{"/", "/progress", "/lighting", "/report", "/spots", "/offers", "/coupons",
	"/me", "/me/card", "/me/data", "/signin", "/staff/triage", "/staff/jobs", "/staff/patrol", "/staff/repair", "/admin", "/admin/lamps", "/admin/cards", "/admin/audit", "/staff/drops", "/till", "/till/account"}

type pages struct {
	app     *app.Handler
	assets  *web.Assets
	version string // of the files, and of what the operator set that phones are told
	chart   Map
	own     map[string]own
}

// own is a file of ours with its values filled in.
type own struct{ kind, body, cache string }

const (
	script = "text/javascript; charset=utf-8"
	anew   = "no-cache" // kept, and asked for at each use
)

// Options are the operator's.
type Options struct {
	Kill bool     // the worker is the kill switch, and no page registers one
	More []string // further pages for the worker to keep, such as one for each project
	Map  Map      // of the lamps' map

	Words map[string]map[string]string // on that map, by language
}

// New prints the routes that are mounted.
func New(assets *web.Assets, o Options) http.Handler {
	p := &pages{assets: assets, version: version(assets, o.Map), chart: o.Map}
	p.app = p.handler()
	p.own = map[string]own{
		"/app.js":        {script, p.startScript(o.Kill), anew},
		"/app-worker.js": {script, p.worker(append(shells, o.More...)), anew},
		"/wasm_exec.js":  {script, assets.Text("wasm_exec.js"), anew},
		"/app.css":       {"text/css; charset=utf-8", "", anew}, // go-app's own stylesheet: ours has all
		"/rescue.js":     {script, assets.Text("outbox.js") + assets.Text("rescue.js"), anew},
		"/rescue":        {"text/html; charset=utf-8", p.rescue(), anew},
		"/map.json":      {"application/json", encode(atlas{assets.Path("map.css"), o.Map, o.Words}), anew},
		"/version.json":  {"application/json", `{"version":"` + p.version + `"}`, "no-store"},
	}
	if o.Kill {
		p.own["/app-worker.js"] = own{script, assets.Text("kill-worker.js"), "no-store"}
	}
	return p
}

// rescue is the page for phones on which the program does not open.
func (p *pages) rescue() string {
	return strings.NewReplacer("__CSS__", p.assets.Path("app.css"), "__BOOT__", p.assets.Path("boot.js")).Replace(p.assets.Text("rescue.html"))
}

// version is another one also when the operator has set another map: phones hear of
// both in the same way.
func version(assets *web.Assets, m Map) string {
	if len(m.Tiles) == 0 {
		return assets.Version()
	}
	sum := sha256.Sum256([]byte(assets.Version() + encode(m)))
	return hex.EncodeToString(sum[:])[:16]
}

// encode is for what always can be encoded: strings, numbers and lists of them.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("page: encode: " + err.Error())
	}
	return string(b)
}

func (p *pages) handler() *app.Handler {
	assets := p.assets
	return &app.Handler{
		Name: "灯火", ShortName: "灯火", Title: "灯火", Lang: "zh-CN",
		Description:  "民生进展、报灯、市民卡优惠。断网也能用。",
		LoadingLabel: "正在准备离线功能",
		ThemeColor:   "#08443B", BackgroundColor: "#F2F3EE",
		Icon: app.Icon{Default: assets.Path("icon-192.png"), Large: assets.Path("icon-512.png"),
			SVG: assets.Path("icon.svg"), Maskable: assets.Path("icon-maskable.png")},
		Styles:  []string{assets.Path("app.css")},
		Scripts: []string{assets.Path("boot.js")},
		Body:    func() app.HTMLBody { return app.Body().Class("wx-root zz") },
		Version: p.version,
	}
}

// atlas is /map.json: what web/map.js begins with.
type atlas struct {
	Style string `json:"style"`
	Map
	Words map[string]map[string]string `json:"words"`
}

func (p *pages) startScript(kill bool) string {
	env := encode(map[string]string{
		"GOAPP_VERSION": p.version, "GOAPP_STATIC_RESOURCES_URL": "/web", "GOAPP_ROOT_PREFIX": "", "GOAPP_INTERNAL_URLS": "null",
	})
	return strings.NewReplacer("__ENV__", env, "__KILL__", strconv.FormatBool(kill), "__VERSION__", p.version,
		"__WASM__", p.assets.Path("app.wasm"), "__STAFF__", p.assets.Path("staff.wasm"),
		"__READER__", p.assets.Path("zxing.js"), "__READER_WASM__", p.assets.Path("zxing_reader.wasm")).Replace(p.assets.Text("app.js"))
}

// kept once they were used: see web/worker.js.
var once = []string{"staff.wasm", "zxing.js", "zxing_reader.wasm", "/map.json", "map.js", "map.css"}

func (p *pages) worker(kept []string) string {
	files := append([]string{"/app.js", "/wasm_exec.js", "/app.css", "/manifest.webmanifest", "/rescue", "/rescue.js"}, kept...)
	for _, name := range []string{"app.wasm", "app.css", "boot.js", "sprite.svg", "icon.svg", "icon-192.png"} {
		files = append(files, p.assets.Path(name))
	}
	var later []string
	for _, name := range once {
		if !strings.HasPrefix(name, "/") {
			name = p.assets.Path(name)
		}
		later = append(later, name)
	}
	return strings.NewReplacer("__VERSION__", p.version, "__FILES__", encode(files), "__ONCE__", encode(later), "__OUTBOX__", p.assets.Text("outbox.js"),
		"__TILES__", strings.NewReplacer("__TEMPLATES__", encode(p.chart.Tiles), "__KEEP__", strconv.Itoa(p.chart.Keep)).Replace(p.assets.Text("tiles.js")),
		"__WIRE__", strconv.Itoa(wire.Version), "__MAX_PUSH__", strconv.Itoa(wire.MaxPush), "__MAX_UP__", strconv.Itoa(wire.MaxUp),
	).Replace(p.assets.Text("worker.js"))
}

// ServeHTTP answers the scripts, and prints a page for everything that is a route.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	if f, ok := p.own[r.URL.Path]; ok {
		h.Set("Cache-Control", f.cache)
		h.Set("Content-Type", f.kind)
		send(w, r, http.StatusOK, []byte(f.body))
		return
	}
	// go-app's ETag is of its version and not of the page: a page with new rows
	// must not be answered with "not modified".
	r.Header.Del("If-None-Match")
	printed := &recorder{header: http.Header{}, status: http.StatusOK}
	p.app.ServeHTTP(printed, r)
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Type", printed.header.Get("Content-Type"))
	send(w, r, printed.status, printed.body.Bytes())
}

// send compresses what is worth it.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	if len(body) > 1024 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(body); err == nil && z.Close() == nil {
			body = b.Bytes()
			h.Set("Content-Encoding", "gzip")
			h.Set("Vary", "Accept-Encoding")
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a phone that has gone needs no answer
	}
}

// recorder holds what go-app wrote, so that headers can still be changed.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
