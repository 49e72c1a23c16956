// Package lamps is how lamps look on any screen: a state's tag, the four dots, a
// place in few words, a photo, a person's own reports. The task rooms do not
// import each other; what they share about lamps stands here. It has no screen of
// its own and does nothing.
package lamps

import (
	"math"
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// LocalNumber is what a report is called before the city has given it a number.
func LocalNumber(id op.ID) string {
	s := strings.ToUpper(string(id))
	return "L-" + s[max(0, len(s)-4):]
}

// Where is a place in as few words as it has.
func Where(lang words.Lang, p lamp.Place) string {
	switch {
	case p.Words != "":
		return p.Words
	case p.Pole != "":
		return words.Put(lang.Say(words.PoleNo), p.Pole)
	case p.Point != nil:
		return Coordinate(p.Point.Lat) + ", " + Coordinate(p.Point.Lon)
	}
	return lang.Say(words.UnknownRoad)
}

// Coordinate writes degrees to four decimals, about eleven metres.
func Coordinate(v float64) string { return kit.Num(math.Round(v*1e4) / 1e4) }

// StateTag is a state as icon and word on a coloured ground.
func StateTag(lang words.Lang, s lamp.State) app.UI {
	look, icon := "lamp", "clock"
	switch s {
	case lamp.Lit, lamp.Fixed:
		look, icon = "ok", "check"
	case lamp.Declined, lamp.Returned:
		look, icon = "err", "info-circle"
	case lamp.Checked, lamp.Repairing:
		look, icon = "brand", "tool"
	}
	return kit.Tag(look, icon, lang.StateName(s))
}

// My is what this person reported, newest first.
func My(p frame.Port) []lamp.Report {
	me := p.Me().ID
	var mine []lamp.Report
	if me == "" {
		return nil
	}
	for _, r := range Of(p).By(me) {
		mine = append(mine, *r)
	}
	return mine
}

// Mine lists a person's own reports with their four steps.
func Mine(p frame.Port) app.UI {
	lang := p.Looks().Lang
	mine := My(p)
	if len(mine) == 0 {
		return app.P().Class("zz-cap").Body(app.Text(lang.Say(words.NoReports)+" · "),
			app.A().Class("zz-more").Href("/report").Text(lang.Say(words.ReportOne)))
	}
	var items []app.UI
	rules := *Of(p).Rules()
	for _, r := range mine[:min(len(mine), 50)] {
		spot, _ := lamp.Spots.Get(p.View(), r.Spot)
		number, state, dots, late := r.No, StateTag(lang, spot.State), Steps(lang, spot), LateTag(p, &spot)
		if number == "" { // the city has not heard it: nothing is received yet
			number = words.Put(lang.Say(words.LocalNumber), LocalNumber(r.ID))
			state, dots, late = kit.Tag("lamp", "clock", lang.Say(words.WaitsNetwork)), app.Span(), app.Span()
		}
		items = append(items, app.A().Class("zz-mine").Href("/spots/"+string(r.Spot)).Body(
			app.Div().Class("zz-mine__h").Body(
				app.Div().Body(app.B().Text(Where(lang, r.Place)),
					app.Span().Class("zz-cap").Text(Fault(lang, rules, r.Fault)+lang.Say(words.DeskComma)+number)),
				kit.Div("zz-mine__t", state, late),
			),
			dots,
		))
	}
	return app.Div().Body(items...)
}

// Steps are the four dots: how far a spot has come.
func Steps(lang words.Lang, s lamp.Spot) app.UI {
	at := 0
	switch s.State {
	case lamp.Checked:
		at = 1
	case lamp.Repairing, lamp.Waiting, lamp.TempLit, lamp.Fixed:
		at = 2
	case lamp.Lit:
		at = 3
	}
	var items []app.UI
	for i, name := range words.Steps {
		class := ""
		if i < at || s.State == lamp.Lit {
			class = "on"
		} else if i == at {
			class = "now"
		}
		items = append(items, app.Li().Class(class).Text(lang.Say(name)))
	}
	return app.Ol().Class("zz-steps").Body(items...)
}
