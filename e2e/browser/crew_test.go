package browser

import (
	"strconv"
	"testing"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/chromedp/chromedp"
)

// crewAt is the crew's phone with the six jobs on it, the photos too.
func crewAt(t testing.TB, c *city, name string) *phone {
	t.Helper()
	p := newPhone(t, c, name)
	signIn(p, "crew")
	p.open("/staff/jobs")
	p.alive()
	p.reads("今天 6 处")
	p.see(`document.querySelector("#job")?.dataset.job === "tongbai-m1"`, "the nearest job in hand")
	p.see(`document.querySelector("#job .zz-photo img")?.naturalWidth > 0`, "its photo")
	p.photosHere(1)
	settled(p)
	return p
}

// photosHere waits until so many photos lie in the phone's own storage.
func (p *phone) photosHere(n int) {
	p.t.Helper()
	p.eval(`window.__lent = 0; window.__count ??= setInterval(() => { const open = indexedDB.open("denghuo.photos"); open.onsuccess = e => { const db = e.target.result; try { db.transaction("bytes").objectStore("bytes").count().onsuccess = c => { window.__lent = c.target.result; db.close() } } catch { db.close() } } }, 100); ""`)
	p.see(`window.__lent >= `+strconv.Itoa(n), "photos of others in the phone's storage")
	p.eval(`clearInterval(window.__count); delete window.__count; ""`)
}

// narrow fails if the page is wider than the screen, here or on the smallest phone.
func (p *phone) narrow() {
	p.t.Helper()
	for _, width := range []int64{320, 390} {
		p.must(chromedp.Do(p.page, chromedp.EmulateViewport(width, 844, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch)), "another width")
		p.see(`document.documentElement.scrollWidth === `+strconv.FormatInt(width, 10), "a page as wide as the screen of "+strconv.FormatInt(width, 10))
	}
}

// TestElectricianOffline is the script "electrician, offline": six jobs on the phone,
// flight mode, the nearest is found and closed with a photo and a cause in three taps.
// The time is the tap's, and the clerk's note of meanwhile is still there.
func TestElectricianOffline(t *testing.T) {
	c := crewDay(t)
	clerk := newPhone(t, c, "clerk")
	signIn(clerk, "clerk")
	p := crewAt(t, c, "crew")
	p.offline()
	p.open("/staff/jobs")
	p.alive()
	p.reads("离线。工单已下载到本机")
	p.reads("距你约 240 米，东北方向")
	p.see(`document.querySelector("#job .zz-photo img")?.naturalWidth > 0`, "the photo without a network")

	clerk.open("/staff/triage?stage=out&spot=tongbai")
	clerk.alive()
	clerk.fill("#note-tongbai", "配电箱钥匙在门卫那里")
	clerk.tap("#note-save")
	clerk.reads("备注已存")

	p.shot("field-offline-zh-light")
	p.narrow()
	taps := 0
	p.pick("#shot", nightPhoto(t))
	taps++ // what the camera asks is not counted
	p.see(`document.querySelector("#job .zz-photos--roll .zz-photo img")?.naturalWidth > 0`, "the photo after")
	p.tap("#cause-cable")
	taps++
	p.see(`document.querySelector("#counts").innerText === "计入台账：灯 1 盏，低压故障 1 处"`, "what it will count")
	p.shot("field-close-zh-light")
	before := time.Now()
	p.tap("#finish")
	taps++
	p.reads("已修好，存在本机")
	after := time.Now()
	if taps != 3 {
		t.Errorf("it takes %d taps", taps)
	}
	p.reads("今天 5 处")
	p.see(`document.querySelector("#done-today")?.innerText.includes("已修好，等网络上报") && document.querySelector("#done-today .zz-tag").innerText.includes("等网络")`, "that it waits")
	p.see(`document.querySelector("#job").dataset.job === "longhai-m1"`, "the next nearest in hand")
	p.shot("field-done-zh-light")

	p.online()
	p.see(`document.querySelector("#done-today .zz-tag").innerText.includes("已上报")`, "that it was reported")
	clerk.see(`[...document.querySelectorAll("#detail .zz-tag")].some(e => e.innerText.includes("已修好"))`, "the clerk to see it")
	clerk.reads("配电箱钥匙在门卫那里")
	c.inTheBooks(func(r op.Reader) {
		j, _ := lamp.Jobs.Get(r, "tongbai-m1")
		if j.Ended.Before(before.Add(-2*time.Second)) || j.Ended.After(after.Add(2*time.Second)) {
			t.Errorf("closed at %v, tapped between %v and %v", j.Ended, before, after)
		}
		if j.Out != lamp.Fixed || j.Cause != lamp.Cable || len(j.After) != 1 || j.Done != (lamp.Done{Lamps: 1, LowVoltage: 1}) || j.Closer != "s-crew" {
			t.Errorf("the job is %+v", j)
		}
		notes := 0
		lamp.OfficeNotes.Each(r, func(n lamp.OfficeNote) bool { notes++; return true })
		if notes != 1 {
			t.Errorf("%d notes of the clerk", notes)
		}
	})
}

// TestJobWithdrawnWhileOffline: two jobs are taken back while the crew is out of reach.
// One was repaired: what was done stands beside the clerk's step, and becomes a repair
// of the ledger with its photo. The other was half done: nobody need go, and what was
// done is not lost either.
func TestJobWithdrawnWhileOffline(t *testing.T) {
	c := crewDay(t)
	clerk := newPhone(t, c, "clerk")
	signIn(clerk, "clerk")
	p := crewAt(t, c, "crew")
	p.offline()
	p.pick("#shot", nightPhoto(t))
	p.see(`document.querySelector("#job .zz-photos--roll .zz-photo img")?.naturalWidth > 0`, "the photo after")
	p.tap("#cause-lamp")
	p.tap("#finish")
	p.reads("今天 5 处")
	p.see(`document.querySelector("#job").dataset.job === "longhai-m1"`, "the next in hand")
	p.tap("#cause-tree") // half done
	for _, spot := range []string{"tongbai", "longhai"} {
		clerk.open("/staff/triage?stage=out&spot=" + spot)
		clerk.alive()
		clerk.tap("#one-recall")
		clerk.reads("已收回 1 处")
	}
	p.online()
	p.see(`document.querySelectorAll(".zz-recall").length === 2`, "two withdrawn jobs")
	p.see(`document.querySelector(".weui-tabbar__item .zz-badge")?.ariaLabel === "撤回的工单 2"`, "the tab to say so")
	p.reads("工单被收回了，不用去")
	p.reads("今天 4 处")
	p.reads("两边都留着")
	p.reads("已修好，灯具，灯 1 盏，照片 1 张")
	p.readsNot("存在本机") // the city has said no
	p.shot("field-recalled-zh-light")
	p.fits()
	p.narrow()
	p.see(`document.querySelector("[id^=clash-again]").disabled`, "no way to report it again")
	p.tap("[id^=clash-work]")
	p.reads("维修已记下")
	p.see(`!document.querySelector("[id^=clash-work]")`, "the matter to be settled")
	p.tap("#recall-work-longhai-m1")
	p.see(`document.querySelectorAll(".zz-recall").length === 1`, "the other withdrawn job")
	p.tap("#understood-tongbai-m1")
	p.see(`!document.querySelector(".zz-recall")`, "none")
	p.open("/staff/jobs")
	p.alive()
	p.reads("今天 4 处")
	p.readsNot("工单被收回了")
	p.open("/staff/repair")
	p.alive()
	p.see(`document.querySelector("#mine .zz-tag")?.innerText.includes("已上报")`, "the repair with the city")
	c.inTheBooks(func(r op.Reader) {
		works := ledger.Works.All(r)
		if len(works) != 2 {
			t.Fatalf("the ledger has %+v", works)
		}
		for _, w := range works {
			whole := w.Road == "桐柏路与伊河路口" && w.Cause == "lamp" && len(w.Photos) == 1
			if half := w.Road == "陇海路灯杆 0398" && w.Cause == "tree"; w.Lamps != 1 || !whole && !half {
				t.Errorf("the ledger has %+v", w)
			}
		}
		if s, _ := lamp.Spots.Get(r, "tongbai"); s.State != lamp.Checked {
			t.Errorf("the spot is %s: the clerk's step was overwritten", s.State)
		}
	})
}

// TestCrewOtherWays: begun, cannot do with a reason, gone on, temporary light, undone;
// each is kept while the network is away and reaches the city once. What is half done
// outlives the page.
func TestCrewOtherWays(t *testing.T) {
	c := crewDay(t)
	p := crewAt(t, c, "crew")
	p.offline()
	p.tap("#begin")
	p.reads("已开始，存在本机")
	p.see(`!document.querySelector("#begin")`, "that it has begun")
	p.tap("#cannot")
	p.tap("#why-parts")
	p.reads("已暂缓，存在本机")
	p.see(`document.querySelector("#held")?.innerText.includes("桐柏路与伊河路口")`, "it on hold")
	p.tap("#take-tongbai-m1")
	p.tap("#go-on")
	p.see(`document.querySelector("#temp")`, "it to go on")
	p.tap("#temp")
	p.reads("已记临时保亮，存在本机")
	p.tap("#undo")
	p.reads("已撤销")

	p.tap("#take-longhai-m1")
	p.see(`document.querySelector("#job").dataset.job === "longhai-m1"`, "the other in hand")
	p.tap("#cause-tree")
	p.pick("#shot", nightPhoto(t))
	p.see(`document.querySelector("#job .zz-photos--roll .zz-photo img")?.naturalWidth > 0`, "the photo after")
	p.open("/staff/jobs")
	p.alive()
	p.see(`document.querySelector("#job").dataset.job === "longhai-m1" && document.querySelector("#cause-tree").getAttribute("aria-pressed") === "true"`, "what was begun, after the page was closed")
	p.see(`document.querySelector("#job .zz-photos--roll .zz-photo img")?.naturalWidth > 0`, "its photo")
	p.tap("#navigate")
	p.see(`[...document.querySelectorAll("#way a")].map(a => a.id).join() === "way-amap,way-baidu,way-tencent,way-apple,way-geo"`, "five ways there")
	p.see(`new URL(document.querySelector("#way-tencent").href).searchParams.get("tocoord") !== new URL(document.querySelector("#way-baidu").href).searchParams.get("location")`, "each in its own coordinates")
	p.fits()
	p.tap("[id^=more-]")
	p.reads("ZZ-")
	p.tap("#radar-fold")
	p.see(`document.querySelector(".zz-radar")`, "where they lie")
	p.shot("field-radar-zh-light")
	p.narrow()
	p.tap("#finish")
	p.reads("已修好，存在本机")

	p.online()
	p.see(`document.querySelector("#done-today .zz-tag")?.innerText.includes("已上报")`, "that it was reported")
	c.inTheBooks(func(r op.Reader) {
		one, _ := lamp.Jobs.Get(r, "tongbai-m1")
		s, _ := lamp.Spots.Get(r, "tongbai")
		if one.Begun.IsZero() || !one.Open() || !one.Temp.IsZero() || s.State != lamp.Repairing {
			t.Errorf("the first is %s, %+v", s.State, one)
		}
		if two, _ := lamp.Jobs.Get(r, "longhai-m1"); two.Cause != lamp.Tree || len(two.After) != 1 {
			t.Errorf("the second is %+v", two)
		}
	})
}

// TestCrewInEveryLook: the jobs and a repair, large, dark and in English.
func TestCrewInEveryLook(t *testing.T) {
	p := crewAt(t, crewDay(t), "crew")
	p.inEveryLook("/staff/jobs", "/staff/repair")
	look := func(name string, taps ...string) {
		p.open("/me")
		p.alive()
		for _, sel := range taps {
			p.tap(sel)
		}
		for _, path := range []string{"/staff/repair", "/staff/jobs"} {
			p.open(path)
			p.alive()
			p.narrow()
			p.fits()
		}
		p.see(`document.querySelector("#job .zz-photo img")?.naturalWidth > 0`, "the photo")
		p.shot(name)
	}
	look("field-en-light")
	look("field-zh-care", "#lang", "#care")
	look("field-zh-dark", "#care", "#theme-dark")
}

// TestTabsOfARole: a role has its own tabs, and whoever has an account may look at the
// app as a resident does, until they choose otherwise.
func TestTabsOfARole(t *testing.T) {
	c := crewDay(t)
	tabs := func(p *phone, want string) {
		t.Helper()
		p.see(`[...document.querySelectorAll(".weui-tabbar__label")].map(e => e.innerText).join(" ") === `+quote(want), "the tabs "+want)
	}
	p := newPhone(t, c, "clerk")
	p.open("/me")
	tabs(p, "进展 报灯 优惠 我的") // as it was printed
	p.alive()
	p.readsNot("现在用作")
	signIn(p, "clerk")
	tabs(p, "分拣 派单 现场 台账 我的")
	p.tapText("派单")
	p.see(`location.search === "?stage=ready" && document.querySelector(".weui-tabbar__item[aria-current]").innerText === "派单"`, "what is to be sent out")
	p.tapText("现场")
	p.see(`location.pathname === "/staff/jobs"`, "the jobs")
	p.reads("你还没分到班组，先看全部")
	p.tap("#crew-erqi")
	p.reads("今天没有工单")
	p.tap("#crew-zhongyuan")
	p.reads("今天 6 处")
	p.open("/me")
	p.alive()
	p.tap("#part-resident")
	tabs(p, "进展 报灯 优惠 我的")
	p.open("/report")
	p.alive()
	tabs(p, "进展 报灯 优惠 我的")
	p.open("/me")
	p.alive()
	p.tap("#part-clerk")
	tabs(p, "分拣 派单 现场 台账 我的")
	p.fits()
}

// TestJobByLink: a link from the office opens its job, and a note of the crew reaches
// the clerk.
func TestJobByLink(t *testing.T) {
	c := crewDay(t)
	clerk := newPhone(t, c, "clerk")
	signIn(clerk, "clerk")
	clerk.open("/staff/triage?stage=out&spot=huzhu")
	clerk.alive()
	p := crewAt(t, c, "crew")
	p.open("/staff/jobs?job=huzhu-m1")
	p.alive()
	p.see(`document.querySelector("#job")?.dataset.job === "huzhu-m1"`, "the job of the link in hand")
	p.tap("[id^=more-]")
	p.fill("#office-huzhu", "院门锁着，物业下午在")
	p.tap("#office-save")
	p.see(`document.querySelector("#notes").innerText.includes("院门锁着")`, "the note on the card")
	clerk.reads("院门锁着，物业下午在")
}
