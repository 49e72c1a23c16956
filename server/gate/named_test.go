package gate

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// TestLine has the traps of the line, by the names of the notes; the phone's half is
// in app/link.
func TestLine(t *testing.T) {
	t.Run("gate_silent_phones", silentPhones)
	t.Run("gate_hello_up_to_date", helloUpToDate)
	t.Run("gate_restart_9_59_30", restart)
	t.Run("delta_256k", delta256k)
	t.Run("slow_reader_slows_nobody", slowReader)
}

// silentPhones: a thousand phones drop off without a word; none is held after 90 s.
func silentPhones(t *testing.T) {
	quiet(t, func(t *testing.T, g *Gate, dial func() *websocket.Conn) {
		const phones = 1000
		for i := range phones {
			conn := dial()
			defer conn.Close()
			if i%2 == 0 { // the others never say anything
				if err := conn.WriteMessage(websocket.TextMessage, hello()); err != nil {
					t.Fatal(err)
				}
				if _, _, err := conn.ReadMessage(); err != nil {
					t.Fatal(err)
				}
			}
		}
		begin := time.Now()
		g.lines.Wait()
		if waited := time.Since(begin); waited > 90*time.Second {
			t.Errorf("the last was held for %v", waited)
		}
		if n := g.Counts.Lines.Load(); n != 0 || len(g.seats.all) != 0 || len(g.seats.of) != 0 {
			t.Errorf("%d lines are still counted", n)
		}
	})
}

// helloUpToDate: a phone that was here is answered without Badger.
func helloUpToDate(t *testing.T) {
	w := newTown(t)
	p := w.phone(deviceToken("a")).greet()
	p.send(wire.Encode(p.push(submit("r1"))))
	p.mark(1)
	mark, _ := op.Marks.Get(view(p.rows), op.ID(p.client))
	come := func() wire.Delta {
		back := w.phone(p.token)
		back.client, back.epoch, back.since = p.client, p.epoch, p.since
		h := back.hello()
		h.Hello.Heard = mark
		back.dial().send(wire.Encode(h))
		return back.takeOne()
	}
	come() // the first time its mark is looked up
	before := w.store.Reads()
	for range 10 {
		if d := come(); d.From != d.To || d.From != p.since || len(d.Rows) != 0 {
			t.Fatalf("an up-to-date phone is told %+v", d)
		}
	}
	if n := w.store.Reads() - before; n != 0 {
		t.Errorf("ten phones that know everything cost %d reads", n)
	}
	w.phone(deviceToken("b")).greet()
	if w.store.Reads() == before {
		t.Error("a phone that has nothing cost no read: they are not counted")
	}
}

// restart: half a minute before ten the city is started anew with 20,000 phones. They
// are spread so that none comes too late and no second has more than a city that
// starts takes with ease.
func restart(t *testing.T) {
	const phones = 20_000
	w := newTown(t)
	w.gate.drained.Store(phones)
	b := w.gate.bye(end{reason: wire.Later, detail: restarts})
	if b.Again >= 30 {
		t.Fatalf("back within %d s: too late for ten o'clock", b.Again)
	}
	if most := phones / b.Again; most > perSecondBack {
		t.Errorf("%d a second come back, at most %d should", most, perSecondBack)
	}
	var all []*phone
	for i := range 200 {
		all = append(all, w.phone(deviceToken(fmt.Sprint("storm", i))).greet())
	}
	w.gate.drained.Store(0)
	done := make(chan struct{})
	go func() { defer close(done); w.gate.Drain(context.Background()) }()
	for _, p := range all {
		if bye := p.bye(); bye.Reason != wire.Later || bye.Again < 1 {
			t.Errorf("bye %+v", bye)
		}
		p.conn.Close()
	}
	<-done
}

// delta256k: a first load that is cut again and again still ends, and each line brings
// it further.
func delta256k(t *testing.T) {
	w := newTown(t)
	writer := w.phone(deviceToken("a"))
	const reports = 400
	for i := range reports {
		o := submit(fmt.Sprint("r", i))
		o.Note = strings.Repeat("暗", 300)
		if d := writer.post(frames(writer.hello(), writer.push(o))); d.Bye != nil {
			t.Fatalf("%+v", *d.Bye)
		}
	}
	late := w.phone(writer.token)
	proxy := newScissors(t, w.http.Listener.Addr().String(), 60<<10)
	cuts := 0
	for more := true; more; cuts++ {
		if cuts > 40 {
			t.Fatalf("cut %d times, and it is at %d with %d rows", cuts, late.since, len(late.rows))
		}
		before := late.since
		more = late.through(proxy)
		if more && late.since <= before {
			t.Fatalf("line %d brought nothing: still at %d", cuts, before)
		}
	}
	if got := lamp.Reports.All(view(late.rows)); len(got) != reports || cuts < 3 {
		t.Errorf("%d reports of %d after %d lines", len(got), reports, cuts)
	}
}

// through takes what comes until the line is cut, or all is there.
func (p *phone) through(addr string) (more bool) {
	p.t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+addr+"/sync", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close()
	p.conn = conn
	p.send(wire.Encode(p.hello()))
	for {
		_, b, err := conn.ReadMessage()
		if err != nil {
			return true
		}
		d, err := wire.DecodeDown(b)
		if err != nil || d.Delta == nil {
			p.t.Fatalf("%s: %v", b, err)
		}
		if d.Delta.From == 0 && p.since != 0 {
			p.t.Fatalf("it begins from zero again, it had %d", p.since)
		}
		for _, r := range d.Delta.Rows {
			p.rows[r.Key] = r
		}
		if p.epoch, p.since = d.Delta.Epoch, d.Delta.To; !d.Delta.More {
			return false
		}
	}
}

// newScissors is a line that is cut after so many bytes down.
func newScissors(t *testing.T, to string, bytes int64) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() { listener.Close(); all.Wait() })
	all.Go(func() {
		for {
			phone, err := listener.Accept()
			if err != nil {
				return
			}
			city, err := net.Dial("tcp", to)
			if err != nil {
				t.Error(err)
				return
			}
			all.Go(func() { io.Copy(city, phone); city.Close() })
			all.Go(func() { io.CopyN(phone, city, bytes); phone.Close(); city.Close() })
		}
	})
	return listener.Addr().String()
}

// slowReader: one phone stops reading, with so much on its way that its teller stands;
// a thousand others are told of every change all the same.
func slowReader(t *testing.T) {
	w := newTown(t)
	deaf := w.phone(deviceToken("deaf")).greet()
	var heap []op.Row
	for i := range 24 { // more than the system's buffers hold
		body := []byte(`"` + strings.Repeat("x", 700<<10) + `"`)
		heap = append(heap, op.Row{Key: op.Key{Table: "heap", ID: op.ID(fmt.Sprint(i))}, To: []person.Scope{deaf.id.Own()}, Body: body})
	}
	for _, r := range heap {
		if _, _, _, err := w.store.Commit([]op.Row{r}); err != nil {
			t.Fatal(err)
		}
	}
	w.gate.Hub.Ring([]person.Scope{deaf.id.Own()})
	const others = 1000
	conns := make([]*phone, others)
	for i := range conns {
		conns[i] = w.phone(deviceToken(fmt.Sprint("o", i))).greet()
	}
	writer := w.phone(deviceToken("writer"))
	for round := range 3 {
		id := fmt.Sprint("news", round)
		if d := writer.post(frames(writer.hello(), writer.push(submit(id)))); d.Bye != nil {
			t.Fatalf("%+v", *d.Bye)
		}
		for _, p := range conns {
			p.until(lamp.Spots.Key(op.ID("at-" + id)))
		}
	}
	if !w.stands(deaf) {
		t.Error("the deaf phone's teller does not stand: this test shows nothing")
	}
}

// stands reports whether somebody tells the phone at this moment, and does not get on.
func (w *town) stands(p *phone) bool {
	w.gate.seats.mu.Lock()
	defer w.gate.seats.mu.Unlock()
	for l := range w.gate.seats.all {
		l.mu.Lock()
		busy := l.busy && l.actor.ID == p.id
		l.mu.Unlock()
		if busy {
			return true
		}
	}
	return false
}
