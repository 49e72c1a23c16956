// Package offers is a cardholder's side of benefits: what is offered, a drop with
// its countdown and its one button, and the coupons on this phone.
//
// Before the city has said so nothing looks like a coupon: a claim that waits says
// that it holds no place. What the organiser has not announced is said to be so.
package offers

import (
	"sort"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// list is the screen at /offers.
type list struct {
	app.Compo
	port frame.Port
	stop func()
	tap  tapped
}

// List is all offers: drops of this app first.
func List(p frame.Port) app.Composer { return &list{port: p} }

func (l *list) OnPreRender(ctx app.Context) { l.OnNav(ctx) }

func (l *list) OnNav(ctx app.Context) { ctx.Page().SetTitle(l.port.Looks().Lang.Say(words.TabOffers)) }

func (l *list) OnMount(ctx app.Context) { l.stop = everySecond(ctx, l.port) }

func (l *list) OnDismount() { l.stop() }

// everySecond redraws for the countdown, and after every change.
func everySecond(ctx app.Context, p frame.Port) (stop func()) {
	unfollow := frame.Follow(ctx, p)
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				ctx.Dispatch(func(app.Context) {})
			}
		}
	}()
	return func() { unfollow(); close(done) }
}

// Render shows the page.
func (l *list) Render() app.UI {
	p := l.port
	lang := p.Looks().Lang
	held := 0 // that can be spent
	offer.Coupons.Each(p.View(), func(c offer.Coupon) bool {
		if c.State == offer.Given && !c.Expired(p.Now()) {
			held++
		}
		return true
	})
	action := app.A().Class("zz-pill").Href("/coupons").Body(kit.Icon("ticket"),
		app.Text(lang.Say(words.MyCoupons)+" "+words.Int(held)))
	parts := l.here()
	parts = append(parts, bind(p), firstWave(p), planned(p), channels(lang))
	return frame.Page(p, frame.Opts{Tab: frame.Offers, Title: lang.Say(words.TabOffers), Sub: lang.Say(words.OffersSub),
		Actions: []app.UI{action}, Plain: true}, parts...)
}

// bind is the way to the card, before a drop opens and not only at ten o'clock.
func bind(p frame.Port) app.UI {
	lang := p.Looks().Lang
	return kit.Maybe(!p.Me().Is(person.Cardholder), func() app.UI {
		return kit.List(kit.Link("id", bindAt, lang.Say(words.BindCard), lang.Say(words.BindCardSub)))
	})
}

// most is how many tickets stand on the page.
const most = 10

// here is the drops that this app gives out and that are not over: those that are
// open first, then what comes next.
func (l *list) here() []app.UI {
	now := l.port.Now()
	var drops []offer.Drop
	offer.Drops.Each(l.port.View(), func(d offer.Drop) bool {
		if d.Here() && (!d.Ended(now) || d.Mode == offer.ByDraw && now.Sub(d.Ends) < 7*24*time.Hour) {
			drops = append(drops, d)
		}
		return true
	})
	sort.SliceStable(drops, func(i, j int) bool {
		a, b := drops[i], drops[j]
		if aOpen, bOpen := !now.Before(a.At), !now.Before(b.At); aOpen != bOpen {
			return aOpen
		} else if aOpen {
			return a.At.After(b.At)
		}
		return a.At.Before(b.At)
	})
	var parts []app.UI
	for _, d := range drops[:min(len(drops), most)] {
		parts = append(parts, ticket(l.port, d, &l.tap, true))
	}
	return parts
}

// tapped is what the button last said no to, by drop.
type tapped struct {
	drop    op.ID
	problem string
}

// firstWave is the drops that were given out in the official channels.
func firstWave(p frame.Port) app.UI {
	lang := p.Looks().Lang
	var rows []app.UI
	for _, d := range offer.Drops.All(p.View()) {
		o, ok := offer.Offers.Get(p.View(), d.Offer)
		if d.Here() || !ok {
			continue
		}
		when := words.ToComeThen
		if p.Now().After(d.At) {
			when = words.GivenThen
		}
		date := words.Int(d.At.In(words.Zone).Year()) + lang.Say(words.T{Zh: "年", En: " "}) + lang.Day(d.At) + " " + lang.Weekday(d.At)
		rows = append(rows, app.A().Class("zz-row").Href("/offers/"+string(d.ID)).Body(
			kit.Icon(o.Icon),
			app.Span().Class("zz-row__b").Body(
				app.B().Text(lang.Pick(o.Title.Zh, o.Title.En)+" "+lang.Benefit(o.Benefit)),
				app.Span().Class("zz-cap").Text(lang.Pick(d.Title.Zh, d.Title.En)+lang.Say(words.DeskComma)+words.Put(lang.Say(when), date)),
			),
			kit.IconClass("chevron-right", "zz-chev"),
		))
	}
	if len(rows) == 0 {
		return app.P().Class("zz-cap zz-gap").Text(lang.Say(words.NoOffers))
	}
	return app.Div().Body(kit.Heading(lang.Say(words.FirstWave), nil), app.Div().Class("zz-list").Body(rows...),
		app.P().Class("zz-cap zz-gap").Text(lang.Say(words.NotAnnounced)))
}

func planned(p frame.Port) app.UI {
	lang := p.Looks().Lang
	all := offer.Offers.All(p.View())
	sort.SliceStable(all, func(i, j int) bool { return all[i].Order < all[j].Order })
	var deals []app.UI
	for _, o := range all {
		if o.Status != "planned" {
			continue
		}
		class := "zz-deal"
		if o.Benefit.Type == "threshold" {
			class += " zz-deal--w"
		}
		deals = append(deals, app.Div().Class(class).Body(
			app.Span().Class("zz-deal__h").Body(kit.Icon(o.Icon), app.Text(lang.Pick(o.Title.Zh, o.Title.En))),
			app.Span().Class("zz-deal__v").Text(lang.Benefit(o.Benefit)),
		))
	}
	return kit.Maybe(len(deals) > 0, func() app.UI {
		return app.Div().Body(kit.Heading(lang.Say(words.PlannedFor), nil), app.Div().Class("zz-deals").Body(deals...),
			app.P().Class("zz-cap zz-gap").Text(lang.Say(words.PlannedMore)))
	})
}

func channels(lang words.Lang) app.UI {
	icons := []string{"brand-wechat", "id"}
	var rows []app.UI
	for i, c := range words.OfficialChannels {
		rows = append(rows, app.Div().Class("zz-row").Body(kit.Icon(icons[i]), app.Span().Class("zz-row__b").Body(app.B().Text(lang.Say(c)))))
	}
	return app.Div().Body(kit.Heading(lang.Say(words.Channels), nil), app.Div().Class("zz-list").Body(rows...))
}
