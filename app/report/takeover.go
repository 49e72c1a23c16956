package report

import (
	"encoding/json"

	"denghuo/app/frame"
	"denghuo/shared/lamp"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// takeOver reads what was typed into the printed form before the program came.
// The start script has put it aside, since go-app lays its own nodes over the
// page: name by name, as the plain form would have posted it.
func (f *form) takeOver() {
	typed := app.Window().Get("denghuoTyped")
	if !app.IsClient || !typed.Truthy() {
		return
	}
	read := func(name string) string {
		if v := typed.Get(name); v.Truthy() {
			return v.String()
		}
		return ""
	}
	f.place.Words, f.place.Pole, f.note = read("place.words"), read("place.pole"), read("note")
	if v := read("fault"); v != "" {
		f.fault = lamp.Fault(v)
	}
	if v := read("danger"); v != "" {
		f.danger = lamp.Danger(v)
	}
	f.change(read("draft"))
	app.Window().Set("denghuoTyped", nil)
}

// change takes a report that waits and is to be written anew: its place, its photos
// and its number in the outbox.
func (f *form) change(draft string) {
	var d frame.Draft
	if draft == "" || json.Unmarshal([]byte(draft), &d) != nil {
		return
	}
	f.rewrites, f.place, f.draft = d.N, d.Report.Place, d.Report
	for _, h := range d.Report.Photos {
		f.photos = append(f.photos, frame.KeptPhoto{Hash: h})
	}
}

// keep keeps a new report, or puts a changed one into its old place in the outbox.
func (f *form) keep(s lamp.Submit) error {
	if f.rewrites == 0 {
		return f.port.Do(s)
	}
	return f.port.Rewrite(f.rewrites, s)
}

// show finds the picture of a photo that a draft names.
func (f *form) show(ctx app.Context, h photo.Hash) {
	url, err := f.port.Shown(h)
	if err != nil {
		app.Log("show a draft's photo: " + err.Error()) // its name is kept all the same
		return
	}
	ctx.Dispatch(func(app.Context) {
		for i := range f.photos {
			if f.photos[i].Hash == h {
				f.photos[i].URL = url
			}
		}
	})
}
