package gate

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/people"
	"denghuo/server/photo"
	"denghuo/server/store"
	"denghuo/shared/account"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// town is a whole city behind a real listener.
type town struct {
	t      testing.TB
	gate   *Gate
	store  *store.Store
	city   *authority.Authority
	people *people.People
	http   *httptest.Server
}

var clerk = person.Actor{ID: "s-clerk", Name: "分拣员", Roles: []person.Role{person.Clerk}}

func newTown(t testing.TB, opts ...store.Option) *town {
	t.Helper()
	s, err := store.Open("", opts...)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	h := hub.New()
	city := authority.New(s, h, func([]byte) []byte { return make([]byte, 64) }, log)
	photos, err := photo.NewRoom(filepath.Join(t.TempDir(), "photos"), func(string) (uint64, error) { return 100 << 30, nil })
	if err != nil {
		t.Fatal(err)
	}
	parts, err := photo.OpenParts(filepath.Join(t.TempDir(), "parts"), func(string) (uint64, error) { return 100 << 30, nil }, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	who := people.New(people.Config{Store: s, Hub: h, Authority: city, Now: time.Now, Log: log, Cost: people.Cost{Memory: 64, Time: 1}})
	g := New(Config{Store: s, Hub: h, Authority: city, Photos: photos, Parts: parts, People: who, Now: time.Now, Log: log})
	mux := http.NewServeMux()
	g.Register(mux)
	who.Register(mux)
	w := &town{t: t, gate: g, store: s, city: city, people: who, http: httptest.NewServer(mux)}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- city.Run(ctx) }()
	watched := make(chan struct{})
	follow := who.Watch(g.Look)
	go func() { defer close(watched); follow(ctx) }()
	t.Cleanup(func() {
		g.Drain(context.Background())
		w.http.Close()
		stop()
		if err := <-ended; err != nil && len(opts) == 0 {
			t.Error(err)
		}
		<-watched
		s.Close()
	})
	return w
}

// deviceToken is a phone's own.
func deviceToken(name string) string {
	secret := make([]byte, 32)
	copy(secret, name)
	return "d." + base64.RawURLEncoding.EncodeToString(secret)
}

// decide has ops of the city decided, and they must be taken.
func (w *town) decide(ops ...op.Op) {
	w.t.Helper()
	for _, o := range ops {
		if err := w.city.Ask(w.t.Context(), o, person.TheCity(), time.Now()); err != nil {
			w.t.Fatalf("%s: %v", o.Kind().Name, err)
		}
	}
}

// staff is a phone on which the clerk has signed in.
func (w *town) staff() *phone {
	w.t.Helper()
	hash, err := w.people.Hash(w.t.Context(), "right")
	if err != nil {
		w.t.Fatal(err)
	}
	w.decide(account.Add{ID: clerk.ID, Login: "clerk", Name: clerk.Name, Roles: clerk.Roles, Hash: hash})
	p := w.phone("")
	p.id = clerk.ID
	resp := p.do("POST", "/session", []byte(`{"name":"clerk","password":"right"}`))
	if resp.StatusCode != http.StatusOK || len(resp.Cookies()) != 1 {
		w.t.Fatalf("sign in: %s %v", resp.Status, resp.Cookies())
	}
	p.cookie = resp.Cookies()[0]
	return p
}

// phone is one outbox, and perhaps a line.
type phone struct {
	t      testing.TB
	town   *town
	client op.ClientID
	token  string       // of the device, or
	cookie *http.Cookie // of the session
	id     person.ID
	n      uint64
	prev   op.Hash
	epoch  string
	since  uint64
	rows   map[op.Key]op.Row
	conn   *websocket.Conn
}

var phones atomic.Int64

func (w *town) phone(token string) *phone {
	w.t.Helper()
	id := people.DeviceID(strings.TrimPrefix(token, "d."))
	return &phone{t: w.t, town: w, client: op.ClientID(fmt.Sprint("c", phones.Add(1))), token: token, id: id, rows: map[op.Key]op.Row{}}
}

func (p *phone) dial() *phone {
	p.t.Helper()
	header := http.Header{}
	if p.cookie != nil {
		header.Set("Cookie", p.cookie.Name+"="+p.cookie.Value)
	}
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(p.town.http.URL, "http")+"/sync", header)
	if err != nil {
		p.t.Fatal(err)
	}
	p.conn = conn
	p.t.Cleanup(func() { conn.Close() })
	return p
}

func (p *phone) send(b []byte) {
	p.t.Helper()
	if err := p.conn.WriteMessage(websocket.TextMessage, b); err != nil {
		p.t.Fatal(err)
	}
}

func (p *phone) hello() wire.Up {
	return wire.Up{Hello: &wire.Hello{Version: wire.Version, Client: p.client, Epoch: p.epoch, Since: p.since, Token: p.token}}
}

// greet dials, says Hello, and takes the first rows.
func (p *phone) greet() *phone {
	p.t.Helper()
	p.dial().send(wire.Encode(p.hello()))
	for p.takeOne().More {
	}
	return p
}

func (p *phone) recv() wire.Down {
	p.t.Helper()
	if err := p.conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		p.t.Fatal(err)
	}
	_, b, err := p.conn.ReadMessage()
	if err != nil {
		p.t.Fatal(err)
	}
	d, err := wire.DecodeDown(b)
	if err != nil {
		p.t.Fatal(err)
	}
	return d
}

// takeOne takes one delta.
func (p *phone) takeOne() wire.Delta {
	p.t.Helper()
	d := p.recv()
	if d.Delta == nil {
		p.t.Fatalf("the line ends: %+v", *d.Bye)
	}
	if d.Delta.From != 0 && d.Delta.From != p.since {
		p.t.Fatalf("rows from %d, the phone has %d", d.Delta.From, p.since)
	}
	if d.Delta.From == 0 {
		clear(p.rows)
	}
	for _, r := range d.Delta.Rows {
		if p.rows[r.Key] = r; r.Gone {
			delete(p.rows, r.Key)
		}
	}
	p.epoch, p.since = d.Delta.Epoch, d.Delta.To
	return *d.Delta
}

// until takes deltas until the row is there.
func (p *phone) until(k op.Key) op.Row {
	p.t.Helper()
	for {
		if r, ok := p.rows[k]; ok {
			return r
		}
		p.takeOne()
	}
}

// mark waits until the city has heard n.
func (p *phone) mark(n uint64) {
	p.t.Helper()
	for {
		if m, _ := op.Marks.Get(view(p.rows), op.ID(p.client)); m.N >= n {
			return
		}
		p.takeOne()
	}
}

// bye takes until the line ends, and gives why; the close code must say the same.
func (p *phone) bye() wire.Bye {
	p.t.Helper()
	for {
		d := p.recv()
		if d.Bye == nil {
			continue
		}
		_, _, err := p.conn.ReadMessage()
		if !websocket.IsCloseError(err, closing(d.Bye.Reason)) {
			p.t.Fatalf("after Bye %s the line ends with %v, want %d", d.Bye.Reason, err, closing(d.Bye.Reason))
		}
		return *d.Bye
	}
}

func (p *phone) envelope(o op.Op) []byte {
	raw := wire.Encode(wire.Envelope{N: p.n + 1, Prev: p.prev, By: p.id, At: time.Now(), Kind: o.Kind().Name, Op: wire.Encode(o)})
	p.n, p.prev = p.n+1, wire.HashOf(raw)
	return raw
}

func (p *phone) push(os ...op.Op) wire.Up {
	push := wire.Push{Sent: time.Now()}
	for _, o := range os {
		push.Envelopes = append(push.Envelopes, p.envelope(o))
	}
	return wire.Up{Push: &push}
}

// post gives frames to POST /sync.
func (p *phone) post(body []byte) wire.Down {
	p.t.Helper()
	resp := p.do("POST", "/sync", body)
	var b bytes.Buffer
	if _, err := b.ReadFrom(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		p.t.Fatalf("%s %v", resp.Status, err)
	}
	d, err := wire.DecodeDown(b.Bytes())
	if err != nil {
		p.t.Fatal(err)
	}
	return d
}

func (p *phone) do(method, path string, body []byte, change ...func(*http.Request)) *http.Response {
	p.t.Helper()
	req, err := http.NewRequest(method, p.town.http.URL+path, bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	if p.cookie != nil {
		req.AddCookie(p.cookie)
	}
	for _, c := range change {
		c(req)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// view reads a phone's rows.
type view map[op.Key]op.Row

func (v view) Get(k op.Key) (op.Row, bool) { r, ok := v[k]; return r, ok }
func (v view) Each(table string, f func(op.Row) bool) {
	for k, r := range v {
		if k.Table == table && !f(r) {
			return
		}
	}
}

func submit(id string) lamp.Submit {
	return lamp.Submit{ID: op.ID(id), Spot: op.ID("at-" + id), Fault: lamp.Dark, Place: lamp.Place{Words: "人民路"}}
}
