package people

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// cheap is a hash that costs a test nothing.
var cheap = Cost{Memory: 64, Time: 1}

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// town is a whole city: the true store, authority and hub behind a true listener.
type town struct {
	t      testing.TB
	people *People
	store  *store.Store
	city   *authority.Authority
	clock  *clock
	http   *httptest.Server
	mux    *http.ServeMux
}

func newTown(t testing.TB, change ...func(*Config)) *town {
	t.Helper()
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	log, h := slog.New(slog.DiscardHandler), hub.New()
	city := authority.New(s, h, func([]byte) []byte { return make([]byte, 64) }, log)
	w := &town{t: t, store: s, city: city, clock: &clock{now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}, mux: http.NewServeMux()}
	c := Config{Store: s, Hub: h, Authority: city, Now: w.clock.Now, Log: log, Cost: cheap}
	for _, f := range change {
		f(&c)
	}
	w.people = New(c)
	w.people.Register(w.mux)
	w.http = httptest.NewServer(w.mux)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- city.Run(ctx) }()
	t.Cleanup(func() {
		w.http.Close()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		s.Close()
	})
	return w
}

// do has the city decide ops, which must be taken.
func (w *town) do(ops ...op.Op) {
	w.t.Helper()
	for _, o := range ops {
		if err := w.city.Ask(w.t.Context(), o, person.TheCity(), w.clock.Now()); err != nil {
			w.t.Fatalf("%s: %v", o.Kind().Name, err)
		}
	}
}

// add makes an account whose password is its login and "-password".
func (w *town) add(login string, roles ...person.Role) person.Actor {
	w.t.Helper()
	hash, err := w.people.Hash(w.t.Context(), login+"-password")
	if err != nil {
		w.t.Fatal(err)
	}
	w.do(account.Add{ID: person.ID("s-" + login), Login: login, Name: login, Roles: roles, Hash: hash})
	return person.Actor{ID: person.ID("s-" + login), Name: login, Roles: roles}
}

func (w *town) account(id person.ID) (a account.Account) {
	w.people.read(func(r op.Reader) { a, _ = account.Accounts.Get(r, op.ID(id)) })
	return a
}

func (w *town) sessions(id person.ID) (all []account.Session) {
	w.people.read(func(r op.Reader) { all = account.SessionsOf(r, id) })
	return all
}

// phone is a browser: it keeps its cookies.
type phone struct {
	t       testing.TB
	town    *town
	cookies map[string]*http.Cookie
}

func (w *town) phone() *phone {
	return &phone{t: w.t, town: w, cookies: map[string]*http.Cookie{}}
}

// said is an answer, read.
type said struct {
	status  int
	Code    string
	Wait    int
	ID      person.ID
	Roles   []person.Role
	Must    bool `json:"must_change"`
	Until   time.Time
	Session op.ID
	body    []byte
	header  http.Header
}

func (p *phone) do(method, path string, form any, change ...func(*http.Request)) said {
	p.t.Helper()
	var body bytes.Buffer
	switch f := form.(type) {
	case nil:
	case string:
		body.WriteString(f)
	default:
		if err := json.NewEncoder(&body).Encode(f); err != nil {
			p.t.Fatal(err)
		}
	}
	req, err := http.NewRequest(method, p.town.http.URL+path, &body)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, c := range p.cookies {
		req.AddCookie(c)
	}
	for _, c := range change {
		c(req)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	for _, c := range resp.Cookies() {
		p.cookies[c.Name] = c
		if c.MaxAge < 0 {
			delete(p.cookies, c.Name)
		}
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(resp.Body); err != nil {
		p.t.Fatal(err)
	}
	s := said{status: resp.StatusCode, body: b.Bytes(), header: resp.Header}
	if b.Len() > 0 {
		if err := json.Unmarshal(b.Bytes(), &s); err != nil && resp.Header.Get("Content-Type") == "application/json" {
			p.t.Fatalf("%s: %v", b.Bytes(), err)
		}
	}
	return s
}

func (p *phone) signIn(name, password string) said {
	p.t.Helper()
	return p.do("POST", "/session", map[string]string{"name": name, "password": password})
}

// in signs in with the right password.
func (p *phone) in(login string) *phone {
	p.t.Helper()
	if s := p.signIn(login, login+"-password"); s.status != http.StatusOK {
		p.t.Fatalf("%s does not get in: %d %s", login, s.status, s.Code)
	}
	return p
}

func (p *phone) token() string {
	if c := p.cookies[cookieName]; c != nil {
		return c.Value
	}
	return ""
}
