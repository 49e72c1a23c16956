package offers

import (
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// mine is what this person has of a drop and has asked for. Most drops give one to
// each; some give several, and each is asked for by itself.
type mine struct {
	got   int      // given by the city; what was given back can be had again
	nos   []string // the serials of those, as people say them: 演练-000218 is 218
	asked bool     // one more waits to be heard, from this phone or another tab of it
	cut   bool     // the city may have heard that one: the line broke before the answer
	next  int      // which of the several can be asked for now; below zero: none

	placed bool // the city has told where that one stands
	before int  // and how many, at most, come first
}

func mineOf(p frame.Port, d offer.Drop) mine {
	m := mine{next: -1}
	for n := range d.Limit() {
		id := offer.NthID(d.ID, p.Me().ID, n)
		coupon, had := offer.Coupons.Get(p.View(), id)
		_, waits := offer.Claims.Get(p.View(), id)
		switch {
		case had && coupon.State != offer.Back:
			m.got++
			if no := strings.TrimLeft(coupon.Serial, "演练-0"); no != "" {
				m.nos = append(m.nos, no)
			}
		case waits:
			m.asked = true
		case m.next < 0:
			m.next = n
		}
	}
	if m.asked {
		m.stand(p, d.ID)
	}
	return m
}

// stand looks how it is with a claim that was sent: the line on which it went is not
// there any more, or the city has told where it stands.
func (m *mine) stand(p frame.Port, drop op.ID) {
	line := p.Line()
	for _, w := range p.Waiting() {
		if c, ok := w.Op.(offer.Claim); !ok || c.Drop != drop || !w.Offered {
			continue
		}
		m.cut = !line.Online
		if line.Online && w.N <= line.Place.N {
			m.placed, m.before = true, line.Place.Before
		}
	}
}

// waiting is what is true of a claim that the city has not answered: it may be in the
// queue, or there is no room, or nobody knows yet, or it has not gone.
func (m mine) waiting(p frame.Port, otherwise words.T) app.UI {
	lang, line := p.Looks().Lang, p.Line()
	switch {
	case line.Full && !line.Online:
		return said(lang.Say(words.QueueFull))
	case m.cut:
		return said(lang.Say(words.ClaimCut))
	case m.placed:
		return queued(lang.Place(m.before, words.About(m.before)), lang.Place(m.before, words.Roughly(m.before)))
	case line.Online:
		return queued(lang.Say(words.Queued), lang.Say(words.Queued))
	}
	return said(lang.Say(otherwise))
}

// queued gives the ear fewer numbers than the eye.
func queued(seen, heard string) app.UI {
	return app.Div().Body(app.P().Class("zz-ticket__s").Aria("hidden", "true").Text(seen),
		app.Span().Class("zz-sr").Role("status").Text(heard))
}

// yours is the way to what the city has given, and how many more there may be.
func (m mine) yours(p frame.Port, d offer.Drop) []app.UI {
	lang := p.Looks().Lang
	text := lang.Say(words.YoursNow)
	if d.Limit() > 1 {
		text = words.Put(words.Put(lang.Say(words.YoursOf), words.Int(m.got)), words.Int(d.Limit()))
	}
	if len(m.nos) > 0 {
		text += words.Put(lang.Say(words.YoursIs), strings.Join(m.nos, lang.Say(words.T{Zh: "、", En: ", "})))
	}
	return []app.UI{said(text), app.A().Class("zz-cta").Href("/coupons").Body(kit.Icon("ticket"), app.Text(lang.Say(words.ShowIt)))}
}

// unheard is the claims that have no answer yet, above the coupons: nothing of them
// looks like a coupon.
func unheard(p frame.Port) app.UI {
	var rows []app.UI
	offer.Drops.Each(p.View(), func(d offer.Drop) bool {
		if !d.Here() {
			return true
		}
		if m := mineOf(p, d); m.asked {
			otherwise := words.ClaimWaits
			if d.Mode == offer.ByDraw {
				otherwise = words.DrawWaits
			}
			rows = append(rows, app.A().Class("zz-row").Href("/offers/"+string(d.ID)).Body(
				kit.Icon("clock"),
				app.Span().Class("zz-row__b").Body(app.B().Text(title(p, d)), m.waiting(p, otherwise)),
				kit.IconClass("chevron-right", "zz-chev"),
			))
		}
		return true
	})
	return kit.Maybe(len(rows) > 0, func() app.UI { return app.Div().Class("zz-list zz-gap").Body(rows...) })
}
