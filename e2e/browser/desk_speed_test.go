package browser

import (
	"fmt"
	"testing"
	"time"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// manySpots is a city in a bad winter: so many spots, four reports each.
const manySpots = 5000

// startMany is a city with 5,000 spots and 20,000 reports.
func startMany(t testing.TB) *city {
	t.Helper()
	c := newCity(t)
	town := &town{now: time.Now()}
	for round := range 4 {
		for i := range manySpots {
			middle := middles[geo.Districts[i%12].ID]
			town.report(op.ID(fmt.Sprintf("many-%05d", i)), time.Duration(4000-i/2-round*300)*time.Minute,
				lamp.Place{Point: near(middle, float64(i/12%21)*150, float64(i/252)*150), Words: roads[i%len(roads)] + fmt.Sprintf(" %d 号", i)}, lamp.Dark, lamp.Safe)
		}
	}
	c.live(town.said)
	c.open()
	return c
}

// BenchmarkDesk measures the clerk's list with 5,000 spots and 20,000 reports on a
// processor four times slower: until the first rows after a start, beside a start in a
// city without a report; the frames of a long scroll; and a row that a colleague changes.
func BenchmarkDesk(b *testing.B) {
	c := startMany(b)
	p := newPhone(b, c, "clerk")
	signIn(p, "clerk")
	p.open("/staff/triage")
	p.alive()
	p.see(`document.querySelector("#all-reports")?.innerText === "20000"`, "20,000 reports")
	none := newPhone(b, startCity(b), "none")
	signIn(none, "clerk")
	none.open("/staff/triage")
	none.alive()
	with5000 := firstSeen(p, `document.querySelectorAll(".zz-trow").length > 8`)
	empty := firstSeen(none, `document.querySelector("#all-reports")`)
	b.ReportMetric(with5000, "first_rows_ms")
	b.ReportMetric(empty, "empty_desk_ms")
	b.ReportMetric(with5000/empty, "times_the_empty_desk")
	none.closePage()
	p.alive()

	p.eval(`(async () => {
		const frames = []; let blank = 0, last = performance.now();
		for (let i = 0; i < 240; i++) {
			scrollBy(0, 60);
			const now = await new Promise(requestAnimationFrame);
			frames.push(now - last); last = now;
			if (i > 20 && !document.elementFromPoint(190, 400)?.closest(".zz-trow")) blank++;
		}
		frames.sort((a, b) => a - b);
		window.__scroll = {median: frames[120], p95: frames[228], worst: frames[239], blank};
	})(); ""`)
	p.see(`window.__scroll`, "the scroll")
	b.ReportMetric(p.number(`window.__scroll.median`), "scroll_frame_ms")
	b.ReportMetric(p.number(`window.__scroll.p95`), "scroll_frame_p95_ms")
	b.ReportMetric(p.number(`window.__scroll.worst`), "scroll_frame_worst_ms")
	b.ReportMetric(p.number(`window.__scroll.blank`), "blank_of_240_frames")

	id := p.eval(`[...document.querySelectorAll(".zz-trow__b")].find(e => e.getBoundingClientRect().top > 300).id.slice(5)`)
	colleague := newPhone(b, c, "colleague")
	signIn(colleague, "clerk")
	colleague.open("/staff/triage?spot=" + id)
	colleague.alive()
	p.eval(`(() => {
		let last = performance.now(); window.__worst = 0;
		const tick = now => { window.__worst = Math.max(window.__worst, now - last); last = now; requestAnimationFrame(tick); };
		requestAnimationFrame(tick); return "";
	})()`)
	colleague.tap("#one-check")
	begin := time.Now()
	p.see(`[...document.querySelectorAll("#open-`+id+` .zz-tag")].some(e => e.innerText.trim() === "已核实")`, "the colleague's change")
	b.ReportMetric(float64(time.Since(begin).Milliseconds()), "colleague_to_row_ms")
	b.ReportMetric(p.number(`window.__worst`), "colleague_worst_frame_ms")
	b.ReportMetric(0, "ns/op")
}

// firstSeen is how long the desk takes after a start, the median of three.
func firstSeen(p *phone, expr string) float64 {
	p.t.Helper()
	settled(p)
	var took []float64
	for range 3 {
		p.closePage()
		p.newPage()
		p.slowProcessor()
		p.open("/staff/triage")
		p.see(expr, "the desk")
		took = append(took, p.number(`performance.now()`))
	}
	return median(took)
}
