package browser

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// tab is one more page of the same phone; p keeps its own.
func (p *phone) tab() *phone {
	p.t.Helper()
	q := *p
	q.newPage()
	return &q
}

// front puts this page before the others: they are hidden then.
func (p *phone) front() {
	p.t.Helper()
	_, err := chromedp.Call(p.page, page.BringToFront, cdp.Empty{})
	p.must(err, "bring to front")
}

// life freezes this page or lets it thaw, as the browser does to save power.
func (p *phone) life(state page.SetWebLifecycleStateState) {
	p.t.Helper()
	_, err := chromedp.Call(p.page, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})
	p.must(err, "set the page's life to "+string(state))
}

// reportAs fills the form and taps; it does not wait.
func reportAs(p *phone, words string) {
	p.t.Helper()
	p.fill("#words", words)
	p.tapText("提交报灯")
}

// within fails if something took longer.
func within(t *testing.T, limit time.Duration, what string, f func()) {
	t.Helper()
	begin := time.Now()
	f()
	if took := time.Since(begin); took > limit {
		t.Errorf("%s took %v, at most %v", what, took, limit)
	} else {
		t.Logf("%s took %v", what, took)
	}
}

// Two pages: one writes and dials. The other shows what it does and hands it what
// is done there; its report is saved, and both see it.
func TestTwoTabsAreOne(t *testing.T) {
	c := startCity(t)
	first := newPhone(t, c, "resident")
	first.open("/me")
	first.alive()
	settled(first)
	first.offline()
	second := first.tab()
	t.Run("tab_duplicated", func(t *testing.T) {
		second.open("/report")
		second.alive()
		reportAs(second, "第二页报的")
		second.reads("已存在这部手机")
		first.reads("第二页报的")
		first.reads("待发送 1")
		within(t, 10*time.Second, "back on the line", func() {
			first.online()
			second.devtools(false)
			second.reads("ZZ-0001")
		})
		first.see(`!document.body.innerText.includes("待发送 1")`, "that nothing waits any more")
		if n := first.count("client"); n != 1 {
			t.Errorf("%d client names for one phone", n)
		}
	})
	t.Run("takeover_of_a_closed_tab", func(t *testing.T) {
		first.closePage()
		second.tapText("再报一盏")
		within(t, 3*time.Second, "the next report", func() {
			reportAs(second, "关掉以后")
			second.reads("ZZ-0002")
		})
	})
}

// count tells how many outboxes of this phone's have something under a name.
func (p *phone) count(meta string) int {
	p.eval(`(async () => {
		let n = 0;
		for (const { name } of await indexedDB.databases()) {
			if (!name.startsWith("denghuo.outbox.")) continue;
			const db = await new Promise((yes, no) => { const r = indexedDB.open(name); r.onsuccess = () => yes(r.result); r.onerror = no; });
			const got = await new Promise((yes) => { const r = db.transaction("meta").objectStore("meta").get(` + quote(meta) + `); r.onsuccess = () => yes(r.result); });
			if (got) n++;
			db.close();
		}
		window.counted = n + 1;
	})(); ""`)
	p.see("window.counted", "the count")
	return int(p.number("window.counted")) - 1
}

// A frozen page lets the seat go, or loses it; the visible one writes within five
// seconds. Thawed, the first writes nothing by itself and follows.
func TestFrozenTab(t *testing.T) {
	c := startCity(t)
	first := newPhone(t, c, "resident")
	first.open("/report")
	first.alive()
	second := first.tab()
	second.open("/report")
	second.alive()
	second.front()
	first.life(page.SetWebLifecycleStateStateFrozen)
	t.Run("tab_frozen_holder", func(t *testing.T) {
		within(t, 5*time.Second, "a report while the other page is frozen", func() {
			reportAs(second, "冻住以后")
			second.reads("ZZ-0001")
		})
	})
	t.Run("tab_thawed_holder", func(t *testing.T) {
		first.life(page.SetWebLifecycleStateStateActive)
		first.front()
		first.open("/me") // the same page of the app, within it
		first.alive()
		first.reads("冻住以后")
		second.front()
		second.tapText("再报一盏")
		reportAs(second, "解冻以后")
		second.reads("ZZ-0002")
		first.reads("解冻以后")
	})
}

// Away to another site and back: the browser shows the page from its cache, as it
// was, or opens it anew if another tab has spoken meanwhile. Either way it takes its
// seat again, reads afresh, and its line lives.
func TestBackFromTheCache(t *testing.T) {
	t.Run("tab_bfcache", func(t *testing.T) {
		c := startCity(t)
		p := newPhone(t, c, "resident")
		p.open("/report")
		p.alive()
		settled(p)
		p.eval(`addEventListener("pageshow", (e) => { window.fromCache = e.persisted; }); ""`)
		p.awayAndBack(c, func() {})
		p.see("window.fromCache", "the page from the cache")
		p.script("回来以后")
		p.reads("ZZ-0001")
		p.awayAndBack(c, func() {
			other := p.tab()
			other.open("/report")
			other.alive()
			reportAs(other, "在别处报的")
			other.reads("ZZ-0002")
			other.closePage()
		})
		p.open("/me")
		p.alive()
		p.reads("在别处报的")
	})
}

// awayAndBack leaves for another site, by the browser's view, and comes back.
func (p *phone) awayAndBack(c *city, meanwhile func()) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	away := "http://" + strings.Replace(c.addr, "127.0.0.1", "localhost", 1) + "/healthz"
	p.must(chromedp.Do(ctx, chromedp.Navigate(away)), "go away")
	meanwhile()
	p.eval(`history.back(); ""`) // a page from the cache has no load event to wait for
	p.see(`location.pathname === "/report"`, "to be back")
	p.alive()
}

// script fills the form and taps from inside: DevTools loses its hold on the fields
// of a page that comes from the cache.
func (p *phone) script(words string) {
	p.t.Helper()
	p.eval(`(() => {
		const field = document.querySelector("#words");
		field.value = ` + quote(words) + `;
		field.dispatchEvent(new Event("input", { bubbles: true }));
		document.querySelector("#submit").click();
		return "";
	})()`)
}
