package admin

import (
	"slices"
	"sort"
	"strings"

	"denghuo/app/door"
	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// pageful is how many accounts are drawn at once.
const pageful = 50

// hired are the roles that an administrator gives, in the order they are shown.
func hired() []person.Role {
	return []person.Role{person.Clerk, person.Crew, person.Officer, person.Merchant, person.Admin}
}

// accounts is the screen at /admin.
type accounts struct {
	app.Compo
	port   frame.Port
	stop   func()
	search string
	role   person.Role // empty: all
	shown  int

	view op.Reader // whose accounts are in all
	all  []account.Account

	first  *door.First // a password to be shown once
	of     string      // whose it is
	copied bool

	adding bool
	fresh  draft // an account that is being added
	add    frame.Try

	open   person.ID // the account that is unfolded
	edit   draft     // what is typed about it
	part   string    // what is asked about it: stop, password
	saved  bool
	change frame.Try
}

// draft is what is typed about an account.
type draft struct {
	login, name string
	roles       []person.Role
}

func (d *draft) set(r person.Role, on bool) {
	var roles []person.Role
	for _, x := range d.roles {
		if x != r {
			roles = append(roles, x)
		}
	}
	if on {
		roles = append(roles, r)
	}
	d.roles = roles
}

// Accounts is the list of who works here.
func Accounts(p frame.Port) app.Composer { return &accounts{port: p, shown: pageful} }

func (s *accounts) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *accounts) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.AdminTitle)) }

func (s *accounts) OnMount(ctx app.Context) { s.stop = frame.Follow(ctx, s.port) }

func (s *accounts) OnDismount() { s.stop() }

func (s *accounts) lang() words.Lang { return s.port.Looks().Lang }

// Render is the list, with at most one account unfolded.
func (s *accounts) Render() app.UI {
	if !s.port.Me().Is(person.Admin) {
		return page(s.port, accountsAt, "")
	}
	s.read()
	return page(s.port, accountsAt, "", s.once(), s.adder(), s.finder(), s.list())
}

// read takes the accounts from the rows when these have changed.
func (s *accounts) read() {
	view := s.port.View()
	if view == s.view {
		return
	}
	s.view, s.all = view, nil
	account.Accounts.Each(view, func(a account.Account) bool {
		if a.ID.Hired() {
			s.all = append(s.all, a)
		}
		return true
	})
	sort.SliceStable(s.all, func(i, j int) bool { return s.all[i].Login < s.all[j].Login })
}

// once shows a password that nobody will see again.
func (s *accounts) once() app.UI {
	return kit.Maybe(s.first != nil, func() app.UI {
		lang, d := s.lang(), s.port.Door
		copyIt := words.Copy
		if s.copied {
			copyIt = words.Copied
		}
		return app.Section().ID("once").Class("zz-card zz-once").Role("status").TabIndex(-1).Body(
			app.P().Text(words.Put(lang.Say(words.PassOnce), s.of)),
			app.P().ID("first-password").Class("zz-once__p").Text(s.first.Password),
			kit.Cap(lang.Say(words.PassOnceMore)),
			kit.Div("zz-two",
				kit.Maybe(d.Copy != nil, func() app.UI {
					return app.Button().ID("copy").Class("zz-btn2").Type("button").Body(kit.Icon("copy"), app.Text(lang.Say(copyIt))).
						OnClick(func(app.Context, app.Event) { s.port.Door.Copy(s.first.Password); s.copied = true })
				}),
				app.Button().ID("noted").Class("zz-btn2").Type("button").Text(lang.Say(words.PassSeen)).
					OnClick(func(app.Context, app.Event) { s.first = nil }),
			),
		)
	})
}

func (s *accounts) tell(ctx app.Context, first door.First, of string) {
	s.first, s.of, s.copied = &first, of, false
	ctx.Defer(func(app.Context) { focus("once") })
}

func focus(id string) {
	if e := app.Window().GetElementByID(id); e.Truthy() {
		e.Call("focus")
	}
}

// adder is the form of a new account.
func (s *accounts) adder() app.UI {
	lang := s.lang()
	return kit.List(kit.Fold{ID: "add", Icon: "plus", Title: lang.Say(words.AccountAdd), Open: s.adding,
		Set: func(open bool) { s.adding, s.fresh = open, draft{}; s.add.Clear() }}.UI(func() app.UI {
		return app.Form().OnSubmit(s.submit).Body(
			kit.Field{ID: "new-login", Label: lang.Say(words.AccountLogin), Hint: lang.Say(words.AccountLoginH), Fill: "off", Most: account.MaxLogin,
				Value: s.fresh.login, Set: func(v string) { s.fresh.login = v }}.UI(),
			kit.Field{ID: "new-name", Label: lang.Say(words.AccountName), Fill: "off", Most: account.MaxName,
				Value: s.fresh.name, Set: func(v string) { s.fresh.name = v }}.UI(),
			s.roles("new", &s.fresh), s.add.Problem(lang),
			s.add.Button(&s.port, "add-now", "plus", words.AccountAdd, words.AccountAdding).Class("weui-btn weui-btn_primary zz-go zz-gap"),
		)
	}))
}

func (s *accounts) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	d, fresh := s.port.Door, s.fresh
	var first door.First
	s.add.Go(s.port.Page(ctx), func() (err error) {
		first, err = d.Add(account.Login(fresh.login), strings.TrimSpace(fresh.name), fresh.roles)
		return err
	}, func() {
		s.adding, s.fresh = false, draft{}
		s.tell(ctx, first, fresh.name)
	})
}

// roles are chips that stay pressed.
func (s *accounts) roles(id string, d *draft) app.UI {
	lang := s.lang()
	var chips []app.UI
	for _, r := range hired() {
		chips = append(chips, kit.Toggle(id+"-"+string(r), "", lang.RoleName(r), slices.Contains(d.roles, r), func(on bool) {
			d.set(r, on)
		}))
	}
	return app.Div().Class("zz-field").Role("group").Aria("labelledby", id+"-roles").Body(
		app.P().ID(id+"-roles").Class("zz-cap").Text(lang.Say(words.AccountRoles)),
		kit.Div("zz-wrap", chips...),
	)
}
