package book

import (
	"encoding/json"
	"strings"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// opened is what stands behind a figure, or another list of the ledger.
func (s *screen) opened(opts frame.Opts, ix *lamps.Index, sh *shelf) app.UI {
	lang := s.lang()
	page := func(title, sub string, body ...app.UI) app.UI {
		opts.Title, opts.Sub = title, sub
		return frame.Page(s.port, opts, append([]app.UI{s.periods()}, body...)...)
	}
	switch see := s.q.see; {
	case see == seeLeft:
		return page(lang.Say(words.LeftOutTitle), s.since(), s.list(len(s.book.Left), func(i int) app.UI {
			p := s.book.Left[i]
			return s.part(ix, sh, p, lang.Say(reasons[s.book.Why[p.Of]]))
		}))
	case see == seeRates:
		opts.Title, opts.Sub = lang.Say(words.RatesHead), ""
		return frame.Page(s.port, opts, s.illnesses()...)
	case see == seeBook:
		all := s.written(sh)
		return page(lang.Say(words.LedgerBook), s.since(),
			kit.Maybe(len(all) == 0, func() app.UI { return kit.Cap(lang.Say(words.BookEmpty)) }),
			s.list(len(all), func(i int) app.UI { return s.entry(all[i], "") }))
	case strings.HasPrefix(see, seeTime):
		return s.spell(page, ix)
	}
	name := ledger.Name(s.q.see)
	f := s.book.Figure(name)
	c, _ := campaign(s.port)
	return page(lang.FigureName(name), s.since(),
		kit.Div("zz-op__big", app.Text(words.FigureValue(name, f.Value)), app.Small().Text(lang.FigureUnit(name))),
		kit.Cap(printed(lang, c, name)),
		kit.Note(words.Put(lang.Say(words.PartCount), words.Int(len(f.Parts)))),
		s.list(len(f.Parts), func(i int) app.UI {
			p := f.Parts[i]
			return s.part(ix, sh, p, words.FigureValue(name, p.N)+" "+lang.FigureUnit(name))
		}))
}

// reasons is why something is not counted.
var reasons = map[ledger.Reason]words.T{ledger.NotLit: words.LeftNotLit, ledger.OnlyTemp: words.LeftTemp, ledger.DarkAgain: words.LeftDark}

// list is records below each other, of which those near the screen are drawn.
func (s *screen) list(n int, row func(i int) app.UI) app.UI {
	return kit.Maybe(n > 0, func() app.UI {
		return kit.Div("zz-list zz-gap", kit.Long{ID: "records-" + id(ledger.Name(s.q.see)) + string(s.q.span), N: n, Row: row}.UI())
	})
}

// part is one record behind a figure: what, when, before and after.
func (s *screen) part(ix *lamps.Index, sh *shelf, p ledger.Part, value string) app.UI {
	switch p.Of.Table {
	case lamp.Jobs.Name:
		if j, ok := ix.Job(p.Of.ID); ok {
			return s.job(ix, j, value)
		}
	case lamp.Spots.Name:
		if spot, ok := ix.Spot(p.Of.ID); ok {
			return kit.Div("zz-brec", s.spotRow(ix, *spot, value, kit.Span("zz-cap", s.lang().Moment(p.At, s.port.Now()))), s.beforeAfter(before(ix, spot.ID), nil))
		}
	default:
		if rec := sh.find(p.Of); rec != nil {
			return s.entry(rec, value)
		}
	}
	return kit.Div("zz-brec", kit.Cap(s.lang().Say(words.WriteGone)))
}

// job is a repair that a crew was given: place, day, crew, cause, photos.
func (s *screen) job(ix *lamps.Index, j *lamp.Job, value string) app.UI {
	lang, rules := s.lang(), *ix.Rules()
	spot, ok := ix.Spot(j.Spot)
	if !ok {
		spot = &lamp.Spot{ID: j.Spot}
	}
	facts := []string{lang.Moment(j.Ended, s.port.Now()), lamps.Crew(lang, rules, string(j.Crew))}
	if j.Cause != "" {
		facts = append(facts, lamps.Cause(lang, rules, j.Cause))
	}
	return kit.Div("zz-brec",
		head(where(lang, ix, spot), value),
		kit.Cap(strings.Join(facts, " · ")),
		kit.Maybe(j.Note != "", func() app.UI { return kit.P("", j.Note) }),
		s.beforeAfter(before(ix, j.Spot), j.After),
		app.A().Class("zz-more").Href(s.spotAt(j.Spot)).Text(lang.Say(words.GoSpot)))
}

func head(title, value string) app.UI {
	return kit.Div("zz-brow", app.Span().Class("zz-brow__t").Body(kit.B(title)), app.Span().Class("zz-brow__n").Body(kit.B(value)))
}

// before is what people saw: the photos of a place's reports.
func before(ix *lamps.Index, spot op.ID) (photos []photo.Hash) {
	for _, r := range ix.Reports(spot) {
		photos = append(photos, r.Photos...)
	}
	return photos
}

// mostPhotos is how many of each side are shown here; the place has all.
const mostPhotos = 3

// beforeAfter is photos side by side, and says so where there is none.
func (s *screen) beforeAfter(was, is []photo.Hash) app.UI {
	lang := s.lang()
	if len(was)+len(is) == 0 {
		return kit.Cap(lang.Say(words.NoBefore) + lang.Say(words.DeskComma) + lang.Say(words.NoAfter))
	}
	half := func(name, none words.T, photos []photo.Hash) app.UI {
		parts := []app.UI{kit.Span("zz-cap", lang.Say(name))}
		if len(photos) == 0 {
			parts = append(parts, kit.Span("zz-cap", lang.Say(none)))
		}
		for _, h := range photos[:min(len(photos), mostPhotos)] {
			parts = append(parts, lamps.Picture(s.port, h))
		}
		return kit.Div("zz-half", parts...)
	}
	return kit.Div("zz-pair", half(words.Before, words.NoBefore, was), half(words.After, words.NoAfter, is))
}

// spell is the places behind a time to light, the quickest first.
func (s *screen) spell(page func(title, sub string, body ...app.UI) app.UI, ix *lamps.Index) app.UI {
	lang := s.lang()
	where, fault, _ := strings.Cut(strings.TrimPrefix(s.q.see, seeTime), ".")
	for _, each := range s.book.Spells {
		if each.District != where || string(each.Fault) != fault {
			continue
		}
		return page(s.spellName(each), s.since(),
			kit.Div("zz-op__big", app.Text(lang.Lasted(each.Median)), app.Small().Text(words.Put(lang.Say(words.TimesMost), lang.Lasted(each.P90)))),
			kit.Cap(lang.Say(words.TimesHint)),
			s.list(len(each.Spots), func(i int) app.UI {
				spot, ok := ix.Spot(each.Spots[i])
				if !ok {
					return nil
				}
				return kit.Div("zz-brec", s.spotRow(ix, *spot, lang.Lasted(each.Took[i]), kit.Span("zz-cap", lang.Moment(spot.First, s.port.Now()))))
			}))
	}
	return page(lang.Say(words.TimesTitle), s.since(), kit.Cap(lang.Say(words.TimesNone)))
}

// illnesses is the rates by district, and what is dark or broken by its number.
func (s *screen) illnesses() []app.UI {
	lang := s.lang()
	r, ok := ledger.RateBook.Get(s.port.View(), "now")
	if !ok {
		return []app.UI{s.rates()}
	}
	var places, ill []app.UI
	for _, p := range r.ByPlace {
		places = append(places, kit.Div("zz-brow",
			app.Span().Class("zz-brow__t").Body(app.Text(district(lang, p.District)),
				kit.Span("zz-brow__p", words.Put(words.Put(lang.Say(words.RateOf), words.Int(p.Lamps)), words.Int(p.Dark)))),
			app.Span().Class("zz-brow__n").Body(kit.B(words.Tenths(ledger.Percent(p.Lamps-p.Dark, p.Lamps))), app.Small().Text(words.Tenths(ledger.Percent(p.Things-p.Broken, p.Things))))))
	}
	for _, one := range r.Shown {
		state := words.IllBroken
		if one.Dark {
			state = words.IllDark
		}
		text := app.Span().Class("zz-brow__t").Body(app.Text(one.Pole), kit.Span("zz-brow__p", strings.TrimSpace(one.Road+" "+district(lang, one.District))))
		value := app.Span().Class("zz-brow__n").Body(kit.B(lang.Say(state)))
		if one.Spot == "" {
			ill = append(ill, kit.Div("zz-brow", text, value))
			continue
		}
		ill = append(ill, app.A().Class("zz-brow").Href(s.spotAt(one.Spot)).Body(text, value))
	}
	return []app.UI{s.rates(), kit.Card(lang.Say(words.ByDistrict), nil, places...),
		kit.Card(lang.Say(words.IllDark)+" · "+lang.Say(words.IllBroken), nil, append(ill,
			kit.Maybe(r.Broken > len(r.Shown), func() app.UI {
				return kit.Note(words.Put(lang.Say(words.IllFirst), words.Int(len(r.Shown))))
			}))...)}
}

// written is every entry of the time, struck out ones too, the latest first.
func (s *screen) written(sh *shelf) []any {
	from := s.q.span.from(s.port.Now())
	var all []any
	sh.each(func(rec any) {
		if e, ok := factsOf(rec); ok && !e.at.Before(from) {
			all = append(all, rec)
		}
	})
	sortLatest(all)
	return all
}

// entry is one that was written by hand, with what it said before.
func (s *screen) entry(rec any, value string) app.UI {
	lang, now := s.lang(), s.port.Now()
	e, ok := factsOf(rec)
	if !ok {
		return nil
	}
	var links []app.UI
	for _, spot := range e.spots {
		links = append(links, app.A().Class("zz-more").Href(s.spotAt(spot)).Text(lang.Say(words.GoSpot)))
	}
	if me := s.port.Me(); mayMend(me, e.by) {
		links = append(links, app.A().Class("zz-more").Href(writeAt+"?kind="+e.kind+"&of="+string(e.id)).Text(lang.Say(words.CorrectIt)))
	}
	return kit.Div("zz-brec",
		head(e.road, value),
		kit.Maybe(e.kept.Struck, func() app.UI { return kit.Tag("err", "x", lang.Say(words.StruckOut)) }),
		kit.Cap(lang.Say(kindNames[e.kind])+" · "+s.summary(rec)),
		kit.Maybe(e.note != "", func() app.UI { return kit.P("", e.note) }),
		kit.Cap(words.Put(lang.Say(words.WrittenAt), lang.Moment(e.kept.Written, now))),
		kit.Maybe(len(e.photos) > 0, func() app.UI {
			var pictures []app.UI
			for _, h := range e.photos {
				pictures = append(pictures, lamps.Picture(s.port, h))
			}
			return kit.Div("zz-shots", pictures...)
		}),
		s.past(e),
		kit.Div("zz-wrap", links...))
}

// past is what an entry said before it was corrected, the latest first.
func (s *screen) past(e facts) app.UI {
	lang, n := s.lang(), len(e.kept.Was)
	var lines []app.UI
	for i := n - 1; i >= 0; i-- {
		w := e.kept.Was[i]
		lines = append(lines, app.Li().Body(app.Text(words.Put(words.Put(lang.Say(words.MendedAt), lang.Moment(w.At, s.port.Now())), w.Why)),
			kit.P("zz-cap", lang.Say(words.WasSaid)+s.wasSummary(e.kind, w.Text))))
	}
	return kit.Maybe(n > 0, func() app.UI {
		return app.Details().Class("zz-kept").Body(app.Summary().Text(words.Put(lang.Say(words.MendedTimes), words.Int(n))), app.Ul().Class("zz-life").Body(lines...))
	})
}

func (s *screen) summary(rec any) string { return summary(s.lang(), *lamps.Of(s.port).Rules(), rec) }

// wasSummary is an old text in words.
func (s *screen) wasSummary(kind string, text json.RawMessage) string {
	for i, t := range tables {
		if kindOf[i] == kind {
			rec := t.read(text)
			if e, ok := factsOf(rec); ok {
				return strings.Trim(e.road+" · "+s.summary(rec)+" · "+e.note, " ·")
			}
		}
	}
	return string(text)
}

// hours writes how long a patrol took.
func hours(lang words.Lang, from, to time.Time) string { return lang.Lasted(to.Sub(from)) }
