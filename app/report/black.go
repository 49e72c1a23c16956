package report

import (
	"math"
	"slices"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// blackout is the step in which faces and plates of one photo are drawn over, with
// a finger, a mouse or keys. Until it is done or left, the report does not go.
type blackout struct {
	of      frame.KeptPhoto
	boxes   []frame.Box
	x, y    float64 // where a block was begun
	drawing bool
	busy    bool
	problem string
}

func (b *blackout) open() bool { return b.of.Hash != "" }

// A tap, or the button, places a block of this size; keys move and grow one by a step.
const (
	blockW, blockH = 0.24, 0.12
	blockStep      = 0.02
	blockLeast     = 0.03
)

// svg is what blocks are drawn with: no element may carry a style of its own.
const svg = "http://www.w3.org/2000/svg"

func (f *form) blackStep() app.UI {
	lang := f.lang()
	boxes := make([]app.UI, len(f.black.boxes))
	for i, b := range f.black.boxes {
		boxes[i] = app.Elem("rect").XMLNS(svg).ID("block-"+words.Int(i+1)).Class("zz-block").Role("button").TabIndex(0).
			Aria("label", words.Put(lang.Say(words.BlackBlock), words.Int(i+1))).
			Attr("x", percent(b.X)).Attr("y", percent(b.Y)).Attr("width", percent(b.W)).Attr("height", percent(b.H)).
			On("keydown", func(ctx app.Context, e app.Event) { f.blockKey(ctx, e, i) })
	}
	done := lang.Say(words.BlackDone)
	if f.black.busy {
		done = lang.Say(words.BlackBusy)
	}
	button := func(id, text string, on bool, do app.EventHandler) app.UI {
		return app.Button().ID(id).Class("zz-btn2").Type("button").Disabled(!on || f.black.busy).Text(text).OnClick(do)
	}
	return app.Div().Role("group").Aria("label", lang.Say(words.BlackTitle)).Class("zz-gap").Body(
		app.P().ID("black-hint").Class("zz-cap").Text(lang.Say(words.BlackHint)),
		app.Div().ID("black-paper").Class("zz-black").Body(
			app.Img().Src(f.black.of.URL).Alt(lang.Say(words.TakePhoto)), app.Elem("svg").XMLNS(svg).Body(boxes...)).
			On("pointerdown", f.blockBegin).On("pointermove", f.blockDraw).On("pointerup", f.blockEnd).On("pointerleave", f.blockEnd),
		kit.Maybe(len(boxes) > 0, func() app.UI { return app.P().Class("zz-cap").Text(lang.Say(words.BlackKeys)) }),
		kit.Maybe(f.black.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(f.black.problem) }),
		app.Div().Class("zz-two zz-gap").Body(
			button("block-add", lang.Say(words.BlackAdd), true, f.blockAdd),
			button("block-undo", lang.Say(words.BlackUndo), len(boxes) > 0, func(app.Context, app.Event) {
				f.black.boxes = f.black.boxes[:max(0, len(f.black.boxes)-1)]
			}),
			button("black-cancel", lang.Say(words.BlackCancel), true, func(app.Context, app.Event) { f.black = blackout{} }),
			button("black-done", done, len(boxes) > 0, f.blackDone),
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

func (f *form) blockBegin(_ app.Context, e app.Event) {
	if f.black.busy {
		return
	}
	e.PreventDefault() // else the picture itself is dragged
	b := &f.black
	b.x, b.y = at(e)
	b.drawing = true
	b.boxes = append(b.boxes, frame.Box{X: b.x, Y: b.y})
}

func (f *form) blockDraw(_ app.Context, e app.Event) {
	b := &f.black
	if !b.drawing {
		return
	}
	x, y := at(e)
	b.boxes[len(b.boxes)-1] = frame.Box{X: min(x, b.x), Y: min(y, b.y), W: math.Abs(x - b.x), H: math.Abs(y - b.y)}
}

// blockEnd makes a tap a block too, for hands that do not draw.
func (f *form) blockEnd(ctx app.Context, e app.Event) {
	b := &f.black
	if !b.drawing {
		return
	}
	f.blockDraw(ctx, e)
	b.drawing = false
	last := b.boxes[len(b.boxes)-1]
	if last.W < blockLeast && last.H < blockLeast {
		last = frame.Box{X: b.x - blockW/2, Y: b.y - blockH/2, W: blockW, H: blockH}
	}
	last.W, last.H = max(blockLeast, last.W), max(blockLeast, last.H)
	b.boxes[len(b.boxes)-1] = inside(last)
}

func (f *form) blockAdd(ctx app.Context, _ app.Event) {
	f.black.boxes = append(f.black.boxes, frame.Box{X: 0.5 - blockW/2, Y: 0.5 - blockH/2, W: blockW, H: blockH})
	f.focus(ctx, "block-"+words.Int(len(f.black.boxes)))
}

// focus goes to an element that the next drawing makes.
func (f *form) focus(ctx app.Context, id string) {
	ctx.Defer(func(app.Context) {
		if e := app.Window().GetElementByID(id); e.Truthy() {
			e.Call("focus")
		}
	})
}

func (f *form) blockKey(ctx app.Context, e app.Event, i int) {
	if i >= len(f.black.boxes) || f.black.busy {
		return
	}
	b := f.black.boxes[i]
	switch e.Get("key").String() {
	case "ArrowLeft":
		b.X -= blockStep
	case "ArrowRight":
		b.X += blockStep
	case "ArrowUp":
		b.Y -= blockStep
	case "ArrowDown":
		b.Y += blockStep
	case "+", "=":
		b = frame.Box{X: b.X - blockStep/2, Y: b.Y - blockStep/2, W: b.W + blockStep, H: b.H + blockStep}
	case "-", "_":
		b.W, b.H = max(blockLeast, b.W-blockStep), max(blockLeast, b.H-blockStep)
	case "Delete", "Backspace":
		f.black.boxes = slices.Delete(f.black.boxes, i, i+1)
		f.focus(ctx, "block-add")
		e.PreventDefault()
		return
	default:
		return
	}
	e.PreventDefault() // the page stays where it is
	f.black.boxes[i] = inside(b)
}

// inside moves a block so that it lies on the photo.
func inside(b frame.Box) frame.Box {
	b.W, b.H = min(1, b.W), min(1, b.H)
	b.X, b.Y = min(1-b.W, max(0, b.X)), min(1-b.H, max(0, b.Y))
	return b
}

// blackDone puts the changed photo in the place of the other.
func (f *form) blackDone(ctx app.Context, _ app.Event) {
	of, boxes := f.black.of, slices.Clone(f.black.boxes)
	f.black.busy, f.black.problem = true, ""
	ctx.Async(func() {
		changed, err := f.port.Blacken(of.Hash, boxes)
		ctx.Dispatch(func(app.Context) { f.blackened(of, changed, err) })
	})
}

func (f *form) blackened(of, changed frame.KeptPhoto, err error) {
	f.black.busy = false
	if refusal, ok := op.AsRefusal(err); ok {
		f.black.problem = f.lang().Refusal(refusal)
		return
	}
	if err != nil {
		app.Log("not blacked out: " + err.Error())
		f.black.problem = f.lang().Say(words.BlackBroken)
		return
	}
	if i := slices.IndexFunc(f.photos, func(p frame.KeptPhoto) bool { return p.Hash == of.Hash }); i >= 0 {
		f.photos[i] = changed
	}
	f.black = blackout{}
}
