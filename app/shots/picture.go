package shots

import (
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Picture is a photo by its name: from this phone where it lies here, so that it is
// seen without a network, else from the city. One that cannot be had says so, and is
// tried again when the line comes back, or after a while when something is new.
func Picture(port *frame.Port, h photo.Hash) app.UI { return &picture{Port: port, Hash: h} }

type picture struct {
	app.Compo
	Port *frame.Port
	Hash photo.Hash

	root app.Context // the picture's own: the image's ends with the image
	url  string
	missing
	stop func() // of the watch; nil while there is nothing to wait for
}

// missing is a photo that could not be had.
type missing struct {
	broken bool
	online bool // when it was tried, or since
	tried  time.Time
}

// patience is how long one that the city did not give is left alone.
const patience = time.Minute

// again reports whether to try now.
func (m *missing) again(online bool, now time.Time) bool {
	back := online && !m.online
	m.online = online
	return m.broken && online && (back || now.Sub(m.tried) > patience)
}

// CompoID keeps go-app from making one photo into another.
func (p *picture) CompoID() string { return string(p.Hash) }

func (p *picture) OnMount(ctx app.Context) {
	p.root = ctx
	if p.Port.Shown != nil {
		p.look()
	}
}

func (p *picture) OnDismount() {
	if p.stop != nil {
		p.stop()
	}
}

func (p *picture) look() {
	p.root.Async(func() {
		url, err := p.Port.Shown(p.Hash)
		p.root.Dispatch(func(app.Context) {
			if p.url = url; err != nil {
				p.fail()
			}
		})
	})
}

func (p *picture) fail() {
	p.missing = missing{true, p.Port.Line().Online, p.Port.Now()}
	if p.stop == nil {
		p.stop = p.Port.Watch(func() { p.root.Dispatch(func(app.Context) { p.again() }) })
	}
}

func (p *picture) again() {
	if p.missing.again(p.Port.Line().Online, p.Port.Now()) {
		p.broken, p.url = false, ""
		p.look()
	}
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
		On("error", func(app.Context, app.Event) { p.fail() })
}
