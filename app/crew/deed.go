package crew

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// deed is what was done last, and what takes it back.
type deed struct {
	text   string
	undo   op.Op // nil: nothing does
	job    op.ID
	draft  draft
	photos []frame.KeptPhoto
}

// finish ends the job in hand: three taps, of which this is the third.
func (s *jobs) finish(t *task) {
	d := s.drafts.Jobs[t.job.ID]
	switch {
	case s.roll.Busy():
		return
	case d.Cause == "":
		s.problem = s.lang().Say(words.NeedCause)
		return
	case len(s.roll.Photos) == 0 && !d.NoPhoto:
		s.keep(t.job.ID, func(d *draft) { d.NoPhoto = true })
		s.problem = s.lang().Say(words.NeedPhoto)
		return
	}
	s.close(t, lamp.Fixed, words.DidFixed)
}

// close does it, and lets go of the job.
func (s *jobs) close(t *task, to lamp.State, said words.T) {
	ops, step := s.closing(t, to)
	last := &deed{text: s.lang().Say(said), job: t.job.ID, draft: s.drafts.Jobs[t.job.ID], photos: s.roll.Photos,
		undo: lamp.Undo{ID: s.port.NewID(), Spot: t.spot.ID, Step: step}}
	s.do(ops, func() {
		s.last = last
		delete(s.drafts.Jobs, t.job.ID)
		s.remember()
		s.leave()
		app.Window().Call("scrollTo", 0, 0)
	})
}

// step takes the job in hand along the diagram without ending it.
func (s *jobs) step(t *task, to lamp.State, reason string, said words.T) {
	m := lamp.Move{ID: s.port.NewID(), Spot: t.spot.ID, From: t.spot.State, To: to, Job: t.job.ID, Reason: reason}
	last := &deed{text: s.lang().Say(said), undo: lamp.Undo{ID: s.port.NewID(), Spot: t.spot.ID, Step: m.ID}}
	s.do([]op.Op{m}, func() {
		s.last, s.ask = last, ask{}
		if to == lamp.Waiting {
			s.leave()
		}
	})
}

// begin says that the crew is there.
func (s *jobs) begin(t *task) {
	b := lamp.Begin{ID: s.port.NewID(), Spot: t.spot.ID, Job: t.job.ID}
	s.take(t.job.ID)
	s.do([]op.Op{b}, func() { s.last = &deed{text: s.lang().Say(words.DidBegin)} })
}

// undo takes back what was done last, and lays what was written for it here again.
func (s *jobs) undo() {
	if s.last == nil || s.last.undo == nil {
		return
	}
	d := s.last
	s.do([]op.Op{d.undo}, func() {
		s.last = &deed{text: s.lang().Say(words.DidUndo)}
		if d.job != "" {
			s.drafts.put(d.job, d.draft)
			s.remember()
			s.take(d.job)
			s.roll.Photos = d.photos
		}
	})
}

// toast says what was done, until the next thing is done.
func (s *jobs) toast() app.UI {
	return app.Div().Class("zz-toast2").Role("status").Body(
		app.Span().ID("done").Text(s.last.text),
		kit.Maybe(s.last.undo != nil, func() app.UI {
			return button("undo", "", "", s.say(words.Undo), s.busy, s.undo)
		}),
		app.Button().ID("done-close").Type("button").Aria("label", s.say(words.CloseDetail)).Body(kit.Icon("x")).
			OnClick(func(app.Context, app.Event) { s.last = nil }),
	)
}

// thumb is what stands under the thumb: what was done last, and the one large button.
func (s *jobs) thumb(t *task) app.UI {
	name := words.JobFixed
	if s.dark(t.spot) {
		name = words.JobDone
	}
	return kit.Div("zz-bars",
		kit.Maybe(s.last != nil, s.toast),
		kit.Div("zz-submit zz-submit--in",
			s.bar("", "finish", "bulb", s.say(name), s.roll.Busy(), s.at(t, s.finish), t.job.ID),
			kit.Cap(s.say(words.JobSafe))))
}
