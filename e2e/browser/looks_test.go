package browser

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// inEveryLook opens pages in light, dark, large and English: axe finds nothing,
// none is wider than the screen.
func (p *phone) inEveryLook(paths ...string) {
	p.t.Helper()
	axe, err := os.ReadFile(filepath.Join(root(p.t), "web/node_modules/axe-core/axe.min.js"))
	if err != nil {
		p.t.Fatal(err)
	}
	p.open("/me")
	p.alive()
	for _, look := range []string{"light", "dark", "care", "en"} {
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
		for _, path := range paths {
			if look == "light" { // and as the city has drawn it
				p.open(path)
				p.alive()
			} else {
				p.walk(path)
			}
			p.looksRight(string(axe), path+" "+look)
		}
		p.walk("/me")
	}
}

// walk goes to a page within the program, as by a link on the page that is open, and
// waits until what it shows is at rest.
func (p *phone) walk(path string) {
	p.t.Helper()
	p.eval(`(() => {
		window.e2eShown = undefined;
		const a = document.createElement("a");
		a.href = ` + quote(path) + `;
		document.body.append(a);
		a.click();
		a.remove();
	})(); ""`)
	p.see(`location.pathname + location.search === `+quote(path)+` && e2eShown === (window.e2eShown = document.body.innerText)`, "the page "+path)
}

// looksRight keeps a picture and has axe judge the page; its colours, which take axe the
// longest, where they differ: large type and English have those of light.
func (p *phone) looksRight(axe, where string) {
	p.t.Helper()
	p.shot("look" + strings.NewReplacer("/", "-", " ", "-").Replace(where))
	p.eval(axe + `; ""`)
	rules := `{runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], rules: {"color-contrast": {enabled: ` + strconv.FormatBool(strings.HasSuffix(where, "light")) + `}}}`
	if strings.HasSuffix(where, "dark") { // the same page in other colours
		rules = `{runOnly: {type: "rule", values: ["color-contrast"]}}`
	}
	p.eval(`axe.run(document, ` + rules + `).then(r => window.__axe = r.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | ")).join("\n") || "none"); ""`)
	p.see("window.__axe", "axe")
	if found := p.eval("window.__axe"); found != "none" {
		p.t.Errorf("%s:\n%s", where, found)
	}
	if wide := p.eval("String(document.documentElement.scrollWidth > innerWidth)"); wide == "true" {
		p.t.Errorf("%s is wider than the screen", where)
	}
}

// fits fails for what is too small to read or to touch on the page that is open.
func (p *phone) fits() {
	p.t.Helper()
	small := p.eval(`(() => {
		const care = document.body.dataset.weuiMode === "care", found = [];
		const shown = e => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden" && !e.closest(".zz-sr, .zz-skip");
		for (const e of document.querySelectorAll("button, a, input, summary")) {
			const r = e.getBoundingClientRect();
			if (shown(e) && Math.min(r.height, r.width) < (care ? 59.5 : 43.5)) found.push("target " + Math.round(r.width) + " by " + Math.round(r.height) + ": " + (e.id || e.className));
		}
		const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (texts.nextNode()) {
			const e = texts.currentNode.parentElement, size = parseFloat(getComputedStyle(e).fontSize);
			if (texts.currentNode.data.trim() && shown(e) && !e.closest("script, style, svg") && size < (care ? 18 : 12)) found.push("type of " + size + ": " + texts.currentNode.data.slice(0, 20));
		}
		return found.join("\n");
	})()`)
	if small != "" {
		p.t.Errorf("%s: too small at %s:\n%s", p.name, p.eval("location.pathname"), small)
	}
}
