package admin

import (
	"slices"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/account"
	"denghuo/shared/lamp"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var addNames = map[part]words.T{faults: words.AddFault, districts: words.AddDistrict, crews: words.AddCrew, reasons: words.AddReason, numbers: words.AddNumber, causes: words.AddCause}

// adder is the form of one line more. There are as many deadlines as levels.
func (s *rules) adder() app.UI {
	return kit.Block(kit.Maybe(s.part != deadlines, func() app.UI {
		return kit.List(kit.Fold{ID: "add", Icon: "plus", Title: s.lang().Say(addNames[s.part]), Open: s.open == fresh, Set: func(open bool) {
			s.close()
			if open {
				s.open, s.edit = fresh, entry{level: lamp.P2, at: lamp.Declined, owner: lamp.OfUnknown}
			}
		}}.UI(func() app.UI { return s.form(s.now(), fresh) }))
	}))
}

// form is what can be changed about a line.
func (s *rules) form(now *lamp.Rules, id string) app.UI {
	lang := s.lang()
	return app.Form().OnSubmit(func(ctx app.Context, e app.Event) { e.PreventDefault(); s.save(ctx, s.edit) }, app.EventScope(s.part, id)).Body(
		kit.Block(kit.Maybe(s.part != deadlines, func() app.UI { return s.named(id) })),
		kit.Block(s.more(now, id)),
		s.try.Problem(lang),
		kit.Div("zz-wrap zz-wrap--gap",
			s.try.Button(&s.port, "rule-save", "check", words.RuleSave, words.RuleSaving).Class("weui-btn weui-btn_primary zz-go").Disabled(s.port.Do == nil || s.try.Shut()),
			kit.Maybe(s.part != deadlines && id != fresh, func() app.UI { return s.switcher() }),
			kit.Maybe(s.part != deadlines && id != fresh && s.below(now, id), func() app.UI { return s.raiser() }),
		),
		kit.Maybe(s.part != deadlines && id != fresh && !s.edit.off, func() app.UI { return kit.Cap(lang.Say(words.RuleOffHint)) }),
	)
}

func (s *rules) named(id string) app.UI {
	lang := s.lang()
	return kit.Div("zz-grid",
		kit.Field{ID: "zh-" + id, Label: lang.Say(words.NameZh), Fill: "off", Most: lamp.MaxName, Value: s.edit.zh, Set: func(v string) { s.edit.zh = v }}.UI(),
		kit.Field{ID: "en-" + id, Label: lang.Say(words.NameEn), Fill: "off", Most: lamp.MaxName, Value: s.edit.en, Set: func(v string) { s.edit.en = v }}.UI(),
	)
}

// switcher takes a line out of what is offered, or puts it back, at once.
func (s *rules) switcher() app.UI {
	name, icon := words.RuleOff, "x"
	if s.edit.off {
		name, icon = words.RuleOn, "check"
	}
	return app.Button().ID("rule-off").Class("zz-btn2").Type("button").Disabled(s.port.Do == nil || s.try.Shut()).
		Body(kit.Icon(icon), app.Text(s.lang().Say(name))).
		OnClick(func(ctx app.Context, _ app.Event) {
			e := s.edit
			e.off = !e.off
			s.save(ctx, e)
		})
}

// below reports whether a line has one of its like above it.
func (s *rules) below(now *lamp.Rules, id string) bool {
	var last entry
	for _, e := range s.lines(now) {
		if e.id == id {
			return last.id != "" && last.at == e.at
		}
		last = e
	}
	return false
}

// raiser moves a line one place up, at once.
func (s *rules) raiser() app.UI {
	return app.Button().ID("rule-up").Class("zz-btn2").Type("button").Disabled(s.port.Do == nil || s.try.Shut()).
		Body(kit.Icon("arrow-up"), app.Text(s.lang().Say(words.RuleUp))).
		OnClick(func(ctx app.Context, _ app.Event) {
			e := s.edit
			e.up = true
			s.save(ctx, e)
		})
}

// save keeps the rules with this line on the phone; they go to the city by themselves.
func (s *rules) save(ctx app.Context, e entry) {
	set, wrong := change(s.part, s.now(), e, s.port.NewID())
	s.try.Go(s.port.Page(ctx), func() error {
		if wrong != nil {
			return wrong
		}
		return s.port.Do(set)
	}, func() {
		s.close()
		s.saved = true
	})
}

// said tells once that it is kept, and whether it holds already.
func (s *rules) said() app.UI {
	text := words.RulesSaved
	if s.port.Line == nil || !s.port.Line().Online {
		text = words.RulesKept
	}
	return kit.Live(kit.Maybe(s.saved, func() app.UI {
		return app.P().ID("saved").Class("zz-done2").Body(kit.Icon("check"), app.Text(s.lang().Say(text)))
	}))
}

// more is what only lines of this part have.
func (s *rules) more(now *lamp.Rules, id string) app.UI {
	lang := s.lang()
	switch s.part {
	case faults:
		return choices("level-"+id, lang.Say(words.RuleLevel), lamp.Levels, s.edit.level,
			func(l lamp.Level) string { return string(l) + " " + lang.LevelName(l) }, func(l lamp.Level) { s.edit.level = l })
	case deadlines:
		return s.deadline(now, id)
	case crews:
		return kit.Block(s.crewDistricts(now, id), s.members(id))
	case numbers:
		return kit.Field{ID: "tel-" + id, Type: "tel", Label: lang.Say(words.NumberTel), Hint: lang.Say(words.NumberHint), Fill: "off", Most: lamp.MaxTel,
			Value: s.edit.tel, Set: func(v string) { s.edit.tel = v }}.UI()
	case reasons:
		return kit.Block(
			choices("for-"+id, lang.Say(words.ReasonFor), offered, s.edit.at, lang.StateName, func(at lamp.State) { s.edit.at = at }),
			kit.Maybe(s.edit.at == lamp.Watched, func() app.UI {
				return choices("owner-"+id, lang.Say(words.ReasonOwner), lamp.Owners, s.edit.owner, lang.OwnerName, func(o lamp.Owner) { s.edit.owner = o })
			}))
	}
	return nil
}

// choices are chips of which one is pressed.
func choices[V ~string](id, label string, all []V, now V, name func(V) string, set func(V)) app.UI {
	var chips []app.UI
	for _, v := range all {
		chips = append(chips, kit.Toggle(id+"-"+string(v), "", name(v), v == now, func(bool) { set(v) }))
	}
	return group(id, label, chips)
}

func group(id, label string, chips []app.UI) app.UI {
	return app.Div().Class("zz-field").Role("group").Aria("labelledby", id).Body(app.P().ID(id).Class("zz-cap").Text(label), kit.Div("zz-wrap", chips...))
}

// deadline are the hours of a level, and whether the city has said so in public.
func (s *rules) deadline(now *lamp.Rules, id string) app.UI {
	lang := s.lang()
	var names []string
	for _, f := range now.Faults {
		if !f.Off && f.Level == s.edit.level {
			names = append(names, lang.Pick(f.Zh, f.En))
		}
	}
	return kit.Block(
		kit.Block(kit.Maybe(len(names) > 0, func() app.UI { return kit.Cap(words.Put(lang.Say(words.LevelFaults), join(names))) })),
		kit.Div("zz-grid",
			kit.Field{ID: "act-" + id, Label: lang.Say(words.HoursAct), Mode: "numeric", Fill: "off", Most: 6, Value: s.edit.act, Set: func(v string) { s.edit.act = v }}.UI(),
			kit.Field{ID: "repair-" + id, Label: lang.Say(words.HoursRepair), Mode: "numeric", Fill: "off", Most: 6, Value: s.edit.repair, Set: func(v string) { s.edit.repair = v }}.UI(),
		),
		kit.Cap(lang.Say(words.HoursHint)),
		kit.Toggle("announced-"+id, "", lang.Say(words.IsAnnounced), s.edit.announced, func(on bool) { s.edit.announced = on }),
	)
}

func (s *rules) crewDistricts(now *lamp.Rules, id string) app.UI {
	lang := s.lang()
	var chips []app.UI
	for _, d := range now.Districts {
		if d.Off && !slices.Contains(s.edit.districts, d.ID) {
			continue
		}
		chips = append(chips, kit.Toggle("in-"+d.ID, "", lang.Pick(d.Zh, d.En), slices.Contains(s.edit.districts, d.ID),
			func(on bool) { s.edit.districts = turned(s.edit.districts, d.ID, on) }))
	}
	return group("districts-"+id, lang.Say(words.CrewDistricts), chips)
}

// members are the accounts that go out with a crew.
func (s *rules) members(id string) app.UI {
	lang := s.lang()
	var chips []app.UI
	account.Accounts.Each(s.port.View(), func(a account.Account) bool {
		if on := slices.Contains(s.edit.members, a.ID); on || !a.Disabled && slices.Contains(a.Roles, person.Crew) {
			chips = append(chips, kit.Toggle("who-"+string(a.ID), "", a.Name, on, func(on bool) { s.edit.members = turned(s.edit.members, a.ID, on) }))
		}
		return true
	})
	if len(chips) == 0 {
		chips = append(chips, kit.Cap(lang.Say(words.CrewNoStaff)))
	}
	return group("members-"+id, lang.Say(words.CrewMembers), chips)
}

// turned is a list with one in it or without it; the list itself stays as it is.
func turned[V comparable](list []V, one V, on bool) []V {
	next := slices.DeleteFunc(slices.Clone(list), func(v V) bool { return v == one })
	if on {
		next = append(next, one)
	}
	return next
}
