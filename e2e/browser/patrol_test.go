package browser

import (
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// stand is where the phone is from now on.
func (p *phone) stand(at geo.Point) {
	p.t.Helper()
	acc := 8.0
	_, err := chromedp.Call(p.page, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &at.Lat, Longitude: &at.Lon, Accuracy: &acc})
	p.must(err, "stand somewhere else")
}

// TestPatrolOffline: a walk of three positions without a network, two dark lamps on it,
// one of them a spot that is known; the page is closed in the middle and nothing is
// lost. At the end the ledger has the way and the city the lamps, once.
func TestPatrolOffline(t *testing.T) {
	c := crewDay(t)
	p := crewAt(t, c, "crew")
	p.offline()
	p.open("/staff/patrol")
	p.alive()
	began := time.Now()
	p.tap("#start")
	p.see(`document.querySelector("#dark")`, "the large button")
	p.see(`document.querySelector("#fix").innerText.includes("误差约")`, "where it is")
	p.fits()
	if h := p.eval(`String(document.querySelector("#dark").getBoundingClientRect().height >= innerHeight * 0.35)`); h != "true" {
		t.Error("the button is no large one")
	}
	p.shot("patrol-zh")
	p.narrow()
	p.stand(*near(standing, 170, 170)) // at the spot that is known
	p.see(`document.querySelector("#km").innerText === "0.2"`, "two hundred metres")
	p.tap("#dark")
	p.see(`document.querySelector("#count").innerText === "1" && document.querySelector("#fix").innerText.includes("桐柏路与伊河路口")`, "the first lamp at its place")

	p.closePage()
	p.newPage()
	p.stand(*near(standing, 170, 170))
	p.open("/staff/patrol")
	p.alive()
	p.see(`document.querySelector("#count")?.innerText === "1" && document.querySelector("#km").innerText === "0.2"`, "the walk as it was before the page was closed")

	p.stand(*near(standing, 170, 970))
	p.see(`document.querySelector("#km").innerText === "1.0"`, "a kilometre")
	p.tap("#dark")
	p.tap("#dark")
	p.see(`document.querySelector("#count").innerText === "3"`, "two more")
	p.tap("#unmark")
	p.see(`document.querySelector("#count").innerText === "2"`, "a slip taken back")
	p.tap("#end")
	p.see(`document.querySelectorAll("#darks [data-dark]").length === 2`, "the summary")
	p.reads("同一处：桐柏路与伊河路口")
	p.fill("[id^=road-in]", "桐柏路")
	p.tap("#road-add")
	p.reads("巡视道路 1 条次")
	p.shot("patrol-summary-zh-light")
	p.fits()
	p.narrow()
	p.tap("#write")
	p.reads("已存在本机，联网后自动上报")
	p.see(`document.querySelector("#mine .zz-tag")?.innerText.includes("等网络") && document.querySelector("#mine").innerText.includes("1.0 公里")`, "the walk among mine")

	p.online()
	p.see(`document.querySelector("#mine .zz-tag")?.innerText.includes("已上报")`, "that it was reported")
	c.inTheBooks(func(r op.Reader) {
		all := ledger.Patrols.All(r)
		if len(all) != 1 {
			t.Fatalf("%d patrols", len(all))
		}
		one := all[0]
		if one.Metres < 1000 || one.Metres > 1080 || len(one.Track) != 3 || len(one.Spots) != 2 || len(one.Roads) != 1 || one.Crew != "zhongyuan" || one.Began.Before(began.Add(-3*time.Second)) {
			t.Errorf("the patrol is %+v", one)
		}
		if s, _ := lamp.Spots.Get(r, "tongbai"); s.Voices != 13 {
			t.Errorf("%d voices at the place that is known", s.Voices)
		}
		if n := len(lamp.Spots.All(r)); n != 7 {
			t.Errorf("%d places", n)
		}
	})
}

// TestPatrolSeesLight: whoever walks past a repaired lamp at night is asked whether it
// burns, and says so once; by day nobody is asked.
func TestPatrolSeesLight(t *testing.T) {
	c := crewDay(t)
	p := crewAt(t, c, "crew")
	p.tap("#cause-lamp")
	p.tap("#finish")
	p.reads("还没拍修后照片")
	p.tap("#finish")
	p.see(`document.querySelector("#done-today .zz-tag")?.innerText.includes("已上报")`, "that it was reported")
	p.open("/staff/patrol")
	p.alive()
	p.tap("#start")
	p.stand(*near(standing, 170, 170))
	p.see(`document.querySelector("#km").innerText === "0.2"`, "two hundred metres")
	if !geo.Dark(time.Now(), standing) {
		p.see(`!document.querySelector("#is-lit")`, "no question by day")
		return
	}
	p.reads("桐柏路与伊河路口 修过，现在亮吗？")
	p.fits()
	p.narrow()
	p.tap("#is-lit")
	p.see(`!document.querySelector("#is-lit")`, "the question to be answered")
	p.open("/me")
	p.alive()
	p.reads("没有待发送")
	c.inTheBooks(func(r op.Reader) {
		if s, _ := lamp.Spots.Get(r, "tongbai"); s.State != lamp.Lit || s.Proof != lamp.ByPatrol {
			t.Errorf("the place is %s, %s", s.State, s.Proof)
		}
	})
}

// TestPatrolInEveryLook: the walk is dark in every theme, and its end can be
// read in all of them.
func TestPatrolInEveryLook(t *testing.T) {
	p := crewAt(t, crewDay(t), "crew")
	p.inEveryLook("/staff/patrol")
	p.open("/staff/patrol")
	p.alive()
	p.tap("#start")
	p.see(`document.querySelector("#dark")`, "the large button")
	p.inEveryLook("/staff/patrol")
	p.open("/staff/patrol")
	p.alive()
	p.tap("#dark")
	p.tap("#end")
	p.see(`document.querySelector("#darks [data-dark]")`, "the summary")
	p.inEveryLook("/staff/patrol")
}
