package browser

import (
	"os"
	"path/filepath"
	"testing"
)

// exported opens /rescue, saves the file as a person would, and gives it.
func (p *phone) exported() string {
	p.t.Helper()
	p.open("/rescue")
	p.see(`document.querySelector("[data-save]")`, "the button to save")
	p.eval(`(() => { const real = URL.createObjectURL; URL.createObjectURL = (b) => { b.text().then((t) => { window.file = t; }); return real.call(URL, b); }; return ""; })()`)
	p.tap("[data-save]")
	p.see("window.file", "the file")
	name := filepath.Join(p.t.TempDir(), "outbox.json")
	if err := os.WriteFile(name, []byte(p.eval("window.file")), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return name
}

// The program does not come any more. /rescue opens without a network, says in words
// what waits, saves it, clears the old program and leaves the store. The file goes in
// on another phone of the same person; another person's phone says no; and when the
// first phone is back, nothing is there twice.
func TestRescue(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "first")
	signIn(p, "card1")
	p.open("/report")
	p.alive()
	settled(p)
	p.offline()
	reportAs(p, "救出来的路")
	p.reads("已存在这部手机")
	t.Run("export_without_wasm", func(t *testing.T) {
		file := p.exported()
		p.reads("待发送 1")
		p.reads("救出来的路")
		p.tap("#free")
		p.reads("清掉了")
		if left := p.eval(`window.keys = null; caches.keys().then((k) => { window.keys = k.length + " caches"; }); ""`); left != "" {
			t.Fatal(left)
		}
		p.see("window.keys", "the caches")
		if left := p.eval("window.keys"); left != "0 caches" {
			t.Errorf("%s are left", left)
		}
		other := newPhone(t, c, "other")
		signIn(other, "card1")
		other.open("/me")
		other.alive()
		settled(other)
		other.bring(file, "导入了")
		other.reads("ZZ-0001")
		other.bring(file, "1 条这里已有")

		stranger := newPhone(t, c, "stranger")
		stranger.open("/me")
		stranger.alive()
		stranger.bring(file, "这是另一个身份的内容")
	})
	p.online()
	p.open("/me")
	p.alive()
	p.reads("ZZ-0001")
	p.reads("没有待发送")
	if n := p.numbers(); n != 1 {
		t.Errorf("%d numbers for one report", n)
	}
}

// bring picks an outbox's file until the page says so: a page that begins anew just
// then (a right or a version has come) has taken the file, and its words are gone.
// Picking again is harmless, which is half of what is shown here.
func (p *phone) bring(file, words string) {
	p.t.Helper()
	for range 5 {
		p.alive()
		p.pick("#import", file)
		p.eval(`(async () => { window.__read = 0; for (let i = 0; i < 30 && !document.body.innerText.includes(` + quote(words) + `); i++) await new Promise(r => setTimeout(r, 100)); window.__read = document.body.innerText.includes(` + quote(words) + `) ? 1 : 2 })(); ""`)
		p.see("window.__read !== 0", "an answer, or a page that began anew")
		if p.eval("String(window.__read)") == "1" {
			return
		}
	}
	p.reads(words)
}

// What has not gone can be changed and taken back; the others keep their place.
func TestChangeAndWithdraw(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "resident")
	p.open("/report")
	p.alive()
	settled(p)
	p.offline()
	p.reads("没有网络")                                                                            // until it knows, the city may be hearing what it sends
	p.eval(`SyncManager.prototype.register = () => Promise.reject(new Error("not here")); ""`) // DevTools' offline is none for the worker
	for i, words := range []string{"第一条路", "第二条路", "第三条路"} {
		if i > 0 {
			p.tapText("再报一盏")
		}
		reportAs(p, words)
		p.reads("已存在这部手机")
	}
	p.open("/me")
	p.alive()
	p.reads("待发送 3")
	p.eval(`window.confirm = () => true; [...document.querySelectorAll(".zz-out")].find(e => e.innerText.includes("第一条路")).querySelector("button").click(); ""`)
	p.reads("待发送 2")
	p.eval(`[...[...document.querySelectorAll(".zz-out")].find(e => e.innerText.includes("第三条路")).querySelectorAll("button")].find(b => b.innerText === "修改").click(); ""`)
	p.see(`document.querySelector("#words")?.value === "第三条路"`, "the form with the words")
	reportAs(p, "改过的路")
	p.reads("已存在这部手机")
	p.open("/me")
	p.alive()
	p.reads("待发送 2")
	p.reads("改过的路")
	p.online()
	p.reads("ZZ-0002")
	p.readsNot("第一条路")
}
