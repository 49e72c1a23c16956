package browser

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"rsc.io/qr"
)

// hand counts what a person touches and how long they take.
type hand struct {
	*phone
	taps  int
	begun time.Time
}

func (p *phone) hand() *hand { return &hand{phone: p, begun: time.Now()} }

func (h *hand) tap(sel string) { h.taps++; h.phone.tap(sel) }

func (h *hand) tapText(words string) { h.taps++; h.phone.tapText(words) }

func (h *hand) shoot(sel, file string) { h.taps++; h.phone.pick(sel, file) }

// within tells the count and fails when it is more than the script allows.
func (h *hand) within(taps int, limit time.Duration) {
	h.t.Helper()
	took := time.Since(h.begun)
	h.t.Logf("%s: %d taps, %.1f s", h.name, h.taps, took.Seconds())
	if h.taps > taps || took > limit {
		h.t.Errorf("%s: %d taps in %v, the script has %d in %v", h.name, h.taps, took, taps, limit)
	}
}

// standAt puts the phone somewhere else.
func (p *phone) standAt(lat, lon, acc float64) {
	p.t.Helper()
	_, err := chromedp.Call(p.page, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lon, Accuracy: &acc})
	p.must(err, "stand somewhere else")
}

// The script "resident, first use": how far school building is, and how many
// kilometres were lit, in two taps and without being asked for anything.
func TestScriptFirstUse(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "first-use")
	h := p.hand()
	h.open("/")
	h.reads("34.33")
	h.tapText("郑点亮")
	h.reads("27.8")
	h.within(2, 30*time.Second)
	if asked := p.eval(`String(document.querySelectorAll("dialog[open], [role=dialog], form input[required]").length)`); asked != "0" {
		t.Errorf("%s things were asked of a first reader", asked)
	}
}

// The script "resident, night, offline": three taps, saved; what happens next is said;
// with a network the number arrives, once.
func TestScriptNightOffline(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "night-offline")
	p.open("/me")
	p.alive()
	p.tap("#theme-dark")
	settled(p)
	night := nightPhoto(t)
	p.open("/progress")
	p.alive()
	p.offline()
	h := p.hand()
	h.tapText("报灯")
	h.reads("中原区")
	h.reads("没有网络，照常提交")
	h.shoot("#photo", night)
	h.reads("KB")
	p.shot("report-offline-night")
	h.tapText("提交报灯")
	h.reads("已存在这部手机")
	h.reads("有网络时打开这里，就会自动送出")
	h.within(3, 25*time.Second)
	p.shot("report-saved-night")
	p.online()
	p.reads("ZZ-0001")
	p.open("/me")
	p.alive()
	p.see(`!document.body.innerText.includes("待发送 1")`, "an empty outbox")
	if n := p.numbers(); n != 1 {
		t.Errorf("%d numbers for one report", n)
	}
	p.reads("市里收到了，编号 ZZ-0001")
}

// The script "elderly resident": large type in one tap, nothing smaller than 18 px or
// narrower than 60 px on the way, and a report without zooming.
func TestScriptElderly(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "elderly")
	p.open("/")
	p.alive()
	h := p.hand()
	h.tap("#care")
	p.see(`document.body.dataset.weuiMode === "care"`, "large type")
	h.within(1, 5*time.Second)
	p.fits()
	p.eval(`speechSynthesis.speak = u => { window.spoken = u.text + " in " + u.lang }; ""`)
	h.tap("#say")
	p.see(`window.spoken?.includes("34.33") && window.spoken.endsWith("in zh-CN")`, "the page to be read")
	h.within(2, 15*time.Second)
	h.tapText("报灯")
	h.reads("中原区")
	p.fits()
	p.shot("report-zh-care")
	h.shoot("#photo", nightPhoto(t))
	h.reads("KB")
	h.tapText("提交报灯")
	h.reads("ZZ-0001")
	p.fits()
	h.within(5, 60*time.Second)
	if zoom := p.eval(`String(visualViewport.scale)`); zoom != "1" {
		t.Errorf("zoomed to %s", zoom)
	}
}

// Bad input at the form: each is said in words, and nothing that was typed is lost.
func TestBadInput(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "bad-input")
	dir := t.TempDir()
	write := func(name string, body []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	night, err := os.ReadFile(nightPhoto(t))
	if err != nil {
		t.Fatal(err)
	}
	p.open("/report")
	p.alive()
	p.reads("精度约 12 米")
	p.fill("#words", "桐柏路与伊河路口")

	p.pick("#photo", write("a.heic", append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), bytes.Repeat([]byte{7}, 4000)...)))
	p.reads("打不开 HEIC")
	p.pick("#photo", write("large.jpg", append(night, make([]byte, 50<<20)...)))
	p.reads("已压缩到")

	p.tapText("更早")
	p.tapText("提交报灯")
	p.reads("还缺：看到的时间")
	day := func(from time.Duration) {
		p.eval(`(() => { const e = document.querySelector("#when-day"); e.value = ` + quote(time.Now().Add(from).Format(time.DateOnly)) + `; e.dispatchEvent(new Event("input", {bubbles: true})); return "" })()`)
		p.tapText("提交报灯")
	}
	day(3 * 24 * time.Hour)
	p.reads("时间比现在还晚")
	day(-60 * 24 * time.Hour)
	p.reads("时间太久以前了")
	p.shot("report-refused")

	p.open("/report")
	p.alive()
	p.reads("没写完的报灯")
	p.standAt(34.7516, 113.6053, 2400)
	p.open("/report")
	p.alive()
	p.reads("只准到约 2.4 公里")
	p.reads("也请写上路名或灯杆编号")

	p.standAt(39.9042, 116.4074, 15)
	p.open("/report")
	p.alive()
	p.reads("这个位置在郑州以外，对吗")
	p.shot("report-outside")
	p.tap("#outside-yes")
	p.see(`!document.body.innerText.includes("这个位置在郑州以外")`, "to be believed")
	p.tapText("提交报灯")
	p.reads("ZZ-0001")
}

// Half a form survives the end of the page, with its photo, and is sent once.
func TestDraftSurvives(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "drafts")
	p.open("/report")
	p.alive()
	p.fill("#words", "写到一半的路")
	p.fill("#note", "电话来了")
	p.pick("#photo", nightPhoto(t))
	p.reads("KB")
	p.closePage()
	p.newPage()
	p.open("/report")
	p.alive()
	p.fill("#words", "另一盏的路")
	p.open("/me")
	p.alive()
	p.reads("没写完的报灯")
	p.reads("另一盏的路")
	p.reads("写到一半的路")
	p.shot("me-drafts")
	p.open("/report")
	p.alive()
	p.shot("report-drafts")
	p.touch(`[...document.querySelectorAll(".zz-out")].find(e => e.innerText.includes("写到一半的路"))?.querySelector("a")`, "the draft to go on with")
	p.see(`document.querySelector("#words")?.value === "写到一半的路" && document.querySelector("#note").value === "电话来了"`, "what was typed")
	p.see(`document.querySelector(".zz-photo img")?.naturalWidth > 0`, "the photo that was taken")
	p.tapText("提交报灯")
	p.reads("ZZ-0001")
	p.open("/me")
	p.alive()
	p.reads("另一盏的路")
	if n := p.numbers(); n != 1 {
		t.Errorf("%d numbers for one report", n)
	}
	if left := p.eval(`String(Object.keys(localStorage).filter(k => k.startsWith("dh.note.draft.")).length)`); left != "1" {
		t.Errorf("%s drafts are left, want the other one", left)
	}
}

// streetTown is one street before the city opens: a lamp near where phones stand, with
// photos that all may see, wires at the next pole, one that was repaired and one that
// is on hold.
func streetTown(t testing.TB) *city {
	t.Helper()
	c := newCity(t)
	names, arrive := c.hang(2)
	here := near(middles["zhongyuan"], 0, 0)
	here.Lat, here.Lon = 34.7516, 113.6053
	town := &town{now: time.Now(), names: names}
	town.report("near", 2*time.Hour, lamp.Place{Point: near(*here, 18, 12), Words: "不公开的话"}, lamp.Dark, lamp.Safe)
	town.report("near", time.Hour, lamp.Place{Point: near(*here, 19, 12)}, lamp.Dark, lamp.Safe)
	town.report("wires", 3*time.Hour, lamp.Place{Point: near(*here, -30, 8), Pole: "ZY-0417"}, lamp.Facility, lamp.Wires)
	town.report("held", 50*time.Hour, lamp.Place{Point: near(*here, 300, 100)}, lamp.Lane, lamp.Safe)
	move := func(ago time.Duration, by person.Actor, o op.Op) {
		town.said = append(town.said, said{town.now.Add(-ago), by, o})
	}
	for _, a := range arrive {
		move(60*time.Hour, person.TheCity(), a)
	}
	pole := near(*here, 600, 100).Round()
	move(70*time.Hour, person.TheCity(), ledger.PutLamps{Lamps: []ledger.Lamp{{Pole: "ZY-0183", Sort: ledger.IsLamp, Point: &pole, Road: "桐柏路", District: "zhongyuan"}}})
	move(48*time.Hour, clerkOfTown, lamp.Move{ID: "held-1", Spot: "held", From: lamp.Sent, To: lamp.Checked})
	move(47*time.Hour, clerkOfTown, lamp.Move{ID: "held-2", Spot: "held", From: lamp.Checked, To: lamp.Repairing, Crew: "zhongyuan"})
	move(40*time.Hour, clerkOfTown, lamp.Move{ID: "held-3", Spot: "held", From: lamp.Repairing, To: lamp.Waiting, Reason: "power"})
	move(30*time.Minute, clerkOfTown, lamp.LetOut{ID: "out-1", Spot: "near", Photo: names[1], Public: true})
	sort.SliceStable(town.said, func(i, j int) bool { return town.said[i].at.Before(town.said[j].at) })
	c.live(town.said)
	c.open()
	return c
}

// "The same lamp" in two taps, without a network, from what the phone holds: what is
// dangerous first, with its distance; whoever is not sure goes on.
func TestSameLampOffline(t *testing.T) {
	c := streetTown(t)
	p := newPhone(t, c, "same-lamp")
	p.open("/spots")
	p.alive()
	p.reads("ZY-0417 号杆")
	p.see(`document.querySelector(".zz-row[href^='/spots/']:not([href='/spots/map'])").innerText.includes("电线裸露")`, "what is dangerous first")
	p.reads("北边约")
	p.readsNot("不公开的话")
	p.shot("spots-zh-light")
	settled(p)
	p.offline()
	p.open("/progress")
	p.alive()
	h := p.hand()
	h.tapText("报灯")
	h.reads("附近有人报过，是同一盏灯吗")
	p.see(`document.querySelector(".zz-same__r").innerText.includes("电线裸露")`, "what is dangerous first")
	p.shot("report-near-zh-light")
	p.toMiddle("#same")
	p.shot("report-same-zh-light")
	h.tap("#same-near")
	h.reads("已存在这部手机")
	h.within(2, 20*time.Second)
	p.online()
	p.reads("已发送")
	p.open("/spots/near")
	p.alive()
	p.reads("3 人说过")
	p.reads("你报的内容")
	p.reads("主办单位未公布")
	p.shot("spot-mine-zh-light")

	p.open("/spots/held")
	p.alive()
	p.reads("要等别人，市里的用时不走：等供电")
	p.reads("暂停计时")
	p.reads("中原班组")
	p.shot("spot-held-zh-light")
	h = p.hand()
	h.tap("#watch")
	p.reads("已关注")
	h.tap("#plus-one")
	p.reads("2 人说过")
	p.open("/spots/wires")
	p.alive()
	p.reads("已超期 2小时")
	p.reads("不是市里的承诺")
	p.tap("#plus-one")
	p.reads("2 人说过")
	p.open("/me")
	p.alive()
	p.see(`document.querySelector(".zz-mine[href='/spots/wires']").innerText.includes("已超期 2小时")`, "that one's own report is overdue")
	p.open("/spots/held")
	p.alive()
	p.tap("#share")
	p.offline()
	p.open("/spots")
	p.alive()
	p.reads("离线，内容截至")
	p.reads("ZY-0417 号杆")
	p.online()
	p.inEveryLook("/report", "/spots", "/spots/near", "/spots/wires", "/me")
}

// More is wanted: the reporter reads so in the inbox, adds a photo, and the clerk has
// the report again. "Still dark" opens a repaired one again.
func TestMoreWantedAndStillDark(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "wanted")
	p.open("/report")
	p.alive()
	p.reads("中原区")
	p.fill("#words", "说不清的路")
	p.tapText("提交报灯")
	p.reads("ZZ-0001")
	clerk := newPhone(t, c, "wanting")
	signIn(clerk, "clerk")
	clerk.open("/staff/triage")
	clerk.alive()
	clerk.tapText("说不清的路")
	clerk.tap("#one-more")
	clerk.tapText("请补一张照片")
	p.open("/me")
	p.alive()
	p.reads("需要你补充")
	p.reads("未读")
	p.shot("me-inbox-zh-light")
	p.tapText("需要你补充")
	p.reads("请补一张照片")
	p.pick("#add-photo", nightPhoto(t))
	p.reads("KB")
	p.shot("spot-wanted-zh-light")
	p.tap("#add-send")
	p.reads("补上了")
	p.stands("待核实")
	p.open("/me")
	p.alive()
	p.see(`!document.body.innerText.includes("未读")`, "what was read to be read")

	clerk.tap("#one-check")
	clerk.stands("已核实")
	clerk.tap("#one-dispatch")
	clerk.tapText("二七班组")
	clerk.tap("#stage-out")
	clerk.tapText("说不清的路")
	clerk.tap("#move-fixed")
	clerk.stands("已修好")
	p.see(`document.querySelector(".weui-tabbar .zz-badge")?.innerText > 0`, "unread news in the tab bar")
	h := p.hand()
	h.tapText("修好了，天黑以后看一眼亮了没有")
	p.reads("还不亮")
	p.shot("spot-fixed-zh-light")
	h.tap("#move-checked")
	p.reads("已记下：还不亮")
	p.stands("已核实")
	p.reads("说过 1 次还不亮")
	h.within(2, 20*time.Second)
	p.shot("spot-still-dark-zh-light")
}

// By day nobody sees that a lamp is dark: the form asks whether it was last night, and
// only then offers "burns by day". Where the phone stands it is noon, whatever the hour
// of the test.
func TestSunAsksByDay(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "by-day")
	p.open("/report")
	p.alive()
	p.reads("中原区")
	p.standAt(20, 180-math.Mod(float64(time.Now().UTC().Hour()*60+time.Now().UTC().Minute())/4, 360), 10)
	p.open("/report")
	p.alive()
	p.reads("现在是白天。是昨晚看到不亮的吗")
	p.see(`document.querySelector("input[name=when][value=night]").checked`, "last night to be meant")
	p.toMiddle(".zz-sun")
	p.shot("report-by-day-zh-light")
	p.tapText("白天亮着")
	p.see(`!document.body.innerText.includes("现在是白天")`, "nothing to be asked of one that burns by day")
	p.tapText("几盏不亮")
	p.tapText("提交报灯")
	p.reads("ZZ-0001")
}

// No position: the form says so in words, asks for a road, and takes the report. A pole's
// number is enough where the inventory knows it; without a network it goes along, and a
// clerk looks it up.
func TestNoPosition(t *testing.T) {
	c := streetTown(t)
	p := newPhone(t, c, "no-position")
	_, err := chromedp.CallBrowser(p.browser, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission: &cdpbrowser.PermissionDescriptor{Name: "geolocation"}, Setting: cdpbrowser.PermissionSettingDenied,
		Origin: "http://" + p.plug.addr()})
	p.must(err, "forbid the place")
	p.open("/report")
	p.alive()
	p.tapText("提交报灯")
	p.reads("灯在哪里？给个位置、路名或灯杆编号")
	p.reads("定位没打开，也能报")
	p.see(`document.querySelector("#district").value === " "`, "no district to be guessed")
	p.toMiddle("#locate")
	p.shot("report-no-position-zh-light")
	p.fill("#words", "桐柏路与伊河路口")
	p.eval(`(() => { const e = document.querySelector("#district"); e.value = "zhongyuan"; e.dispatchEvent(new Event("change", {bubbles: true})); return "" })()`)
	p.tapText("提交报灯")
	p.reads("ZZ-0005")

	p.tapText("再报一盏")
	p.fill("#pole", "zy-0999")
	p.reads("清册里没有这个编号，照样可以报")
	p.fill("#pole", "zy-0183")
	p.reads("查到：中原区 桐柏路 ZY-0183 号杆")
	p.reads("清册里的位置")
	p.toMiddle("#pole")
	p.shot("report-pole-zh-light")
	p.tapText("提交报灯")
	p.reads("ZZ-0006")
	p.tapText("再报一盏")
	settled(p)
	p.offline()
	p.fill("#pole", "ZY-183")
	p.reads("位置由工作人员来查")
	p.tapText("提交报灯")
	p.reads("已存在这部手机")
	p.online()
	p.reads("ZZ-0007")

	clerk := newPhone(t, c, "pole-clerk")
	signIn(clerk, "clerk")
	clerk.open("/staff/triage?q=ZY-183")
	clerk.alive()
	clerk.tap("[id^=open-]")
	clerk.tap("#facts")
	clerk.fill("[id^=pole-]:not(button)", "ZY-0183")
	clerk.tap("#pole-find")
	clerk.reads("查到：中原区 桐柏路 ZY-0183 号杆")
	clerk.shot("triage-pole-zh-light")
	clerk.tap("#facts-save")
	clerk.reads("34.757")
}

// The lamp is not where the phone is: the hand moves it on the radar, or by buttons.
func TestMovedByHand(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "moved")
	p.open("/report")
	p.alive()
	p.reads("精度约 12 米")
	p.tap("#move-pin")
	for range 3 {
		p.tap("#step-0")
	}
	p.reads("北边约 30 米")
	p.toMiddle("#radar")
	p.shot("report-move-zh-light")
	p.eval(`(() => { const e = document.querySelector("#radar"), r = e.getBoundingClientRect();
		e.firstElementChild.dispatchEvent(new MouseEvent("click", {bubbles: true, clientX: r.left + .75 * r.width, clientY: r.top + 50 / 96 * r.height})); return "" })()`)
	p.reads("东边约")
	p.standAt(34.7530, 113.6070, 5)
	p.tapText("提交报灯")
	p.reads("ZZ-0001")
}

// On the narrowest phone nothing is wider than the screen.
func TestNarrow(t *testing.T) {
	c := streetTown(t)
	p := newPhone(t, c, "narrow")
	p.must(chromedp.Do(p.page, chromedp.EmulateViewport(320, 640, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch)), "a narrow phone")
	for _, look := range []string{"light", "care"} {
		if look == "care" {
			p.open("/me")
			p.alive()
			p.tap("#care")
		}
		for _, path := range []string{"/report", "/spots", "/spots/near", "/spots/held", "/me"} {
			p.open(path)
			p.alive()
			if path == "/report" {
				p.reads("是同一盏")
			}
			p.fits()
			if wide := p.eval("String(document.documentElement.scrollWidth)"); wide != "320" {
				t.Errorf("%s in %s is %s px wide", path, look, wide)
				p.shot("failed-narrow")
			}
		}
	}
}

// ownDetector stands for the detector of browsers that have one, which Chromium on a
// computer has not: it reads what the camera's pixels show.
const ownDetector = `window.BarcodeDetector = class {
	static async getSupportedFormats() { return ["aztec", "qr_code"]; }
	constructor(set) { window.__formats = set.formats.join(); }
	async detect(video) {
		window.__reader ??= new Promise((yes, no) => {
			const s = document.createElement("script");
			[s.src, s.onload, s.onerror] = ["/web/zxing.js", yes, no];
			document.head.append(s);
		}).then(() => ZXingWASM.prepareZXingModule({overrides: {locateFile: () => "/web/zxing_reader.wasm"}, fireImmediately: true}));
		await window.__reader;
		const c = document.createElement("canvas"), pen = c.getContext("2d");
		[c.width, c.height] = [video.videoWidth, video.videoHeight];
		pen.drawImage(video, 0, 0);
		return (await ZXingWASM.readBarcodes(pen.getImageData(0, 0, c.width, c.height), {formats: ["QRCode"]})).map(r => ({rawValue: r.text}));
	}
}`

// The plate of a pole through the camera: the number in its code is in the form, the
// inventory says where it stands, and the camera is off again.
func TestPlateIsRead(t *testing.T) {
	c := streetTown(t)
	plate, err := qr.Encode("https://deng.example/p?no=ZY-0183", qr.M)
	if err != nil {
		t.Fatal(err)
	}
	p := newPhone(t, c, "plate", camera(t, plate.PNG())...)
	p.before(ownDetector)
	p.open("/report")
	p.alive()
	h := p.hand()
	p.toMiddle("#scan")
	h.tap("#scan")
	p.see(`document.querySelector("#pole").value === "ZY-0183"`, "the number of the plate")
	p.see(`window.__formats === "qr_code"`, "the codes that a plate has and this phone reads")
	p.see(`document.querySelector("#plate-video").hidden && !document.querySelector("#plate-video").srcObject`, "the camera off")
	p.reads("查到：中原区 桐柏路 ZY-0183 号杆")
	p.reads("ZY-0183 号杆，北边约 610 米") // so it asks
	p.reads("灯在这根杆上，用它的位置")
	p.shot("report-plate-zh-light")
	h.tap("#pole-there")
	p.reads("清册里的位置")
	h.tapText("提交报灯")
	p.reads("ZZ-0005")
	h.within(3, 20*time.Second)
}
