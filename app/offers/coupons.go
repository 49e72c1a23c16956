package offers

import (
	"sort"
	"strings"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// coupons is the screen at /coupons.
type coupons struct {
	app.Compo
	port    frame.Port
	stop    func()
	bright  op.ID // the coupon that fills the screen; empty for none
	giving  op.ID // the one that is about to be given back
	problem string
	drawn   map[op.ID]qr
}

// qr is a coupon's code as it was drawn last: a new one only every half minute.
type qr struct {
	step uint32
	lang words.Lang
	svg  string
}

// Coupons is what the city has given to this person, on this phone.
func Coupons(p frame.Port) app.Composer { return &coupons{port: p, drawn: map[op.ID]qr{}} }

func (s *coupons) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *coupons) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.MyCoupons))
}

func (s *coupons) OnMount(ctx app.Context) { s.stop = everySecond(ctx, s.port) }

func (s *coupons) OnDismount() {
	s.stop()
	s.shine("")
}

// Render shows those that can be spent first, each large enough for a till.
func (s *coupons) Render() app.UI {
	lang := s.port.Looks().Lang
	all := offer.Coupons.All(s.port.View())
	opts := frame.Opts{Tab: frame.Offers, Title: lang.Say(words.MyCoupons), Sub: lang.Say(words.WorksOffline), Plain: true}
	if len(all) == 0 {
		return frame.Page(s.port, opts, unheard(s.port), app.P().Class("zz-cap").Body(app.Text(lang.Say(words.NoCoupons)+" · "),
			app.A().Class("zz-more").Href("/offers").Text(lang.Say(words.SeeOffers))))
	}
	sort.SliceStable(all, func(i, j int) bool {
		if a, b := s.holds(all[i]), s.holds(all[j]); a != b {
			return a
		}
		return all[i].At.After(all[j].At)
	})
	parts := []app.UI{unheard(s.port)}
	for _, c := range all {
		if s.bright != "" && c.ID != s.bright {
			continue
		}
		parts = append(parts, s.coupon(c))
	}
	return frame.Page(s.port, opts, parts...)
}

func (s *coupons) holds(c offer.Coupon) bool {
	return c.State == offer.Given && !c.Expired(s.port.Now())
}

func (s *coupons) coupon(c offer.Coupon) app.UI {
	lang := s.port.Looks().Lang
	o, _ := offer.Offers.Get(s.port.View(), c.Offer)
	d, _ := offer.Drops.Get(s.port.View(), c.Drop)
	class := "zz-coupon"
	if !s.holds(c) {
		class += " is-over"
	}
	return app.Section().Class(class).DataSet("code", c.Code).Body(
		app.Div().Class("zz-coupon__h").Body(
			app.H2().Text(lang.Pick(o.Title.Zh, o.Title.En)),
			app.B().Text(lang.Benefit(o.Benefit)),
			kit.Maybe(d.Rehearsal, func() app.UI { return kit.Tag("lamp", "info-circle", lang.Say(words.Rehearsal)) }),
		),
		s.face(c),
		s.twice(c),
		s.facts(c, d),
		kit.Maybe(s.holds(c) && s.port.Do != nil, func() app.UI { return s.giveBack(c) }),
	)
}

// face is what a till reads, or why there is nothing to read.
func (s *coupons) face(c offer.Coupon) app.UI {
	lang := s.port.Looks().Lang
	switch {
	case c.State == offer.Redeemed:
		return over(kit.Tag("ok", "check", words.Put(lang.Say(words.CouponUsed), lang.Moment(c.Ended, s.port.Now()))))
	case c.State == offer.Void:
		return over(kit.Tag("err", "x", lang.Say(words.CouponVoid)+"："+c.Reason))
	case c.State == offer.Back:
		return over(kit.Tag("", "arrow-back-up", lang.Say(words.CouponBack)))
	case c.Expired(s.port.Now()):
		return over(kit.Tag("", "clock", lang.Say(words.Expired)))
	case len(c.Seal) == 0:
		return over(kit.Tag("lamp", "clock", lang.Say(words.CouponSealing)))
	}
	return app.Div().Body(
		kit.Maybe(s.watched(c.ID), func() app.UI {
			return app.P().Class("zz-cap").Role("status").Text(lang.Say(words.CouponWatched))
		}),
		app.Div().Class("zz-coupon__q").Body(app.Raw(s.moving(c))),
		app.P().Class("zz-cap").Text(lang.Say(words.CouponMoves)),
		app.P().Class("zz-coupon__c").Text(grouped(c.Code)),
		app.P().Class("zz-cap").Text(lang.Say(words.ReadCode)),
		app.Div().Class("zz-two zz-gap").Body(s.brightButton(c), s.sayButton(c)),
	)
}

func over(tag app.UI) app.UI { return app.P().Class("zz-gap").Body(tag) }

// moving is the picture of the code at this half minute. Signing and drawing take a
// phone some milliseconds, so it is done once each.
func (s *coupons) moving(c offer.Coupon) string {
	lang, now := s.port.Looks().Lang, s.port.Now()
	step := offer.StepAt(now)
	if last, ok := s.drawn[c.ID]; ok && last.step == step && last.lang == lang {
		return last.svg
	}
	text := "DH1:" + c.Code
	if len(c.Secret) > 0 {
		text = offer.Show(c, now)
	}
	svg := kit.QR(text, lang.Say(words.MyCoupons))
	s.drawn[c.ID] = qr{step, lang, svg}
	return svg
}

// watched reports whether a till is looking at it now.
func (s *coupons) watched(id op.ID) (yes bool) {
	offer.Showings.Each(s.port.View(), func(show offer.Showing) bool {
		yes = yes || show.Coupon == id && s.port.Now().Sub(show.At) < 2*time.Minute
		return !yes
	})
	return yes
}

// twice warns the holder when somebody presented the coupon again.
func (s *coupons) twice(c offer.Coupon) app.UI {
	lang := s.port.Looks().Lang
	var found *offer.Redemption
	offer.Redemptions.Each(s.port.View(), func(r offer.Redemption) bool {
		if r.Coupon == c.ID && r.Outcome == offer.Conflict {
			found = &r
		}
		return found == nil
	})
	return kit.Maybe(found != nil, func() app.UI {
		return kit.Notice("alert-triangle", lang.Say(words.CouponTwice), words.Put(lang.Say(words.CouponTwiceMore), lang.Moment(found.Tapped, s.port.Now())))
	})
}

func (s *coupons) facts(c offer.Coupon, d offer.Drop) app.UI {
	lang := s.port.Looks().Lang
	valid := lang.Say(words.Unannounced)
	if !c.Valid.IsZero() {
		valid = lang.Moment(c.Valid, s.port.Now())
	}
	rows := []app.UI{
		app.Dt().Text(lang.Say(words.ValidUntil)), app.Dd().Text(valid),
		app.Dt().Text(lang.Say(words.GivenAt)), app.Dd().Text(lang.Moment(c.At, s.port.Now())),
		app.Dt().Text(lang.Say(words.SerialIs)), app.Dd().Text(c.Serial),
		app.Dt().Text(lang.Say(words.SealedBy)), app.Dd().Text(lang.Say(words.SealedHere)),
	}
	if d.Limit() > 1 {
		which := words.Put(words.Put(lang.Say(words.NthOf), words.Int(c.Nth()+1)), words.Int(d.Limit()))
		rows = append(rows, app.Dt().Text(lang.Say(words.WhichOne)), app.Dd().Text(which))
	}
	if len(d.Shops) > 0 {
		rows = append(rows, app.Dt().Text(lang.Say(words.WhereToSpend)), app.Dd().Text(shops(s.port, d)))
	}
	return app.Dl().Class("zz-sum zz-sum--s zz-gap").Body(rows...)
}

// shops names where a drop's coupons may be spent.
func shops(p frame.Port, d offer.Drop) string {
	var names []string
	for _, id := range d.Shops {
		if s, ok := offer.Shops.Get(p.View(), op.ID(id)); ok {
			names = append(names, p.Looks().Lang.Pick(s.Name.Zh, s.Name.En))
		}
	}
	return strings.Join(names, p.Looks().Lang.Say(words.T{Zh: "、", En: ", "}))
}

func (s *coupons) brightButton(c offer.Coupon) app.UI {
	lang := s.port.Looks().Lang
	on := s.bright == c.ID
	return app.Button().Class("zz-btn2 zz-bright").Type("button").Aria("pressed", on).
		Body(kit.Icon("sun-high"), app.Text(lang.Say(words.Brighter))).
		OnClick(func(app.Context, app.Event) {
			if on {
				s.shine("")
			} else {
				s.shine(c.ID)
			}
		}, app.EventScope(c.ID, on))
}

// shine makes one coupon fill a white screen that stays on. How bright the lamp
// behind it is, no page may set; white is what it can do.
func (s *coupons) shine(id op.ID) {
	if s.bright == id {
		return
	}
	s.bright = id
	if s.port.Device.Stay != nil {
		s.port.Device.Stay(id != "")
	}
}

func (s *coupons) sayButton(c offer.Coupon) app.UI {
	lang := s.port.Looks().Lang
	return kit.Maybe(s.port.Device.Say != nil, func() app.UI {
		return app.Button().Class("zz-btn2").Type("button").Body(kit.Icon("volume"), app.Text(lang.Say(words.SayCode))).
			OnClick(func(app.Context, app.Event) { s.port.Device.Say(lang, spelled(c.Code)) }, app.EventScope(c.Code, lang))
	})
}

// giveBack asks once more: it cannot be taken back.
func (s *coupons) giveBack(c offer.Coupon) app.UI {
	lang := s.port.Looks().Lang
	if s.giving != c.ID {
		return app.P().Class("zz-gap").Body(app.Button().Class("zz-more").Type("button").Text(lang.Say(words.GiveBack)).
			OnClick(func(app.Context, app.Event) { s.giving, s.problem = c.ID, "" }, app.EventScope(c.ID)))
	}
	return app.Div().Class("zz-gap").Body(
		app.P().Class("zz-lede").Text(lang.Say(words.GiveBackMore)),
		kit.Maybe(s.problem != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(s.problem) }),
		app.Div().Class("zz-two").Body(
			app.Button().Class("zz-btn2").Type("button").Text(lang.Say(words.KeepIt)).OnClick(func(app.Context, app.Event) { s.giving = "" }),
			app.Button().ID("give-back").Class("zz-btn2").Type("button").Text(lang.Say(words.GiveBackNow)).OnClick(func(ctx app.Context, _ app.Event) {
				ctx = s.port.Page(ctx)
				ctx.Async(func() {
					err := s.port.Do(offer.GiveBack{Coupon: c.ID})
					ctx.Dispatch(func(app.Context) {
						if s.problem = problem(lang, c.Drop, err).problem; s.problem == "" {
							s.giving = ""
						}
					})
				})
			}, app.EventScope(c.ID)),
		),
	)
}

// grouped writes 7K3F 29QX 41MB.
func grouped(code string) string {
	var parts []string
	for ; len(code) > 4; code = code[4:] {
		parts = append(parts, code[:4])
	}
	return strings.Join(append(parts, code), " ")
}

// spelled has a voice say each character, with a breath after four.
func spelled(code string) string {
	var b strings.Builder
	for i, c := range code {
		if i > 0 && i%4 == 0 {
			b.WriteString("， ")
		}
		b.WriteString(string(c) + " ")
	}
	return b.String()
}
