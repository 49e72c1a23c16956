package book

import (
	"strings"
	"time"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// bars is the lamps that were repaired, month by month, or day by day of one month.
func (s *screen) bars() app.UI {
	lang := s.lang()
	f := s.book.Figure(ledger.DivLamps)
	columns := s.columns(f.Parts)
	var said []string
	for _, c := range columns {
		if c.N > 0 {
			said = append(said, c.Name+" "+words.Int(c.N))
		}
	}
	title := lang.Say(words.BarsTitle)
	if s.q.span == month {
		title = lang.Say(words.BarsDays)
	}
	return kit.Card(title, nil,
		kit.Maybe(len(said) == 0, func() app.UI { return kit.Cap(lang.Say(words.LedgerEmpty)) }),
		kit.Maybe(len(said) > 0, func() app.UI {
			text := strings.Join(said, " · ")
			return kit.Block(kit.Columns(columns, title+" "+text), kit.Cap(text))
		}))
}

// How many months a chart of all times goes back.
const (
	leastMonths = 6
	mostMonths  = 12
)

// columns puts shares into the days or months that they happened in, the last one now.
func (s *screen) columns(parts []ledger.Part) []kit.Column {
	lang, now := s.lang(), s.port.Now().In(words.Zone)
	from := s.q.span.from(now)
	count := func(begin, end time.Time) (n int) {
		for _, p := range parts {
			if !p.At.Before(begin) && p.At.Before(end) {
				n += p.N
			}
		}
		return n
	}
	var all []kit.Column
	if s.q.span == month {
		for day := from; !day.After(now); day = day.AddDate(0, 0, 1) {
			all = append(all, kit.Column{Name: lang.Say(words.T{Zh: words.Int(day.Day()) + "日", En: words.Int(day.Day())}), N: count(day, day.AddDate(0, 0, 1))})
		}
		return all
	}
	if s.q.span == ever {
		from = now
		if len(parts) > 0 {
			from = parts[len(parts)-1].At.In(words.Zone) // the latest is first
		}
	}
	begin := func(months int) time.Time {
		return time.Date(now.Year(), now.Month()-time.Month(months-1), 1, 0, 0, 0, 0, words.Zone)
	}
	if from = time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, words.Zone); s.q.span == ever && from.After(begin(leastMonths)) {
		from = begin(leastMonths)
	}
	if first := begin(mostMonths); from.Before(first) {
		from = first
	}
	for m := from; !m.After(now); m = m.AddDate(0, 1, 0) {
		all = append(all, kit.Column{Name: lang.Say(words.T{Zh: words.Int(int(m.Month())) + "月", En: m.Format("Jan")}), N: count(m, m.AddDate(0, 1, 0))})
	}
	return all
}

// funnel is how far the places have come that were first reported in this time.
func (s *screen) funnel() app.UI {
	lang := s.lang()
	var steps []kit.Column
	for stage, name := range [ledger.Stages]words.T{words.FunnelAll, words.FunnelSeen, words.FunnelSent, words.FunnelFixed, words.FunnelLit} {
		steps = append(steps, kit.Column{Name: lang.Say(name), N: s.book.Reached[stage]})
	}
	return kit.Card(lang.Say(words.FunnelTitle), nil,
		kit.Maybe(steps[0].N == 0, func() app.UI { return kit.Cap(lang.Say(words.LedgerEmpty)) }),
		kit.Maybe(steps[0].N > 0, func() app.UI { return kit.Funnel(steps) }))
}

// times is how long it took, in all and by district and fault.
func (s *screen) times() app.UI {
	lang := s.lang()
	most := time.Duration(1)
	for _, each := range s.book.Spells {
		most = max(most, each.P90)
	}
	var rows []app.UI
	for _, each := range s.book.Spells {
		rows = append(rows, app.A().Class("zz-brow zz-brow--2").Href(s.q.to(seeTime+each.District+"."+string(each.Fault))).Body(
			app.Span().Class("zz-brow__t").Body(app.Text(s.spellName(each)), kit.Span("zz-brow__p", words.Put(lang.Say(words.TimesOne), words.Int(len(each.Spots)))),
				kit.Stretch(each.Median.Hours(), each.P90.Hours(), most.Hours())),
			app.Span().Class("zz-brow__n").Body(kit.B(lang.Lasted(each.Median)), app.Small().Text(words.Put(lang.Say(words.TimesMost), lang.Lasted(each.P90))))))
	}
	return kit.Card(lang.Say(words.TimesTitle), nil,
		kit.Maybe(len(rows) == 0, func() app.UI { return kit.Cap(lang.Say(words.TimesNone)) }),
		kit.Maybe(len(rows) > 0, func() app.UI {
			return kit.Block(append([]app.UI{kit.Cap(lang.Say(words.TimesHint))}, rows...)...)
		}))
}

func (s *screen) spellName(each ledger.Spell) string {
	lang := s.lang()
	if each.Fault == "" && each.District == "" {
		return lang.Say(words.TimesWhole)
	}
	return district(lang, each.District) + " · " + lang.FaultName(each.Fault)
}

// district is a district's name; what is no ID of ours is shown as it was written.
func district(lang words.Lang, id string) string {
	if d, ok := geo.DistrictNamed(id); ok {
		return lang.Pick(d.Zh, d.En)
	}
	if id == "" {
		return lang.Say(words.NoDistrict)
	}
	return id
}

// few is how many places a card names.
const few = 5

// late is what is open and later than promised.
func (s *screen) late(ix *lamps.Index) app.UI {
	lang, now := s.lang(), s.port.Now()
	n := len(s.book.Overdue)
	var rows []app.UI
	for _, spot := range s.book.Overdue[:min(n, few)] {
		rows = append(rows, s.spotRow(ix, spot, lang.Lasted(now.Sub(spot.First)), lamps.StateTag(lang, spot.State)))
	}
	return kit.Card(lang.Say(words.LateTitle), kit.Maybe(n > 0, func() app.UI { return kit.Tag("err", "alert-triangle", words.Int(n)) }),
		kit.Maybe(n == 0, func() app.UI { return kit.Cap(lang.Say(words.LateNone)) }),
		kit.Block(rows...),
		kit.Maybe(n > 0 && mayWrite(s.port.Me()), func() app.UI {
			return app.A().ID("see-late").Class("zz-btn2 zz-wide zz-gap").Href("/staff/triage?late=1").Text(lang.Say(words.LateAll))
		}))
}

// spotAt is where a place is shown: at the desk to those who work there, else to all.
func (s *screen) spotAt(id op.ID) string {
	if mayWrite(s.port.Me()) {
		return "/staff/triage?spot=" + string(id)
	}
	return "/spots/" + string(id)
}

// spotRow is a place that leads to the desk.
func (s *screen) spotRow(ix *lamps.Index, spot lamp.Spot, value string, more app.UI) app.UI {
	lang := s.lang()
	return app.A().Class("zz-brow").Href(s.spotAt(spot.ID)).Body(
		app.Span().Class("zz-brow__t").Body(app.Text(where(lang, ix, &spot)),
			kit.Span("zz-brow__p", district(lang, spot.District)+" · "+lang.FaultName(spot.Fault)), app.Span().Body(more)),
		app.Span().Class("zz-brow__n").Body(kit.B(value)))
}

// where is a place in few words: the clerk's, or those of its first report.
func where(lang words.Lang, ix *lamps.Index, spot *lamp.Spot) string {
	at := lamp.Place{Words: spot.Road, Pole: spot.Pole, Point: spot.Point}
	if at.Words == "" {
		for _, r := range ix.Reports(spot.ID) {
			if r.Place.Words != "" {
				at.Words = r.Place.Words
				break
			}
		}
	}
	return lamps.Where(lang, at)
}

// hot is the places that come back, each with its reports.
func (s *screen) hot(ix *lamps.Index) app.UI {
	lang := s.lang()
	var rows []app.UI
	for _, h := range s.book.Hot[:min(len(s.book.Hot), 2*few)] {
		first, ok := ix.Spot(h.Spots[0])
		if !ok {
			continue
		}
		var links []app.UI
		for _, id := range h.Spots {
			if spot, ok := ix.Spot(id); ok {
				links = append(links, app.A().Class("zz-chip").Href(s.spotAt(id)).Text(lang.Day(spot.First)+" "+lang.StateName(spot.State)))
			}
		}
		rows = append(rows, kit.Div("zz-report",
			kit.Div("zz-brow", app.Span().Class("zz-brow__t").Body(app.Text(where(lang, ix, first)), kit.Span("zz-brow__p", district(lang, first.District))),
				app.Span().Class("zz-brow__n").Body(kit.B(words.Put(lang.Say(words.HotTimes), words.Int(h.Times))))),
			kit.Div("zz-wrap", links...)))
	}
	return kit.Card(lang.Say(words.HotTitle), nil,
		kit.Cap(lang.Say(words.HotHint)),
		kit.Maybe(len(rows) == 0, func() app.UI { return kit.Note(lang.Say(words.HotNone)) }),
		kit.Block(rows...))
}

// rates are shown only where there is an inventory to count them from.
func (s *screen) rates() app.UI {
	lang := s.lang()
	r, ok := ledger.RateBook.Get(s.port.View(), "now")
	if !ok {
		return kit.Card(lang.Say(words.RatesHead), nil, app.P().ID("no-inventory").Class("zz-lede").Text(lang.Say(words.NoInventory)),
			kit.Note(lang.Say(words.NoInvHow)),
			kit.Maybe(mayImport(s.port.Me()), func() app.UI {
				return app.A().Class("zz-btn2 zz-gap").Href(importAt).Body(kit.Icon("upload"), app.Text(lang.Say(words.LedgerImport)))
			}))
	}
	row := func(id string, name words.T, good, all int, of words.T) app.UI {
		return app.A().ID(id).Class("zz-brow").Href(s.q.to(seeRates)).Body(
			app.Span().Class("zz-brow__t").Body(app.Text(lang.Say(name)), kit.Span("zz-brow__p", words.Put(words.Put(lang.Say(of), words.Int(all)), words.Int(all-good)))),
			app.Span().Class("zz-brow__n").Body(kit.B(words.Tenths(ledger.Percent(good, all)))))
	}
	return kit.Card(lang.Say(words.RatesHead), nil,
		row("rate-lit", words.RateLit, r.Lamps-r.Dark, r.Lamps, words.RateOf),
		row("rate-intact", words.RateIntact, r.Things-r.Broken, r.Things, words.RateOfThing),
		kit.Note(words.Put(lang.Say(words.RatesAsOf), lang.Moment(r.At, s.port.Now()))+lang.Say(words.Comma)+lang.Say(words.RatesHow)))
}

// export gives the tables as files.
func (s *screen) export() app.UI {
	lang := s.lang()
	var options []app.UI
	for _, o := range []choice{{"jobs", lang.Say(words.SheetJobs)}, {"patrols", lang.Say(words.KindPatrol)}, {"sections", lang.Say(words.KindSection)},
		{"blinds", lang.Say(words.KindBlind)}, {"works", lang.Say(words.KindWork)}, {"spots", lang.Say(words.SheetSpots)}, {everything, lang.Say(words.ExportAll)}} {
		options = append(options, app.Option().Value(o.value).Selected(o.value == s.sheet).Text(o.name))
	}
	var files []app.UI
	for _, form := range []choice{{"csv", "CSV"}, {"geojson", "GeoJSON"}, {"xlsx", "XLSX"}} {
		if s.sheet == everything && form.value != "xlsx" {
			continue
		}
		file := s.sheet + "." + form.value
		files = append(files, app.A().ID("get-"+form.value).Class("zz-btn2").Href("/api/staff/ledger/"+file).Download("denghuo-"+file). // go-app leaves out an empty one and goes there itself
																		Body(kit.Icon("download"), app.Text(form.name)))
	}
	return kit.Card(lang.Say(words.ExportTitle), nil,
		kit.Div("zz-field", app.Label().For("sheet").Text(lang.Say(words.ExportWhat)),
			app.Select().ID("sheet").OnChange(func(ctx app.Context, _ app.Event) { s.sheet = ctx.JSSrc().Get("value").String() }).Body(options...)),
		kit.Div("zz-wrap zz-wrap--gap", files...), kit.Note(lang.Say(words.ExportHint)))
}

// everything is the workbook of all tables.
const everything = "ledger"

type choice struct{ value, name string }
