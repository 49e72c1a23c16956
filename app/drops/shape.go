package drops

import (
	"strconv"
	"strings"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// shape is a new offer that is being written: one of the three of the April campaign,
// with its numbers as they were typed.
type shape struct {
	kind            string // offer.UpTo, Threshold, Rate
	zh, en          string
	max             string
	from, off       string
	percent, atMost string
}

// shapes are the templates, as April had them: 最高补80元, 满200减40, 五折.
var shapes = []struct {
	kind string
	name words.T
}{{offer.UpTo, words.OfferUpTo}, {offer.Threshold, words.OfferThreshold}, {offer.Rate, words.OfferRate}}

// fresh is a template with April's numbers, and no name.
func fresh(kind string) shape {
	return shape{kind: kind, max: "80", from: "200", off: "40", percent: "50"}
}

func shapeOf(o offer.Offer) shape {
	b := o.Benefit
	s := shape{kind: b.Type, zh: o.Title.Zh, en: o.Title.En, max: strconv.Itoa(b.Max), from: strconv.Itoa(b.Threshold), off: strconv.Itoa(b.Off), percent: strconv.Itoa(b.PayPercent)}
	if b.Type == offer.Rate && b.Max > 0 {
		s.atMost = s.max
	}
	return s
}

// offer is what it says, or the first thing that is wrong.
func (s shape) offer(id op.ID) (offer.Offer, error) {
	o := offer.Offer{ID: id, Order: 50, Icon: "ticket", Title: offer.Text{Zh: strings.TrimSpace(s.zh), En: strings.TrimSpace(s.en)}, Status: "own",
		Benefit: offer.Benefit{Type: s.kind}}
	if o.Title.Zh == "" {
		return o, op.Refuse(op.Missing, "name")
	}
	b := &o.Benefit
	for _, n := range []struct {
		of, text string
		into     *int
		empty    bool
	}{{offer.UpTo, s.max, &b.Max, false}, {offer.Threshold, s.from, &b.Threshold, false}, {offer.Threshold, s.off, &b.Off, false},
		{offer.Rate, s.percent, &b.PayPercent, false}, {offer.Rate, s.atMost, &b.Max, true}} {
		if n.of != s.kind || n.empty && strings.TrimSpace(n.text) == "" {
			continue
		}
		v, err := strconv.Atoi(strings.TrimSpace(n.text))
		if err != nil || v <= 0 {
			return o, op.Refuse(op.Malformed, "benefit")
		}
		*n.into = v
	}
	if !b.Valid() {
		return o, op.Refuse(op.Malformed, "benefit")
	}
	b.Quoted = words.Zh.Benefit(*b)
	return o, nil
}

// fields are those of the chosen template.
func (s *shape) fields(lang words.Lang, shown bool) app.UI {
	if !shown {
		return app.Div()
	}
	field := func(id string, label words.T, kind string, into *string) app.UI {
		return kit.Field{ID: id, Label: lang.Say(label), Type: kind, Value: *into, Set: func(v string) { *into = v }}.UI()
	}
	parts := []app.UI{field("offer-zh", words.OfferTitleZh, "", &s.zh), field("offer-en", words.OfferTitleEn, "", &s.en)}
	switch s.kind {
	case offer.UpTo:
		parts = append(parts, field("offer-max", words.OfferMax, "number", &s.max))
	case offer.Threshold:
		parts = append(parts, field("offer-from", words.OfferFrom, "number", &s.from), field("offer-off", words.OfferOff, "number", &s.off))
	case offer.Rate:
		parts = append(parts, field("offer-percent", words.OfferPercent, "number", &s.percent),
			kit.Field{ID: "offer-cap", Label: lang.Say(words.OfferCap), Type: "number", Hint: lang.Say(words.OfferCapHint), Value: s.atMost, Set: func(v string) { s.atMost = v }}.UI())
	}
	return app.Div().Body(parts...)
}

// offers are the benefits that are announced and go on, and the templates.
func (s *screen) offers() app.UI {
	lang := s.lang()
	chips := []app.UI{}
	offer.Offers.Each(s.port.View(), func(o offer.Offer) bool {
		if o.Benefit.Valid() && o.Halt == "" && o.Status != "rehearsal" {
			chips = append(chips, app.Button().Class("zz-chip").Type("button").Aria("pressed", s.form.offer == o.ID).
				Text(lang.Pick(o.Title.Zh, o.Title.En)+" "+lang.Benefit(o.Benefit)).
				OnClick(func(app.Context, app.Event) { s.form.offer, s.form.from, s.form.carry = o.ID, "", 0 }, app.EventScope(o.ID)))
		}
		return true
	})
	for _, t := range shapes {
		chips = append(chips, app.Button().ID("shape-"+t.kind).Class("zz-chip").Type("button").Aria("pressed", s.form.offer == "" && s.form.shape.kind == t.kind).
			Body(kit.Icon("plus"), app.Text(lang.Say(t.name))).
			OnClick(func(app.Context, app.Event) {
				zh, en := s.form.shape.zh, s.form.shape.en
				s.form.offer, s.form.from, s.form.carry, s.form.shape = "", "", 0, fresh(t.kind)
				s.form.shape.zh, s.form.shape.en = zh, en
			}, app.EventScope(t.kind)))
	}
	return app.Div().Body(app.P().Class("zz-cap").Text(lang.Say(words.OfferWhich)), app.Div().Class("zz-wrap zz-gap").Body(chips...))
}

func (s *screen) shops() app.UI {
	lang := s.lang()
	var chips []app.UI
	offer.Shops.Each(s.port.View(), func(shop offer.Shop) bool {
		chips = append(chips, app.Button().Class("zz-chip").Type("button").Aria("pressed", s.form.shops[shop.ID]).Text(lang.Pick(shop.Name.Zh, shop.Name.En)).
			OnClick(func(app.Context, app.Event) { s.form.shops[shop.ID] = !s.form.shops[shop.ID] }, app.EventScope(shop.ID)))
		return true
	})
	return app.Div().Body(app.P().Class("zz-cap zz-gap").Text(lang.Say(words.DropShops)), app.Div().Class("zz-wrap zz-gap").Body(chips...))
}

// leftovers are earlier drops of the same offer with something left over: what was
// never given, and what expired unused.
func (s *screen) leftovers() app.UI {
	lang, now := s.lang(), s.port.Now()
	var chips []app.UI
	for _, d := range s.drops() {
		b, ok := offer.Boards.Get(s.port.View(), d.ID)
		free := b.Stock.Free(d, now)
		if !ok || free == 0 || d.Offer != s.form.offer || d.Rehearsal {
			continue
		}
		on := s.form.from == d.ID
		chips = append(chips, app.Button().Class("zz-chip").Type("button").Aria("pressed", on).
			Text(words.Put(words.Put(lang.Say(words.DropCarryOne), lang.Pick(d.Title.Zh, d.Title.En)), words.Int(free))).
			OnClick(func(app.Context, app.Event) {
				if s.form.from, s.form.carry = d.ID, free; on {
					s.form.from, s.form.carry = "", 0
				}
			}, app.EventScope(d.ID, free, on)))
	}
	return app.Div().Body(kit.Maybe(len(chips) > 0, func() app.UI {
		return app.Div().Body(app.P().Class("zz-cap zz-gap").Text(lang.Say(words.DropCarry)), app.Div().Class("zz-wrap zz-gap").Body(chips...))
	}))
}
