package kit

import (
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Dot is one value from 0 to 100 on a plot.
type Dot struct {
	At   float64
	Name string
}

// Dots draws one dot a value on a line from 0 to 100, stacked so that none covers
// another, with a dashed line at mark. The lowest and the highest are amber and
// named. title says the same for those who do not see it.
func Dots(dots []Dot, mark float64, markText, title string) app.UI {
	sorted := slices.Clone(dots)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].At < sorted[j].At })
	var b strings.Builder
	b.WriteString(`<svg class="plot" viewBox="0 0 338 136" role="img" aria-label="` + Escape(title) + `">`)
	for _, v := range []float64{0, 50, 75, 100} {
		b.WriteString(line(x(v), 34, x(v), 108, `stroke="currentColor" opacity=".16"`))
	}
	b.WriteString(line(8, 108, 330, 108, `stroke="currentColor" opacity=".4"`))
	b.WriteString(line(x(mark), 20, x(mark), 108, `stroke="#fff" stroke-dasharray="3 3" opacity=".9"`))
	b.WriteString(label(x(mark)+6, 28, "#fff", "start", markText))
	drawDots(&b, sorted)
	for _, v := range []float64{0, 25, 50, 75, 100} {
		anchor := map[float64]string{0: "start", 100: "end"}[v]
		if anchor == "" {
			anchor = "middle"
		}
		b.WriteString(label(x(v), 126, "#B7D9D1", anchor, Num(v)+"%"))
	}
	b.WriteString(`</svg>`)
	return app.Raw(b.String())
}

// x is where a value stands on the plot.
func x(v float64) float64 { return 8 + v*3.22 }

// drawDots puts each dot on the middle row, or on the first row where it touches
// no other.
func drawDots(b *strings.Builder, sorted []Dot) {
	const radius, gap = 5.2, 11.6
	rows := []float64{62, 74, 50, 86, 38}
	last := make([]float64, len(rows))
	for i := range last {
		last[i] = math.Inf(-1)
	}
	for i, d := range sorted {
		row := 0
		for r := range rows {
			if x(d.At)-last[r] >= gap {
				row = r
				break
			}
		}
		last[row] = x(d.At)
		fill := "#7FD9C3"
		if i == 0 || i == len(sorted)-1 {
			fill = "#FFC65C"
		}
		b.WriteString(`<circle cx="` + f1(x(d.At)) + `" cy="` + f1(rows[row]) + `" r="` + Num(radius) + `" fill="` + fill + `"/>`)
	}
	if len(sorted) == 0 {
		return
	}
	low, high := sorted[0], sorted[len(sorted)-1]
	b.WriteString(label(8, 92, "#FFD58A", "start", short(low.Name, 6)))
	b.WriteString(label(8, 105, "#FFD58A", "start", Num(low.At)+"%"))
	b.WriteString(label(330, 48, "#FFD58A", "end", short(high.Name, 12)+" "+Num(high.At)+"%"))
}

// short cuts a name that would run over the plot, to so many Chinese characters
// or twice as many Latin letters.
func short(s string, limit int) string {
	r := []rune(s)
	if len(s) == len(r) {
		limit *= 2
	}
	if len(r) <= limit {
		return s
	}
	return string(r[:limit]) + "…"
}

func f1(v float64) string { return Num(math.Round(v*10) / 10) }

func line(x1, y1, x2, y2 float64, more string) string {
	return `<line x1="` + f1(x1) + `" y1="` + f1(y1) + `" x2="` + f1(x2) + `" y2="` + f1(y2) + `" ` + more + `/>`
}

func label(x, y float64, fill, anchor, text string) string {
	return `<text x="` + f1(x) + `" y="` + f1(y) + `" font-size="12" fill="` + fill + `" text-anchor="` + anchor + `">` + Escape(text) + `</text>`
}

// oneRow is how many lamps stand in a single row.
const oneRow = 12

// Lamps draws street lamps in two rows, a few in one: full ones shining, rings newly
// set up.
func Lamps(full, rings int, title string) app.UI {
	var b strings.Builder
	total := full + rings
	first, high := (total+1)/2, "92"
	if total <= oneRow {
		first, high = total, "46"
	}
	b.WriteString(`<svg class="lamps" viewBox="0 0 326 ` + high + `" role="img" aria-label="` + Escape(title) + `">`)
	for i := range total {
		row, n, in := 0, first, i
		if i >= first {
			row, n, in = 1, total-first, i-first
		}
		cx, cy := (float64(in)+.5)*326/float64(max(n, 1)), 12+46*float64(row)
		b.WriteString(`<circle cx="` + f1(cx) + `" cy="` + f1(cy) + `" r="9.5" fill="#FFB52E" opacity=".16"/>` +
			`<path d="M` + f1(cx-1) + ` ` + f1(cy+27) + `V` + f1(cy+3) + `" stroke="#5D6A8C" stroke-width="2" stroke-linecap="round"/>`)
		if i < full {
			b.WriteString(`<circle cx="` + f1(cx) + `" cy="` + f1(cy) + `" r="5.2" fill="#FFC65C"/>`)
		} else {
			b.WriteString(`<circle cx="` + f1(cx) + `" cy="` + f1(cy) + `" r="4.6" fill="#10182A" stroke="#FFD27A" stroke-width="2.2"/>`)
		}
	}
	for y := 40.0; y <= 86 && (y == 40 || total > oneRow); y += 46 {
		b.WriteString(line(2, y, 324, y, `stroke="#39456A" stroke-width="2"`))
	}
	b.WriteString(`</svg>`)
	return app.Raw(b.String())
}
