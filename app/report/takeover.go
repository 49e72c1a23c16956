package report

import (
	"encoding/json"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// takeOver reads what was typed into the printed form before the program came.
// The start script has put it aside, since go-app lays its own nodes over the
// page: name by name, as the plain form would have posted it. /me lays a report there
// that waits and is to be written anew.
func (f *form) takeOver(ctx app.Context) {
	typed := app.Window().Get("denghuoTyped")
	if !app.IsClient || !typed.Truthy() {
		return
	}
	app.Window().Set("denghuoTyped", nil)
	read := func(name string) string {
		if v := typed.Get(name); v.Truthy() {
			return v.String()
		}
		return ""
	}
	var d frame.Draft
	if draft := read("draft"); draft != "" && json.Unmarshal([]byte(draft), &d) == nil {
		f.load(ctx, d.Report)
		f.rewrites, f.found.brought, f.when.said = d.N, true, whenNow
		if !d.Report.Seen.IsZero() {
			f.when = whenOn(d.Report.Seen)
		}
		return
	}
	s := f.said
	s.Place.Words, s.Place.Pole, s.Note, s.Contact = read("place.words"), read("place.pole"), read("note"), read("contact")
	s.Symptom, s.District = lamp.Symptom(read("symptom")), read("district")
	if v := read("fault"); v != "" {
		s.Fault = lamp.Fault(v)
	}
	if v := read("danger"); v != "" {
		s.Danger = lamp.Danger(v)
	}
	f.load(ctx, s)
	f.touch()
}

// load puts a report into the form. It has been drawn already, without it.
func (f *form) load(ctx app.Context, s lamp.Submit) {
	f.said = s
	if len(s.Photos) > 0 {
		f.roll.Fill(&f.port, f.root, s.Photos)
	}
	ctx.Defer(func(app.Context) {
		for _, f := range [...][2]string{{"words", s.Place.Words}, {"pole", s.Place.Pole}, {"note", s.Note}, {"contact", s.Contact}} {
			kit.Refill(f[0], f[1])
		}
	})
}

// resume goes on with a draft.
func (f *form) resume(ctx app.Context, id op.ID) {
	d, ok := lamps.DraftOf(f.port, id)
	if !ok {
		return
	}
	f.empty()
	f.load(ctx, d.Report)
	f.found.brought = true
	switch {
	case !d.Report.Seen.IsZero():
		f.when = whenOn(d.Report.Seen)
	case f.now().Sub(d.At) > 6*time.Hour: // "now" was then
		f.when = whenOn(d.At)
	}
}

func whenOn(t time.Time) when {
	return when{said: whenEarlier, day: t.In(words.Zone).Format(time.DateOnly)}
}

// touch keeps what was chosen and typed, after each change, under the report's own ID:
// another page writes another draft.
func (f *form) touch() {
	if f.rewrites > 0 || f.port.Do == nil {
		return // what is being changed is safe in the outbox
	}
	if !f.worth() {
		f.dropDraft()
		return
	}
	if f.said.ID == "" {
		f.said.ID = f.port.NewID()
	}
	s, _ := f.report() // a day that is still to be named is no matter here
	lamps.KeepDraft(f.port, lamps.Draft{At: f.now(), Report: s})
}

func (f *form) dropDraft() {
	if f.said.ID != "" && f.rewrites == 0 {
		lamps.DropDraft(f.port, f.said.ID)
	}
}

// worth reports whether anything was said that a person would miss.
func (f *form) worth() bool {
	s := f.said
	return s.Fault != lamp.Dark || s.Danger != lamp.Safe || s.Symptom != "" || f.found.moved || len(f.roll.Photos) > 0 ||
		s.Place.Words+s.Place.Pole+s.Note+s.Contact != ""
}
