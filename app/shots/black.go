package shots

import (
	"math"
	"slices"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Blackout is the step in which faces and plates of one photo are drawn over, with
// a finger, a mouse or keys. Until it is done or left, what names the photo does not
// go. It belongs to one screen and is touched only while that draws or handles an
// event; Done is set once, when the screen is made.
type Blackout struct {
	Done func(of, changed frame.KeptPhoto) // puts the changed photo in the place of the other

	of      frame.KeptPhoto
	boxes   []frame.Box
	x, y    float64 // where a block was begun
	drawing bool
	busy    bool
	problem string
}

// Begin takes a photo into hand.
func (b *Blackout) Begin(of frame.KeptPhoto) { *b = Blackout{Done: b.Done, of: of} }

// Open reports whether a photo is in hand.
func (b *Blackout) Open() bool { return b.of.Hash != "" }

func (b *Blackout) leave() { *b = Blackout{Done: b.Done} }

// A tap, or the button, places a block of this size; keys move and grow one by a step.
const (
	blockW, blockH = 0.24, 0.12
	blockStep      = 0.02
	blockLeast     = 0.03
)

// svg is what blocks are drawn with: no element may carry a style of its own.
const svg = "http://www.w3.org/2000/svg"

// UI is the photo, its blocks and the buttons; nothing while no photo is in hand.
func (b *Blackout) UI(port *frame.Port) app.UI {
	return app.Div().Body(kit.Maybe(b.Open(), func() app.UI { return b.step(port) }))
}

func (b *Blackout) step(port *frame.Port) app.UI {
	lang := port.Looks().Lang
	boxes := make([]app.UI, len(b.boxes))
	for i, box := range b.boxes {
		boxes[i] = app.Elem("rect").XMLNS(svg).ID("block-"+words.Int(i+1)).Class("zz-block").Role("button").TabIndex(0).
			Aria("label", words.Put(lang.Say(words.BlackBlock), words.Int(i+1))).
			Attr("x", percent(box.X)).Attr("y", percent(box.Y)).Attr("width", percent(box.W)).Attr("height", percent(box.H)).
			On("keydown", func(ctx app.Context, e app.Event) { b.key(ctx, e, i) }, app.EventScope(i))
	}
	done := lang.Say(words.BlackDone)
	if b.busy {
		done = lang.Say(words.BlackBusy)
	}
	button := func(id, text string, on bool, do app.EventHandler) app.UI {
		return app.Button().ID(id).Class("zz-btn2").Type("button").Disabled(!on || b.busy).Text(text).OnClick(do)
	}
	return app.Div().Role("group").Aria("label", lang.Say(words.BlackTitle)).Class("zz-gap").Body(
		app.P().ID("black-hint").Class("zz-cap").Text(lang.Say(words.BlackHint)),
		app.Div().ID("black-paper").Class("zz-black").Body(
			app.Img().Src(b.of.URL).Alt(lang.Say(words.TakePhoto)), app.Elem("svg").XMLNS(svg).Body(boxes...)).
			On("pointerdown", b.blockBegin).On("pointermove", b.blockDraw).On("pointerup", b.blockEnd).On("pointerleave", b.blockEnd),
		kit.Maybe(len(boxes) > 0, func() app.UI { return app.P().Class("zz-cap").Text(lang.Say(words.BlackKeys)) }),
		kit.Maybe(b.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(b.problem) }),
		app.Div().Class("zz-two zz-gap").Body(
			button("block-add", lang.Say(words.BlackAdd), true, b.blockAdd),
			button("block-undo", lang.Say(words.BlackUndo), len(boxes) > 0, func(app.Context, app.Event) {
				b.boxes = b.boxes[:max(0, len(b.boxes)-1)]
			}),
			button("black-cancel", lang.Say(words.BlackCancel), true, func(app.Context, app.Event) { b.leave() }),
			button("black-done", done, len(boxes) > 0, func(ctx app.Context, _ app.Event) { b.finish(port, ctx) }),
		),
	)
}

func percent(share float64) string { return kit.Num(math.Round(share*1e4)/100) + "%" }

// at is where on the photo something happens, in shares of it.
func at(e app.Event) (x, y float64) {
	r := app.Window().GetElementByID("black-paper").Call("getBoundingClientRect")
	share := func(v, from, size float64) float64 { return min(1, max(0, (v-from)/max(1, size))) }
	return share(e.Get("clientX").Float(), r.Get("left").Float(), r.Get("width").Float()),
		share(e.Get("clientY").Float(), r.Get("top").Float(), r.Get("height").Float())
}

func (b *Blackout) blockBegin(_ app.Context, e app.Event) {
	if b.busy {
		return
	}
	e.PreventDefault() // else the picture itself is dragged
	b.x, b.y = at(e)
	b.drawing = true
	b.boxes = append(b.boxes, frame.Box{X: b.x, Y: b.y})
}

func (b *Blackout) blockDraw(_ app.Context, e app.Event) {
	if !b.drawing {
		return
	}
	x, y := at(e)
	b.boxes[len(b.boxes)-1] = frame.Box{X: min(x, b.x), Y: min(y, b.y), W: math.Abs(x - b.x), H: math.Abs(y - b.y)}
}

// blockEnd makes a tap a block too, for hands that do not draw.
func (b *Blackout) blockEnd(ctx app.Context, e app.Event) {
	if !b.drawing {
		return
	}
	b.blockDraw(ctx, e)
	b.drawing = false
	last := b.boxes[len(b.boxes)-1]
	if last.W < blockLeast && last.H < blockLeast {
		last = frame.Box{X: b.x - blockW/2, Y: b.y - blockH/2, W: blockW, H: blockH}
	}
	last.W, last.H = max(blockLeast, last.W), max(blockLeast, last.H)
	b.boxes[len(b.boxes)-1] = inside(last)
}

func (b *Blackout) blockAdd(ctx app.Context, _ app.Event) {
	b.boxes = append(b.boxes, frame.Box{X: 0.5 - blockW/2, Y: 0.5 - blockH/2, W: blockW, H: blockH})
	focus(ctx, "block-"+words.Int(len(b.boxes)))
}

// focus goes to an element that the next drawing makes.
func focus(ctx app.Context, id string) {
	ctx.Defer(func(app.Context) {
		if e := app.Window().GetElementByID(id); e.Truthy() {
			e.Call("focus")
		}
	})
}

func (b *Blackout) key(ctx app.Context, e app.Event, i int) {
	if i >= len(b.boxes) || b.busy {
		return
	}
	box := b.boxes[i]
	switch e.Get("key").String() {
	case "ArrowLeft":
		box.X -= blockStep
	case "ArrowRight":
		box.X += blockStep
	case "ArrowUp":
		box.Y -= blockStep
	case "ArrowDown":
		box.Y += blockStep
	case "+", "=":
		box = frame.Box{X: box.X - blockStep/2, Y: box.Y - blockStep/2, W: box.W + blockStep, H: box.H + blockStep}
	case "-", "_":
		box.W, box.H = max(blockLeast, box.W-blockStep), max(blockLeast, box.H-blockStep)
	case "Delete", "Backspace":
		b.boxes = slices.Delete(b.boxes, i, i+1)
		focus(ctx, "block-add")
		e.PreventDefault()
		return
	default:
		return
	}
	e.PreventDefault() // the page stays where it is
	b.boxes[i] = inside(box)
}

// inside moves a block so that it lies on the photo.
func inside(b frame.Box) frame.Box {
	b.W, b.H = min(1, b.W), min(1, b.H)
	b.X, b.Y = min(1-b.W, max(0, b.X)), min(1-b.H, max(0, b.Y))
	return b
}

// finish draws the blocks for good.
func (b *Blackout) finish(port *frame.Port, ctx app.Context) {
	of, boxes, lang := b.of, slices.Clone(b.boxes), port.Looks().Lang
	b.busy, b.problem = true, ""
	ctx = port.Page(ctx)
	ctx.Async(func() {
		changed, err := port.Blacken(of.Hash, boxes)
		ctx.Dispatch(func(app.Context) { b.finished(lang, of, changed, err) })
	})
}

func (b *Blackout) finished(lang words.Lang, of, changed frame.KeptPhoto, err error) {
	b.busy = false
	if refusal, ok := op.AsRefusal(err); ok {
		b.problem = lang.Refusal(refusal)
		return
	}
	if err != nil {
		app.Log("not blacked out: " + err.Error())
		b.problem = lang.Say(words.BlackBroken)
		return
	}
	b.Done(of, changed)
	b.leave()
}
