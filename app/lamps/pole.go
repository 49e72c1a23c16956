package lamps

import (
	"strings"
	"time"

	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Pole is a pole's number that is looked up in the city's inventory. Nothing waits for
// it: a report goes with the number alone, and staff look it up later.
type Pole struct {
	At  *door.Pole // where it stands; nil: not known, or not yet
	no  string
	why op.Code // there is none; empty before the answer
}

// Look asks the city for the number after a pause in which no other one is asked for,
// and calls then where it is known. ctx is the screen's own.
func (l *Pole) Look(ctx app.Context, p frame.Port, no string, pause time.Duration, then func(door.Pole)) {
	no = strings.TrimSpace(no)
	if no == l.no && (l.At != nil || l.why == "" || l.why == op.NotFound) {
		return
	}
	*l = Pole{no: no}
	if no == "" || p.Door == nil {
		return
	}
	ctx.After(pause, func(app.Context) {
		if no != l.no {
			return
		}
		ctx.Async(func() {
			at, err := p.Door.Pole(no)
			ctx.Dispatch(func(app.Context) { l.answer(no, at, err, then) })
		})
	})
}

func (l *Pole) answer(no string, at door.Pole, err error, then func(door.Pole)) {
	if no != l.no { // another one is typed by now
		return
	}
	if err == nil {
		l.At = &at
		then(at)
		return
	}
	l.why = door.NoLine // or what is as good as none
	if refusal, _ := op.AsRefusal(err); refusal.Code == op.NotFound {
		l.why = op.NotFound
	}
}

// Say is what came of it; empty before anything did. unknown and later are said where
// the inventory does not have it, and where nobody could be asked.
func (l *Pole) Say(lang words.Lang, r lamp.Rules, unknown, later words.T) string {
	switch {
	case l.why == op.NotFound:
		return lang.Say(unknown)
	case l.why != "":
		return lang.Say(later)
	case l.At == nil:
		return ""
	}
	where := l.At.District
	if id := DistrictNamed(r, where); id != "" {
		where = District(lang, r, id)
	}
	if l.At.Road != "" {
		where += " " + l.At.Road
	}
	return words.Put(lang.Say(words.PoleFound), strings.TrimSpace(where+" "+words.Put(lang.Say(words.PoleNo), l.At.Pole)))
}

// DistrictNamed finds a district by its ID, or by a name as an inventory has it.
func DistrictNamed(r lamp.Rules, name string) string {
	for _, d := range r.Districts {
		if name != "" && (name == d.ID || name == d.Zh || name == d.En) {
			return d.ID
		}
	}
	return ""
}
