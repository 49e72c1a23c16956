package hostile

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"denghuo/server/seed"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// phone is one outbox that speaks by requests, honest until a test makes it lie.
type phone struct {
	t *testing.T
	c *city
	visitor
	client op.ClientID
	id     person.ID
	token  string
	n      uint64
	prev   op.Hash
}

func newPhone(t *testing.T, c *city) *phone {
	t.Helper()
	raw := make([]byte, 32)
	rand.Read(raw)
	secret := base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte("denghuo device\n" + secret))
	p := &phone{t: t, c: c, visitor: stranger(), client: op.ClientID(strings.ToLower(rand.Text())),
		id: person.ID("d-" + hex.EncodeToString(sum[:10])), token: "d." + secret}
	p.visitor = p.with("Authorization", "Bearer "+p.token)
	return p
}

// signIn gives a phone on which a demo account has signed in.
func signIn(t *testing.T, c *city, name string) *phone {
	t.Helper()
	v := stranger()
	a := v.do(t, c, "POST", "/session", wire.Encode(map[string]string{"name": name, "password": seed.Password}))
	var who struct{ ID person.ID }
	if err := json.Unmarshal([]byte(a.body), &who); err != nil || a.status != 200 {
		t.Fatalf("sign in as %s: %d %s", name, a.status, a.body)
	}
	return &phone{t: t, c: c, visitor: v.with("Cookie", cookieOf(t, a)), client: op.ClientID(strings.ToLower(rand.Text())), id: who.ID}
}

// cookieOf is the session's cookie of an answer, as a header.
func cookieOf(t *testing.T, a answer) string {
	t.Helper()
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == "dh_session" && c.Value != "" {
			if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
				t.Errorf("the cookie is %+v", c)
			}
			return c.Name + "=" + c.Value
		}
	}
	t.Fatalf("no session in %v", a.header)
	return ""
}

func (p *phone) hello() wire.Up {
	return wire.Up{Hello: &wire.Hello{Version: wire.Version, Client: p.client, Token: p.token}}
}

func (p *phone) envelope(o op.Op) json.RawMessage {
	raw := wire.Encode(wire.Envelope{N: p.n + 1, Prev: p.prev, By: p.id, At: time.Now(), Kind: o.Kind().Name, Op: wire.Encode(o)})
	p.n, p.prev = p.n+1, wire.HashOf(raw)
	return raw
}

func pushOf(envelopes ...json.RawMessage) wire.Up {
	return wire.Up{Push: &wire.Push{Sent: time.Now(), Envelopes: envelopes}}
}

// say gives frames to POST /sync and takes the answer.
func (p *phone) say(frames ...wire.Up) wire.Down {
	p.t.Helper()
	return p.sayRaw(wire.Encode(frames))
}

func (p *phone) sayRaw(body []byte) wire.Down {
	p.t.Helper()
	a := p.do(p.t, p.c, "POST", "/sync", body)
	d, err := wire.DecodeDown([]byte(a.body))
	if err != nil || a.status != 200 {
		p.t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	return d
}

// does pushes ops, and gives the rows that the phone may read then.
func (p *phone) does(ops ...op.Op) map[op.Key]op.Row {
	p.t.Helper()
	var all []json.RawMessage
	for _, o := range ops {
		all = append(all, p.envelope(o))
	}
	return p.rows(p.say(p.hello(), pushOf(all...)))
}

// sees is all that the phone may read now.
func (p *phone) sees() map[op.Key]op.Row { p.t.Helper(); return p.rows(p.say(p.hello())) }

func (p *phone) rows(d wire.Down) map[op.Key]op.Row {
	p.t.Helper()
	all := map[op.Key]op.Row{}
	for {
		if d.Delta == nil {
			p.t.Fatalf("the city says %+v", d.Bye)
		}
		for _, r := range d.Delta.Rows {
			all[r.Key] = r
		}
		if !d.Delta.More {
			return all
		}
		h := p.hello()
		h.Hello.Epoch, h.Hello.Since = d.Delta.Epoch, d.Delta.To
		d = p.say(h)
	}
}

// reports is how many the phone may read.
func (p *phone) reports() (n int) {
	p.t.Helper()
	for k := range p.sees() {
		if k.Table == lamp.Reports.Name {
			n++
		}
	}
	return n
}

// refusal is what the city answered to op n.
func (p *phone) refusal(rows map[op.Key]op.Row, n uint64) op.Code {
	var a op.Answer
	if row, ok := rows[op.Answers.Key(op.AnswerID(p.client, n))]; ok && json.Unmarshal(row.Body, &a) == nil {
		return a.Refusal.Code
	}
	return ""
}

// dial opens a line.
func (p *phone) dial() *websocket.Conn {
	p.t.Helper()
	conn, resp, err := websocket.DefaultDialer.Dial("ws://"+p.c.addr+"/sync", p.header)
	if err != nil {
		p.t.Fatalf("dial: %v %v", err, resp)
	}
	p.t.Cleanup(func() { conn.Close() })
	return conn
}

// bye reads until the city ends the line.
func bye(t *testing.T, conn *websocket.Conn) wire.Bye {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	for {
		_, b, err := conn.ReadMessage()
		if err != nil {
			t.Fatalf("the line ends without a word: %v", err)
		}
		if d, err := wire.DecodeDown(b); err != nil || d.Bye != nil {
			if err != nil {
				t.Fatal(err)
			}
			return *d.Bye
		}
	}
}

func submit(id string) lamp.Submit {
	return lamp.Submit{ID: op.ID(id), Spot: op.ID("at-" + id), Fault: lamp.Dark, Place: lamp.Place{Words: "人民路"}}
}

var ids int

func newID() string { ids++; return fmt.Sprintf("hostile-%012d", ids) }
