package shots

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Picture is a photo by its name: from this phone where it lies here, so that it is
// seen without a network, else from the city. One that cannot be had says so.
func Picture(port *frame.Port, h photo.Hash) app.UI { return &picture{Port: port, Hash: h} }

type picture struct {
	app.Compo
	Port *frame.Port
	Hash photo.Hash

	url    string
	broken bool
}

// CompoID keeps go-app from making one photo into another.
func (p *picture) CompoID() string { return string(p.Hash) }

func (p *picture) OnMount(ctx app.Context) {
	if p.Port.Shown == nil {
		return
	}
	ctx.Async(func() {
		url, err := p.Port.Shown(p.Hash)
		ctx.Dispatch(func(app.Context) { p.url, p.broken = url, err != nil })
	})
}

// Render is the photo, room for it, or a word in its place.
func (p *picture) Render() app.UI {
	lang := p.Port.Looks().Lang
	switch {
	case p.broken:
		return kit.P("zz-nophoto zz-cap", lang.Say(words.PhotoAway))
	case p.url == "":
		return kit.Div("zz-nophoto")
	}
	return app.Img().Class("zz-picture").Src(p.url).Alt(lang.Say(words.PhotoOf)).
		On("error", func(app.Context, app.Event) { p.broken = true })
}
