package kit

import (
	"strings"

	"rsc.io/qr/coding"
)

// QR draws a code that phones scan as markup for app.Raw, always dark on white with its
// quiet zone, in any theme. Text of capitals, digits and " $%*+-./:" takes less room than
// others; about 4,000 of those fit at the most. Drawing takes a phone some milliseconds:
// who shows one for long keeps it.
func QR(text, title string) string {
	code, err := encode(text)
	if err != nil {
		return `<p>` + Escape(text) + `</p>` // too long to draw: the text can still be typed
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
	return b.String()
}

// encode takes the smallest code that holds the text. Level L is enough: a screen
// is whole and clean.
func encode(text string) (*coding.Code, error) {
	var body coding.Encoding = coding.Alpha(text)
	if body.Check() != nil {
		body = coding.String(text)
	}
	version := coding.Version(1)
	for version < coding.MaxVersion && body.Bits(version) > version.DataBytes(coding.L)*8-4 {
		version++
	}
	plan, err := coding.NewPlan(version, coding.L, 0)
	if err != nil {
		return nil, err
	}
	return plan.Encode(body)
}
