package crew

import (
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// steppers are the five counts of a repair, each with a button for one less and one
// more. of names what they belong to.
func steppers(lang words.Lang, d lamp.Done, of string, set func(lamp.Done)) app.UI {
	var rows []app.UI
	for i := range words.DoneParts {
		rows = append(rows, stepper("n"+words.Int(i)+"-"+of, lang, words.DoneParts[i], *part(&d, i), func(n int) {
			*part(&d, i) = n
			set(d)
		}, d))
	}
	return kit.Div("zz-steppers", rows...)
}

// part is one of the five.
func part(d *lamp.Done, i int) *int {
	return [...]*int{&d.Lamps, &d.Facilities, &d.HighVoltage, &d.LowVoltage, &d.Boxes}[i]
}

// stepper is one number; base is what else its buttons depend on.
func stepper(id string, lang words.Lang, name words.T, n int, set func(int), base any) app.UI {
	text := words.Put(lang.Say(name), words.Int(n))
	button := func(suffix, sign string, label words.T, to int) app.UI {
		return app.Button().ID(id+suffix).Class("zz-btn2 zz-step1").Type("button").Disabled(to < 0 || to > 999).
			Aria("label", words.Put(lang.Say(label), text)).Text(sign).
			OnClick(func(app.Context, app.Event) { set(to) }, app.EventScope(id, n, base))
	}
	return kit.Div("zz-line2", kit.Span("", text), kit.Div("zz-stepper", button("-less", "−", words.CountLess, n-1), button("-more", "+", words.CountMore, n+1)))
}
