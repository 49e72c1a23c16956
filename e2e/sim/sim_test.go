package sim

import (
	"bytes"
	"flag"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

var (
	seeds = flag.Uint64("seeds", 600, "how many seeds to run")
	one   = flag.Int64("seed", -1, "run this seed alone")
)

const steps = 360

// TestSeeds runs many worlds. A failing seed belongs into TestFoundBefore.
func TestSeeds(t *testing.T) {
	if *one >= 0 {
		if err := run(uint64(*one), sabotage{}); err != nil {
			t.Fatalf("seed %d: %v", *one, err)
		}
		return
	}
	next := make(chan uint64)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for seed := range next {
				if err := run(seed, sabotage{}); err != nil {
					t.Errorf("seed %d: %v (go test ./e2e/sim -run TestSeeds -seed %d)", seed, err, seed)
				}
			}
		})
	}
	for seed := range *seeds {
		if t.Failed() {
			break
		}
		next <- seed
	}
	close(next)
	wg.Wait()
}

// run is one world: trouble, then quiet, then the books.
func run(seed uint64, hurt sabotage) (err error) {
	w, err := newWorld(seed, hurt)
	if err != nil {
		return err
	}
	defer func() {
		if closed := w.store.Close(); err == nil {
			err = closed
		}
	}()
	for i := range steps {
		if err := w.step(); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	if err := w.calm(); err != nil {
		return err
	}
	return w.check()
}

// calm lets everything be delivered, without any more trouble.
func (w *world) calm() error {
	for round := range 40 {
		busy := false
		for _, p := range w.phones {
			p.keeper.fail = false
			if !p.live {
				if err := p.connect(); err != nil {
					return err
				}
			}
			for len(p.up) > 0 || len(p.down) > 0 {
				busy = true
				if err := p.deliverUp(); err != nil {
					return err
				}
				if err := p.deliverDown(); err != nil {
					return err
				}
			}
			p.push()
			if err := w.tell(p); err != nil {
				return err
			}
			busy = busy || len(p.up)+len(p.down) > 0 || !p.live
		}
		if !busy && round > 3 {
			break
		}
	}
	return w.fault
}

// check is what must hold when all is quiet.
func (w *world) check() error {
	r := w.store.Read(nil)
	defer r.Close()
	for _, p := range w.phones {
		if n := len(p.replica.Waiting()); n > 0 {
			return fmt.Errorf("%s: %d ops are still in the outbox", p.who.ID, n)
		}
		if err := w.equal(p); err != nil {
			return err
		}
		if err := p.kill(); err != nil { // and what its storage has is the same
			return err
		}
		if err := w.equal(p); err != nil {
			return fmt.Errorf("after a restart: %w", err)
		}
	}
	if err := w.reports(r); err != nil {
		return err
	}
	return w.claims(r)
}

// reports: each that was saved is with the city, once, with a number of its own;
// voices are people.
func (w *world) reports(r op.Reader) error {
	for id, by := range w.made {
		if _, ok := lamp.Reports.Get(r, id); !ok && !w.given[id] {
			return fmt.Errorf("report %s of %s was saved and is lost", id, by.who.ID)
		}
	}
	numbers := map[string]op.ID{}
	speakers := map[op.ID]map[person.ID]bool{}
	for _, report := range lamp.Reports.All(r) {
		if other, twice := numbers[report.No]; twice {
			return fmt.Errorf("reports %s and %s have the number %s", other, report.ID, report.No)
		}
		numbers[report.No] = report.ID
		if speakers[report.Spot] == nil {
			speakers[report.Spot] = map[person.ID]bool{}
		}
		speakers[report.Spot][report.By] = true
	}
	for _, s := range lamp.Spots.All(r) {
		if s.Voices != len(speakers[s.ID]) {
			return fmt.Errorf("spot %s counts %d voices of %d people", s.ID, s.Voices, len(speakers[s.ID]))
		}
	}
	return nil
}

// claims: each that was saved is a coupon or was answered.
func (w *world) claims(r op.Reader) error {
	for _, p := range w.phones {
		_, got := offer.Coupons.Get(r, offer.ClaimID("d", p.who.ID))
		if p.claimed && !got && !p.answered["offer.claim"] {
			return fmt.Errorf("%s claimed and has neither coupon nor answer", p.who.ID)
		}
	}
	return w.books()
}

// equal compares a phone with what the city would show it.
func (w *world) equal(p *phone) error {
	r := w.store.Read(p.who.Scopes())
	defer r.Close()
	view := p.replica.View()
	for _, table := range []string{"report", "spot", "voice", "mover", "drop", "stock", "claim", "coupon", "offer", "mark", "answer", "count"} {
		city := map[op.ID]op.Row{}
		r.Each(table, func(row op.Row) bool { city[row.Key.ID] = row; return true })
		var err error
		view.Each(table, func(row op.Row) bool {
			if want, ok := city[row.Key.ID]; !ok {
				err = fmt.Errorf("%s has %s, which is not theirs to read", p.who.ID, row.Key)
			} else if !bytes.Equal(want.Body, row.Body) {
				err = fmt.Errorf("%s has another %s than the city: %s, %s", p.who.ID, row.Key, row.Body, want.Body)
			}
			delete(city, row.Key.ID)
			return err == nil
		})
		if err != nil {
			return err
		}
		for id := range city {
			return fmt.Errorf("%s does not have %s/%s", p.who.ID, table, id)
		}
	}
	return nil
}
