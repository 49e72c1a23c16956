package gate

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

func asked(o op.Op) []byte {
	return wire.Encode(map[string]json.RawMessage{"kind": wire.Encode(o.Kind().Name), "op": wire.Encode(o)})
}

func TestAskIsDecidedNow(t *testing.T) {
	w := newTown(t)
	w.decide(account.Add{ID: "s-boss", Login: "boss", Name: "boss", Roles: []person.Role{person.Admin}, Hash: "$argon2id$"})
	clerkPhone, device := w.staff(), w.phone(deviceToken("a"))
	boss := person.Actor{ID: "s-boss", Roles: []person.Role{person.Admin}}
	change := account.Change{ID: clerk.ID, Name: "分拣员甲", Roles: []person.Role{person.Clerk}}
	if err := w.city.Ask(t.Context(), change, boss, time.Now()); err != nil {
		t.Fatal(err)
	}
	own := account.DropPasskey{Who: clerk.ID, Passkey: "none"}
	for name, c := range map[string]struct {
		phone  *phone
		body   []byte
		status int
		code   string
	}{
		"own":            {clerkPhone, asked(own), 200, ""},
		"not allowed":    {clerkPhone, asked(change), 403, "not_allowed"},
		"another's":      {device, asked(own), 403, "not_allowed"},
		"queued":         {device, asked(submit("r1")), 403, "not_allowed"},
		"the edge's own": {clerkPhone, asked(account.Password{Who: clerk.ID, Hash: "$argon2id$x"}), 403, "not_allowed"},
		"unknown":        {device, []byte(`{"kind":"x","op":{}}`), 400, "unknown"},
		"no fields":      {device, []byte(`{"kind":"account.end","op":{}}`), 400, "malformed"},
		"no form":        {device, []byte(`hello`), 400, "malformed"},
		"nobody":         {w.phone(""), asked(own), 401, "sign_in"},
		"far too long":   {device, make([]byte, wire.MaxEnvelope+1), 400, "malformed"},
	} {
		resp := c.phone.do("POST", "/ask", c.body)
		var said struct{ Code string }
		if err := json.NewDecoder(resp.Body).Decode(&said); err != nil || resp.StatusCode != c.status || said.Code != c.code {
			t.Errorf("%s: %s %q %v", name, resp.Status, said.Code, err)
		}
	}
	elsewhere := func(r *http.Request) { r.Header.Set("Origin", "https://elsewhere.example") }
	if resp := clerkPhone.do("POST", "/ask", asked(own), elsewhere); resp.StatusCode != http.StatusForbidden {
		t.Errorf("another site: %s", resp.Status)
	}
}

// TestWhatOnlyTheEdgeMakesIsRefusedFromAPhone, whoever's it is.
func TestWhatOnlyTheEdgeMakesIsRefusedFromAPhone(t *testing.T) {
	w := newTown(t)
	p := w.staff().greet()
	p.send(wire.Encode(p.push(account.Password{Who: clerk.ID, Hash: "$argon2id$mine"})))
	p.mark(1)
	if a, _ := op.Answers.Get(view(p.rows), op.AnswerID(p.client, 1)); a.Refusal.Code != op.NotYours {
		t.Errorf("answered %+v", a)
	}
	r := w.store.Read(nil)
	defer r.Close()
	if s, _ := account.SecretOf(r, clerk.ID); s.Hash == "$argon2id$mine" {
		t.Error("a phone set a hash")
	}
}

func TestLinesEndWhenTheirSessionDoes(t *testing.T) {
	w := newTown(t)
	p, neighbour := w.staff().greet(), w.phone(deviceToken("b")).greet()
	w.decide(account.End{Who: clerk.ID})
	if bye := p.bye(); bye.Reason != wire.SignIn || bye.Again >= 0 || bye.Detail != "sign_in" {
		t.Errorf("bye %+v", bye)
	}
	neighbour.send(wire.Encode(wire.Up{Ping: &wire.Ping{}}))
	neighbour.takeOne() // and no other line does
}

func TestLinesComeBackWithOtherRights(t *testing.T) {
	w := newTown(t)
	reporter := w.phone(deviceToken("a")).greet()
	reporter.send(wire.Encode(reporter.push(submit("r1"))))
	reporter.mark(1)
	p := w.staff().greet()
	if len(p.rows) == 0 {
		t.Fatal("a clerk reads nothing")
	}
	w.decide(account.Change{ID: clerk.ID, Name: clerk.Name, Roles: []person.Role{person.Merchant}})
	if bye := p.bye(); bye.Reason != wire.Later || bye.Again < 0 {
		t.Errorf("bye %+v", bye)
	}
	p.greet()
	for k := range p.rows {
		if k.Table == "report" {
			t.Errorf("who is no clerk any more has %s", k)
		}
	}
}

func TestLinesOfDisabledAccountsEnd(t *testing.T) {
	w := newTown(t)
	p := w.staff().greet()
	w.decide(account.Add{ID: "s-boss", Login: "boss", Name: "boss", Roles: []person.Role{person.Admin}, Hash: "$argon2id$"},
		account.Change{ID: clerk.ID, Name: clerk.Name, Roles: clerk.Roles, Disabled: true})
	if bye := p.bye(); bye.Reason != wire.SignIn {
		t.Errorf("bye %+v", bye)
	}
	if resp := p.do("PUT", "/photo/x", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("its photo: %s", resp.Status)
	}
}
