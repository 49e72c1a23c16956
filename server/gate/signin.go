package gate

import (
	"encoding/json"
	"net"
	"net/http"
	"sync"
	"time"

	"denghuo/shared/person"
)

// Accounts knows who may sign in. Check takes as long for an unknown name as for
// a wrong password.
type Accounts interface {
	Check(name, password string) (person.Actor, bool)
}

// lasts is how long somebody stays signed in, offline too.
const lasts = 30 * 24 * time.Hour

// tries limits guessing: ten wrong ones a minute from one address.
type tries struct {
	mu    sync.Mutex
	since time.Time
	wrong map[string]int
}

const maxWrong = 10

func newTries() *tries { return &tries{wrong: map[string]int{}} }

func (t *tries) allowed(from string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Sub(t.since) > time.Minute { // the map is as large as one minute's guessers
		t.since, t.wrong = now, map[string]int{}
	}
	return t.wrong[from] < maxWrong
}

func (t *tries) failed(from string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wrong[from]++
}

type signedIn struct {
	Token string        `json:"token"`
	ID    person.ID     `json:"id"`
	Name  string        `json:"name"`
	Roles []person.Role `json:"roles"`
}

// signIn gives a token for a name and a password.
func (g *Gate) signIn(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name, Password string }
	from, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		from = r.RemoteAddr
	}
	switch {
	case !sameSite(r):
		g.refuse(w, http.StatusForbidden, "other_site")
	case !g.tries.allowed(from, g.Now()):
		g.refuse(w, http.StatusTooManyRequests, "sign_in_often")
	case json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<10)).Decode(&in) != nil:
		g.refuse(w, http.StatusBadRequest, "malformed")
	default:
		g.checkIn(w, from, in.Name, in.Password)
	}
}

func (g *Gate) checkIn(w http.ResponseWriter, from, name, password string) {
	actor, ok := g.Accounts.Check(name, password)
	if !ok {
		g.tries.failed(from)
		g.refuse(w, http.StatusUnauthorized, "sign_in_wrong")
		return
	}
	token, err := g.Tokens.Sign(actor, lasts)
	if err != nil {
		g.Log.Error("sign token", "err", err)
		g.refuse(w, http.StatusInternalServerError, "our_fault")
		return
	}
	g.answer(w, http.StatusOK, signedIn{token, actor.ID, actor.Name, actor.Roles})
}

// refuse answers with a code; words are the phone's.
func (g *Gate) refuse(w http.ResponseWriter, status int, code string) {
	g.answer(w, status, map[string]string{"code": code})
}

func (g *Gate) answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		g.Log.Debug("answer", "err", err) // the phone has gone
	}
}
