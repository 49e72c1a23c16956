package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tileServer is somebody's map: every picture says by its colour which one it is.
type tileServer struct {
	*httptest.Server
	readable bool // lets other pages read its answers

	mu    sync.Mutex
	asked []string
	down  bool
}

func startTiles(t *testing.T, readable bool) *tileServer {
	t.Helper()
	s := &tileServer{readable: readable}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *tileServer) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r.URL.Path)
	down := s.down
	s.mu.Unlock()
	var z, x, y int
	if down {
		panic(http.ErrAbortHandler) // as if the wire were cut
	}
	if _, err := fmt.Sscanf(r.URL.Path, "/%d/%d/%d.png", &z, &x, &y); err != nil {
		http.Error(w, "no such picture", http.StatusNotFound)
		return
	}
	if s.readable {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	w.Header().Set("Cache-Control", "no-store") // what is shown offline is the worker's, not the browser's
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(tile(x, y))
}

// tile is a pale block of a town with two roads.
func tile(x, y int) []byte {
	img := image.NewPaletted(image.Rect(0, 0, 256, 256), color.Palette{
		color.RGBA{uint8(226 + x%3*8), uint8(232 + y%3*6), 222, 255}, color.RGBA{255, 255, 255, 255}, color.RGBA{196, 200, 190, 255}})
	for j := range 256 {
		for i := range 256 {
			switch {
			case i == 0 || j == 0:
				img.SetColorIndex(i, j, 2)
			case i > 118 && i < 138 || j > 60 && j < 74:
				img.SetColorIndex(i, j, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // an encoder into memory
	}
	return b.Bytes()
}

// pull cuts the wire to it: DevTools' offline does not hold for a worker.
func (s *tileServer) pull(out bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = out
}

func (s *tileServer) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func (s *tileServer) flags(more ...string) []string {
	return append([]string{"--map-tiles", s.URL + "/{z}/{x}/{y}.png", "--map-attribution", "测试底图 GS(2024)0000号"}, more...)
}

// atPhone is where every phone of these tests stands.
var atPhone = geo.Point{Lat: 34.7516, Lon: 113.6053}

// startMapped is a city with lamps around the phone and one far away.
func startMapped(t testing.TB, more ...string) *city {
	t.Helper()
	c := newCity(t, more...)
	around := &town{now: time.Now()}
	for i, one := range []struct {
		id          op.ID
		north, east float64
		fault       lamp.Fault
		danger      lamp.Danger
	}{
		{"one", 160, 140, lamp.Dark, lamp.Safe}, {"two", 30, -150, lamp.Lane, lamp.Safe}, {"wires", -170, 60, lamp.Facility, lamp.Wires},
		{"pair-a", 250, -20, lamp.Dark, lamp.Safe}, {"pair-b", 262, -8, lamp.NoLamp, lamp.Safe}, {"far", 4000, 3000, lamp.Dark, lamp.Safe},
	} {
		around.report(one.id, time.Duration(100-i)*time.Minute, lamp.Place{Point: near(atPhone, one.north, one.east)}, one.fault, one.danger)
	}
	around.dispatched("two", 20*time.Minute)
	c.live(around.said)
	c.open()
	return c
}

// openMap opens the map and waits for its pins.
func (p *phone) openMap() {
	p.t.Helper()
	p.open("/spots/map")
	p.alive()
	p.see(`document.querySelectorAll(".zz-pin").length >= 2`, "pins")
}

// world is where Web Mercator has a point, in pixels of a level.
func world(lat, lon float64, zoom int) (x, y float64) {
	size := 256 * math.Exp2(float64(zoom))
	s := math.Sin(lat * math.Pi / 180)
	return (lon + 180) / 360 * size, (0.5 - math.Log((1+s)/(1-s))/(4*math.Pi)) * size
}

// TestPinsStandWhereTheyBelong: on the operator's own pictures, within a pixel, also
// where those are shifted; and no picture is asked for before the map is opened.
func TestPinsStandWhereTheyBelong(t *testing.T) {
	for name, c := range map[string]struct {
		readable bool
		moved    func(geo.Point) (lat, lon float64)
	}{
		"wgs84": {true, func(p geo.Point) (float64, float64) { return p.Lat, p.Lon }},
		"gcj02": {false, geo.Point.GCJ02},
	} {
		t.Run(name, func(t *testing.T) {
			tiles := startTiles(t, c.readable)
			p := newPhone(t, startMapped(t, tiles.flags("--map-crs", name)...), name)
			p.watchPolicy()
			p.open("/report")
			p.alive()
			settled(p)
			p.open("/spots")
			p.alive()
			if n := tiles.count(); n != 0 {
				t.Errorf("%d pictures were asked for before the map was opened", n)
			}
			if p.eval(`String(typeof L + typeof denghuoMap)`) != "undefinedundefined" {
				t.Error("the map is loaded on another page")
			}
			p.openMap()
			p.see(`document.querySelector(".zz-map__me")`, "the map to have come to this person")
			p.see(`document.querySelectorAll(".zz-map__t .leaflet-tile-loaded").length >= 4`, "pictures")
			for _, id := range []string{"one", "two", "wires"} {
				var spot struct{ X, Y float64 }
				got := p.eval(`(() => { const pin = [...document.querySelectorAll(".zz-pin")].find(e => e.getAttribute("aria-label") === ` +
					quote(map[string]string{"one": "灯不亮，待核实", "two": "背街小巷没亮，维修中", "wires": "灯杆箱体损坏，有危险"}[id]) + `);
					if (!pin) return "null";
					const s = pin.querySelector("svg").getBoundingClientRect(), x = s.x + s.width / 2, y = s.y + s.height / 2;
					return JSON.stringify({X: x, Y: y}) })()`)
				if err := json.Unmarshal([]byte(got), &spot); err != nil || got == "null" {
					t.Fatalf("no pin of %s: %s %v", id, got, err)
				}
				at := where[id].Round()
				lat, lon := c.moved(at)
				zoom, left, top := p.tileCorner()
				x, y := world(lat, lon, zoom)
				if dx, dy := spot.X-(x-left), spot.Y-(y-top); math.Abs(dx) > 1 || math.Abs(dy) > 1 {
					t.Errorf("the pin of %s is %.2f px to the right and %.2f px below its place", id, dx, dy)
				}
			}
			p.shot("map-" + name + "-tiles")
			p.pickOnMap("map-" + name + "-pick")
			if got := p.breaches(); got != "" {
				t.Errorf("the policy is broken: %s", got)
			}
		})
	}
}

// where are the lamps of startMapped.
var where = map[string]*geo.Point{"one": near(atPhone, 160, 140), "two": near(atPhone, 30, -150), "wires": near(atPhone, -170, 60)}

// tileCorner is the level of the pictures, and where on it the screen's corner is.
func (p *phone) tileCorner() (zoom int, left, top float64) {
	p.t.Helper()
	var at struct{ Z, X, Y, Left, Top float64 }
	got := p.eval(`(() => { const e = document.querySelector(".zz-map__t .leaflet-tile-loaded"), r = e.getBoundingClientRect();
		const [, z, x, y] = e.src.match(/(\d+)\/(\d+)\/(\d+)\.png/); return JSON.stringify({Z: +z, X: +x, Y: +y, Left: r.left, Top: r.top}) })()`)
	if err := json.Unmarshal([]byte(got), &at); err != nil {
		p.t.Fatalf("no picture on the map: %s", got)
	}
	return int(at.Z), at.X*256 - at.Left, at.Y*256 - at.Top
}

// TestMapWithoutPictures: the same pins on a grid with rings, and it says why; by
// hand, by key and in the list.
func TestMapWithoutPictures(t *testing.T) {
	p := newPhone(t, startMapped(t), "grid")
	p.watchPolicy()
	p.open("/spots")
	p.alive()
	p.reads("南边约") // the list is by distance, and moves no more
	p.tap(`a[href="/spots/map"]`)
	p.reads("没有接入底图")
	p.reads("中原区")
	p.see(`document.querySelectorAll(".zz-map__g").length > 3 && document.querySelectorAll(".zz-map__r").length === 3`, "a grid with three rings")
	p.see(`[...document.querySelectorAll(".zz-map__n")].every(e => /^\d+\s?(米|公里)$/.test(e.innerText.trim()))`, "their distances")
	p.reads("图上这一片有 5 处")
	p.see(`document.querySelectorAll("#map-list a.zz-row").length === 5 && document.querySelector("#map-list a.zz-row").href.includes("/spots/")`, "the same in the list")
	p.see(`new Set([...document.querySelectorAll("#map-list a.zz-row b")].map(e => e.innerText)).size === 5`, "rows that differ")
	p.see(`document.querySelector(".zz-map__me") && document.querySelector(".zz-map__acc")`, "this person with their accuracy")
	p.fits()

	t.Run("by_key", func(t *testing.T) {
		p.eval(`[...document.querySelectorAll(".zz-pin")].find(e => e.getAttribute("aria-label").includes("有危险")).focus(); ""`)
		p.must(chromedp.Do(p.page, chromedp.KeyEvent(kb.Enter)), "press enter")
		p.see(`document.querySelector('#atlas [role=status] a[href="/spots/wires"]')`, "its card")
		p.tapText("收起")
		p.see(`!document.querySelector('#atlas [role=status] a')`, "the card closed")
	})
	t.Run("two_on_one_place", func(t *testing.T) {
		two := `[...document.querySelectorAll(".zz-pin")].find(e => e.getAttribute("aria-label") === "2 处")`
		p.see(two, "one pin for two")
		for range 3 {
			p.eval(`const it = ` + two + `; if (it) it.click(); ""`)
			time.Sleep(300 * time.Millisecond)
		}
		p.see(`document.querySelectorAll('#atlas [role=status] a').length === 2 || !(`+two+`)`, "both in the card, or apart")
	})
	t.Run("to_the_spot_and_back", func(t *testing.T) {
		p.tap("#map-list a.zz-row")
		p.see(`/^.spots.pair/.test(location.pathname)`, "the spot's page")
		p.eval(`history.back(); ""`)
		p.see(`location.pathname === "/spots/map" && document.querySelectorAll(".zz-pin").length >= 1`, "the map again")
	})
	p.pickOnMap("map-grid-pick")
	if got := p.breaches(); got != "" {
		t.Errorf("the policy is broken: %s", got)
	}
}

// pickOnMap chooses a place in the form: the cross begins where the lamp is, a tap 120
// pixels to the east brings the map there, and what is under the cross is the place, in
// the coordinates that reports have.
func (p *phone) pickOnMap(shot string) {
	p.t.Helper()
	p.open("/report")
	p.alive()
	p.reads("精度约 12 米")
	p.tap("#move-pin")
	p.tap("#pick-map")
	p.see(`document.querySelector("#pick .zz-map__x")`, "the cross")
	p.eval(`(() => { const e = document.querySelector("#map"), r = e.getBoundingClientRect(), at = {bubbles: true, clientX: r.left + r.width / 2 + 120, clientY: r.top + r.height / 2};
		for (const kind of ["mousedown", "mouseup", "click"]) e.dispatchEvent(new MouseEvent(kind, at)); return "" })()`)
	p.see(`(() => { const now = document.querySelector("#map .leaflet-map-pane").style.transform, was = window.__pane; window.__pane = now; return now === was && now.includes("-120px") })()`, "the map to have come there")
	p.toMiddle("#map")
	p.shot(shot)
	p.tap("#pick-take")
	p.see(`!document.querySelector("#pick .zz-map")`, "the map closed")
	p.see(`(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector("#move-pin").getBoundingClientRect())`, "the place in sight")
	x, _ := world(atPhone.Lat, atPhone.Lon, 17)
	want := lonAt(x+120, 17)
	var got struct{ Lat, Lon float64 }
	text := p.eval(`document.querySelector(".zz-loc .zz-num").innerText`)
	if _, err := fmt.Sscanf(text, "%f, %f", &got.Lat, &got.Lon); err != nil || math.Abs(got.Lat-atPhone.Lat) > 1.1e-4 || math.Abs(got.Lon-want) > 1.1e-4 {
		p.t.Errorf("the place under the cross is %s, want %.4f, %.4f (%v)", text, atPhone.Lat, want, err)
	}
	p.see(`/东边约 1\d\d 米/.test(document.querySelector(".zz-loc").innerText)`, "how far it is")
}

// lonAt is the meridian at a pixel of a level.
func lonAt(x float64, zoom int) float64 { return x/(256*math.Exp2(float64(zoom)))*360 - 180 }

// TestMapOffline: what was seen is there without a network, also the map's own files,
// which came with its first opening; what was not seen is a grid, and it says so.
func TestMapOffline(t *testing.T) {
	for name, readable := range map[string]bool{"host_lets_read": true, "host_lets_nobody_read": false} {
		t.Run(name, func(t *testing.T) {
			tiles := startTiles(t, readable)
			p := newPhone(t, startMapped(t, tiles.flags()...), name)
			p.open("/spots")
			p.alive()
			settled(p)
			p.open("/spots") // this page has a worker
			p.alive()
			p.see(`caches.keys().then(all => Promise.all(all.map(async n => (await (await caches.open(n)).keys()).map(r => r.url)))).then(u => { window.__kept = u.flat().join(" ") }) && window.__kept`, "what is kept")
			if kept := p.eval("window.__kept"); strings.Contains(kept, "/web/map.") || strings.Contains(kept, tiles.URL) {
				t.Errorf("the map is kept before it was ever opened: %s", kept)
			}
			p.openMap()
			p.see(`[...document.querySelectorAll(".leaflet-tile-loaded")].filter(e => e.naturalWidth === 256).length >= 4`, "pictures")
			p.see(bookOf(`b.length >= 4`), "the book of what is kept")
			p.offline()
			tiles.pull(true)
			p.open("/spots/map")
			p.alive()
			p.see(`[...document.querySelectorAll(".leaflet-tile-loaded")].filter(e => e.naturalWidth === 256).length >= 4`, "the same pictures offline")
			p.reads("图上这一片有 5 处")
			p.shot("map-offline-seen")
			p.tap(".leaflet-control-zoom-out")
			p.tap(".leaflet-control-zoom-out")
			p.reads("没有网络，这一片没看过")
			p.see(`document.querySelectorAll(".zz-map__r").length === 3`, "rings where there is no picture")
			p.shot("map-offline-unseen")
			tiles.pull(false)
			p.online()
			p.see(`![...document.querySelectorAll("[role=status]")].some(e => e.innerText.includes("没看过"))`, "the pictures when the network is back")
		})
	}
}

// TestMapWhoseHostIsAway: rings, and it says so; and where the operator wants nothing
// kept, nothing is.
func TestMapWhoseHostIsAway(t *testing.T) {
	tiles := startTiles(t, true)
	tiles.pull(true)
	p := newPhone(t, startMapped(t, tiles.flags("--map-keep", "0")...), "away")
	p.open("/spots")
	p.alive()
	settled(p)
	p.openMap()
	p.reads("底图没取到")
	p.see(`document.querySelectorAll(".zz-map__r").length === 3`, "rings")
	tiles.pull(false)
	p.tap(".leaflet-control-zoom-out")
	p.see(`document.querySelectorAll(".zz-map__t .leaflet-tile-loaded").length >= 4 && !document.body.innerText.includes("底图没取到")`, "pictures once its host is back")
	p.see(`(caches.has("map-tiles").then(h => { window.__has = String(h) }), window.__has)`, "an answer about what is kept")
	if p.eval("window.__has") != "false" {
		t.Error("pictures are kept though the operator wants none kept")
	}
}

// bookOf is true when what the worker has written down of its pictures is so: b is a
// list of [address, [bytes, day]], used longest ago first.
func bookOf(so string) string {
	return `(caches.open("map-tiles").then(async c => { const r = await c.match("/map-tiles.json"), b = r ? await r.json() : [];
		const urls = (await c.keys()).map(k => k.url).filter(u => !u.endsWith("/map-tiles.json")); window.__book = ` + so + ` }), window.__book)`
}

// TestMapKeepsNoMoreThanItMay: so many pictures at most; what was looked at last stays,
// and all goes with a person's data.
func TestMapKeepsNoMoreThanItMay(t *testing.T) {
	tiles := startTiles(t, true)
	p := newPhone(t, startMapped(t, tiles.flags("--map-keep", "24")...), "frugal")
	p.open("/spots")
	p.alive()
	settled(p)
	p.openMap()
	p.see(bookOf(`b.length >= 4 && b.length === urls.length`), "the first pictures kept")
	first := p.eval(`document.querySelector(".zz-map__t .leaflet-tile-loaded").src`)
	for range 5 { // each level has pictures of its own
		p.tap(".leaflet-control-zoom-out")
		p.see(`![...document.querySelectorAll(".zz-map__t .leaflet-tile")].some(e => !e.classList.contains("leaflet-tile-loaded"))`, "new pictures")
		time.Sleep(300 * time.Millisecond) // until those of the level before are let go
	}
	p.see(bookOf(`b.length <= 24 && urls.length === b.length && b.length > 12`), "no more than 24 kept")
	if tiles.count() <= 24 {
		t.Fatalf("only %d pictures were asked for: nothing had to go", tiles.count())
	}
	p.see(bookOf(`!urls.includes(`+quote(first)+`)`), "the first picture to have gone")
	now := p.eval(`document.querySelector(".zz-map__t .leaflet-tile-loaded").src`)
	p.see(bookOf(`urls.includes(`+quote(now)+`)`), "what is on the screen to be kept")

	p.open("/me/data")
	p.alive()
	p.tap("#delete")
	p.fill("#delete-word", "删除")
	p.tap("#delete-now")
	p.see(`location.pathname === "/" && document.body.dataset.ready === "1"`, "to begin anew")
	p.see(`(caches.has("map-tiles").then(h => { window.__has = String(h) }), window.__has === "false")`, "no picture left")
}

// TestMapOfAThousandPins: 5,000 rows are a few pins on the screen, found in a moment.
func TestMapOfAThousandPins(t *testing.T) {
	p := newPhone(t, startMapped(t), "crowd")
	p.openMap()
	p.eval(`(async () => {
		const rows = [], at = "2026-11-28T20:00:00+08:00";
		for (let i = 0; i < 5000; i++) rows.push({id: "s" + i, state: ["sent", "checked", "repairing", "lit"][i % 4], fault: "dark", danger: i % 500 ? "none" : "wires",
			point: {lat: 34.55 + (i * 7919 % 5000) / 5000 * 0.4, lon: 113.3 + (i * i * 31 % 4999) / 5000 * 0.7}, voices: 1 + i % 9, first: at, steps: [{at}]});
		rows.unshift({id: "lamp", faults: [{id: "dark", zh: "灯灭了", en: "Lamp out"}]});
		const div = document.createElement("div"); div.id = "crowd"; document.getElementById("main").prepend(div);
		const text = JSON.stringify(rows), it = await denghuoMap("crowd", null), begin = performance.now();
		it.show(text, false);
		window.__crowd = JSON.stringify({ms: Math.round(performance.now() - begin), pins: div.querySelectorAll(".zz-pin").length, rows: div.querySelectorAll("#map-list a").length, named: div.querySelector("#map-list a").innerText});
	})(); ""`)
	p.see("window.__crowd", "5,000 pins")
	var got struct {
		Ms, Pins, Rows int
		Named          string
	}
	if err := json.Unmarshal([]byte(p.eval("window.__crowd")), &got); err != nil {
		t.Fatal(err)
	}
	t.Logf("5,000 spots: %d ms, %d pins, %d rows", got.Ms, got.Pins, got.Rows)
	if got.Pins == 0 || got.Pins > 120 || got.Rows == 0 || got.Rows > 40 {
		t.Errorf("%d pins and %d rows", got.Pins, got.Rows)
	}
	if !strings.Contains(got.Named, "灯灭了") {
		t.Errorf("the administrator's name of the fault is not in %q", got.Named)
	}
}

// TestMapInEveryLook: readable and touchable in all looks, with pictures and without,
// and on the narrowest phone.
func TestMapInEveryLook(t *testing.T) {
	axe, err := os.ReadFile(filepath.Join(root(t), "web/node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	tiles := startTiles(t, true)
	for name, c := range map[string]*city{"grid": startMapped(t), "tiles": startMapped(t, tiles.flags()...)} {
		p := newPhone(t, c, name)
		for _, look := range []string{"light", "dark", "care", "en"} {
			p.open("/me")
			p.alive()
			switch look {
			case "dark":
				p.tap("#theme-dark")
			case "care":
				p.tap("#theme-light")
				p.tap("#care")
			case "en":
				p.tap("#care")
				p.tap("#lang")
			}
			p.openMap()
			if name == "tiles" {
				p.see(`document.querySelectorAll(".zz-map__t .leaflet-tile-loaded").length >= 4`, "pictures")
			}
			p.see(`document.querySelector(".zz-map__me")`, "the map to have come to this person")
			p.tap(`.zz-pin[aria-label*="` + map[bool]string{true: "Danger", false: "有危险"}[look == "en"] + `"]`)
			p.see(`document.querySelector('#atlas [role=status] a')`, "the card")
			p.eval(`scrollTo(0, 0); ""`)
			p.looksRight(string(axe), "/map-"+name+" "+look)
			p.fits()
		}
	}
}

// TestMapOnTheNarrowestPhone: nothing is wider than 320 px, also in large type.
func TestMapOnTheNarrowestPhone(t *testing.T) {
	p := newPhone(t, startMapped(t), "narrow")
	p.must(chromedp.Do(p.page, chromedp.EmulateViewport(320, 640, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch)), "a narrow phone")
	for _, look := range []string{"normal", "care"} {
		if look == "care" {
			p.open("/me")
			p.alive()
			p.tap("#care")
		}
		p.openMap()
		p.fits()
		if p.eval("String(document.documentElement.scrollWidth > innerWidth)") == "true" {
			t.Errorf("%s: wider than a narrow phone", look)
		}
	}
	p.shot("map-care-320")
}
