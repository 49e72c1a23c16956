package drops

import (
	"sort"
	"strconv"
	"strings"
	"time"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// draft is a drop that is being set up, as it was typed.
type draft struct {
	offer             op.ID
	zh, en            string
	stock, each       string
	at, ends, valid   string // 2026-04-26T10:00, in the city's zone
	byDraw, rehearsal bool
	shops             map[person.ID]bool // none: every shop
	wrong             op.Refusal
}

const typed = "2006-01-02T15:04"

// drop is what the draft says, or the first thing that is wrong with it.
func (f *draft) drop(id op.ID) (offer.Drop, error) {
	d := offer.Drop{ID: "drop-" + id, Offer: f.offer, Order: 50, Title: offer.Text{Zh: strings.TrimSpace(f.zh), En: strings.TrimSpace(f.en)}, Rehearsal: f.rehearsal}
	if d.Title.Zh == "" {
		return d, op.Refuse(op.Missing, "title")
	}
	for _, t := range []struct {
		text, field string
		into        *time.Time
		wanted      bool
	}{{f.at, "at", &d.At, true}, {f.ends, "ends", &d.Ends, f.byDraw}, {f.valid, "valid", &d.Valid, true}} {
		if t.text == "" && !t.wanted {
			continue
		}
		at, err := time.ParseInLocation(typed, t.text, words.Zone)
		if err != nil {
			return d, op.Refuse(op.Missing, t.field)
		}
		*t.into = at
	}
	stock, err := strconv.Atoi(strings.TrimSpace(f.stock))
	if err != nil {
		return d, op.Refuse(op.Malformed, "stock")
	}
	d.Stock = &stock
	if d.PerPerson, err = strconv.Atoi(strings.TrimSpace(f.each)); err != nil || d.PerPerson < 1 {
		return d, op.Refuse(op.Malformed, "per_person")
	}
	if f.byDraw {
		d.Mode = offer.ByDraw
	}
	for shop, on := range f.shops {
		if on {
			d.Shops = append(d.Shops, shop)
		}
	}
	sort.Slice(d.Shops, func(i, j int) bool { return d.Shops[i] < d.Shops[j] })
	return d, offer.Open{Drop: d}.Check()
}

// adder is the button, and the form below it.
func (s *screen) adder() app.UI {
	lang := s.lang()
	if s.form == nil {
		return app.Button().ID("new-drop").Class("weui-btn weui-btn_primary zz-go").Type("button").Body(kit.Icon("plus"), app.Text(lang.Say(words.DropNew))).
			OnClick(func(app.Context, app.Event) { s.form = s.begin() })
	}
	return kit.Card(lang.Say(words.DropNew), nil,
		s.offers(),
		s.field("drop-zh", words.DropTitleZh, "", &s.form.zh), s.field("drop-en", words.DropTitleEn, "", &s.form.en),
		s.field("drop-stock", words.DropStock, "number", &s.form.stock), s.field("drop-each", words.DropEach, "number", &s.form.each),
		s.field("drop-at", words.DropAt, "datetime-local", &s.form.at), s.field("drop-ends", words.DropEnds, "datetime-local", &s.form.ends),
		s.field("drop-valid", words.DropValid, "datetime-local", &s.form.valid),
		s.shops(),
		kit.Toggle("drop-draw", "", lang.Say(words.DropByDraw), s.form.byDraw, func(on bool) { s.form.byDraw = on }),
		kit.Toggle("drop-rehearsal", "", lang.Say(words.Rehearsal), s.form.rehearsal, func(on bool) { s.form.rehearsal = on }),
		s.preview(),
		kit.Maybe(s.form.wrong.Code != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(lang.Refusal(s.form.wrong)) }),
		s.try.Problem(lang),
		app.Div().Class("zz-two zz-gap").Body(
			app.Button().ID("drop-cancel").Class("zz-btn2").Type("button").Text(lang.Say(words.DropCancel)).
				OnClick(func(app.Context, app.Event) { s.form = nil }),
			s.try.Button(&s.port, "drop-open", "check", words.DropOpen, words.DropOpening).Class("zz-btn2").Type("button").
				OnClick(func(ctx app.Context, _ app.Event) { s.submit(ctx) }),
		),
	)
}

// begin is tomorrow at ten, for a week.
func (s *screen) begin() *draft {
	day := s.port.Now().In(words.Zone).AddDate(0, 0, 1)
	at := time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, words.Zone)
	return &draft{offer: "online-subsidy", stock: "100", each: "1", at: at.Format(typed), ends: at.AddDate(0, 0, 1).Format(typed),
		valid: at.AddDate(0, 0, 7).Format(typed), rehearsal: true, shops: map[person.ID]bool{}}
}

func (s *screen) field(id string, label words.T, kind string, into *string) app.UI {
	return kit.Field{ID: id, Label: s.lang().Say(label), Type: kind, Value: *into, Set: func(v string) { *into = v }}.UI()
}

// offers are the benefits that there is a rule for.
func (s *screen) offers() app.UI {
	lang := s.lang()
	var chips []app.UI
	offer.Offers.Each(s.port.View(), func(o offer.Offer) bool {
		if o.Benefit.Valid() {
			chips = append(chips, app.Button().Class("zz-chip").Type("button").Aria("pressed", s.form.offer == o.ID).
				Text(lang.Pick(o.Title.Zh, o.Title.En)+" "+lang.Benefit(o.Benefit)).
				OnClick(func(app.Context, app.Event) { s.form.offer = o.ID }, app.EventScope(o.ID)))
		}
		return true
	})
	return app.Div().Class("zz-chips").Body(chips...)
}

func (s *screen) shops() app.UI {
	lang := s.lang()
	chips := []app.UI{app.P().Class("zz-cap zz-gap").Text(lang.Say(words.DropShops))}
	offer.Shops.Each(s.port.View(), func(shop offer.Shop) bool {
		chips = append(chips, app.Button().Class("zz-chip").Type("button").Aria("pressed", s.form.shops[shop.ID]).Text(lang.Pick(shop.Name.Zh, shop.Name.En)).
			OnClick(func(app.Context, app.Event) { s.form.shops[shop.ID] = !s.form.shops[shop.ID] }, app.EventScope(shop.ID)))
		return true
	})
	return app.Div().Class("zz-chips").Body(chips...)
}

// preview is the drop in a resident's words, or what is still wrong.
func (s *screen) preview() app.UI {
	lang := s.lang()
	d, err := s.form.drop("preview")
	if err != nil {
		return app.P()
	}
	o, _ := offer.Offers.Get(s.port.View(), d.Offer)
	text := words.Put(words.Put(lang.Say(words.StockIs), words.Int(*d.Stock)), words.Int(d.Limit()))
	if d.Mode == offer.ByDraw {
		text = words.Put(lang.Say(words.DrawIs), words.Int(*d.Stock))
	}
	return app.Section().Class("zz-ticket zz-gap").Aria("label", lang.Say(words.DropPreview)).Body(app.Div().Class("zz-ticket__a").Body(app.Div().Body(
		app.P().Class("zz-ticket__eye").Text(lang.Pick(d.Title.Zh, d.Title.En)+"，"+lang.Day(d.At)+" "+lang.Weekday(d.At)+" "+words.Clock(d.At)),
		app.H2().Class("zz-ticket__t").Text(lang.Pick(o.Title.Zh, o.Title.En)+" "+lang.Benefit(o.Benefit)),
		app.P().Class("zz-ticket__f").Text(text),
	)))
}

// submit lets the city set it up: stock and seed are its own.
func (s *screen) submit(ctx app.Context) {
	d, err := s.form.drop(s.port.NewID())
	if s.form.wrong = (op.Refusal{}); err != nil {
		s.form.wrong, _ = op.AsRefusal(err)
		return
	}
	s.try.Go(ctx, func() error { return s.port.Door.Ask(offer.Open{Drop: d}) }, func() { s.form = nil })
}
