package crew

import (
	"denghuo/app/frame"
	"denghuo/app/words"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// picture is a photo as this phone has it, so that it is there without a network; else
// it comes from the city.
type picture struct {
	app.Compo
	H    photo.Hash
	port *frame.Port
	url  string
}

// CompoID keeps one photo from becoming another.
func (c *picture) CompoID() string { return string(c.H) }

func (c *picture) OnMount(ctx app.Context) {
	if c.port.Shown == nil {
		return
	}
	ctx.Async(func() {
		url, err := c.port.Shown(c.H)
		if err != nil {
			url = "/photo/" + string(c.H)
		}
		ctx.Dispatch(func(app.Context) { c.url = url })
	})
}

// Render is the photo once it is found.
func (c *picture) Render() app.UI {
	alt := c.port.Looks().Lang.Say(words.TakePhoto)
	if c.url == "" {
		return app.Span().Class("zz-sr").Text(alt)
	}
	return app.Img().Src(c.url).Alt(alt)
}
