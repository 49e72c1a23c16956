package report

import (
	"strings"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// submit keeps the report on this phone.
func (f *form) submit(_ app.Context, e app.Event) {
	if f.port.Do == nil {
		return // the printed form posts by itself
	}
	e.PreventDefault()
	f.send()
}

func (f *form) send() {
	if f.saving || f.roll.Busy() { // what is being drawn over does not leave as it is
		return
	}
	report, err := f.report()
	if err == nil {
		err = report.Check()
	}
	if refusal, no := op.AsRefusal(err); no {
		f.refuse(refusal)
		return
	}
	f.saving, f.problem = true, ""
	f.root.Async(func() {
		err := f.keep(report)
		f.root.Dispatch(func(app.Context) { f.kept(report.ID, err) })
	})
}

// refuse says what is wrong, and goes to where it can be mended.
func (f *form) refuse(refusal op.Refusal) {
	f.problem = f.lang().Refusal(refusal)
	if refusal.Code == lamp.NoPlace {
		f.track() // the phone may know it after all
	}
	field := map[string]string{"place": "words", "seen": "when-day"}[refusal.Field]
	if field == "" {
		return
	}
	f.root.Defer(func(app.Context) {
		if e := app.Window().GetElementByID(field); e.Truthy() {
			e.Call("focus")
		}
	})
}

// report is what goes. The time is that of this tap.
func (f *form) report() (lamp.Submit, error) {
	s := f.said
	if s.ID == "" {
		s.ID = f.port.NewID()
	}
	if s.Spot == "" {
		s.Spot = s.ID
	}
	if f.joins != "" {
		s.Spot = f.joins
	}
	if s.Fault != lamp.Dark {
		s.Symptom = ""
	}
	if s.Place.Point != nil {
		s.District = ""
	}
	s.Place.Words, s.Place.Pole = strings.TrimSpace(s.Place.Words), strings.TrimSpace(s.Place.Pole)
	s.Note, s.Contact = strings.TrimSpace(s.Note), strings.TrimSpace(s.Contact)
	s.Photos = f.roll.Hashes()
	seen, ok := f.timed()
	if !ok {
		return s, op.Refuse(op.Missing, "seen")
	}
	s.Seen = seen
	return s, nil
}

// keep keeps a new report, or puts a changed one into its old place in the outbox.
func (f *form) keep(s lamp.Submit) error {
	if f.rewrites == 0 {
		return f.port.Do(s)
	}
	return f.port.Rewrite(f.rewrites, s)
}

func (f *form) kept(id op.ID, err error) {
	f.saving = false
	if refusal, ok := op.AsRefusal(err); ok {
		f.joins = ""
		f.refuse(refusal)
		return
	}
	if err != nil {
		app.Log("report not saved: " + err.Error())
		f.joins, f.problem = "", f.lang().Say(words.SaveFailed)
		return
	}
	f.dropDraft()
	f.found.untrack()
	f.scan.off()
	f.atlas.off()
	f.saved = id
	app.Window().Call("scrollTo", 0, 0)
}

// again empties the form for the next lamp on the same walk.
func (f *form) again(app.Context, app.Event) {
	f.empty()
	kit.Empty("words", "pole", "note", "contact")
	f.pole = lamps.Pole{}
	f.found.moved, f.found.moving, f.found.brought = false, false, false
	if f.found.here != nil {
		f.said.Place.Point = f.found.here
	}
	f.track()
}
