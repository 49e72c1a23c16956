package kit

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// OnKeys calls do for single keys while nobody types, and keeps the browser from
// using the key itself. wanted is asked first, and may not wait; do runs as an event
// of the page. Keys together with Ctrl, Alt or the command key are the browser's.
func OnKeys(ctx app.Context, wanted func(key string) bool, do func(ctx app.Context, key string)) (stop func()) {
	pressed := app.FuncOf(func(_ app.Value, args []app.Value) any {
		e := args[0]
		key := e.Get("key").String()
		if e.Get("ctrlKey").Bool() || e.Get("altKey").Bool() || e.Get("metaKey").Bool() || e.Get("isComposing").Bool() ||
			typing(e.Get("target"), key) || !wanted(key) {
			return nil
		}
		e.Call("preventDefault")
		ctx.Dispatch(func(ctx app.Context) { do(ctx, key) })
		return nil
	})
	app.Window().Call("addEventListener", "keydown", pressed)
	return func() {
		app.Window().Call("removeEventListener", "keydown", pressed)
		pressed.Release()
	}
}

// typing reports whether a key belongs to the element it was pressed on: letters to
// a field, Enter and the space bar to a button.
func typing(target app.Value, key string) bool {
	switch strings.ToUpper(target.Get("tagName").String()) {
	case "TEXTAREA", "SELECT":
		return true
	case "INPUT":
		kind := target.Get("type").String()
		return kind != "checkbox" && kind != "radio" || key == " "
	case "BUTTON", "A", "SUMMARY":
		return key == "Enter" || key == " "
	}
	return target.Get("isContentEditable").Truthy()
}
