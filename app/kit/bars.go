package kit

import (
	"math"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Column is one number of a chart, with its name below it.
type Column struct {
	Name string
	N    int
}

// Columns draws upright bars beside each other, the last one in the light's colour; a
// number stands above its bar where there is room. title says the same for those who
// do not see it.
func Columns(all []Column, title string) app.UI {
	most := 1
	for _, c := range all {
		most = max(most, c.N)
	}
	var b strings.Builder
	b.WriteString(`<svg class="zz-cols" viewBox="0 0 326 128" role="img" aria-label="` + Escape(title) + `">`)
	wide := 326 / float64(max(1, len(all)))
	each := int(math.Ceil(34 / wide)) // names that would touch each other are left out
	for i, c := range all {
		at := (float64(i) + .5) * wide
		if (len(all)-1-i)%each == 0 {
			anchor, x := "middle", at
			if i == len(all)-1 && wide < 34 {
				anchor, x = "end", 326
			}
			b.WriteString(label(x, 122, "currentColor", anchor, c.Name))
		}
		if c.N == 0 {
			continue
		}
		class, high, bar := "", 86*float64(c.N)/float64(most), min(28, wide*.72)
		if i == len(all)-1 {
			class = ` class="now"`
		}
		b.WriteString(`<rect` + class + ` x="` + f1(at-bar/2) + `" y="` + f1(106-high) + `" width="` + f1(bar) + `" height="` + f1(max(high, 1)) + `" rx="2"/>`)
		if wide >= 24 {
			b.WriteString(label(at, 100-high, "currentColor", "middle", Num(float64(c.N))))
		}
	}
	b.WriteString(line(0, 106.5, 326, 106.5, `stroke="currentColor" opacity=".3"`) + `</svg>`)
	return app.Raw(b.String())
}

// Funnel draws how many are left at each step, the widest first: a name, a number, a
// bar in the middle. The numbers are text, so it says itself.
func Funnel(steps []Column) app.UI {
	most := 1
	for _, c := range steps {
		most = max(most, c.N)
	}
	var rows []app.UI
	for _, c := range steps {
		wide := 100 * float64(c.N) / float64(most)
		rows = append(rows, app.Li().Body(Span("", c.Name), B(Num(float64(c.N))),
			app.Raw(`<svg width="100%" height="14" aria-hidden="true"><rect x="`+f1((100-wide)/2)+`%" width="`+f1(wide)+`%" height="14" rx="3"/></svg>`)))
	}
	return app.Ol().Class("zz-reach").Body(rows...)
}

// Stretch draws a thick part and a thin one behind it, in shares of most: a median and
// what nine of ten do not pass.
func Stretch(part, whole, most float64) app.UI {
	w := func(v float64) string { return f1(100 * v / max(most, 1)) }
	return app.Raw(`<svg class="zz-stretch" width="100%" height="8" aria-hidden="true"><rect class="far" y="3" width="` + w(whole) + `%" height="2"/><rect width="` + w(part) + `%" height="8" rx="3"/></svg>`)
}
