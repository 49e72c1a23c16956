package offers

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

// ticket is one drop of this app: what it gives, when, and the one button.
func ticket(p frame.Port, d offer.Drop, t *tapped, link bool) app.UI {
	lang := p.Looks().Lang
	o, _ := offer.Offers.Get(p.View(), d.Offer)
	title := lang.Pick(o.Title.Zh, o.Title.En)
	var name app.UI = app.Text(title)
	if link {
		name = app.A().Href("/offers/" + string(d.ID)).Text(title)
	}
	return app.Section().Class("zz-ticket").Body(
		app.Div().Class("zz-ticket__a").Body(
			app.Div().Body(
				app.P().Class("zz-ticket__eye").Text(lang.Pick(d.Title.Zh, d.Title.En)+"，"+lang.Day(d.At)+" "+lang.Weekday(d.At)+" "+words.Clock(d.At)),
				app.H2().Class("zz-ticket__t").Body(name),
				kit.Maybe(d.Rehearsal, func() app.UI { return app.P().Class("zz-ticket__eye").Text(lang.Say(words.RehearsalMore)) }),
			),
			value(lang, o.Benefit),
		),
		app.Div().Class("zz-perf").Aria("hidden", "true"),
		app.Div().Class("zz-ticket__b").Body(state(p, d, t)...),
	)
}

func value(lang words.Lang, b offer.Benefit) app.UI {
	if b.Type != "amount_up_to" {
		return app.Div().Class("zz-ticket__v zz-ticket__v--s").Text(lang.Benefit(b))
	}
	return app.Div().Class("zz-ticket__v").Body(app.Sup().Text(lang.Say(words.UpTo)), app.Text(words.Int(b.Max)), app.Small().Text(lang.Say(words.Yuan)))
}

// state is what the ticket says and offers now. The city's time decides, on the
// phone too; the button alone opens nothing.
func state(p frame.Port, d offer.Drop, t *tapped) []app.UI {
	lang, now := p.Looks().Lang, p.Now()
	if d.Mode == offer.ByDraw {
		return drawState(p, d, t)
	}
	foot := app.P().Class("zz-ticket__f").Text(stock(p, d))
	if _, mine := offer.Coupons.Get(p.View(), offer.ClaimID(d.ID, p.Me().ID)); mine {
		return []app.UI{said(lang.Say(words.YoursNow)), app.A().Class("zz-cta").Href("/coupons").Body(kit.Icon("ticket"), app.Text(lang.Say(words.ShowIt)))}
	}
	if refusal, ok := refused(p, d.ID); ok {
		return []app.UI{said(lang.Refusal(refusal)), foot}
	}
	if asked(p, d.ID) {
		text := words.Queued
		if !p.Line().Online {
			text = words.ClaimWaits
		}
		return []app.UI{said(lang.Say(text)), foot}
	}
	switch {
	case d.Gone:
		return []app.UI{said(lang.Say(words.DropGone)), foot}
	case d.Ended(now):
		return []app.UI{said(lang.Say(words.DropOver)), foot}
	}
	if not := notYet(p, d); not != nil {
		return append(not, foot)
	}
	parts := []app.UI{claimButton(p, d, t, words.ClaimNow)}
	if !p.Line().Online && p.Do != nil {
		parts = append(parts, said(lang.Say(words.ClaimOffline)))
	}
	if t.drop == d.ID && t.problem != "" {
		parts = append(parts, app.P().Class("zz-ticket__f").Role("alert").Text(t.problem))
	}
	return append(parts, foot)
}

// bindAt is where a card is bound, and back.
const bindAt = "/me/card?next=/offers"

// notYet is what stands in place of the button: the countdown, a stop, the way to
// a card; nil when it may be tapped.
func notYet(p frame.Port, d offer.Drop) []app.UI {
	lang, now := p.Looks().Lang, p.Now()
	switch {
	case d.Paused != "":
		return []app.UI{said(words.Put(lang.Say(words.DropPaused), d.Paused))}
	case now.Before(d.At):
		return []app.UI{countdown(lang, d.At.Sub(now)), app.Button().Class("zz-cta").Type("button").Disabled(true).
			Text(words.Put(lang.Say(words.OpensAt), words.Clock(d.At))), remind(p, d)}
	case !p.Me().Is(person.Cardholder):
		return []app.UI{app.A().Class("zz-cta").Href(bindAt).Body(kit.Icon("id"), app.Text(lang.Say(words.BindFirst)))}
	}
	return nil
}

// stock is how many there are, and, as the city tells about once a second, how many
// are left.
func stock(p frame.Port, d offer.Drop) string {
	lang := p.Looks().Lang
	text := words.Put(words.Put(lang.Say(words.StockIs), words.Int(*d.Stock)), lang.Limit(d))
	if left, ok := offer.Remainder.Get(p.View(), d.ID); ok && left.Left < *d.Stock {
		text += "，" + words.Put(lang.Say(words.LeftIs), words.Int(left.Left))
	}
	return text
}

func said(text string) app.UI { return app.P().Class("zz-ticket__s").Role("status").Text(text) }

// refused finds the city's no to a claim for this drop that is still shown.
func refused(p frame.Port, drop op.ID) (op.Refusal, bool) {
	for _, r := range p.Refused() {
		if c, ok := r.Op.(offer.Claim); ok && c.Drop == drop {
			return r.Refusal, true
		}
	}
	return op.Refusal{}, false
}

// asked reports whether a claim waits, here or on another phone of this person.
func asked(p frame.Port, drop op.ID) bool {
	_, ok := offer.Claims.Get(p.View(), offer.ClaimID(drop, p.Me().ID))
	return ok
}

func claimButton(p frame.Port, d offer.Drop, t *tapped, name words.T) app.UI {
	lang := p.Looks().Lang
	return app.Button().ID("claim").Class("zz-cta").Type("button").Disabled(p.Do == nil).
		Body(kit.Icon("ticket"), app.Text(lang.Say(name))).
		OnClick(func(ctx app.Context, _ app.Event) {
			ctx.Async(func() {
				err := p.Do(offer.Claim{Drop: d.ID})
				ctx.Dispatch(func(app.Context) { *t = problem(lang, d.ID, err) })
			})
		}, app.EventScope(d.ID))
}

func problem(lang words.Lang, drop op.ID, err error) tapped {
	if refusal, ok := op.AsRefusal(err); ok {
		return tapped{drop, lang.Refusal(refusal)}
	}
	if err != nil {
		app.Log("claim not saved: " + err.Error())
		return tapped{drop, lang.Say(words.SaveFailed)}
	}
	return tapped{}
}

// countdown is text in boxes; as a timer it is silent to readers.
func countdown(lang words.Lang, left time.Duration) app.UI {
	s := int((left + time.Second - 1) / time.Second)
	box := func(n int, unit words.T) []app.UI {
		text := words.Int(n)
		if n < 10 {
			text = "0" + text
		}
		return []app.UI{app.B().Text(text), app.Span().Text(lang.Say(unit))}
	}
	var boxes []app.UI
	if spoken, ok := map[int]words.T{600: words.Speak10, 60: words.Speak1}[s]; ok {
		boxes = append(boxes, app.Span().Class("zz-sr").Role("status").Text(lang.Say(spoken)))
	}
	if s >= 86400 {
		boxes = append(boxes, box(s/86400, words.Days)...)
	}
	boxes = append(boxes, box(s%86400/3600, words.Hours)...)
	boxes = append(boxes, box(s%3600/60, words.Minutes)...)
	boxes = append(boxes, box(s%60, words.Seconds)...)
	return app.Div().Class("zz-count").Role("timer").Body(boxes...)
}
