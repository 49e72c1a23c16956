package report

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// photoCard is up to three photos, each to be drawn over or left out again.
func (f *form) photoCard() app.UI {
	lang := f.lang()
	var items []app.UI
	for i, p := range f.photos {
		items = append(items, f.shot(i, p))
	}
	if len(f.photos) < lamp.MaxPhotos && f.port.Keep != nil {
		name := words.TakePhoto
		if len(f.photos) > 0 {
			name = words.OneMore
		}
		items = append(items,
			f.source("photo", "camera", name, app.Input().Attr("capture", "environment")),
			f.source("gallery", "photo", words.FromGallery, app.Input().Multiple(true)))
	}
	text, class := lang.Say(words.PhotoOptional), "zz-photos__n"
	if f.shrinking {
		text = lang.Say(words.PhotoShrinking)
	} else if n := len(f.photos); n > 0 {
		text = words.Put(lang.Say(words.PhotoKept), words.Int((f.photos[n-1].Bytes+1023)/1024))
	}
	if len(f.photos) > 0 {
		class += " zz-photos__n--row"
	}
	items = append(items, app.P().Class(class).Aria("live", "polite").Text(text))
	return kit.Card(lang.Say(words.TakePhoto), nil,
		app.Div().Class("zz-photos").Body(items...),
		f.black.UI(&f.port),
	)
}

// shot is one photo with its two buttons.
func (f *form) shot(i int, p frame.KeptPhoto) app.UI {
	lang := f.lang()
	return app.Div().Class("zz-photo").Body(
		app.Img().Src(p.URL).Alt(lang.Say(words.TakePhoto)),
		app.Button().Type("button").Aria("label", lang.Say(words.PhotoRemove)).Disabled(f.black.Open()).
			Body(app.Span().Body(kit.Icon("x"))).
			OnClick(func(ctx app.Context, _ app.Event) {
				f.photos = append(f.photos[:i:i], f.photos[i+1:]...)
				ctx.Async(func() { f.port.Forget(p.Hash) })
			}, app.EventScope(i, p.Hash)),
		app.Button().ID("black-"+words.Int(i+1)).Class("zz-photo__b").Type("button").Disabled(f.black.Open()).
			Aria("label", words.Put(lang.Say(words.BlackenN), words.Int(i+1))).Text(lang.Say(words.Blacken)).
			OnClick(func(app.Context, app.Event) { f.black.Begin(p) }, app.EventScope(p.Hash)),
	)
}

// source is a place that photos come from.
func (f *form) source(id, icon string, name words.T, input app.HTMLInput) app.UI {
	return app.Label().Class("zz-shot").Body(
		kit.Icon(icon), app.Text(f.lang().Say(name)),
		input.Class("zz-sr").ID(id).Type("file").Accept("image/*").OnChange(f.pick),
	)
}

// pick keeps as many of the picked files as there is room for, one after another.
func (f *form) pick(ctx app.Context, _ app.Event) {
	input := ctx.JSSrc()
	var files []app.Value
	for i := range min(input.Get("files").Get("length").Int(), lamp.MaxPhotos-len(f.photos)) {
		files = append(files, input.Get("files").Index(i))
	}
	input.Set("value", "") // the same file may be picked again after it was left out
	if len(files) == 0 || f.shrinking {
		return
	}
	f.shrinking, f.problem = true, ""
	ctx.Async(func() {
		var kept []frame.KeptPhoto
		var err error
		for _, file := range files {
			var k frame.KeptPhoto
			if k, err = f.port.Keep(file); err != nil {
				break
			}
			kept = append(kept, k)
		}
		ctx.Dispatch(func(app.Context) { f.picked(kept, err) })
	})
}

func (f *form) picked(kept []frame.KeptPhoto, err error) {
	f.shrinking = false
	f.photos = append(f.photos, kept...)
	if err == nil {
		return
	}
	f.problem = f.lang().Say(words.PhotoBad)
	if refusal, ok := op.AsRefusal(err); ok {
		f.problem = f.lang().Refusal(refusal)
	}
}

// photoSteps tells after the report how far its photos are.
func (f *form) photoSteps() (items []app.UI) {
	for _, p := range f.photos {
		there := lamps.PhotoThere(f.port, p.Hash)
		text := words.Put(f.lang().Say(words.PhotoSent), "100")
		if !there {
			text = lamps.PhotoState(f.port, p.Hash)
		}
		items = append(items, step(there, text, ""))
	}
	return items
}

// blackened puts the changed photo in the place of the other.
func (f *form) blackened(of, changed frame.KeptPhoto) {
	for i := range f.photos {
		if f.photos[i].Hash == of.Hash {
			f.photos[i] = changed
		}
	}
}
