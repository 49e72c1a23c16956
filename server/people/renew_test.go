package people

import (
	"net/http"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

func (w *town) acts(token string) op.Code {
	_, err := w.people.Actor(w.t.Context(), "", token)
	return code(err)
}

func (p *phone) renew() said { p.t.Helper(); return p.do("POST", "/session/renew", nil) }

func TestTokenIsRotated(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	p := w.phone().in("clerk")
	first := p.token()
	if s := p.renew(); s.status != http.StatusOK || p.token() == first {
		t.Fatalf("%+v", s)
	}
	second := p.token()
	w.clock.pass(time.Hour)
	if c := w.acts(first); c != "" {
		t.Errorf("the answer was perhaps lost, and the old token is %q", c)
	}
	if c := w.acts(second); c != "" {
		t.Errorf("the new token is %q", c)
	}
	w.clock.pass(9 * time.Minute)
	if c := w.acts(first); c != "" {
		t.Errorf("nine minutes after the new one was used the old one is %q", c)
	}
	w.clock.pass(2 * time.Minute)
	if c := w.acts(first); c != account.SignIn {
		t.Errorf("eleven minutes after, the old one is %q", c)
	}
	if c := w.acts(second); c != account.SignIn {
		t.Errorf("somebody has a copy, and the session goes on: %q", c)
	}
	if s := w.sessions("s-clerk"); len(s) != 1 || !s[0].Ended {
		t.Errorf("%+v", s)
	}
}

// TestLostAnswersLoseNobody: a phone whose answers never arrive asks again and again.
func TestLostAnswersLoseNobody(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	p := w.phone().in("clerk")
	first := p.cookies[cookieName]
	for range 20 {
		p.cookies[cookieName] = first
		if s := p.renew(); s.status != http.StatusOK {
			t.Fatalf("%+v", s)
		}
		w.clock.pass(time.Hour)
	}
	if c := w.acts(p.token()); c != "" {
		t.Errorf("the last one that arrived is %q", c)
	}
}

// TestTwoTabsRenewAtOnce: whichever answer comes last is in the jar, and it holds.
func TestTwoTabsRenewAtOnce(t *testing.T) {
	for _, last := range []int{0, 1} {
		w := newTown(t)
		w.add("clerk", person.Clerk)
		p := w.phone().in("clerk")
		first := p.cookies[cookieName]
		var got []string
		for range 2 {
			p.cookies[cookieName] = first
			p.renew()
			got = append(got, p.token())
		}
		for range 3 {
			w.clock.pass(time.Hour)
			if c := w.acts(got[last]); c != "" {
				t.Errorf("answer %d came last and is %q", last, c)
			}
		}
	}
}

func TestALingeringTokenIsNotRenewed(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	p := w.phone().in("clerk")
	first := p.cookies[cookieName]
	p.renew()
	w.acts(p.token())
	p.cookies[cookieName] = first
	if s := p.renew(); s.status != http.StatusOK || p.token() != first.Value {
		t.Errorf("%+v, cookie changed: %v", s, p.token() != first.Value)
	}
}

func TestEndingSessions(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	w.add("other", person.Clerk)
	w.add("boss", person.Admin)
	a, b, other, boss := w.phone().in("clerk"), w.phone().in("clerk"), w.phone().in("other"), w.phone().in("boss")
	of := func(p *phone) string { return string(p.do("GET", "/session", nil).Session) }
	if s := other.do("POST", "/session/end", map[string]string{"session": of(a)}); s.status != http.StatusForbidden {
		t.Errorf("a colleague ends it: %+v", s)
	}
	if s := other.do("POST", "/session/end", map[string]any{"all": true, "who": "s-clerk"}); s.status != http.StatusForbidden {
		t.Errorf("a colleague ends all: %+v", s)
	}
	if s := a.do("POST", "/session/end", map[string]string{"session": of(b)}); s.status != http.StatusNoContent || w.acts(b.token()) != account.SignIn || w.acts(a.token()) != "" {
		t.Errorf("the lost phone: %+v", s)
	}
	b = w.phone().in("clerk")
	if s := boss.do("POST", "/session/end", map[string]string{"session": of(b)}); s.status != http.StatusNoContent || w.acts(b.token()) != account.SignIn {
		t.Errorf("the administrator: %+v", s)
	}
	b = w.phone().in("clerk")
	last := a.token()
	if s := a.do("POST", "/session/end", map[string]any{"all": true}); s.status != http.StatusNoContent || a.token() != "" || w.acts(last) != account.SignIn || w.acts(b.token()) != account.SignIn {
		t.Errorf("everywhere: %+v", s)
	}
	if s := w.phone().do("POST", "/session/end", map[string]any{"all": true}); s.status != http.StatusUnauthorized {
		t.Errorf("nobody: %+v", s)
	}
}

func TestWatchTellsWhoseLinesToLookAt(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	told := make(chan person.ID, 16)
	watching := make(chan struct{})
	follow := w.people.Watch(func(id person.ID) { told <- id })
	w.do(account.Meet{Who: "d-00000000000000000000"}) // nobody follows yet
	go func() { defer close(watching); follow(t.Context()) }()
	t.Cleanup(func() { <-watching })
	wantNext(t, told, "d-00000000000000000000")
	p := w.phone().in("clerk")
	wantNext(t, told, "s-clerk")
	p.do("DELETE", "/session", nil)
	wantNext(t, told, "s-clerk")
	w.do(account.Change{ID: "s-clerk", Name: "clerk", Roles: []person.Role{person.Crew}})
	wantNext(t, told, "s-clerk")
}

// wantNext waits for a person, over repeats of the one before.
func wantNext(t *testing.T, told <-chan person.ID, want person.ID) {
	t.Helper()
	for {
		select {
		case id := <-told:
			if id == want {
				return
			}
		case <-t.Context().Done():
			t.Fatal("not told of ", want)
		}
	}
}
