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

// do keeps ops on this phone one after the other, and calls then when all are kept.
func (s *jobs) do(ops []op.Op, then func()) {
	if s.busy || s.port.Do == nil {
		return
	}
	s.busy, s.problem = true, ""
	s.ctx.Async(func() {
		var err error
		for _, o := range ops {
			if err = s.port.Do(o); err != nil {
				break
			}
		}
		s.ctx.Dispatch(func(app.Context) {
			s.busy = false
			if err != nil {
				s.problem = sentence(s.lang(), err)
				return
			}
			then()
		})
	})
}

// sentence says why something was not kept.
func sentence(lang words.Lang, err error) string {
	if refusal, ok := op.AsRefusal(err); ok {
		return lang.Refusal(refusal)
	}
	app.Log("crew: " + err.Error())
	return lang.Say(words.SaveFailed)
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
	m := lamp.Move{ID: s.port.NewID(), Spot: t.spot.ID, From: t.spot.State, To: to, Reason: reason}
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
	lang := s.lang()
	return app.Div().Class("zz-toast2").Role("status").Body(
		app.Span().ID("done").Text(s.last.text),
		kit.Maybe(s.last.undo != nil, func() app.UI {
			return app.Button().ID("undo").Type("button").Disabled(s.busy).Text(lang.Say(words.Undo)).
				OnClick(func(app.Context, app.Event) { s.undo() })
		}),
		app.Button().ID("done-close").Type("button").Aria("label", lang.Say(words.CloseDetail)).Body(kit.Icon("x")).
			OnClick(func(app.Context, app.Event) { s.last = nil }),
	)
}

// bar is the one large button under the thumb.
func (s *jobs) bar(t *task) app.UI {
	lang, name := s.lang(), words.JobFixed
	if s.dark(t.spot) {
		name = words.JobDone
	}
	if s.busy {
		name = words.JobKeeping
	}
	id := t.job.ID
	return app.Div().Class("zz-bars").Body(
		kit.Maybe(s.last != nil, s.toast),
		app.Div().Class("zz-submit zz-submit--in").Body(
			kit.Maybe(s.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.problem) }),
			app.Button().ID("finish").Class("weui-btn zz-go").Type("button").Disabled(s.busy || s.roll.Busy()).Body(kit.Icon("bulb"), app.Text(lang.Say(name))).
				OnClick(func(app.Context, app.Event) {
					if t := s.sorted().find(id); t != nil {
						s.finish(t)
					}
				}, app.EventScope(id)),
			kit.Cap(lang.Say(words.JobSafe)),
		),
	)
}
