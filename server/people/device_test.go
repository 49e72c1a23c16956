package people

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

func deviceToken(name string) string {
	secret := make([]byte, secretBytes)
	copy(secret, name)
	return "d." + base64.RawURLEncoding.EncodeToString(secret)
}

func TestDeviceTokens(t *testing.T) {
	w := newTown(t)
	good := deviceToken("a")
	for name, c := range map[string]struct {
		token string
		want  person.ID
	}{
		"a device":      {good, DeviceID(strings.TrimPrefix(good, "d."))},
		"made here":     {NewDevice(), ""},
		"of before":     {"s.e30.AAAA", ""},
		"no kind":       {strings.TrimPrefix(good, "d."), ""},
		"other kind":    {"x." + strings.TrimPrefix(good, "d."), ""},
		"short device":  {"d.AAAA", ""},
		"device, lines": {good[:20] + "\n" + good[20:], ""},
	} {
		actor, err := w.people.Actor(t.Context(), c.token, "")
		if name == "made here" {
			c.want = DeviceID(strings.TrimPrefix(c.token, "d."))
		}
		if actor.ID != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %+v, %v", name, actor, err)
		}
	}
}

func TestDeviceIDIsWhatThePhoneComputes(t *testing.T) {
	secret := strings.TrimPrefix(deviceToken("phone"), "d.")
	sum := sha256.Sum256([]byte("denghuo device\n" + secret))
	if got, want := DeviceID(secret), person.ID("d-"+hex.EncodeToString(sum[:])[:20]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// met waits until a device is registered, as the city's order has it.
func (w *town) met(id person.ID) (d account.Device) {
	w.do(account.Wrong{Who: "s-clerk"}) // decided after whatever was submitted before
	w.people.read(func(r op.Reader) { d, _ = account.Devices.Get(r, op.ID(id)) })
	return d
}

func TestDeviceIsRegisteredWhenItSpeaksAndSeenByTheDay(t *testing.T) {
	w := newTown(t)
	w.add("clerk", person.Clerk)
	actor, err := w.people.Actor(t.Context(), deviceToken("a"), "")
	if err != nil {
		t.Fatal(err)
	}
	if d := w.met(actor.ID); d.ID != "" {
		t.Errorf("a phone that only reads leaves %+v", d)
	}
	w.people.Meet(actor)
	first := w.met(actor.ID)
	if first.ID != actor.ID || !first.First.Equal(w.clock.Now()) {
		t.Fatalf("registered as %+v", first)
	}
	w.clock.pass(time.Hour)
	w.people.Meet(actor)
	if again := w.met(actor.ID); again != first {
		t.Errorf("an hour later it is %+v", again)
	}
	w.clock.pass(24 * time.Hour)
	w.people.Meet(actor)
	if again := w.met(actor.ID); again.First != first.First || !again.Seen.Equal(w.clock.Now()) {
		t.Errorf("a day later it is %+v", again)
	}
}
