package browser

import (
	"crypto/rand"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// scripts are what somebody writes where a person's words belong. Each would set
// window.stored, or make an element of the class "stored", if it were read as markup.
var scripts = []string{
	`<script>window.stored=1</script>`,
	`<img src=x class=stored onerror="window.stored=2">`,
	`"><svg class=stored onload=window.stored=3>`,
	`</textarea><b class=stored onclick="window.stored=4">x</b>`,
	`javascript:window.stored=5`,
	`{{constructor.constructor('window.stored=6')()}}`,
}

// harmless fails when anything of a stored text has come to life on this page.
func (p *phone) harmless(where string) {
	p.t.Helper()
	if got := p.eval(`String(window.stored) + " " + document.querySelectorAll(".stored, main script, .zz-app script, [onerror], [onload], [onclick]").length`); got != "undefined 0" {
		p.t.Errorf("%s on %s: %s", p.name, where, got)
	}
	if links := p.eval(`String([...document.querySelectorAll("a[href]")].filter(a => a.protocol === "javascript:").length)`); links != "0" {
		p.t.Errorf("%s on %s: %s links run a script", p.name, where, links)
	}
}

// sendForm is a report by somebody who writes the form by hand: note, words and pole
// are scripts. It gives the report's spot.
func (p *phone) sendForm(note, words, pole string) string {
	p.t.Helper()
	id := strings.ToLower(rand.Text())
	p.eval(`window.formSent = ""; fetch("/plain", {method: "POST", redirect: "manual", body: new URLSearchParams({kind: "lamp.submit",
		back: "/report", id: ` + quote(id) + `, spot: ` + quote(id) + `, fault: "dark", note: ` + quote(note) + `, "place.words": ` + quote(words) + `, "place.pole": ` + quote(pole) + `})}).then((r) => { window.formSent = r.type }); ""`)
	p.see(`window.formSent === "opaqueredirect"`, "the form to be taken")
	return id
}

// TestStoredScriptIsText: in every field that a person can fill, printed by the city
// and drawn by the program, for the resident, on the public page of the spot and at
// the clerk's desk.
func TestStoredScriptIsText(t *testing.T) {
	c := startCity(t)
	resident, clerk := newPhone(t, c, "writes-script"), newPhone(t, c, "reads-script")
	for _, p := range []*phone{resident, clerk} {
		_, err := chromedp.Call(p.page, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: "window.alert = () => { window.stored = 99 };"})
		p.must(err, "watch alerts")
	}
	resident.open("/report")
	resident.alive()
	resident.fill("#note", scripts[1])
	resident.fill("#words", scripts[2])
	resident.harmless("the form")
	var spots []string
	for i, s := range scripts {
		spots = append(spots, resident.sendForm(s, scripts[(i+1)%len(scripts)], "P1"))
	}
	for _, path := range []string{"/spots", "/spots/" + spots[0], "/spots/" + spots[2]} {
		resident.open(path + "?wasm=false")
		resident.harmless("the printed page " + path)
		resident.open(path)
		resident.alive()
		resident.harmless(path)
	}
	for _, path := range []string{"/report?sent=" + scripts0, "/report?refused=" + scripts0 + "&field=" + scripts0, "/progress/" + scripts0, "/offers/" + scripts0, "/signin?sso=" + scripts0 + "&back=javascript:window.stored=7"} {
		resident.open(path)
		resident.harmless("the address " + path)
	}
	signIn(clerk, "clerk")
	clerk.open("/staff/triage")
	clerk.alive()
	clerk.see(`document.body.innerText.includes("window.stored")`, "the scripts, as text")
	clerk.harmless("the desk")
	for _, id := range spots {
		clerk.open("/spots/" + id)
		clerk.alive()
		clerk.harmless("the spot " + id)
	}
}

// scripts0 is a script as it stands in an address.
const scripts0 = `%3Cimg%20src=x%20class=stored%20onerror=%22window.stored=8%22%3E`
