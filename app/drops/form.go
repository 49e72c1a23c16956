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

// draft is a plan that is being written, as it was typed.
type draft struct {
	plan    op.ID
	drop    op.ID
	version int

	offer           op.ID // one that is announced; empty: a new one, of
	shape           shape
	zh, en          string
	stock, each     string
	at, ends, valid string // 2026-04-26T10:00, in the city's zone
	byDraw          bool
	shops           map[person.ID]bool // none: every shop
	from            op.ID              // an earlier drop, of which
	carry           int
	wrong           op.Refusal
}

const typed = "2006-01-02T15:04"

// write is what the draft says, or the first thing that is wrong with it.
func (f *draft) write() (offer.Write, error) {
	w := offer.Write{Plan: f.plan, Version: f.version, Offer: offer.Offer{ID: f.offer}}
	if f.offer == "" {
		o, err := f.shape.offer("offer-" + f.plan)
		if err != nil {
			return w, err
		}
		w.Offer = o
	}
	d, err := f.dropOf(w.Offer.ID)
	if err != nil {
		return w, err
	}
	w.Drop = d
	return w, w.Check()
}

func (f *draft) dropOf(of op.ID) (offer.Drop, error) {
	d := offer.Drop{ID: f.drop, Offer: of, Order: 50, Title: offer.Text{Zh: strings.TrimSpace(f.zh), En: strings.TrimSpace(f.en)}, From: f.from, Carry: f.carry}
	if d.Title.Zh == "" {
		return d, op.Refuse(op.Missing, "title")
	}
	if err := f.times(&d); err != nil {
		return d, err
	}
	stock, err := strconv.Atoi(strings.TrimSpace(f.stock))
	if err != nil {
		return d, op.Refuse(op.Malformed, "stock")
	}
	d.Stock = &stock
	if each := strings.TrimSpace(f.each); each != "" {
		if d.PerPerson, err = strconv.Atoi(each); err != nil || d.PerPerson < 1 {
			return d, op.Refuse(op.Malformed, "per_person")
		}
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
	return d, nil
}

// times reads the three moments. A draw must end; what is given must end some time.
func (f *draft) times(d *offer.Drop) error {
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
			return op.Refuse(op.Missing, t.field)
		}
		*t.into = at
	}
	return nil
}

// begin is tomorrow at ten, for a day, with coupons for a week.
func (s *screen) begin() *draft {
	day := s.port.Now().In(words.Zone).AddDate(0, 0, 1)
	at := time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, words.Zone)
	return &draft{plan: "plan-" + s.port.NewID(), drop: "drop-" + s.port.NewID(), offer: "online-subsidy", stock: "100", each: "1", at: at.Format(typed),
		ends: at.AddDate(0, 0, 1).Format(typed), valid: at.AddDate(0, 0, 7).Format(typed), shops: map[person.ID]bool{}}
}

// again is a plan as it was written.
func again(p offer.Plan) *draft {
	f := &draft{plan: p.ID, drop: p.Drop.ID, version: p.Version, offer: p.Offer.ID, zh: p.Drop.Title.Zh, en: p.Drop.Title.En,
		stock: strconv.Itoa(*p.Drop.Stock), byDraw: p.Drop.Mode == offer.ByDraw, shops: map[person.ID]bool{}, from: p.Drop.From, carry: p.Drop.Carry,
		at: p.Drop.At.In(words.Zone).Format(typed), ends: moment(p.Drop.Ends), valid: moment(p.Drop.Valid)}
	if p.Drop.PerPerson > 0 {
		f.each = strconv.Itoa(p.Drop.PerPerson)
	}
	if p.New() {
		f.offer, f.shape = "", shapeOf(p.Offer)
	}
	for _, shop := range p.Drop.Shops {
		f.shops[shop] = true
	}
	return f
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(words.Zone).Format(typed)
}

// adder is the button, and the form in its place.
func (s *screen) adder() app.UI {
	lang := s.lang()
	if s.form == nil {
		return app.Button().ID("new-drop").Class("weui-btn weui-btn_primary zz-go").Type("button").Body(kit.Icon("plus"), app.Text(lang.Say(words.DropNew))).
			OnClick(func(app.Context, app.Event) { s.form = s.begin() })
	}
	f := s.form
	return kit.Card(lang.Say(words.DropNew), nil,
		s.offers(), f.shape.fields(lang, f.offer == ""),
		s.field("drop-zh", words.DropTitleZh, "", &f.zh), s.field("drop-en", words.DropTitleEn, "", &f.en),
		s.field("drop-stock", words.DropStock, "number", &f.stock),
		kit.Field{ID: "drop-each", Label: lang.Say(words.DropEach), Type: "number", Hint: lang.Say(words.DropOptional), Value: f.each, Set: func(v string) { f.each = v }}.UI(),
		s.field("drop-at", words.DropAt, "datetime-local", &f.at),
		kit.Field{ID: "drop-ends", Label: lang.Say(words.DropEnds), Type: "datetime-local", Hint: lang.Say(words.DropOptional), Value: f.ends, Set: func(v string) { f.ends = v }}.UI(),
		s.field("drop-valid", words.DropValid, "datetime-local", &f.valid),
		s.shops(), s.leftovers(),
		kit.Toggle("drop-draw", "", lang.Say(words.DropByDraw), f.byDraw, func(on bool) { f.byDraw = on }),
		s.draftPreview(),
		app.Div().Body(kit.Maybe(f.wrong.Code != "", func() app.UI { return app.P().Class("zz-problem").Role("alert").Text(lang.Refusal(f.wrong)) })),
		app.Div().Body(kit.Maybe(!s.port.Line().Online, func() app.UI { return app.P().Class("zz-cap zz-gap").Text(lang.Say(words.PlanOfflineOK)) })),
		app.Div().Class("zz-two zz-gap").Body(
			app.Button().ID("drop-cancel").Class("zz-btn2").Type("button").Text(lang.Say(words.DropCancel)).
				OnClick(func(app.Context, app.Event) { s.form = nil }),
			app.Button().ID("drop-save").Class("zz-btn2").Type("button").Disabled(s.port.Do == nil).Body(kit.Icon("check"), app.Text(lang.Say(words.PlanSave))).
				OnClick(func(ctx app.Context, _ app.Event) { s.save(ctx) }),
		),
	)
}

func (s *screen) field(id string, label words.T, kind string, into *string) app.UI {
	return kit.Field{ID: id, Label: s.lang().Say(label), Type: kind, Value: *into, Set: func(v string) { *into = v }}.UI()
}

// save keeps the draft: on this phone at once, and for the second person when the city
// has heard it.
func (s *screen) save(ctx app.Context) {
	w, err := s.form.write()
	if s.form.wrong = (op.Refusal{}); err != nil {
		s.form.wrong, _ = op.AsRefusal(err)
		return
	}
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		err := s.port.Do(w)
		ctx.Dispatch(func(app.Context) {
			if err == nil {
				s.form = nil
			} else if s.form != nil {
				s.form.wrong, _ = op.AsRefusal(err)
			}
		})
	})
}
