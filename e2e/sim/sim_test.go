package sim

import (
	"flag"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	seeds = flag.Uint64("seeds", 480, "how many seeds to run")
	first = flag.Uint64("first", 0, "the first of them")
	sky   = flag.String("sky", "usual", "the weather of the seeds")
	one   = flag.Int64("seed", -1, "run this seed alone")
)

const worldSteps = 360

// TestSeeds runs many worlds. A bug that was found leaves its rule in rules_test.go,
// which takes it out again and wants a red seed.
func TestSeeds(t *testing.T) {
	if *one >= 0 {
		if err := run(uint64(*one), skies[*sky], sabotage{}); err != nil {
			t.Fatalf("seed %d: %v", *one, err)
		}
		return
	}
	begin := time.Now()
	ran := many(t, *first, *seeds, func(seed uint64) error { return run(seed, skies[*sky], sabotage{}) })
	t.Logf("%d seeds of %d steps, %.0f an hour", ran, worldSteps, float64(ran)/time.Since(begin).Hours())
}

// TestNamed runs worlds in which one kind of trouble is the rule.
func TestNamed(t *testing.T) {
	for name, sky := range skies {
		t.Run(name, func(t *testing.T) {
			n := *seeds / 15
			if sky.street { // here is the most to do
				n *= 3
			}
			many(t, 0, max(10, n), func(seed uint64) error { return run(seed, sky, sabotage{}) })
		})
	}
}

// many runs seeds on all cores until one fails.
func many(t *testing.T, first, n uint64, world func(seed uint64) error) uint64 {
	next := make(chan uint64)
	var ran atomic.Uint64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for seed := range next {
				if err := world(seed); err != nil {
					t.Errorf("seed %d: %v (go test ./e2e/sim -run %s -seed %d)", seed, err, t.Name(), seed)
				}
				ran.Add(1)
			}
		})
	}
	for seed := first; seed < first+n && !t.Failed(); seed++ {
		next <- seed
	}
	close(next)
	wg.Wait()
	return ran.Load()
}

// run is one world: trouble, then quiet, then the books.
func run(seed uint64, sky weather, hurt sabotage) (err error) {
	w, err := newWorld(seed, sky, hurt)
	if err != nil {
		return err
	}
	defer func() {
		if closed := w.store.Close(); err == nil {
			err = closed
		}
	}()
	for i := range worldSteps {
		if err := w.step(); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	if err := w.calm(); err != nil {
		return fmt.Errorf("when it was calm: %w", err)
	}
	return w.check()
}

// calm lets everything be delivered, without any more trouble.
func (w *world) calm() error {
	for _, p := range w.phones {
		p.off, p.cellar = false, false
		p.disk.heal()
		p.page.tab.dying = 0
		if p.page.tab.dead {
			if err := p.kill(); err != nil {
				return err
			}
		}
		if err := p.thaw(); err != nil {
			return err
		}
	}
	for round := range 40 {
		busy := false
		_, before := w.store.At()
		for _, p := range w.phones {
			busy = busy || p.busy() || p.page.line == nil || p.page.line.half
			if err := p.flush(); err != nil {
				return err
			}
			if err := p.sees(); err != nil {
				return err
			}
		}
		if _, seq := w.store.At(); !busy && seq == before && round > 3 {
			break
		}
	}
	return nil
}
