package browser

import (
	"fmt"
	"sort"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The throttled profile: a processor four times slower, 150 ms and 200 KB/s.
const (
	slowCPU     = 4
	slowLatency = 150
	slowBytes   = 200 << 10
)

// BenchmarkStart measures how long a person waits: until content is on the screen
// and until a tap answers, with and without throttling, cold and warm. Milliseconds
// from the start of the navigation.
func BenchmarkStart(b *testing.B) {
	c := startCity(b)
	for _, slow := range []bool{false, true} {
		name := map[bool]string{false: "unthrottled", true: "4x_cpu_slow_4g"}[slow]
		var content, ready, warm []float64
		for range 3 {
			p := newPhone(b, c, "speed")
			p.throttle(slow)
			p.open("/progress")
			p.alive()
			content = append(content, p.number(`performance.getEntriesByName("first-contentful-paint")[0].startTime`))
			ready = append(ready, p.number(`Number(document.body.dataset.readyAt)`))
			settled(p)
			p.offline()
			p.closePage()
			p.newPage()
			if slow {
				p.slowProcessor()
			}
			p.open("/progress")
			p.alive()
			warm = append(warm, p.number(`Number(document.body.dataset.readyAt)`))
			p.closePage()
		}
		b.ReportMetric(median(content), name+"_cold_content_ms")
		b.ReportMetric(median(ready), name+"_cold_tap_ms")
		b.ReportMetric(median(warm), name+"_warm_offline_tap_ms")
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkReportAcross measures a report's way: from the tap on one phone to the
// clerk's list on another, both unthrottled and with a line.
func BenchmarkReportAcross(b *testing.B) {
	c := startCity(b)
	clerk := newPhone(b, c, "clerk")
	signIn(clerk, "clerk")
	clerk.open("/staff/triage")
	clerk.alive()
	p := newPhone(b, c, "resident")
	p.open("/report")
	p.alive()
	var took []float64
	for i := range 5 {
		place := fmt.Sprintf("测速路 %d 号", i+1)
		p.fill("#words", place)
		begin := time.Now()
		p.tapText("提交报灯")
		clerk.reads(place)
		took = append(took, float64(time.Since(begin).Milliseconds()))
		p.tapText("再报一盏")
	}
	b.ReportMetric(median(took), "tap_to_clerk_ms")
	b.ReportMetric(0, "ns/op")
}

func median(v []float64) float64 {
	sort.Float64s(v)
	return v[len(v)/2]
}

func (p *phone) number(expr string) float64 {
	p.t.Helper()
	v, err := chromedp.Run(p.page, chromedp.Evaluate[float64](expr))
	p.must(err, expr)
	return v
}

func (p *phone) slowProcessor() {
	p.t.Helper()
	_, err := chromedp.Call(p.page, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowCPU})
	p.must(err, "slow processor")
}

func (p *phone) throttle(slow bool) {
	p.t.Helper()
	if !slow {
		return
	}
	p.slowProcessor()
	_, err := chromedp.Call(p.page, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: slowLatency, DownloadThroughput: slowBytes, UploadThroughput: slowBytes}}})
	p.must(err, "slow line")
}
