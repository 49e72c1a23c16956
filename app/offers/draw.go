package offers

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// drawState is what the ticket of a draw says and offers now. The result is worked
// out on this phone from public rows: nobody has to be believed.
func drawState(p frame.Port, d offer.Drop, t *tapped) []app.UI {
	lang, now := p.Looks().Lang, p.Now()
	foot := app.P().Class("zz-ticket__f").Text(words.Put(lang.Say(words.DrawIs), words.Int(*d.Stock)))
	entry, in := offer.Entries.Get(p.View(), offer.ClaimID(d.ID, p.Me().ID))
	result, _ := offer.Draws.Get(p.View(), d.ID)
	if in {
		return append(entered(p, d, entry, result), foot, proof(lang, d, result, &entry))
	}
	m := mineOf(p, d)
	refusal, no := refused(p, d.ID)
	switch {
	case m.asked:
		return []app.UI{m.waiting(p, words.DrawWaits), foot, proof(lang, d, result, nil)}
	case result.Seed != "":
		return []app.UI{said(words.Put(lang.Say(words.DrawOver), words.Int(result.Entries))), foot, proof(lang, d, result, nil)}
	case d.Ended(now):
		return []app.UI{said(lang.Say(words.DrawClosed)), foot, proof(lang, d, result, nil)}
	}
	var parts []app.UI
	if no {
		parts = append(parts, said(lang.Refusal(refusal)))
	}
	if not := notYet(p, d); not != nil {
		return append(append(parts, not...), foot, proof(lang, d, result, nil))
	}
	parts = append(parts, claimButton(p, d, 0, t, words.DrawEnter))
	if t.drop == d.ID && t.problem != "" {
		parts = append(parts, app.P().Class("zz-ticket__f").Role("alert").Text(t.problem))
	}
	return append(parts, foot, proof(lang, d, result, nil))
}

func entered(p frame.Port, d offer.Drop, e offer.Entry, result offer.Draw) []app.UI {
	lang := p.Looks().Lang
	won, drawn := result.Won(e)
	switch {
	case !drawn:
		return []app.UI{said(words.Put(words.Put(lang.Say(words.DrawIn), words.Int(e.No)), lang.Moment(d.Ends, p.Now())))}
	case !won:
		return []app.UI{said(lang.Say(words.DrawLost))}
	}
	if _, here := offer.Coupons.Get(p.View(), e.ID); !here {
		return []app.UI{said(lang.Say(words.DrawWonSoon))}
	}
	return []app.UI{said(lang.Say(words.DrawWon)), app.A().Class("zz-cta").Href("/coupons").Body(kit.Icon("ticket"), app.Text(lang.Say(words.ShowIt)))}
}

// proof is how anyone can check: what was published when, and where the record is.
func proof(lang words.Lang, d offer.Drop, result offer.Draw, e *offer.Entry) app.UI {
	facts := []app.UI{app.Dt().Text(lang.Say(words.DrawCommit)), app.Dd().Class("zz-hash").Text(d.Commit)}
	if result.Seed != "" {
		facts = append(facts, app.Dt().Text(lang.Say(words.DrawSeed)), app.Dd().Class("zz-hash").Text(result.Seed))
	}
	if e != nil {
		facts = append(facts, app.Dt().Text(lang.Say(words.DrawToken)), app.Dd().Class("zz-hash").Text(e.Token))
	}
	return app.Details().Class("zz-ticket__f").Body(
		app.Summary().Text(lang.Say(words.DrawCheck)),
		app.P().Text(lang.Say(words.DrawCheckMore)),
		app.Dl().Body(facts...),
		kit.Maybe(result.Seed != "", func() app.UI {
			return app.A().Href(recordAddress(d.ID)).Download("").Body(kit.Icon("download"), app.Text(lang.Say(words.DrawRecord)))
		}),
	)
}

func recordAddress(drop op.ID) string { return "/api/v1/draws/" + string(drop) + ".json" }
