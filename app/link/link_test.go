package link

import (
	"context"
	"errors"
	"strconv"
	"strings"
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

// asked is how often the phone wanted proof.
func (p *pipe) asked() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, up := range p.sent {
		if up.Ping != nil {
			n++
		}
	}
	return n
}

// town dials pipes; hang makes dialling stick. The phone's wall clock is the
// bubble's and skew.
type town struct {
	mu    sync.Mutex
	lines []*pipe
	hang  bool
	skew  time.Duration
}

func (t *town) now() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Now().Add(t.skew)
}

// turn sets the phone's clock, or lets it sleep while Go's clock stands still.
func (t *town) turn(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.skew += d
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
		l := New(Config{Replica: r, Dialer: city, Token: func() string { return token }, Now: city.now, Rand: func() float64 { return 1 }})
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

// Test_link_zombie_under_a_tap: a line that is open and dead, as in a lift, while somebody
// waits for an answer: it is asked for proof, and given up, within seconds.
func Test_link_zombie_under_a_tap(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
		city.line(0).say(beat())
		synctest.Wait()
		time.Sleep(20*time.Second + ticking/2) // a line may be silent for so long
		report(t, r, "a")
		time.Sleep(4 * time.Second)
		if city.line(0).asked() != 0 {
			t.Error("the city has no time to answer")
		}
		time.Sleep(3 * time.Second)
		if city.line(0).asked() != 1 {
			t.Errorf("proof was wanted %d times after 7 s", city.line(0).asked())
		}
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if city.dialled() != 2 || city.line(1).pushed() != 1 {
			t.Errorf("%d lines 13 s after the tap, %d pushed", city.dialled(), city.line(-1).pushed())
		}
	})
}

// Test_a_slow_city_is_not_left: a city that says where a push stands, or answers when it
// is asked, keeps its line, however long the decision takes.
func Test_a_slow_city_is_not_left(t *testing.T) {
	stands := still()
	stands.Delta.Place = &wire.Place{N: 1, Before: 4000}
	for name, c := range map[string]struct {
		says  wire.Down
		each  time.Duration
		pings int // wanted at most in 50 s
	}{
		"tells_the_place": {stands, 2 * time.Second, 0},
		"answers":         {still(), 9 * time.Second, 6},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
				city.line(0).say(beat())
				report(t, r, "a")
				for tapped := time.Now(); time.Since(tapped) < 50*time.Second; {
					time.Sleep(c.each)
					city.line(0).say(c.says)
					synctest.Wait()
					if city.dialled() != 1 {
						t.Fatalf("left after %v", time.Since(tapped))
					}
				}
				if n := city.line(0).asked(); n > c.pings {
					t.Errorf("asked %d times", n)
				}
			})
		})
	}
}

// Test_a_slow_line_is_not_left: what fills it is waited for: a long catch-up that is
// coming, or a week of reports that goes up.
func Test_a_slow_line_is_not_left(t *testing.T) {
	for name, fill := range map[string]func(*testing.T, *replica.Replica, *town){
		"down": func(t *testing.T, r *replica.Replica, city *town) {
			more := beat()
			more.Delta.More = true
			city.line(-1).say(more)
			report(t, r, "a")
		},
		"up": func(t *testing.T, r *replica.Replica, city *town) {
			city.line(-1).say(beat())
			synctest.Wait()
			city.line(-1).Close()
			for i := range 80 {
				id := op.ID("a" + strconv.Itoa(i))
				if err := r.Do(lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "w"}, Note: strings.Repeat("灯", 500)}); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(time.Second)
			synctest.Wait()
			city.line(-1).say(still())
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
				fill(t, r, city)
				synctest.Wait()
				lines, asked := city.dialled(), city.line(-1).asked()
				time.Sleep(25 * time.Second)
				synctest.Wait()
				if city.dialled() != lines || city.line(-1).asked() != asked {
					t.Errorf("%d lines more, asked %d times more", city.dialled()-lines, city.line(-1).asked()-asked)
				}
			})
		})
	}
}

// Test_a_dumb_city_has_no_storm: a city that takes lines and can say nothing is tried a
// few times in the minute of a tap, each time with more patience, and then as if nobody
// waited.
func Test_a_dumb_city_has_no_storm(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
		city.line(0).say(beat())
		report(t, r, "a")
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := city.dialled(); n < 3 || n > 4 {
			t.Errorf("%d lines in a minute", n)
		}
		lines := city.dialled()
		time.Sleep(time.Minute)
		if more := city.dialled() - lines; more > 1 {
			t.Errorf("%d lines in the minute after it", more)
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

// Test_link_late_close: the close of an old socket starts nothing.
func Test_link_late_close(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, _ *replica.Replica, city *town, _ *string) {
		old := city.line(0)
		old.say(beat())
		synctest.Wait()
		old.once.Do(func() {}) // the system does not close it when it is told to
		l.Wake()
		time.Sleep(10 * time.Second)
		city.line(1).say(still())
		synctest.Wait()
		close(old.down) // now, at last
		time.Sleep(20 * time.Second)
		city.line(1).say(still())
		synctest.Wait()
		if city.dialled() != 2 || !l.State().Live {
			t.Errorf("%d lines, live %v: the late close was taken for the new line's", city.dialled(), l.State().Live)
		}
	})
}

// Test_link_slept_an_hour: in a sleeping phone Go's clock stands still, and the
// page is told nothing. The wall clock shows it.
func Test_link_slept_an_hour(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, _ *replica.Replica, city *town, _ *string) {
		city.line(0).say(beat())
		synctest.Wait()
		city.turn(time.Hour)
		time.Sleep(8 * time.Second)
		synctest.Wait()
		if city.dialled() != 2 {
			t.Errorf("%d lines 8 s after an hour's sleep over a dead one", city.dialled())
		}
	})
}

// Test_link_slept_ten_seconds: a short sleep asks for proof, and a line that gives
// it stays.
func Test_link_slept_ten_seconds(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, _ *replica.Replica, city *town, _ *string) {
		first := city.line(0)
		first.say(beat())
		synctest.Wait()
		city.turn(10 * time.Second)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if first.asked() != 1 {
			t.Fatalf("proof was wanted %d times after a wake", first.asked())
		}
		first.say(still())
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if city.dialled() != 1 {
			t.Errorf("%d lines although the first one answers", city.dialled())
		}
	})
}

// Test_link_clock_set_back: silence is measured anew from there, so a good line
// lives on and a dead one is still noticed within a minute.
func Test_link_clock_set_back(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, _ *replica.Replica, city *town, _ *string) {
		city.line(0).say(beat())
		synctest.Wait()
		city.turn(-72 * time.Hour)
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if city.dialled() != 1 {
			t.Fatalf("%d lines: a good one was ended for the clock", city.dialled())
		}
		city.line(0).say(still())
		time.Sleep(65 * time.Second)
		synctest.Wait()
		if city.dialled() != 2 {
			t.Errorf("%d lines after 65 s of silence under a clock that was set back", city.dialled())
		}
	})
}

// Test_reset_loop: a city that begins the phone anew three times in a minute is
// left alone for minutes, and the screen can say so.
func Test_reset_loop(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, r *replica.Replica, city *town, _ *string) {
		report(t, r, "a")
		for range 4 { // the first is no beginning anew: the phone had nothing
			city.line(-1).say(beat())
			synctest.Wait()
			time.Sleep(2 * time.Second)
		}
		lines := city.dialled()
		if !l.State().Loop || l.State().Live {
			t.Fatalf("state %+v", l.State())
		}
		l.Wake() // and no wake cuts it short
		time.Sleep(100 * time.Second)
		synctest.Wait()
		if city.dialled() != lines {
			t.Fatalf("dialled %d times more within 100 s", city.dialled()-lines)
		}
		time.Sleep(142 * time.Second)
		city.line(-1).say(still())
		synctest.Wait()
		if city.dialled() != lines+1 || l.State().Loop || !l.State().Live || city.line(-1).pushed() != 1 {
			t.Errorf("%d lines more, state %+v, pushed %d", city.dialled()-lines, l.State(), city.line(-1).pushed())
		}
	})
}

// Test_a_tap_is_not_kept_waiting: after many failures the link waits long, but not
// when somebody has just put something into the outbox, whatever event tells of a
// network or does not. Many taps are one try a second at most.
func Test_a_tap_is_not_kept_waiting(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
		for range 4 { // the last wait is 16 s
			time.Sleep(9 * time.Second)
			city.line(-1).Close()
			synctest.Wait()
		}
		lines := city.dialled()
		time.Sleep(5 * time.Second)
		if city.dialled() != lines {
			t.Fatal("it does not wait")
		}
		report(t, r, "a")
		if city.dialled() != lines+1 || city.line(-1).pushed() != 1 {
			t.Fatalf("%d lines more at the tap, %d pushed", city.dialled()-lines, city.line(-1).pushed())
		}
		lines = city.dialled()
		for i := range 30 { // in 3 s, and no network
			city.line(-1).Close()
			report(t, r, op.ID("b"+strconv.Itoa(i)))
			time.Sleep(100 * time.Millisecond)
		}
		if more := city.dialled() - lines; more < 2 || more > 3 {
			t.Errorf("30 taps in 3 s are %d tries", more)
		}
	})
}

// Test_a_tap_that_waits_is_tried_soon: whoever taps at 10:00 on a bad line stands and
// waits. For that minute no wait is longer than 4 s, at a random moment still; then it
// grows as it did, since nobody stands there for longer.
func Test_a_tap_that_waits_is_tried_soon(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, r *replica.Replica, city *town, _ *string) {
		cut := func() time.Duration {
			lines, began := city.dialled(), time.Now()
			city.line(-1).Close()
			for synctest.Wait(); city.dialled() == lines; synctest.Wait() {
				time.Sleep(100 * time.Millisecond)
			}
			return time.Since(began)
		}
		for range 5 {
			cut()
		}
		report(t, r, "a")
		tapped := time.Now()
		for time.Since(tapped) < 50*time.Second {
			if waited := cut(); waited > 4*time.Second {
				t.Fatalf("%v without a try, %v after the tap", waited, time.Since(tapped))
			}
			time.Sleep(time.Second)
		}
		l.c.Rand = func() float64 { return 0.25 } // each phone has its own moment
		if waited := cut(); waited > time.Second {
			t.Errorf("%v is not a quarter of the window", waited)
		}
		l.c.Rand = func() float64 { return 1 }
		time.Sleep(time.Until(tapped.Add(61 * time.Second)))
		if waited := cut(); waited < 30*time.Second {
			t.Errorf("the city is tried again after %v for one who has gone", waited)
		}
	})
}

// Test_a_tap_while_dialling: the try that it came too late for is followed by another.
func Test_a_tap_while_dialling(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
		for range 4 {
			time.Sleep(9 * time.Second)
			city.line(-1).Close()
			synctest.Wait()
		}
		city.mu.Lock()
		city.hang = true
		city.mu.Unlock()
		time.Sleep(16 * time.Second)
		lines := city.dialled()
		report(t, r, "a")
		city.mu.Lock()
		city.hang = false
		city.mu.Unlock()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if city.dialled() != lines+1 || city.line(-1).pushed() != 1 {
			t.Errorf("%d lines more after the one that hung, %d pushed", city.dialled()-lines, city.line(-1).pushed())
		}
	})
}

// Test_a_restart_is_spread: phones that the city has sent away come back at their
// random moment, whoever taps: 5,000 at once would send it away again.
func Test_a_restart_is_spread(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, r *replica.Replica, city *town, _ *string) {
		city.line(0).say(wire.Down{Bye: &wire.Bye{Reason: wire.Later, Again: 8}})
		synctest.Wait()
		report(t, r, "a")
		l.Wake()
		time.Sleep(7 * time.Second)
		synctest.Wait()
		if city.dialled() != 1 {
			t.Error("a tap comes before the moment that was drawn")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if city.dialled() != 2 || city.line(-1).pushed() != 1 {
			t.Errorf("%d lines, %d pushed", city.dialled(), city.line(-1).pushed())
		}
	})
}

// Test_place_in_the_queue: the city tells where a push stands, and what it said holds as
// long as the line. No room is told as such, until the next word.
func Test_place_in_the_queue(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, r *replica.Replica, city *town, _ *string) {
		city.line(0).say(beat())
		report(t, r, "a")
		stands := still()
		stands.Delta.Place = &wire.Place{N: 1, Before: 4000}
		city.line(0).say(stands)
		synctest.Wait()
		if got := l.State(); !got.Live || got.Place != *stands.Delta.Place {
			t.Fatalf("state %+v", got)
		}
		city.line(0).say(still()) // a heartbeat says nothing of it
		synctest.Wait()
		if got := l.State().Place.Before; got != 4000 {
			t.Errorf("a heartbeat made it %d", got)
		}
		city.line(0).say(wire.Down{Bye: &wire.Bye{Reason: wire.Busy, Full: true}})
		synctest.Wait()
		if got := l.State(); got != (State{Bye: wire.Busy, Full: true}) {
			t.Errorf("sent away: %+v", got)
		}
		for city.dialled() < 2 { // at a moment of its own
			time.Sleep(time.Second)
		}
		city.line(-1).Close()
		synctest.Wait()
		if got := l.State(); got != (State{}) {
			t.Errorf("cut: %+v", got)
		}
	})
}

// Test_bye_not_by_itself: an old program is told to renew. It does not come back
// by itself every few seconds with all that it has.
func Test_bye_not_by_itself(t *testing.T) {
	inBubble(t, func(t *testing.T, l *Link, r *replica.Replica, city *town, _ *string) {
		report(t, r, "a")
		city.line(0).say(wire.Down{Bye: &wire.Bye{Reason: wire.Renew, Again: -1}})
		time.Sleep(20 * time.Second)
		l.Wake()
		synctest.Wait()
		if city.dialled() != 1 || l.State().Bye != wire.Renew {
			t.Fatalf("%d lines in 20 s, says %q", city.dialled(), l.State().Bye)
		}
		time.Sleep(15 * time.Second)
		synctest.Wait()
		if city.dialled() != 2 {
			t.Fatalf("%d lines: a wake half a minute later is heard", city.dialled())
		}
	})
}

// Test_rewound_begins_anew: what the phone has of a lost time is taken anew, or the
// city would say so for ever.
func Test_rewound_begins_anew(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
		report(t, r, "a")
		city.line(0).say(beat())
		synctest.Wait()
		before := r.Hello("", "").Client
		city.line(0).say(wire.Down{Bye: &wire.Bye{Reason: wire.Rewound}})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		h := city.line(-1).sent[0].Hello
		if h.Client == before || h.Since != 0 || h.Epoch != "" || city.line(-1).pushed() != 1 {
			t.Errorf("hello %+v, pushed %d", h, city.line(-1).pushed())
		}
	})
}

// Test_mark_taken_back: a city that has forgotten what it had heard gets it again at
// once, and not when the line happens to end.
func Test_mark_taken_back(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *Link, r *replica.Replica, city *town, _ *string) {
		report(t, r, "a")
		h := r.Hello("", "")
		mark := op.Mark{Client: h.Client, By: "d-1", N: 1, Hash: wire.HashOf(r.Unsent(0, 1<<20)[0])}
		key := op.Marks.Key(op.ID(h.Client))
		heard := beat()
		heard.Delta.Rows = []op.Row{{Key: key, Body: wire.Encode(mark)}}
		city.line(0).say(heard)
		synctest.Wait()
		forgot := wire.Down{Delta: &wire.Delta{Epoch: "e", From: 1, To: 2, Now: time.Now(), Rows: []op.Row{{Key: key, Gone: true}}}}
		city.line(0).say(forgot)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if city.dialled() != 2 || city.line(-1).pushed() != 1 {
			t.Errorf("%d lines, the last one heard %d", city.dialled(), city.line(-1).pushed())
		}
	})
}
