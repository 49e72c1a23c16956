package gate

import (
	"encoding/json"
	"net/http"
	"strings"

	"denghuo/server/people"
	"denghuo/shared/person"
)

// actor is who makes a request: the device whose token is in the header, or else
// who is signed in. It answers for those who may not.
func (g *Gate) actor(w http.ResponseWriter, r *http.Request) (person.Actor, bool) {
	actor, err := g.whoAsks(r)
	if err != nil {
		people.Refuse(w, g.Log, err)
	}
	return actor, err == nil
}

// whoAsks reads what a request shows: a token in its header, or the cookie of a
// session, or, for whoever has none of both, the cookie of the phone itself.
func (g *Gate) whoAsks(r *http.Request) (person.Actor, error) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	cookie := people.Cookie(r)
	if token == "" && cookie == "" {
		token = people.DeviceCookie(r)
	}
	return g.People.Actor(r.Context(), token, cookie)
}

// answer gives what a request asked for; refusals are edge.Refuse's.
func (g *Gate) answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		g.Log.Debug("answer", "err", err) // the phone has gone
	}
}
