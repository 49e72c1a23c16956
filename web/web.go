// Package web is the files that phones get: stylesheet, sprite, icons, scripts and
// the Wasm, built into dist and embedded whole. It serves them under names that
// carry their content's hash, so they may be kept for ever, compressed since build
// time. Nothing is decided here and no page is made here.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// file is one asset with its compressed copies, if it has any.
type file struct {
	kind       string
	raw        []byte
	br, gz     []byte
	hash, name string
}

// Assets is all files, read and hashed once.
type Assets struct {
	files   map[string]*file // by plain name: app.css
	hashed  map[string]*file // by name with hash: app.3f2a91c0.css
	version string
}

var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".html": "text/html; charset=utf-8", ".wasm": "application/wasm",
}

// stable are served under their plain names too: their address stands in pages
// that the program draws, which does not know hashes. They are asked for anew
// after an hour, and the worker keeps them with its version.
var stable = map[string]bool{"sprite.svg": true, "zxing.js": true, "zxing_reader.wasm": true, "map.js": true}

// Open reads what was built. It fails, saying what to run, when nothing was.
func Open() (*Assets, error) {
	a := &Assets{files: map[string]*file{}, hashed: map[string]*file{}}
	entries, err := fs.ReadDir(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("read embedded files: %w", err)
	}
	all := sha256.New()
	for _, e := range entries {
		kind, ok := kinds[path.Ext(e.Name())]
		if !ok {
			continue
		}
		f, err := open(e.Name(), kind)
		if err != nil {
			return nil, err
		}
		a.files[e.Name()] = f
		a.hashed[f.name] = f
		fmt.Fprintln(all, e.Name(), f.hash)
	}
	for _, must := range []string{"app.wasm", "staff.wasm", "app.css", "app.js", "worker.js", "outbox.js", "wasm_exec.js"} {
		if a.files[must] == nil {
			return nil, fmt.Errorf("%s is not built into this binary: run make build", must)
		}
	}
	a.version = hex.EncodeToString(all.Sum(nil))[:16]
	return a, nil
}

func open(name, kind string) (*file, error) {
	raw, err := dist.ReadFile("dist/" + name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:])[:12]
	ext := path.Ext(name)
	f := &file{kind: kind, raw: raw, hash: hash, name: strings.TrimSuffix(name, ext) + "." + hash + ext}
	f.br, _ = dist.ReadFile("dist/" + name + ".br") // a picture has no copies
	f.gz, _ = dist.ReadFile("dist/" + name + ".gz")
	return f, nil
}

// Version changes when any file does; it names the worker's cache.
func (a *Assets) Version() string { return a.version }

// Path is the address of a file, /web/app.3f2a91c04d5e.css, or its plain one if
// it is among the stable.
func (a *Assets) Path(name string) string {
	f, ok := a.files[name]
	if !ok || stable[name] {
		return "/web/" + name
	}
	return "/web/" + f.name
}

// Text is a file's content, for the two scripts that get values filled in.
func (a *Assets) Text(name string) string {
	if f, ok := a.files[name]; ok {
		return string(f.raw)
	}
	return ""
}

// ServeHTTP serves /web/….
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/web/")
	f, ok := a.hashed[name]
	cache := "public, max-age=31536000, immutable"
	if !ok && stable[name] {
		f, ok = a.files[name]
		cache = "public, max-age=3600"
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", cache)
	h.Set("X-Content-Type-Options", "nosniff")
	body := f.pick(r.Header.Get("Accept-Encoding"), h)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // a phone that has gone needs no answer
}

// pick chooses the smallest form that the phone takes.
func (f *file) pick(accepts string, h http.Header) []byte {
	if f.br == nil {
		return f.raw
	}
	h.Set("Vary", "Accept-Encoding")
	switch {
	case strings.Contains(accepts, "br"):
		h.Set("Content-Encoding", "br")
		return f.br
	case strings.Contains(accepts, "gzip") && f.gz != nil:
		h.Set("Content-Encoding", "gzip")
		return f.gz
	}
	return f.raw
}
