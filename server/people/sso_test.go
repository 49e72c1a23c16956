package people

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/person"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

// provider is a true OpenID provider: it asks for a password and signs tokens.
type provider struct {
	issuer string
	http   *httptest.Server
}

const ourSecret = "between us"

func newProvider(t *testing.T, city *town) *provider {
	t.Helper()
	p := &provider{http: httptest.NewUnstartedServer(nil)}
	_, port, _ := strings.Cut(p.http.Listener.Addr().String(), ":")
	p.issuer = "http://localhost:" + port + "/"
	storage.RegisterClients(storage.WebClient("denghuo", ourSecret, city.http.URL+"/sso/back"))
	keep := slog.Default()
	p.http.Config.Handler = exampleop.SetupServer(p.issuer, storage.NewStorage(storage.NewUserStore(p.issuer)), slog.New(slog.DiscardHandler), false)
	slog.SetDefault(keep) // the example takes it over
	p.http.Start()
	t.Cleanup(p.http.Close)
	return p
}

// signedOn is a city with that provider. Its clock is the true one: tokens have times.
func signedOn(t *testing.T, roles string) (*town, *provider) {
	t.Helper()
	w := newTown(t)
	w.clock.now = time.Now()
	op := newProvider(t, w)
	claims, err := ParseClaims(roles)
	if err != nil {
		t.Fatal(err)
	}
	c := w.people.Config
	c.SSO = SSO{Issuer: op.issuer, Client: "denghuo", Secret: ourSecret, Name: "统一身份认证", Scopes: []string{"profile", "email"}, Roles: claims}
	w.people = New(c)
	w.mux = http.NewServeMux()
	w.people.Register(w.mux)
	w.mux.HandleFunc("GET /signin", func(http.ResponseWriter, *http.Request) {})
	w.http.Config.Handler = w.mux
	return w, op
}

// browser follows redirects between both sites, with its cookies.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// signOn goes to the provider, gives name and password there, and comes back. It tells
// the last address.
func signOn(t *testing.T, w *town, b *http.Client, name string) *url.URL {
	t.Helper()
	resp, err := b.Get(w.http.URL + "/sso")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if !strings.Contains(resp.Request.URL.Path, "/login/") {
		return resp.Request.URL
	}
	id := resp.Request.URL.Query().Get("authRequestID")
	resp, err = b.PostForm(resp.Request.URL.Scheme+"://"+resp.Request.URL.Host+"/login/username", url.Values{"username": {name}, "password": {"verysecure"}, "id": {id}})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s %v", resp.Status, body, err)
	}
	return resp.Request.URL
}

func (w *town) cookieOf(t *testing.T, b *http.Client) string {
	t.Helper()
	u, err := url.Parse(w.http.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Jar.Cookies(u) {
		if c.Name == cookieName {
			return c.Value
		}
	}
	return ""
}

func TestSingleSignOn(t *testing.T) {
	w, op := signedOn(t, "email=test-user2@zitadel.ch:clerk, preferred_username=test-user2:crew")
	b := browser(t)
	if at := signOn(t, w, b, "test-user2"); at.Path != "/signin" || at.Query().Get("sso") != "1" {
		t.Fatalf("it ends at %s", at)
	}
	actor, err := w.people.Actor(t.Context(), "", w.cookieOf(t, b))
	if err != nil || !actor.Is(person.Clerk) || !actor.Is(person.Crew) || actor.Name != "Test User2" || actor.ID != outsider(op.issuer, "id2") {
		t.Fatalf("%+v %v", actor, err)
	}
	if s := w.sessions(actor.ID); len(s) != 1 || s[0].How != account.BySSO {
		t.Errorf("%+v", s)
	}
	// Nobody tells the city that a person has left the provider: the session is not drawn out.
	for range 6 {
		w.clock.pass(24 * time.Hour)
		if _, err := w.people.Actor(t.Context(), "", w.cookieOf(t, b)); err != nil {
			t.Fatal(err)
		}
	}
	w.clock.pass(24 * time.Hour)
	if _, err := w.people.Actor(t.Context(), "", w.cookieOf(t, b)); code(err) != account.SignIn {
		t.Errorf("after a week it goes on: %v", err)
	}
}

func TestSingleSignOnSaysNo(t *testing.T) {
	w, op := signedOn(t, "preferred_username=test-user2:crew")
	stranger := browser(t)
	if at := signOn(t, w, stranger, "test-user@localhost"); at.Query().Get("refused") != string(SSOUnknown) || w.cookieOf(t, stranger) != "" {
		t.Errorf("whom no claim gives a role: %s", at)
	}
	b := browser(t)
	signOn(t, w, b, "test-user2")
	id := outsider(op.issuer, "id2")
	w.add("boss", person.Admin)
	w.do(account.Change{ID: id, Name: "x", Roles: []person.Role{person.Crew}, Disabled: true})
	if at := signOn(t, w, browser(t), "test-user2"); at.Query().Get("refused") != string(account.Disabled) {
		t.Errorf("whom the administrator closed out: %s", at)
	}
	if s := w.phone().do("POST", "/session", map[string]string{"name": "", "password": ""}); s.status != http.StatusUnauthorized {
		t.Errorf("by an empty password: %+v", s)
	}
}

// TestTripsAreOneBrowsers: what comes back must have been begun here, and once.
func TestTripsAreOneBrowsers(t *testing.T) {
	w, _ := signedOn(t, "preferred_username=test-user2:crew")
	// The victim's browser is sent the address that came back to the attacker's.
	attacker := browser(t)
	back := ""
	attacker.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/sso/back" {
			back = r.URL.String()
			return http.ErrUseLastResponse
		}
		return nil
	}
	resp, err := attacker.Get(w.http.URL + "/sso")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	id := resp.Request.URL.Query().Get("authRequestID")
	if resp, err = attacker.PostForm("http://"+resp.Request.URL.Host+"/login/username", url.Values{"username": {"test-user2"}, "password": {"verysecure"}, "id": {id}}); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if !strings.Contains(back, "code=") {
		t.Fatalf("nothing came back: %s", back)
	}
	try := func(b *http.Client, address string) string {
		resp, err := b.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.Request.URL.RawQuery
	}
	victim := browser(t)
	if got := try(victim, back); got != "refused="+string(SSOFailed) || w.cookieOf(t, victim) != "" {
		t.Errorf("another's code: %s", got)
	}
	begun := browser(t)
	begun.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	try(begun, w.http.URL+"/sso")
	begun.CheckRedirect = nil
	if got := try(begun, back); got != "refused="+string(SSOFailed) {
		t.Errorf("another's state: %s", got)
	}
	attacker.CheckRedirect = nil
	if got := try(attacker, back+"x"); got != "refused="+string(SSOFailed) {
		t.Errorf("a changed state: %s", got)
	}
	if got := try(attacker, back); got != "refused="+string(SSOFailed) {
		t.Errorf("the same trip twice: %s", got)
	}
}

func TestWithoutSingleSignOn(t *testing.T) {
	w := newTown(t)
	if s := w.phone().do("GET", "/sso", nil); s.status != http.StatusNotFound {
		t.Errorf("%+v", s)
	}
	if s := w.phone().do("GET", "/signin/ways", nil); string(s.body) != `{"cards":false,"demo":false,"passkey":false,"password":true,"sso":""}`+"\n" {
		t.Errorf("%s", s.body)
	}
	away, _ := signedOn(t, "email=x:crew")
	away.people.sso.Issuer = "http://localhost:1/"
	if at := signOn(t, away, browser(t), ""); at.Query().Get("refused") != string(SSOFailed) {
		t.Errorf("a provider that is away: %s", at)
	}
}

func TestParseClaims(t *testing.T) {
	all, err := ParseClaims(" groups=urn:x:lamps:clerk , email=a@b.cn:admin,")
	if err != nil || len(all) != 2 || all[0] != (Claim{"groups", "urn:x:lamps", person.Clerk}) || all[1] != (Claim{"email", "a@b.cn", person.Admin}) {
		t.Errorf("%+v %v", all, err)
	}
	for _, wrong := range []string{"groups", "groups=x", "=x:clerk", "groups=:clerk", "groups=x:king", "groups=x:city", "groups=x:cardholder"} {
		if _, err := ParseClaims(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
	s := SSO{Roles: all}
	for name, c := range map[string]struct {
		claims map[string]any
		want   int
	}{
		"one of a list": {map[string]any{"groups": []any{"x", "urn:x:lamps"}}, 1}, "a text": {map[string]any{"groups": "urn:x:lamps", "email": "a@b.cn"}, 2},
		"a part": {map[string]any{"groups": "urn:x:lamps:more"}, 0}, "a number": {map[string]any{"groups": 7}, 0}, "nothing": {nil, 0},
	} {
		if got := s.gives(c.claims); len(got) != c.want {
			t.Errorf("%s gives %v", name, got)
		}
	}
}
