package admin

import (
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// rules is the screen at /admin/lamps: what people choose from when they report and
// sort lamps, and what the city promises. Unlike the other pages here it works without
// a network: a change is an op that waits, and says which rules its doer saw.
type rules struct {
	app.Compo
	port  frame.Port
	stop  func()
	part  part
	open  string // the line that is unfolded; fresh for one that is added
	edit  entry  // what is typed about it
	try   frame.Try
	saved bool
}

// fresh stands for the line that is being added.
const fresh = "new"

// Lamps is the page of the lamps' rules.
func Lamps(p frame.Port) app.Composer { return &rules{port: p} }

func (s *rules) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *rules) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.lang().Say(words.NavLamps))
	was := s.part
	s.part = faults
	for _, p := range parts {
		if string(p) == ctx.Page().URL().Query().Get("part") {
			s.part = p
		}
	}
	if s.part != was {
		s.close()
	}
}

func (s *rules) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *rules) OnDismount() { s.stop() }

func (s *rules) lang() words.Lang { return s.port.Looks().Lang }

func (s *rules) now() *lamp.Rules { return lamps.Of(s.port).Rules() }

func (s *rules) close() { s.open, s.edit, s.saved = "", entry{}, false; s.try.Clear() }

// Render is one part, with at most one line unfolded.
func (s *rules) Render() app.UI {
	lang := s.lang()
	if !s.port.Me().Is(person.Admin) {
		return page(s.port, lampsAt, "")
	}
	now := s.now()
	return page(s.port, lampsAt, lang.Say(words.RulesSub),
		kit.Block(kit.Maybe(now.SetBy == lamp.AsShipped, func() app.UI {
			return kit.Amber("info-circle", lang.Say(words.RulesShipped))
		})),
		s.refused(), s.chooser(), s.list(now), s.adder(), s.said(),
	)
}

var partNames = map[part]words.T{faults: words.PartFaults, deadlines: words.PartDeadlines, districts: words.PartDistricts,
	crews: words.PartCrews, reasons: words.PartReasons, numbers: words.PartNumbers, causes: words.PartCauses}

// chooser leads to the parts; each has an address.
func (s *rules) chooser() app.UI {
	var links []app.UI
	for _, p := range parts {
		at := lampsAt
		if p != faults {
			at += "?part=" + string(p)
		}
		link := app.A().ID("part-" + string(p)).Class("zz-chip").Href(at).Text(s.lang().Say(partNames[p]))
		if p == s.part {
			link = link.Aria("current", "page")
		}
		links = append(links, link)
	}
	return app.Nav().Class("zz-wrap zz-wrap--gap").Aria("label", s.lang().Say(words.RulesParts)).Body(links...)
}

// refused is what the city did not take: a colleague was first, and their rules stand.
func (s *rules) refused() app.UI {
	lang := s.lang()
	var cards []app.UI
	for _, r := range s.port.Refused() {
		if _, ours := r.Op.(lamp.SetRules); !ours {
			continue
		}
		cards = append(cards, kit.Div("zz-net", kit.Icon("info-circle"), kit.Div("zz-clash",
			kit.B(lang.Refusal(r.Refusal)), kit.P("", lang.Say(words.RulesAgain)),
			app.Button().ID("leave-"+string(r.ID)).Class("zz-btn2 zz-gap").Type("button").Text(lang.Say(words.GotIt)).
				OnClick(func(ctx app.Context, _ app.Event) { s.leave(ctx, r.ID) }, app.EventScope(r.ID)))))
	}
	return app.Div().Role("status").Body(cards...)
}

func (s *rules) leave(ctx app.Context, id op.Hash) {
	ctx.Async(func() {
		if err := s.port.Dismiss(id); err != nil {
			app.Log("dismiss: " + err.Error()) // it stays on the page, which says it best
		}
	})
}

func (s *rules) list(now *lamp.Rules) app.UI {
	var rows []app.UI
	at := lamp.State("")
	for _, e := range s.lines(now) {
		if s.part == reasons && e.at != at {
			at = e.at
			rows = append(rows, app.H2().Class("zz-h3 zz-rules__h").Text(s.lang().StateName(at)))
		}
		rows = append(rows, s.line(now, e))
	}
	return app.Div().Class("zz-list zz-rules").Body(rows...)
}

// lines are those of the part; reasons stand by where they are offered.
func (s *rules) lines(now *lamp.Rules) (all []entry) {
	every := entries(s.part, now, s.port.View())
	if s.part != reasons {
		return every
	}
	for _, at := range offered {
		for _, e := range every {
			if e.at == at {
				all = append(all, e)
			}
		}
	}
	return all
}

// offered are the steps at which a reason can be chosen.
var offered = []lamp.State{lamp.Declined, lamp.Watched, lamp.Returned, lamp.Waiting}

func (s *rules) line(now *lamp.Rules, e entry) app.UI {
	lang := s.lang()
	title := lang.Pick(e.zh, e.en)
	if s.part == deadlines {
		title = string(e.level) + " " + lang.LevelName(e.level)
	}
	return kit.Fold{ID: "line-" + e.id, Icon: partIcons[s.part], Title: title, Sub: s.about(now, e), Open: s.open == e.id,
		Set: func(open bool) {
			s.close()
			if open {
				s.open, s.edit = e.id, s.entry(e.id)
			}
		}}.UI(func() app.UI { return s.form(now, e.id) })
}

// entry is a line as it is now: what a handler captured may be older.
func (s *rules) entry(id string) entry {
	for _, e := range entries(s.part, s.now(), s.port.View()) {
		if e.id == id {
			return e
		}
	}
	return entry{}
}

var partIcons = map[part]string{faults: "bulb-off", deadlines: "clock", districts: "map-pin", crews: "users", reasons: "clipboard-list", numbers: "phone", causes: "tool"}

// about is what is to be known of a line without unfolding it.
func (s *rules) about(now *lamp.Rules, e entry) string {
	lang := s.lang()
	var facts []string
	if e.off {
		facts = append(facts, lang.Say(words.RuleIsOff))
	}
	if s.part != deadlines {
		facts = append(facts, lang.Pick(e.en, e.zh))
	}
	switch s.part {
	case faults:
		facts = append(facts, string(e.level), s.promise(now.Deadline(e.level)))
	case deadlines:
		d := now.Deadline(e.level)
		announced := words.NotAnnounced1
		if d.Announced {
			announced = words.WasAnnounced
		}
		facts = append(facts, s.promise(d), lang.Say(announced))
	case crews:
		facts = append(facts, s.crowd(len(e.members)))
	case numbers:
		facts = append(facts, e.tel)
	case reasons:
		if e.owner != "" {
			facts = append(facts, lang.OwnerName(e.owner))
		}
	}
	return join(facts)
}

func (s *rules) crowd(n int) string {
	if n == 0 {
		return s.lang().Say(words.CrewNobody)
	}
	return words.Put(s.lang().Say(words.CrewCount), words.Int(n))
}

// promise is a deadline in few words.
func (s *rules) promise(d lamp.Deadline) string {
	lang := s.lang()
	var facts []string
	if d.Act > 0 {
		facts = append(facts, words.Put(lang.Say(words.HoursAct1), words.Int(d.Act)))
	}
	if d.Repair > 0 {
		facts = append(facts, words.Put(lang.Say(words.HoursRepair1), words.Int(d.Repair)))
	}
	if len(facts) == 0 {
		return lang.Say(words.HoursNone)
	}
	return join(facts)
}

func join(facts []string) (text string) {
	for i, f := range facts {
		if i > 0 {
			text += " · "
		}
		text += f
	}
	return text
}

func hours(n int) string {
	if n == 0 {
		return ""
	}
	return words.Int(n)
}
