package frame

import (
	"errors"
	"time"

	"denghuo/app/door"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Try is one thing that a screen asks of the city's counter: whether it is under
// way, what the city said no to, and how long there is to wait. The zero value is
// ready; it is only touched while a screen draws or handles an event.
type Try struct {
	busy    bool
	problem op.Refusal
	wrong   bool
	left    int
	until   time.Time // when another try is worth it, by this phone's clock
}

// Busy reports whether the answer is still awaited.
func (t *Try) Busy() bool { return t.busy }

// Shut reports whether a button should not be tapped now.
func (t *Try) Shut() bool { return t.busy || t.wait() > 0 }

// wait is how many seconds there are to go.
func (t *Try) wait() int {
	if left := time.Until(t.until); left > 0 {
		return int(left/time.Second) + 1
	}
	return 0
}

// Go asks, and calls then when the city has done it. Only one is under way at a time.
// ctx is the page's (Port.Page): the button may be gone before the answer comes.
func (t *Try) Go(ctx app.Context, ask func() error, then func()) {
	if t.Shut() {
		return
	}
	*t = Try{busy: true}
	ctx.Async(func() {
		err := ask()
		ctx.Dispatch(func(ctx app.Context) {
			t.ended(ctx, err)
			if err == nil {
				then()
			}
		})
	})
}

func (t *Try) ended(ctx app.Context, err error) {
	*t = Try{wrong: err != nil}
	if err == nil {
		return
	}
	var no door.No
	if errors.As(err, &no) {
		t.left = no.Left
		t.until = time.Now().Add(time.Duration(no.Wait) * time.Second)
		t.count(ctx)
	}
	if refusal, ok := op.AsRefusal(err); ok {
		t.problem = refusal
		return
	}
	app.Log("counter: " + err.Error())
}

// Again lets a new try wait for so long, without a problem to show.
func (t *Try) Again(ctx app.Context, wait time.Duration) {
	t.until = time.Now().Add(wait)
	t.count(ctx)
}

// count redraws each second until the waiting is over.
func (t *Try) count(ctx app.Context) {
	until := t.until
	if !time.Now().Before(until) {
		return
	}
	ctx.Async(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for time.Now().Before(until) {
			<-tick.C
			ctx.Dispatch(func(app.Context) {})
		}
	})
}

// Clear takes away what the city said no to.
func (t *Try) Clear() { *t = Try{busy: t.busy, until: t.until} }

// Problem says what went wrong and what to do; nothing when nothing did.
func (t *Try) Problem(lang words.Lang) app.UI {
	return kit.Maybe(t.wrong, func() app.UI {
		text := lang.Say(words.OurFault)
		if t.problem.Code != "" && t.problem.Code != op.Broken {
			text = lang.Refusal(t.problem)
		}
		if t.left > 0 {
			text += lang.Say(words.Comma) + words.Put(lang.Say(words.TriesLeft), words.Int(t.left))
		}
		return app.P().Class("zz-problem").Role("alert").Text(text)
	})
}

// Button is the one that asks: it says what it does, that it is at it, or how long
// there is to wait.
// It rests before the program has come: a form must not be posted by the page itself.
func (t *Try) Button(p *Port, id, icon string, name, doing words.T) app.HTMLButton {
	lang := p.Looks().Lang
	text := lang.Say(name)
	if t.busy {
		text = lang.Say(doing)
	} else if n := t.wait(); n > 0 {
		text = lang.Wait(n)
	}
	return app.Button().ID(id).Type("submit").Disabled(p.Door == nil || t.Shut()).Body(kit.Icon(icon), app.Text(text))
}

// Gone takes it for done when the city says that the session has ended already:
// for whoever wants to leave.
func Gone(err error) error {
	if no, ok := op.AsRefusal(err); ok && no.Code == "sign_in" {
		return nil
	}
	return err
}

// Said tells once that something is done, to those who do not see it too.
func Said(so bool, text string) app.UI {
	return kit.Live(kit.Maybe(so, func() app.UI {
		return app.P().Class("zz-done2").Body(kit.Icon("check"), app.Text(text))
	}))
}
