// Package shots is photos that a person takes for an op: picked, shrunk, looked at,
// blacked out or left out again. Whoever asks for photos has the same step and the
// same words. It has no screen of its own and sends nothing: an op names what is here.
package shots

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/op"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Roll is the photos of one op that is being written. It belongs to one screen and
// is touched only while that draws or handles an event.
type Roll struct {
	Most    int // at least 1
	Photos  []frame.KeptPhoto
	Changed func() // after every change; may be nil

	black     Blackout
	shrinking bool
	problem   string
}

// Hashes names them for the op.
func (r *Roll) Hashes() []photo.Hash {
	var all []photo.Hash
	for _, p := range r.Photos {
		all = append(all, p.Hash)
	}
	return all
}

// Busy reports whether the op must wait: a photo is being shrunk or drawn over.
func (r *Roll) Busy() bool { return r.shrinking || r.black.Open() }

// UI is the photos with their buttons and the camera. id is the camera's.
func (r *Roll) UI(port *frame.Port, id string) app.UI {
	lang := port.Looks().Lang
	r.black.Done = r.swap
	var items []app.UI
	for i := range r.Photos {
		items = append(items, r.shot(port, i))
	}
	if len(r.Photos) < r.Most {
		items = append(items, r.camera(port, id))
	}
	say := r.problem
	if r.shrinking {
		say = lang.Say(words.PhotoShrinking)
	}
	return kit.Block(
		kit.Div("zz-photos zz-photos--roll", items...),
		kit.Live(kit.Maybe(say != "", func() app.UI { return kit.P("zz-cap zz-gap", say) })),
		r.black.UI(port),
	)
}

func (r *Roll) camera(port *frame.Port, id string) app.UI {
	return app.Label().Class("zz-shot").Body(
		kit.Icon("camera"), app.Text(port.Looks().Lang.Say(words.Shoot)),
		app.Input().Class("zz-sr").ID(id).Type("file").Accept("image/*").Attr("capture", "environment").
			OnChange(func(ctx app.Context, _ app.Event) { r.pick(port, ctx) }, app.EventScope(id)),
	)
}

func (r *Roll) shot(port *frame.Port, i int) app.UI {
	lang, p := port.Looks().Lang, r.Photos[i]
	return kit.Div("zz-photo",
		app.Img().Src(p.URL).Alt(lang.Say(words.TakePhoto)),
		app.Button().Type("button").Aria("label", lang.Say(words.PhotoRemove)).Disabled(r.black.Open()).
			Body(app.Span().Body(kit.Icon("x"))).
			OnClick(func(ctx app.Context, _ app.Event) { r.leaveOut(port, ctx, i) }, app.EventScope(i, p.Hash)),
		app.Button().Class("zz-photo__b").Type("button").Disabled(r.black.Open()).
			Aria("label", words.Put(lang.Say(words.BlackenN), words.Int(i+1))).Text(lang.Say(words.Blacken)).
			OnClick(func(app.Context, app.Event) { r.black.Begin(p) }, app.EventScope(i, p.Hash)),
	)
}

func (r *Roll) leaveOut(port *frame.Port, ctx app.Context, i int) {
	p := r.Photos[i]
	r.Photos = append(r.Photos[:i:i], r.Photos[i+1:]...)
	r.changed()
	ctx.Async(func() { port.Forget(p.Hash) })
}

func (r *Roll) pick(port *frame.Port, ctx app.Context) {
	input := ctx.JSSrc()
	if r.shrinking || input.Get("files").Get("length").Int() == 0 {
		return
	}
	file, lang := input.Get("files").Index(0), port.Looks().Lang
	input.Set("value", "") // the same file may be picked again after it was left out
	r.shrinking, r.problem = true, ""
	ctx.Async(func() {
		kept, err := port.Keep(file)
		ctx.Dispatch(func(app.Context) { r.picked(lang, kept, err) })
	})
}

func (r *Roll) picked(lang words.Lang, kept frame.KeptPhoto, err error) {
	r.shrinking = false
	if err == nil {
		r.Photos = append(r.Photos, kept)
		r.changed()
		return
	}
	r.problem = lang.Say(words.PhotoBad)
	if refusal, ok := op.AsRefusal(err); ok {
		r.problem = lang.Refusal(refusal)
	}
}

// swap puts a changed photo in the place of another.
func (r *Roll) swap(of, changed frame.KeptPhoto) {
	for i := range r.Photos {
		if r.Photos[i].Hash == of.Hash {
			r.Photos[i] = changed
		}
	}
	r.changed()
}

func (r *Roll) changed() {
	if r.Changed != nil {
		r.Changed()
	}
}
