//go:build js && wasm

package browser

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"syscall/js"
	"time"

	"denghuo/shared/person"
)

// Identity is who this phone speaks for, and what shows it to the city. Nobody
// has to sign in: a phone is a person of its own by a secret that it made.
type Identity struct {
	Me    person.Actor
	Token string // d.<43 characters> of a device; empty for who is signed in: the cookie speaks then
}

const (
	deviceKey  = "dh.device"
	meKey      = "dh.me"
	leavingKey = "dh.leaving" // signed out without a line: the city has still to hear it
	renewedKey = "dh.renewed" // when the session was renewed
	spokenKey  = "dh.spoken"  // when this phone's token was last given as a cookie
)

// Recognise tells who this phone is. The secret lies in two places; if one is
// lost the other mends it. It waits for IndexedDB only when local storage is empty.
// Who has been out of reach of the city for too long is signed out: what waits in
// their outbox stays in its own database until they are back.
func Recognise() Identity {
	forgetOld()
	secret := deviceSecret()
	if me, signed := Known(); signed {
		return Identity{Me: me.Actor()}
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
	status, _, err := fetch(context.Background(), "POST", "/device", request{token: token}, counterTime)
	if err == nil && status < 300 {
		Complain("remember the introduction", pocket{}.set(spokenKey, time.Now().Format(time.RFC3339)))
	}
}

// forgetOld drops what phones kept in 2026 before sessions were the city's.
func forgetOld() {
	if (pocket{}).get("dh.token") != "" {
		Complain("forget an old token", pocket{}.drop("dh.token"))
		setCookie("dh_token", "")
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

// nextPage is ?next=/a/page of our own, or the other one.
func nextPage(otherwise string) string {
	query := js.Global().Get("location").Get("search").String()
	next := text(js.Global().Get("URLSearchParams").New(query).Call("get", "next"))
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		return otherwise
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
