package browser

import (
	"context"
	"syscall"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

// before runs a script in every page of this tab before any of ours: a phone that is
// not as it should be.
func (p *phone) before(script string) {
	p.t.Helper()
	_, err := chromedp.Call(p.page, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	p.must(err, "prepare the page")
}

// killBrowser ends this phone's browser process as the phone does when it wants memory.
func (p *phone) killBrowser() {
	p.t.Helper()
	got, err := chromedp.CallBrowser(p.browser, systeminfo.GetProcessInfo, cdp.Empty{})
	p.must(err, "find the browser's process")
	for _, proc := range got.ProcessInfo {
		if proc.Type == "browser" {
			if err := syscall.Kill(int(proc.ID), syscall.SIGKILL); err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

// What was said to be saved outlives the crash of the tab and kill -9 of the whole
// browser in the next instant, and goes out once.
func TestOutboxThroughCrashes(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "resident")
	p.open("/report")
	p.alive()
	settled(p)
	p.offline()
	t.Run("crash_of_the_tab", func(t *testing.T) {
		reportAs(p, "崩溃之前")
		p.reads("已存在这部手机")
		ctx, cancel := context.WithCancel(p.page)
		go func() { _, _ = chromedp.Call(ctx, page.Crash, cdp.Empty{}) }() // the tab that is asked never answers
		cancel()
		p.closePage()
		p.newPage()
		p.open("/report")
		p.alive()
		reportAs(p, "被杀之前")
		p.reads("已存在这部手机")
	})
	t.Run("kill_of_the_browser", func(t *testing.T) {
		p.killBrowser()
		p = newPhoneIn(t, p.plug, "again", p.profile)
		p.plug.push()
		p.open("/me")
		p.alive()
		p.reads("ZZ-0002")
		p.reads("崩溃之前")
		p.reads("被杀之前")
		if n := p.numbers(); n != 2 {
			t.Errorf("%d numbers for two reports", n)
		}
	})
}

// The program does not come, or stops: the page says so and can still be used.
func TestProgramInTrouble(t *testing.T) {
	c := startCity(t)
	t.Run("wasm_fails", func(t *testing.T) {
		p := newPhone(t, c, "no-wasm")
		p.before(`WebAssembly.instantiateStreaming = () => Promise.reject(new Error("no memory"))`)
		p.open("/report")
		p.reads("正在用简版，功能少一些")
		p.fill("#words", "简版报的路")
		p.readsNot("别靠近")
		p.tapText("电线裸露")
		p.see(`document.querySelector("a[href='tel:95598']").checkVisibility() && document.body.innerText.includes("别靠近")`, "whom to call")
		p.tapText("没有危险")
		p.readsNot("别靠近")
		p.see(`document.querySelector("form#report-form[method=post][action='/plain']")?.elements["place.words"].value === "简版报的路"`, "the plain form with what was typed")
	})
	t.Run("three_starts_no_paint", func(t *testing.T) {
		p := newPhone(t, c, "no-paint")
		p.before(`WebAssembly.instantiateStreaming = () => new Promise(() => {})`)
		for range 3 {
			p.open("/report")
			p.see(`localStorage.getItem("dh.starts")`, "the count of starts")
		}
		p.open("/report")
		p.reads("打开了几次都没成功")
		p.tap("#plain-tier")
		p.see(`location.search === "?wasm=false"`, "the plain version")
		p.reads("提交报灯")
	})
	t.Run("panic_anywhere", func(t *testing.T) {
		p := newPhone(t, c, "panic")
		p.open("/report")
		p.alive()
		settled(p)
		p.offline()
		reportAs(p, "停掉之前")
		p.reads("已存在这部手机")
		p.eval(`document.createElement = () => { throw new Error("broken"); }; document.querySelector("a[href='/me']").click(); ""`)
		p.see(`document.body.dataset.ready !== "1" || document.body.innerText.includes("程序停了")`, "the word that it stopped")
		p.alive()
		p.open("/me")
		p.alive()
		p.reads("待发送 1")
		p.reads("停掉之前")
	})
}

// Storage that does not open, or has been cleared: each is said on the form, nothing
// is called saved that is not, and what is sent arrives.
func TestStorageInTrouble(t *testing.T) {
	c := startCity(t)
	for name, broken := range map[string]struct{ script, words string }{
		"keeper_open_hangs":     {`IDBFactory.prototype.open = function () { return {}; }`, "存储没有回应"},
		"keeper_private_window": {`IDBFactory.prototype.open = function () { throw new DOMException("no", "SecurityError"); }`, "这台手机不能保存"},
		"a_newer_store":         {`IDBFactory.prototype.open = function () { throw new DOMException("no", "VersionError"); }`, "新版程序存的"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c, name)
			p.before(broken.script)
			p.open("/report")
			p.alive()
			p.reads(broken.words)
			reportAs(p, "存不下的路")
			p.readsNot("已存在这部手机")
			p.reads("ZZ-")
			p.closePage()
		})
	}
	t.Run("keeper_cleared", func(t *testing.T) {
		p := newPhone(t, c, "cleared")
		p.open("/report")
		p.alive()
		settled(p)
		p.offline()
		t.Run("persist_asked_once", func(t *testing.T) {
			p.eval(`window.asked = 0; navigator.storage.persist = () => { window.asked++; return Promise.resolve(true); }; ""`)
			for i := range 2 {
				if i > 0 {
					p.tapText("再报一盏")
				}
				reportAs(p, "会被清掉的路")
				p.reads("已存在这部手机")
			}
			if asked := p.eval("String(window.asked)"); asked != "1" {
				t.Errorf("asked %s times", asked)
			}
		})
		p.open("/rescue") // the program is not at work there
		p.eval(`(async () => { for (const { name } of await indexedDB.databases()) if (name.startsWith("denghuo.outbox") || name.startsWith("denghuo.base")) await new Promise((yes) => { const r = indexedDB.deleteDatabase(name); r.onsuccess = r.onblocked = yes; }); window.cleared = true; })(); ""`)
		p.see("window.cleared", "the store to be cleared")
		p.open("/me")
		p.alive()
		p.reads("其中有 2 条没发出")
		p.closePage()
	})
}

// The kill switch frees a phone from its worker; the outbox is untouched.
func TestKillSwitch(t *testing.T) {
	t.Run("kill_switch", func(t *testing.T) {
		c := startCity(t)
		p := newPhone(t, c, "resident")
		p.open("/report")
		p.alive()
		settled(p)
		p.offline()
		reportAs(p, "开关之前")
		p.reads("已存在这部手机")
		c.kill()
		t.Setenv("DENGHUO_KILL_WORKER", "true")
		c.start()
		p.plug.push()
		p.devtools(false)
		p.offNow = false
		p.reads("ZZ-0001")
		p.eval(`navigator.serviceWorker.getRegistration().then(r => r && r.update()); ""`)
		p.see(`(navigator.serviceWorker.getRegistrations().then(r => { window.left = r.length; }), window.left === 0)`, "the worker to go")
		p.open("/me")
		p.alive()
		p.reads("开关之前")
	})
}
