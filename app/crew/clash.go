package crew

import (
	"strings"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// recalls are the jobs that were taken back: nobody need go. They stay until the crew
// says that it has understood.
func (s *jobs) recalls(l list) (cards []app.UI) {
	lang, now := s.lang(), s.port.Now()
	for _, t := range l.recalled {
		id, line := t.job.ID, words.Put(lang.Say(words.RecalledAt), lang.Moment(t.job.Ended, now))
		if t.job.Out == lamp.Merged {
			if into, ok := s.index().Spot(t.spot.Into); ok {
				line = s.join(line, words.Put(lang.Say(words.RecalledInt), placeOf(lang, s.index(), into)))
			}
		}
		line = s.join(line, lamps.Reason(lang, *s.index().Rules(), t.job.Why))
		cards = append(cards, app.Div().Class("zz-recall").DataSet("job", string(id)).Body(
			kit.Icon("hand-stop"),
			kit.Div("zz-clash", kit.B(lang.Say(words.Recalled1)), kit.P("", placeOf(lang, s.index(), t.spot)), kit.Cap(line)),
			s.halfDone(t),
			button("understood-"+string(id), "zz-btn2", "", lang.Say(words.RecalledOK), false, func() { s.understand(id) })))
	}
	return cards
}

// halfDone is for a job that was taken back while somebody was at it: what they had
// noted of its end is no less true, and becomes a repair of the ledger.
func (s *jobs) halfDone(t *task) app.UI {
	d, begun := s.drafts.Jobs[t.job.ID]
	id, say := t.job.ID, s.lang().Say(words.RecalledWork)
	return kit.Maybe(begun, func() app.UI {
		return button("recall-work-"+string(id), "zz-btn2", "", say, s.busy,
			func() {
				m := lamp.Move{Spot: t.spot.ID, To: lamp.Fixed, Cause: d.Cause, Done: counted(t, d), Photos: d.Photos, Note: strings.TrimSpace(d.Note)}
				s.do(s.asWork(s.port.Now(), m), func() {
					s.last = &deed{text: s.lang().Say(words.DidWork)}
					s.understand(id)
				})
			}, d.Cause, len(d.Photos), d.Note)
	})
}

// understand puts a withdrawn job away, and what the city said no to because of it.
func (s *jobs) understand(id op.ID) {
	s.understood = append(s.understood, id)
	s.understood = s.understood[max(0, len(s.understood)-50):]
	var text []string
	for _, one := range s.understood {
		text = append(text, string(one))
	}
	s.port.Remember(seenNote, strings.Join(text, " "))
	s.drafts.put(id, draft{})
	s.remember()
	for _, r := range s.port.Refused() {
		if b, ok := r.Op.(lamp.Begin); ok && b.Job == id {
			s.dismiss(r.ID)
		}
	}
}

// clashes are a crew's ops that the city did not take. What was done stands beside how
// it is now; it can be reported again, be written down as a repair, or be left.
func (s *jobs) clashes() (cards []app.UI) {
	for _, r := range s.port.Refused() {
		if m, ok := r.Op.(lamp.Move); ok && len(cards) < 5 {
			cards = append(cards, s.clash(r, m))
		}
	}
	return cards
}

func (s *jobs) clash(r frame.Refused, m lamp.Move) app.UI {
	lang, now, ix := s.lang(), s.port.Now(), s.index()
	name, state, theirs := string(m.Spot), lamp.State(""), lang.Say(words.WasRemoved)
	if spot, ok := ix.Spot(m.Spot); ok {
		name, state, m.Job = placeOf(lang, ix, spot), spot.State, spot.Job
		theirs = lang.StateName(state)
		if n := len(spot.Steps); n > 0 {
			theirs = s.join(theirs, lang.Moment(spot.Steps[n-1].When(), now))
		}
	}
	id := string(r.ID)
	button := func(what string, text words.T, off bool, do func()) app.UI {
		return button(what+"-"+id, "zz-btn2", "", lang.Say(text), off || s.busy, do, state, m.Job)
	}
	again, can := s.again(m, state)
	return app.Div().Class("zz-net").Role("alert").Body(kit.Icon("info-circle"), kit.Div("zz-clash",
		kit.B(name), kit.P("", lang.Say(words.ClashTitle)), kit.P("", lang.Refusal(r.Refusal)),
		kit.Facts(kit.Fact(lang.Say(words.ClashMine), s.join(s.mineWas(m), lang.Moment(r.At, now))), kit.Fact(lang.Say(words.ClashNow), theirs)),
		kit.Div("zz-wrap zz-wrap--gap",
			button("clash-again", words.ClashAgain, !can, func() { s.do(again, func() { s.dismiss(r.ID) }) }),
			kit.Maybe(m.To == lamp.Fixed && m.Done != (lamp.Done{}), func() app.UI {
				return button("clash-work", words.ClashWork, false, func() {
					s.do(s.asWork(r.At, m), func() { s.last = &deed{text: lang.Say(words.DidWork)}; s.dismiss(r.ID) })
				})
			}),
			button("clash-leave", words.ClashLeave, false, func() { s.dismiss(r.ID) }))))
}

// mineWas is an op in words: what, why, how much, photos.
func (s *jobs) mineWas(m lamp.Move) string {
	lang, cause, done, photos := s.lang(), "", "", ""
	if m.Cause != "" {
		cause = lamps.Cause(lang, *s.index().Rules(), m.Cause)
	}
	if m.Done != (lamp.Done{}) {
		done = lang.DoneWords(m.Done)
	}
	if n := len(m.Photos); n > 0 {
		photos = s.put(words.PhotosN, n)
	}
	return s.join(lang.StateName(m.To), lamps.Reason(lang, *s.index().Rules(), m.Reason), m.Note, cause, done, photos)
}

// again is the step once more from where the spot stands now, if the diagram has a way
// there that a crew may go.
func (s *jobs) again(m lamp.Move, now lamp.State) (ops []op.Op, can bool) {
	reach := func(from lamp.State) bool {
		for _, to := range lamp.Next(from, s.port.Me(), false) {
			if to == m.To {
				return true
			}
		}
		return false
	}
	m.ID, m.From = s.port.NewID(), now
	switch {
	case reach(now) && now != lamp.Lit && now != lamp.Fixed:
		return []op.Op{m}, true
	case now == lamp.Waiting && reach(lamp.Repairing):
		m.From = lamp.Repairing
		return []op.Op{lamp.Move{ID: s.port.NewID(), Spot: m.Spot, From: now, To: lamp.Repairing, Job: m.Job}, m}, true
	}
	return nil, false
}

// asWork keeps what was done where there is no job for it any more: it is a repair of
// the ledger, with its photos, and the clerk reads of it at the spot.
func (s *jobs) asWork(at time.Time, m lamp.Move) []op.Op {
	lang := s.lang()
	if now := s.port.Now(); at.After(now) {
		at = now
	}
	w := ledger.Work{ID: s.port.NewID(), Road: string(m.Spot), At: at, Lamps: m.Done.Lamps, Facilities: m.Done.Facilities,
		HighVoltage: m.Done.HighVoltage, LowVoltage: m.Done.LowVoltage, Boxes: m.Done.Boxes, Cause: string(m.Cause), Photos: m.Photos, Note: m.Note}
	if spot, ok := s.index().Spot(m.Spot); ok {
		w.Road, w.District = cut(placeOf(lang, s.index(), spot), ledger.MaxRoad), district(spot)
	}
	note := lamp.Note{ID: s.port.NewID(), Spot: m.Spot, Text: cut(words.Put(lang.Say(words.ClashNote), s.mineWas(m)), lamp.MaxNote)}
	return []op.Op{ledger.WriteWork{Work: w}, note}
}

func (s *jobs) dismiss(id op.Hash) {
	s.ctx.Async(func() {
		err := s.port.Dismiss(id)
		s.ctx.Dispatch(func(app.Context) {
			if err != nil {
				s.problem = sentence(s.lang(), err)
			}
		})
	})
}
