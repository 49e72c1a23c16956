package browser

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"rsc.io/qr"
)

// video writes a picture as a film for the fake camera: Y4M, 4:2:0, one frame that
// Chromium shows again and again.
func video(t *testing.T, picture []byte) string {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	const w, h = 640, 480
	name := filepath.Join(t.TempDir(), "camera.y4m")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	fmt.Fprintf(out, "YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n", w, h)
	for range 2 {
		out.WriteString("FRAME\n")
		for y := range h {
			for x := range w {
				out.WriteByte(grey(img, x, y, w, h))
			}
		}
		for range w * h / 2 {
			out.WriteByte(128)
		}
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return name
}

// grey puts the picture into the middle of the frame, on white.
func grey(img image.Image, x, y, w, h int) byte {
	b := img.Bounds()
	scale := float64(h-20) / float64(b.Dy())
	px := b.Min.X + int((float64(x)-(float64(w)-float64(b.Dx())*scale)/2)/scale)
	py := b.Min.Y + int(float64(y-10)/scale)
	if !(image.Point{X: px, Y: py}).In(b) {
		return 255
	}
	r, g, bl, _ := img.At(px, py).RGBA()
	return byte((r*299 + g*587 + bl*114) / 1000 >> 8)
}

// code is a picture of the first code on the page.
func (p *phone) code() []byte {
	p.t.Helper()
	p.see(`document.querySelector(".zz-qr")`, "the code")
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.Screenshot(chromedp.CSS(".zz-qr")))
	p.must(err, "take a picture of the code")
	return picture
}

// camera gives a phone a camera that shows a picture.
func camera(t *testing.T, picture []byte) []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-file-for-fake-video-capture", video(t, picture))}
}

// claim gets the coupon of a drop whose ticket has the title.
func claimOf(p *phone, title string) {
	p.t.Helper()
	p.open("/offers")
	p.alive()
	button := `[...document.querySelectorAll(".zz-ticket")].find(e => e.innerText.includes(` + quote(title) + `))?.querySelector("#claim")`
	p.see(button, "the button of "+title)
	p.eval(button + `.click(); ""`)
	p.see(`[...document.querySelectorAll(".zz-ticket")].some(e => e.innerText.includes(`+quote(title)+`) && e.innerText.includes("领到了"))`, "the coupon of "+title)
}

// couponAndTill is a cardholder with a coupon to fill up with, its code, and a shop at its
// till, online.
func couponAndTill(t *testing.T, c *city) (holder, shop *phone, code string) {
	t.Helper()
	p := newPhone(t, c, "cardholder")
	signIn(p, "card1")
	claimOf(p, "演练加油场")
	p.open("/coupons")
	p.alive()
	p.see(`document.querySelector(".zz-qr")`, "the sealed coupon")
	m := newPhone(t, c, "shop")
	signIn(m, "shop")
	m.open("/till")
	m.alive()
	m.reads("在线")
	return p, m, p.eval(`document.querySelector("[data-code]").dataset.code`)
}

// The script "merchant": 满200减40 on 260 yuan is 220, by the code that is read
// aloud; the second time it is refused with the time of the first. Then the account
// has both, and a refund gives the coupon back.
func TestMerchantRedeemsOnce(t *testing.T) {
	c := startCity(t, "--rehearsal", "1s")
	p, m, code := couponAndTill(t, c)
	p.shot("coupon-zh-light")
	m.shot("till-zh-light")
	for n, want := range []string{"核销好了", "这张用过了"} {
		m.tap("#till-type")
		m.fill("#till-code", strings.ToLower(code[:4])+" "+code[4:])
		m.tap("#till-look")
		if n == 0 {
			m.fill("#till-price", "199")
			m.reads("满 200 元才能用这张券")
			m.eval(`(e => { e.value = ""; e.dispatchEvent(new Event("input")) })(document.querySelector("#till-price")); ""`)
			m.fill("#till-price", "260")
			m.see(`document.querySelector("#till-charge")?.innerText === "220"`, "220 to charge")
			m.shot("till-pay-zh-light")
			m.tap("#till-confirm")
			m.see(`document.querySelector("#till-charged")?.innerText === "220"`, "220 charged")
		}
		m.reads(want)
		m.shot(fmt.Sprintf("till-%d-zh-light", n))
		m.tap("#till-next")
	}
	p.reads("已使用")
	m.open("/till/account")
	m.alive()
	m.reads("已核销")
	m.shot("till-account-zh-light")
	m.tapText("加油满减 演练-000001")
	m.fill("#reverse-why", "退货")
	m.tap("#reverse")
	m.reads("已退")
	p.see(`document.querySelector(".zz-qr")`, "the coupon, good again")
}

// A line that looks open and carries nothing: after its patience the till goes on alone,
// and what a code cannot prove by itself is said. When the line is open anew, the same
// code is good.
func TestTillOnADeadLine(t *testing.T) {
	c := startCity(t, "--rehearsal", "1s")
	_, m, code := couponAndTill(t, c)
	look := func() {
		m.tap("#till-type")
		m.fill("#till-code", code)
		m.tap("#till-look")
	}
	m.plug.deafen()
	look()
	m.reads("没有网络时请扫二维码")
	m.plug.push()
	m.tap("#till-next")
	m.reads("在线")
	look()
	m.fill("#till-price", "260")
	m.tap("#till-confirm")
	m.reads("核销好了")
}

// Whoever leaves the till while its camera is being opened leaves no camera on.
func TestTillThatIsLeft(t *testing.T) {
	c := startCity(t)
	code, err := qr.Encode("nothing of ours", qr.M)
	if err != nil {
		t.Fatal(err)
	}
	m := newPhone(t, c, "shop", camera(t, code.PNG())...)
	m.before(`{
		const opens = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
		navigator.mediaDevices.getUserMedia = async (wish) => {
			window.e2eAsked = true;
			while (!window.e2eMay) await new Promise((go) => setTimeout(go, 20));
			return window.e2eStream = await opens(wish);
		};
	}`)
	signIn(m, "shop")
	m.open("/till")
	m.alive()
	m.tap("#till-scan")
	m.see("window.e2eAsked", "the camera to be asked for")
	m.walk("/till/account")
	m.eval(`window.e2eMay = true; ""`)
	m.see("window.e2eStream", "the camera")
	m.see(`e2eStream.getTracks().every((track) => track.readyState === "ended")`, "the camera off")
}

// Two tills without a network take the same coupon through their cameras. Each has
// checked what can be checked; the city keeps whom it hears first, and shops and
// holder see that the coupon was presented twice.
func TestOfflineDoubleSpendIsFound(t *testing.T) {
	c := startCity(t, "--rehearsal", "1s")
	p := newPhone(t, c, "cardholder")
	signIn(p, "card2")
	claimOf(p, "演练加油场")
	p.open("/coupons")
	p.alive()
	var tills []*phone
	for _, name := range []string{"shop", "shop2"} {
		m := newPhone(t, c, name, camera(t, p.code())...)
		signIn(m, name)
		m.open("/till")
		m.alive()
		m.eval(`(async () => { while (!(await caches.match("/web/zxing_reader.wasm"))) await new Promise(r => setTimeout(r, 50)); window.__reader = true })(); ""`)
		m.see("window.__reader", "the reader, kept for later")
		m.offline()
		m.reads("没有网络，也能核销")
		m.tap("#till-scan")
		m.reads("真券，未联网查重")
		m.fill("#till-price", "260")
		m.tap("#till-confirm")
		m.reads("已离线核销")
		m.shot("till-offline-zh-light")
		tills = append(tills, m)
	}
	tills[0].online()
	p.reads("已使用")
	tills[1].online()
	p.reads("这张券又被出示过一次")
	for i, want := range []string{"已核销", "重复使用"} {
		tills[i].open("/till/account")
		tills[i].alive()
		tills[i].stands(want)
	}
	tills[1].reads("首次使用")
	tills[1].shot("till-account-twice")
}

// An officer prepares a drop, sees it as residents will, and cannot announce it alone: a
// second one reviews it. Then it runs: the numbers are watched, and it is stopped with a
// reason that a cardholder reads at once. A coupon is found by its code and made void.
func TestOfficerRunsADrop(t *testing.T) {
	c := startCity(t, "--rehearsal", "1s")
	o := newPhone(t, c, "officer")
	signIn(o, "officer")
	o.open("/staff/drops")
	o.alive()
	o.tap("#new-drop")
	o.fill("#drop-zh", "周末场")
	o.reads("共 100 张，每人限领 1 张")
	o.shot("drops-new-zh-light")
	o.tap("#drop-save")
	o.reads("你写的。要由另一位发布员复核")
	o.see(`!document.querySelector("[id^=plan-good]") && !document.querySelector("[id^=plan-announce]")`, "no way past the second person")

	two := newPhone(t, c, "officer2")
	signIn(two, "officer2")
	two.open("/staff/drops")
	two.alive()
	two.reads("另一位发布员写的，请复核")
	two.shot("drops-review-zh-light")
	two.tap("[id^=plan-good]")
	o.reads("已复核，可发布")
	o.tap("[id^=plan-announce]")
	o.see(`[...document.querySelectorAll(".zz-card")].some(e => e.innerText.includes("周末场") && e.innerText.includes("剩余 / 总量"))`, "the drop, with its numbers")

	p := newPhone(t, c, "cardholder")
	signIn(p, "card1")
	claimOf(p, "演练加油场")
	o.reads("剩余 / 总量")
	o.see(`document.body.innerText.includes("49 / 50")`, "one given of fifty")
	o.shot("drops-zh-light")
	o.eval(`[...document.querySelectorAll(".zz-card")].find(e => e.innerText.includes("演练场")).querySelector("[id^=stop-]").click(); ""`)
	o.fill("#stop-why", "系统检查")
	o.tap("#stop-now")
	o.reads("已暂停")
	p.open("/offers")
	p.alive()
	p.reads("暂停：系统检查")

	p.open("/coupons")
	p.alive()
	p.see(`document.querySelector("[data-code]")?.dataset.code?.length === 12`, "the sealed coupon")
	code := p.eval(`document.querySelector("[data-code]").dataset.code`)
	o.tap("#void")
	o.fill("#void-code", code)
	o.tap("#void-find")
	o.reads("演练-000001")
	o.fill("#void-why", "券面印错")
	o.shot("drops-void-zh-light")
	o.tap("#void-now")
	o.reads("已作废：演练-000001")
	p.reads("券面印错")
}

// The desks of shops and officers in every look: axe finds nothing, nothing is wider
// than the screen.
func TestLooksOfOffers(t *testing.T) {
	c := startCity(t, "--rehearsal", "1s")
	m := newPhone(t, c, "shop")
	signIn(m, "shop")
	m.inEveryLook("/till", "/till/account")
	o := newPhone(t, c, "officer")
	signIn(o, "officer")
	o.inEveryLook("/staff/drops")
}
