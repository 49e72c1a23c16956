package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"denghuo/server/store"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

func TestReportTravels(t *testing.T) {
	w := newTown(t)
	desk := w.staff().greet()
	neighbour := w.phone(deviceToken("b")).greet()
	p := w.phone(deviceToken("a")).dial()
	p.send(wire.Encode(p.hello())) // and the push at once, without waiting
	p.send(wire.Encode(p.push(submit("r1"))))
	p.mark(1)
	if _, ok := p.rows[lamp.Reports.Key("r1")]; !ok {
		t.Error("the mark came before the report")
	}
	desk.until(lamp.Reports.Key("r1"))
	neighbour.until(lamp.Spots.Key("at-r1"))
	if _, ok := neighbour.rows[lamp.Reports.Key("r1")]; ok {
		t.Error("a neighbour reads the report")
	}
	for k := range neighbour.rows {
		if k.Table == op.Marks.Name {
			t.Errorf("a neighbour reads %s", k)
		}
	}
}

func TestSnapshotComesInPagesAndGoesOn(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a"))
	for i := range 300 {
		o := submit(fmt.Sprint("r", i))
		o.Note = strings.Repeat("暗", 300)
		if d := p.post(frames(p.hello(), p.push(o))); d.Bye != nil {
			t.Fatalf("%+v", *d.Bye)
		}
	}
	late := w.phone(p.token)
	late.client = p.client
	late.dial().send(wire.Encode(late.hello()))
	pages, sizes := 0, []int{}
	for more := true; more; pages++ {
		d := late.takeOne()
		sizes = append(sizes, len(wire.Encode(d)))
		if more = d.More; more && pages%2 == 1 { // the line is cut in the middle of the catch-up
			late.conn.Close()
			late.dial().send(wire.Encode(late.hello()))
		}
	}
	if pages < 4 || sizes[0] > 2*firstPage {
		t.Errorf("pages of %v bytes", sizes)
	}
	if got := lamp.Reports.All(view(late.rows)); len(got) != 300 {
		t.Errorf("%d reports", len(got))
	}
}

func TestBadFramesEndOneLineWithAReason(t *testing.T) {
	w := newTown(t)
	good := w.phone(deviceToken("good")).greet()
	big := `{"push":{"sent":"2026-11-24T12:00:00Z","envelopes":["` + strings.Repeat("x", wire.MaxUp) + `"]}}`
	many := wire.Up{Push: &wire.Push{}}
	for range wire.MaxPush + 1 {
		many.Push.Envelopes = append(many.Push.Envelopes, json.RawMessage(`{}`))
	}
	for _, c := range []struct {
		name  string
		send  func(p *phone)
		want  wire.Reason
		stays bool // the phone should not come back by itself
	}{
		{"no json first", func(p *phone) { p.dial().send([]byte("hello")) }, wire.Malformed, true},
		{"nothing in it", func(p *phone) { p.dial().send([]byte("{}")) }, wire.Malformed, true},
		{"push first", func(p *phone) { p.dial().send(wire.Encode(p.push(submit("x")))) }, wire.Order, true},
		{"ping first", func(p *phone) { p.dial().send(wire.Encode(wire.Up{Ping: &wire.Ping{}})) }, wire.Order, true},
		{"hello with no token", func(p *phone) { p.token = ""; p.dial().send(wire.Encode(p.hello())) }, wire.SignIn, true},
		{"hello with a token of before", func(p *phone) { p.token = "s.e30.AAAA"; p.dial().send(wire.Encode(p.hello())) }, wire.SignIn, true},
		{"hello with no client", func(p *phone) { p.client = ""; p.dial().send(wire.Encode(p.hello())) }, wire.Malformed, true},
		{"hello twice", func(p *phone) { p.greet().send(wire.Encode(p.hello())) }, wire.Order, true},
		{"a list", func(p *phone) { p.greet().send([]byte("[1,2]")) }, wire.Malformed, true},
		{"two in one", func(p *phone) { p.greet().send([]byte(`{"ping":{},"push":{}}`)) }, wire.Malformed, true},
		{"bytes", func(p *phone) { p.greet(); _ = p.conn.WriteMessage(websocket.BinaryMessage, []byte{0, 255, 1}) }, wire.Malformed, true},
		{"deep", func(p *phone) { p.greet().send([]byte(strings.Repeat("[", 200_000))) }, wire.Malformed, true},
		{"too big", func(p *phone) { p.greet().send([]byte(big)) }, wire.TooBig, true},
		{"far too big", func(p *phone) { p.greet().send([]byte(strings.Repeat("x", 3*wire.MaxUp))) }, wire.TooBig, true},
		{"too big before hello", func(p *phone) { p.dial().send([]byte(big)) }, wire.TooBig, true},
		{"too many envelopes", func(p *phone) { p.greet().send(wire.Encode(many)) }, wire.Malformed, true},
		{"no envelope", func(p *phone) { p.greet().send([]byte(`{"push":{"envelopes":[{"n":0}]}}`)) }, wire.Malformed, true},
		{"a gap", func(p *phone) { p.n = 4; p.greet().send(wire.Encode(p.push(submit("x")))) }, wire.Gap, false},
		{"a twin", func(p *phone) { p.prev = "00"; p.greet().send(wire.Encode(p.push(submit("x")))) }, wire.Twin, false},
		{"another's name", func(p *phone) { p.id = "d-other"; p.greet().send(wire.Encode(p.push(submit("x")))) }, wire.SignIn, true},
		{"a flood", func(p *phone) {
			p.greet()
			for range burst + perSecond + 5 {
				if p.conn.WriteMessage(websocket.TextMessage, []byte(`{"ping":{}}`)) != nil {
					return
				}
			}
		}, wire.Busy, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := w.phone(deviceToken("bad"))
			p.t = t
			c.send(p)
			bye := p.bye()
			if bye.Reason != c.want || (bye.Again < 0) != c.stays || bye.Detail == "" || len(bye.Detail) > 300 {
				t.Fatalf("bye %+v, want %s", bye, c.want)
			}
		})
	}
	good.send(wire.Encode(good.push(submit("r1"))))
	good.mark(1)
}

func TestPhoneThatKnowsMoreThanTheCity(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a")).greet()
	p.send(wire.Encode(p.push(submit("r1"))))
	p.mark(1)
	epoch, seq := w.store.At()
	mark, _ := op.Marks.Get(view(p.rows), op.ID(p.client))
	for name, change := range map[string]func(*wire.Hello){
		"sequence":   func(h *wire.Hello) { h.Since = seq + 1 },
		"mark":       func(h *wire.Hello) { h.Heard.N++ },
		"other hash": func(h *wire.Hello) { h.Heard.Hash = "ff" },
	} {
		for epoch, want := range map[string]wire.Reason{epoch: wire.Rewound, "another": ""} {
			late := w.phone(p.token)
			late.client = p.client
			h := wire.Hello{Version: wire.Version, Client: p.client, Epoch: epoch, Since: seq, Heard: mark, Token: p.token}
			change(&h)
			late.dial().send(wire.Encode(wire.Up{Hello: &h}))
			if want != "" {
				if bye := late.bye(); bye.Reason != want {
					t.Errorf("%s: bye %+v", name, bye)
				}
				continue
			}
			if d := late.takeOne(); d.From != 0 || len(d.Rows) == 0 {
				t.Errorf("%s in another epoch: delta from %d with %d rows", name, d.From, len(d.Rows))
			}
		}
	}
}

func TestUpToDatePhoneHearsAHeartbeat(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a")).greet()
	p.send(wire.Encode(p.push(submit("r1"))))
	p.mark(1)
	before := time.Now()
	p.send(wire.Encode(wire.Up{Ping: &wire.Ping{}}))
	if d := p.takeOne(); d.From != d.To || len(d.Rows) != 0 || d.Now.Before(before.Add(-time.Second)) {
		t.Errorf("heartbeat %+v", d)
	}
}

// TestOldVersionIsHeardBeforeItRenews: what it pushes may be the last that is
// heard of that phone for long.
func TestOldVersionIsHeardBeforeItRenews(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a"))
	hello := p.hello()
	hello.Hello.Version = wire.Version + 7
	p.dial().send(wire.Encode(hello))
	p.send(wire.Encode(p.push(submit("r1"))))
	p.send(wire.Encode(p.push(submit("r2"))))
	if bye := p.bye(); bye.Reason != wire.Renew || bye.Again >= 0 {
		t.Errorf("bye %+v", bye)
	}
	if d := p.post(frames(hello, p.push(submit("r3")))); d.Bye == nil || d.Bye.Reason != wire.Renew {
		t.Errorf("the worker is told %+v", d)
	}
	r := w.store.Read(nil)
	defer r.Close()
	if got := lamp.Reports.All(r); len(got) != 3 {
		t.Errorf("%d reports were taken", len(got))
	}
}

func TestNewestLineOfAPersonIsNotTurnedAway(t *testing.T) {
	w := newTown(t)
	oldest := w.phone(deviceToken("a")).greet()
	for range perPerson {
		w.phone(deviceToken("a")).greet()
	}
	if bye := oldest.bye(); bye.Reason != wire.Busy {
		t.Errorf("bye %+v", bye)
	}
}

func TestDrainSendsEverybodyHomeSpreadOut(t *testing.T) {
	w := newTown(t)
	var all []*phone
	for i := range 5 {
		all = append(all, w.phone(deviceToken(fmt.Sprint(i))).greet())
	}
	done := make(chan struct{})
	go func() { w.gate.Drain(context.Background()); close(done) }()
	for _, p := range all {
		if bye := p.bye(); bye.Reason != wire.Later || bye.Again < 1 {
			t.Errorf("bye %+v", bye)
		}
	}
	<-done
	if _, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(w.http.URL, "http")+"/sync", nil); err == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a line is opened: %v", err)
	}
	if d := all[0].post(frames(all[0].hello())); d.Bye == nil || d.Bye.Reason != wire.Later {
		t.Errorf("the worker is told %+v", d)
	}
	if w.gate.Counts.Lines.Load() != 0 || len(w.gate.seats.of) != 0 {
		t.Error("lines are left")
	}
}

func TestFailedCommitIsLater(t *testing.T) {
	w := newTown(t, store.Faulty(func() error { return errors.New("the disk did not flush") }))
	p := w.phone(deviceToken("a")).greet()
	p.send(wire.Encode(p.push(submit("r1"))))
	go w.gate.Drain(t.Context()) // as main does when the authority has stopped
	if bye := p.bye(); bye.Reason != wire.Later {
		t.Errorf("bye %+v", bye)
	}
	if d := p.post(frames(p.hello(), p.push(submit("r2")))); d.Bye == nil || d.Bye.Reason != wire.Later {
		t.Errorf("the worker is told %+v", d)
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	w := newTown(t)
	address := "ws" + strings.TrimPrefix(w.http.URL, "http") + "/sync"
	for from, want := range map[string]bool{"": true, w.http.URL: true, "https://elsewhere.example": false, "null": false, "://": false} {
		header := http.Header{}
		if from != "" {
			header.Set("Origin", from)
		}
		conn, _, err := websocket.DefaultDialer.Dial(address, header)
		if (err == nil) != want {
			t.Errorf("from %q: %v", from, err)
		}
		if conn != nil {
			conn.Close()
		}
	}
}

func TestBucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(nil, nil, "", "")
		for i := range burst {
			if !l.allow(time.Now()) {
				t.Fatalf("frame %d of the first burst is refused", i)
			}
		}
		if l.allow(time.Now()) {
			t.Error("one more is taken")
		}
		<-time.After(time.Second)
		for i := range perSecond {
			if !l.allow(time.Now()) {
				t.Fatalf("frame %d of the next second is refused", i)
			}
		}
		if l.allow(time.Now()) {
			t.Error("one more is taken")
		}
	})
}

func TestEveryReasonHasACode(t *testing.T) {
	seen := map[int]wire.Reason{}
	for _, r := range []wire.Reason{wire.Renew, wire.SignIn, wire.Later, wire.Busy, wire.Twin, wire.Gap, wire.Rewound, wire.Malformed, wire.TooBig, wire.Order} {
		code := closing(r)
		if other, had := seen[code]; had {
			t.Errorf("%s and %s have %d", r, other, code)
		}
		seen[code] = r
	}
}

func TestManyPhonesAtOnce(t *testing.T) {
	w := newTown(t)
	desk := w.staff().greet()
	const phones, each = 20, 10
	done := make(chan *phone, phones)
	for i := range phones {
		p := w.phone(deviceToken(fmt.Sprint("many", i)))
		go func() {
			defer func() { done <- p }()
			p.greet()
			for n := range each {
				p.send(wire.Encode(p.push(submit(fmt.Sprintf("r%d-%d", i, n)))))
			}
			p.mark(each)
		}()
	}
	for range phones {
		<-done
	}
	for len(lamp.Reports.All(view(desk.rows))) < phones*each {
		desk.takeOne()
	}
	if got := lamp.Spots.All(view(desk.rows)); len(got) != phones*each {
		t.Errorf("%d spots", len(got))
	}
}

// frames is a body for POST /sync.
func frames(ups ...wire.Up) []byte {
	var list []json.RawMessage
	for _, u := range ups {
		list = append(list, wire.Encode(u))
	}
	return wire.Encode(list)
}

func BenchmarkHello(b *testing.B) {
	w := newTown(b)
	p := w.phone(deviceToken("a")).greet()
	for b.Loop() {
		v := visit{gate: w.gate}
		h := *p.hello().Hello
		if err := v.greet(b.Context(), h); err != nil {
			b.Fatal(err)
		}
		if _, err := v.page(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestNewsWaitForTheAnswer: what happens while a phone's push is decided goes down in
// the frame that has its answer: at 10:00 that is one frame for each phone, not two.
func TestNewsWaitForTheAnswer(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a")).greet()
	other := w.phone(deviceToken("b")).greet()
	news := op.Key{Table: lamp.Spots.Name, ID: "news"}
	err := w.city.Between(func() error { // nothing is decided meanwhile
		p.send(wire.Encode(p.push(submit("r1"))))
		for !w.gate.deciding() {
			runtime.Gosched()
		}
		_, _, scopes, err := w.store.Commit([]op.Row{{Key: news, Body: []byte(`{"id":"news"}`), To: []person.Scope{person.Public}}})
		w.gate.Hub.Ring(scopes)
		other.until(news)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d := p.takeOne()
	if m, _ := op.Marks.Get(view(p.rows), op.ID(p.client)); m.N != 1 || len(p.rows[news].Body) == 0 {
		t.Errorf("the first frame has %d rows, the mark %+v, news %v", len(d.Rows), m, p.rows[news])
	}
}

// deciding reports whether a push of some line is being decided.
func (g *Gate) deciding() bool {
	g.seats.mu.Lock()
	defer g.seats.mu.Unlock()
	for l := range g.seats.all {
		l.mu.Lock()
		pushing := l.pushing
		l.mu.Unlock()
		if pushing {
			return true
		}
	}
	return false
}
