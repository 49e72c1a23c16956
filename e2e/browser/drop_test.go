package browser

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"denghuo/server/seed"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/chromedp/chromedp"
)

// practice has the officer open a drop for practice, of the shape that a test needs:
// marked 演练, and of the hours that it says.
func practice(t *testing.T, c *city, d offer.Drop) {
	t.Helper()
	d.Rehearsal = true
	say := func(path string, body any, cookie string) *http.Response {
		r, err := http.NewRequest("POST", "http://"+c.addr+path, bytes.NewReader(wire.Encode(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Cookie", cookie)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			text, _ := io.ReadAll(resp.Body)
			t.Fatalf("%s: %d %s", path, resp.StatusCode, text)
		}
		return resp
	}
	var cookie string
	for _, got := range say("/session", map[string]string{"name": "officer", "password": seed.Password}, "").Cookies() {
		if got.Value != "" {
			cookie += got.Name + "=" + got.Value + "; "
		}
	}
	say("/ask", map[string]any{"kind": "offer.open", "op": offer.Open{Drop: d}}, cookie)
}

// stockOf is a number that a drop can point to.
func stockOf(n int) *int { return &n }

// countTaps counts what a person has to do: every touch of a claim's button.
func (p *phone) countTaps() {
	p.t.Helper()
	p.eval(`window.__taps = 0; document.addEventListener("click", e => { if (e.target.closest("#claim")) window.__taps++ }, true); ""`)
}

// codes is the coupons that the page shows, by their 12 characters.
func (p *phone) codes() string {
	p.t.Helper()
	return p.eval(`[...document.querySelectorAll("[data-code]")].map(e => e.dataset.code).sort().join()`)
}

// The script "cardholder, 10:00 drop": one tap as it opens. The city hears it, the
// answer is lost, and the line is cut for five seconds. Nobody has to tap again: the
// phone says that it is finding out, and then what came of it. Others see a drop that is
// still open, and a second phone of the same person has the same coupon.
func TestTenOClockWithABrokenLine(t *testing.T) {
	c := startCity(t)
	p, other := newPhone(t, c, "cardholder"), newPhone(t, c, "another")
	signIn(p, "card1")
	signIn(other, "card2")
	opens := time.Now().Add(12 * time.Second).Truncate(time.Second)
	practice(t, c, offer.Drop{ID: "ten", Offer: "fuel", At: opens, Ends: opens.Add(time.Hour), Valid: opens.Add(24 * time.Hour), Stock: stockOf(3), PerPerson: 1, Title: offer.Text{Zh: "十点场", En: "Ten"}})
	for _, each := range []*phone{p, other} {
		each.open("/offers/ten")
		each.alive()
		each.see(`document.querySelector(".zz-count") || document.querySelector("#claim")`, "the countdown")
	}
	p.shot("drop-counting")
	p.countTaps()
	p.see(`document.querySelector("#claim:enabled")`, "the button")
	late := time.Since(opens)
	p.plug.deafen()
	p.tap("#claim")
	tapped := time.Now()
	p.reads("正在排队，别关页面")
	other.reads("还剩 2 张") // the city has heard it, and has told
	p.plug.pull()
	cut := time.Now()
	p.reads("网络断了，正在确认你有没有领到，别重复点")
	p.readsNot("领到了")
	if p.eval(`String(document.querySelectorAll("#claim").length)`) != "0" {
		t.Error("there is a button to tap again")
	}
	p.shot("drop-cut")
	other.readsNot("领完了")
	<-time.After(time.Until(cut.Add(5 * time.Second)))
	p.plug.push()
	back := time.Now()
	p.reads("领到了，已存在手机")
	t.Logf("the button came %v after the opening; the result %v after the line, %v after the tap; %s tap",
		late.Round(time.Millisecond), time.Since(back).Round(time.Millisecond), time.Since(tapped).Round(time.Millisecond), p.eval(`String(window.__taps)`))
	if taps := p.eval(`String(window.__taps)`); taps != "1" {
		t.Errorf("%s taps", taps)
	}
	p.shot("drop-yours")
	other.reads("还剩 2 张")

	p.tapText("出示券")
	p.see(`document.querySelector("[data-code]")?.dataset.code?.length === 12`, "the sealed coupon")
	code := p.codes()
	if len(code) != 12 {
		t.Fatalf("the coupons are %q", code)
	}
	twin := newPhone(t, c, "same-person")
	signIn(twin, "card1")
	twin.open("/offers/ten")
	twin.alive()
	twin.reads("领到了，已存在手机")
	twin.open("/coupons")
	twin.alive()
	twin.see(`document.querySelector("[data-code]")?.dataset.code?.length === 12`, "the sealed coupon")
	if again := twin.codes(); again != code {
		t.Errorf("the second phone has %q, the first %q", again, code)
	}
}

// A claim that was cut is told of on the page of coupons too, and is never one of them.
// Of a drop that gives two to each, the second is a tap of its own and a coupon of its
// own.
func TestSeveralToEach(t *testing.T) {
	c := startCity(t)
	p := newPhone(t, c, "cardholder")
	signIn(p, "card1")
	now := time.Now().Truncate(time.Second)
	practice(t, c, offer.Drop{ID: "two", Offer: "online-subsidy", At: now, Ends: now.Add(time.Hour), Valid: now.Add(24 * time.Hour), Stock: stockOf(5), PerPerson: 2, Title: offer.Text{Zh: "双份场", En: "Two each"}})
	p.open("/offers/two")
	p.alive()
	p.reads("每人限领 2 张")
	p.tap("#claim")
	p.reads("领到了 1 张，每人最多 2 张")
	p.shot("drop-one-of-two")
	p.tapText("出示券")
	p.see(`document.querySelector("[data-code]")?.dataset.code.length === 12`, "the sealed coupon")
	p.walk("/offers/two")
	p.see(`document.querySelector("#claim")?.innerText.includes("再领一张")`, "the way to the second")
	p.plug.deafen()
	p.tap("#claim")
	p.reads("正在排队，别关页面")
	p.plug.pull()
	p.reads("正在确认你有没有领到")
	p.tapText("出示券")
	p.see(`location.pathname === "/coupons" && document.querySelector("[data-code]")`, "the first coupon")
	p.reads("正在确认你有没有领到")
	p.shot("coupons-cut")
	if n := strings.Count(p.codes(), ",") + 1; n != 1 {
		t.Errorf("%d coupons before the city has said so", n)
	}
	p.plug.push()
	p.see(`[...document.querySelectorAll("[data-code]")].filter(e => e.dataset.code.length === 12).length === 2`, "both coupons, each a card")
	if codes := strings.Split(p.codes(), ","); len(codes) != 2 || codes[0] == codes[1] {
		t.Errorf("the coupons are %v", codes)
	}
	p.readsNot("正在确认")
	p.reads("第 2 张，每人最多 2 张")
	p.shot("coupons-two")
	p.open("/offers/two")
	p.alive()
	p.reads("领到了 2 张，每人最多 2 张")
	if p.eval(`String(document.querySelectorAll("#claim").length)`) != "0" {
		t.Error("there is a third")
	}

	// What was given back can be had again.
	p.open("/coupons")
	p.alive()
	p.tapText("用不上，退回去")
	p.tap("#give-back")
	p.reads("已退回")
	p.open("/offers/two")
	p.alive()
	p.reads("领到了 1 张，每人最多 2 张")
	p.tap("#claim")
	p.reads("领到了 2 张，每人最多 2 张")
}

// The whole of a draw: the commitment is there before it opens, one enters without a
// network and one with, each sees the result on their own phone, and the public record
// adds up for anyone.
func TestDrawFromCommitmentToProof(t *testing.T) {
	c := startCity(t)
	p, q := newPhone(t, c, "card1"), newPhone(t, c, "card2")
	signIn(p, "card1")
	signIn(q, "card2")
	opens := time.Now().Add(8 * time.Second).Truncate(time.Second)
	closes := opens.Add(25 * time.Second)
	practice(t, c, offer.Drop{ID: "lots", Offer: "cinema", Mode: offer.ByDraw, At: opens, Ends: closes, Valid: opens.Add(24 * time.Hour), Stock: stockOf(1), PerPerson: 1, Title: offer.Text{Zh: "抽签场", En: "Lots"}})
	p.open("/offers/lots")
	p.alive()
	p.tapText("怎么核对")
	p.reads("承诺值")
	commit := p.eval(`document.querySelector(".zz-hash").innerText`)
	if raw, err := hex.DecodeString(commit); err != nil || len(raw) != sha256.Size {
		t.Fatalf("the commitment is %q", commit)
	}
	p.shot("draw-commitment")
	p.see(`document.querySelector("#claim:enabled")`, "the opening")
	p.offline()
	p.tap("#claim")
	p.reads("截止前联网就算参加")
	p.readsNot("已参加")
	p.shot("draw-entered-offline")
	q.open("/offers/lots")
	q.alive()
	q.tap("#claim")
	q.reads("已参加，第 1 位")
	p.online()
	p.reads("已参加，第 2 位")
	p.shot("draw-in")

	won := map[string]string{} // the phone's own token, by how it reads the result
	for _, each := range []*phone{p, q} {
		each.see(`["中签了，券已存在手机", "这次没中签"].some(w => document.body.innerText.includes(w))`, "the result")
		each.see(`document.querySelector("details")`, "the proof")
		each.eval(`document.querySelector("details").open = true; ""`)
		result := each.eval(`document.body.innerText.includes("中签了，券已存在手机") ? "won" : "lost"`)
		each.see(`document.querySelectorAll(".zz-hash").length === 3`, "commitment, seed and token")
		won[result] = each.eval(`document.querySelectorAll(".zz-hash")[2].innerText`)
		if again := each.eval(`document.querySelectorAll(".zz-hash")[0].innerText`); again != commit {
			t.Errorf("the commitment was %s and is %s", commit, again)
		}
		each.shot("draw-" + result)
	}
	if len(won) != 2 {
		t.Fatalf("of one coupon: %v", won)
	}
	seed := sha256.Sum256([]byte(p.eval(`document.querySelectorAll(".zz-hash")[1].innerText`)))
	if hex.EncodeToString(seed[:]) != commit {
		t.Error("the seed is not what was committed to")
	}

	resp, err := http.Get("http://" + c.addr + p.eval(`document.querySelector("details a").getAttribute("href")`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	record, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "draw.json")
	verify := func(record []byte) (string, error) {
		if err := os.WriteFile(file, record, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(filepath.Join(root(t), "bin", "denghuo"), "draw", "verify", file).CombinedOutput()
		return string(out), err
	}
	if out, err := verify(record); err != nil || !strings.Contains(out, "2 entries, 1 coupons, 1 winners, commitment "+commit) || !strings.Contains(out, won["won"]) {
		t.Errorf("denghuo draw verify: %v\n%s", err, out)
	}
	if out, err := verify([]byte(strings.ReplaceAll(string(record), won["won"], won["lost"]))); err == nil {
		t.Errorf("another winner adds up too:\n%s", out)
	}
}

// The demo's walk, as the README tells it: one window claims as the drop opens and shows
// the coupon, the other redeems it; together well within two minutes.
func TestNewcomerClaimsAndRedeems(t *testing.T) {
	c := startCity(t, "--rehearsal", "20s") // first: it may wait for its turn
	began := time.Now()
	lap := func(what string) { t.Logf("%6.1f s  %s", time.Since(began).Seconds(), what) }
	lap("the city is up")
	p, m := newPhone(t, c, "resident"), newPhone(t, c, "till")
	signIn(p, "card1")
	lap("card1 has signed in")
	if at := p.eval("location.pathname"); at != "/offers" {
		p.open("/offers")
	}
	p.alive()
	signIn(m, "shop")
	if at := m.eval("location.pathname"); at != "/till" {
		m.open("/till")
	}
	m.alive()
	lap("shop has signed in")
	button := `[...document.querySelectorAll(".zz-ticket")].find(e => e.innerText.includes("演练加油场"))?.querySelector("#claim:enabled")`
	p.see(button, "the opening")
	lap("the drop is open")
	p.eval(button + `.scrollIntoView({block: "center"}); ""`)
	p.eval(button + `.click(); ""`)
	p.tapText("出示券")
	p.see(`document.querySelector("[data-code]")?.dataset.code?.length === 12`, "the sealed coupon")
	code := p.codes()
	lap("the coupon is shown")
	m.tap("#till-type")
	m.fill("#till-code", code)
	m.tap("#till-look")
	m.fill("#till-price", "260")
	m.see(`document.querySelector("#till-charge")?.innerText === "220"`, "220 to charge")
	m.tap("#till-confirm")
	m.reads("核销好了")
	lap("the till has redeemed it")
	p.reads("已使用")
	lap("its holder sees that")
	if took := time.Since(began); took > 2*time.Minute {
		t.Errorf("the walk took %v", took)
	}
}

// What a till says when it must not take a coupon: each with words of its own, and what
// to charge instead.
func TestTillSaysWhatIsWrong(t *testing.T) {
	c := startCity(t)
	now := time.Now().Truncate(time.Second)
	soon := now.Add(40 * time.Second)
	for _, d := range []offer.Drop{
		{ID: "elsewhere", Offer: "fuel", Valid: now.Add(time.Hour), Shops: []person.ID{"s-shop2"}, Title: offer.Text{Zh: "二店场", En: "Shop 2"}},
		{ID: "short", Offer: "fuel", Valid: soon, Title: offer.Text{Zh: "短期场", En: "Short"}},
		{ID: "good", Offer: "fuel", Valid: now.Add(time.Hour), Title: offer.Text{Zh: "好券场", En: "Good"}},
	} {
		d.At, d.Ends, d.Stock, d.PerPerson = now, d.Valid, stockOf(2), 1
		practice(t, c, d)
	}
	p, m := newPhone(t, c, "cardholder"), newPhone(t, c, "shop")
	signIn(p, "card1")
	codes := map[op.ID]string{}
	for _, id := range []op.ID{"short", "elsewhere", "good"} {
		p.open("/offers/" + string(id))
		p.alive()
		p.tap("#claim")
		p.reads("领到了")
		p.open("/coupons")
		p.alive()
		p.see(`document.querySelectorAll("[data-code]").length === `+string(wire.Encode(len(codes)+1))+` && [...document.querySelectorAll("[data-code]")].every(e => e.dataset.code.length === 12)`, "the sealed coupon")
		for _, code := range strings.Split(p.codes(), ",") {
			known := false
			for _, had := range codes {
				known = known || had == code
			}
			if !known {
				codes[id] = code
			}
		}
	}
	signIn(m, "shop")
	m.open("/till")
	m.alive()
	look := func(text string) {
		m.reads("在线，") // before that, what the page says of the line moves what is below
		m.tap("#till-type")
		m.fill("#till-code", text)
		m.tap("#till-look")
	}
	spoilt := []byte(codes["good"])
	spoilt[3] = map[bool]byte{true: '2', false: '3'}[spoilt[3] == '3']
	look(string(spoilt))
	m.reads("这不是券码，请让顾客打开“我的券”")
	m.shot("till-unreadable")
	m.open("/till")
	m.alive()
	look(offer.CodeOf([]byte("nobody has this one")))
	m.reads("没有这个券码")
	m.tap("#till-next")
	look(codes["elsewhere"])
	m.reads("不是本店的券")
	m.reads("请按原价收")
	m.shot("till-wrong-shop")
	m.tap("#till-next")
	// A refund of a part leaves the coupon used; the whole gives it back.
	look(codes["good"])
	m.fill("#till-price", "260")
	m.tap("#till-confirm")
	m.reads("核销好了")
	m.open("/till/account")
	m.alive()
	m.tapText("加油满减 演练-000001")
	m.fill("#reverse-why", "退一件")
	m.fill("#reverse-part", "221")
	m.tap("#reverse")
	m.reads("金额填得不对")
	m.fill("#reverse-part", "50")
	m.reads("记下部分退款")
	m.shot("till-refund-part")
	m.tap("#reverse")
	m.reads("部分退款 50 元，券仍算用过")
	m.stands("已核销")
	used := `[...document.querySelectorAll("[data-code]")].find(e => e.dataset.code === "` + codes["good"] + `")`
	p.see(used+`?.innerText.includes("已使用")`, "the coupon, still used")
	m.tapText("加油满减 演练-000001")
	m.fill("#reverse-why", "全退")
	m.tap("#reverse")
	m.stands("已退")
	p.see(used+`?.querySelector(".zz-qr")`, "the coupon, good again")

	m.open("/till")
	m.alive()
	<-time.After(time.Until(soon.Add(time.Second)))
	look(codes["short"])
	m.reads("券过期了")
	m.shot("till-expired")
	p.reads("券过期了")
}

// A cardholder's pages with something on them, in every look: a drop that is to come, one
// of two coupons, a draw that one is in, and the coupons.
func TestLooksOfADrop(t *testing.T) {
	c := startCity(t)
	now := time.Now().Truncate(time.Second)
	for _, d := range []offer.Drop{
		{ID: "two", Offer: "online-subsidy", At: now, PerPerson: 2, Title: offer.Text{Zh: "双份场", En: "Two each"}},
		{ID: "lots", Offer: "cinema", At: now, PerPerson: 1, Mode: offer.ByDraw, Title: offer.Text{Zh: "抽签场", En: "Lots"}},
		{ID: "soon", Offer: "fuel", At: now.Add(time.Hour), PerPerson: 1, Shops: []person.ID{"s-shop", "s-shop2"}, Title: offer.Text{Zh: "加油场", En: "Fuel"}},
	} {
		d.Ends, d.Valid, d.Stock = now.Add(2*time.Hour), now.Add(24*time.Hour), stockOf(20)
		practice(t, c, d)
	}
	p := newPhone(t, c, "cardholder")
	signIn(p, "card1")
	for _, id := range []string{"two", "lots"} {
		p.open("/offers/" + id)
		p.alive()
		p.tap("#claim")
		p.see(`["领到了 1 张", "已参加"].some(w => document.body.innerText.includes(w))`, "the city's word")
	}
	p.inEveryLook("/offers", "/offers/two", "/offers/lots", "/offers/soon", "/coupons")
	for _, path := range []string{"/offers", "/offers/two", "/offers/lots", "/offers/soon", "/coupons"} {
		p.open(path)
		p.alive()
		p.fits()
		p.must(chromedp.Do(p.page, chromedp.EmulateViewport(320, 640, chromedp.EmulateScale(2), chromedp.EmulateMobile)), "a small phone")
		if p.eval("String(document.documentElement.scrollWidth > 320)") == "true" {
			t.Errorf("%s is wider than a small phone", path)
		}
		p.must(chromedp.Do(p.page, chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(2), chromedp.EmulateMobile)), "as before")
	}
}
