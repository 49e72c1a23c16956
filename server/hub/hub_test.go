package hub

import (
	"fmt"
	"sync"
	"testing"

	"denghuo/shared/person"
)

func rung(b *Bell) bool {
	select {
	case <-b.Rung():
		return true
	default:
		return false
	}
}

func TestRingsThoseWhoListen(t *testing.T) {
	h := New()
	public := h.Listen([]person.Scope{person.Public, "p/a"})
	staff := h.Listen([]person.Scope{person.Public, "p/b", person.Staff})
	for _, c := range []struct {
		scopes        []person.Scope
		public, staff bool
	}{
		{[]person.Scope{person.Public}, true, true},
		{[]person.Scope{person.Staff}, false, true},
		{[]person.Scope{"p/a"}, true, false},
		{[]person.Scope{"p/c"}, false, false},
		{nil, false, false},
		{[]person.Scope{person.Public, "p/a", "p/b"}, true, true},
	} {
		h.Ring(c.scopes)
		if a, b := rung(public), rung(staff); a != c.public || b != c.staff {
			t.Errorf("%v rings %v and %v, want %v and %v", c.scopes, a, b, c.public, c.staff)
		}
		if rung(public) || rung(staff) {
			t.Errorf("%v left more than one note", c.scopes)
		}
	}
}

func TestBurstIsOneRing(t *testing.T) {
	h := New()
	b := h.Listen([]person.Scope{person.Public})
	for range 1000 {
		h.Ring([]person.Scope{person.Public})
	}
	if !rung(b) || rung(b) {
		t.Error("a burst is not one ring")
	}
}

func TestStoppedBellIsForgotten(t *testing.T) {
	h := New()
	b := h.Listen([]person.Scope{person.Public, "p/a"})
	b.Stop()
	b.Stop()
	h.Ring([]person.Scope{person.Public})
	if rung(b) || len(h.scopes) != 0 {
		t.Errorf("the hub still has %v", h.scopes)
	}
}

func TestManyAtOnce(t *testing.T) {
	h := New()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 200 {
				b := h.Listen([]person.Scope{person.Public, person.Scope(fmt.Sprint("p/", i))})
				h.Ring([]person.Scope{person.Public})
				if !rung(b) {
					t.Error("a bell did not hear its own ring")
				}
				b.Stop()
			}
		})
	}
	all.Wait()
}

// BenchmarkRing is one public change told to so many listeners.
func BenchmarkRing(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := New()
			bells := make([]*Bell, n)
			for i := range bells {
				bells[i] = h.Listen([]person.Scope{person.Public, person.Scope(fmt.Sprint("p/", i))})
			}
			for b.Loop() {
				h.Ring([]person.Scope{person.Public})
				b.StopTimer()
				for _, bell := range bells {
					rung(bell)
				}
				b.StartTimer()
			}
		})
	}
}
