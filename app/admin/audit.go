package admin

import (
	"strings"
	"time"

	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// entriesEach is how many entries of the log are asked for at a time.
const entriesEach = 50

// audit is the screen at /admin/audit.
type audit struct {
	app.Compo
	port     frame.Port
	stop     func()
	who      string
	kind     string
	about    string
	text     string
	from, to string // dates, as the phone gives them: 2026-11-24
	more     bool   // the rarer filters are shown
	try      frame.Try
	file     frame.Try
	asked    door.Search
	page     *door.Page // nil before
}

// Audit is the log of who did what.
func Audit(p frame.Port) app.Composer { return &audit{port: p} }

func (s *audit) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *audit) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.NavAudit)) }

func (s *audit) OnMount(ctx app.Context) {
	s.stop = frame.Follow(ctx, s.port)
	if s.port.Me().Is(person.Admin) {
		s.look(ctx)
	}
}

func (s *audit) OnDismount() { s.stop() }

func (s *audit) lang() words.Lang { return s.port.Looks().Lang }

// Render is the questions, the mark of the chain, and the answers.
func (s *audit) Render() app.UI {
	lang := s.lang()
	return page(s.port, auditAt, lang.Say(words.AuditSub), s.questions(), s.try.Problem(lang), kit.Maybe(s.page != nil, s.answers))
}

func (s *audit) questions() app.UI {
	lang := s.lang()
	field := func(id string, label words.T, kind, value string, set func(string)) app.UI {
		return kit.Field{ID: id, Label: lang.Say(label), Type: kind, Fill: "off", Value: value, Set: set}.UI()
	}
	return kit.Card("", nil, app.Form().OnSubmit(func(ctx app.Context, e app.Event) { e.PreventDefault(); s.look(ctx) }).Body(
		kit.Div("zz-grid",
			field("q", words.AuditText, "search", s.text, func(v string) { s.text = v }),
			field("who", words.AuditWho, "text", s.who, func(v string) { s.who = v }),
			kit.Maybe(s.more, func() app.UI { return field("kind", words.AuditKind, "text", s.kind, func(v string) { s.kind = v }) }),
			kit.Maybe(s.more, func() app.UI {
				return field("about", words.AuditAbout, "text", s.about, func(v string) { s.about = v })
			}),
			kit.Maybe(s.more, func() app.UI { return field("from", words.AuditFrom, "date", s.from, func(v string) { s.from = v }) }),
			kit.Maybe(s.more, func() app.UI { return field("to", words.AuditTo, "date", s.to, func(v string) { s.to = v }) }),
		),
		kit.Div("zz-wrap zz-wrap--gap",
			s.try.Button(&s.port, "search-now", "search", words.AuditSearch, words.AuditDoing).Class("zz-btn2 zz-gap"),
			kit.Toggle("more-filters", "", lang.Say(words.AuditMore), s.more, func(on bool) { s.more = on }),
		),
	))
}

// search is what is typed, as the city wants it. A login is looked up, since the
// log knows people by their number.
func (s *audit) search() door.Search {
	who := strings.TrimSpace(s.who)
	account.Accounts.Each(s.port.View(), func(a account.Account) bool {
		found := a.Login != "" && a.Login == account.Login(who) || a.Name == who
		if found {
			who = string(a.ID)
		}
		return !found
	})
	q := door.Search{Who: who, Kind: strings.TrimSpace(s.kind), About: strings.TrimSpace(s.about), Q: strings.TrimSpace(s.text),
		From: day(s.from), To: day(s.to), N: entriesEach}
	if !q.To.IsZero() {
		q.To = q.To.AddDate(0, 0, 1) // the whole of that day
	}
	return q
}

// day is the beginning of a date in the city; zero when there is none.
func day(date string) time.Time {
	t, err := time.ParseInLocation("2006-01-02", date, words.Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

func (s *audit) look(ctx app.Context) {
	s.asked = s.search()
	s.ask(ctx, s.asked, nil)
}

// ask reads a page and lays it under those before.
func (s *audit) ask(ctx app.Context, q door.Search, before []door.Entry) {
	var page door.Page
	s.try.Go(s.port.Page(ctx), func() (err error) {
		page, err = s.port.Door.Audit(q)
		return err
	}, func() {
		page.Entries = append(before, page.Entries...)
		s.page = &page
	})
}

func (s *audit) older(ctx app.Context, _ app.Event) {
	q := s.asked
	q.Before = s.page.Next
	s.ask(ctx, q, s.page.Entries)
}

func (s *audit) csv(ctx app.Context, _ app.Event) {
	q, d := s.asked, s.port.Door
	q.N = 0
	var file []byte
	s.file.Go(s.port.Page(ctx), func() (err error) {
		file, err = d.AuditFile(q)
		return err
	}, func() {
		d.Keep("denghuo-audit-"+s.port.Now().In(words.Zone).Format("2006-01-02")+".csv", "text/csv", file)
	})
}

func (s *audit) answers() app.UI {
	lang := s.lang()
	mark := kit.Tag("ok", "check", lang.Say(words.AuditWhole))
	if !s.page.Whole {
		mark = kit.Tag("err", "alert-triangle", lang.Say(words.AuditBroken))
	}
	var rows []app.UI
	for _, e := range s.page.Entries {
		rows = append(rows, s.entry(e))
	}
	return kit.Block(
		kit.Div("zz-line2 zz-gap", mark,
			s.file.Button(&s.port, "csv", "download", words.AuditCSV, words.Asking).Class("zz-btn2").Type("button").OnClick(s.csv)),
		s.file.Problem(lang),
		kit.Maybe(len(rows) == 0, func() app.UI { return kit.Note(lang.Say(words.AuditNone)) }),
		app.Ul().Class("zz-list zz-audit").Body(rows...),
		kit.Maybe(s.page.More, func() app.UI {
			return app.Button().ID("older").Class("zz-btn2 zz-wide zz-gap").Type("button").Disabled(s.try.Shut()).
				Text(lang.Say(words.AuditOlder)).OnClick(s.older)
		}),
	)
}

func (s *audit) entry(e door.Entry) app.UI {
	lang := s.lang()
	return app.Li().Body(
		kit.Span("zz-cap zz-audit__t", lang.Moment(e.At, s.port.Now())),
		kit.B(lang.KindName(e.Kind)),
		kit.Span("zz-audit__w", s.name(e.By)),
		kit.Span("zz-cap zz-audit__a", s.subject(e)),
		kit.Maybe(e.Refused != "", func() app.UI {
			return kit.Tag("err", "x", lang.Say(words.AuditRefused)+" · "+string(e.Refused))
		}),
	)
}

// subject is what it was done to: an account by its name, others by their number.
func (s *audit) subject(e door.Entry) string {
	k := e.About
	switch {
	case k.ID == "", k.ID == op.ID(e.By): // oneself: said already
		return ""
	case k.Table == account.Accounts.Name:
		return s.name(person.ID(k.ID))
	}
	return k.String()
}

// name is who did it: an account by its name, others by what they are.
func (s *audit) name(id person.ID) string {
	lang := s.lang()
	if a, ok := account.Accounts.Get(s.port.View(), op.ID(id)); ok {
		return a.Name
	}
	kind, _, _ := strings.Cut(string(id), "-")
	if name, ok := words.Kinds[kind]; ok {
		return strings.TrimSuffix(lang.Say(name)+" "+string(id), " "+string(person.City))
	}
	return string(id)
}
