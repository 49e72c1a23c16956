package people

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// firstPassword is typed once from a screen or a slip of paper: 15 letters and digits
// of which no two look alike, about 74 bits.
func firstPassword() string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	var b strings.Builder
	one := make([]byte, 1)
	for n := 0; n < 15; {
		rand.Read(one) // never fails since Go 1.24
		if int(one[0]) >= 256/len(letters)*len(letters) {
			continue // each letter equally often
		}
		if n > 0 && n%5 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[int(one[0])%len(letters)])
		n++
	}
	return b.String()
}

// newStaff is a name for an account.
func newStaff() person.ID { return person.ID("s-" + strings.ToLower(rand.Text()[:16])) }

// administrator is who asks, if they are one; otherwise it has answered.
func (p *People) administrator(w http.ResponseWriter, r *http.Request) (person.Actor, bool) {
	actor, err := p.Actor(r.Context(), "", Cookie(r))
	if err == nil && !actor.Is(person.Admin) {
		err = op.Refuse(op.NotYours, "")
	}
	if err != nil {
		p.refuse(w, err)
	}
	return actor, err == nil
}

// Add makes an account and gives its first password, which is shown once and must be
// changed.
func (p *People) Add(ctx context.Context, login, name string, roles []person.Role, by person.Actor) (id person.ID, password string, err error) {
	id, password = newStaff(), firstPassword()
	hash, err := p.hashes.make(ctx, password)
	if err != nil {
		return "", "", err
	}
	add := account.Add{ID: id, Login: account.Login(login), Name: strings.TrimSpace(name), Roles: roles, Hash: hash, MustChange: true}
	if err := p.do(ctx, add, by); err != nil {
		return "", "", err
	}
	return id, password, nil
}

// Reset gives somebody a new first password; all their sessions end.
func (p *People) Reset(ctx context.Context, id person.ID, by person.Actor) (password string, err error) {
	password = firstPassword()
	hash, err := p.hashes.make(ctx, password)
	if err != nil {
		return "", err
	}
	if err := p.do(ctx, account.Password{Who: id, Hash: hash}, by); err != nil {
		return "", err
	}
	return password, nil
}

func (p *People) addAccount(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Login, Name string
		Roles       []person.Role
	}
	actor, ok := p.administrator(w, r)
	if !ok || !form(w, r, &in) {
		return
	}
	id, password, err := p.Add(r.Context(), in.Login, in.Name, in.Roles, actor)
	if err != nil {
		p.refuse(w, err)
		return
	}
	p.answer(w, map[string]string{"id": string(id), "password": password})
}

// resetPassword is for others: one's own password is changed by who knows it.
func (p *People) resetPassword(w http.ResponseWriter, r *http.Request) {
	var in struct{ ID person.ID }
	actor, ok := p.administrator(w, r)
	if !ok || !form(w, r, &in) {
		return
	}
	if in.ID == actor.ID {
		p.refuse(w, op.Refuse(op.NotYours, "id"))
		return
	}
	password, err := p.Reset(r.Context(), in.ID, actor)
	if err != nil {
		p.refuse(w, err)
		return
	}
	p.answer(w, map[string]string{"password": password})
}

func (p *People) listSessions(w http.ResponseWriter, r *http.Request) {
	if _, ok := p.administrator(w, r); !ok {
		return
	}
	sessions, err := p.Sessions(person.ID(r.URL.Query().Get("who")))
	if err != nil {
		p.refuse(w, err)
		return
	}
	p.answer(w, map[string][]account.Session{"sessions": sessions})
}
