package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// ledgerAt is a clerk who has the ledger open.
func ledgerAt(t testing.TB, c *city, path string) *phone {
	t.Helper()
	p := newPhone(t, c, "clerk")
	signIn(p, "clerk")
	p.open(path)
	p.alive()
	return p
}

// figure waits until a figure of the ledger shows a value.
func (p *phone) figure(id, value string) {
	p.t.Helper()
	p.see(`document.querySelector("#n-`+id+` b")?.innerText === `+quote(value), id+" to be "+value)
}

// TestFiguresOpenToTheirJobs: each counted figure leads to its jobs with days and photos,
// each job to its place; the printed figure stands beside; the time that is counted
// stays in the address; what was corrected keeps its old text.
func TestFiguresOpenToTheirJobs(t *testing.T) {
	p := ledgerAt(t, startLedger(t), "/staff/ledger?p=all")
	p.figure("add-sections", "4")
	p.figure("add-km", "3.9")
	p.figure("sub-done", "2")
	p.figure("div-patrols", "3")
	p.figure("div-lamps", "38") // 1+2+…+7 by crews, the eighth was dark again, 10 by hand
	p.see(`document.querySelector("#n-div-lamps").innerText.includes("通报 6184盏")`, "the printed figure beside it")
	p.see(`document.querySelector("#n-div-lamps").getAttribute("href") === "/staff/ledger?p=all&see=div.lamps"`, "the way to what is behind it")
	p.shot("ledger-zh-light")
	p.tap("#n-div-lamps")
	p.see(`location.search === "?p=all&see=div.lamps" && document.querySelectorAll(".zz-brec").length === 8`, "eight records")
	p.reads("换了灯头")
	p.see(`[...document.querySelectorAll(".zz-pair")].some(e => e.querySelectorAll("img").length === 2)`, "a photo before and one after")
	p.reads("更正过 1 次")
	p.tapText("更正过 1 次")
	p.reads("路灯 12 盏")
	p.shot("ledger-figure-zh-light")
	p.tap("#p-month")
	p.see(`location.search === "?p=month&see=div.lamps"`, "another time, the same figure")
	p.eval(`history.back(); ""`)
	p.see(`location.search === "?p=all&see=div.lamps"`, "the way back")
	p.tapText("看这一处")
	p.see(`location.pathname === "/staff/triage" && location.search.startsWith("?spot=place-")`, "the place of a job")
	p.open("/staff/ledger?p=all")
	p.alive()
	p.tap("#see-left")
	p.reads("14 天内又说不亮")
	p.reads("还没写亮灯日期")
	p.open("/staff/ledger?p=all")
	p.alive()
	p.see(`document.querySelector(".zz-reach")?.innerText.replace(/\s+/g, " ").includes("报到的处 9")`, "how far the places have come")
	p.reads("反复不亮的地方")
	p.reads("3 次")
	p.tapText("金水区 · 灯不亮")
	p.see(`document.querySelectorAll(".zz-brec").length === 2`, "the places behind a time to light")
}

// TestExportsDownload: each form of a table comes as a file.
func TestExportsDownload(t *testing.T) {
	p := ledgerAt(t, startLedger(t), "/staff/ledger")
	dir := t.TempDir()
	_, err := chromedp.Call(p.page, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: dir})
	p.must(err, "where files go")
	for name, begins := range map[string]string{"csv": "\xef\xbb\xbf派单 jobs\n编号 id,", "geojson": `{"features":`, "xlsx": "PK"} {
		p.tap("#get-" + name)
		file := filepath.Join(dir, "denghuo-jobs."+name)
		var got []byte
		for deadline := time.Now().Add(wait); time.Now().Before(deadline) && len(got) == 0; time.Sleep(50 * time.Millisecond) {
			got, _ = os.ReadFile(file)
		}
		if !strings.HasPrefix(string(got), begins) {
			t.Errorf("%s begins with %q", name, got[:min(len(got), 40)])
		}
	}
}

// TestRatesOnlyWithAnInventory: without one the screen says so; a file with a wrong line
// brings nothing in and names the line; a whole one brings in both rates and finds a pole.
func TestRatesOnlyWithAnInventory(t *testing.T) {
	p := ledgerAt(t, startLedger(t), "/staff/ledger")
	p.see(`document.querySelector("#no-inventory")`, "that there is no inventory")
	p.readsNot("%")
	p.tap("#import")
	p.see(`document.querySelector("#no-stand")`, "that there is none yet")
	whole := "灯杆编号,类型,纬度,经度,路名,区县,状态\nZY-0001,路灯,34.7516,113.6053,桐柏路,中原区,\nZY-0002,路灯,34.7517,113.6053,桐柏路,中原区,不亮\nEQ-1,箱变,34.7240,113.6403,大学路,二七区,\n"
	write := func(text string) string {
		file := filepath.Join(t.TempDir(), "lamps.csv")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	p.pick("#lamps-file", write(whole+"ZY-0001,路灯,,,,,\nZY-0009,路灯,113.6,34.7,桐柏路,中原区,\n"))
	p.tap("#import-now")
	p.reads("没有导入：2 行不对")
	p.reads("第 5 行")
	p.reads("这个编号在文件里出现了两次")
	p.reads("第 6 行")
	p.reads("经纬度常常写反")
	p.see(`document.querySelector("#no-stand")`, "that nothing was taken")
	p.shot("ledger-import-wrong-zh-light")
	p.pick("#lamps-file", write("name,road\nZY-1,桐柏路\n"))
	p.tap("#import-now")
	p.reads("第一行没有“灯杆编号”这一列")
	p.pick("#lamps-file", write(whole))
	p.see(`!document.querySelector("#file-wrong")`, "the new file")
	p.tap("#import-now")
	p.reads("已导入")
	p.reads("路灯 2 盏，箱变和控制箱 0 件")
	p.open("/staff/ledger")
	p.alive()
	p.seeWithin(3*wait, `document.querySelector("#rate-lit b")?.innerText === "50.0%" && document.querySelector("#rate-intact b").innerText === "66.6%"`, "both rates")
	p.tap("#rate-lit")
	p.reads("ZY-0002")
	p.open("/lighting")
	p.alive()
	p.reads("本系统数到 38 盏")
	p.see(`document.querySelector("#own-as-of") && document.body.innerText.includes("50.0%")`, "our own rates, and as of when")
	p.open("/staff/ledger/write?kind=work")
	p.alive()
	p.fill("[id$=-pole]", "zy-0002")
	p.tap("#w-find")
	p.see(`document.querySelector("[id$=-road]").value === "桐柏路" && document.querySelector("[id$=-district]").value === "zhongyuan"`, "road and district of the pole")
}

// TestAnEntryWrittenOffline: a repair without a network is on this phone and counted at
// once, what is wrong is said and nothing typed is lost, and the city gets it once.
func TestAnEntryWrittenOffline(t *testing.T) {
	c := startLedger(t)
	p := ledgerAt(t, c, "/staff/ledger?p=all")
	p.figure("div-facilities", "4")
	p.tap("#write")
	p.see(`document.querySelector("#w-save") && !document.querySelector("#w-save").disabled`, "the form")
	p.offline()
	p.fill("[id$=-road]", "农业路高架下")
	p.tap("#w-save")
	p.see(`document.querySelector("#w-problem")?.innerText.includes("没有可以计数的内容")`, "what is missing")
	p.see(`document.querySelector("[id$=-road]").value === "农业路高架下"`, "what was typed")
	p.fill("[id$=-facilities]", "x")
	p.tap("#w-save")
	p.see(`document.querySelector("#w-problem")?.innerText.includes("填得不对") && document.activeElement.id.endsWith("-facilities")`, "the field that is not right")
	p.fill("[id$=-facilities]", "5")
	p.open("/staff/ledger/write?kind=work")
	p.alive()
	p.see(`document.querySelector("[id$=-road]").value === "农业路高架下" && document.querySelector("[id$=-facilities]").value === "5"`, "what was typed, after the page was closed")
	p.pick("#w-photos", nightPhoto(t))
	p.see(`document.querySelector(".zz-photo img")?.naturalWidth > 0`, "the photo")
	p.tap("#w-save")
	p.reads("已存在这部手机")
	p.shot("ledger-saved-offline-zh-light")
	p.tap("#to-ledger")
	p.tap("#p-all")
	p.figure("div-facilities", "9")
	p.online()
	p.see(`fetch("/api/staff/ledger/works.csv").then(r => r.text()).then(t => { window.__works = t.split("农业路高架下").length - 1 }) && window.__works === 1`, "one entry in the city's book")

	p.tap("#see-book")
	p.see(`document.querySelector(".zz-shots img")?.naturalWidth > 0`, "the photo, which moves what is below it")
	p.tap(`a[href*="of=work-0"]`)
	p.fill("[id$=-lamps]", "11")
	p.tap("#w-save")
	p.see(`document.querySelector("#w-problem")?.innerText.includes("请写明原因")`, "that a reason is wanted")
	p.fill("[id$=-why]", "再数一次")
	p.tap("#w-save")
	p.tap("#to-ledger")
	p.tap("#p-all")
	p.tap("#see-book")
	p.reads("更正过 2 次")

	p.see(`document.querySelector(".zz-shots img")?.naturalWidth > 0`, "the photo in the book")
	p.tap(`.zz-brec:has(.zz-shots) a[href*="of="]`)
	p.see(`document.querySelector(".zz-photo:has(#w-off-1) img")?.naturalWidth > 0`, "the photo that it has")
	p.toMiddle("#w-off-1")
	p.shot("ledger-photo-off-zh-light")
	p.tap("#w-off-1")
	p.see(`!document.querySelector("#w-off-1")`, "it taken off")
	p.fill("[id$=-why]", "拍错了")
	p.tap("#w-save")
	p.tap("#to-ledger")
	p.tap("#p-all")
	p.tap("#see-book")
	p.reads("更正过 1 次")
	p.see(`!document.querySelector(".zz-shots")`, "an entry without a photo")
}

// TestLedgerInEveryLook: the dashboard, a figure, the forms, the import.
func TestLedgerInEveryLook(t *testing.T) {
	p := ledgerAt(t, startLedger(t), "/staff/ledger")
	p.inEveryLook("/staff/ledger", "/staff/ledger?see=div.lamps", "/staff/ledger/write?kind=section", "/staff/ledger/write?kind=patrol", "/staff/ledger/inventory")
	p.open("/me")
	p.alive()
	p.tap("#lang")
	show := func(name string) {
		p.open("/staff/ledger?p=all")
		p.alive()
		p.figure("add-sections", "4")
		p.toMiddle(".zz-reach")
		p.shot(name)
		p.open("/me")
		p.alive()
	}
	show("ledger-charts-zh-light")
	p.tap("#theme-dark")
	show("ledger-charts-zh-dark")
	p.tap("#theme-light")
	p.tap("#lang")
	show("ledger-charts-en-light")
	p.tap("#lang")
	p.tap("#care")
	show("ledger-charts-zh-care")
	p.tap("#care")
	p.open("/staff/ledger?p=all")
	p.alive()
	p.figure("add-sections", "4")
	p.fits()
	care := func() {
		p.open("/me")
		p.alive()
		p.tap("#care")
	}
	care()
	for _, path := range []string{"/staff/ledger?p=all", "/staff/ledger?p=all&see=div.lamps", "/staff/ledger?p=all&see=book", "/staff/ledger/write?kind=work"} {
		p.open(path)
		p.alive()
		p.fits()
	}
	care()
	p.open("/staff/ledger?p=all")
	p.alive()
	p.figure("add-sections", "4")
	p.must(chromedp.Do(p.page, chromedp.EmulateViewport(1280, 800)), "a wide screen")
	p.shot("ledger-wide-zh-light")
}

// TestTheSecondCorrectionIsTold: two correct one entry, one of them without a network.
// The first holds, the second is told so and what was written is not lost.
func TestTheSecondCorrectionIsTold(t *testing.T) {
	c := startLedger(t)
	correct := func(p *phone, lamps string) {
		p.open("/staff/ledger/write?kind=work&of=work-0")
		p.alive()
		p.see(`document.querySelector("[id$=-lamps]")?.value === "10"`, "the entry in the form")
		p.fill("[id$=-lamps]", lamps)
		p.fill("[id$=-why]", "又数了一遍")
	}
	mine, colleague := ledgerAt(t, c, "/staff/ledger?p=all"), newPhone(t, c, "colleague")
	correct(mine, "20")
	mine.offline()
	mine.tap("#w-save")
	mine.reads("已存在这部手机")
	signIn(colleague, "clerk")
	correct(colleague, "15")
	colleague.tap("#w-save")
	colleague.tap("#to-ledger")
	colleague.tap("#p-all")
	colleague.figure("div-lamps", "43")
	mine.tap("#to-ledger")
	mine.tap("#p-all")
	mine.figure("div-lamps", "48")
	mine.online()
	mine.reads("别人已先处理，已保留他的结果")
	mine.reads("路灯 20 盏")
	mine.figure("div-lamps", "43")
	mine.tap(`a[href="/staff/ledger/write?kind=work&of=work-0"]`)
	mine.see(`document.querySelector("[id$=-lamps]")?.value === "15"`, "the colleague's text in the form")
	mine.open("/staff/ledger?p=all")
	mine.alive()
	mine.tapText("知道了")
	mine.see(`!document.body.innerText.includes("没通过")`, "the matter to be settled")
}

// TestWhoOnlyReadsTheLedger: an officer sees every figure and what is behind it, no
// form, and places where everybody sees them.
func TestWhoOnlyReadsTheLedger(t *testing.T) {
	p := newPhone(t, startLedger(t), "officer")
	signIn(p, "officer")
	p.open("/lighting")
	p.alive()
	p.tap("#to-ledger")
	p.tap("#p-all")
	p.figure("div-lamps", "38")
	p.see(`document.querySelector("#see-book") && !document.querySelector("#write") && !document.querySelector("#import")`, "no forms")
	p.tap("#n-div-lamps")
	p.see(`document.querySelectorAll(".zz-brec").length === 8 && !document.querySelector("a[href*=write]")`, "the records, and nothing to correct")
	p.see(`document.querySelector('a[href="/spots/place-0"]')`, "the way to a place")
}
