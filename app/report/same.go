package report

import (
	"sort"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// mostSame is how many lamps near by are offered: more is no choice on a dark street.
const mostSame = 3

// near is what could be the same lamp, from what this phone holds: what is dangerous
// first, then the likeliest.
func (f *form) near() []lamp.Spot {
	if f.port.Do == nil {
		return nil
	}
	near := lamps.Of(f.port).Near(f.said.Place, f.now())
	sort.SliceStable(near, func(i, j int) bool { return hazard(near[i]) && !hazard(near[j]) })
	return near[:min(len(near), mostSame)]
}

func hazard(s lamp.Spot) bool { return s.Danger != lamp.Safe && s.Danger != "" }

// askSame asks before it is written once more. Yes is one tap and sends; whoever is
// not sure goes on, and a clerk compares.
func (f *form) askSame(near []lamp.Spot) app.UI {
	lang := f.lang()
	if f.other {
		return kit.Note(lang.Say(words.OtherLamp))
	}
	rows := []app.UI{kit.P("zz-same__q", lang.Say(words.SameLamp))}
	for _, s := range near {
		rows = append(rows, f.oneSame(s))
	}
	answer := func(id string, name words.T) app.UI {
		return kit.Press(id, "zz-btn2", "", lang.Say(name), false, func(app.Context, app.Event) { f.other = true })
	}
	return app.Div().ID("same").Class("zz-same").Body(
		append(rows, kit.Div("zz-two", answer("same-no", words.SameLampNo), answer("same-unsure", words.SameUnsure)))...)
}

func (f *form) oneSame(s lamp.Spot) app.UI {
	lang := f.lang()
	var shot app.UI = kit.Div("zz-same__i", kit.Icon("bulb-off"))
	if len(s.Pictures) > 0 {
		shot = shots.Picture(&f.port, s.Pictures[0])
	}
	about := lang.Moment(s.First, f.now()) + lang.Say(words.DeskComma) + words.Put(lang.Say(words.Voices), words.Int(s.Voices))
	if away := f.away(s); away != "" {
		about = away + lang.Say(words.DeskComma) + about
	}
	return kit.Div("zz-same__r", shot,
		kit.Block(kit.B(lamps.Fault(lang, *lamps.Of(f.port).Rules(), s.Fault)), kit.Span("zz-cap", about),
			kit.Div("zz-wrap", lamps.StateTag(lang, s.State), kit.Maybe(hazard(s), func() app.UI { return dangerTag(lang, s.Danger) }))),
		app.Button().ID("same-"+string(s.ID)).Class("zz-btn2 zz-same__b").Type("button").Disabled(f.saving || f.roll.Busy()).Text(lang.Say(words.SameLampYes)).
			OnClick(func(app.Context, app.Event) { f.join(s.ID) }, app.EventScope(s.ID)))
}

func dangerTag(lang words.Lang, d lamp.Danger) app.UI {
	return kit.Tag("err", "alert-triangle", lang.DangerName(d))
}

// away is how far a spot is and in which direction.
func (f *form) away(s lamp.Spot) string {
	at := f.said.Place.Point
	if at == nil || s.Point == nil {
		return ""
	}
	return f.lang().Away(geo.Metres(*at, *s.Point), geo.Compass(geo.Bearing(*at, *s.Point)))
}

// join says that it is that lamp, and sends.
func (f *form) join(spot op.ID) {
	f.joins = spot
	f.send()
	if f.problem != "" {
		f.joins = ""
	}
}
