package gate

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"denghuo/shared/op"
	someone "denghuo/shared/person"
	"denghuo/shared/wire"
)

// still stops the clock of limits, so that a test counts and does not race.
func (w *town) still() {
	at := time.Now()
	w.gate.often = newOften(func() time.Time { return at })
}

// spent uses up what a bucket has for a key.
func spent(take func() time.Duration) {
	for take() == 0 {
	}
}

func TestWhoBeginsTooOftenWaits(t *testing.T) {
	w := newTown(t)
	w.still()
	p, other := w.phone(deviceToken("a")), w.phone(deviceToken("b"))
	spent(func() time.Duration { return w.gate.often.begun.Take(string(p.id)) })
	p.dial().send(wire.Encode(p.hello()))
	if b := p.bye(); b.Reason != wire.Busy || b.Again < 1 {
		t.Errorf("on a line: %+v", b)
	}
	if d := p.post(wire.Encode(p.hello())); d.Bye == nil || d.Bye.Reason != wire.Busy {
		t.Errorf("by request: %+v", d)
	}
	if d := other.post(wire.Encode(other.hello())); d.Bye != nil {
		t.Errorf("another person behind the same address: %+v", d.Bye)
	}
}

// TestTooManyOpsAreNotLost: the line ends with a time, nothing was decided, and the
// same ops are taken when it is over.
func TestTooManyOpsAreNotLost(t *testing.T) {
	for name, spend := range map[string]func(w *town, p *phone){
		"person": func(w *town, p *phone) {
			spent(func() time.Duration { return w.gate.often.ops.TakeN(string(p.id), 10) })
		},
		"address": func(w *town, _ *phone) {
			spent(func() time.Duration { return w.gate.often.near.TakeN("127.0.0.1", 1000) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			at := time.Now()
			w.gate.often = newOften(func() time.Time { return at })
			p := w.phone(deviceToken("a"))
			spend(w, p)
			body := fmt.Sprintf("[%s,%s]", wire.Encode(p.hello()), wire.Encode(p.push(submits(20)...)))
			d := p.post([]byte(body))
			if d.Bye == nil || d.Bye.Reason != wire.Busy || d.Bye.Again < 1 {
				t.Fatalf("%+v", d)
			}
			at = at.Add(time.Duration(d.Bye.Again) * time.Second)
			if d := p.post([]byte(body)); d.Bye != nil {
				t.Fatalf("waited as told: %+v", d.Bye)
			}
			p.dial().greet().mark(20)
		})
	}
}

func submits(n int) (all []op.Op) {
	for i := range n {
		all = append(all, submit(fmt.Sprintf("report-%010d", i)))
	}
	return all
}

// TestAPatrolsWeekGoesThrough: two thousand ops at once are nobody's attack.
func TestAPatrolsWeekGoesThrough(t *testing.T) {
	w := newTown(t)
	w.still()
	for n := 0; n < 2000; n += wire.MaxPush {
		if wait := w.gate.often.mayDo("s-crew", "192.0.2.1", min(wire.MaxPush, 2000-n)); wait > 0 {
			t.Fatalf("after %d ops: waits %s", n, wait)
		}
	}
	for i := range 20_000 { // phones of one carrier, a claim each, in the same second
		if wait := w.gate.often.mayDo(someone.ID(fmt.Sprint("d-", i)), "192.0.2.1", 1); wait > 0 {
			t.Fatalf("phone %d behind one address waits %s", i, wait)
		}
	}
}

func TestRequestsTooOften(t *testing.T) {
	form := strings.NewReader("kind=lamp.submit&id=0123456789abcdef")
	cases := map[string]struct {
		method, path string
		spend        func(o *often, p *phone)
	}{
		"form":  {"POST", "/plain", func(o *often, _ *phone) { spent(func() time.Duration { return o.forms.Take("127.0.0.1") }) }},
		"ask":   {"POST", "/ask", func(o *often, p *phone) { spent(func() time.Duration { return o.ops.Take(string(p.id)) }) }},
		"photo": {"PUT", "/photo/" + strings.Repeat("a", 64), func(o *often, p *phone) { spent(func() time.Duration { return o.pieces.Take(string(p.id)) }) }},
		"piece": {"PATCH", "/photo/" + strings.Repeat("a", 64), func(o *often, p *phone) { spent(func() time.Duration { return o.pieces.Take(string(p.id)) }) }},
		"look":  {"GET", "/photo/" + strings.Repeat("a", 64), func(o *often, p *phone) { spent(func() time.Duration { return o.looks.Take(string(p.id)) }) }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.still()
			p := w.phone(deviceToken("a"))
			c.spend(w.gate.often, p)
			r, err := http.NewRequest(c.method, w.http.URL+c.path, form)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+p.token)
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var a struct {
				Code string
				Wait int
			}
			if err := json.NewDecoder(resp.Body).Decode(&a); err != nil || resp.StatusCode != 429 || a.Code != "too_often" || a.Wait < 1 || resp.Header.Get("Retry-After") == "" {
				t.Errorf("%d %+v %v", resp.StatusCode, a, err)
			}
		})
	}
}
