package kit

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"rsc.io/qr/coding"
)

// QR draws a code that phones scan, always dark on white with its quiet zone, in
// any theme. text must fit version 3 at level M: 42 bytes.
func QR(text, title string) app.UI {
	plan, err := coding.NewPlan(3, coding.M, 0)
	if err != nil {
		return app.P().Text(text)
	}
	code, err := plan.Encode(coding.String(text))
	if err != nil {
		return app.P().Text(text) // too long to draw: the text can still be typed
	}
	var b strings.Builder
	side := Num(float64(code.Size + 8))
	b.WriteString(`<svg class="zz-qr" viewBox="0 0 ` + side + ` ` + side + `" role="img" aria-label="` + Escape(title) + `"><rect width="` + side + `" height="` + side + `" fill="#fff"/><path fill="#000" d="`)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				b.WriteString("M" + Num(float64(x+4)) + " " + Num(float64(y+4)) + "h1v1h-1z")
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return app.Raw(b.String())
}
