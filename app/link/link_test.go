package link

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// pipe is a line whose city end is in the test's hand.
type pipe struct {
	mu   sync.Mutex
	sent []wire.Up
	down chan []byte
	once sync.Once
}

var errClosed = errors.New("closed")

func (p *pipe) Send(b []byte) error {
	up, err := wire.DecodeUp(b)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, up)
	return nil
}

func (p *pipe) Recv() ([]byte, error) {
	b, ok := <-p.down
	if !ok {
		return nil, errClosed
	}
	return b, nil
}

func (p *pipe) Close() { p.once.Do(func() { close(p.down) }) }

func (p *pipe) say(d wire.Down) { p.down <- wire.Encode(d) }

func (p *pipe) pushed() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, up := range p.sent {
		if up.Push != nil {
			n += len(up.Push.Envelopes)
		}
	}
	return n
}

// town dials pipes; hang makes dialling stick.
type town struct {
	mu    sync.Mutex
	lines []*pipe
	hang  bool
}

func (t *town) Dial(ctx context.Context) (Conn, error) {
	t.mu.Lock()
	hang := t.hang
	p := &pipe{down: make(chan []byte)}
	t.lines = append(t.lines, p)
	t.mu.Unlock()
	if hang {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return p, nil
}

func (t *town) line(i int) *pipe {
	t.mu.Lock()
	defer t.mu.Unlock()
	if i < 0 {
		i += len(t.lines)
	}
	return t.lines[i]
}

func (t *town) dialled() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.lines)
}

// inBubble runs a link in virtual time.
func inBubble(t *testing.T, f func(t *testing.T, l *Link, r *replica.Replica, city *town, token *string)) {
	synctest.Test(t, func(t *testing.T) {
		ids := 0
		me := person.Actor{ID: "d-1", Roles: []person.Role{person.Resident}}
		r, err := replica.Open(replica.NewMemory(), me, time.Now, func() op.ID { ids++; return op.ID("c" + strconv.Itoa(ids)) })
		if err != nil {
			t.Fatal(err)
		}
		city, token := &town{}, "t1"
		l := New(Config{Replica: r, Dialer: city, Token: func() string { return token }, Now: time.Now, Rand: func() float64 { return 1 }})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { l.Run(ctx); close(done) }()
		synctest.Wait()
		f(t, l, r, city, &token)
		stop()
		<-done
	})
}

func report(t *testing.T, r *replica.Replica, id op.ID) {
	t.Helper()
	if err := r.Do(lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "w"}}); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
}

func beat() wire.Down {
	return wire.Down{Delta: &wire.Delta{Epoch: "e", From: 0, To: 1, Now: time.Now()}}
}

func still() wire.Down {
	return wire.Down{Delta: &wire.Delta{Epoch: "e", From: 1, To: 1, Now: time.Now()}}
}

func Test_hello_comes_with_the_push(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, r *replica.Replica, city *town, _ *string) {
		first := city.line(0)
		report(t, r, "a")
		if len(first.sent) != 2 || first.sent[0].Hello == nil || first.sent[1].Push == nil {
			t.Fatalf("sent %+v", first.sent)
		}
		if l.State().Live {
			t.Error("live before the first delta: an open socket is no proof")
		}
		first.say(beat())
		synctest.Wait()
		if !l.State().Live {
			t.Error("not live after a delta")
		}
	})
}

func Test_do_during_push(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
		for _, id := range []op.ID{"a", "b", "c"} {
			report(t, r, id)
		}
		if n := city.line(0).pushed(); n != 3 {
			t.Errorf("%d of 3 went out", n)
		}
	})
}

func Test_push_fails_once_then_silence(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
		report(t, r, "a")
		city.line(0).Close()
		time.Sleep(3 * time.Second) // virtual
		synctest.Wait()
		if city.dialled() < 2 || city.line(-1).pushed() != 1 {
			t.Errorf("%d lines, the last one heard %d", city.dialled(), city.line(-1).pushed())
		}
	})
}

func Test_link_zombie_open(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, _ *replica.Replica, city *town, _ *string) {
		city.line(0).say(beat())
		synctest.Wait()
		l.Wake() // the phone looks up; the line says nothing any more
		time.Sleep(8 * time.Second)
		synctest.Wait()
		if city.dialled() != 2 {
			t.Errorf("%d lines 8 s after a wake over a dead one", city.dialled())
		}
	})
}

func Test_link_answers_a_wake_and_lives(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, _ *replica.Replica, city *town, _ *string) {
		city.line(0).say(beat())
		synctest.Wait()
		l.Wake()
		synctest.Wait()
		city.line(0).say(still())
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if city.dialled() != 1 {
			t.Errorf("%d lines although the first one answers", city.dialled())
		}
	})
}

func Test_link_silent_for_a_minute(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, _ *replica.Replica, city *town, _ *string) {
		city.line(0).say(beat())
		time.Sleep(65 * time.Second)
		synctest.Wait()
		if city.dialled() < 2 {
			t.Error("a line that is silent for 65 s is still trusted")
		}
	})
}

func Test_link_stuck_connecting(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, _ *replica.Replica, city *town, _ *string) {
		city.mu.Lock()
		city.hang = true
		city.mu.Unlock()
		city.line(0).Close()
		time.Sleep(15 * time.Second)
		city.mu.Lock()
		city.hang = false
		city.mu.Unlock()
		time.Sleep(30 * time.Second)
		synctest.Wait()
		last := city.line(-1)
		last.mu.Lock()
		defer last.mu.Unlock()
		if len(last.sent) == 0 {
			t.Error("stuck: no Hello after the dialling that hung")
		}
	})
}

func Test_token_expired(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, r *replica.Replica, city *town, token *string) {
		report(t, r, "a")
		city.line(0).say(wire.Down{Bye: &wire.Bye{Reason: wire.SignIn}})
		time.Sleep(time.Hour)
		synctest.Wait()
		if city.dialled() != 1 || l.State().Bye != wire.SignIn {
			t.Errorf("%d lines with a token that does not hold; says %q", city.dialled(), l.State().Bye)
		}
		*token = "t2"
		l.Wake()
		synctest.Wait()
		if city.line(-1).pushed() != 1 {
			t.Error("after signing in what waited has not gone")
		}
	})
}

func Test_twin_is_numbered_anew(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
		report(t, r, "a")
		before := r.Hello("", "").Client
		city.line(0).say(wire.Down{Bye: &wire.Bye{Reason: wire.Twin}})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if r.Hello("", "").Client == before || city.line(-1).pushed() != 1 {
			t.Error("a twin keeps its name, or its op was lost")
		}
	})
}
