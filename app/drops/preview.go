package drops

import (
	"strings"
	"time"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// draftPreview is the form as residents will see it; nothing while it is not whole.
func (s *screen) draftPreview() app.UI {
	w, err := s.form.write()
	return app.Div().Body(kit.Maybe(err == nil, func() app.UI {
		o := w.Offer
		if s.form.offer != "" {
			o, _ = offer.Offers.Get(s.port.View(), s.form.offer)
		}
		return s.preview(w.Drop, o)
	}))
}

// preview is a drop in a resident's words, with everything that they will read. What
// is not announced is said to be so.
func (s *screen) preview(d offer.Drop, o offer.Offer) app.UI {
	lang := s.lang()
	text := words.Put(words.Put(lang.Say(words.StockIs), words.Int(*d.Stock)), lang.Limit(d))
	if d.Mode == offer.ByDraw {
		text = words.Put(lang.Say(words.DrawIs), words.Int(*d.Stock))
	}
	return app.Div().Body(
		app.Section().Class("zz-ticket zz-gap").Aria("label", lang.Say(words.DropPreview)).Body(
			app.Div().Class("zz-ticket__a").Body(
				app.Div().Body(
					app.P().Class("zz-ticket__eye").Text(lang.Pick(d.Title.Zh, d.Title.En)+lang.Say(words.Comma)+lang.Day(d.At)+" "+lang.Weekday(d.At)+" "+words.Clock(d.At)),
					app.H2().Class("zz-ticket__t").Text(lang.Pick(o.Title.Zh, o.Title.En)),
				),
				app.Div().Class("zz-ticket__v zz-ticket__v--s").Text(lang.Benefit(o.Benefit)),
			),
			app.Div().Class("zz-perf").Aria("hidden", "true"),
			app.Div().Class("zz-ticket__b").Body(app.P().Class("zz-ticket__f").Text(text)),
		),
		app.Dl().Class("zz-facts zz-gap").Body(
			kit.Fact(lang.Say(words.DropEnds), s.announced(d.Ends)),
			kit.Fact(lang.Say(words.ValidUntil), s.announced(d.Valid)),
			kit.Fact(lang.Say(words.WhereToSpend), s.where(d)),
			kit.Maybe(d.Carry > 0, func() app.UI { return kit.Fact(lang.Say(words.DropCarry), words.Int(d.Carry)) }),
		),
	)
}

func (s *screen) announced(t time.Time) string {
	if t.IsZero() {
		return s.lang().Say(words.Unannounced)
	}
	return s.lang().Day(t) + " " + words.Clock(t)
}

func (s *screen) where(d offer.Drop) string {
	lang := s.lang()
	var names []string
	for _, id := range d.Shops {
		shop, _ := offer.Shops.Get(s.port.View(), op.ID(id))
		names = append(names, lang.Pick(shop.Name.Zh, shop.Name.En))
	}
	if len(names) == 0 {
		return lang.Say(words.AllShops)
	}
	return strings.Join(names, lang.Say(words.Comma))
}
