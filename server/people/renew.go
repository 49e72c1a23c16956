package people

import (
	"net/http"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// renew hands out a new token. The old one holds until the new one is used, and ten
// minutes more: the answer may be lost on its way. Whoever comes with one that is
// already old gets none: another tab has the newer one, in the same cookie.
func (p *People) renew(w http.ResponseWriter, r *http.Request) {
	f, err := p.signed(r)
	if err != nil {
		p.refuse(w, err)
		return
	}
	if f.fit == account.Current {
		err = p.offer(w, r, f)
	}
	if err != nil {
		p.refuse(w, err)
		return
	}
	p.answer(w, f.here())
}

func (p *People) offer(w http.ResponseWriter, r *http.Request, f found) error {
	secret := random()
	use := account.Use{Session: f.session.ID, Hash: f.hash, Until: p.until(f.session), Offer: hashOf(secret)}
	if err := p.do(r.Context(), use, person.TheCity()); err != nil {
		return err
	}
	p.setCookie(w, r, string(f.session.ID)+"."+secret, p.term(f.account.ID))
	return nil
}

// endSession ends one of one's own sessions, or all of them, this one too; an
// administrator ends anybody's.
func (p *People) endSession(w http.ResponseWriter, r *http.Request) {
	f, err := p.signed(r)
	if err != nil {
		p.refuse(w, err)
		return
	}
	var in struct {
		Session op.ID
		Who     person.ID
		All     bool
	}
	if !form(w, r, &in) {
		return
	}
	end := account.End{Session: in.Session}
	if in.All {
		end = account.End{Who: in.Who}
		if in.Who == "" {
			end.Who = f.account.ID
		}
	}
	if err := p.do(r.Context(), end, p.actorOf(f)); err != nil {
		p.refuse(w, err)
		return
	}
	if end.Who == f.account.ID || end.Session == f.session.ID {
		p.setCookie(w, r, "", 0)
	}
	w.WriteHeader(http.StatusNoContent)
}

// actorOf is who acts while a first password may still stand: nobody's roles then.
func (p *People) actorOf(f found) person.Actor {
	a := f.account.Actor()
	if f.account.MustChange {
		a.Roles = nil
	}
	return a
}
