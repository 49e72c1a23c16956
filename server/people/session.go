package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"denghuo/server/edge"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Terms are how long somebody stays signed in without a contact; each one begins
// the term anew. Staff have Config.StaffOffline.
const residentOffline = 90 * 24 * time.Hour

// seenEach is how exactly the last contact is known: each note is a commit.
const seenEach = time.Hour

func (p *People) term(who person.ID) time.Duration {
	if who.Hired() {
		return p.StaffOffline
	}
	return residentOffline
}

// until is when a session is over if there is no contact after this one. One from the
// single sign-on is not drawn out: whom the provider does not know any more is out
// then, since nobody tells the city.
func (p *People) until(s account.Session) time.Time {
	if s.How == account.BySSO {
		return s.Made.Add(p.StaffOffline)
	}
	return p.Now().Add(p.term(s.Who))
}

// A session's token is <session>.<32 random bytes as base64url>. The city keeps
// SHA-256 of the second part; the first one only says where to look.
func split(token string) (session op.ID, hash string) {
	name, secret, ok := strings.Cut(token, ".")
	if !ok || !op.ValidID(op.ID(name)) || len(secret) != secretText {
		return "", ""
	}
	return op.ID(name), hashOf(secret)
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// found is a session that holds, and whose it is.
type found struct {
	session account.Session
	account account.Account
	hash    string
	fit     account.Fit
}

// find looks a token up. The account is read anew each time: an administrator may
// have changed it.
func (p *People) find(token string) (f found, err error) {
	id, hash := split(token)
	if id == "" {
		return f, op.Refuse(account.SignIn, "")
	}
	f.hash = hash
	p.read(func(r op.Reader) {
		var key account.Key
		f.session, _ = account.Sessions.Get(r, id)
		key, _ = account.KeyOf(r, id)
		f.account, _ = account.Accounts.Get(r, op.ID(f.session.Who))
		f.fit = key.Fits(hash, p.Now())
	})
	switch {
	case f.account.ID == "" || !f.session.Holds(p.Now()) || f.fit == account.Strange:
		return f, op.Refuse(account.SignIn, "")
	case f.account.Disabled:
		return f, op.Refuse(account.Disabled, "")
	}
	return f, nil
}

// known is find for a contact: the city notes it when it is due, a new token is
// taken up, and one that was copied ends its session.
func (p *People) known(ctx context.Context, token string) (found, error) {
	f, err := p.find(token)
	if err != nil {
		return f, err
	}
	due := f.fit == account.Fresh || f.fit == account.Copied || p.Now().Sub(f.session.Seen) >= seenEach
	if !due {
		return f, nil
	}
	use := account.Use{Session: f.session.ID, Hash: f.hash, Until: p.until(f.session)}
	if err := p.do(ctx, use, person.TheCity()); err != nil {
		return f, err
	}
	if f.fit == account.Copied {
		p.Log.Info("a session's old token was shown: it ends", "who", f.session.Who, "session", f.session.ID)
		return f, op.Refuse(account.SignIn, "")
	}
	return p.find(token)
}

// Actor tells who speaks: the device whose token it is, or else the person whose
// session's cookie it is. The error is the refusal to answer with: sign_in, disabled,
// or must_change while a first password stands; or that the city cannot say now.
func (p *People) Actor(ctx context.Context, token, cookie string) (person.Actor, error) {
	if token != "" {
		return p.device(token)
	}
	f, err := p.known(ctx, cookie)
	if err != nil {
		return person.Actor{}, err
	}
	if f.account.MustChange {
		return person.Actor{}, op.Refuse(account.MustChange, "")
	}
	return f.account.Actor(), nil
}

// signed tells whose session a request shows, also while a first password stands.
// It is for the few things that are open then.
func (p *People) signed(r *http.Request) (found, error) { return p.known(r.Context(), Cookie(r)) }

// begin opens a session and gives its token.
func (p *People) begin(r *http.Request, who person.ID, how string) (token string, err error) {
	id, secret := op.ID(random()[:22]), random()
	b := account.Begin{Session: id, Who: who, How: how, Device: label(r.UserAgent()), Hash: hashOf(secret), Until: p.Now().Add(p.term(who))}
	if err := p.do(r.Context(), b, person.TheCity()); err != nil {
		return "", err
	}
	return string(id) + "." + secret, nil
}

// The cookie of a session. With TLS it has the prefix that keeps it to this host.
const (
	cookieName   = "dh_session"
	secureCookie = "__Host-" + cookieName
)

// Cookie is the session's token that a request shows, or empty.
func Cookie(r *http.Request) string {
	name := cookieName
	if edge.Secure(r) {
		name = secureCookie
	}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

func (p *People) setCookie(w http.ResponseWriter, r *http.Request, token string, lasts time.Duration) {
	c := &http.Cookie{Name: cookieName, Value: token, Path: "/", MaxAge: int(lasts.Seconds()), HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if edge.Secure(r) {
		c.Name, c.Secure = secureCookie, true
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
