//go:build js && wasm

package browser

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"syscall/js"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Identity is who this phone speaks for, and what shows it to the city. Nobody
// has to sign in: a phone is a person of its own by a secret that it made. Who has
// signed in is shown by a cookie that no script can read; the phone keeps only who
// it is.
type Identity struct {
	Me    person.Actor
	Token string // d.<43 characters> of a device; empty for who signed in
}

const (
	deviceKey = "dh.device"
	meKey     = "dh.me"
	spokenKey = "dh.spoken" // when this phone's token was last given as a cookie
	leaveKey  = "dh.leave"  // signed out here, and the city does not know yet

	oldTokenKey  = "dh.token" // until 2026-11 a script could read the token
	oldCookieKey = "dh_token"
)

// Recognise tells who this phone is. The secret lies in two places; if one is
// lost the other mends it. It waits for IndexedDB only when local storage is empty.
func Recognise() Identity {
	secret := deviceSecret()
	if (pocket{}).get(oldTokenKey) != "" {
		Complain("forget an old token", pocket{}.drop(oldTokenKey))
		setCookie(oldCookieKey, "")
	}
	if (pocket{}).get(leaveKey) != "" {
		go leave(signInTime)
	}
	var me person.Actor
	if json.Unmarshal([]byte(pocket{}.get(meKey)), &me) == nil && me.ID != "" {
		return Identity{Me: me}
	}
	who := device(secret)
	go introduce(who.Token)
	return who
}

// introduce has the city give this phone's own token as a cookie that no script
// reads, for pictures and for forms. Once a month is enough: it lasts for a year.
func introduce(token string) {
	if last, err := time.Parse(time.RFC3339, pocket{}.get(spokenKey)); err == nil && time.Since(last) < 30*24*time.Hour {
		return
	}
	status, _, err := fetch(context.Background(), "POST", "/device", request{token: token}, signInTime)
	if err == nil && status < 300 {
		Complain("remember the introduction", pocket{}.set(spokenKey, time.Now().Format(time.RFC3339)))
	}
}

// device is the person that a phone is by itself. The city works out the same
// name from the token.
func device(secret string) Identity {
	sum := sha256.Sum256([]byte("denghuo device\n" + secret))
	id := person.ID("d-" + hex.EncodeToString(sum[:10]))
	return Identity{Me: person.Actor{ID: id, Roles: []person.Role{person.Resident}}, Token: "d." + secret}
}

func deviceSecret() string {
	quick := pocket{}.get(deviceKey)
	if validSecret(quick) {
		go mendSecret(quick)
		return quick
	}
	db, err := openDatabase("denghuo.device", "meta")
	if err == nil {
		if kept, err := readSecret(db); err == nil && validSecret(kept) {
			keepQuick(kept)
			return kept
		}
	}
	secret := base64.RawURLEncoding.EncodeToString(random(32))
	keepQuick(secret)
	if err == nil {
		Complain("keep the device's secret", writeSecret(db, secret))
	}
	return secret
}

// keepQuick may fail in a browser that forbids local storage; the database has it then.
func keepQuick(secret string) { Complain("keep the device's secret", pocket{}.set(deviceKey, secret)) }

// mendSecret puts the secret into the database if it is not there.
func mendSecret(secret string) {
	db, err := openDatabase("denghuo.device", "meta")
	if err != nil {
		return // a phone without IndexedDB has said so already
	}
	if kept, err := readSecret(db); err == nil && kept != secret {
		Complain("mend the device's secret", writeSecret(db, secret))
	}
}

func readSecret(db *database) (string, error) {
	var request js.Value
	err := db.run(reading, []string{"meta"}, func(tx js.Value) {
		request = tx.Call("objectStore", "meta").Call("get", "secret")
	})
	if err != nil {
		return "", err
	}
	return text(request.Get("result")), nil
}

func writeSecret(db *database, secret string) error {
	return db.run(strict, []string{"meta"}, func(tx js.Value) {
		tx.Call("objectStore", "meta").Call("put", secret, "secret")
	})
}

func validSecret(s string) bool {
	if len(s) != 43 {
		return false
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	return err == nil && len(b) == 32
}

// signInTime is how long the city may take to answer a sign-in, and leaveTime how
// long a person who signs out waits for it.
const (
	signInTime = 15 * time.Second
	leaveTime  = 3 * time.Second
)

// Here is what the city says about who is signed in.
type Here struct {
	person.Actor
	MustChange bool      `json:"must_change"` // nothing else is taken before the first password is changed
	Until      time.Time `json:"until"`       // signed out then, unless the city is met before
}

// SignIn has the city give a cookie and starts the page anew with it. What the
// city says no to comes as an op.Refusal; without a line it is NoLine.
func SignIn(name, password string) error {
	body, err := json.Marshal(struct {
		Name     string `json:"name"`
		Password string `json:"password"`
	}{name, password})
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	here, err := session("POST", body)
	if err != nil {
		return err
	}
	if err := (pocket{}).drop(leaveKey); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	if err := keepMe(here.Actor); err != nil {
		return err
	}
	goTo(nextPage())
	return nil
}

// Ask asks the city who is signed in here. It is the refusal sign_in when nobody is,
// or not any more; without a line it is NoLine.
func Ask() (Here, error) { return session("GET", nil) }

func session(method string, body []byte) (here Here, err error) {
	r := request{body: body}
	if body != nil {
		r.kind = "application/json"
	}
	status, answer, err := fetch(context.Background(), method, "/session", r, signInTime)
	if err != nil {
		return here, op.Refuse(NoLine, "")
	}
	var said struct {
		Here
		Code op.Code `json:"code"`
	}
	err = json.Unmarshal(answer, &said)
	switch {
	case status >= 400 && said.Code != "":
		return here, op.Refuse(said.Code, "")
	case err != nil:
		return here, fmt.Errorf("read who is signed in: %w", err)
	case status != 200 || said.ID == "":
		return here, errors.New("the city did not say who is signed in")
	}
	return said.Here, nil
}

// Refresh asks whether a sign-in still holds, and keeps what has changed about it
// (a name, a role) for the next start. changed is told what is true now.
func Refresh(who Identity, changed func(Here)) {
	if who.Token != "" {
		return
	}
	here, err := Ask()
	if err != nil || here.ID != who.Me.ID {
		return // the line will say so, and what waits stays
	}
	Complain("keep who is signed in", keepMe(here.Actor))
	changed(here)
}

func keepMe(me person.Actor) error {
	b, err := json.Marshal(me)
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	if err := (pocket{}).set(meKey, string(b)); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return nil
}

// SignOut makes the phone its own person again. The outbox of who signed out
// stays in its own database and goes out when they come back. Without a line the
// city is told at a later start.
func SignOut() {
	Complain("sign out", errors.Join(pocket{}.set(leaveKey, "1"), pocket{}.drop(meKey)))
	go func() { leave(leaveTime); goTo("/") }()
}

// leave has the city end the session whose cookie is here.
func leave(limit time.Duration) {
	status, _, err := fetch(context.Background(), "DELETE", "/session", request{}, limit)
	if err == nil && status < 300 {
		Complain("sign out", pocket{}.drop(leaveKey))
	}
}

// nextPage is ?next=/a/page of our own, or the first page.
func nextPage() string {
	query := js.Global().Get("location").Get("search").String()
	next := text(js.Global().Get("URLSearchParams").New(query).Call("get", "next"))
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		return "/"
	}
	return next
}

func goTo(path string) { js.Global().Get("location").Call("assign", path) }

// Complain tells a developer about what no person can mend and nothing stops for.
func Complain(doing string, err error) {
	if err != nil {
		js.Global().Get("console").Call("error", "denghuo: "+doing+": "+err.Error())
	}
}
