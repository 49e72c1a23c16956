package triage

import (
	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// task is one op of an action, and what takes it back.
type task struct {
	do   op.Op
	undo op.Op // nil: nothing does
}

// batch is what was done in one go.
type batch struct {
	text   string
	undo   []op.Op // in the order of doing
	failed int
	why    string // of the last that failed
}

// run does tasks one after the other; each is kept on this phone before the next. say
// is told how many were done.
func (s *screen) run(tasks []task, say func(n int) string) {
	if len(tasks) == 0 || s.busy || s.port.Do == nil {
		return
	}
	s.busy, s.problem = true, ""
	s.ctx.Async(func() {
		b := &batch{}
		for _, t := range tasks {
			if err := s.port.Do(t.do); err != nil {
				b.failed++
				b.why = s.sentence(err)
			} else if t.undo != nil {
				b.undo = append(b.undo, t.undo)
			}
		}
		if done := len(tasks) - b.failed; done > 0 {
			b.text = say(done)
		}
		s.ctx.Dispatch(func(app.Context) { s.did(b) })
	})
}

// did shows what was done. What it was done to is not picked any more; what failed
// is, and the list says why.
func (s *screen) did(b *batch) {
	s.busy, s.last, s.sheet, s.list.stale, s.list.acted = false, b, sheet{}, true, true
	if b.failed == 0 {
		s.picks = nil
	} else {
		s.problem = words.Put(s.lang().Say(words.NotAll), words.Int(b.failed)) + b.why
	}
}

// undo takes back the last batch, the last op first.
func (s *screen) undo() {
	if s.last == nil || len(s.last.undo) == 0 {
		return
	}
	var tasks []task
	for i := len(s.last.undo) - 1; i >= 0; i-- {
		tasks = append(tasks, task{do: s.last.undo[i]})
	}
	s.run(tasks, func(int) string { return s.lang().Say(words.DidUndo) })
}

func (s *screen) sentence(err error) string {
	if refusal, ok := op.AsRefusal(err); ok {
		return s.lang().Refusal(refusal)
	}
	return s.lang().Say(words.SaveFailed)
}
