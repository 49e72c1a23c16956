package browser

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"denghuo/shared/geo"
)

// nightPhoto is a picture as a phone would take it: dark, with one bright spot.
func nightPhoto(t *testing.T) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 2400, 1800))
	for y := range 1800 {
		for x := range 2400 {
			d := (x-1800)*(x-1800) + (y-500)*(y-500)
			v := uint8(20 + x%7 + y%5)
			if d < 40000 {
				v = 235
			}
			img.Set(x, y, color.RGBA{v, v, uint8(min(255, int(v)+18)), 255})
		}
	}
	name := filepath.Join(t.TempDir(), "night.jpg")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := jpeg.Encode(f, img, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return name
}

// A resident reads how far things are, without being asked for anything; the
// answers of the 30-second script are there in two taps or fewer.
func TestResidentReadsProgress(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "resident")
	p.open("/")
	p.reads("省重点民生实事")
	p.reads("34.33")
	p.alive()
	p.shot("progress-zh-light")
	p.tapText("改善义务教育学校办学条件")
	p.reads("103所")
	p.reads("34.33")
	p.open("/lighting")
	p.reads("27.8")
	p.alive()
	p.shot("lighting-zh-light")
	p.open("/progress")
	p.alive()
	p.tap("#lang")
	p.reads("Progress")
	p.shot("progress-en-light")
	p.tap("#care")
	p.see(`document.body.dataset.weuiMode === "care"`, "large type")
	p.tap("#lang")
	p.reads("民生进展")
	p.shot("progress-zh-care")
}

// A dark lamp is reported without a network: it is in the outbox, survives the
// closing of the page, goes out by itself, gets its number, and stands in the
// clerk's list on a second browser within a second; the reporter sees each move.
func TestLampFromDarkToLight(t *testing.T) {
	c := startCity(t)
	clerk := newPhone(t, c, "clerk")
	signIn(clerk, "clerk")
	clerk.open("/staff/triage")
	clerk.alive()
	clerk.reads("没有待核实的报告")

	p := newPhone(t, c, "resident")
	p.open("/report")
	p.alive()
	p.see("navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready.then(() => true)", "the worker")
	settled(p)
	p.offline()
	p.open("/report")
	p.alive()
	p.pick("input[type=file]", nightPhoto(t))
	p.reads("KB")
	p.fill("#words", "桐柏路与伊河路口")
	p.shot("report-offline")
	p.tapText("提交报灯")
	p.reads("已存在这部手机")
	p.shot("report-saved-offline")

	p.closePage()
	p.newPage()
	p.open("/me")
	p.alive()
	p.reads("待发送 1")
	p.reads("桐柏路与伊河路口")
	p.reads("灯不亮")
	p.readsNot("已收到")
	p.shot("me-waiting-offline")

	p.online()
	p.reads("ZZ-0001")
	p.readsNot("待发送 1")
	clerk.reads("桐柏路与伊河路口")
	clerk.shot("triage-zh-light")

	clerk.tapText("桐柏路与伊河路口")
	clerk.tap("#one-check")
	p.stands("已核实")
	clerk.tap("#one-dispatch")
	clerk.tapText("二七班组")
	p.stands("维修中")
	clerk.tap("#stage-out")
	clerk.tapText("桐柏路与伊河路口")
	clerk.tap("#move-fixed")
	p.stands("已修好")
	p.tapText("桐柏路与伊河路口")
	p.reads("二七班组")
	if geo.Dark(time.Now(), geo.City) {
		p.tap("#move-lit")
		p.stands("已亮灯")
	} else { // the rules take nobody's word for light by day
		p.reads("天黑以后看一眼")
		p.see(`document.querySelector("#move-lit") === null`, "nobody to be asked before dusk")
	}
	p.see(`document.querySelector("img[src^='/photo/']")?.naturalWidth > 0`, "the photo as the city keeps it")
	p.shot("spot-lit")
}

// Another page opens at its top, and the way back leads to where the one before was left,
// also when its rows come a moment later and the page was long.
func TestAPageOpensAtItsTop(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "places")
	p.open("/progress")
	p.alive()
	const far = "a[href='/progress/elder-meals']"
	p.toMiddle(far)
	p.see(`scrollY > 300`, "to be far down")
	was := p.number("scrollY")
	p.tap(".weui-tabbar a[href='/report']")
	p.see(`location.pathname === "/report" && document.querySelector("#submit") && document.documentElement.scrollHeight > innerHeight + 100`, "another long page")
	p.see(`scrollY === 0`, "its top")
	p.eval(`addEventListener("scrollend", () => { window.e2eStands = scrollY; }); scrollTo(0, 90); ""`)
	p.see(`window.e2eStands === 90`, "to be further down there")
	p.eval(`history.back(); ""`)
	p.see(`location.pathname === "/progress" && document.querySelector("`+far+`")`, "the list")
	p.see(fmt.Sprintf(`Math.abs(scrollY - %v) < 1`, was), "the place where it was left")
	p.eval(`history.forward(); ""`)
	p.see(`location.pathname === "/report" && Math.abs(scrollY - 90) < 1`, "the place in the other")
}

// A file that is no picture is refused in words, and the form keeps what was typed.
func TestNotAPicture(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "resident")
	p.open("/report")
	p.alive()
	p.fill("#words", "桐柏路")
	name := filepath.Join(t.TempDir(), "not.jpg")
	if err := os.WriteFile(name, []byte("<svg onload=alert(1)>"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.pick("input[type=file]", name)
	p.reads("照片打不开，请重拍")
	if typed := p.eval(`document.querySelector("#words").value`); typed != "桐柏路" {
		t.Errorf("the form reads %q", typed)
	}
}

// The pages that no other test looks at in every look: the others do with something on
// theirs.
func TestLooksAndAccess(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "looks")
	p.inEveryLook("/progress", "/progress/health", "/lighting", "/coupons", "/me/card", "/signin")
}

// settled waits until the worker has put the whole app away for later.
func settled(p *phone) {
	p.t.Helper()
	p.see(`(window.__sw ??= (navigator.serviceWorker.ready.then(() => { window.__swReady = true }), true)) && window.__swReady`, "the offline app")
}

func signIn(p *phone, name string) {
	p.t.Helper()
	p.open("/signin")
	p.alive()
	p.fill("#name", name)
	p.fill("#password", "denghuo-2024")
	p.tapText("登录")
	p.see(`!location.pathname.startsWith("/signin")`, "to be signed in")
	p.alive()
}

// A cardholder claims during a rehearsal drop with a broken line, gets one coupon,
// and shows it without a network; a second phone of the same person gets no more.
func TestCouponIsOneAndShowsOffline(t *testing.T) {
	c := startCity(t, "--rehearsal", "15s")
	begin := time.Now()
	p := newPhone(t, c, "cardholder")
	signIn(p, "card1")
	p.open("/offers")
	p.alive()
	p.reads("演练")
	settled(p)
	p.shot("offers-before")
	if left := 18*time.Second - time.Since(begin); left > 0 {
		<-time.After(left) // the drop opens 15 s after the start, by the city's time
	}
	p.offline()
	p.tapText("领取")
	p.reads("现在不占名额")
	p.shot("offers-claimed-offline")
	p.online()
	p.open("/coupons")
	p.alive()
	const sealed = `document.querySelector("[data-code]")?.dataset.code?.length === 12`
	p.see(sealed, "the sealed coupon")
	code := p.eval(`document.querySelector("[data-code]").dataset.code`)

	twin := newPhone(t, c, "same-person")
	signIn(twin, "card1")
	twin.open("/coupons")
	twin.alive()
	twin.see(sealed, "the sealed coupon")
	if other := twin.eval(`[...document.querySelectorAll("[data-code]")].map(e => e.dataset.code).join()`); other != code {
		t.Fatalf("the second phone of the same person shows %q, the first %q", other, code)
	}

	p.offline()
	p.closePage()
	p.newPage()
	p.open("/coupons")
	p.alive()
	p.reads("断网也能出示")
	if again := p.eval(`document.querySelector("[data-code]").dataset.code`); again != code || len(code) != 12 {
		t.Fatalf("offline the coupon reads %q, before %q", again, code)
	}
	p.shot("coupon-offline")
}

// After the first visit a cold start without a network opens every page with its data.
func TestEverythingOpensOffline(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "offline")
	p.open("/")
	p.alive()
	settled(p)
	p.offline()
	p.closePage()
	p.newPage()
	for path, words := range map[string]string{
		"/": "民生进展", "/?from=singlemessage": "民生进展", "/progress": "41.15", "/progress/health": "84.83",
		"/lighting": "27.8", "/report": "提交报灯", "/spots": "灯", "/offers": "200", "/coupons": "券", "/me": "我的",
	} {
		p.open(path)
		p.alive()
		p.reads(words)
	}
}
