package report

import (
	"time"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// when is what a person said of the time at which it was dark. Nothing said means
// now at night, and by day last night: that is asked where it can be seen.
type when struct {
	said string // now, night or earlier; empty: not said
	day  string // of earlier, as a date field gives it: 2026-04-17
}

const (
	whenNow     = "now"
	whenNight   = "night" // last night
	whenEarlier = "earlier"
)

// choice is what holds.
func (w when) choice(day bool) string {
	switch {
	case w.said != "":
		return w.said
	case day:
		return whenNight
	}
	return whenNow
}

// seen is the moment that a report names; zero: the tap. ok is false where a day was
// to be named and was not.
func (w when) seen(now time.Time, at geo.Point) (t time.Time, ok bool) {
	switch w.choice(!geo.Dark(now, at)) {
	case whenNight:
		return evening(now.Add(-24*time.Hour), at), true
	case whenEarlier:
		noon, err := time.ParseInLocation("2006-01-02 15", w.day+" 12", words.Zone)
		if err != nil {
			return time.Time{}, false
		}
		return evening(noon, at), true
	}
	return time.Time{}, true
}

// evening is an hour into the dark of a day: when people are still about.
func evening(day time.Time, at geo.Point) time.Time {
	_, _, _, dusk := geo.Sun(day, at)
	return dusk.Add(time.Hour)
}

// at is where the sun is asked for.
func (f *form) at() geo.Point {
	if p := f.said.Place.Point; p != nil {
		return *p
	}
	return geo.City
}

func (f *form) isDay() bool { return !geo.Dark(f.now(), f.at()) }

// timed is when it was seen to be dark; ok as of seen.
func (f *form) timed() (t time.Time, ok bool) {
	if f.said.Fault != lamp.Dark || f.said.Symptom == lamp.Burns {
		return time.Time{}, true
	}
	return f.when.seen(f.now(), f.at())
}

// sunQuestion is asked by day: nobody sees at noon that a lamp is dark.
func (f *form) sunQuestion() app.UI {
	lang := f.lang()
	return kit.Div("zz-sun", kit.Div("zz-sun__q", kit.Icon("sun"), app.P().Text(lang.Say(words.SunQuestion))), f.whenChips())
}

func (f *form) whenChips() app.UI {
	lang, day := f.lang(), f.isDay()
	is := f.when.choice(day)
	names := []struct {
		value string
		name  words.T
	}{{whenNight, words.LastNight}, {whenEarlier, words.Earlier}, {whenNow, words.SeenNow}}
	if !day {
		names[2].name = words.JustNow
	}
	var chips []app.UI
	for _, n := range names {
		chips = append(chips, f.pick("when", n.value, "", lang.Say(n.name), is == n.value, func() { f.when.said = n.value }))
	}
	return kit.Block(
		kit.Block(kit.Maybe(!day, func() app.UI { return kit.Note(lang.Say(words.WhenSeen)) })),
		group("zz-pick zz-pick--chips zz-gap", lang.Say(words.WhenSeen), chips...),
		kit.Block(kit.Maybe(is == whenEarlier, func() app.UI {
			return kit.Field{ID: "when-day", Type: "date", Label: lang.Say(words.WhichDay), Value: f.when.day,
				Set: func(v string) { f.when.day = v; f.touch() }}.UI()
		})),
	)
}
