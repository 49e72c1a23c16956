// Package people is who is who, at the edge: it turns what a request shows into an
// actor, lets people in and out, and does the work that no op may do (hashes,
// signatures, random tokens). What it finds out becomes an op, decided in the one
// order of the city; nothing is kept here.
//
//	who, err := p.Actor(token, people.Cookie(r))
//
// A phone that nobody signed in on speaks by its own secret, "d.<secret>", and is
// the person that the secret's hash names. Somebody who signed in speaks by a cookie
// that no script can read; the city keeps only its hash.
//
//	POST   /session      {"name","password"} → 200 and the cookie
//	GET    /session      who this is
//	POST   /device       a phone's token in the header → the same as a cookie
//	POST   /session/renew, POST /session/end, DELETE /session
//	POST   /password     {"old","new"}; with a first password nothing else is taken
//	GET    /signin/ways  which doors there are; passkey.go and sso.go have theirs
//	POST   /api/admin/accounts, /api/admin/accounts/password; GET /api/admin/sessions
//
// Roles are read from the account at each contact, so what an administrator took
// away is gone at the next one, and lines that are open are looked at again at once.
package people

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"denghuo/server/authority"
	"denghuo/server/edge"
	"denghuo/server/hub"
	"denghuo/server/limit"
	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/go-webauthn/webauthn/webauthn"
)

// Config is what the room is made of.
type Config struct {
	Store     *store.Store
	Hub       *hub.Hub
	Authority *authority.Authority
	Now       func() time.Time
	Log       *slog.Logger

	Cost         Cost          // of a password's hash; zero: DefaultCost
	SSO          SSO           // the zero value: none
	Demo         bool          // everybody may know the demo's accounts
	Cards        bool          // whether cards can be bound
	Origin       string        // how browsers know the city, https://host; empty: as each request names it
	StaffOffline time.Duration // how long staff stay signed in without a contact; zero: seven days
}

// People is safe for use by many.
type People struct {
	Config
	hashes     *hashes
	sso        *sso
	challenges *pending[webauthn.SessionData] // of passkeys
	guesses    *limit.Buckets                 // wrong passwords by address
	names      *limit.Buckets                 // wrong passwords for names that nobody has
}

// Limits of guessing. A carrier's NAT has thousands of phones behind one address,
// but they do not all have staff accounts.
const (
	guessEach  = 6 * time.Second
	guessBurst = 10
	guessers   = 100_000
)

// New is the room over a city.
func New(c Config) *People {
	if c.Cost == (Cost{}) {
		c.Cost = DefaultCost
	}
	if c.StaffOffline == 0 {
		c.StaffOffline = 7 * 24 * time.Hour
	}
	return &People{Config: c, sso: &sso{SSO: c.SSO, trips: newPending[trip]("dh_trip", c.Now)}, hashes: newHashes(c.Cost), challenges: newPending[webauthn.SessionData]("dh_challenge", c.Now),
		guesses: limit.New(limit.Every(guessEach, guessBurst), guessers, c.Now),
		names:   limit.New(limit.Every(strangeWait, strangeBurst), guessers, c.Now)}
}

// Register puts the room's addresses into a mux.
func (p *People) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /session", ours(p.signIn))
	mux.HandleFunc("GET /session", p.present)
	mux.HandleFunc("DELETE /session", ours(p.signOut))
	mux.HandleFunc("POST /session/renew", ours(p.renew))
	mux.HandleFunc("POST /session/end", ours(p.endSession))
	mux.HandleFunc("POST /password", ours(p.changePassword))
	mux.HandleFunc("GET /passkey", p.listPasskeys)
	mux.HandleFunc("POST /passkey/begin", ours(p.beginPasskey))
	mux.HandleFunc("POST /passkey/finish", ours(p.finishPasskey))
	mux.HandleFunc("POST /passkey/signin/begin", ours(p.beginPasskeySignIn))
	mux.HandleFunc("POST /passkey/signin/finish", ours(p.finishPasskeySignIn))
	mux.HandleFunc("POST /passkey/drop", ours(p.dropPasskey))
	mux.HandleFunc("GET /sso", p.goSSO)
	mux.HandleFunc("GET /sso/back", p.backFromSSO)
	mux.HandleFunc("GET /signin/ways", p.ways)
	mux.HandleFunc("POST /device", ours(p.introduce))
	mux.HandleFunc("POST /api/admin/accounts", ours(p.addAccount))
	mux.HandleFunc("POST /api/admin/accounts/password", ours(p.resetPassword))
	mux.HandleFunc("GET /api/admin/sessions", p.listSessions)
}

// ours refuses a page of another site that would act with our cookies.
func ours(f http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !edge.SameSite(r) {
			edge.Refuse(w, http.StatusForbidden, "other_site")
			return
		}
		f(w, r)
	}
}

// do has an op decided by the city.
func (p *People) do(ctx context.Context, o op.Op, by person.Actor) error {
	return p.Authority.Ask(ctx, o, by, p.Now())
}

// read runs f over one instant of the rows.
func (p *People) read(f func(op.Reader)) {
	r := p.Store.Read(nil)
	defer r.Close()
	f(r)
}

// maxForm is the largest form of this room, in bytes.
const maxForm = 4 << 10

// form reads a JSON form, or answers that it cannot be read.
func form(w http.ResponseWriter, r *http.Request, into any) bool {
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, maxForm)).Decode(into) != nil {
		edge.Refuse(w, http.StatusBadRequest, string(op.Malformed))
		return false
	}
	return true
}

func (p *People) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.Log.Debug("answer", "err", err) // the phone has gone
	}
}

// refuse answers with the code of a refusal; anything else is our fault.
func (p *People) refuse(w http.ResponseWriter, err error) { Refuse(w, p.Log, err) }

// Refuse answers with what an op, or Actor, said no with: the code and the field of
// a refusal, 503 when the city cannot take it now. A fault is logged, and is ours.
func Refuse(w http.ResponseWriter, log *slog.Logger, err error) {
	refusal, ok := op.AsRefusal(err)
	status := statusOf(refusal.Code)
	switch {
	case ok:
	case errors.Is(err, authority.ErrLater), errors.Is(err, errBusy):
		w.Header().Set("Retry-After", "5")
		refusal.Code, status = "later", http.StatusServiceUnavailable
	default:
		log.Error("answer a request", "err", err)
		refusal.Code, status = op.Broken, http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(refusal) // the phone may have gone
}
