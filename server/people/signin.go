package people

import (
	"context"
	"net/http"
	"time"

	"denghuo/server/edge"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// strangeWait and strangeBurst treat a name that nobody has like an account that is
// guessed at, so that being locked does not tell which names there are.
const (
	strangeWait  = account.FirstWait
	strangeBurst = account.Freely + 1
)

// here is what somebody who is signed in is told.
type here struct {
	ID         person.ID     `json:"id"`
	Name       string        `json:"name"`
	Roles      []person.Role `json:"roles"`
	MustChange bool          `json:"must_change"`
	Until      time.Time     `json:"until"`
	Session    op.ID         `json:"session"`
}

func (f found) here() here {
	return here{f.account.ID, f.account.Name, f.account.Roles, f.account.MustChange, f.session.Until, f.session.ID}
}

// signIn lets somebody in by name and password.
func (p *People) signIn(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name, Password string }
	from := edge.Neighbours(r)
	if wait := p.guesses.Take(from); wait > 0 {
		edge.TooOften(w, string(Often), wait)
		return
	}
	if !form(w, r, &in) {
		return
	}
	a, wait, err := p.check(r.Context(), in.Name, in.Password)
	switch {
	case wait > 0:
		edge.TooOften(w, string(Often), wait)
	case err != nil:
		p.refuse(w, err)
	default:
		p.guesses.Back(from)
		p.enter(w, r, a.ID, account.ByPassword)
	}
}

// check compares a password. An account that was guessed at too often, or a name
// that nobody has, is not looked at before wait is over. The turn is held from the
// look at the count to its writing, so that no crowd of guesses slips in between.
func (p *People) check(ctx context.Context, name, password string) (a account.Account, wait time.Duration, err error) {
	done, err := p.hashes.turn(ctx)
	if err != nil {
		return a, 0, err
	}
	defer done()
	var secret account.Secret
	there := false
	p.read(func(r op.Reader) {
		if a, there = account.Find(r, name); there {
			secret, _ = account.SecretOf(r, a.ID)
		}
	})
	if there {
		wait = secret.Until.Sub(p.Now())
	} else {
		wait = p.names.Take(account.Login(name))
	}
	if wait > 0 {
		return a, wait, nil
	}
	return a, 0, p.compare(ctx, a, secret.Hash, password)
}

// compare is nil when the password is right and the account is open.
func (p *People) compare(ctx context.Context, a account.Account, hash, password string) error {
	ok, err := p.hashes.fits(hash, password)
	switch {
	case err != nil:
		return err
	case ok && a.Disabled:
		return op.Refuse(account.Disabled, "")
	case ok:
		return nil
	case a.ID != "":
		if err := p.do(ctx, account.Wrong{Who: a.ID}, person.TheCity()); err != nil {
			return err
		}
	}
	return op.Refuse(Wrong, "")
}

// enter opens a session for somebody who has proved who they are, and says so.
func (p *People) enter(w http.ResponseWriter, r *http.Request, who person.ID, how string) {
	token, err := p.begin(r, who, how)
	if err != nil {
		p.refuse(w, err)
		return
	}
	f, err := p.find(token)
	if err != nil {
		p.refuse(w, err)
		return
	}
	p.setCookie(w, r, token, p.term(who))
	p.answer(w, f.here())
}

// present tells who the cookie stands for.
func (p *People) present(w http.ResponseWriter, r *http.Request) {
	token := Cookie(r)
	f, err := p.known(r.Context(), token)
	if err != nil {
		p.refuse(w, err)
		return
	}
	p.setCookie(w, r, token, p.term(f.account.ID))
	p.answer(w, f.here())
}

// signOut ends the present session. Whoever has none is signed out already.
func (p *People) signOut(w http.ResponseWriter, r *http.Request) {
	f, err := p.find(Cookie(r))
	if err == nil {
		err = p.do(r.Context(), account.End{Session: f.session.ID}, f.account.Actor())
		if err != nil {
			p.refuse(w, err)
			return
		}
	}
	p.setCookie(w, r, "", 0)
	w.WriteHeader(http.StatusNoContent)
}
