package replica

import (
	"testing"
	"time"
)

// watch is a phone's two clocks and the true time.
type watch struct {
	truth time.Time
	wrong time.Duration // of the wall clock
	ticks time.Duration
}

func (w *watch) pass(d time.Duration) { w.truth, w.ticks = w.truth.Add(d), w.ticks+d }
func (w *watch) sleep(d time.Duration) { // performance.now stands still
	w.truth = w.truth.Add(d)
}

func newWatch(wrong time.Duration) (*watch, *Clock) {
	w := &watch{truth: time.Date(2026, 4, 17, 2, 0, 0, 0, time.UTC), wrong: wrong}
	return w, NewClock(func() time.Time { return w.truth.Add(w.wrong) }, func() time.Duration { return w.ticks })
}

// ask is a question whose answer takes so long there and back.
func (w *watch) ask(c *Clock, there, back time.Duration) {
	c.Ask(false)
	w.pass(there)
	city := w.truth
	w.pass(back)
	c.Hear(city, true)
}

func off(c *Clock, w *watch) time.Duration { return c.Now().Sub(w.truth).Abs() }

func TestClock(t *testing.T) {
	t.Run("clock_before_the_first_word", func(t *testing.T) {
		_, c := newWatch(time.Hour)
		if _, sure := c.Within(); sure {
			t.Error("sure of a time that nobody has told")
		}
	})
	t.Run("best_of_eight", func(t *testing.T) {
		w, c := newWatch(72 * time.Hour)
		w.ask(c, 900*time.Millisecond, 100*time.Millisecond)
		w.ask(c, 20*time.Millisecond, 30*time.Millisecond)
		for range keepWay - 2 {
			w.ask(c, 900*time.Millisecond, 100*time.Millisecond)
		}
		if within, sure := c.Within(); !sure || within != 25*time.Millisecond {
			t.Errorf("within %v, %v", within, sure)
		}
		if d := off(c, w); d > 25*time.Millisecond {
			t.Errorf("off by %v", d)
		}
		for range 2 { // the good one is forgotten: the way may have become another
			w.ask(c, 200*time.Millisecond, 200*time.Millisecond)
		}
		if within, _ := c.Within(); within != 200*time.Millisecond {
			t.Errorf("within %v", within)
		}
	})
	t.Run("countdown_never_rises", func(t *testing.T) {
		w, c := newWatch(-time.Minute)
		w.ask(c, 100*time.Millisecond, 900*time.Millisecond) // half a second ahead
		last := c.Now()
		for i := range 50 {
			w.pass(70 * time.Millisecond)
			if i%10 == 5 {
				w.ask(c, time.Duration(i)*time.Millisecond, 10*time.Millisecond)
			}
			if now := c.Now(); now.Before(last) {
				t.Fatalf("the city's time went back by %v", last.Sub(now))
			} else {
				last = now
			}
		}
		if d := off(c, w); d > 100*time.Millisecond {
			t.Errorf("still off by %v", d)
		}
	})
	t.Run("countdown_after_sleep", func(t *testing.T) {
		w, c := newWatch(0)
		w.ask(c, 10*time.Millisecond, 10*time.Millisecond)
		w.sleep(time.Hour)
		if _, sure := c.Within(); sure {
			t.Error("sure after a sleep")
		}
		if d := off(c, w); d > time.Second {
			t.Errorf("an hour of sleep, off by %v", d)
		}
		w.ask(c, 10*time.Millisecond, 10*time.Millisecond)
		if within, sure := c.Within(); !sure || within > 20*time.Millisecond || off(c, w) > 20*time.Millisecond {
			t.Errorf("asked anew: within %v, sure %v, off by %v", within, sure, off(c, w))
		}
	})
	t.Run("countdown_clock_set_by_hand", func(t *testing.T) {
		for _, by := range []time.Duration{-3 * 24 * time.Hour, -5 * time.Second, 5 * time.Second, 3 * 24 * time.Hour} {
			w, c := newWatch(0)
			w.ask(c, 10*time.Millisecond, 10*time.Millisecond)
			before := c.Now()
			w.wrong += by
			w.pass(2 * time.Second)
			if _, sure := c.Within(); sure {
				t.Errorf("set by %v: still sure", by)
			}
			if by < 0 && off(c, w) > 50*time.Millisecond {
				t.Errorf("set back by %v: off by %v", -by, off(c, w))
			}
			w.ask(c, 10*time.Millisecond, 10*time.Millisecond)
			if d := off(c, w); d > 20*time.Millisecond {
				t.Errorf("set by %v and asked anew: off by %v", by, d)
			}
			if by < 0 && c.Now().Before(before) {
				t.Errorf("set by %v: the countdown rose", by)
			}
		}
	})
	t.Run("a_sleep_between_question_and_answer", func(t *testing.T) {
		w, c := newWatch(0)
		c.Ask(false)
		city := w.truth
		w.sleep(time.Hour)
		c.Hear(city, true)
		if within, _ := c.Within(); within < unasked {
			t.Errorf("believed within %v", within)
		}
	})
	t.Run("another_tab_takes_it_over", func(t *testing.T) {
		w, c := newWatch(time.Hour)
		w.ask(c, 10*time.Millisecond, 10*time.Millisecond)
		told := c.Tell()
		other := NewClock(func() time.Time { return w.truth.Add(w.wrong) }, func() time.Duration { return w.ticks + 1e12 })
		w.pass(20 * time.Millisecond)
		other.Take(told)
		if d := off(other, w); d > 120*time.Millisecond {
			t.Errorf("off by %v", d)
		}
	})
}
