package people

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"denghuo/server/edge"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Passkeys are WebAuthn credentials that the phone itself finds (discoverable), and
// for which it asks the person (user verification), so one is enough to sign in.
//
//	POST /passkey/begin, /passkey/finish                 a new one for who is signed in
//	POST /passkey/signin/begin, /passkey/signin/finish   sign in, no name needed
//	GET  /passkey, POST /passkey/drop                    one's own, and away with one
//
// Options and credentials are the JSON of the browser's own parse…FromJSON and toJSON.

// PasskeyWrong is a passkey that does not hold, or took too long.
const PasskeyWrong op.Code = "passkey_wrong"

// maxCredential is the largest answer of a browser, in bytes.
const maxCredential = 64 << 10

// holder is an account as the library wants to see it. The handle that a phone keeps
// is the person's ID, which says nothing about them.
type holder struct {
	account account.Account
	secret  account.Secret
}

// WebAuthnID is the user handle.
func (h holder) WebAuthnID() []byte { return []byte(h.account.ID) }

// WebAuthnName is what the phone's list shows.
func (h holder) WebAuthnName() string {
	if h.account.Login == "" {
		return h.account.Name
	}
	return h.account.Login
}

// WebAuthnDisplayName is shown beside it.
func (h holder) WebAuthnDisplayName() string { return h.account.Name }

// WebAuthnCredentials is all that the city has of this person.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, p := range h.secret.Passkeys {
		var c webauthn.Credential
		if json.Unmarshal(p.Credential, &c) == nil {
			all = append(all, c)
		}
	}
	return all
}

func (p *People) holder(id person.ID) (h holder, ok bool) {
	p.read(func(r op.Reader) {
		h.account, ok = account.Accounts.Get(r, op.ID(id))
		h.secret, _ = account.SecretOf(r, id)
	})
	return h, ok
}

// originOf is the city as the browser of this request knows it.
func (p *People) originOf(r *http.Request) string {
	switch {
	case p.Origin != "":
		return p.Origin
	case edge.Secure(r):
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// party is the city as browsers know it: by --origin, or else by the name that the
// request was sent to. A passkey holds for that name only.
func (p *People) party(r *http.Request) (*webauthn.WebAuthn, error) {
	origin := p.originOf(r)
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return nil, op.Refuse(op.Malformed, "host")
	}
	if net.ParseIP(u.Hostname()) != nil {
		return nil, op.Refuse(PasskeyWrong, "host") // browsers want a name
	}
	party, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "灯火", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}})
	if err != nil {
		return nil, fmt.Errorf("passkeys at %s: %w", origin, err)
	}
	return party, nil
}

// beginPasskey gives the options for a new one.
func (p *People) beginPasskey(w http.ResponseWriter, r *http.Request) {
	actor, err := p.Actor(r.Context(), "", Cookie(r))
	if err != nil {
		p.refuse(w, err)
		return
	}
	party, err := p.party(r)
	if err != nil {
		p.refuse(w, err)
		return
	}
	h, _ := p.holder(actor.ID)
	var known []protocol.CredentialDescriptor
	for _, c := range h.WebAuthnCredentials() {
		known = append(known, c.Descriptor())
	}
	options, session, err := party.BeginRegistration(h, webauthn.WithExclusions(known))
	if err != nil {
		p.refuse(w, fmt.Errorf("begin a passkey: %w", err))
		return
	}
	p.challenges.begin(w, r, *session, http.SameSiteStrictMode)
	p.answer(w, options)
}

// finishPasskey keeps a new one.
func (p *People) finishPasskey(w http.ResponseWriter, r *http.Request) {
	actor, err := p.Actor(r.Context(), "", Cookie(r))
	if err != nil {
		p.refuse(w, err)
		return
	}
	session, begun := p.challenges.finish(w, r)
	label, credential, ok := credentialForm(w, r)
	if !ok {
		return
	}
	if err := p.register(r, actor, session, begun, label, credential); err != nil {
		p.refuse(w, err)
		return
	}
	p.listPasskeys(w, r)
}

func (p *People) register(r *http.Request, actor person.Actor, session webauthn.SessionData, begun bool, label string, credential []byte) error {
	party, err := p.party(r)
	if err != nil {
		return err
	}
	h, ok := p.holder(actor.ID)
	parsed, wrong := protocol.ParseCredentialCreationResponseBytes(credential)
	if !begun || !ok || wrong != nil {
		return op.Refuse(PasskeyWrong, "")
	}
	made, err := party.CreateCredential(h, session, parsed)
	if err != nil {
		p.Log.Info("a new passkey does not hold", "who", actor.ID, "err", err)
		return op.Refuse(PasskeyWrong, "")
	}
	return p.keepPasskey(r, actor, made, label)
}

func (p *People) keepPasskey(r *http.Request, actor person.Actor, c *webauthn.Credential, label string) error {
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode a passkey: %w", err)
	}
	return p.do(r.Context(), account.KeepPasskey{Who: actor.ID, Passkey: account.Passkey{
		ID: base64.RawURLEncoding.EncodeToString(c.ID), Label: label, Credential: body}}, actor)
}

// beginPasskeySignIn gives the options for signing in. It names nobody.
func (p *People) beginPasskeySignIn(w http.ResponseWriter, r *http.Request) {
	party, err := p.party(r)
	if err != nil {
		p.refuse(w, err)
		return
	}
	options, session, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		p.refuse(w, fmt.Errorf("begin a sign-in: %w", err))
		return
	}
	p.challenges.begin(w, r, *session, http.SameSiteStrictMode)
	p.answer(w, options)
}

// finishPasskeySignIn lets in whoever the passkey is of.
func (p *People) finishPasskeySignIn(w http.ResponseWriter, r *http.Request) {
	session, begun := p.challenges.finish(w, r)
	_, credential, ok := credentialForm(w, r)
	if !ok {
		return
	}
	who, err := p.proved(r, session, begun, credential)
	if err != nil {
		p.refuse(w, err)
		return
	}
	p.enter(w, r, who, account.ByPasskey)
}

// proved tells whose passkey signed the challenge, and keeps its counter. One whose
// counter went back has been copied and opens nothing.
func (p *People) proved(r *http.Request, session webauthn.SessionData, begun bool, credential []byte) (person.ID, error) {
	party, err := p.party(r)
	if err != nil {
		return "", err
	}
	parsed, wrong := protocol.ParseCredentialRequestResponseBytes(credential)
	if !begun || wrong != nil {
		return "", op.Refuse(PasskeyWrong, "")
	}
	var who holder
	find := func(_, handle []byte) (webauthn.User, error) {
		h, ok := p.holder(person.ID(handle))
		if !ok {
			return nil, op.Refuse(PasskeyWrong, "")
		}
		who = h
		return h, nil
	}
	_, used, err := party.ValidatePasskeyLogin(find, session, parsed)
	if err != nil || used.Authenticator.CloneWarning {
		p.Log.Info("a passkey does not hold", "who", who.account.ID, "err", err)
		return "", op.Refuse(PasskeyWrong, "")
	}
	return who.account.ID, p.keepPasskey(r, who.account.Actor(), used, "")
}

// shownPasskey is one of one's own, without the key.
type shownPasskey struct {
	ID    string    `json:"id"`
	Label string    `json:"label"`
	Made  time.Time `json:"made"`
	Used  time.Time `json:"used,omitzero"`
}

func (p *People) listPasskeys(w http.ResponseWriter, r *http.Request) {
	f, err := p.signed(r)
	if err != nil {
		p.refuse(w, err)
		return
	}
	h, _ := p.holder(f.account.ID)
	all := []shownPasskey{} // an empty list, not null
	for _, k := range h.secret.Passkeys {
		all = append(all, shownPasskey{k.ID, k.Label, k.Made, k.Used})
	}
	p.answer(w, map[string][]shownPasskey{"passkeys": all})
}

func (p *People) dropPasskey(w http.ResponseWriter, r *http.Request) {
	actor, err := p.Actor(r.Context(), "", Cookie(r))
	var in struct{ ID string }
	if err == nil && !form(w, r, &in) {
		return
	}
	if err == nil {
		err = p.do(r.Context(), account.DropPasskey{Who: actor.ID, Passkey: in.ID}, actor)
	}
	if err != nil {
		p.refuse(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// credentialForm reads {"label","credential"}, or the credential alone.
func credentialForm(w http.ResponseWriter, r *http.Request) (label string, credential []byte, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCredential))
	var in struct {
		Label      string
		Credential json.RawMessage
	}
	if err != nil || json.Unmarshal(body, &in) != nil {
		edge.Refuse(w, http.StatusBadRequest, string(op.Malformed))
		return "", nil, false
	}
	if in.Credential == nil {
		in.Credential = body
	}
	return strings.TrimSpace(in.Label), in.Credential, true
}
