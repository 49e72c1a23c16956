package kit

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// go-app takes two closures of the same lines for one handler and keeps the first:
// what they hold that may change is named in their scope.

// Fold is a row that opens a part of the page below itself.
type Fold struct {
	ID, Icon, Title, Sub string
	Open                 bool
	Set                  func(open bool)
}

// UI draws the row, and inside below it when it is open.
func (f Fold) UI(inside func() app.UI) app.UI {
	chevron := "zz-chev"
	if f.Open {
		chevron += " zz-chev--open"
	}
	return app.Div().Class("zz-fold").Body(
		app.Button().ID(f.ID).Class("zz-row zz-row--b").Type("button").Aria("expanded", f.Open).Aria("controls", f.ID+"-in").Body(
			Icon(f.Icon),
			app.Span().Class("zz-row__b").Body(app.B().Text(f.Title),
				Maybe(f.Sub != "", func() app.UI { return app.Span().Class("zz-cap").Text(f.Sub) })),
			IconClass("chevron-right", chevron),
		).OnClick(func(app.Context, app.Event) { f.Set(!f.Open) }, app.EventScope(f.ID, f.Open)),
		app.Div().ID(f.ID+"-in").Class("zz-fold__in").Body(Maybe(f.Open, inside)),
	)
}

// Points is what will happen, each in a line, before a person says yes to it.
func Points(lines ...string) app.UI {
	var items []app.UI
	for _, line := range lines {
		items = append(items, app.Li().Body(Icon("info-circle"), app.Span().Text(line)))
	}
	return app.Ul().Class("zz-points").Body(items...)
}

// Fact is a name and what it is, in a list of facts.
func Fact(name, value string) app.UI {
	return app.Div().Body(app.Dt().Text(name), app.Dd().Text(value))
}

// Facts is a list of them.
func Facts(facts ...app.UI) app.UI { return app.Dl().Class("zz-facts").Body(facts...) }

// Toggle is a button that stays pressed.
func Toggle(id, icon, text string, on bool, set func(on bool)) app.UI {
	return app.Button().ID(id).Class("zz-chip zz-gap").Type("button").Aria("pressed", on).
		Body(Maybe(icon != "", func() app.UI { return Icon(icon) }), app.Text(text)).
		OnClick(func(app.Context, app.Event) { set(!on) }, app.EventScope(id, on))
}
