// Package report is a resident's side of lamps: the form, the list of spots and
// one spot. Three taps report a lamp; nothing but the fault and some kind of place
// is asked for, and no network.
//
// Only what Do has kept is called saved. What was typed stays until then.
package report

import (
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// form is the screen at /report.
type form struct {
	app.Compo
	port frame.Port
	stop func()

	fault   lamp.Fault
	danger  lamp.Danger
	place   lamp.Place
	note    string
	photos  []frame.KeptPhoto
	black   shots.Blackout
	joins   op.ID // the spot that was said to be the same lamp
	notSame bool  // the question was answered with no

	looking, shrinking, saving bool
	placeFailed                string
	problem                    string
	posted                     bool  // the plain form came back: the city has it
	saved                      op.ID // the report that the phone has

	rewrites uint64      // where in the outbox the report waits that is being changed; 0: a new one
	draft    lamp.Submit // and how it stood
}

// Form is the screen at /report.
func Form(p frame.Port) app.Composer {
	f := &form{port: p, fault: lamp.Dark, danger: lamp.Safe}
	f.black.Done = f.blackened
	return f
}

func (f *form) OnPreRender(ctx app.Context) { f.OnNav(ctx) }

// OnNav also reads what the plain form was answered.
func (f *form) OnNav(ctx app.Context) {
	f.title(ctx)
	answer := ctx.Page().URL().Query()
	f.posted = answer.Get("sent") != ""
	if code := answer.Get("refused"); code != "" {
		f.problem = f.lang().Refusal(op.Refusal{Code: op.Code(code), Field: answer.Get("field")})
	}
}

func (f *form) title(ctx app.Context) {
	ctx.Page().SetTitle(f.lang().Say(words.TabReport) + " · " + f.lang().Say(words.AppName))
}

func (f *form) OnMount(ctx app.Context) {
	f.stop = frame.Follow(ctx, f.port)
	f.takeOver()
	ctx.Dispatch(func(app.Context) {}) // it has been drawn already, without what was taken over
	for i := range f.photos {
		ctx.Async(func() { f.show(ctx, f.photos[i].Hash) })
	}
}

func (f *form) OnDismount() { f.stop() }

func (f *form) lang() words.Lang { return f.port.Looks().Lang }

// Render is the form, or what became of it.
func (f *form) Render() app.UI {
	lang := f.lang()
	if f.saved != "" {
		return f.done()
	}
	mine := lamps.My(f.port)
	actions := []app.UI{kit.Maybe(len(mine) > 0, func() app.UI {
		return app.A().Class("zz-pill").Href("/spots").Body(kit.Icon("clipboard-list"),
			app.Text(lang.Say(words.MyReports)+" "+words.Int(len(mine))))
	})}
	return frame.Page(f.port, frame.Opts{Tab: frame.Report, Title: lang.Say(words.TabReport),
		Sub: lang.Say(words.ReportSub), Actions: actions, Plain: true, Wide: true},
		app.Form().ID("report-form").Method("post").Action("/plain").OnSubmit(f.submit).Body(
			f.plainFields(),
			f.notices(),
			f.photoCard(), f.faultCard(), f.placeCard(), f.dangerCard(), f.noteCard(),
			f.bar(),
		),
	)
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

func (f *form) faultCard() app.UI {
	icons := map[lamp.Fault]string{lamp.Dark: "bulb-off", lamp.NoLamp: "road", lamp.Works: "barrier-block",
		lamp.Lane: "building-cottage", lamp.Facility: "bolt", lamp.Other: "dots"}
	var picks []app.UI
	for _, fault := range lamps.Of(f.port).Rules().Faults {
		icon, shipped := icons[fault.ID]
		if !shipped {
			icon = "dots"
		}
		if !fault.Off {
			picks = append(picks, pickOne("fault", string(fault.ID), icon, f.lang().Pick(fault.Zh, fault.En), f.fault == fault.ID,
				func() { f.fault = fault.ID }))
		}
	}
	return kit.Card(f.lang().Say(words.WhatFault), nil, app.Div().Class("zz-pick").Role("radiogroup").
		Aria("label", f.lang().Say(words.WhatFault)).Body(picks...))
}

func (f *form) dangerCard() app.UI {
	lang := f.lang()
	icons := map[lamp.Danger]string{lamp.Safe: "check", lamp.Wires: "bolt", lamp.OpenDoor: "lock",
		lamp.Leaning: "alert-triangle", lamp.Hit: "road", lamp.Hanging: "hand-stop"}
	var picks []app.UI
	for _, d := range lamp.Dangers {
		picks = append(picks, pickOne("danger", string(d), icons[d], lang.DangerName(d), f.danger == d, func() { f.danger = d }))
	}
	return kit.Card(lang.Say(words.AnyDanger), nil,
		app.Div().Class("zz-pick").Role("radiogroup").Aria("label", lang.Say(words.AnyDanger)).Body(picks...),
		kit.Maybe(f.danger != lamp.Safe, func() app.UI {
			return app.Div().Role("alert").Class("zz-gap").Body(
				kit.Notice("alert-triangle", lang.Say(words.KeepAway), lang.Say(words.KeepAwayMore)))
		}),
	)
}

func pickOne(name, value, icon, text string, on bool, set func()) app.UI {
	input := app.Input().Type("radio").Name(name).Value(value).OnChange(func(app.Context, app.Event) { set() }, app.EventScope(name, value))
	if on { // printed, any value of the attribute means checked
		input = input.Checked(true)
	}
	return app.Label().Body(
		input,
		kit.Icon(icon), app.Span().Text(text),
		app.Span().Class("zz-pick__ok").Body(kit.Icon("check")),
	)
}

func (f *form) noteCard() app.UI {
	return kit.Card("", nil, field("note", f.lang().Say(words.NoteLabel), "", f.note, lamp.MaxNote, func(v string) { f.note = v }))
}

// field is one line of text; names are those of the plain form.
func field(id, label, hint, value string, limit int, set func(string)) app.UI {
	name := map[string]string{"words": "place.words", "pole": "place.pole"}[id]
	if name == "" {
		name = id
	}
	return app.Div().Class("zz-field").Body(
		app.Label().For(id).Text(label),
		app.Input().ID(id).Name(name).Placeholder(hint).Value(value).MaxLength(limit).AutoComplete(false).
			OnInput(func(ctx app.Context, _ app.Event) { set(ctx.JSSrc().Get("value").String()) }, app.EventScope(id)),
	)
}

func (f *form) bar() app.UI {
	lang := f.lang()
	text := words.Submit
	if f.saving {
		text = words.Submitting
	}
	return app.Div().Class("zz-submit").Body(
		kit.Maybe(f.problem != "", func() app.UI {
			return app.P().Class("zz-problem").Role("alert").Text(f.problem)
		}),
		app.Button().ID("submit").Class("weui-btn weui-btn_primary zz-go").Type("submit").Disabled(f.saving || f.shrinking || f.black.Open()).
			Body(kit.Icon("send"), app.Text(lang.Say(text))),
	)
}

// submit keeps the report on this phone.
func (f *form) submit(ctx app.Context, e app.Event) {
	if f.port.Do == nil {
		return // the printed form posts by itself
	}
	e.PreventDefault()
	if f.saving || f.black.Open() { // what is being drawn over does not leave as it is
		return
	}
	report := f.report()
	if err := report.Check(); err != nil {
		refusal, _ := op.AsRefusal(err)
		f.problem = f.lang().Refusal(refusal)
		return
	}
	f.saving, f.problem = true, ""
	ctx.Async(func() {
		err := f.keep(report)
		ctx.Dispatch(func(ctx app.Context) { f.kept(ctx, report.ID, err) })
	})
}

func (f *form) report() lamp.Submit {
	id := f.port.NewID()
	s := lamp.Submit{ID: id, Spot: id, Fault: f.fault, Danger: f.danger, Place: f.place, Note: strings.TrimSpace(f.note)}
	s.Place.Words, s.Place.Pole = strings.TrimSpace(s.Place.Words), strings.TrimSpace(s.Place.Pole)
	if f.rewrites > 0 {
		s.ID, s.Spot = f.draft.ID, f.draft.Spot
	}
	if f.joins != "" {
		s.Spot = f.joins
	}
	for _, p := range f.photos {
		s.Photos = append(s.Photos, photo.Hash(p.Hash))
	}
	return s
}

func (f *form) kept(ctx app.Context, id op.ID, err error) {
	f.saving = false
	if refusal, ok := op.AsRefusal(err); ok {
		f.problem = f.lang().Refusal(refusal)
		return
	}
	if err != nil {
		app.Log("report not saved: " + err.Error())
		f.problem = f.lang().Say(words.SaveFailed)
		return
	}
	f.saved = id
	app.Window().Call("scrollTo", 0, 0)
}

// again empties the form; the place is kept for the next lamp on the same walk.
func (f *form) again(app.Context, app.Event) {
	f.saved, f.photos, f.note, f.joins, f.notSame, f.rewrites = "", nil, "", "", false, 0
	f.fault, f.danger = lamp.Dark, lamp.Safe
	f.place.Words, f.place.Pole = "", ""
}

// point is where the phone said that it is.
func (f *form) point() (geo.Point, bool) {
	if f.place.Point == nil {
		return geo.Point{}, false
	}
	return *f.place.Point, true
}
