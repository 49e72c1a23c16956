package triage

import (
	"slices"

	"denghuo/app/kit"
	"denghuo/app/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// keysNote is the small note of this person's by which single keys are off.
const keysNote = "desk-keys"

// keys are the single keys, in the order of the help.
var keys = []struct {
	key  string
	name words.T
}{
	{"j", words.KeyMove}, {"k", words.KeyMove}, {"x", words.KeyPick}, {"o", words.KeyOpen}, {"Enter", words.KeyOpen},
	{"c", words.DoCheck}, {"m", words.DoMerge}, {"d", words.DoDispatch}, {"r", words.DoRefuse}, {"h", words.DoHold},
	{"z", words.KeyUndo}, {"/", words.KeySearch}, {"?", words.KeyHelp},
}

// wants reports whether the desk has a use for a key. Escape closes what is open,
// also for those who want no single keys.
func (s *screen) wants(key string) bool {
	if key == "Escape" {
		return s.sheet.kind != "" || s.q.spot != ""
	}
	return !s.keyless && slices.ContainsFunc(keys, func(k struct {
		key  string
		name words.T
	}) bool {
		return k.key == key
	})
}

// pressed does what a key says.
func (s *screen) pressed(ctx app.Context, key string) {
	switch key {
	case "Escape":
		s.escape(ctx)
	case "j", "k":
		s.step(ctx, map[string]int{"j": 1, "k": -1}[key])
	case "x":
		if s.here != "" {
			s.picks.turn(s.here)
		}
	case "o", "Enter":
		if s.here != "" {
			s.toggle(ctx, s.here)
		}
	case "z":
		s.undo()
	case "/":
		s.aim = ""
		focus(searchID)
	case "?":
		s.ask(ctx, sheet{kind: help})
	default:
		s.begin(ctx, map[string]kind{"c": check, "m": merge, "d": dispatch, "r": refuse, "h": hold}[key], s.targets())
	}
}

func (s *screen) escape(ctx app.Context) {
	if s.sheet.kind != "" {
		s.closeSheet(ctx)
		return
	}
	s.toggle(ctx, s.q.spot)
}

// step moves the row that keys are about, and the focus with it.
func (s *screen) step(ctx app.Context, by int) {
	if len(s.list.ids) == 0 {
		return
	}
	at := slices.Index(s.list.ids, s.here) + by
	if s.here == "" {
		at = 0
	}
	at = min(max(at, 0), len(s.list.ids)-1)
	s.point(s.list.ids[at])
	s.aim = s.here
	ctx.Defer(func(app.Context) { // the row may be drawn only now
		if s.aim != "" {
			focus("open-" + string(s.aim))
		}
		s.aim = ""
	})
}

func focus(id string) {
	if e := app.Window().GetElementByID(id); e.Truthy() {
		e.Call("focus", map[string]any{"preventScroll": id != searchID})
	}
}

// helpSheet lists the keys, and lets them be switched off.
func (s *screen) helpSheet() app.UI {
	var rows []app.UI
	for _, k := range keys {
		rows = append(rows, app.Div().Body(app.Dt().Body(app.Kbd().Text(k.key)), app.Dd().Text(s.lang().Say(k.name))))
	}
	return app.Div().Body(
		app.Dl().Class("zz-keys").Body(rows...),
		kit.Toggle("keys-on", "", s.lang().Say(words.KeysOn), !s.keyless, s.setKeys),
	)
}

func (s *screen) setKeys(on bool) {
	s.keyless = !on
	if s.port.Remember != nil {
		s.port.Remember(keysNote, map[bool]string{true: "", false: "off"}[on])
	}
}
