package photo

import (
	"bytes"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	shared "denghuo/shared/photo"

	"pgregory.net/rapid"
)

func (c *city) set(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

// large is a photo of several pieces.
func large(n int) string { return string(bytes.Repeat([]byte("lamp"), n/4)) }

// TestOnlyMissingBytesTravel: however the line breaks, the city ends with the
// photo and each byte has travelled once.
func TestOnlyMissingBytesTravel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cuts := rapid.SliceOfN(rapid.Bool(), 0, 12).Draw(rt, "cuts")
		body := large(4 * rapid.IntRange(1, 80_000).Draw(rt, "quarters"))
		c := &city{online: true, cut: func() (cut bool) {
			if len(cuts) > 0 {
				cut, cuts = cuts[0], cuts[1:]
			}
			return cut
		}}
		waiting := 0
		synctest.Test(t, func(t *testing.T) {
			l := open(t, newShelf(), c)
			stop := run(l)
			want(t, l, keep(t, l, body))
			time.Sleep(time.Hour)
			stop()
			waiting = l.Waiting()
		})
		if has := c.has[shared.Name([]byte(body))]; waiting != 0 || string(has) != body {
			rt.Fatalf("%d wait, the city has %d of %d bytes", waiting, len(has), len(body))
		}
		if c.bytes != len(body) {
			rt.Fatalf("%d bytes travelled for %d", c.bytes, len(body))
		}
	})
}

func TestProgressIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &city{online: true}
		l := open(t, newShelf(), c)
		var told []int
		l.c.Changed = func() {
			if q := l.Queue(); len(q) == 1 {
				told = append(told, 100*q[0].Sent/q[0].Bytes)
			}
		}
		want(t, l, keep(t, l, large(4*piece)))
		defer run(l)()
		synctest.Wait()
		for i, percent := range []int{25, 50, 75} {
			if len(told) <= i || told[i] != percent {
				t.Fatalf("told %v, want 25, 50, 75", told)
			}
		}
	})
}

func TestOpsGoFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &city{online: true, ops: true}
		l := open(t, newShelf(), c)
		defer run(l)()
		want(t, l, keep(t, l, "lamp"))
		time.Sleep(opsFirst - time.Second)
		if c.bytes != 0 {
			t.Fatal("a photo went before an op")
		}
		c.set(func() { c.ops = false })
		l.Wake()
		synctest.Wait()
		if l.Waiting() != 0 {
			t.Error("the op has gone, and the photo waits")
		}
	})
}

func TestStuckOpHoldsUpNoPhoto(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &city{online: true, ops: true}
		l := open(t, newShelf(), c)
		defer run(l)()
		want(t, l, keep(t, l, large(5*piece)))
		time.Sleep(opsFirst + time.Second)
		if l.Waiting() != 0 {
			t.Errorf("%+v", l.Queue())
		}
	})
}

func TestSpoiltBeginsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &city{online: true, spoilt: true}
		l := open(t, newShelf(), c)
		defer run(l)()
		body := large(2 * piece)
		h := keep(t, l, body)
		want(t, l, h)
		synctest.Wait()
		if l.Waiting() != 1 || c.bytes != len(body) {
			t.Fatalf("at once it was sent again: %d bytes", c.bytes)
		}
		time.Sleep(time.Minute)
		if l.Waiting() != 0 || string(c.has[h]) != body {
			t.Errorf("the city has %d bytes", len(c.has[h]))
		}
	})
}

// TestReturnOfTheLineEndsTheRest: many failures make it slow, a new line does not wait.
func TestReturnOfTheLineEndsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := true
		c := &city{online: true}
		c.cut = func() bool { return broken }
		l := open(t, newShelf(), c)
		defer run(l)()
		want(t, l, keep(t, l, large(64)))
		time.Sleep(30 * time.Minute)
		c.set(func() { c.online, broken = false, false })
		l.Wake()
		synctest.Wait()
		asked := c.count()
		c.set(func() { c.online = true })
		l.Wake()
		synctest.Wait()
		if c.count() != asked+1 || l.Waiting() != 0 {
			t.Errorf("it rests still: %+v", l.Queue())
		}
	})
}

func TestForgetSparesWhatAnOpNames(t *testing.T) {
	l := open(t, newShelf(), &city{})
	left, named := keep(t, l, "left out"), keep(t, l, "named")
	want(t, l, named)
	for _, h := range []shared.Hash{left, named, "never here"} {
		if err := l.Forget(h); err != nil {
			t.Fatal(err)
		}
	}
	var here []shared.Hash
	for _, k := range l.list() {
		here = append(here, k.Hash)
	}
	if _, there, err := l.Bytes(left); there || err != nil || !slices.Equal(here, []shared.Hash{named}) {
		t.Errorf("here are %v, %v", here, err)
	}
}
