package people

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"denghuo/server/edge"
	"denghuo/shared/account"
	"denghuo/shared/op"
)

// A password has 10 to 128 characters, five different ones at least, and is not the
// login with something around it. Rules about digits and capitals only make people
// write it down.
const (
	leastPassword = 10
	mostPassword  = 128
	leastLetters  = 5
)

// common are what guessers try first and the other rules let through.
var common = []string{"1234567890", "0123456789", "12345678910", "qwertyuiop", "1qaz2wsx3edc", "password123", "passw0rd123", "woaini1314", "woaini520", "abcd123456", "iloveyou123"}

func weak(password, login string) bool {
	n := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	letters := map[rune]bool{}
	for _, r := range lower {
		letters[r] = true
	}
	return n < leastPassword || n > mostPassword || len(letters) < leastLetters ||
		(login != "" && strings.Contains(lower, login) && n < leastPassword+len(login)) || slices.Contains(common, lower)
}

// changePassword takes a new password from who knows the old one. All other sessions
// of theirs end, and this one gets a new token.
func (p *People) changePassword(w http.ResponseWriter, r *http.Request) {
	f, err := p.signed(r)
	if err != nil {
		p.refuse(w, err)
		return
	}
	var in struct{ Old, New string }
	from := edge.Neighbours(r)
	if wait := p.guesses.Take(from); wait > 0 {
		edge.TooOften(w, string(Often), wait)
		return
	}
	if !form(w, r, &in) {
		return
	}
	_, wait, err := p.check(r.Context(), f.account.Login, in.Old)
	switch {
	case wait > 0:
		edge.TooOften(w, string(Often), wait)
		return
	case err == nil:
		p.guesses.Back(from)
		err = p.setPassword(w, r, f, in.Old, in.New)
	}
	if err != nil {
		p.refuse(w, err)
	}
}

// setPassword answers when it went well.
func (p *People) setPassword(w http.ResponseWriter, r *http.Request, f found, was, password string) error {
	switch {
	case weak(password, f.account.Login):
		return op.Refuse(WeakPassword, "new")
	case password == was:
		return op.Refuse(SamePassword, "new")
	}
	hash, err := p.hashes.make(r.Context(), password)
	if err != nil {
		return err
	}
	if err := p.do(r.Context(), account.Password{Who: f.account.ID, Hash: hash, Keep: f.session.ID}, f.account.Actor()); err != nil {
		return err
	}
	if err := p.offer(w, r, f); err != nil {
		return err
	}
	if f, err = p.find(Cookie(r)); err != nil {
		return err
	}
	p.answer(w, f.here())
	return nil
}
