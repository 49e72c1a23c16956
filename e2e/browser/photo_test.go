package browser

import (
	"bufio"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// grainyPhoto is a bright picture that stays near 300 KB when it is shrunk.
func grainyPhoto(t *testing.T) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
	x := uint32(7)
	for i := 0; i < len(img.Pix); i += 4 {
		x = x*1664525 + 1013904223
		v := uint8(170 + x>>27)
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = v, v, v, 255
	}
	img.Set(0, 0, color.RGBA{255, 0, 0, 255})
	name := filepath.Join(t.TempDir(), "grain.jpg")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := jpeg.Encode(f, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return name
}

// metric is one of the city's own figures.
func (c *city) metric(name string) int {
	c.t.Helper()
	resp, err := http.Get("http://" + c.addr + "/metrics")
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		if after, ok := strings.CutPrefix(lines.Text(), "denghuo_"+name+" "); ok {
			n, err := strconv.Atoi(after)
			if err != nil {
				c.t.Fatal(err)
			}
			return n
		}
	}
	c.t.Fatalf("no metric %s", name)
	return 0
}

// kilobytes reads from the form how large the photo on the phone is.
func (p *phone) kilobytes() int {
	p.t.Helper()
	p.reads("已压缩到")
	found := regexp.MustCompile(`已压缩到 (\d+) KB`).FindStringSubmatch(p.eval("document.body.innerText"))
	if found == nil {
		p.t.Fatal("the form does not say how large the photo is")
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// The plug is pulled in the middle of a photo: the report is with the city already,
// the page says how far the photo is, and after the line has come back only the
// missing bytes travel.
func TestPhotoGoesOnWhereTheLineBroke(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "uploader")
	p.open("/report")
	p.alive()
	settled(p)
	p.offline()
	p.pick("#photo", grainyPhoto(t))
	size := p.kilobytes() * 1024
	p.fill("#words", "桐柏路与伊河路口")
	p.tapText("提交报灯")
	p.reads("已存在这部手机")
	p.open("/me")
	p.alive()
	p.reads("待发照片 1")
	p.reads("照片等网络")

	p.plug.cutAfter(size / 2)
	p.online()
	p.reads("ZZ-0001")
	p.see(`/照片已传 [1-9]\d?%/.test(document.body.innerText)`, "how far the photo is")
	p.plug.cut()
	p.offline()
	before := c.metric("photo_bytes_total")
	if n := c.metric("photos_total"); n != 0 || before < 32<<10 || before >= size {
		t.Fatalf("%d photos, %d bytes of %d when the line broke: the test cut at the wrong place", n, before, size)
	}

	p.online()
	p.see(`!document.body.innerText.includes("待发照片")`, "the photo to be with the city")
	after := c.metric("photo_bytes_total")
	t.Logf("%d bytes of about %d before the cut, %d in all", before, size, after)
	if after > size+64<<10 || c.metric("photos_total") != 1 {
		t.Errorf("%d bytes travelled for a photo of %d, %d photos", after, size, c.metric("photos_total"))
	}
	p.tapText("桐柏路与伊河路口")
	p.see(`document.querySelector("img[src^='/photo/']")?.naturalWidth === 1600`, "the photo as the city keeps it")
}

// A part of a photo is drawn over with a finger, another with keys alone; what the
// city gets is black there, and the photo as it was is nowhere any more.
func TestBlackedOutBeforeItLeaves(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "blackout")
	p.open("/report")
	p.alive()
	p.pick("#photo", grainyPhoto(t))
	p.kilobytes()
	p.tap("#photo-black-1")
	p.see(`document.querySelector("#black-paper img")?.naturalWidth > 0`, "the photo to draw on")
	p.see(`document.querySelector("#submit").disabled`, "no report to leave meanwhile")
	p.drag("#black-paper", 0.1, 0.1, 0.4, 0.5)
	p.see(`document.querySelectorAll(".zz-block").length === 1`, "a block")
	p.tap("#block-add")
	p.see(`document.activeElement.id === "block-2"`, "the new block under the keys")
	for range 16 {
		p.key(kb.ArrowRight)
	}
	p.see(`parseFloat(document.querySelector("#block-2").getAttribute("x")) > 69`, "the block to move")
	p.key("+")
	p.tap("#black-done")
	p.see(`!document.querySelector("#black-paper") && document.querySelector(".zz-photo img").naturalWidth > 0`, "the changed photo")
	p.eval(`indexedDB.open("denghuo.photos").onsuccess = e => { e.target.result.transaction("bytes").objectStore("bytes").count().onsuccess = c => { window.__photos = String(c.target.result); e.target.result.close() } }; ""`)
	p.see(`window.__photos`, "the phone's storage")
	if n := p.eval("window.__photos"); n != "1" {
		t.Errorf("%s photos are on the phone, want only the changed one", n)
	}
	p.fill("#words", "桐柏路")
	p.tapText("提交报灯")
	p.reads("照片已传 100%")
	p.eval(`(async () => {
		const key = await new Promise(done => indexedDB.open("denghuo.photos").onsuccess = e => e.target.result.transaction("bytes").objectStore("bytes").getAllKeys().onsuccess = k => done(k.target.result[0]));
		const img = new Image(); img.src = "/photo/" + key.split("/")[1]; await img.decode();
		const paper = new OffscreenCanvas(img.naturalWidth, img.naturalHeight).getContext("2d"); paper.drawImage(img, 0, 0);
		const at = (x, y) => paper.getImageData(x * img.naturalWidth, y * img.naturalHeight, 1, 1).data[1];
		window.__seen = [at(.12, .12), at(.38, .48), at(.25, .3), at(.82, .5), at(.05, .3), at(.5, .3), at(.82, .8)].join();
	})(); ""`)
	p.see("window.__seen", "the city's photo")
	for i, v := range strings.Split(p.eval("window.__seen"), ",") {
		bright, err := strconv.Atoi(v)
		if err != nil {
			t.Fatal(err)
		}
		if covered := i < 4; covered && bright > 16 || !covered && bright < 140 {
			t.Errorf("point %d is %d", i, bright)
		}
	}
	if n := c.metric("photos_total"); n != 1 {
		t.Errorf("%d photos came to the city", n)
	}
}

// Three photos and no more, from the gallery in one go; one that is left out is
// gone from the phone, and may be picked again.
func TestThreePhotosEachRemovable(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "three")
	p.open("/report")
	p.alive()
	night, grain := nightPhoto(t), grainyPhoto(t)
	p.pickAll("#photo-gallery", night, grain, night, grain)
	p.see(`document.querySelectorAll(".zz-photo").length === 3 && !document.querySelector("#photo-gallery")`, "three photos and no place for more")
	p.tap(".zz-photo button")
	p.see(`document.querySelectorAll(".zz-photo").length === 2`, "two photos")
	p.pick("#photo", night)
	p.see(`document.querySelectorAll(".zz-photo").length === 3`, "the same photo again")
}

// drag draws with a mouse from one point of an element to another, in shares of it.
func (p *phone) drag(sel string, x0, y0, x1, y1 float64) {
	p.t.Helper()
	p.toMiddle(sel)
	var r [4]float64
	for i, field := range []string{"left", "top", "width", "height"} {
		v, err := strconv.ParseFloat(p.eval(`String(document.querySelector(`+quote(sel)+`).getBoundingClientRect().`+field+`)`), 64)
		p.must(err, "measure "+sel)
		r[i] = v
	}
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	at := func(kind input.DispatchMouseEventType, x, y float64) {
		p.must(chromedp.Do(ctx, chromedp.MouseEvent(kind, r[0]+x*r[2], r[1]+y*r[3], chromedp.ButtonLeft)), "draw")
	}
	at(input.DispatchMouseEventTypeMousePressed, x0, y0)
	at(input.DispatchMouseEventTypeMouseMoved, (x0+x1)/2, (y0+y1)/2)
	at(input.DispatchMouseEventTypeMouseMoved, x1, y1)
	at(input.DispatchMouseEventTypeMouseReleased, x1, y1)
}

// key presses one as a keyboard does, wherever the focus is.
func (p *phone) key(name string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.KeyEvent(name)), "press a key")
}

func (p *phone) pickAll(sel string, files ...string) {
	p.t.Helper()
	p.see("document.querySelector("+quote(sel)+")", sel)
	ctx, cancel := context.WithTimeout(p.page, wait)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.SetUploadFiles(chromedp.CSS(sel), files)), "pick files")
}
