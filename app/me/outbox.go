package me

import (
	"encoding/json"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// outbox shows what waits and why, and lets it be sent, changed, taken back, saved.
func (s *screen) outbox() app.UI {
	lang := s.lang()
	waiting := s.port.Waiting()
	if len(waiting) == 0 && lamps.PhotosWait(s.port) { // "all sent" would not be true
		return s.file(false)
	}
	if len(waiting) == 0 {
		return app.Div().Body(
			kit.Card("", nil, app.P().Class("zz-status").Body(app.I(), app.Text(lang.Say(words.NothingWaits)))), s.file(false))
	}
	var items []app.UI
	for _, w := range waiting {
		items = append(items, s.waits(w))
	}
	hint := lang.Say(words.OutboxHint)
	if until := s.port.Line().SafeUntil; !until.IsZero() {
		hint = words.Put(lang.Say(words.SafeUntil), lang.Day(until))
	}
	items = append(items, app.P().Class("zz-cap zz-gap").Text(hint))
	send := app.Button().ID("send-now").Class("zz-btn2").Type("button").Body(kit.Icon("refresh"), app.Text(lang.Say(words.SendNow))).
		OnClick(func(app.Context, app.Event) { s.port.Retry() })
	return app.Div().Body(kit.Card(words.Put(lang.Say(words.NWaiting), words.Int(len(waiting))), send, items...), s.file(true))
}

// waits is one op in the outbox.
func (s *screen) waits(w frame.Waiting) app.UI {
	lang := s.lang()
	what, where := s.describe(w.Op)
	state := kit.Tag("lamp", "clock", lang.Say(words.WaitsNetwork))
	if s.port.Line().Online {
		state = kit.Tag("brand", "upload", lang.Say(words.Sending))
	}
	_, report := w.Op.(lamp.Submit)
	return app.Div().Class("zz-out zz-out--words").Body(
		app.Div().Body(
			app.B().Text(where), app.Span().Class("zz-cap").Text(what+"，"+lang.Moment(w.At, s.port.Now())),
			kit.Maybe(s.port.Withdraw != nil, func() app.UI {
				return app.Div().Class("zz-two zz-gap").Body(
					app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.Withdraw)).OnClick(s.withdraw(w), of(w.N, w.At.UnixNano(), w.Offered)),
					kit.Maybe(report && !w.Offered, func() app.UI {
						return app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.Change)).OnClick(s.change(w), of(w.N, w.At.UnixNano(), w.Offered))
					}),
				)
			}),
		),
		state,
	)
}

// of names what a button of a list is about. go-app tells handlers apart by their
// code alone, so a row that moves up would go on acting on the one that was there.
func of(about ...any) app.EventOption { return app.EventScope(about...) }

// withdraw takes back what has not gone. What the city may have heard is withdrawn
// there, by an op of its own.
func (s *screen) withdraw(w frame.Waiting) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		lang := s.lang()
		if w.Offered {
			s.withdrawThere(ctx, w.Op)
			return
		}
		if !app.Window().Call("confirm", lang.Say(words.WithdrawAsk)).Bool() {
			return
		}
		ctx = s.port.Page(ctx)
		ctx.Async(func() {
			err := s.port.Withdraw(w.N)
			ctx.Dispatch(func(app.Context) { s.tell(err) })
		})
	}
}

// withdrawThere asks the city for it, where the person is its only reporter.
func (s *screen) withdrawThere(ctx app.Context, o op.Op) {
	lang := s.lang()
	report, ok := o.(lamp.Submit)
	if !ok || report.Spot != report.ID {
		s.told = []string{lang.Say(words.MaybeHeardNo)}
		return
	}
	if !app.Window().Call("confirm", lang.Say(words.MaybeHeard)).Bool() {
		return
	}
	move := lamp.Move{ID: s.port.NewID(), Spot: report.Spot, From: lamp.Sent, To: lamp.Withdrawn}
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		err := s.port.Do(move)
		ctx.Dispatch(func(app.Context) { s.tell(err) })
	})
}

// change lays the words into the form, which puts the new op in the place of this one.
func (s *screen) change(w frame.Waiting) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		o, ok := w.Op.(lamp.Submit)
		if !ok {
			return
		}
		typed := map[string]any{"place.words": o.Place.Words, "place.pole": o.Place.Pole, "note": o.Note,
			"fault": string(o.Fault), "danger": string(o.Danger)}
		if b, err := json.Marshal(frame.Draft{N: w.N, Report: o}); err == nil {
			typed["draft"] = string(b)
		}
		app.Window().Set("denghuoTyped", typed)
		ctx.Navigate("/report")
	}
}

// tell keeps what is to be said of an action.
func (s *screen) tell(err error) {
	s.told = nil
	if refusal, no := op.AsRefusal(err); no {
		s.told = []string{s.lang().Refusal(refusal)}
	} else if err != nil {
		app.Log("outbox: " + err.Error())
		s.told = []string{s.lang().Say(words.SaveFailed)}
	}
}

// file is the outbox as a file, out and in.
func (s *screen) file(waits bool) app.UI {
	lang := s.lang()
	if s.port.Export == nil {
		return app.Span()
	}
	var told []app.UI
	for _, t := range s.told {
		told = append(told, app.P().Class("zz-cap").Text(t))
	}
	return app.Div().Class("zz-card").Body(
		app.Div().Class("zz-card__h").Body(app.H2().Text(lang.Say(words.FileTitle))),
		app.Div().Class("zz-two").Body(
			kit.Maybe(waits || len(s.port.Refused()) > 0, func() app.UI {
				return app.Button().ID("export").Class("zz-btn2").Type("button").Text(lang.Say(words.SaveAsFile)).OnClick(s.export)
			}),
			app.Label().Class("zz-btn2").Body(app.Text(lang.Say(words.BringIn)),
				app.Input().ID("import").Class("zz-sr").Type("file").Accept("application/json,.json").OnChange(s.bringIn)),
			app.A().Class("zz-btn2").Href("/rescue").Text(lang.Say(words.RescueLink)),
		),
		app.Div().Role("status").Aria("live", "polite").Body(told...),
	)
}

func (s *screen) export(ctx app.Context, _ app.Event) {
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		err := s.port.Export()
		ctx.Dispatch(func(app.Context) {
			if s.tell(err); err == nil {
				s.told = []string{s.lang().Say(words.SavedAsFile)}
			}
		})
	})
}

func (s *screen) bringIn(ctx app.Context, _ app.Event) {
	file := ctx.JSSrc().Get("files").Index(0)
	if !file.Truthy() {
		return
	}
	ctx.JSSrc().Set("value", "") // so that the same file can be picked again
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		done, err := s.port.Import(file)
		ctx.Dispatch(func(app.Context) { s.broughtIn(done, err) })
	})
}

func (s *screen) broughtIn(done frame.Imported, err error) {
	lang := s.lang()
	s.tell(err)
	if _, refused := op.AsRefusal(err); refused {
		return
	}
	if err != nil {
		s.told = []string{lang.Say(words.FileFailed)}
	}
	line := words.Put(lang.Say(words.BroughtIn), words.Int(done.Taken))
	if done.Known > 0 {
		line += words.Put(lang.Say(words.KnownAlready), words.Int(done.Known))
	}
	s.told = append(s.told, line)
	for _, r := range done.Refused {
		s.told = append(s.told, words.Put(lang.Say(words.LineNotTaken), words.Int(r.At))+lang.Refusal(r.Refusal))
	}
}
