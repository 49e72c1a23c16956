package people

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"denghuo/server/authority"
	"denghuo/server/edge"
	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// A device's token is d.<secret>: 32 random bytes as base64url, 43 characters, made
// by the phone, so that it can begin without a network. Who has it is the device
// person that its hash names; the city keeps no more than that.
const (
	secretBytes = 32
	secretText  = 43
)

// NewDevice makes a token for a phone that cannot make its own.
func NewDevice() (token string) { return "d." + random() }

// random is 32 random bytes as text.
func random() string {
	raw := make([]byte, secretBytes)
	rand.Read(raw) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(raw)
}

// DeviceID is the person that a device secret stands for. app/browser computes
// the same on the phone.
func DeviceID(secret string) person.ID {
	h := sha256.Sum256([]byte("denghuo device\n" + secret))
	return person.ID("d-" + hex.EncodeToString(h[:10]))
}

// deviceCookie is the phone's token where no program speaks: for pictures, and for
// forms of phones that cannot run it. It lasts as long as browsers let it.
const (
	deviceCookie = "dh_plain"
	deviceLasts  = 400 * 24 * time.Hour
)

// DeviceCookie is the device's token that a request shows, or empty.
func DeviceCookie(r *http.Request) string {
	c, err := r.Cookie(deviceCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// SetDeviceCookie has the browser show a device's token from now on.
func SetDeviceCookie(w http.ResponseWriter, r *http.Request, token string) {
	http.SetCookie(w, &http.Cookie{Name: deviceCookie, Value: token, Path: "/", MaxAge: int(deviceLasts.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: edge.Secure(r)})
}

// introduce takes the token of a program that runs, so that its pictures and forms
// are the same phone's.
func (p *People) introduce(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if _, err := p.device(token); err != nil {
		p.refuse(w, err)
		return
	}
	SetDeviceCookie(w, r, token)
	w.WriteHeader(http.StatusNoContent)
}

// device tells whose token it is. One that was blocked is told to sign in.
func (p *People) device(token string) (person.Actor, error) {
	secret, ok := strings.CutPrefix(token, "d.")
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	if !ok || err != nil || len(raw) != secretBytes || len(secret) != secretText {
		return person.Actor{}, op.Refuse(account.SignIn, "")
	}
	id := DeviceID(secret)
	d, _ := account.Devices.Get(p.Store.Now(), op.ID(id))
	if d.Blocked {
		return person.Actor{}, op.Refuse(account.SignIn, "blocked")
	}
	return person.Actor{ID: id, Roles: []person.Role{person.Resident}, Joined: d.Joined}, nil
}

// Meet registers a phone that has something to say; for all others it does nothing.
// It does not wait: what cannot be written now is when the phone speaks again.
func (p *People) Meet(by person.Actor) {
	if !by.ID.Device() {
		return
	}
	stale := false
	p.read(func(r op.Reader) {
		d, _ := account.Devices.Get(r, op.ID(by.ID))
		stale = d.Stale(p.Now())
	})
	if stale {
		p.Authority.Submit(authority.Job{Op: account.Meet{Who: by.ID}, By: person.TheCity(), At: p.Now()})
	}
}
