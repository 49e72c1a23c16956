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
// has to sign in: a phone is a person of its own by a secret that it made.
type Identity struct {
	Me    person.Actor
	Token string // d.<43 characters> of a device, or the city's own form
}

const (
	deviceKey = "dh.device"
	tokenKey  = "dh.token"
	meKey     = "dh.me"
	cookieKey = "dh_token"
)

// Recognise tells who this phone is. The secret lies in two places; if one is
// lost the other mends it. It waits for IndexedDB only when local storage is empty.
func Recognise() Identity {
	secret := deviceSecret()
	who := device(secret)
	var me person.Actor
	token := pocket{}.get(tokenKey)
	if token != "" && json.Unmarshal([]byte(pocket{}.get(meKey)), &me) == nil && me.ID != "" {
		who = Identity{Me: me, Token: token}
	}
	setCookie(cookieKey, who.Token)
	return who
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

// signInTime is how long the city may take to answer a sign-in.
const signInTime = 15 * time.Second

// SignIn asks the city for a token and starts the page anew with it. What the
// city says no to comes as an op.Refusal; without a line it is NoLine.
func SignIn(name, password string) error {
	body, err := json.Marshal(struct {
		Name     string `json:"name"`
		Password string `json:"password"`
	}{name, password})
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	status, answer, err := fetch(context.Background(), "POST", "/session", request{kind: "application/json", body: body}, signInTime)
	if err != nil {
		return op.Refuse(NoLine, "")
	}
	var said struct {
		Token string        `json:"token"`
		ID    person.ID     `json:"id"`
		Name  string        `json:"name"`
		Roles []person.Role `json:"roles"`
		Code  op.Code       `json:"code"`
	}
	if err := json.Unmarshal(answer, &said); err != nil && status == 200 {
		return fmt.Errorf("sign in: read the answer: %w", err)
	}
	switch {
	case status >= 400 && said.Code != "":
		return op.Refuse(said.Code, "")
	case status != 200 || said.Token == "" || said.ID == "":
		return errors.New("sign in: the city gave no token")
	}
	return enter(said.Token, person.Actor{ID: said.ID, Name: said.Name, Roles: said.Roles})
}

func enter(token string, me person.Actor) error {
	b, err := json.Marshal(me)
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	if err := errors.Join(pocket{}.set(meKey, string(b)), pocket{}.set(tokenKey, token)); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	setCookie(cookieKey, token)
	goTo(nextPage())
	return nil
}

// SignOut makes the phone its own person again. The outbox of who signed out
// stays in its own database and goes out when they come back.
func SignOut() {
	Complain("sign out", errors.Join(pocket{}.drop(tokenKey), pocket{}.drop(meKey)))
	setCookie(cookieKey, "")
	goTo("/")
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
