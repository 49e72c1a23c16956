package people

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"net/http"
	"strings"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/person"

	"github.com/descope/virtualwebauthn"
)

const origin = "https://denghuo.example"

func ourOrigin(c *Config) { c.Origin = origin }

// key is an authenticator with one passkey, which knows who it is for.
type key struct {
	device virtualwebauthn.Authenticator
	cred   virtualwebauthn.Credential
	rp     virtualwebauthn.RelyingParty
}

func newKey(options virtualwebauthn.AuthenticatorOptions) *key {
	return &key{virtualwebauthn.NewAuthenticatorWithOptions(options), virtualwebauthn.NewCredentialWithImportedKey(virtualwebauthn.KeyTypeEC2, wholeKey()),
		virtualwebauthn.RelyingParty{Name: "灯火", ID: "denghuo.example", Origin: origin}}
}

// wholeKey has no leading zero in its point: the virtual authenticator leaves them
// out, which one key in 128 does not survive.
func wholeKey() []byte {
	for {
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			panic(err)
		}
		point, err := private.PublicKey.Bytes()
		if err != nil {
			panic(err)
		}
		if point[1] == 0 || point[33] == 0 {
			continue
		}
		der, err := x509.MarshalPKCS8PrivateKey(private)
		if err != nil {
			panic(err)
		}
		return der
	}
}

// register makes a passkey for who is signed in.
func (k *key) register(p *phone, label string) said {
	p.t.Helper()
	begin := p.do("POST", "/passkey/begin", nil)
	if begin.status != http.StatusOK {
		return begin
	}
	options, err := virtualwebauthn.ParseAttestationOptions(string(begin.body))
	if err != nil {
		p.t.Fatal(err)
	}
	k.device.Options.UserHandle = []byte(options.UserID)
	k.device.AddCredential(k.cred)
	answer := virtualwebauthn.CreateAttestationResponse(k.rp, k.device, k.cred, *options)
	return p.do("POST", "/passkey/finish", `{"label":"`+label+`","credential":`+answer+`}`)
}

// answer signs a challenge as the phone would.
func (k *key) answer(p *phone) string {
	p.t.Helper()
	begin := p.do("POST", "/passkey/signin/begin", nil)
	options, err := virtualwebauthn.ParseAssertionOptions(string(begin.body))
	if err != nil || begin.status != http.StatusOK {
		p.t.Fatal(begin, err)
	}
	return virtualwebauthn.CreateAssertionResponse(k.rp, k.device, k.cred, *options)
}

func (k *key) signIn(p *phone) said {
	p.t.Helper()
	return p.do("POST", "/passkey/signin/finish", `{"credential":`+k.answer(p)+`}`)
}

func TestPasskeySignsInWithoutAName(t *testing.T) {
	w := newTown(t, ourOrigin)
	clerk := w.add("clerk", person.Clerk)
	k := newKey(virtualwebauthn.AuthenticatorOptions{})
	p := w.phone().in("clerk")
	if s := k.register(p, "我的手机"); s.status != http.StatusOK || !strings.Contains(string(s.body), "我的手机") {
		t.Fatalf("%d %s", s.status, s.body)
	}
	w.clock.pass(time.Hour)
	fresh := w.phone()
	if s := k.signIn(fresh); s.status != http.StatusOK || s.ID != clerk.ID {
		t.Fatalf("%d %s", s.status, s.body)
	}
	if actor, err := w.people.Actor(t.Context(), "", fresh.token()); err != nil || !actor.Is(person.Clerk) {
		t.Errorf("%+v %v", actor, err)
	}
	if all := w.sessions(clerk.ID); len(all) != 2 || all[1].How != account.ByPasskey && all[0].How != account.ByPasskey {
		t.Errorf("%+v", all)
	}
	list := p.do("GET", "/passkey", nil)
	if !strings.Contains(string(list.body), `"used":"2026-11-24T13:00:00Z"`) || strings.Contains(string(list.body), "publicKey") {
		t.Errorf("%s", list.body)
	}
	_, id, _ := strings.Cut(string(list.body), `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	if s := p.do("POST", "/passkey/drop", map[string]string{"id": id}); s.status != http.StatusNoContent {
		t.Errorf("drop: %+v", s)
	}
	if s := k.signIn(w.phone()); s.status != http.StatusUnauthorized || s.Code != string(PasskeyWrong) {
		t.Errorf("a dropped one: %d %s", s.status, s.body)
	}
}

func TestPasskeysThatDoNotHold(t *testing.T) {
	w := newTown(t, ourOrigin)
	w.add("clerk", person.Clerk)
	w.add("other", person.Clerk)
	good := newKey(virtualwebauthn.AuthenticatorOptions{})
	good.register(w.phone().in("clerk"), "")
	stolen := good.answer(w.phone())
	used := w.phone()
	usedAnswer := good.answer(used)
	used.do("POST", "/passkey/signin/finish", `{"credential":`+usedAnswer+`}`)
	late := w.phone()
	lateAnswer := good.answer(late)
	w.clock.pass(pendingTime + time.Second)
	elsewhere := *good
	elsewhere.rp.Origin = "https://elsewhere.example"
	otherName := *good
	otherName.rp.ID = "elsewhere.example"
	stranger := newKey(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte("s-clerk")})
	stranger.device.AddCredential(stranger.cred)
	taken := *good
	taken.device.Options.UserHandle = []byte("s-other")
	unasked := *good
	unasked.device.Options.UserNotVerified = true
	fresh := func(k *key) func() said { return func() said { return k.signIn(w.phone()) } }
	send := func(p *phone, answer string) func() said {
		return func() said { return p.do("POST", "/passkey/signin/finish", `{"credential":`+answer+`}`) }
	}
	for name, try := range map[string]func() said{
		"for another's challenge": send(w.phone(), stolen), "used again": send(used, usedAnswer), "too late": send(late, lateAnswer),
		"made on another site": fresh(&elsewhere), "of another name": fresh(&otherName), "nobody's": fresh(stranger),
		"another's handle": fresh(&taken), "without asking the person": fresh(&unasked), "no credential": send(w.phone(), `{}`),
	} {
		if s := try(); s.status != http.StatusUnauthorized || s.Code != string(PasskeyWrong) {
			t.Errorf("%s: %d %s", name, s.status, s.body)
		}
	}
	if s := good.signIn(w.phone()); s.status != http.StatusOK {
		t.Errorf("the good one: %d %s", s.status, s.body)
	}
}

func TestPasskeyIsMadeBySomebodySignedIn(t *testing.T) {
	w := newTown(t, ourOrigin)
	boss := w.add("boss", person.Admin)
	if s := newKey(virtualwebauthn.AuthenticatorOptions{}).register(w.phone(), ""); s.status != http.StatusUnauthorized {
		t.Errorf("nobody: %+v", s)
	}
	_, first, err := w.people.Add(t.Context(), "novice", "新人", []person.Role{person.Clerk}, boss)
	if err != nil {
		t.Fatal(err)
	}
	novice := w.phone()
	novice.signIn("novice", first)
	if s := newKey(virtualwebauthn.AuthenticatorOptions{}).register(novice, ""); s.status != http.StatusForbidden || s.Code != string(account.MustChange) {
		t.Errorf("before the first password is changed: %+v", s)
	}
	unasked := newKey(virtualwebauthn.AuthenticatorOptions{UserNotVerified: true})
	if s := unasked.register(w.phone().in("boss"), ""); s.Code != string(PasskeyWrong) {
		t.Errorf("without asking the person: %d %s", s.status, s.body)
	}
	p := w.phone().in("boss")
	for i := range account.MaxPasskeys + 1 {
		s := newKey(virtualwebauthn.AuthenticatorOptions{}).register(p, "")
		if i == account.MaxPasskeys && s.Code != string(account.TooMany) || i < account.MaxPasskeys && s.status != http.StatusOK {
			t.Errorf("passkey %d: %d %s", i, s.status, s.Code)
		}
	}
}

// TestPasskeyWithoutOriginIsForTheNameAsked: no flag is needed on one machine; an
// address is no name, and browsers refuse it.
func TestPasskeyWithoutOriginIsForTheNameAsked(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	p := w.phone().in("clerk")
	if s := p.do("POST", "/passkey/begin", nil, func(r *http.Request) { r.Host = "localhost:8080" }); s.status != http.StatusOK || !strings.Contains(string(s.body), `"id":"localhost"`) {
		t.Errorf("%d %s", s.status, s.body)
	}
	if s := p.do("POST", "/passkey/begin", nil); s.Code != string(PasskeyWrong) {
		t.Errorf("by address: %d %s", s.status, s.body)
	}
}

func TestPendingIsBoundedAndTakenOnce(t *testing.T) {
	c := &clock{now: time.Unix(0, 0)}
	p := newPending[int]("x", c.Now)
	w := newTown(t)
	w.mux.HandleFunc("/begin", func(rw http.ResponseWriter, r *http.Request) { p.begin(rw, r, 7, http.SameSiteLaxMode) })
	w.mux.HandleFunc("/finish", func(rw http.ResponseWriter, r *http.Request) {
		if what, ok := p.finish(rw, r); !ok || what != 7 {
			rw.WriteHeader(http.StatusGone)
		}
	})
	a := w.phone()
	a.do("POST", "/begin", nil)
	kept := a.cookies["x"]
	if s := a.do("POST", "/finish", nil); s.status != http.StatusOK || a.cookies["x"] != nil {
		t.Errorf("%+v", s)
	}
	a.cookies["x"] = kept
	if s := a.do("POST", "/finish", nil); s.status != http.StatusGone {
		t.Errorf("taken twice: %+v", s)
	}
	a.do("POST", "/begin", nil)
	for range mostPending {
		req, err := http.NewRequest("POST", "/begin", nil)
		if err != nil {
			t.Fatal(err)
		}
		p.begin(discard{}, req, 8, http.SameSiteLaxMode)
	}
	if len(p.of) > mostPending || len(p.order) > mostPending {
		t.Errorf("%d and %d are remembered", len(p.of), len(p.order))
	}
	if s := a.do("POST", "/finish", nil); s.status != http.StatusGone {
		t.Errorf("the oldest is still there: %+v", s)
	}
}

// discard is an answer that nobody reads.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}
