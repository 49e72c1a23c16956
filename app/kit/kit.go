// Package kit is what screens are made of and that knows no domain: icons, rows,
// tags, bars, sheets, charts, QR codes. Nothing here reads a record or speaks a
// sentence of its own.
//
// Charts and icons are raw SVG: strings of our own making, never of a person's
// text. Classes come from web/app.css; there are no style attributes but widths
// and heights that are data.
package kit

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// sprite is one stable address: the worker keeps it with the version.
const sprite = "/web/sprite.svg"

// Icon is one of web/sprite.txt, in the colour of the text around it.
func Icon(name string) app.UI { return IconClass(name, "") }

// IconClass is Icon with one more class.
func IconClass(name, class string) app.UI {
	c := "zz-i"
	if class != "" {
		c += " " + class
	}
	return app.Raw(`<svg class="` + c + `" aria-hidden="true"><use href="` + sprite + `#i-` + name + `"></use></svg>`)
}

// Card is a white block; title may be empty, side is what stands right of it.
func Card(title string, side app.UI, body ...app.UI) app.HTMLSection {
	s := app.Section().Class("zz-card")
	if title == "" {
		return s.Body(body...)
	}
	head := app.Div().Class("zz-card__h").Body(app.H2().Text(title), optional(side))
	return s.Body(append([]app.UI{head}, body...)...)
}

// Heading stands between blocks.
func Heading(title string, side app.UI) app.UI {
	return app.Div().Class("zz-sec").Body(app.H2().Text(title), optional(side))
}

// Tag is a small word on a coloured ground with an icon: look is ok, lamp, err,
// brand or empty. Never colour alone.
func Tag(look, icon, text string) app.UI {
	class := "zz-tag"
	if look != "" {
		class += " zz-tag--" + look
	}
	var i app.UI
	if icon != "" {
		i = Icon(icon)
	}
	return app.Span().Class(class).Body(optional(i), app.Text(text))
}

// Notice is the amber box: what is the matter, and what to do.
func Notice(icon, strong, text string) app.UI {
	return app.Div().Class("zz-net").Body(
		Icon(icon),
		app.Div().Body(app.B().Text(strong), app.Text(text)),
	)
}

// Bar shows a percentage and the reference line at mark percent (0: none). It is
// drawn: the city's policy lets no element carry a style of its own.
func Bar(percent, mark float64) app.UI {
	class := "zz-bar"
	if mark == 0 {
		class += " zz-bar--plain"
	}
	return app.Raw(`<span class="` + class + `" aria-hidden="true"><svg width="100%" height="100%"><rect width="` + Num(min(100, max(0, percent))) + `%" height="100%"/></svg></span>`)
}

// Num writes a number without trailing zeros: 41.15, 27.4, 6000.
func Num(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Escape makes a text safe inside raw SVG or HTML.
func Escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(s)
}

// optional lets a missing part be nil.
func optional(ui app.UI) app.UI {
	return app.If(ui != nil, func() app.UI { return ui })
}

// Maybe is f() when it is so, and nothing otherwise.
func Maybe(so bool, f func() app.UI) app.UI { return app.If(so, f) }
