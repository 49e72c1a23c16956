package report

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// done tells what became of the report: on this phone, and later with the city.
func (f *form) done() app.UI {
	lang := f.lang()
	r, _ := lamp.Reports.Get(f.port.View(), f.saved)
	title, more, icon := words.SavedTitle, lang.Say(words.SavedMore), "check"
	number, first := words.Put(lang.Say(words.LocalNumber), lamps.LocalNumber(f.saved)), words.SavedTitle
	if !f.port.Line().Storage {
		title, more, first = words.HeldTitle, lang.Say(words.HeldMore), words.HeldTitle
	}
	if r.No != "" {
		title, more, icon = words.SentTitle, words.Put(lang.Say(words.SentMore), r.No), "send"
		number = words.Put(lang.Say(words.Number), r.No)
	}
	return frame.Page(f.port, frame.Opts{Tab: frame.Report, Title: lang.Say(words.TabReport), Plain: true},
		app.Div().Class("zz-done").Role("status").Body(
			app.Div().Class("zz-done__i").Body(kit.Icon(icon)),
			app.H2().Text(lang.Say(title)),
			app.P().Text(more),
		),
		kit.Card("", nil, app.Ul().Class("zz-line").Body(append([]app.UI{
			step(true, lang.Say(first), lamps.Fault(lang, *lamps.Of(f.port).Rules(), f.said.Fault)+lang.Say(words.DeskComma)+f.where()),
			step(r.No != "", number, ""),
		}, f.photoSteps()...)...)),
		app.Div().Class("zz-two").Body(
			app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.ReportAnother)).OnClick(f.again),
			app.A().Class("zz-btn2").Href("/me").Text(lang.Say(words.SeeWaiting)),
		),
		kit.Maybe(f.said.Danger != lamp.Safe, func() app.UI { return keepAway(f.port) }),
	)
}

func (f *form) where() string {
	return lamps.Where(f.lang(), f.said.Place)
}

func step(on bool, text, small string) app.UI {
	class := "now"
	if on {
		class = "on"
	}
	return app.Li().Class(class).Body(app.Text(text), kit.Maybe(small != "", func() app.UI { return app.Small().Text(small) }))
}

// photoSteps tells after the report how far its photos are.
func (f *form) photoSteps() (items []app.UI) {
	for _, p := range f.roll.Photos {
		there := lamps.PhotoThere(f.port, p.Hash)
		text := words.Put(f.lang().Say(words.PhotoSent), "100")
		if !there {
			text = lamps.PhotoState(f.port, p.Hash)
		}
		items = append(items, step(there, text, ""))
	}
	return items
}
