package browser

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// phone is one Chromium with a profile of its own, and the wire to the city.
type phone struct {
	t       testing.TB
	name    string
	plug    *plug
	profile string
	browser context.Context
	page    context.Context
	close   context.CancelFunc
	offNow  bool
}

// wait is how long a person would wait before giving up on this busy machine.
const wait = 30 * time.Second

// furniture is what stands around a page in a desktop's window: no phone has it, nobody
// sees it here, and drawing it takes a third of what a test does.
const furniture = "WebUIOmniboxPopup,WebUIOmniboxAimPopup,PreloadTopChromeWebUI"

func newPhone(t testing.TB, c *city, name string, more ...chromedp.ExecAllocatorOption) *phone {
	t.Helper()
	return newPhoneIn(t, newPlug(t, c.addr), name, t.TempDir(), more...)
}

// newPhoneIn is a phone that was there before: the same profile, the same wire.
func newPhoneIn(t testing.TB, wire *plug, name, profile string, more ...chromedp.ExecAllocatorOption) *phone {
	t.Helper()
	p := &phone{t: t, name: name, plug: wire, profile: profile}
	opts := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.Headless, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "zh-CN"),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-prefers-reduced-motion", true),
		chromedp.Flag("disable-features", furniture), chromedp.Flag("disable-extensions", true),
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(opts, more...)...)
	ctx, cancel := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("%s: start Chromium: %v", name, err)
	}
	p.browser = ctx
	t.Cleanup(func() { cancel(); stop() })
	p.grant()
	p.newPage()
	return p
}

func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium: run make test, which installs it")
	return ""
}

// grant gives what a person would have allowed before: the place.
func (p *phone) grant() {
	p.t.Helper()
	_, err := chromedp.CallBrowser(p.browser, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "geolocation"}, Setting: browser.PermissionSettingGranted,
		Origin: "http://" + p.plug.addr()})
	p.must(err, "allow the place")
}

// newPage opens a tab of 390 by 844, standing in Zhongyuan district.
func (p *phone) newPage() {
	p.t.Helper()
	p.page, p.close = chromedp.NewContext(p.browser)
	p.must(chromedp.Do(p.page, chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch)), "open a page")
	lat, lon, acc := 34.7516, 113.6053, 12.0
	_, err := chromedp.Call(p.page, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lon, Accuracy: &acc})
	p.must(err, "stand somewhere")
	p.listen()
	if p.offNow {
		p.devtools(true)
	}
}

// listen puts what the page complains about into the test's log.
func (p *phone) listen() {
	err := chromedp.Listen(p.page, func(ev any) {
		switch e := ev.(type) {
		case *runtime.EventExceptionThrown:
			p.t.Logf("%s: exception: %s", p.name, e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError {
				for _, a := range e.Args {
					p.t.Logf("%s: console: %s", p.name, string(a.Value))
				}
			}
		}
	})
	p.must(err, "listen to the page")
}

func (p *phone) must(err error, doing string) {
	p.t.Helper()
	if err != nil {
		p.shot("failed-" + p.name)
		p.t.Fatalf("%s: %s: %v", p.name, doing, err)
	}
}

// open goes to a page of the app and waits for the first paint.
func (p *phone) open(path string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.Navigate("http://"+p.plug.addr()+path)), "open "+path)
}

// closePage closes the tab; what it had in hand is gone.
func (p *phone) closePage() { p.close() }

// alive waits until the program answers, not only the prerendered page.
func (p *phone) alive() {
	p.t.Helper()
	p.see(`document.body.dataset.ready === "1"`, "the program")
}

// offline switches the network off in DevTools and pulls the wire.
func (p *phone) offline() {
	p.t.Helper()
	p.offNow = true
	p.plug.pull()
	p.devtools(true)
}

func (p *phone) online() {
	p.t.Helper()
	p.offNow = false
	p.plug.push()
	p.devtools(false)
}

// devtools sets what the browser believes. Back on the network the line is there
// before the page hears of it: its first try must not meet the old rule.
func (p *phone) devtools(off bool) {
	p.t.Helper()
	believe := func() {
		_, err := chromedp.Call(p.page, network.OverrideNetworkState, network.OverrideNetworkStateParams{
			Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
		p.must(err, "network state")
	}
	if off {
		believe()
	} else {
		defer believe()
	}
	rules := network.EmulateNetworkConditionsByRuleParams{EmulateOfflineServiceWorker: &off,
		MatchedNetworkConditions: []*network.Conditions{{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}}}
	if !off {
		rules.MatchedNetworkConditions = []*network.Conditions{}
	}
	_, err := chromedp.Call(p.page, network.EmulateNetworkConditionsByRule, rules)
	p.must(err, "network conditions")
}

// see waits until a JavaScript expression is true.
func (p *phone) see(expr, what string) {
	p.t.Helper()
	p.seeWithin(wait, expr, what)
}

// seeWithin is see for what the city itself takes its time for.
func (p *phone) seeWithin(patience time.Duration, expr, what string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.page, patience)
	defer cancel()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expr+")"))
		if err == nil && ok {
			return
		}
		select {
		case <-ctx.Done():
			p.shot("failed-" + p.name)
			p.t.Fatalf("%s: waited for %s: %v\npage says: %s", p.name, what, err, p.eval(`document.body.innerText.slice(0, 1500)`))
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// reads waits until the page's visible text has the words.
func (p *phone) reads(words string) {
	p.t.Helper()
	p.see("document.body.innerText.includes("+quote(words)+")", "the words "+words)
}

// stands waits until a tag says where a lamp stands.
func (p *phone) stands(state string) {
	p.t.Helper()
	p.see(`[...document.querySelectorAll(".zz-tag")].some(e => e.innerText.trim() === `+quote(state)+`)`, "the state "+state)
}

// readsNot fails if the words are there now.
func (p *phone) readsNot(words string) {
	p.t.Helper()
	if p.eval("String(document.body.innerText.includes("+quote(words)+"))") == "true" {
		p.shot("failed-" + p.name)
		p.t.Fatalf("%s: reads %q, which must not be there", p.name, words)
	}
}

func (p *phone) eval(expr string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	s, err := chromedp.Run(ctx, chromedp.Evaluate[string](expr))
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return s
}

// tap touches the first element of the selector as a finger would: it must be
// there, shown and not covered.
func (p *phone) tap(sel string) {
	p.t.Helper()
	p.touch("document.querySelector("+quote(sel)+")", sel)
}

// tapText touches the button or link that carries the words.
func (p *phone) tapText(words string) {
	p.t.Helper()
	shown := `[...document.querySelectorAll("button,a,label,summary")].filter(e => e.offsetParent !== null)`
	p.touch(`(`+shown+`.find(e => e.innerText.trim() === `+quote(words)+`) || `+shown+`.find(e => e.innerText.includes(`+quote(words)+`)))`, "a button "+words)
}

// touch waits until what is found can be touched and stands still for two drawn frames,
// as a person does, and touches it where it is then. It holds no node of the page: the
// next draw may put another in its place.
func (p *phone) touch(find, what string) {
	p.t.Helper()
	place := `(() => {
		const e = ` + find + `;
		if (!e) return "nothing is there";
		if (e.disabled) return "it is disabled";
		const where = () => {
			const r = e.getClientRects()[0];
			if (!r || !r.width || !r.height) return [0, 0, "it is not shown"];
			const x = r.left + r.width / 2, y = r.top + r.height / 2, on = document.elementFromPoint(x, y);
			return [x, y, !on ? "it is off the screen" : on === e || e.contains(on) || on.closest("label")?.control === e ? "" : "it is covered by " + on.outerHTML.slice(0, 200)];
		};
		if (where()[2]) e.scrollIntoView({block: "center", behavior: "instant"}); // out from under the tab bar; a map in sight would be moved by it
		const [x, y, wrong] = where();
		if (wrong) return wrong;
		const at = x + " " + y, now = performance.now();
		if (window.e2eStill?.at !== at) {
			const still = window.e2eStill = {at, since: now, frames: 0};
			const frame = () => ++still.frames < 2 && requestAnimationFrame(frame);
			requestAnimationFrame(frame);
		}
		if (e2eStill.frames < 2 && now - e2eStill.since < 250) return "it moves"; // a tab in the background draws no frames
		window.e2eStill = undefined;
		return at;
	})()`
	var x, y float64
	for deadline := time.Now().Add(wait); ; time.Sleep(15 * time.Millisecond) {
		said := p.eval(place)
		if n, _ := fmt.Sscan(said, &x, &y); n == 2 {
			break
		}
		if time.Now().After(deadline) {
			p.shot("failed-" + p.name)
			p.t.Fatalf("%s: touch %s: %s\npage says: %s", p.name, what, said, p.eval(`document.body.innerText.slice(0, 1500)`))
		}
	}
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.MouseClickXY(x, y)), "touch "+what)
}

// toMiddle scrolls as a person does to what they want to touch: out from under the
// tab bar.
func (p *phone) toMiddle(sel string) {
	p.t.Helper()
	p.eval(`document.querySelector(` + quote(sel) + `).scrollIntoView({block: "center"}); ""`)
}

func (p *phone) fill(sel, text string) {
	p.t.Helper()
	p.see("document.querySelector("+quote(sel)+")", sel)
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	p.eval(`document.querySelector(` + quote(sel) + `).select(); ""`) // what is typed takes its place
	p.must(chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS(sel), text)), "fill "+sel)
}

func (p *phone) pick(sel, file string) {
	p.t.Helper()
	p.see("document.querySelector("+quote(sel)+")", sel)
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.SetUploadFiles(chromedp.CSS(sel), []string{file})), "pick "+file)
}

var pictures = flag.Bool("pictures", false, "keep the screens that tests show, not only those of failed ones")

// shot keeps the screen as docs/screens/NAME.png, where pictures are wanted or something
// has failed.
func (p *phone) shot(name string) {
	if !*pictures && !strings.HasPrefix(name, "failed-") {
		return
	}
	ctx, cancel := context.WithTimeout(p.page, 10*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Logf("%s: no picture of %s: %v", p.name, name, err)
		return
	}
	dir := filepath.Join("..", "..", "docs", "screens")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("quote %q: %v", s, err))
	}
	return string(b)
}
