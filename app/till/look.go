package till

import (
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// stage is how far the look at a coupon has come.
type stage int

const (
	nothing stage = iota
	asking        // the city was asked
	checked       // this phone has checked, without the city
	refused       // it may not be spent: see code
)

// look is one coupon in hand: scanned, or typed.
type look struct {
	at    stage
	ask   op.ID
	shown *offer.Presented // nil for a typed code
	code  string
	drop  offer.Drop
	offer offer.Offer
	no    op.Refusal
	first time.Time // when this till has taken it before
}

// toggle switches the camera.
func (s *screen) toggle(ctx app.Context) {
	if s.camera {
		s.camera = false
		s.close()
		return
	}
	s.camera, s.problem = true, ""
	s.open(ctx)
}

func (s *screen) close() {
	if s.closing != nil {
		s.closing()
		s.closing = nil
	}
}

// open waits for the camera beside the screen.
func (s *screen) open(ctx app.Context) {
	s.close()
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		stop, err := s.port.Device.Scan("till-video", func(text string) {
			ctx.Dispatch(func(ctx app.Context) { s.read(ctx, text) })
		})
		ctx.Dispatch(func(app.Context) {
			switch {
			case err != nil:
				s.camera, s.problem, s.typing = false, s.sentence(err, words.TillNoCamera), true
			case !s.camera || s.look.at != nothing: // not wanted any more
				stop()
			default:
				s.closing = stop
			}
		})
	})
}

func (s *screen) sentence(err error, otherwise words.T) string {
	if refusal, ok := op.AsRefusal(err); ok {
		return s.lang().Refusal(refusal)
	}
	app.Log("till: " + err.Error())
	return s.lang().Say(otherwise)
}

// read takes what the camera saw. The same code is seen many times a second.
func (s *screen) read(ctx app.Context, text string) {
	if s.look.at != nothing || s.redeem != "" {
		return
	}
	s.take(ctx, text)
}

// take looks at a scanned or typed text.
func (s *screen) take(ctx app.Context, text string) {
	s.problem = ""
	shown, err := offer.Read(text)
	switch {
	case err == nil:
		s.look = look{shown: &shown}
	case offer.ValidCode(text):
		s.look = look{code: offer.Normal(text)}
	default:
		s.problem = s.lang().Say(words.TillUnreadable)
		return
	}
	s.close()
	switch {
	case s.stranger():
	case s.port.Line().Online:
		s.present(ctx)
	default:
		s.alone()
	}
}

// stranger looks whether the city has sealed it: for what it has not, it need not be
// asked, and would only say that there is no such coupon.
func (s *screen) stranger() bool {
	if s.look.shown == nil {
		return false
	}
	no, _ := op.AsRefusal(s.look.shown.Genuine(s.port.View()))
	if no.Code != offer.Forged && no.Code != offer.Foreign {
		return false
	}
	s.look.at, s.look.no = refused, no
	return true
}

// present asks the city. After a while without an answer the till goes on alone.
func (s *screen) present(ctx app.Context) {
	ask := offer.Present{ID: s.port.NewID(), Till: s.till, Code: s.look.code}
	if p := s.look.shown; p != nil {
		ask.Coupon, ask.Proof = p.Coupon.ID, &offer.Proof{Step: p.Step, Sig: p.Sig}
	}
	s.look.at, s.look.ask = asking, ask.ID
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		err := s.port.Do(ask)
		ctx.Dispatch(func(ctx app.Context) {
			if err != nil && s.look.ask == ask.ID {
				s.look.at, s.problem = nothing, s.sentence(err, words.SaveFailed)
				return
			}
			ctx.After(patience, func(app.Context) { s.impatient(ask.ID) })
		})
	})
}

func (s *screen) impatient(ask op.ID) {
	if _, answered := s.answer(); s.look.ask == ask && s.look.at == asking && !answered {
		s.alone()
	}
}

// alone checks without the city. A typed code proves nothing by itself.
func (s *screen) alone() {
	if s.look.shown == nil {
		s.look.at, s.look.no = refused, op.Refusal{Code: "needs_network"}
		return
	}
	d, o, err := s.look.shown.Check(s.port.View(), s.port.Me().ID, s.port.Now())
	s.look.drop, s.look.offer, s.look.at = d, o, checked
	if no, ok := op.AsRefusal(err); ok {
		s.look.at, s.look.no = refused, no
	} else if why, first := s.look.shown.Spent(s.port.View()); why != "" {
		s.look.at, s.look.no, s.look.first = refused, op.Refusal{Code: why}, first.Tapped
	}
}

// answer is the city's, when it has come.
func (s *screen) answer() (offer.Showing, bool) {
	a, ok := offer.Showings.Get(s.port.View(), offer.ShowingID(s.port.Me().ID, s.till))
	return a, ok && a.Ask == s.look.ask && !a.Asked
}

// found shows the coupon: what it is, whether it holds, and the price.
func (s *screen) found(opts frame.Opts) app.UI {
	lang := s.lang()
	first := s.look.first
	if s.look.at == asking {
		a, ok := s.answer()
		if !ok {
			return frame.Page(s.port, opts, kit.Card("", nil, app.P().Role("status").Text(lang.Say(words.TillAsking))))
		}
		s.look.no, first = op.Refusal{Code: a.Wrong}, a.First
		s.look.drop, _ = offer.Drops.Get(s.port.View(), a.Drop)
		s.look.offer, _ = offer.Offers.Get(s.port.View(), s.look.drop.Offer)
	}
	if s.look.no.Code != "" {
		return s.no(opts, s.look.no, first)
	}
	return s.pay(opts)
}

// no says why a coupon may not be spent, and what to do.
func (s *screen) no(opts frame.Opts, why op.Refusal, first time.Time) app.UI {
	lang := s.lang()
	opts.Above = s.nextBar()
	return frame.Page(s.port, opts, app.Section().Class("zz-card zz-verdict zz-verdict--no").Role("alert").Body(
		kit.IconClass("x", "zz-verdict__i"),
		app.H2().Text(lang.Refusal(why)),
		kit.Maybe(!first.IsZero(), func() app.UI {
			return app.P().Class("zz-lede").Text(words.Put(lang.Say(words.TillFirst), lang.Moment(first, s.port.Now())))
		}),
		app.P().Class("zz-cap").Text(lang.Say(words.TillFullPrice)),
	))
}

func (s *screen) nextBar() app.UI {
	return app.Div().Class("zz-submit").Body(app.Button().ID("till-next").Class("weui-btn weui-btn_primary zz-go").Type("button").
		Body(kit.Icon("qrcode"), app.Text(s.lang().Say(words.TillNext))).
		OnClick(func(ctx app.Context, _ app.Event) { s.next(ctx) }))
}
