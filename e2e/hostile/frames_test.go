package hostile

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"denghuo/shared/account"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// forgedFrames are said on a line after Hello, and as a request.
func forgedFrames(t *testing.T, c *city) {
	deep := `{"push":{"envelopes":[` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `]}}`
	many := `{"push":{"envelopes":[` + strings.Repeat("{},", wire.MaxPush) + `{}]}}`
	for name, f := range map[string]struct {
		frame string
		want  wire.Reason
	}{
		"no_json":            {`hello?`, wire.Malformed},
		"nothing":            {``, wire.Malformed},
		"bytes":              {"\x00\x01\xff\xfe", wire.Malformed},
		"nobody_knows_it":    {`{"sudo":{}}`, wire.Malformed},
		"two_in_one":         {`{"ping":{},"push":{"envelopes":[]}}`, wire.Malformed},
		"hello_again":        {`{"hello":{"version":1,"client":"c"}}`, wire.Order},
		"client_is_a_path":   {`{"hello":{"version":1,"client":"../../keys"}}`, wire.Malformed},
		"deep":               {deep, wire.Malformed},
		"too_many_envelopes": {many, wire.Malformed},
		"envelope_is_none":   {`{"push":{"envelopes":["x"]}}`, wire.Malformed},
		"number_is_huge":     {`{"push":{"envelopes":[{"n":1e99,"by":"x","kind":"k","op":{}}]}}`, wire.Malformed},
		"number_is_negative": {`{"push":{"envelopes":[{"n":-1,"by":"x","kind":"k","op":{}}]}}`, wire.Malformed},
		"large":              {`{"push":{"envelopes":["` + strings.Repeat("x", wire.MaxUp) + `"]}}`, wire.TooBig},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c)
			c.counted(t, "byes_total", 1, func() {
				conn := p.dial()
				for _, frame := range [][]byte{wire.Encode(p.hello()), []byte(f.frame)} {
					if err := conn.WriteMessage(websocket.TextMessage, frame); err != nil {
						t.Fatal(err)
					}
				}
				if b := bye(t, conn); b.Reason != f.want {
					t.Errorf("on a line: %+v, want %s", b, f.want)
				}
			})
		})
	}
	p := newPhone(t, c)
	for name, want := range map[string]wire.Reason{`[]`: wire.Malformed, `{"push":{"envelopes":[]}}`: wire.Order, `[1,2,3]`: wire.Malformed,
		`{"hello":{"version":1,"client":"c","token":"d.short"}}`: wire.SignIn, `{"hello":{"version":1,"client":"c","token":"s.e30.x"}}`: wire.SignIn, `{"hello":{"version":1,"client":"c"}}`: wire.SignIn} {
		if d := p.sayRaw([]byte(name)); d.Bye == nil || d.Bye.Reason != want {
			t.Errorf("%s: %+v, want %s", name, d, want)
		}
	}
}

// replays: what was said before has one effect; what was changed, or is another's,
// ends the line and has none.
func replays(t *testing.T, c *city) {
	p, q := newPhone(t, c), newPhone(t, c)
	id := newID()
	first := p.envelope(submit(id))
	body := wire.Encode([]wire.Up{p.hello(), pushOf(first)})
	clerk := signIn(t, c, "clerk")
	before := clerk.reports()
	c.counted(t, "repeats_total", 19, func() {
		for range 20 {
			p.rows(p.sayRaw(body))
		}
	})
	if got := clerk.reports(); got != before+1 {
		t.Errorf("a frame that was said twenty times made %d reports", got-before)
	}
	other := q.envelope(submit(newID()))
	q.say(q.hello(), pushOf(other))
	changed := json.RawMessage(strings.Replace(string(first), "人民路", "别的路", 1))
	theirs := newPhone(t, c)
	theirs.client = p.client
	for name, f := range map[string]struct {
		says *phone
		raw  json.RawMessage
		want wire.Reason
	}{
		"changed":                 {p, changed, wire.Twin},
		"a_number_ahead":          {p, wire.Encode(wire.Envelope{N: 9, By: p.id, Kind: "lamp.submit", Op: wire.Encode(submit(newID()))}), wire.Gap},
		"another's_envelope":      {q, first, wire.SignIn},
		"in_another's_name":       {q, wire.Encode(wire.Envelope{N: 2, Prev: q.prev, By: p.id, Kind: "lamp.submit", Op: wire.Encode(submit(newID()))}), wire.SignIn},
		"in_the_city's_name":      {q, wire.Encode(wire.Envelope{N: 2, Prev: q.prev, By: person.City, Kind: "lamp.submit", Op: wire.Encode(submit(newID()))}), wire.SignIn},
		"another's_outbox_number": {theirs, wire.Encode(wire.Envelope{N: 2, Prev: p.prev, By: theirs.id, Kind: "lamp.submit", Op: wire.Encode(submit(newID()))}), wire.Twin},
	} {
		t.Run(name, func(t *testing.T) {
			before := clerk.reports()
			if d := f.says.say(f.says.hello(), pushOf(f.raw)); d.Bye == nil || d.Bye.Reason != f.want {
				t.Errorf("%+v, want %s", d, f.want)
			}
			if clerk.reports() != before {
				t.Error("it made a report")
			}
		})
	}
	p.does(submit(newID())) // the owner goes on as if nothing had been
}

// othersRoles sends with a resident's phone what only others may do, by the outbox
// and by POST /ask.
func othersRoles(t *testing.T, c *city) {
	p := newPhone(t, c)
	id := newID()
	p.does(submit(id))
	stock := 5
	for name, o := range map[string]op.Op{
		"a_clerk's_move":      lamp.Move{Spot: op.ID("at-" + id), From: lamp.Sent, To: lamp.Checked},
		"an_account":          account.Add{ID: "s-evil", Login: "evil", Name: "evil", Roles: []person.Role{person.Admin}, Hash: "$argon2id$v=19$m=1,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAA"},
		"one's_own_roles":     account.Change{ID: p.id, Name: "me", Roles: []person.Role{person.Admin}},
		"another's_roles":     account.Change{ID: "s-admin", Name: "x", Roles: []person.Role{person.Clerk}},
		"a_password":          account.Password{Who: "s-admin", Hash: "$argon2id$v=19$m=1,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAA"},
		"everybody's_session": account.End{Who: "s-admin"},
		"a_photo_that_came":   photo.Arrive{Hash: photo.Hash(strings.Repeat("a", 64)), Width: 1, Height: 1, Bytes: 1, From: p.id},
		"a_drop":              offer.Open{Drop: offer.Drop{ID: "evil", Offer: "online-subsidy", At: time.Now(), Stock: &stock}},
		"a_coupon":            offer.Claim{Drop: "evil"},
		"a_redemption":        offer.Redeem{ID: "x1", Coupon: "evil.h-demo1", Drop: "evil", Price: 100},
	} {
		t.Run(name, func(t *testing.T) {
			c.counted(t, "refusals_total", 1, func() {
				rows := p.does(o)
				if code := p.refusal(rows, p.n); code == "" {
					t.Errorf("%s was taken", o.Kind().Name)
				}
			})
			a := p.do(t, c, "POST", "/ask", wire.Encode(map[string]any{"kind": o.Kind().Name, "op": o}))
			if a.status < 400 || a.status >= 500 || a.code == "" {
				t.Errorf("asked: %d %s", a.status, a.body)
			}
		})
	}
	for _, path := range []string{"/api/admin/audit", "/api/admin/audit.csv", "/api/admin/sessions"} {
		if a := p.do(t, c, "GET", path, nil); a.status != 401 && a.status != 403 {
			t.Errorf("%s for a resident: %d", path, a.status)
		}
		if a := signIn(t, c, "clerk").do(t, c, "GET", path, nil); a.status != 403 {
			t.Errorf("%s for a clerk: %d", path, a.status)
		}
	}
}
