package offers

import (
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// facts is what holds for a drop, line by line. What the organiser has not announced
// says so.
func facts(p frame.Port, d offer.Drop) app.UI {
	lang := p.Looks().Lang
	how, where := words.InOrder, lang.Say(words.AllShops)
	if d.Mode == offer.ByDraw {
		how = words.ByLot
	}
	if len(d.Shops) > 0 {
		where = shops(p, d)
	}
	var rows []app.UI
	for _, f := range []struct {
		name words.T
		text string
	}{
		{words.HowGiven, lang.Say(how)},
		{words.OpenFrom, moment(p, d.At)},
		{words.OpenUntil, moment(p, d.Ends)},
		{words.CouponsUntil, moment(p, d.Valid)},
		{words.WhereToSpend, where},
	} {
		rows = append(rows, app.Dt().Text(lang.Say(f.name)), app.Dd().Text(f.text))
	}
	return app.Div().Body(kit.Heading(lang.Say(words.DropFacts), nil), kit.Card("", nil, app.Dl().Class("zz-sum zz-sum--s").Body(rows...)))
}

func moment(p frame.Port, t time.Time) string {
	lang := p.Looks().Lang
	if t.IsZero() {
		return lang.Say(words.Unannounced)
	}
	return lang.Moment(t, p.Now())
}
