package offers

import (
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// drop is the screen at /offers/{drop}.
type drop struct {
	app.Compo
	port frame.Port
	stop func()
	id   op.ID
	tap  tapped
}

// Drop is one drop with its rules, and what was not announced.
func Drop(p frame.Port) app.Composer { return &drop{port: p} }

func (s *drop) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *drop) OnNav(ctx app.Context) {
	s.id = op.ID(strings.TrimPrefix(ctx.Page().URL().Path, "/offers/"))
	ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.TabOffers))
}

func (s *drop) OnMount(ctx app.Context) { s.stop = everySecond(ctx, s.port) }

func (s *drop) OnDismount() { s.stop() }

// Render shows the drop, or that this phone does not have it.
func (s *drop) Render() app.UI {
	lang := s.port.Looks().Lang
	opts := frame.Opts{Tab: frame.Offers, Back: "/offers", Plain: true}
	d, ok := offer.Drops.Get(s.port.View(), s.id)
	o, known := offer.Offers.Get(s.port.View(), d.Offer)
	if !ok || !known {
		return frame.Page(s.port, opts, app.P().Class("zz-cap").Text(lang.Say(words.OfferGone)))
	}
	if d.Here() {
		return frame.Page(s.port, opts, ticket(s.port, d, &s.tap, false), facts(s.port, d))
	}
	return frame.Page(s.port, opts,
		app.H1().Class("zz-h1").Text(lang.Pick(o.Title.Zh, o.Title.En)+" "+lang.Benefit(o.Benefit)),
		app.P().Class("zz-lede").Text(words.Int(d.At.In(words.Zone).Year())+lang.Say(words.T{Zh: "年", En: " "})+lang.Day(d.At)+" "+lang.Weekday(d.At)+" "+words.Clock(d.At)),
		kit.Card("", nil, app.P().Text(lang.Say(words.NotAnnounced))),
		channels(lang),
	)
}
