package offers

import (
	"sort"
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// coupons is the screen at /coupons.
type coupons struct {
	app.Compo
	port frame.Port
	stop func()
}

// Coupons is what the city has given to this person, on this phone.
func Coupons(p frame.Port) app.Composer { return &coupons{port: p} }

func (s *coupons) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *coupons) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.port.Looks().Lang.Say(words.MyCoupons))
}

func (s *coupons) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *coupons) OnDismount() { s.stop() }

// Render shows each coupon large enough for a till.
func (s *coupons) Render() app.UI {
	lang := s.port.Looks().Lang
	all := offer.Coupons.All(s.port.View())
	sort.SliceStable(all, func(i, j int) bool { return all[i].At.After(all[j].At) })
	opts := frame.Opts{Tab: frame.Offers, Title: lang.Say(words.MyCoupons), Sub: lang.Say(words.WorksOffline), Plain: true}
	if len(all) == 0 {
		return frame.Page(s.port, opts, app.P().Class("zz-cap").Body(app.Text(lang.Say(words.NoCoupons)+" · "),
			app.A().Class("zz-more").Href("/offers").Text(lang.Say(words.SeeOffers))))
	}
	var parts []app.UI
	for _, c := range all {
		parts = append(parts, s.coupon(c))
	}
	return frame.Page(s.port, opts, parts...)
}

func (s *coupons) coupon(c offer.Coupon) app.UI {
	lang := s.port.Looks().Lang
	o, _ := offer.Offers.Get(s.port.View(), c.Offer)
	d, _ := offer.Drops.Get(s.port.View(), c.Drop)
	valid := lang.Say(words.Unannounced)
	if !c.Valid.IsZero() {
		valid = lang.Moment(c.Valid, s.port.Now())
		if s.port.Now().After(c.Valid) {
			valid = lang.Say(words.Expired)
		}
	}
	return app.Section().Class("zz-coupon").DataSet("code", c.Code).Body(
		app.Div().Class("zz-coupon__h").Body(
			app.H2().Text(lang.Pick(o.Title.Zh, o.Title.En)),
			app.B().Text(lang.Benefit(o.Benefit)),
			kit.Maybe(d.Rehearsal, func() app.UI { return kit.Tag("lamp", "info-circle", lang.Say(words.Rehearsal)) }),
		),
		app.Div().Class("zz-coupon__q").Body(kit.QR("DH1:"+c.Code, lang.Say(words.MyCoupons))),
		app.P().Class("zz-coupon__c").Text(grouped(c.Code)),
		app.P().Class("zz-cap").Text(lang.Say(words.ReadCode)),
		app.Dl().Class("zz-sum zz-sum--s zz-gap").Body(
			app.Dt().Text(lang.Say(words.ValidUntil)), app.Dd().Text(valid),
			app.Dt().Text(lang.Say(words.GivenAt)), app.Dd().Text(lang.Moment(c.At, s.port.Now())),
			app.Dt().Text(lang.Say(words.SerialIs)), app.Dd().Text(c.Serial),
			app.Dt().Text(lang.Say(words.SealedBy)), app.Dd().Text(lang.Say(words.SealedHere)),
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
