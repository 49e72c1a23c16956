package kit

import (
	"math"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Long is a list of which only the rows near the screen are on the page, so 5,000
// scroll like 50. Rows stand in blocks; a block that is far away is empty room as
// high as it was, or as the others are. Rows may be of any height. Room is drawn, as
// the city's policy lets no element carry a style of its own.
type Long struct {
	ID   string
	N    int
	Row  func(i int) app.UI
	Show int // the row to bring into view whenever Seen changes
	Seen int // 0: none is to be brought into view
}

// Sizes of the list: rows in a block, blocks in a part (so that few elements stand for
// what is far away), a row's height before one was measured, and how many pixels
// beyond the screen are drawn.
const (
	inBlock = 5
	inPart  = 25
	rowPx   = 78
	beyond  = 900
)

// UI draws it.
func (l Long) UI() app.UI { return &long{F: l} }

type long struct {
	app.Compo
	F     Long
	drawn span
	high  *heights
	stop  func()
	seen  int
}

// CompoID keeps one list from becoming another, with its measures.
func (c *long) CompoID() string { return c.F.ID }

func (c *long) OnInit() {
	c.high, c.drawn = newHeights(c.blocks(), inBlock*rowPx), span{0, min(3, c.blocks())}
	c.aim()
}

func (c *long) OnMount(ctx app.Context) {
	c.stop = eachFrameOfScroll(func() {
		if c.look() {
			ctx.Dispatch(nil)
		}
	})
	if c.F.Seen != 0 {
		ctx.Defer(c.reveal)
		return
	}
	ctx.Defer(c.settle)
}

func (c *long) OnDismount() { c.stop() }

// OnUpdate brings the wanted row into view, after the page has been drawn with it.
func (c *long) OnUpdate(ctx app.Context) {
	c.high.stretch(c.blocks())
	c.drawn.to = min(c.drawn.to, c.blocks())
	if c.drawn.from >= c.drawn.to {
		c.drawn = span{max(0, c.blocks()-3), c.blocks()}
	}
	if c.F.Seen == c.seen {
		ctx.Defer(c.settle)
		return
	}
	c.aim()
	ctx.Defer(c.reveal)
}

// aim has the wanted row drawn.
func (c *long) aim() {
	c.seen = c.F.Seen
	if b := c.F.Show / inBlock; c.seen != 0 && (b < c.drawn.from || b >= c.drawn.to) {
		c.drawn = span{max(0, b-2), min(b+3, c.blocks())}
	}
}

// reveal brings it into view once it is drawn.
func (c *long) reveal(ctx app.Context) {
	if e := app.Window().GetElementByID(c.row(c.F.Show)); e.Truthy() {
		e.Call("scrollIntoView", map[string]any{"block": "nearest"})
	}
	c.settle(ctx)
}

// settle draws again if what is near the screen is not what was drawn.
func (c *long) settle(ctx app.Context) {
	if c.look() {
		ctx.Dispatch(nil)
	}
}

// look measures what is drawn and reports whether other blocks are near now.
func (c *long) look() bool {
	list := app.Window().GetElementByID(c.F.ID)
	if !list.Truthy() {
		return false
	}
	for b := c.drawn.from; b < c.drawn.to; b++ {
		if e := app.Window().GetElementByID(c.block(b)); e.Truthy() {
			c.high.set(b, e.Get("offsetHeight").Float())
		}
	}
	top := list.Call("getBoundingClientRect").Get("top").Float()
	near := c.high.near(-top-beyond, app.Window().Get("innerHeight").Float()-top+beyond)
	if near == c.drawn {
		return false
	}
	c.drawn = near
	return true
}

func (c *long) blocks() int { return (c.F.N + inBlock - 1) / inBlock }

func (c *long) block(b int) string { return c.F.ID + "-b" + strconv.Itoa(b) }

func (c *long) row(i int) string { return RowID(c.F.ID, i) }

// RowID is the name of a row's element on the page.
func RowID(list string, i int) string { return list + "-" + strconv.Itoa(i) }

// Render is the parts of the list.
func (c *long) Render() app.UI {
	var parts []app.UI
	for from := 0; from < c.blocks(); from += inPart {
		to := min(from+inPart, c.blocks())
		if to <= c.drawn.from || from >= c.drawn.to {
			parts = append(parts, app.Div().Body(c.room(from, to)))
			continue
		}
		parts = append(parts, app.Div().Body(c.part(from, to)...))
	}
	return app.Div().ID(c.F.ID).Class("zz-long").Role("list").Body(parts...)
}

func (c *long) part(from, to int) []app.UI {
	var blocks []app.UI
	for b := from; b < to; b++ {
		if b < c.drawn.from || b >= c.drawn.to {
			blocks = append(blocks, app.Div().Body(c.room(b, b+1)))
			continue
		}
		var rows []app.UI
		for i := b * inBlock; i < min((b+1)*inBlock, c.F.N); i++ {
			rows = append(rows, app.Div().ID(c.row(i)).Role("listitem").Class("zz-case-row").Body(c.F.Row(i)))
		}
		blocks = append(blocks, app.Div().ID(c.block(b)).Body(rows...))
	}
	return blocks
}

// room is empty: as high as the blocks that would be there.
func (c *long) room(from, to int) app.UI {
	return app.Raw(`<svg class="zz-room" width="1" height="` + strconv.Itoa(int(math.Round(c.high.room(from, to)))) + `" aria-hidden="true"></svg>`)
}

// eachFrameOfScroll calls f once in every drawn frame in which the page was
// scrolled or its size changed.
func eachFrameOfScroll(f func()) (stop func()) {
	waiting := false
	frame := app.FuncOf(func(app.Value, []app.Value) any {
		waiting = false
		f()
		return nil
	})
	scrolled := app.FuncOf(func(app.Value, []app.Value) any {
		if !waiting {
			waiting = true
			app.Window().Call("requestAnimationFrame", frame)
		}
		return nil
	})
	events := []string{"scroll", "resize"}
	for _, event := range events {
		app.Window().Call("addEventListener", event, scrolled, map[string]any{"passive": true})
	}
	return func() {
		for _, event := range events {
			app.Window().Call("removeEventListener", event, scrolled)
		}
		scrolled.Release() // a frame that still comes meets f once more, which finds no list
	}
}
