// Package report is a resident's side of lamps: the form, the list of spots and
// one spot. Three taps report a lamp; nothing but the fault and some kind of place
// is asked for, and no network.
//
// Only what Do has kept is called saved. What was typed stays until then, as a draft
// on the phone (lamps.Drafts), and is sent under the ID that the draft has.
package report

import (
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// form is the screen at /report.
type form struct {
	app.Compo
	port frame.Port
	root app.Context // of the screen: a button's own ends with the button
	stop func()

	said  lamp.Submit // what was chosen and typed; its ID is empty before anything was
	when  when
	roll  shots.Roll
	found finding
	pole  lamps.Pole
	atlas atlas
	scan  scan
	joins op.ID // the spot that was said to be the same lamp
	other bool  // the question was answered: another one, or not sure

	problem string
	posted  bool // the plain form came back: the city has it
	saving  bool
	saved   op.ID // the report that the phone has

	lent     bool   // pictures of lamps near by were asked for
	rewrites uint64 // where in the outbox the report waits that is being changed; 0: a new one
}

// Form is the screen at /report.
func Form(p frame.Port) app.Composer {
	f := &form{port: p}
	f.empty()
	return f
}

// empty begins a new report. The place is kept for the next lamp on the same walk.
func (f *form) empty() {
	f.said = lamp.Submit{Fault: lamp.Dark, Danger: lamp.Safe, Place: lamp.Place{Point: f.said.Place.Point}}
	f.roll = shots.Roll{Most: lamp.MaxPhotos, Gallery: true, Hint: words.PhotoOptional, Begun: f.track, Changed: f.touch}
	f.when, f.joins, f.other, f.rewrites, f.saved, f.problem = when{}, "", false, 0, "", ""
}

func (f *form) OnPreRender(ctx app.Context) { f.OnNav(ctx) }

// OnNav also reads what the plain form was answered, and which draft to go on with.
func (f *form) OnNav(ctx app.Context) {
	f.title(ctx)
	answer := ctx.Page().URL().Query()
	f.posted = answer.Get("sent") != ""
	if code := answer.Get("refused"); code != "" {
		f.problem = f.lang().Refusal(op.Refusal{Code: op.Code(code), Field: answer.Get("field")})
	}
	if id := answer.Get("draft"); id != "" && f.port.Recall != nil {
		f.resume(ctx, op.ID(id))
	}
}

func (f *form) title(ctx app.Context) {
	ctx.Page().SetTitle(f.lang().Say(words.TabReport) + " · " + f.lang().Say(words.AppName))
}

// OnMount begins to look where the phone is if it may without a question.
func (f *form) OnMount(ctx app.Context) {
	f.root, f.stop = ctx, frame.Follow(ctx, f.port)
	f.takeOver(ctx)
	if may := f.port.Device.MayTrack; may != nil {
		ctx.Async(func() {
			if may() {
				ctx.Dispatch(func(app.Context) { f.track() })
			}
		})
	}
}

// OnDismount lets the phone rest; what is here is a draft already.
func (f *form) OnDismount() {
	f.found.untrack()
	f.scan.off()
	f.atlas.off()
	f.stop()
}

func (f *form) lang() words.Lang { return f.port.Looks().Lang }

// Render is the form, or what became of it.
func (f *form) Render() app.UI {
	lang := f.lang()
	if f.saved != "" {
		return f.done()
	}
	return frame.Page(f.port, frame.Opts{Tab: frame.Report, Title: lang.Say(words.TabReport),
		Sub: lang.Say(words.ReportSub), Actions: f.ways(), Plain: true, Wide: true},
		app.Form().ID("report-form").Method("post").Action("/plain").OnSubmit(f.submit).Body(
			f.plainFields(),
			f.notices(),
			f.photoCard(), f.faultCard(), f.placeCard(), f.dangerCard(), f.moreCard(),
			f.bar(),
		),
	)
}

// ways lead from the form to lamps near by and to one's own.
func (f *form) ways() []app.UI {
	lang := f.lang()
	mine := lamps.My(f.port)
	return []app.UI{
		app.A().Class("zz-pill").Href("/spots").Body(kit.Icon("bulb"), app.Text(lang.Say(words.Nearby))),
		kit.Maybe(len(mine) > 0, func() app.UI {
			return app.A().Class("zz-pill").Href("/me").Body(kit.Icon("clipboard-list"),
				app.Text(lang.Say(words.Mine)+" "+words.Int(len(mine))))
		}),
	}
}

// notices come and go inside a block of their own: if they moved the fields below,
// go-app would make those anew, and a person would lose the word under their hands
// when the line breaks.
func (f *form) notices() app.UI {
	lang := f.lang()
	return app.Div().Body(
		kit.Maybe(f.port.Do != nil && !f.port.Line().Online, func() app.UI {
			return kit.Notice("wifi-off", lang.Say(words.OfflineReport), lang.Say(words.OfflineReport2))
		}),
		kit.Maybe(f.posted, func() app.UI {
			return kit.Notice("check", lang.Say(words.SentTitle), " "+lang.Say(words.PlainSent))
		}),
		kit.Maybe(f.rewrites == 0, func() app.UI { return lamps.Drafts(f.port, f.said.ID) }),
	)
}

// plainFields make the printed form work where the program never comes: the ID is
// made with the page, so a double tap is one report.
func (f *form) plainFields() app.UI {
	if f.port.NewID == nil || f.port.Do != nil {
		return app.Span()
	}
	id := string(f.port.NewID())
	hidden := func(name, value string) app.UI { return app.Input().Type("hidden").Name(name).Value(value) }
	return app.Div().Body(hidden("kind", lamp.Submit{}.Kind().Name), hidden("id", id), hidden("spot", id))
}

// card is one step of the form, ticked when there is enough in it.
func (f *form) card(title words.T, done bool, body ...app.UI) app.UI {
	class := "zz-step"
	if !done {
		class += " is-todo"
	}
	head := kit.Div("zz-card__h", app.H2().Body(app.Span().Class(class).Body(kit.Icon("check")), app.Text(f.lang().Say(title))))
	return app.Section().Class("zz-card").Body(append([]app.UI{head}, body...)...)
}

func (f *form) photoCard() app.UI {
	return f.card(words.TakePhoto, len(f.roll.Photos) > 0, f.roll.UI(&f.port, "photo"))
}

// icons of the faults that are shipped; one that the city has defined has dots.
var faultIcons = map[lamp.Fault]string{lamp.Dark: "bulb-off", lamp.NoLamp: "road", lamp.Works: "barrier-block",
	lamp.Lane: "building-cottage", lamp.Facility: "bolt"}

func (f *form) faultCard() app.UI {
	lang := f.lang()
	var picks []app.UI
	for _, fault := range lamps.Of(f.port).Rules().Faults {
		icon, known := faultIcons[fault.ID]
		if !known {
			icon = "dots"
		}
		if !fault.Off {
			picks = append(picks, f.pick("fault", string(fault.ID), icon, lang.Pick(fault.Zh, fault.En), f.said.Fault == fault.ID,
				func() { f.said.Fault = fault.ID }))
		}
	}
	return f.card(words.WhatFault, true, group("zz-pick", lang.Say(words.WhatFault), picks...),
		kit.Block(kit.Maybe(f.said.Fault == lamp.Dark, f.darkness)))
}

// darkness is the one tap more for a lamp that is dark: how, and by day since when.
func (f *form) darkness() app.UI {
	lang, day := f.lang(), f.isDay()
	var chips []app.UI
	for _, s := range lamp.Symptoms {
		if s == lamp.Burns && !day {
			continue // nobody sees that at night
		}
		chips = append(chips, f.pick("symptom", string(s), "", lang.SymptomName(s), f.said.Symptom == s, func() { f.said.Symptom = s }))
	}
	return kit.Block(group("zz-pick zz-pick--chips zz-gap", lang.Say(words.HowDark), chips...),
		kit.Block(kit.Maybe(day && f.said.Symptom != lamp.Burns && f.port.Do != nil, f.sunQuestion)))
}

func (f *form) dangerCard() app.UI {
	lang := f.lang()
	icons := [...]string{"check", "bolt", "lock", "alert-triangle", "road", "hand-stop"} // as lamp.Dangers are
	var picks []app.UI
	for i, d := range lamp.Dangers {
		picks = append(picks, f.pick("danger", string(d), icons[i], lang.DangerName(d), f.said.Danger == d, func() { f.said.Danger = d }))
	}
	return f.card(words.AnyDanger, true, group("zz-pick", lang.Say(words.AnyDanger), picks...),
		kit.Maybe(f.port.Do == nil, func() app.UI { return kit.Div("zz-keep", keepAway(f.port)) }), // shown by the stylesheet: no program is here to do it
		app.Div().Role("alert").Body(kit.Maybe(f.port.Do != nil && f.said.Danger != lamp.Safe, func() app.UI { return keepAway(f.port) })))
}

// keepAway is said of every danger, with the city's numbers to call.
func keepAway(p frame.Port) app.UI {
	lang := p.Looks().Lang
	var calls []app.UI
	for _, n := range lamps.Of(p).Rules().Numbers {
		if !n.Off {
			calls = append(calls, app.A().Class("zz-btn2 zz-btn2--err").Href("tel:"+n.Tel).Body(kit.Icon("phone"), app.Text(lang.Pick(n.Zh, n.En)+" "+n.Tel)))
		}
	}
	return kit.Div("zz-gap", kit.Notice("alert-triangle", lang.Say(words.KeepAway), lang.Say(words.KeepAwayMore)), kit.Div("zz-two", calls...))
}

// group is radio buttons that belong together.
func group(class, label string, picks ...app.UI) app.UI {
	return app.Div().Class(class).Role("radiogroup").Aria("label", label).Body(picks...)
}

// pick is one of them; a chip where there is no icon.
func (f *form) pick(name, value, icon, text string, on bool, set func()) app.UI {
	input := app.Input().Type("radio").Name(name).Value(value).OnChange(func(app.Context, app.Event) { set(); f.touch() }, app.EventScope(name, value))
	if on { // printed, any value of the attribute means checked
		input = input.Checked(true)
	}
	return app.Label().Body(
		input,
		kit.Maybe(icon != "", func() app.UI { return kit.Icon(icon) }), app.Span().Text(text),
		app.Span().Class("zz-pick__ok").Body(kit.Icon("check")),
	)
}

// moreCard is what nobody needs to say.
func (f *form) moreCard() app.UI {
	lang := f.lang()
	return kit.Card(lang.Say(words.MoreTitle), nil,
		kit.Field{ID: "note", Label: lang.Say(words.NoteLabel), Value: f.said.Note, Most: lamp.MaxNote, Rows: 2,
			Set: func(v string) { f.said.Note = v; f.touch() }}.UI(),
		kit.Field{ID: "contact", Type: "tel", Fill: "tel", Label: lang.Say(words.ContactLabel), Hint: lang.Say(words.ContactHint),
			Value: f.said.Contact, Most: lamp.MaxContact, Set: func(v string) { f.said.Contact = v; f.touch() }}.UI(),
		kit.Block(kit.Maybe(f.port.Do != nil && f.said.Fault == lamp.Dark && !f.isDay(), f.whenChips)),
	)
}

func (f *form) bar() app.UI {
	lang := f.lang()
	text := words.Submit
	if f.saving {
		text = words.Submitting
	}
	near := f.rewrites == 0 && !f.other && len(f.near()) > 0
	return app.Div().Class("zz-submit").Body(
		kit.Block(kit.Maybe(near, func() app.UI { // the question itself is far below
			return kit.Press("see-same", "zz-btn2 zz-wide zz-same__see", "info-circle", lang.Say(words.SameLamp), false, func(app.Context, app.Event) {
				app.Window().GetElementByID("same").Call("scrollIntoView", map[string]any{"block": "center"})
			})
		})),
		app.Div().Role("alert").Body(kit.Maybe(f.problem != "", func() app.UI { return kit.P("zz-problem", f.problem) })),
		app.Button().ID("submit").Class("weui-btn weui-btn_primary zz-go").Type("submit").Disabled(f.saving || f.roll.Busy()).
			Body(kit.Icon("send"), app.Text(lang.Say(text))),
	)
}

// now is the city's time, as well as the phone knows it.
func (f *form) now() time.Time { return f.port.Now() }
