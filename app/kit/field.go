package kit

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Field is something to type into, with its label and what is said below it.
type Field struct {
	ID, Label, Hint string
	Name            string // what a printed form posts it as; the ID if empty
	Rows            int    // more than one line to write on; 0: one
	Type            string // text if empty
	Fill            string // what the phone may fill in: autocomplete
	Inside          string // shown in the empty line; never in place of the label
	Mode            string // the keyboard: numeric, email; empty for the usual one
	Value           string
	Most            int // characters; 0: as many as one likes
	Wrong           bool
	Set             func(string)
	Shape           func(string) string // what is typed as it should be written; nil: as it is
}

// UI draws it.
func (f Field) UI() app.UI { return &field{F: f} }

// field is a Field on the page. It shows Value only when it is new: afterwards the
// phone's own text stands, since a drawing that comes a moment later than the next
// key would take that key away.
type field struct {
	app.Compo
	F     Field
	value string
}

func (c *field) OnInit() { c.value = c.F.Value }

// CompoID keeps go-app from making one field into another, with its text.
func (c *field) CompoID() string { return c.F.ID }

// Empty takes away what is typed into fields.
func Empty(ids ...string) {
	for _, id := range ids {
		if e := app.Window().GetElementByID(id); e.Truthy() {
			e.Set("value", "")
		}
	}
}

// Refill puts another text into a field than the one that was typed.
func Refill(id, text string) {
	if e := app.Window().GetElementByID(id); e.Truthy() {
		e.Set("value", text)
	}
}

func (c *field) typed(ctx app.Context, _ app.Event) {
	v := ctx.JSSrc().Get("value").String()
	if c.F.Shape != nil && c.F.Shape(v) != v {
		v = c.F.Shape(v)
		ctx.JSSrc().Set("value", v)
	}
	c.F.Set(v)
}

// Render is the label, the line, and what is said below it.
func (c *field) Render() app.UI {
	f := c.F
	kind := f.Type
	if kind == "" {
		kind = "text"
	}
	if f.Name == "" {
		f.Name = f.ID
	}
	input := app.Input().ID(f.ID).Name(f.Name).Type(kind).Value(c.value).Attr("autocapitalize", "none").Attr("spellcheck", "false").
		OnInput(c.typed)
	for _, a := range [...][2]string{{"autocomplete", f.Fill}, {"inputmode", f.Mode}, {"placeholder", f.Inside}} {
		if value := a[1]; value != "" {
			input = input.Attr(a[0], value)
		}
	}
	if f.Most > 0 {
		input = input.MaxLength(f.Most)
	}
	if f.Hint != "" {
		input = input.Aria("describedby", f.ID+"-hint")
	}
	if f.Wrong {
		input = input.Aria("invalid", "true")
	}
	var line app.UI = input
	if f.Rows > 0 {
		line = app.Textarea().ID(f.ID).Name(f.Name).Rows(f.Rows).MaxLength(f.Most).Text(c.value).OnInput(c.typed)
	}
	return app.Div().Class("zz-field").Body(
		app.Label().For(f.ID).Text(f.Label), line,
		Maybe(f.Hint != "", func() app.UI { return app.P().ID(f.ID + "-hint").Class("zz-cap zz-hint").Text(f.Hint) }),
	)
}

// Link is a row that leads somewhere.
func Link(icon, href, title, sub string) app.UI {
	return app.A().Class("zz-row").Href(href).Body(
		Icon(icon),
		app.Span().Class("zz-row__b").Body(app.B().Text(title),
			Maybe(sub != "", func() app.UI { return app.Span().Class("zz-cap").Text(sub) })),
		IconClass("chevron-right", "zz-chev"),
	)
}

// List is rows on one white block.
func List(rows ...app.UI) app.UI { return app.Div().Class("zz-list").Body(rows...) }

// none is the value of an option that stands for no value: go-app leaves an empty one
// out, and a browser then takes the option's words for it.
const none = " "

// Option is one line of a select; Chosen reads which. In a prerendered page any value
// of the attribute means selected, so the others do not have it.
func Option(value, name string, chosen bool) app.UI {
	if value == "" {
		value = none
	}
	option := app.Option().Value(value)
	if chosen {
		option = option.Selected(true)
	}
	return option.Text(name)
}

// Chosen is the value of the option that a select's change has chosen.
func Chosen(ctx app.Context) string {
	if v := ctx.JSSrc().Get("value").String(); v != none {
		return v
	}
	return ""
}
