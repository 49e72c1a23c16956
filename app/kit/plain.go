package kit

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// The plain ones: an element, its class, what is in it. A call of one's own is a
// third of the code that a chain of three is, and screens are made of hundreds.

// P is a paragraph.
func P(class, text string) app.UI { return app.P().Class(class).Text(text) }

// Cap is a paragraph in small type.
func Cap(text string) app.UI { return P("zz-cap", text) }

// Note is Cap with room above it.
func Note(text string) app.UI { return P("zz-cap zz-gap", text) }

// Span is a piece of a line.
func Span(class, text string) app.UI { return app.Span().Class(class).Text(text) }

// B is a strong piece of a line.
func B(text string) app.UI { return app.B().Text(text) }

// Two is a strong line and a small one below it.
func Two(strong, small string) app.UI { return app.Div().Body(B(strong), Span("zz-cap", small)) }

// Div is a block.
func Div(class string, body ...app.UI) app.UI { return app.Div().Class(class).Body(body...) }

// Block is a Div without a class.
func Block(body ...app.UI) app.UI { return app.Div().Body(body...) }

// Live is a block whose changes are read aloud.
func Live(body app.UI) app.UI { return app.Div().Role("status").Body(body) }

// Press is a button; id and icon may be empty.
func Press(id, class, icon, text string, off bool, do app.EventHandler) app.UI {
	b := app.Button().Class(class).Type("button").Disabled(off).OnClick(do)
	if id != "" {
		b = b.ID(id)
	}
	return b.Body(Maybe(icon != "", func() app.UI { return Icon(icon) }), app.Text(text))
}

// Amber is the amber box with one sentence.
func Amber(icon, text string) app.UI { return Div("zz-net", Icon(icon), Block(app.Text(text))) }
