package crew

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// base is what the three screens of this room have in common.
type base struct {
	port    frame.Port
	stop    []func()
	ctx     app.Context // the screen's own: a button may be gone when its work is done
	busy    bool
	problem string
}

// OnDismount ends what follows the phone.
func (b *base) OnDismount() {
	for _, stop := range b.stop {
		stop()
	}
}

func (b *base) lang() words.Lang { return b.port.Looks().Lang }

func (b *base) say(t words.T) string { return b.port.Looks().Lang.Say(t) }

// put says a sentence with a number in it.
func (b *base) put(t words.T, n int) string { return words.Put(b.say(t), words.Int(n)) }

// join sets a comma between what there is to say.
func (b *base) join(parts ...string) (text string) {
	for _, part := range parts {
		if part != "" && text != "" {
			text += b.say(words.DeskComma)
		}
		text += part
	}
	return text
}

// do keeps ops on this phone one after the other, and calls then when all are kept.
// What was kept before the phone died is kept once more without effect: ops have names
// of their own.
func (b *base) do(ops []op.Op, then func()) {
	if b.busy || b.port.Do == nil {
		return
	}
	b.busy, b.problem = true, ""
	b.ctx.Async(func() {
		var err error
		for _, o := range ops {
			if err = b.port.Do(o); err != nil {
				break
			}
		}
		b.ctx.Dispatch(func(app.Context) {
			if b.busy = false; err != nil {
				b.problem = sentence(b.lang(), err)
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

// button is one, with an icon if it is named. do may know what scope names: go-app keeps
// the handler of the drawing before while the scope is the same.
func button(id, class, icon, text string, off bool, do func(), scope ...any) app.UI {
	return app.Button().ID(id).Class(class).Type("button").Disabled(off).
		Body(kit.Maybe(icon != "", func() app.UI { return kit.Icon(icon) }), app.Text(text)).
		OnClick(func(app.Context, app.Event) { do() }, app.EventScope(append(scope, id)...))
}

// chip is a button that shows whether it is chosen.
func chip(id, text string, on bool, do func(), scope ...any) app.UI {
	return app.Button().ID(id).Class("zz-chip").Type("button").Aria("pressed", on).Text(text).
		OnClick(func(app.Context, app.Event) { do() }, app.EventScope(append(scope, id)...))
}

// causes is one tap.
func causes(lang words.Lang, rules *lamp.Rules, now lamp.Cause, of op.ID, set func(lamp.Cause)) app.UI {
	var chips []app.UI
	for _, c := range found(rules) {
		chips = append(chips, chip("cause-"+string(c.ID), lang.Pick(c.Zh, c.En), now == c.ID, func() { set(c.ID) }, of))
	}
	return app.Div().Class("zz-causes").Role("group").Aria("label", lang.Say(words.CauseLabel)).Body(chips...)
}

// bar is the one large button under the thumb, with what went wrong above it.
func (b *base) bar(class, id, icon, text string, off bool, do func(), scope ...any) app.UI {
	if b.busy {
		text = b.say(words.JobKeeping)
	}
	return app.Div().Class(class).Body(
		kit.Maybe(b.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(b.problem) }),
		button(id, "weui-btn zz-go", icon, text, b.busy || off, do, scope...))
}

// row is a line of a list that leads nowhere, with how it stands on its right.
func row(name, line string, state ...app.UI) app.UI {
	return kit.Div("zz-row zz-jobrow", app.Span().Class("zz-row__b").Body(kit.B(name), kit.Span("zz-cap", line)), app.Span().Class("zz-jobrow__t").Body(state...))
}

// rows is a part of the page with a heading, and nothing where there are none.
func rows(id, title string, all []app.UI) app.UI {
	return app.Div().ID(id).Body(kit.Maybe(len(all) > 0, func() app.UI {
		return kit.Block(kit.Heading(title, nil), kit.Div("zz-list zz-list--plain", all...))
	}))
}

// heard is the tag of an op that waits, or of one that the city has.
func (b *base) heard(waits bool) app.UI {
	switch {
	case !waits:
		return kit.Tag("ok", "check", b.say(words.StepSent))
	case b.port.Line().Online:
		return kit.Tag("brand", "upload", b.say(words.StepSending))
	}
	return kit.Tag("lamp", "clock", b.say(words.StepWaits))
}
