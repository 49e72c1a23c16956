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
	head := "zz-ticket__a"
	if o.Benefit.Type != offer.UpTo || lang == words.En { // words, which take a line of their own where it is narrow
		head += " zz-ticket__a--s"
	}
	return app.Section().Class("zz-ticket").Body(
		app.Div().Class(head).Body(
			app.Div().Body(
				app.P().Class("zz-ticket__eye").Text(lang.Pick(d.Title.Zh, d.Title.En)+lang.Say(words.DeskComma)+lang.Day(d.At)+" "+lang.Weekday(d.At)+" "+words.Clock(d.At)),
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
	if b.Type != offer.UpTo {
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
	m, name := mineOf(p, d), words.ClaimNow
	var parts []app.UI
	if m.got > 0 {
		parts, name = m.yours(p, d), words.ClaimMore
	}
	refusal, no := refused(p, d.ID)
	switch {
	case m.asked:
		return append(parts, m.waiting(p, words.ClaimWaits), foot)
	case m.next < 0:
		return append(parts, foot)
	case d.Gone:
		return append(parts, said(gone(lang, d, refusal)), after(p, d), foot)
	case d.Ended(now):
		return append(parts, said(lang.Say(words.DropOver)), after(p, d), foot)
	case no: // what was too early, or stood still, may be asked for again
		parts = append(parts, said(lang.Refusal(refusal)))
	}
	if not := notYet(p, d); not != nil {
		return append(append(parts, not...), foot)
	}
	if now.Sub(d.At) < time.Minute {
		parts = append(parts, app.Span().Class("zz-sr").Role("status").Text(lang.Say(words.SpeakOpen)))
	}
	parts = append(parts, claimButton(p, d, m.next, t, name))
	if p.Line().Off && p.Do != nil {
		parts = append(parts, said(lang.Say(words.ClaimOffline)))
	}
	if t.drop == d.ID && t.problem != "" {
		parts = append(parts, app.P().Class("zz-ticket__f").Role("alert").Text(t.problem))
	}
	return append(parts, foot)
}

// gone is that there are none left, how many were given, and for who got none, as which
// claim the city heard theirs.
func gone(lang words.Lang, d offer.Drop, no op.Refusal) string {
	text := lang.Say(words.DropGone) + words.Put(lang.Say(words.DropAllGiven), words.Int(*d.Stock))
	if no.Code == offer.SoldOut && no.No > 0 {
		text += words.Put(lang.Say(words.DropHeardAs), words.Int(no.No))
	}
	return text
}

// bindAt is where a card is bound, and back.
const bindAt = "/me/card?next=/offers"

// notYet is what stands in place of the button: the countdown, a stop, the way to
// a card; nil when it may be tapped.
func notYet(p frame.Port, d offer.Drop) []app.UI {
	lang, now := p.Looks().Lang, p.Now()
	switch {
	case standing(lang, d) != "":
		return []app.UI{said(standing(lang, d))}
	case now.Before(d.At):
		return []app.UI{countdown(lang, d.At.Sub(now)), app.Button().Class("zz-cta").Type("button").Disabled(true).
			Text(words.Put(lang.Say(words.OpensAt), words.Clock(d.At))), remind(p, d)}
	case !p.Me().Is(person.Cardholder):
		return []app.UI{app.A().Class("zz-cta").Href(bindAt).Body(kit.Icon("id"), app.Text(lang.Say(words.BindFirst)))}
	}
	return nil
}

// standing says why a drop gives nothing now, if it does not: it stands still, or its
// offer does, for now or for good.
func standing(lang words.Lang, d offer.Drop) string {
	switch {
	case d.Halt == offer.Cancelled:
		return words.Put(lang.Say(words.DropHalted), d.HaltWhy)
	case d.Halt == offer.Ended:
		return words.Put(lang.Say(words.DropEndedWhy), d.HaltWhy)
	case d.Paused != "":
		return words.Put(lang.Say(words.DropPaused), d.Paused)
	case d.Halt != "":
		return words.Put(lang.Say(words.DropPaused), d.HaltWhy)
	}
	return ""
}

// after is when the next drop opens, for who came too late for this one.
func after(p frame.Port, d offer.Drop) app.UI {
	lang, now := p.Looks().Lang, p.Now()
	var next offer.Drop
	offer.Drops.Each(p.View(), func(o offer.Drop) bool {
		if o.Here() && o.Rehearsal == d.Rehearsal && now.Before(o.At) && (next.ID == "" || o.At.Before(next.At)) {
			next = o
		}
		return true
	})
	return kit.Maybe(next.ID != "", func() app.UI {
		return app.P().Class("zz-ticket__f").Body(app.A().Href("/offers/" + string(next.ID)).
			Text(words.Put(lang.Say(words.NextDrop), lang.Day(next.At)+" "+words.Clock(next.At)+" "+title(p, next))))
	})
}

// stock is how many there are, and, as the city tells about once a second, how many
// are left.
func stock(p frame.Port, d offer.Drop) string {
	lang := p.Looks().Lang
	text := words.Put(words.Put(lang.Say(words.StockIs), words.Int(*d.Stock)), lang.Limit(d))
	if left, ok := offer.Remainder.Get(p.View(), d.ID); ok && left.Left < *d.Stock {
		text += lang.Say(words.DeskComma) + words.Put(lang.Say(words.LeftIs), words.Int(left.Left))
	}
	return text
}

func said(text string) app.UI { return app.P().Class("zz-ticket__s").Role("status").Text(text) }

// refused finds the city's latest no to a claim for this drop that is still shown.
func refused(p frame.Port, drop op.ID) (no op.Refusal, found bool) {
	for _, r := range p.Refused() {
		if c, ok := r.Op.(offer.Claim); ok && c.Drop == drop {
			no, found = r.Refusal, true
		}
	}
	return no, found
}

func claimButton(p frame.Port, d offer.Drop, nth int, t *tapped, name words.T) app.UI {
	lang := p.Looks().Lang
	return app.Button().ID("claim").Class("zz-cta").Type("button").Disabled(p.Do == nil).
		Body(kit.Icon("ticket"), app.Text(lang.Say(name))).
		OnClick(func(ctx app.Context, _ app.Event) {
			ctx = p.Page(ctx)
			ctx.Async(func() {
				err := p.Do(offer.Claim{Drop: d.ID, Nth: nth})
				ctx.Dispatch(func(app.Context) { *t = problem(lang, d.ID, err) })
			})
		}, app.EventScope(d.ID, nth))
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
