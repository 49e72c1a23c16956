package report

import (
	"time"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// promise says until when, whether that is over and by how much, or why the clock
// stands; and whose word it is. How long the city had it and how long it waited for
// others are told apart.
func (s *spot) promise(one *lamp.Spot) app.UI {
	lang, rules, now := s.lang(), *lamps.Of(s.port).Rules(), s.port.Now()
	p := one.Promise(rules, now)
	var facts []app.UI
	fact := func(name words.T, value string) { facts = append(facts, kit.Fact(lang.Say(name), value)) }
	if !p.Act.IsZero() {
		fact(words.ActLabel, due(lang, p.Act, p.ActLate, p.Acted, now))
	}
	switch {
	case p.Paused:
		fact(words.RepairLabel, lang.Say(words.PausedNow))
	case p.Repair.IsZero():
		fact(words.RepairLabel, lang.Say(words.NoRepairBy))
	case !p.Repaired || one.State == lamp.Fixed || one.State == lamp.Lit || one.State == lamp.Closed: // what was refused is not repaired
		fact(words.RepairLabel, due(lang, p.Repair, p.RepairLate, p.Repaired, now))
	}
	city, others := one.Clocks(now)
	fact(words.CityClock, lang.Lasted(city))
	if others > time.Minute {
		fact(words.OthersClock, lang.Lasted(others))
	}
	whose := words.NoPromise
	if p.Announced {
		whose = words.Promised
	}
	return kit.Block(kit.Facts(facts...),
		kit.Maybe(p.Paused, func() app.UI { return kit.Note(words.Put(lang.Say(words.PausedFor), lamps.Paused(lang, rules, one))) }),
		kit.Note(lang.Say(whose)))
}

// due is a time that is promised, and what has become of it.
func due(lang words.Lang, by time.Time, late time.Duration, done bool, now time.Time) string {
	text, became := lang.Moment(by, now), ""
	switch {
	case done && late > 0:
		became = words.Put(lang.Say(words.KeptLate), lang.Lasted(late))
	case done:
		became = lang.Say(words.KeptNow)
	case late > 0:
		became = words.Put(lang.Say(words.LateNow), lang.Lasted(late))
	default:
		return text
	}
	return text + " · " + became
}

// timeline is what has happened: what, when, by whom as far as that is public, and why.
func (s *spot) timeline(one *lamp.Spot) app.UI {
	lang, rules, now := s.lang(), lamps.Of(s.port).Rules(), s.port.Now()
	var items []app.UI
	crew := ""
	for i, st := range one.Steps {
		if st.Crew != "" {
			crew = lamps.Crew(lang, *rules, st.Crew)
		}
		small := lang.Moment(st.When(), now) + lang.Say(words.DeskComma) + by(lang, one.Steps, i, crew)
		if st.Owner != "" {
			small += lang.Say(words.DeskComma) + lang.OwnerName(st.Owner)
		}
		if why := lamps.Reason(lang, *rules, st.Reason); why != "" {
			small += lang.Say(words.DeskComma) + why
		}
		items = append(items, step(i < len(one.Steps)-1 || !one.State.Open(), stepName(lang, one.Steps, i), small))
	}
	if one.State == lamp.Fixed {
		items = append(items, app.Li().Body(app.Text(lang.Say(words.Steps[3])), app.Small().Text(lang.Say(words.LitAfterDusk))))
	}
	return app.Ul().Class("zz-line").Body(items...)
}

// stepName is what a step was called when it was taken.
func stepName(lang words.Lang, steps []lamp.Step, i int) string {
	st := steps[i]
	switch {
	case st.State == lamp.Sent && i == 0:
		return lang.Say(words.Steps[0])
	case st.State == lamp.Sent && steps[i-1].State == lamp.Returned:
		return lang.Say(words.Answered)
	case st.State == lamp.Checked && i > 0 && (steps[i-1].State == lamp.Fixed || steps[i-1].State == lamp.Lit):
		return lang.Say(words.StillDark)
	}
	return lang.StateName(st.State)
}

// by is who took a step, as a role: no timeline names a person.
func by(lang words.Lang, steps []lamp.Step, i int, crew string) string {
	st := steps[i]
	switch st.State {
	case lamp.Sent, lamp.Withdrawn:
		return lang.Say(words.ByResident)
	case lamp.Repairing, lamp.Waiting, lamp.TempLit, lamp.Fixed:
		if crew != "" {
			return crew
		}
		return lang.Say(words.ByCrew)
	case lamp.Lit:
		return lang.ProofOf(st.Proof)
	case lamp.Closed:
		return lang.Say(words.ByItself)
	case lamp.Checked:
		if stepName(lang, steps, i) == lang.Say(words.StillDark) {
			return lang.Say(words.ByResident)
		}
	}
	return lang.Say(words.ByDesk)
}
