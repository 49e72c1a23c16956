package browser

import (
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// clerkAt is a clerk who has the whole town on the desk.
func clerkAt(t testing.TB, c *city, name string) *phone {
	t.Helper()
	p := newPhone(t, c, name)
	signIn(p, "clerk")
	p.open("/staff/triage")
	p.alive()
	p.see(`document.querySelector("#all-reports")?.innerText === "500" && document.querySelector("#all-spots").innerText === "186"`, "500 reports in 186 places")
	return p
}

// tile is how many reports a district's tile shows.
func (p *phone) tile(district, n string) {
	p.t.Helper()
	p.see(`document.querySelector("#d-`+district+` b")?.innerText === `+quote(n), n+" reports in "+district)
}

// TestClerkFiveHundred is the script "triage clerk, 500 reports": in 中原, merge the
// twelve at one crossing and dispatch three places; 29 reports are gone, the undo takes
// all three back, what was chosen stands in the address.
func TestClerkFiveHundred(t *testing.T) {
	p := clerkAt(t, startScript(t), "clerk")
	taps := 0
	tap := func(sel string) { t.Helper(); taps++; p.tap(sel) }

	p.tile("zhongyuan", "84")
	tap("#d-zhongyuan")
	p.see(`location.search === "?d=zhongyuan"`, "the district in the address")
	tap("[id^=open-crossing]")
	p.see(`document.querySelectorAll(".zz-pair").length === 3`, "three of those alike side by side")
	tap("#merge-all")
	p.see(`document.querySelector("#done")?.innerText === "已合并 11 处"`, "that eleven were merged")
	p.see(`document.querySelector("#all-spots").innerText === "175" && document.querySelector("#all-reports").innerText === "500"`, "the same reports in eleven places fewer")
	tap("#detail-close")

	merged := taps
	for _, spot := range []string{"crossing", "longhai", "park"} {
		tap(`.zz-trow:has([id^=open-` + spot + `]) input`)
	}
	p.see(`document.querySelector("#picked")?.innerText === "已选 3 处\n29 条报告"`, "three places with 29 reports")
	p.shot("desk-zh-light")
	tap("#do-dispatch")
	tap("#crew-zhongyuan")
	p.tile("zhongyuan", "55")
	p.see(`document.querySelector("#done")?.innerText.includes("已派给中原班组")`, "the toast")
	if dispatched := taps - merged; dispatched != 5 {
		t.Errorf("three places take %d taps", dispatched)
	}
	if taps != 9 {
		t.Errorf("the whole script takes %d taps", taps)
	}
	tap("#undo")
	p.tile("zhongyuan", "84")
	p.see(`document.querySelector("#done")?.innerText === "已撤销"`, "that it was taken back")

	p.fill("#search", "0417")
	p.see(`document.querySelector("#shown").innerText === "1 处"`, "one place by its pole")
	p.see(`new URLSearchParams(location.search).get("q") === "0417"`, "the search in the address")
	p.open("/staff/triage" + p.eval("location.search"))
	p.alive()
	p.see(`document.querySelector("#shown")?.innerText === "1 处" && document.querySelector("#search").value === "0417"`, "the same after a reload")
	p.tap("#f-district")
	p.see(`location.search === "?q=0417"`, "the search alone")
	p.eval(`history.back(); ""`)
	p.see(`document.querySelector("#d-zhongyuan").getAttribute("aria-pressed") === "true" && document.querySelector("#search").value === "0417"`, "the way back")
}

// keyboard presses single keys, as on a desk with one.
func (p *phone) keyboard(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			params := input.DispatchKeyEventParams{Type: kind, Key: key}
			if kind == input.DispatchKeyEventTypeKeyDown && len(key) == 1 {
				params.Text = key
			}
			_, err := chromedp.Call(p.page, input.DispatchKeyEvent, params)
			p.must(err, "press "+key)
		}
	}
}

// TestClerkByKeys: the whole desk without a finger: moving, picking, opening, checking,
// dispatching, undoing, searching; and the keys can be switched off.
func TestClerkByKeys(t *testing.T) {
	p := clerkAt(t, startScript(t), "clerk")
	p.keyboard("j")
	p.see(`document.querySelector("#rows-0 .is-here") && document.activeElement.id.startsWith("open-")`, "the first row")
	p.keyboard("j", "k", "j", "x", "j", "x")
	p.see(`document.querySelector("#picked")?.innerText.startsWith("已选 2 处")`, "two picked")
	p.keyboard("d")
	p.see(`document.activeElement.id === "sheet"`, "the sheet to have the focus")
	p.keyboard("Escape")
	p.see(`!document.querySelector("#sheet") && document.activeElement.id === "do-dispatch"`, "the focus back")
	p.keyboard("c")
	p.see(`document.querySelector("#done")?.innerText === "已核实 2 处" && document.querySelector("#stage-ready b").innerText !== "0"`, "two checked")
	p.keyboard("z")
	p.see(`document.querySelector("#stage-ready b").innerText === "0"`, "the undo")
	p.keyboard("o")
	p.see(`document.querySelector("#detail") && location.search.startsWith("?spot=")`, "the open one")
	p.keyboard("r")
	p.see(`document.querySelector("#why-by_design")`, "the reasons")
	p.keyboard("Escape", "Escape")
	p.see(`!document.querySelector("#detail")`, "it to be closed")
	for range 30 {
		p.keyboard("j")
	}
	p.see(`(() => { const e = document.activeElement.getBoundingClientRect(); return document.querySelector(".is-here") && e.top >= 0 && e.bottom <= innerHeight - 60 })()`, "the row of the keys in view")
	p.keyboard("/")
	p.see(`document.activeElement.id === "search"`, "the search to have the focus")
	p.keyboard("j", "x")
	p.see(`document.activeElement.id === "search" && document.activeElement.value === "jx"`, "letters in the search")
	p.eval(`document.activeElement.blur(); ""`)
	p.keyboard("?")
	p.see(`document.querySelector("#keys-on")`, "the list of keys")
	p.tap("#keys-on")
	p.keyboard("Escape")
	p.see(`!document.querySelector("#sheet")`, "the list to be closed")
	p.keyboard("?")
	p.readsNot("用单个按键")
}

// TestClerkOfflineAndAColleague: without a network the clerk goes on, a colleague is
// first at one of the places, and nothing of either is lost.
func TestClerkOfflineAndAColleague(t *testing.T) {
	c := startScript(t)
	mine, colleague := clerkAt(t, c, "mine"), clerkAt(t, c, "colleague")
	for _, p := range []*phone{mine, colleague} {
		p.tap("#d-zhongyuan")
		p.see(`document.querySelector("#open-longhai")`, "the place")
	}
	settled(mine)
	mine.offline()
	for _, spot := range []string{"longhai", "crossing-00"} {
		mine.tap(`.zz-trow:has(#open-` + spot + `) input`)
	}
	mine.tap("#do-dispatch")
	mine.tap("#crew-zhongyuan")
	mine.tile("zhongyuan", "74")
	mine.reads("断网可继续，操作排队中 2")

	colleague.tap("#open-longhai")
	colleague.tap("#one-check")
	colleague.see(`document.querySelector("#stage-ready b").innerText === "9"`, "nine reports checked")

	mine.online()
	mine.reads("别人已先处理，已保留他的结果")
	mine.tile("zhongyuan", "83")
	mine.tap("[id^=clash-see]")
	mine.reads("现在的结果")
	mine.reads("已核实")
	mine.shot("desk-clash-zh-light")
	mine.tap("[id^=clash-again]")
	mine.tile("zhongyuan", "74")
	mine.see(`!document.querySelector("[id^=clash-again]")`, "the matter to be settled")
	colleague.see(`[...document.querySelectorAll(".zz-trow:has(#open-longhai) .zz-tag")].some(e => e.innerText.includes("维修中"))`, "the change in the colleague's row, where it stands")
	colleague.see(`document.querySelector("#news")`, "that the list has changed")
}

// TestDeskInEveryLook: the list, a place, and what is picked, also on a wide screen.
func TestDeskInEveryLook(t *testing.T) {
	c := startScript(t)
	p := clerkAt(t, c, "clerk")
	p.inEveryLook("/staff/triage", "/staff/triage?d=zhongyuan&spot=crossing-05")
	p.open("/me")
	p.alive()
	p.tap("#lang")
	p.open("/staff/triage?d=zhongyuan")
	p.alive()
	p.tap(".zz-trow input")
	p.tap("#do-refuse")
	p.see(`document.querySelector("#why-estate")`, "the reasons")
	p.fits()
	p.shot("desk-refuse-zh-light")
	p.must(chromedp.Do(p.page, chromedp.EmulateViewport(1280, 800)), "a wide screen")
	p.open("/staff/triage?d=zhongyuan&spot=crossing-05")
	p.alive()
	p.see(`document.querySelector(".zz-desk2__r #detail")`, "the place beside the list")
	p.shot("desk-wide-zh-light")
}
