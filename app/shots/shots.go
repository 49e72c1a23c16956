// Package shots is photos that a person takes for an op: picked, shrunk, looked at,
// blacked out or left out again; and how a photo is shown from this phone. Whoever
// asks for photos has the same step and the same words. It has no screen of its own
// and sends nothing: an op names what is here.
package shots

import (
	"strings"

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
	Most    int     // at least 1
	Gallery bool    // they may come from the gallery too
	Hint    words.T // what is said while there is none
	Photos  []frame.KeptPhoto
	Begun   func() // when a file was picked; may be nil
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

// UI is the photos with their buttons and where more come from. id is the camera's.
func (r *Roll) UI(port *frame.Port, id string) app.UI {
	lang := port.Looks().Lang
	r.black.Done = r.swap
	var items []app.UI
	for i := range r.Photos {
		items = append(items, r.shot(port, id, i))
	}
	if len(r.Photos) < r.Most && port.Keep != nil {
		name := words.TakePhoto
		if len(r.Photos) > 0 {
			name = words.OneMore
		}
		items = append(items, r.source(port, id, "camera", name))
		if r.Gallery {
			items = append(items, r.source(port, id+"-gallery", "photo", words.FromGallery))
		}
	}
	say, class := lang.Say(r.Hint), "zz-photos__n"
	switch n := len(r.Photos); {
	case r.shrinking:
		say = lang.Say(words.PhotoShrinking)
	case r.problem != "":
		say, class = r.problem, "zz-photos__n zz-photos__n--row zz-problem"
	case n > 0 && r.Photos[n-1].Bytes > 0:
		say = words.Put(lang.Say(words.PhotoKept), words.Int((r.Photos[n-1].Bytes+1023)/1024))
	}
	if len(items) > 2 {
		class += " zz-photos__n--row"
	}
	items = append(items, app.P().Class(class).Aria("live", "polite").Text(say))
	return kit.Block(kit.Div("zz-photos zz-photos--roll", items...), r.black.UI(port))
}

// source is a place that photos come from.
func (r *Roll) source(port *frame.Port, id, icon string, name words.T) app.UI {
	input := app.Input().Class("zz-sr").ID(id).Type("file").Accept("image/*").
		OnChange(func(ctx app.Context, _ app.Event) { r.pick(port, ctx) }, app.EventScope(id))
	if icon == "camera" {
		input = input.Attr("capture", "environment")
	} else {
		input = input.Multiple(true)
	}
	return app.Label().Class("zz-shot").Body(kit.Icon(icon), app.Text(port.Looks().Lang.Say(name)), input)
}

func (r *Roll) shot(port *frame.Port, id string, i int) app.UI {
	lang, p := port.Looks().Lang, r.Photos[i]
	return kit.Div("zz-photo",
		app.Img().Src(p.URL).Alt(lang.Say(words.TakePhoto)),
		app.Button().Type("button").Aria("label", lang.Say(words.PhotoRemove)).Disabled(r.black.Open()).
			Body(app.Span().Body(kit.Icon("x"))).
			OnClick(func(ctx app.Context, _ app.Event) { r.leaveOut(port, ctx, i) }, app.EventScope(i, p.Hash)),
		app.Button().ID(id+"-black-"+words.Int(i+1)).Class("zz-photo__b").Type("button").Disabled(r.black.Open()).
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

// pick keeps as many of the picked files as there is room for, one after another.
func (r *Roll) pick(port *frame.Port, ctx app.Context) {
	input := ctx.JSSrc()
	var files []app.Value
	for i := range min(input.Get("files").Get("length").Int(), r.Most-len(r.Photos)) {
		files = append(files, input.Get("files").Index(i))
	}
	input.Set("value", "") // the same file may be picked again after it was left out
	if len(files) == 0 || r.shrinking {
		return
	}
	r.shrinking, r.problem = true, ""
	if r.Begun != nil {
		r.Begun()
	}
	lang := port.Looks().Lang
	ctx = port.Page(ctx)
	ctx.Async(func() {
		var kept []frame.KeptPhoto
		var err error
		for _, file := range files {
			var k frame.KeptPhoto
			if k, err = port.Keep(file); err != nil {
				break
			}
			kept = append(kept, k)
		}
		ctx.Dispatch(func(app.Context) { r.picked(lang, kept, err) })
	})
}

func (r *Roll) picked(lang words.Lang, kept []frame.KeptPhoto, err error) {
	r.shrinking = false
	r.Photos = append(r.Photos, kept...)
	r.changed()
	if err == nil {
		return
	}
	r.problem = lang.Say(words.PhotoBad)
	if refusal, ok := op.AsRefusal(err); ok {
		r.problem = lang.Refusal(refusal)
	}
}

// Fill takes photos by their names alone, as a draft has them, and finds their
// pictures. What the phone has let go is left out. ctx is the screen's own.
func (r *Roll) Fill(port *frame.Port, ctx app.Context, names []photo.Hash) {
	r.Photos, r.problem = nil, ""
	for _, h := range names {
		r.Photos = append(r.Photos, frame.KeptPhoto{Hash: h})
	}
	ctx.Async(func() {
		for _, h := range names {
			url, err := port.Shown(h)
			if err != nil {
				app.Log("show a draft's photo: " + err.Error()) // its name is kept all the same
				continue
			}
			ctx.Dispatch(func(app.Context) { r.found(port.Looks().Lang, h, url) })
		}
	})
}

func (r *Roll) found(lang words.Lang, h photo.Hash, url string) {
	for i := range r.Photos {
		switch {
		case r.Photos[i].Hash != h:
			continue
		case strings.HasPrefix(url, "/photo/"): // not here, and the city never had it
			r.Photos = append(r.Photos[:i:i], r.Photos[i+1:]...)
			r.problem = lang.Say(words.PhotoGone)
			r.changed()
		default:
			r.Photos[i].URL = url
		}
		return
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
