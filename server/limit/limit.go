// Package limit says how often one key (an address, a person, a name that somebody
// guesses at) may do something, and how long to wait when that was too often. It
// knows no requests and gives no answers; whoever asks does. Its memory is bounded:
// the key that was quiet the longest is forgotten first, as if it had never come.
//
//	guesses := limit.New(limit.Every(6*time.Second, 10), 100_000, time.Now)
//	if wait := guesses.Take(address); wait > 0 { … } // refused: come back in wait
//	guesses.Back(address)                            // it was no guess after all
package limit

import (
	"container/list"
	"hash/maphash"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rule is how often: perSecond in the long run, burst at once.
type Rule struct {
	perSecond float64
	burst     int
}

// Every allows one each time, and burst at once.
func Every(each time.Duration, burst int) Rule { return Rule{1 / each.Seconds(), burst} }

// PerSecond allows n a second, and burst at once.
func PerSecond(n float64, burst int) Rule { return Rule{n, burst} }

// shards divide the keys, so that no lock is waited for by everybody.
const shards = 16

// Buckets hold what each key has left. They may be used from many goroutines.
type Buckets struct {
	rule  Rule
	now   func() time.Time
	seed  maphash.Seed
	parts [shards]part
}

// part is the keys of one shard, the latest used in front.
type part struct {
	mu   sync.Mutex
	most int
	of   map[string]*list.Element
	used list.List
}

type bucket struct {
	key  string
	left *rate.Limiter
}

// New keeps about keys keys, some 250 bytes each.
func New(rule Rule, keys int, now func() time.Time) *Buckets {
	b := &Buckets{rule: rule, now: now, seed: maphash.MakeSeed()}
	for i := range b.parts {
		b.parts[i].most = max(1, keys/shards)
		b.parts[i].of = map[string]*list.Element{}
	}
	return b
}

// Take uses one up. Otherwise it takes nothing and tells how long to wait until
// there is one: never zero then.
func (b *Buckets) Take(key string) (wait time.Duration) { return b.TakeN(key, 1) }

// TakeN uses n up, or none of them. More than a burst is taken as a whole burst:
// who asks for that much waits until all is there.
func (b *Buckets) TakeN(key string, n int) (wait time.Duration) {
	n = min(n, b.rule.burst)
	b.with(key, func(left *rate.Limiter, now time.Time) {
		if !left.AllowN(now, n) {
			wait = b.until(left.TokensAt(now), n)
		}
	})
	return wait
}

// Wait tells how long until one could be taken, and takes nothing.
func (b *Buckets) Wait(key string) (wait time.Duration) {
	b.with(key, func(left *rate.Limiter, now time.Time) { wait = b.until(left.TokensAt(now), 1) })
	return wait
}

// Back gives one back: what was taken before a check, and the check went well.
// Taking first keeps guesses that run side by side within the burst.
func (b *Buckets) Back(key string) {
	b.with(key, func(left *rate.Limiter, now time.Time) { left.AllowN(now, -1) })
}

// Keys is how many are remembered.
func (b *Buckets) Keys() (n int) {
	for i := range b.parts {
		p := &b.parts[i]
		p.mu.Lock()
		n += len(p.of)
		p.mu.Unlock()
	}
	return n
}

// until is rounded up to a millisecond, so that who waits it is not refused again.
func (b *Buckets) until(tokens float64, n int) time.Duration {
	missing := float64(n) - tokens
	if missing <= 0 {
		return 0
	}
	wait := time.Duration(missing / b.rule.perSecond * float64(time.Second))
	return (wait + time.Millisecond).Truncate(time.Millisecond)
}

func (b *Buckets) with(key string, f func(left *rate.Limiter, now time.Time)) {
	p := &b.parts[maphash.String(b.seed, key)%shards]
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p.find(key, b.rule), b.now())
}

// find brings the key to the front, and lets the quietest go when there are too many.
func (p *part) find(key string, rule Rule) *rate.Limiter {
	if at, ok := p.of[key]; ok {
		p.used.MoveToFront(at)
		return at.Value.(*bucket).left
	}
	if len(p.of) >= p.most {
		last := p.used.Back()
		delete(p.of, p.used.Remove(last).(*bucket).key)
	}
	fresh := &bucket{key, rate.NewLimiter(rate.Limit(rule.perSecond), rule.burst)}
	p.of[key] = p.used.PushFront(fresh)
	return fresh.left
}

// Seconds is a wait for a person or a header: whole seconds, at least one.
func Seconds(wait time.Duration) int {
	return max(1, int((wait+time.Second-1)/time.Second))
}
