package lamps

import (
	"slices"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Picture shows a photo that the city has, or how far it is on its way.
func Picture(p frame.Port, h photo.Hash) app.UI {
	lang := p.Looks().Lang
	if PhotoThere(p, h) {
		return app.Img().Class("zz-picture").Src("/photo/" + string(h)).Alt(lang.Say(words.TakePhoto)).Loading("lazy")
	}
	return app.P().Class("zz-cap").Body(kit.Icon("cloud-upload"), app.Text(" "+PhotoState(p, h)))
}

// PhotoThere reports whether the city has a photo that this person may see, as far as
// this phone knows.
func PhotoThere(p frame.Port, h photo.Hash) bool {
	view := p.View()
	return lamp.MaySee(view, func(f func(op.Row) bool) { view.Each(lamp.Voices.Name, f) }, h)
}

// PhotoState says in words how far a photo is that the city does not have.
func PhotoState(p frame.Port, h photo.Hash) string {
	lang := p.Looks().Lang
	ways := ways(p)
	i := slices.IndexFunc(ways, func(w frame.PhotoWay) bool { return w.Hash == h })
	switch {
	case i < 0: // another phone has it
		return lang.Say(words.PhotoAwaited)
	case ways[i].Refused != "":
		return lang.Refusal(op.Refusal{Code: ways[i].Refused, Field: "photos"})
	case ways[i].Percent == 0 && !p.Line().Online:
		return lang.Say(words.PhotoQueued)
	}
	return words.Put(lang.Say(words.PhotoSent), words.Int(ways[i].Percent))
}

// PhotoQueue lists the photos that this phone is still to send; empty when there
// are none.
func PhotoQueue(p frame.Port) app.UI {
	lang, all := p.Looks().Lang, ways(p)
	var items []app.UI
	for _, w := range all {
		items = append(items, app.Div().Class("zz-out zz-out--words").Body(app.Div().Body(
			app.P().Text(PhotoState(p, w.Hash)),
			kit.Maybe(w.Refused == "", func() app.UI {
				return app.Raw(`<div class="zz-up" aria-hidden="true"><svg width="100%" height="100%"><rect width="` + words.Int(w.Percent) + `%" height="100%"/></svg></div>`)
			}),
		)))
	}
	items = append(items, app.P().Class("zz-cap zz-gap").Text(lang.Say(words.PhotosHint)))
	return kit.Maybe(len(all) > 0, func() app.UI {
		return kit.Card(words.Put(lang.Say(words.PhotosWait), words.Int(len(all))), nil, items...)
	})
}

// PhotosWait reports whether this phone is still to send a photo.
func PhotosWait(p frame.Port) bool { return len(ways(p)) > 0 }

func ways(p frame.Port) []frame.PhotoWay {
	if p.Photos == nil {
		return nil
	}
	return p.Photos()
}
