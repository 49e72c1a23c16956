// Package book is the dashboard of the lighting ledger: 加减乘除 as they are counted
// now, each figure opened to the jobs, days and photos behind it, the printed figures
// beside them; how long it takes, what is overdue, what comes back; the forms for what
// is written by hand; the inventory of lamps; the files.
//
// The rules are in shared/ledger. Nothing is typed in here as a figure: what has no
// entry cannot be counted. What is opened and which time is counted stand in the
// address (query), so the way back, a reload and a link keep them.
package book

import (
	"strings"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/ledger"
	"denghuo/shared/progress"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// screen is the dashboard and every list that it opens.
type screen struct {
	app.Compo
	port  frame.Port
	stop  func()
	q     query
	basis basis
	book  ledger.Book
	sheet string // the table that is to be exported
}

// Screen is the screen at /staff/ledger.
func Screen(p frame.Port) app.Composer { return &screen{port: p, sheet: "jobs"} }

func (s *screen) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

// OnNav reads the address: at the start, after a tap on a figure, on the way back.
func (s *screen) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.lang().Say(words.LedgerTitle))
	q := parse(ctx.Page().URL())
	if q.see != s.q.see && app.IsClient {
		app.Window().Call("scrollTo", 0, 0)
	}
	s.q = q
}

func (s *screen) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *screen) OnDismount() { s.stop() }

func (s *screen) lang() words.Lang { return s.port.Looks().Lang }

// Render is the dashboard, or what was opened of it, or the way to the door.
func (s *screen) Render() app.UI {
	lang := s.lang()
	opts := frame.Opts{Tab: frame.Ledger, Title: lang.Say(words.LedgerTitle), Status: true, Work: true, Broad: true}
	if !s.port.Me().Staff() {
		return stranger(s.port, opts)
	}
	ix, sh := lamps.Of(s.port), shelfOf(s.port)
	s.count(ix, sh)
	if s.q.see != "" {
		opts.Broad, opts.Status, opts.Back = false, false, s.q.to("")
		return s.opened(opts, ix, sh)
	}
	return frame.Page(s.port, opts,
		s.refused(),
		s.periods(),
		kit.Div("zz-book",
			kit.Block(s.night(), kit.Div("zz-wrap zz-wrap--gap",
				kit.Maybe(mayWrite(s.port.Me()), func() app.UI { return link("write", writeAt, "plus", lang.Say(words.LedgerWrite)) }),
				link("see-book", s.q.to(seeBook), "list", lang.Say(words.LedgerBook)),
				kit.Maybe(mayImport(s.port.Me()), func() app.UI { return link("import", importAt, "upload", lang.Say(words.LedgerImport)) })),
				kit.Heading(lang.Say(words.FourOps), nil), s.operations(), s.left(), s.why()),
			kit.Block(s.rates(), s.bars(), s.funnel(), s.times(), s.late(ix), s.hot(ix), s.export()),
		),
	)
}

// stranger is the page of who is not signed in as staff.
func stranger(p frame.Port, opts frame.Opts) app.UI {
	lang := p.Looks().Lang
	return frame.Page(p, opts, kit.Cap(lang.Say(words.LedgerNo)), app.A().Class("zz-btn2 zz-gap").Href("/signin?next="+path).Text(lang.Say(words.SignIn)))
}

func link(id, href, icon, text string) app.UI {
	return app.A().ID(id).Class("zz-btn2").Href(href).Body(kit.Icon(icon), app.Text(text))
}

func (s *screen) periods() app.UI {
	lang := s.lang()
	var links []app.UI
	for _, each := range spans {
		a := app.A().ID("p-" + string(each.id)).Href(query{each.id, s.q.see}.address()).Text(lang.Say(each.name))
		if each.id == s.q.span {
			a = a.Aria("current", "page")
		}
		links = append(links, a)
	}
	return app.Nav().Class("zz-seg").Aria("label", lang.Say(words.LedgerSpan)).Body(links...)
}

// since says which time is counted.
func (s *screen) since() string {
	lang, now := s.lang(), s.port.Now()
	if from := s.q.span.from(now); !from.IsZero() {
		return words.Put(lang.Say(words.LedgerFromTo), lang.Date(from))
	}
	return lang.Say(words.LedgerSince)
}

// mostLamps is how many lamps the picture has at most.
const mostLamps = 60

// night is one lamp for each section that came to light.
func (s *screen) night() app.UI {
	lang := s.lang()
	n := func(name ledger.Name) int { return s.book.Figure(name).Value }
	dark, none := n(ledger.AddDarkSections), n(ledger.AddNoLampSections)
	darkText, noneText := words.Put(lang.Say(words.DarkLegend), words.Int(dark)), words.Put(lang.Say(words.NoLampLegend), words.Int(none))
	full := min(dark, mostLamps)
	rings := min(none, mostLamps-full)
	return app.Section().Class("zz-night").Body(
		kit.Cap(s.since()),
		kit.Div("zz-night__n",
			app.Div().Body(app.Text(words.Int(n(ledger.AddSections))), app.Small().Text(lang.Say(words.SectionsLit))),
			app.Div().Body(app.Text(words.FigureValue(ledger.AddKm, n(ledger.AddKm))), app.Small().Text(lang.Say(words.Km)))),
		kit.Maybe(full+rings > 0, func() app.UI { return kit.Lamps(full, rings, darkText+lang.Say(words.DeskComma)+noneText) }),
		kit.Div("zz-legend",
			app.Span().Body(app.Raw(`<svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="5" fill="#FFC65C"/></svg>`), app.Text(darkText)),
			app.Span().Body(app.Raw(`<svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="4.4" fill="none" stroke="#FFD27A" stroke-width="2.2"/></svg>`), app.Text(noneText))),
		kit.Maybe(dark+none > mostLamps, func() app.UI { return kit.Cap(lang.Say(words.LampsCut)) }),
	)
}

// operation is one of the four: its sign, its name on the printed page, its figures.
type operation struct {
	op, sign string
	names    []ledger.Name
}

var operations = []operation{
	{"add", "+", []ledger.Name{ledger.AddSections, ledger.AddKm, ledger.AddDarkSections, ledger.AddDarkKm, ledger.AddNoLampSections, ledger.AddNoLampKm}},
	{"subtract", "−", []ledger.Name{ledger.SubFound, ledger.SubDone, ledger.SubMoved, ledger.SubTemporary, ledger.SubOther}},
	{"multiply", "×", nil},
	{"divide", "÷", []ledger.Name{ledger.DivPatrols, ledger.DivWay, ledger.DivBoxes, ledger.DivLamps, ledger.DivFacilities, ledger.DivFaults, ledger.DivMended}},
}

func (s *screen) operations() app.UI {
	lang := s.lang()
	c, _ := campaign(s.port)
	var cards []app.UI
	for _, o := range operations {
		var rows []app.UI
		for _, name := range o.names {
			rows = append(rows, s.row(name, c))
		}
		if len(rows) == 0 {
			rows = []app.UI{kit.Note(lang.Say(words.NoControllers))}
		}
		cards = append(cards, app.Section().Class("zz-op").Body(append([]app.UI{
			app.Span().Class("zz-op__s").Aria("hidden", "true").Text(o.sign),
			app.H3().Text(lang.Say(words.OpNames[o.op]))}, rows...)...))
	}
	return kit.Div("zz-ops", cards...)
}

// row is one figure; one that has something behind it leads there.
func (s *screen) row(name ledger.Name, c progress.Campaign) app.UI {
	lang := s.lang()
	f := s.book.Figure(name)
	value := app.Span().Class("zz-brow__n").Body(kit.B(words.FigureValue(name, f.Value)), app.Small().Text(lang.FigureUnit(name)))
	said := printed(lang, c, name)
	text := app.Span().Class("zz-brow__t").Body(app.Text(lang.FigureName(name)),
		kit.Maybe(said != "", func() app.UI { return kit.Span("zz-brow__p", said) }))
	if len(f.Parts) == 0 {
		return app.Div().ID("n-"+id(name)).Class("zz-brow").Body(text, value)
	}
	return app.A().ID("n-"+id(name)).Class("zz-brow").Href(s.q.figure(name)).Body(text, value)
}

// id is a figure's name as an element's.
func id(n ledger.Name) string { return strings.ReplaceAll(string(n), ".", "-") }

// campaign is the printed page, if this phone has it.
func campaign(p frame.Port) (c progress.Campaign, ok bool) {
	progress.Campaigns.Each(p.View(), func(each progress.Campaign) bool { c, ok = each, true; return true })
	return c, ok
}

// printed is what the page says of the same figure, as printed; empty if it does not.
func printed(lang words.Lang, c progress.Campaign, name ledger.Name) string {
	f, ok := c.Figure(string(name))
	if !ok {
		return ""
	}
	text := f.Quoted
	if lang == words.En {
		text = kit.Num(f.Value)
	}
	return words.Put(lang.Say(words.PrintedIs), text)
}

// why says how a printed and a counted figure can differ.
func (s *screen) why() app.UI {
	c, ok := campaign(s.port)
	return kit.Maybe(ok, func() app.UI { return kit.Note(words.Put(s.lang().Say(words.PrintedWhy), c.AsOf)) })
}

// left leads to what was not counted, and why.
func (s *screen) left() app.UI {
	n := len(s.book.Left)
	return kit.Maybe(n > 0, func() app.UI {
		return app.A().ID("see-left").Class("zz-btn2 zz-wide zz-gap").Href(s.q.to(seeLeft)).
			Body(kit.Icon("info-circle"), app.Text(words.Put(s.lang().Say(words.LeftOut), words.Int(n))))
	})
}
