package report

import (
	"denghuo/shared/lamp"

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
	app.Window().Set("denghuoTyped", nil)
}
