package till

import (
	"strings"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// pay is the price, what the coupon takes, and what is left to charge.
func (s *screen) pay(opts frame.Opts) app.UI {
	lang, o, d := s.lang(), s.look.offer, s.look.drop
	price, whole := words.ReadMoney(s.price)
	off, enough := o.Benefit.Reduce(price)
	ready := whole && enough && price <= offer.MaxPrice
	opts.Above = app.Div().Class("zz-submit").Body(
		app.Button().ID("till-confirm").Class("weui-btn weui-btn_primary zz-go").Type("button").Disabled(!ready).
			Body(kit.Icon("check"), app.Text(lang.Say(words.TillConfirm))).
			OnClick(func(ctx app.Context, _ app.Event) { s.confirm(ctx, price) }, app.EventScope(price)))
	return frame.Page(s.port, opts,
		app.Section().Class("zz-card").Body(
			app.Div().Class("zz-card__h").Body(
				app.H2().Text(lang.Pick(o.Title.Zh, o.Title.En)+" "+lang.Benefit(o.Benefit)), s.holds()),
			kit.Maybe(d.Rehearsal, func() app.UI { return kit.Tag("lamp", "info-circle", lang.Say(words.RehearsalMore)) }),
			app.Div().Class("zz-field").Body(
				app.Label().For("till-price").Text(lang.Say(words.TillPrice)),
				app.Input().ID("till-price").Class("zz-price").Attr("inputmode", "decimal").AutoComplete(false).AutoFocus(true).
					MaxLength(10).Value(s.price).
					OnInput(func(ctx app.Context, _ app.Event) { s.price = ctx.JSSrc().Get("value").String() }),
			),
			kit.Maybe(ready, func() app.UI { return sum(lang, o.Benefit, price, off) }),
			kit.Maybe(strings.TrimSpace(s.price) != "" && !ready, func() app.UI {
				return app.P().Class("zz-problem zz-gap").Role("alert").Text(s.wrongPrice(price, whole))
			}),
		),
		kit.Maybe(s.failed != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.failed) }),
		app.P().Class("zz-gap").Body(app.Button().ID("till-cancel").Class("zz-btn2").Type("button").Text(lang.Say(words.TillCancel)).
			OnClick(func(ctx app.Context, _ app.Event) { s.next(ctx) })),
	)
}

func (s *screen) holds() app.UI {
	if s.look.at == checked {
		return kit.Tag("lamp", "shield-check", s.lang().Say(words.TillGenuine))
	}
	return kit.Tag("ok", "shield-check", s.lang().Say(words.TillHolds))
}

func sum(lang words.Lang, b offer.Benefit, price, off int) app.UI {
	return app.Dl().Class("zz-sum zz-gap").Aria("live", "polite").Body(
		app.Dt().Text(lang.Benefit(b)), app.Dd().Text("−"+words.Money(off)),
		app.Dt().Class("tot").Text(lang.Say(words.TillCharge)), app.Dd().Class("tot").ID("till-charge").Text(words.Money(price-off)),
	)
}

func (s *screen) wrongPrice(price int, whole bool) string {
	lang := s.lang()
	if whole && price > 0 && price <= offer.MaxPrice {
		return words.Put(lang.Say(words.TillMore), words.Int(s.look.offer.Benefit.Threshold))
	}
	return lang.Say(words.TillBadPrice)
}

// confirm spends the coupon. The city's word is waited for on the next step.
func (s *screen) confirm(ctx app.Context, price int) {
	r := offer.Redeem{ID: s.port.NewID(), Till: s.till, Code: s.look.code, Drop: s.look.drop.ID, Price: price, Offline: s.look.at == checked}
	if p := s.look.shown; p != nil {
		r.Coupon, r.Code, r.Proof = p.Coupon.ID, "", &offer.Proof{Step: p.Step, Sig: p.Sig}
	}
	if a, ok := s.answer(); ok && !r.Offline { // the city has seen the moving code; typing the price may take longer than it holds
		r.Coupon, r.Code, r.Proof = a.Coupon, "", nil
	}
	s.failed = ""
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		err := s.port.Do(r)
		ctx.Dispatch(func(app.Context) {
			if err != nil {
				s.failed = s.sentence(err, words.SaveFailed)
				return
			}
			s.redeem, s.offline = r.ID, r.Offline
		})
	})
}

// done is the outcome: of the city, or that the till has it.
func (s *screen) done(opts frame.Opts) app.UI {
	lang := s.lang()
	for _, r := range s.port.Refused() {
		if o, ok := r.Op.(offer.Redeem); ok && o.ID == s.redeem {
			return s.no(opts, r.Refusal, time.Time{})
		}
	}
	red, _ := offer.Redemptions.Get(s.port.View(), s.redeem)
	switch {
	case red.Outcome == offer.Conflict:
		return s.no(opts, op.Refusal{Code: red.Why}, red.First)
	case red.Outcome == offer.Waiting && !s.offline:
		text := words.TillDeciding
		if !s.port.Line().Online {
			text = words.TillUnsure
		}
		opts.Above = s.nextBar()
		return frame.Page(s.port, opts, kit.Card("", nil, app.P().Role("status").Text(lang.Say(text))))
	}
	said, look := words.TillDone, "zz-card zz-verdict"
	if s.offline && red.Outcome == offer.Waiting {
		said = words.TillDoneOffline
	}
	opts.Above = s.nextBar()
	return frame.Page(s.port, opts, app.Section().Class(look).Role("status").Body(
		kit.IconClass("check", "zz-verdict__i"),
		app.H2().Text(lang.Say(said)),
		app.P().Class("zz-verdict__n").Body(app.Text(lang.Say(words.TillCharge)+" "), app.B().ID("till-charged").Text(words.Money(red.Pay()))),
		app.P().Class("zz-cap").Text(words.Put(words.Put(lang.Say(words.TillSaved), words.Money(red.Price)), words.Money(red.Off))),
		kit.Maybe(red.Rehearsal, func() app.UI { return kit.Tag("lamp", "info-circle", lang.Say(words.RehearsalMore)) }),
	))
}
