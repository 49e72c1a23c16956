package progress

import (
	"denghuo/app/frame"
	"denghuo/app/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// home is the list again at /: every route has a root type of its own.
type home struct {
	app.Compo
	port frame.Port
	stop func()
}

// Home is what the app opens with.
func Home(p frame.Port) app.Composer { return &home{port: p} }

func (h *home) OnPreRender(ctx app.Context) { h.OnNav(ctx) }

func (h *home) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(h.port.Looks().Lang.Say(words.AppName))
}

func (h *home) OnMount(ctx app.Context) { h.stop = frame.Follow(ctx, h.port) }

func (h *home) OnDismount() { h.stop() }

// Render shows the list.
func (h *home) Render() app.UI { return glance(h.port) }
