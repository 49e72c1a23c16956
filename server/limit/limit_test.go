package limit

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

func TestBurstThenRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Every(6*time.Second, 3), 100, time.Now)
		for i := range 3 {
			if wait := b.Take("a"); wait != 0 {
				t.Fatalf("take %d waits %s", i, wait)
			}
		}
		wait := b.Take("a")
		if wait < 6*time.Second || wait > 6*time.Second+time.Millisecond {
			t.Fatalf("the fourth waits %s, want 6s", wait)
		}
		if b.Take("b") != 0 {
			t.Error("another key pays for it")
		}
		time.Sleep(wait - 10*time.Millisecond)
		if b.Take("a") == 0 {
			t.Error("taken too early")
		}
		time.Sleep(10 * time.Millisecond)
		if b.Take("a") != 0 || b.Take("a") == 0 {
			t.Error("after the wait there is one, and one only")
		}
		time.Sleep(time.Hour)
		if got := count(b, "a"); got != 3 {
			t.Errorf("after an hour there are %d, want the burst of 3", got)
		}
	})
}

func count(b *Buckets, key string) (n int) {
	for b.Take(key) == 0 {
		n++
	}
	return n
}

func TestBackAndWaitTakeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Every(time.Minute, 2), 100, time.Now)
		for range 10 {
			if b.Take("right") != 0 {
				t.Fatal("what is given back was used up")
			}
			b.Back("right")
			if b.Wait("asked") != 0 {
				t.Fatal("asking uses up")
			}
		}
		b.Back("right") // more than the burst is not kept
		if got := count(b, "right"); got != 2 {
			t.Errorf("%d at once, want 2", got)
		}
		if got := b.Wait("right"); got < time.Minute || got > time.Minute+time.Millisecond {
			t.Errorf("waits %s, want a minute", got)
		}
	})
}

func TestTakeNTakesAllOrNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(PerSecond(10, 100), 100, time.Now)
		if b.TakeN("a", 80) != 0 {
			t.Fatal("80 of 100")
		}
		if wait := b.TakeN("a", 80); wait < 6*time.Second {
			t.Fatalf("20 are there and 80 wanted: waits %s, want 6s", wait)
		}
		if b.TakeN("a", 20) != 0 {
			t.Error("a refused take took something")
		}
		time.Sleep(time.Minute)
		if b.TakeN("a", 1000) != 0 {
			t.Error("more than a burst never comes through")
		}
	})
}

// TestNeverMoreThanTheRule: whatever is asked when, no window holds more than
// burst + rate × its length, and who waits as told is let in.
func TestNeverMoreThanTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(1_800_000_000, 0)
		start := now
		perSecond, burst := rapid.Float64Range(0.01, 50).Draw(t, "rate"), rapid.IntRange(1, 50).Draw(t, "burst")
		b := New(PerSecond(perSecond, burst), 64, func() time.Time { return now })
		taken := 0
		for _, step := range rapid.SliceOfN(rapid.IntRange(0, 3000), 1, 200).Draw(t, "ms") {
			now = now.Add(time.Duration(step) * time.Millisecond)
			wait := b.Take("k")
			if wait == 0 {
				taken++
			} else if rapid.Bool().Draw(t, "waits") {
				now = now.Add(wait)
				if b.Take("k") != 0 {
					t.Fatalf("waited %s and was refused", wait)
				}
				taken++
			}
			if most := float64(burst) + perSecond*now.Sub(start).Seconds() + 1e-3; float64(taken) > most {
				t.Fatalf("%d taken, at most %.2f", taken, most)
			}
		}
	})
}

// TestMemoryIsBounded by a million keys: the number kept, and the bytes.
func TestMemoryIsBounded(t *testing.T) {
	b := New(PerSecond(1, 5), 10_000, time.Now)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range 1_000_000 {
		b.Take(fmt.Sprintf("2001:db8:%x", i))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n := b.Keys(); n > 10_000 {
		t.Errorf("%d keys are kept, at most 10,000", n)
	}
	grown := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d keys take %d bytes each", b.Keys(), grown/int64(b.Keys()))
	if grown > 8<<20 {
		t.Errorf("grew by %d KB", grown>>10)
	}
}

func TestTheQuietestIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Every(time.Hour, 1), shards, time.Now) // one key a shard
		b.Take("busy")
		b.Take("busy")
		if b.Take("busy") == 0 {
			t.Fatal("within its hour")
		}
		for i := range 10_000 {
			b.Take(fmt.Sprint(i))
		}
		if b.Take("busy") != 0 {
			t.Error("a forgotten key begins anew")
		}
	})
}

func TestSideBySide(t *testing.T) {
	b := New(Every(time.Hour, 100), 1000, time.Now)
	var wg sync.WaitGroup
	var mu sync.Mutex
	taken := 0
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if b.Take("one") == 0 {
					mu.Lock()
					taken++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if taken != 100 {
		t.Errorf("%d taken side by side, want 100", taken)
	}
}

func TestSeconds(t *testing.T) {
	for wait, want := range map[time.Duration]int{0: 1, time.Millisecond: 1, time.Second: 1, 1001 * time.Millisecond: 2, time.Minute: 60} {
		if got := Seconds(wait); got != want {
			t.Errorf("%s is %d s, want %d", wait, got, want)
		}
	}
}

func BenchmarkTake(b *testing.B) {
	buckets := New(PerSecond(1e9, 1e9), 100_000, time.Now)
	keys := make([]string, 50_000)
	for i := range keys {
		keys[i] = fmt.Sprint(i)
	}
	b.RunParallel(func(p *testing.PB) {
		for i := 0; p.Next(); i++ {
			buckets.Take(keys[i%len(keys)])
		}
	})
}
