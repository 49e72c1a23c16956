package people

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Codes of the single sign-on.
const (
	SSOFailed  op.Code = "sso_failed"  // the provider said no, or what it said does not hold
	SSOUnknown op.Code = "sso_unknown" // it knows this person, and the city has no role for them
)

// SSO is the city's single sign-on, an OpenID Connect provider. The zero value is none.
type SSO struct {
	Issuer string
	Client string // our name there
	Secret string
	Name   string // what the button says
	Scopes []string
	Roles  []Claim // which claims give which roles
}

// Claim gives a role to whoever the provider says this of: a text, or one of a list.
type Claim struct {
	Name, Value string
	Role        person.Role
}

// ParseClaims reads groups=lamps:clerk,groups=shops:officer,email=a@b.cn:admin.
func ParseClaims(text string) ([]Claim, error) {
	var all []Claim
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		name, rest, ok := strings.Cut(one, "=")
		at := strings.LastIndex(rest, ":")
		if !ok || at < 1 || name == "" {
			return nil, fmt.Errorf("role %q: write claim=value:role", one)
		}
		c := Claim{name, rest[:at], person.Role(rest[at+1:])}
		if !account.Given(c.Role) {
			return nil, fmt.Errorf("role %q: an administrator cannot give it", c.Role)
		}
		all = append(all, c)
	}
	return all, nil
}

// gives tells the roles of somebody with these claims, in the order of the list.
func (s SSO) gives(claims map[string]any) (roles []person.Role) {
	for _, c := range s.Roles {
		if has(claims[c.Name], c.Value) && !slices.Contains(roles, c.Role) {
			roles = append(roles, c.Role)
		}
	}
	return roles
}

func has(claim any, value string) bool {
	switch c := claim.(type) {
	case string:
		return c == value
	case []any:
		return slices.ContainsFunc(c, func(one any) bool { return one == any(value) })
	}
	return false
}

// sso is the provider as it was discovered, and who is on the way to it.
type sso struct {
	SSO
	trips *pending[trip]

	mu       sync.Mutex
	provider *oidc.Provider // nil until it has been reached once
}

// trip is what a browser takes along: state comes back with it, nonce in the token,
// and who redeems the code must know the verifier (PKCE).
type trip struct{ state, nonce, verifier string }

// ssoTime is how long the provider may take to answer.
const ssoTime = 10 * time.Second

func (s *sso) discovered(ctx context.Context) (*oidc.Provider, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.provider != nil {
		return s.provider, nil
	}
	// The provider's keys are fetched later with this context's client: it may not end,
	// and each request of it must.
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: ssoTime})
	provider, err := oidc.NewProvider(ctx, s.Issuer)
	if err != nil {
		return nil, fmt.Errorf("discover %s: %w", s.Issuer, err)
	}
	s.provider = provider
	return provider, nil
}

func (p *People) oauth(r *http.Request, provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: p.sso.Client, ClientSecret: p.sso.Secret, Endpoint: provider.Endpoint(),
		RedirectURL: p.originOf(r) + "/sso/back", Scopes: append([]string{oidc.ScopeOpenID}, p.sso.Scopes...)}
}

// goSSO sends a browser to the provider.
func (p *People) goSSO(w http.ResponseWriter, r *http.Request) {
	if p.sso.Issuer == "" {
		http.NotFound(w, r)
		return
	}
	provider, err := p.sso.discovered(r.Context())
	if err != nil {
		p.ssoSays(w, r, err)
		return
	}
	t := trip{random(), random(), oauth2.GenerateVerifier()}
	p.sso.trips.begin(w, r, t, http.SameSiteLaxMode) // the way back comes from another site
	http.Redirect(w, r, p.oauth(r, provider).AuthCodeURL(t.state, oidc.Nonce(t.nonce), oauth2.S256ChallengeOption(t.verifier)), http.StatusFound)
}

// backFromSSO lets in whoever the provider says it is, and shows the sign-in page,
// which asks who is here: a cookie that is kept to this site does not come along with
// a browser that was sent by another.
func (p *People) backFromSSO(w http.ResponseWriter, r *http.Request) {
	t, begun := p.sso.trips.finish(w, r)
	if !begun || subtle.ConstantTimeCompare([]byte(t.state), []byte(r.FormValue("state"))) != 1 {
		p.ssoSays(w, r, op.Refuse(SSOFailed, ""))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), ssoTime)
	defer cancel()
	claims, err := p.claims(ctx, r, t)
	if err == nil {
		err = p.enterFromSSO(w, r, claims)
	}
	p.ssoSays(w, r, err)
}

// claims redeems the code and gives what the provider says of the person, in the
// token that it signed and at its userinfo address.
func (p *People) claims(ctx context.Context, r *http.Request, t trip) (map[string]any, error) {
	provider, err := p.sso.discovered(ctx)
	if err != nil {
		return nil, err
	}
	if r.FormValue("code") == "" {
		return nil, fmt.Errorf("the provider says %q", r.FormValue("error"))
	}
	token, err := p.oauth(r, provider).Exchange(ctx, r.FormValue("code"), oauth2.VerifierOption(t.verifier))
	if err != nil {
		return nil, fmt.Errorf("redeem the code: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: p.sso.Client}).Verify(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("verify the token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(t.nonce)) != 1 {
		return nil, fmt.Errorf("the token is of another trip")
	}
	claims := map[string]any{}
	if info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token)); err == nil && info.Subject == id.Subject {
		if err := info.Claims(&claims); err != nil {
			return nil, fmt.Errorf("read who it is: %w", err)
		}
	}
	if err := id.Claims(&claims); err != nil { // what is signed goes over what is not
		return nil, fmt.Errorf("read the token: %w", err)
	}
	claims["sub"] = id.Subject
	return claims, nil
}

func (p *People) enterFromSSO(w http.ResponseWriter, r *http.Request, claims map[string]any) error {
	roles := p.sso.gives(claims)
	if len(roles) == 0 {
		return op.Refuse(SSOUnknown, "")
	}
	subject, _ := claims["sub"].(string)
	enter := account.Enter{ID: outsider(p.sso.Issuer, subject), Name: nameOf(claims), Roles: roles}
	if err := p.do(r.Context(), enter, person.TheCity()); err != nil {
		return err
	}
	token, err := p.begin(r, enter.ID, account.BySSO)
	if err != nil {
		return err
	}
	p.setCookie(w, r, token, p.StaffOffline)
	return nil
}

// outsider is the account of a person at a provider.
func outsider(issuer, subject string) person.ID {
	sum := sha256.Sum256([]byte(issuer + "\n" + subject))
	return person.ID("s-" + hex.EncodeToString(sum[:10]))
}

func nameOf(claims map[string]any) string {
	for _, claim := range []string{"name", "preferred_username", "email", "sub"} {
		name, _ := claims[claim].(string)
		if name = strings.TrimSpace(name); name != "" {
			return string([]rune(name)[:min(len([]rune(name)), account.MaxName)])
		}
	}
	return "?"
}

// ssoSays goes back to the sign-in page with what became of it.
func (p *People) ssoSays(w http.ResponseWriter, r *http.Request, err error) {
	query := url.Values{"sso": {"1"}}
	if err != nil {
		refusal, ok := op.AsRefusal(err)
		if !ok {
			p.Log.Info("single sign-on failed", "err", err)
			refusal.Code = SSOFailed
		}
		query = url.Values{"refused": {string(refusal.Code)}}
	}
	http.Redirect(w, r, "/signin?"+query.Encode(), http.StatusSeeOther)
}

// ways tells the sign-in page which doors there are.
func (p *People) ways(w http.ResponseWriter, r *http.Request) {
	_, err := p.party(r)
	p.answer(w, map[string]any{"password": true, "passkey": err == nil, "sso": p.sso.Name, "cards": p.Cards, "demo": p.Demo})
}
