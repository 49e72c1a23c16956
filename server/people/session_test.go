package people

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

func code(err error) op.Code {
	r, _ := op.AsRefusal(err)
	return r.Code
}

func TestSignInGivesACookieThatNoScriptReads(t *testing.T) {
	w := newTown(t)
	clerk := w.add("clerk", person.Clerk)
	p := w.phone()
	in := p.signIn(" Clerk ", "clerk-password")
	if in.status != http.StatusOK || in.ID != clerk.ID || in.Must || in.Roles[0] != person.Clerk || !in.Until.Equal(w.clock.Now().Add(7*24*time.Hour)) {
		t.Fatalf("%+v", in)
	}
	c := p.cookies[cookieName]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.Secure {
		t.Errorf("cookie %+v", c)
	}
	if strings.Contains(string(in.body), p.token()) {
		t.Error("the token is in the answer, where scripts read it")
	}
	actor, err := w.people.Actor(t.Context(), "", p.token())
	if err != nil || actor.ID != clerk.ID || !actor.Is(person.Clerk) {
		t.Errorf("%+v %v", actor, err)
	}
	r := w.store.Read(nil)
	defer r.Close()
	_, secret, _ := strings.Cut(p.token(), ".")
	for _, table := range []string{account.Sessions.Name, "key", "secret"} {
		r.Each(table, func(row op.Row) bool {
			if strings.Contains(string(row.Body), secret) {
				t.Errorf("%s has the token itself", row.Key)
			}
			return true
		})
	}
}

func TestWrongSessionsAreNobody(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	good := w.phone().in("clerk").token()
	session, secret, _ := strings.Cut(good, ".")
	for name, cookie := range map[string]string{
		"none": "", "words": "hello", "no secret": session, "empty secret": session + ".", "no session": "." + secret,
		"other session": "AAAAAAAAAAAAAAAAAAAAAA." + secret, "other secret": session + "." + random(), "a path": "../" + good, "twice": good + good,
	} {
		if actor, err := w.people.Actor(t.Context(), "", cookie); code(err) != account.SignIn {
			t.Errorf("%s: %+v %v", name, actor, err)
		}
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	p := w.phone().in("clerk")
	token := p.token()
	if s := p.do("GET", "/session", nil); s.status != http.StatusOK || s.ID != "s-clerk" {
		t.Errorf("present: %+v", s)
	}
	if s := p.do("DELETE", "/session", nil, func(r *http.Request) { r.Header.Set("Origin", "https://elsewhere.example") }); s.status != http.StatusForbidden {
		t.Errorf("another site signs out: %+v", s)
	}
	if s := p.do("DELETE", "/session", nil); s.status != http.StatusNoContent || p.token() != "" {
		t.Errorf("sign out: %+v, cookie %q", s, p.token())
	}
	if _, err := w.people.Actor(t.Context(), "", token); code(err) != account.SignIn {
		t.Errorf("the token holds after signing out: %v", err)
	}
	if s := p.do("GET", "/session", nil); s.status != http.StatusUnauthorized || s.Code != "sign_in" {
		t.Errorf("signed out: %+v", s)
	}
	if s := p.do("DELETE", "/session", nil); s.status != http.StatusNoContent {
		t.Errorf("signing out twice: %+v", s)
	}
}

// TestSessionLastsFromContactToContact: offline staff stay signed in for a week.
func TestSessionLastsFromContactToContact(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	token := w.phone().in("clerk").token()
	for range 3 {
		w.clock.pass(6 * 24 * time.Hour)
		if _, err := w.people.Actor(t.Context(), "", token); err != nil {
			t.Fatalf("after six days: %v", err)
		}
	}
	if s := w.sessions("s-clerk")[0]; !s.Seen.Equal(w.clock.Now()) {
		t.Errorf("seen %v, now %v", s.Seen, w.clock.Now())
	}
	w.clock.pass(7 * 24 * time.Hour)
	if _, err := w.people.Actor(t.Context(), "", token); code(err) != account.SignIn {
		t.Errorf("after seven days: %v", err)
	}
}

// TestContactsAreFewCommits: what is read a thousand times an hour is written once.
func TestContactsAreFewCommits(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	token := w.phone().in("clerk").token()
	_, before := w.store.At()
	for range 100 {
		w.clock.pass(30 * time.Second)
		if _, err := w.people.Actor(t.Context(), "", token); err != nil {
			t.Fatal(err)
		}
	}
	if _, after := w.store.At(); after != before {
		t.Errorf("%d rows in fifty minutes", after-before)
	}
}

func TestRolesAreReadAtEachContact(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	w.add("boss", person.Admin)
	token := w.phone().in("clerk").token()
	w.do(account.Change{ID: "s-clerk", Name: "clerk", Roles: []person.Role{person.Merchant}})
	actor, err := w.people.Actor(t.Context(), "", token)
	if err != nil || actor.Is(person.Clerk) || !actor.Is(person.Merchant) {
		t.Errorf("after the change: %+v %v", actor, err)
	}
	w.do(account.Change{ID: "s-clerk", Name: "clerk", Roles: []person.Role{person.Merchant}, Disabled: true})
	if _, err := w.people.Actor(t.Context(), "", token); err == nil {
		t.Error("a disabled account acts")
	}
	if s := w.phone().signIn("clerk", "clerk-password"); s.Code != string(account.Disabled) || s.status != http.StatusForbidden {
		t.Errorf("it signs in: %+v", s)
	}
	if s := w.phone().signIn("clerk", "guess"); s.Code != string(Wrong) {
		t.Errorf("a wrong password learns that it is disabled: %+v", s)
	}
}

func TestOnePersonHasSoManySessions(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	first := w.phone().in("clerk").token()
	for range account.MaxSessions {
		w.clock.pass(time.Minute)
		w.phone().in("clerk")
	}
	if n := len(w.sessions("s-clerk")); n != account.MaxSessions {
		t.Errorf("%d sessions", n)
	}
	if _, err := w.people.Actor(t.Context(), "", first); code(err) != account.SignIn {
		t.Errorf("the oldest: %v", err)
	}
}

func TestLabel(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36": "Chrome Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1":           "Safari iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0":                                       "Firefox Windows",
		"curl/8": "",
	} {
		if got := label(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}

// TestCookieOverTLSIsOfThisHostOnly: no other host, no subdomain and no plain line can
// set or see it.
func TestCookieOverTLSIsOfThisHostOnly(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	secure := httptest.NewTLSServer(w.mux)
	defer secure.Close()
	resp, err := secure.Client().Post(secure.URL+"/session", "application/json", strings.NewReader(`{"name":"clerk","password":"clerk-password"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if len(resp.Cookies()) != 1 {
		t.Fatalf("%s %v", resp.Status, resp.Cookies())
	}
	c := resp.Cookies()[0]
	if c.Name != secureCookie || !c.Secure || c.Path != "/" || c.Domain != "" || !c.HttpOnly {
		t.Errorf("%+v", c)
	}
	r := httptest.NewRequest("GET", secure.URL+"/session", nil)
	r.AddCookie(&http.Cookie{Name: cookieName, Value: c.Value})
	if got := Cookie(r); got != "" {
		t.Error("a cookie that a plain line could have set is read over TLS")
	}
	r.AddCookie(c)
	if got := Cookie(r); got != c.Value {
		t.Errorf("read as %q", got)
	}
}
