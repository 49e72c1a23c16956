// Package till is a merchant's side of coupons: scan or type, see what to charge,
// confirm; and the day's account. One hand, one thing at a time, with a queue
// waiting.
//
//	waiting for a coupon ──scan, type──► asking the city ──► found ──price──► deciding ──► done
//	        ▲                               │ no network: the phone checks        │
//	        └───────────────────────────────┴───────────── next ─────────────────┘
//
// With a network the city says how a coupon stands and decides the spending of it
// before the customer goes. Without one the till checks what can be checked and
// says what can not: whether the coupon was spent elsewhere.
package till

import (
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// patience is how long the city may take to answer before the till goes on alone.
const patience = 4 * time.Second

type screen struct {
	app.Compo
	port frame.Port
	stop func()
	till op.ID // names this page in what it asks

	camera  bool   // wanted on
	closing func() // stops the camera; nil while it is off
	typing  bool   // the field for a code is open
	typed   string
	problem string // about the field or the camera

	look    look
	price   string
	redeem  op.ID // of what was confirmed; empty before
	failed  string
	offline bool // how it was confirmed
}

// Screen is the screen at /till.
func Screen(p frame.Port) app.Composer { return &screen{port: p} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *screen) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.TabTill)) }

func (s *screen) OnMount(ctx app.Context) {
	s.stop = frame.Follow(ctx, s.port)
	s.till = s.port.NewID()
}

func (s *screen) OnDismount() {
	s.stop()
	s.close()
}

func (s *screen) lang() words.Lang { return s.port.Looks().Lang }

// Render is one step at a time.
func (s *screen) Render() app.UI {
	lang := s.lang()
	if !s.port.Me().Is(person.Merchant) {
		return frame.Page(s.port, frame.Opts{Tab: frame.Till, Title: lang.Say(words.TabTill)},
			app.P().Class("zz-cap").Text(lang.Say(words.TillNo)),
			app.A().Class("zz-btn2 zz-gap").Href("/signin?next=/till").Text(lang.Say(words.SignIn)))
	}
	opts := frame.Opts{Tab: frame.Till, Title: lang.Say(words.TabTill), Sub: s.today(), Wide: true}
	switch {
	case s.redeem != "":
		return s.done(opts)
	case s.look.at != nothing:
		return s.found(opts)
	}
	return s.wait(opts)
}

// today is how things stand: the network, and what was done.
func (s *screen) today() string {
	lang, day := s.lang(), s.day()
	if s.port.Line().Online {
		return words.Put(lang.Say(words.TillOnline), words.Int(day.Count))
	}
	sub := words.Put(lang.Say(words.TillOffline), words.Int(day.Offline))
	return words.Put(sub, words.Int(s.shop().Offline()))
}

func (s *screen) shop() offer.Shop {
	shop, _ := offer.Shops.Get(s.port.View(), op.ID(s.port.Me().ID))
	return shop
}

func (s *screen) day() offer.Day {
	day, _ := offer.Days.Get(s.port.View(), offer.DayID(s.port.Me().ID, offer.DateOf(s.port.Now()), false))
	drill, _ := offer.Days.Get(s.port.View(), offer.DayID(s.port.Me().ID, offer.DateOf(s.port.Now()), true))
	day.Count, day.Offline = day.Count+drill.Count, day.Offline+drill.Offline
	return day
}

// wait is the camera and the field for a code.
func (s *screen) wait(opts frame.Opts) app.UI {
	lang := s.lang()
	opts.Above = app.Div().Class("zz-submit").Body(s.scanButton())
	return frame.Page(s.port, opts,
		app.Div().Class("zz-find").Body(
			app.Video().ID("till-video").Class("zz-find__v").Attr("playsinline", "").Attr("muted", "").Hidden(!s.camera),
			viewfinder(),
			app.P().Text(lang.Say(words.TillAim)),
		),
		kit.Maybe(!s.port.Line().Online, func() app.UI {
			return kit.Notice("wifi-off", lang.Say(words.TillAlone), lang.Say(words.TillAloneMore))
		}),
		s.codeField(),
		kit.Maybe(s.problem != "", func() app.UI { return app.P().Class("zz-problem zz-gap").Role("alert").Text(s.problem) }),
		s.unheard(),
	)
}

func viewfinder() app.UI {
	return app.Raw(`<svg class="frame" viewBox="0 0 100 100" fill="none" stroke="#7FD9C3" stroke-width="4" stroke-linecap="round" aria-hidden="true"><path d="M4 26V13a9 9 0 0 1 9-9h13M74 4h13a9 9 0 0 1 9 9v13M96 74v13a9 9 0 0 1-9 9H74M26 96H13a9 9 0 0 1-9-9V74"/></svg>`)
}

func (s *screen) scanButton() app.UI {
	lang := s.lang()
	name := words.TillScan
	if s.camera {
		name = words.TillScanOff
	}
	return app.Button().ID("till-scan").Class("weui-btn weui-btn_primary zz-go").Type("button").Disabled(s.port.Device.Scan == nil).
		Body(kit.Icon("qrcode"), app.Text(lang.Say(name))).OnClick(func(ctx app.Context, _ app.Event) { s.toggle(ctx) })
}

// codeField is for a code that is read aloud: glare, a broken screen, no camera.
func (s *screen) codeField() app.UI {
	lang := s.lang()
	if !s.typing {
		return app.P().Class("zz-cap zz-gap").Body(app.Text(lang.Say(words.TillNoScan)+" "),
			app.Button().ID("till-type").Class("zz-more").Type("button").Text(lang.Say(words.TillType)).
				OnClick(func(app.Context, app.Event) { s.typing = true }))
	}
	return app.Form().Class("zz-card").OnSubmit(func(ctx app.Context, e app.Event) {
		e.PreventDefault()
		s.take(ctx, s.typed)
	}).Body(
		app.Div().Class("zz-field").Body(
			app.Label().For("till-code").Text(lang.Say(words.TillCode)),
			app.Input().ID("till-code").Class("zz-code").AutoFocus(true).AutoComplete(false).Attr("autocapitalize", "characters").
				Attr("spellcheck", "false").MaxLength(20).Value(s.typed).
				OnInput(func(ctx app.Context, _ app.Event) { s.typed = ctx.JSSrc().Get("value").String() }),
		),
		app.Button().ID("till-look").Class("weui-btn weui-btn_primary zz-go zz-gap").Type("submit").Text(lang.Say(words.TillLook)),
	)
}

// unheard is what the city has not heard: it goes by itself.
func (s *screen) unheard() app.UI {
	n := 0
	for _, w := range s.port.Waiting() {
		if _, ok := w.Op.(offer.Redeem); ok {
			n++
		}
	}
	return kit.Maybe(n > 0, func() app.UI {
		return app.P().Class("zz-cap zz-gap").Role("status").Text(words.Put(s.lang().Say(words.TillUnheard), words.Int(n)))
	})
}

// next begins with another customer. A camera that was on goes on.
func (s *screen) next(ctx app.Context) {
	s.look, s.price, s.typed, s.redeem, s.failed, s.problem, s.typing = look{}, "", "", "", "", "", false
	if s.camera {
		s.open(ctx)
	}
}
