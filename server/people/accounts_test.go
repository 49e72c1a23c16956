package people

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

func TestAdministratorMakesAccounts(t *testing.T) {
	w := newTown(t)
	w.add("boss", person.Admin)
	w.add("clerk", person.Clerk)
	boss, clerk := w.phone().in("boss"), w.phone().in("clerk")
	form := map[string]any{"login": "Zhang.San", "name": "张三", "roles": []string{"clerk", "crew"}}
	if s := clerk.do("POST", "/api/admin/accounts", form); s.status != http.StatusForbidden || s.Code != "not_allowed" {
		t.Errorf("a clerk: %+v", s)
	}
	if s := w.phone().do("POST", "/api/admin/accounts", form); s.status != http.StatusUnauthorized {
		t.Errorf("nobody: %+v", s)
	}
	made := boss.do("POST", "/api/admin/accounts", form)
	var in struct{ Password string }
	if err := json.Unmarshal(made.body, &in); err != nil || made.status != http.StatusOK || len(in.Password) != 17 || !made.ID.Hired() {
		t.Fatalf("%+v %v", made, err)
	}
	if s := w.phone().signIn("zhang.san", in.Password); s.status != http.StatusOK || !s.Must || len(s.Roles) != 2 {
		t.Errorf("the new account: %+v", s)
	}
	for name, c := range map[string]struct {
		change map[string]any
		code   string
	}{
		"same login": {map[string]any{"login": "zhang.san"}, "login_taken"}, "no login": {map[string]any{"login": ""}, "malformed"},
		"login with a slash": {map[string]any{"login": "a/b"}, "malformed"}, "no name": {map[string]any{"name": " "}, "malformed"},
		"no role": {map[string]any{"roles": []string{}}, "malformed"}, "the city's role": {map[string]any{"roles": []string{"city"}}, "malformed"},
		"a cardholder": {map[string]any{"roles": []string{"cardholder"}}, "not_allowed"}, "a role twice": {map[string]any{"roles": []string{"crew", "crew"}}, "malformed"},
	} {
		f := map[string]any{"login": "li.si", "name": "李四", "roles": []string{"crew"}}
		for k, v := range c.change {
			f[k] = v
		}
		if s := boss.do("POST", "/api/admin/accounts", f); s.Code != c.code || s.status == http.StatusOK {
			t.Errorf("%s: %+v", name, s)
		}
	}
	again := boss.do("POST", "/api/admin/accounts/password", map[string]string{"id": string(made.ID)})
	if err := json.Unmarshal(again.body, &in); err != nil || again.status != http.StatusOK {
		t.Fatalf("%+v %v", again, err)
	}
	if s := w.phone().signIn("zhang.san", in.Password); !s.Must {
		t.Errorf("a reset password: %+v", s)
	}
	if s := boss.do("POST", "/api/admin/accounts/password", map[string]string{"id": "s-boss"}); s.status != http.StatusForbidden {
		t.Errorf("one's own: %+v", s)
	}
	if s := clerk.do("POST", "/api/admin/accounts/password", map[string]string{"id": "s-boss"}); s.status != http.StatusForbidden {
		t.Errorf("a clerk resets: %+v", s)
	}
}

func TestAdministratorSeesSessions(t *testing.T) {
	w := newTown(t)
	w.add("boss", person.Admin)
	w.add("clerk", person.Clerk)
	boss, clerk := w.phone().in("boss"), w.phone().in("clerk")
	w.phone().in("clerk").do("DELETE", "/session", nil)
	list := func(query string) (ids []string) {
		var got struct{ Sessions []account.Session }
		s := boss.do("GET", "/api/admin/sessions"+query, nil)
		if err := json.Unmarshal(s.body, &got); err != nil || s.status != http.StatusOK {
			t.Fatalf("%+v %v", s, err)
		}
		for _, one := range got.Sessions {
			ids = append(ids, string(one.Who))
		}
		return ids
	}
	if got := strings.Join(list(""), " "); got != "s-boss s-clerk" {
		t.Errorf("open sessions: %s", got)
	}
	if got := strings.Join(list("?who=s-clerk"), " "); got != "s-clerk" {
		t.Errorf("the clerk's: %s", got)
	}
	if s := clerk.do("GET", "/api/admin/sessions", nil); s.status != http.StatusForbidden {
		t.Errorf("a clerk sees them: %+v", s)
	}
	page, err := w.store.Since([]person.Scope{person.Admins}, 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, row := range page.Rows {
		seen[row.Key.Table]++
	}
	if seen["account"] != 2 || seen["session"] != 3 || len(seen) != 2 {
		t.Errorf("an administrator's phone is told %v", seen)
	}
}

func TestLastAdministratorStays(t *testing.T) {
	w := newTown(t)
	w.add("boss", person.Admin)
	w.add("second", person.Admin)
	try := func(c account.Change) op.Code {
		return code(w.city.Ask(t.Context(), c, person.Actor{ID: "s-boss", Roles: []person.Role{person.Admin}}, w.clock.Now()))
	}
	if c := try(account.Change{ID: "s-second", Name: "second", Roles: []person.Role{person.Clerk}}); c != "" {
		t.Errorf("one of two: %s", c)
	}
	if c := try(account.Change{ID: "s-boss", Name: "boss", Roles: []person.Role{person.Clerk}}); c != account.LastAdmin {
		t.Errorf("the last one's role: %q", c)
	}
	if c := try(account.Change{ID: "s-boss", Name: "boss", Roles: []person.Role{person.Admin}, Disabled: true}); c != account.LastAdmin {
		t.Errorf("the last one is closed: %q", c)
	}
	if c := try(account.Change{ID: "s-boss", Name: "the boss", Roles: []person.Role{person.Officer, person.Admin}}); c != "" || w.account("s-boss").Name != "the boss" {
		t.Errorf("the last one's name: %s", c)
	}
	if c := try(account.Change{ID: "s-second", Name: "second", Roles: []person.Role{person.Admin}}); c != "" {
		t.Errorf("back again: %s", c)
	}
	if c := try(account.Change{ID: "s-boss", Name: "boss", Roles: []person.Role{person.Admin}, Disabled: true}); c != "" {
		t.Errorf("the first goes: %s", c)
	}
}
