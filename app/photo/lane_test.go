package photo

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"denghuo/shared/op"
	shared "denghuo/shared/photo"
)

// shelf is a phone's storage in memory, with faults to order.
type shelf struct {
	*Memory
	spoil bool // gives back other bytes than it took
	fail  error
}

func newShelf() *shelf { return &shelf{Memory: NewMemory()} }

func (s *shelf) Put(k Kept, b []byte) error {
	if s.fail != nil {
		return s.fail
	}
	return s.Memory.Put(k, b)
}

func (s *shelf) Bytes(h shared.Hash) ([]byte, bool, error) {
	b, ok, err := s.Memory.Bytes(h)
	if s.spoil {
		b = append(bytes.Clone(b), 0)
	}
	return b, ok, err
}

// city takes photos; told is what its rows say.
type city struct {
	mu     sync.Mutex
	online bool
	ops    bool // ops wait to be heard
	answer error
	has    map[shared.Hash][]byte
	asked  int
	puts   []shared.Hash // one for each that became whole
	bytes  int           // all that came, and what came with a broken line
	cut    func() bool   // breaks the line within a piece
	spoilt bool          // the whole is not what its name says, once
	told   map[shared.Hash]bool
	silent bool // takes bytes, but its rows do not come
}

func (c *city) Has(_ context.Context, h shared.Hash) (There, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	if c.answer != nil {
		return There{}, c.answer
	}
	return There{Bytes: len(c.has[h]), Whole: c.told[h]}, nil
}

func (c *city) Piece(_ context.Context, h shared.Hash, from, total int, b []byte) (There, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut != nil && c.cut() {
		half := b[:len(b)/2]
		c.bytes += len(half)
		c.has[h] = append(c.has[h], half...)
		return There{}, errors.New("the line broke")
	}
	c.bytes += len(b)
	if from > len(c.has[h]) {
		return There{Bytes: len(c.has[h])}, nil
	}
	if more := from + len(b) - len(c.has[h]); more > 0 {
		c.has[h] = append(c.has[h], b[len(b)-more:]...)
	}
	if len(c.has[h]) < total {
		return There{Bytes: len(c.has[h])}, nil
	}
	if c.spoilt {
		c.spoilt = false
		delete(c.has, h)
		return There{}, nil
	}
	c.puts = append(c.puts, h)
	c.told[h] = !c.silent
	return There{Whole: true}, nil
}

func (c *city) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(len(c.puts), c.asked)
}

func open(t *testing.T, s *shelf, c *city) *Lane {
	t.Helper()
	if c.told == nil {
		c.told, c.has = map[shared.Hash]bool{}, map[shared.Hash][]byte{}
	}
	locked := func(f func() bool) bool { c.mu.Lock(); defer c.mu.Unlock(); return f() }
	l, err := Open(Config{Shelf: s, City: c, Now: time.Now, Changed: func() {},
		OpsWait: func() bool { return locked(func() bool { return c.ops }) },
		Chance:  func() float64 { return 0.5 },
		Online:  func() bool { return locked(func() bool { return c.online }) },
		Arrived: func(h shared.Hash) bool { return locked(func() bool { return c.told[h] }) }})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// run starts the lane and gives what ends it.
func run(l *Lane) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { l.Run(ctx); close(done) }()
	return func() { cancel(); <-done }
}

func keep(t *testing.T, l *Lane, b string) shared.Hash {
	t.Helper()
	h, err := l.Keep([]byte(b))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func want(t *testing.T, l *Lane, hs ...shared.Hash) {
	t.Helper()
	for _, h := range hs {
		if err := l.Want([]byte(`{"photo":"` + string(h) + `"}`)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKeptOnlyAfterReadingBack(t *testing.T) {
	s := newShelf()
	s.spoil = true
	if _, err := open(t, s, &city{}).Keep([]byte("lamp")); err == nil {
		t.Error("a photo that comes back changed counts as kept")
	}
	s = newShelf()
	s.fail = errors.New("the disk is gone")
	if _, err := open(t, s, &city{}).Keep([]byte("lamp")); !errors.Is(err, s.fail) {
		t.Errorf("the shelf's failure came as %v", err)
	}
}

func TestOnlyWhatAnOpNamesIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &city{online: true}
		l := open(t, newShelf(), c)
		defer run(l)()
		h := keep(t, l, "in the report")
		keep(t, l, "left out")
		want(t, l, h)
		time.Sleep(time.Hour)
		if !slices.Equal(c.puts, []shared.Hash{h}) {
			t.Errorf("sent %v, want only %v", c.puts, h)
		}
		if l.Waiting() != 0 {
			t.Errorf("%d wait after the row has come", l.Waiting())
		}
	})
}

func TestOfflineWaitsAndThenGoesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &city{}
		l := open(t, newShelf(), c)
		defer run(l)()
		var all []shared.Hash
		for _, b := range []string{"one", "two", "three"} {
			all = append(all, keep(t, l, b))
			time.Sleep(time.Second)
		}
		want(t, l, all...)
		time.Sleep(time.Hour)
		if c.count() != 0 || l.Waiting() != 3 {
			t.Fatalf("offline %d were sent and %d wait", c.count(), l.Waiting())
		}
		c.mu.Lock()
		c.online = true
		c.mu.Unlock()
		l.Wake()
		synctest.Wait()
		if !slices.Equal(c.puts, all) {
			t.Errorf("sent %v, want %v", c.puts, all)
		}
	})
}

func TestFailuresAreTriedAgainMoreAndMoreSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &city{online: true, answer: errors.New("no answer")}
		l := open(t, newShelf(), c)
		defer run(l)()
		want(t, l, keep(t, l, "lamp"))
		for range 50 { // waking must not turn into hammering
			l.Wake()
			synctest.Wait()
		}
		if c.count() != 1 {
			t.Errorf("%d tries at once", c.count())
		}
		time.Sleep(time.Hour)
		if n := c.count(); n < 10 || n > 40 {
			t.Errorf("%d tries in an hour", n)
		}
		c.mu.Lock()
		c.answer = nil
		c.mu.Unlock()
		time.Sleep(longest)
		if l.Waiting() != 0 {
			t.Error("it waits still")
		}
	})
}

func TestRefusedIsNotSentAgainBeforeTheNextStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := newShelf(), &city{online: true, answer: op.Refuse("not_a_picture", "")}
		l := open(t, s, c)
		stop := run(l)
		bad := keep(t, l, "no picture")
		time.Sleep(time.Second)
		good := keep(t, l, "lamp")
		want(t, l, bad, good)
		time.Sleep(24 * time.Hour)
		stop()
		if c.count() != 2 || l.Waiting() != 2 {
			t.Errorf("%d tries, %d wait; the one behind it must have its turn", c.count(), l.Waiting())
		}
		c.answer = nil
		l = open(t, s, c)
		defer run(l)()
		synctest.Wait()
		if l.Waiting() != 0 {
			t.Error("not tried again after a new start")
		}
	})
}

func TestPutIsNotArrival(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &city{online: true, silent: true}
		l := open(t, newShelf(), c)
		defer run(l)()
		h := keep(t, l, "lamp")
		want(t, l, h)
		time.Sleep(time.Minute)
		if c.count() != 1 || l.Waiting() != 1 {
			t.Fatalf("%d sent, %d wait", c.count(), l.Waiting())
		}
		time.Sleep(2 * rowTime)
		if c.count() < 2 {
			t.Error("no row came, and it was not sent again")
		}
		c.mu.Lock()
		c.told[h] = true
		c.mu.Unlock()
		l.Wake()
		synctest.Wait()
		if l.Waiting() != 0 {
			t.Error("the row is there, and it waits still")
		}
	})
}

func TestKilledAnywhereItIsSentOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := newShelf(), &city{}
		h := keep(t, open(t, s, c), "lamp")
		want(t, open(t, s, c), h) // after a new start
		c.online = true
		l := open(t, s, c)
		stop := run(l)
		synctest.Wait()
		stop()
		defer run(open(t, s, c))()
		synctest.Wait()
		if c.count() != 1 {
			t.Errorf("sent %d times", c.count())
		}
	})
}

func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size = 10 << 20
		s, c := newShelf(), &city{}
		l := open(t, s, c)
		photo := func(i byte) []byte { return bytes.Repeat([]byte{i}, size) }
		var sent []shared.Hash
		for i := range byte(5) {
			h, err := l.Keep(photo(i))
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			if i < 2 {
				sent = append(sent, h)
				c.told[h] = true
			}
			want(t, l, h)
		}
		if err := l.look(); err != nil {
			t.Fatal(err)
		}
		for i := range byte(2) {
			if _, err := l.Keep(photo(10 + i)); err != nil {
				t.Fatalf("there is room by letting a sent one go: %v", err)
			}
		}
		for _, h := range sent {
			if _, there, _ := l.Bytes(h); there {
				t.Error("a sent one is still there")
			}
		}
		_, err := l.Keep(photo(20))
		if r, ok := op.AsRefusal(err); !ok || r.Code != Full {
			t.Errorf("with only unsent ones left: %v", err)
		}
		if len(l.list()) != 5 {
			t.Errorf("%d photos are left, want the 5 unsent", len(l.list()))
		}
	})
}

func TestAge(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		k    Kept
		want bool
	}{
		{"left_out_a_week", Kept{At: now.Add(-keepKept)}, false},
		{"left_out_longer", Kept{At: now.Add(-keepKept - 1)}, true},
		{"waiting_a_year", Kept{Named: true, At: now.AddDate(-1, 0, 0)}, false},
		{"sent_a_month_ago", Kept{Named: true, Sent: true, At: now.Add(-keepSent - 1)}, true},
		{"sent_lately", Kept{Named: true, Sent: true, At: now.Add(-keepSent)}, false},
		{"clock_set_back", Kept{At: now.AddDate(1, 0, 0)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := expired(tt.k, now); got != tt.want {
				t.Errorf("expired %v, want %v", got, tt.want)
			}
		})
	}
}

func TestLostBytesBlockNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := newShelf(), &city{online: true}
		l := open(t, s, c)
		lost := keep(t, l, "lost")
		time.Sleep(time.Second)
		here := keep(t, l, "here")
		delete(s.bytes, lost)
		want(t, l, lost, here)
		defer run(l)()
		synctest.Wait()
		if !slices.Equal(c.puts, []shared.Hash{here}) || l.Waiting() != 0 {
			t.Errorf("sent %v, %d wait", c.puts, l.Waiting())
		}
	})
}
