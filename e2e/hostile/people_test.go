package hostile

import (
	"fmt"
	"testing"

	"denghuo/server/seed"
	"denghuo/shared/wire"
)

func try(t *testing.T, c *city, v visitor, name, password string) answer {
	t.Helper()
	return v.do(t, c, "POST", "/session", wire.Encode(map[string]string{"name": name, "password": password}))
}

// guessing from one address, from a new one each time, and at names that nobody has.
func guessing(t *testing.T, c *city) {
	v := stranger()
	c.counted(t, refused(429), 3, func() {
		for i := range 14 {
			a := try(t, c, v, fmt.Sprint("guess", i), "x")
			if i < 10 && (a.status != 401 || a.code != "sign_in_wrong") {
				t.Errorf("guess %d: %d %s", i, a.status, a.body)
			}
			if i > 10 && (a.status != 429 || a.wait < 1 || a.header.Get("Retry-After") == "") {
				t.Errorf("guess %d: %d %s", i, a.status, a.body)
			}
		}
	})
	for _, name := range []string{"crew", "no-such-name"} { // the same answers, whether there is one or not
		locked := 0
		for range 14 {
			if a := try(t, c, stranger(), name, "wrong"); a.status == 429 && a.wait >= 1 {
				locked++
			}
		}
		if locked == 0 {
			t.Errorf("%s may be guessed at from everywhere, for ever", name)
		}
	}
	if a := try(t, c, stranger(), "crew", seed.Password); a.status != 429 {
		t.Errorf("a locked account lets even the right password in: %d", a.status)
	}
	if a := try(t, c, stranger(), "clerk", seed.Password); a.status != 200 {
		t.Errorf("others are locked too: %d %s", a.status, a.body)
	}
}

// sessions: one that was put into the browser before, one that is over, one that
// somebody made up.
func sessions(t *testing.T, c *city) {
	const planted = "dh_session=abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
	v := stranger().with("Cookie", planted)
	if a := v.do(t, c, "GET", "/session", nil); a.status != 401 {
		t.Errorf("a made-up session: %d %s", a.status, a.body)
	}
	in := try(t, c, v, "clerk", seed.Password)
	cookie := cookieOf(t, in)
	if in.status != 200 || cookie == planted {
		t.Errorf("signed in with the planted session: %d", in.status)
	}
	if a := v.do(t, c, "GET", "/session", nil); a.status != 401 {
		t.Errorf("the planted session came to life: %d", a.status)
	}
	mine := stranger().with("Cookie", cookie)
	if a := mine.do(t, c, "GET", "/session", nil); a.status != 200 {
		t.Fatalf("the true one: %d %s", a.status, a.body)
	}
	if a := mine.do(t, c, "DELETE", "/session", nil); a.status != 204 {
		t.Fatalf("sign out: %d %s", a.status, a.body)
	}
	c.counted(t, refused(401), 2, func() {
		for _, r := range [][2]string{{"GET", "/session"}, {"POST", "/session/renew"}} {
			if a := mine.do(t, c, r[0], r[1], nil); a.status != 401 {
				t.Errorf("%s %s with a session that is over: %d", r[0], r[1], a.status)
			}
		}
	})
	old := &phone{t: t, c: c, visitor: mine, client: "old", id: "s-clerk"}
	if d := old.say(old.hello()); d.Bye == nil || d.Bye.Reason != wire.SignIn {
		t.Errorf("frames with a session that is over: %+v", d)
	}
}

// scraping reads pages as fast as it can: it is slowed down, and only it.
func scraping(t *testing.T, c *city) {
	v := stranger()
	pages, often := 0, answer{}
	c.counted(t, refused(429), 1, func() {
		for range 3000 {
			a := v.do(t, c, "GET", "/spots", nil)
			if a.status == 429 {
				often = a
				break
			}
			pages++
		}
	})
	if often.code != "too_often" || often.wait < 1 {
		t.Errorf("after %d pages: %+v", pages, often)
	}
	if most := rate*100/5 + 200; pages > most {
		t.Errorf("%d pages were read, at most %d", pages, most)
	}
	if a := stranger().do(t, c, "GET", "/spots", nil); a.status != 200 {
		t.Errorf("others pay for it: %d", a.status)
	}
}
