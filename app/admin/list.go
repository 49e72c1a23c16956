package admin

import (
	"slices"
	"strings"

	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/account"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// finder narrows the list by words and by role.
func (s *accounts) finder() app.UI {
	lang := s.lang()
	chip := func(r person.Role, name string, n int) app.UI {
		return app.Button().Class("zz-chip").Type("button").Aria("pressed", s.role == r).
			Body(app.Text(name), app.B().Class("zz-num").Text(words.Int(n))).
			OnClick(func(app.Context, app.Event) { s.role, s.shown = r, pageful }, app.EventScope(r))
	}
	chips := []app.UI{chip("", lang.Say(words.AccountsAll), len(s.all))}
	for _, r := range hired() {
		if n := s.count(r); n > 0 {
			chips = append(chips, chip(r, lang.RoleName(r), n))
		}
	}
	return kit.Block(
		kit.Div("zz-field", app.Input().ID("search").Type("search").Attr("autocomplete", "off").Attr("autocapitalize", "none").
			Aria("label", lang.Say(words.AccountsFind)).Placeholder(lang.Say(words.AccountsFind)).Value(s.search).OnKeyDown(s.keys).
			OnInput(func(ctx app.Context, _ app.Event) { s.search, s.shown = ctx.JSSrc().Get("value").String(), pageful })),
		kit.Div("zz-chips", chips...),
		kit.P("zz-cap zz-desk", lang.Say(words.AccountsKeys)),
	)
}

func (s *accounts) count(r person.Role) (n int) {
	for _, a := range s.all {
		if slices.Contains(a.Roles, r) {
			n++
		}
	}
	return n
}

// found is what fits the search, as far as it is drawn, and how many there are.
func (s *accounts) found() (some []account.Account, n int) {
	want := strings.ToLower(strings.TrimSpace(s.search))
	for _, a := range s.all {
		fits := strings.Contains(strings.ToLower(a.Login+" "+a.Name), want)
		if fits && (s.role == "" || slices.Contains(a.Roles, s.role)) {
			if n++; n <= s.shown {
				some = append(some, a)
			}
		}
	}
	return some, n
}

func (s *accounts) list() app.UI {
	lang := s.lang()
	some, n := s.found()
	var rows []app.UI
	for _, a := range some {
		rows = append(rows, s.row(a))
	}
	return app.Div().OnKeyDown(s.keys).Body(
		app.P().Class("zz-cap zz-gap").Role("status").Text(words.Put(lang.Say(words.AccountsCount), words.Int(n))),
		kit.Maybe(n == 0, func() app.UI { return kit.Cap(lang.Say(words.AccountsNone)) }),
		kit.Div("zz-list", rows...),
		kit.Maybe(n > s.shown, func() app.UI {
			return app.Button().Class("zz-btn2 zz-wide zz-gap").Type("button").Text(lang.Say(words.AccountsMore)).
				OnClick(func(app.Context, app.Event) { s.shown += pageful })
		}),
	)
}

// row is one account; the one that is open shows all that can be done with it.
func (s *accounts) row(a account.Account) app.UI {
	lang := s.lang()
	open := s.open == a.ID
	state := kit.Maybe(a.MustChange, func() app.UI { return kit.Tag("lamp", "lock", lang.Say(words.AccountsNew)) })
	if a.Disabled {
		state = kit.Tag("err", "x", lang.Say(words.AccountsOff))
	}
	return kit.Div("zz-case-row",
		app.Button().ID("a-"+string(a.ID)).Class("zz-case zz-case--b zz-account").Type("button").Aria("expanded", open).Body(
			app.Span().Class("zz-account__b").Body(kit.B(a.Name), kit.Span("zz-cap", a.Login+" · "+lang.RoleNames(a.Roles))),
			state,
		).OnClick(func(app.Context, app.Event) { s.toggle(a) }, scope(a)),
		kit.Maybe(open, func() app.UI { return s.detail(a) }),
	)
}

// scope names what handlers of an account hold.
func scope(a account.Account) app.EventOption {
	return app.EventScope(a.ID, a.Name, a.Disabled, words.Zh.RoleNames(a.Roles))
}

func (s *accounts) toggle(a account.Account) {
	again := s.open == a.ID
	s.open, s.part, s.saved = a.ID, "", false
	s.edit = draft{a.Login, a.Name, a.Roles}
	s.change.Clear()
	if again {
		s.open = ""
	}
}

// keys moves with the arrows and closes with Escape, as at a desk. They act only
// while the search or a row has the focus, so they are in nobody's way.
func (s *accounts) keys(ctx app.Context, e app.Event) {
	at := app.Window().Get("document").Get("activeElement")
	id := at.Get("id").String()
	row := strings.HasPrefix(id, "a-")
	switch key := e.Get("key").String(); {
	case key == "Escape" && s.open != "":
		was := s.open
		s.open = ""
		ctx.Defer(func(app.Context) { focus("a-" + string(was)) })
	case key == "ArrowDown" && (row || id == "search"), key == "ArrowUp" && row:
		e.PreventDefault()
		s.move(strings.TrimPrefix(id, "a-"), map[string]int{"ArrowDown": 1, "ArrowUp": -1}[key])
	}
}

func (s *accounts) move(from string, by int) {
	some, _ := s.found()
	to := by - 1 // from the search, which is before all rows, to the first
	for i, a := range some {
		if string(a.ID) == from {
			to = i + by
		}
	}
	switch {
	case to < 0:
		focus("search")
	case to < len(some):
		focus("a-" + string(some[to].ID))
	}
}
