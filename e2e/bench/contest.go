package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// The contest puts one rule to several engines on one disk: a card has one coupon of
// a drop, the stock is never below zero, and an answer, which names the coupon by its
// number, is given when all of it is durable. Callers claim for one new card after
// another and wait for each answer. Engines and numbers of callers take turns, so
// that a busy moment of the machine hits all of them; what is printed are medians.
const (
	contestRounds = 5
	contestTime   = time.Second // of one engine with so many callers in one round
)

// alone leaves the others out, and callersOnly all numbers of callers but one, for a
// look at where our own time goes.
var (
	alone       bool
	callersOnly int
)

var contestCallers = []int{1, 16, 128, 512}

// asked is how many callers there are to be.
func asked() []int {
	if slices.Contains(contestCallers, callersOnly) {
		return []int{callersOnly}
	}
	return contestCallers
}

// seat is where one caller claims; it waits for the answer, and is used by one
// goroutine at a time. The number is 0 when nothing is left.
type seat func(drop string, card int64) (number int, err error)

// engine is one way to keep the rule.
type engine struct {
	name     string
	goal     float64 // how many times as fast ours should be with all callers
	settings string  // and versions
	seats    []seat  // one for each caller there can be
	open     func(drop string, stock int) error
	awake    func() (rest func(), err error) // around each measurement; nil: nothing to do
	stop     func() error
}

// contest starts the engines, has them show that they keep the rule, measures and
// stops them, also when it fails or is interrupted.
func contest() (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.MkdirTemp("", "denghuo-bench-claims-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o711); err != nil { // PostgreSQL is somebody else
		return err
	}
	var engines []*engine
	defer func() {
		for _, e := range slices.Backward(engines) {
			err = errors.Join(err, e.stop())
		}
	}()
	starts := []func(context.Context, string) ([]*engine, error){startOurs, startRedis, startPostgres}
	if alone {
		starts = starts[:1]
	}
	for _, start := range starts {
		more, err := start(ctx, dir)
		engines = append(engines, more...)
		if err != nil {
			return err
		}
	}
	for i, e := range engines {
		if err := e.prove(fmt.Sprint("proof-", i)); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	rates, err := race(ctx, engines)
	if err == nil {
		printContest(dir, engines, rates)
	}
	return err
}

// prove has ten cards claim twice each where three coupons are: who does not keep the
// rule does not take part.
func (e *engine) prove(drop string) error {
	rest, err := e.wake()
	if err != nil {
		return err
	}
	defer rest()
	const stock, cards = 3, 10
	if err := e.open(drop, stock); err != nil {
		return err
	}
	var got [cards][2]int
	errs := make(chan error, 2*cards)
	for i := range 2 * cards {
		go func() {
			n, err := e.seats[i](drop, int64(i/2))
			got[i/2][i%2] = n
			errs <- err
		}()
	}
	for range 2 * cards {
		if err := <-errs; err != nil {
			return err
		}
	}
	given := map[int]bool{}
	for card, n := range got {
		if n[0] != n[1] {
			return fmt.Errorf("card %d was given %v", card, n)
		}
		if n[0] != 0 && given[n[0]] {
			return fmt.Errorf("number %d was given twice", n[0])
		}
		given[n[0]] = true
	}
	if delete(given, 0); len(given) != stock {
		return fmt.Errorf("%d of %d were given", len(given), stock)
	}
	return nil
}

func (e *engine) wake() (rest func(), err error) {
	if e.awake == nil {
		return func() {}, nil
	}
	return e.awake()
}

// race measures all, in turn.
func race(ctx context.Context, engines []*engine) (rates map[string][]float64, err error) {
	rates = map[string][]float64{}
	cards := &atomic.Int64{}
	cards.Store(1000) // behind those that have proved the rule
	for round := range contestRounds {
		for _, callers := range asked() {
			for i, e := range engines {
				if ctx.Err() != nil {
					return nil, ctx.Err()
				}
				rate, err := e.measure(fmt.Sprintf("drop-%d-%d-%d", round, callers, i), callers, cards)
				if err != nil {
					return nil, fmt.Errorf("%s with %d callers: %w", e.name, callers, err)
				}
				rates[heat(e, callers)] = append(rates[heat(e, callers)], rate)
			}
		}
	}
	return rates, nil
}

// heat names the measurements of one engine with so many callers.
func heat(e *engine, callers int) string { return fmt.Sprint(e.name, " ", callers) }

// plenty is a stock that no measurement uses up.
const plenty = 1_000_000

// measure lets callers claim for a while, and gives claims per second.
func (e *engine) measure(drop string, callers int, cards *atomic.Int64) (perSecond float64, err error) {
	rest, err := e.wake()
	if err != nil {
		return 0, err
	}
	defer rest()
	if err := e.open(drop, plenty); err != nil {
		return 0, err
	}
	var all sync.WaitGroup
	var over atomic.Bool
	counts, errs := make([]int, callers), make([]error, callers)
	begin, spent := time.Now(), processorTime()
	for i := range callers {
		all.Go(func() {
			for ; !over.Load() && errs[i] == nil; counts[i]++ {
				var number int
				if number, errs[i] = e.seats[i](drop, cards.Add(1)); errs[i] == nil && number == 0 {
					errs[i] = errors.New("nothing was left")
				}
			}
		})
	}
	<-time.After(contestTime) // the measurement itself
	over.Store(true)
	all.Wait()
	took, n := time.Since(begin), 0
	for _, count := range counts {
		n += count
	}
	if alone {
		fmt.Printf("  %d callers: %.0f claims per second, %.1f µs of this process a claim\n", callers, float64(n)/took.Seconds(), float64((processorTime()-spent).Nanoseconds())/float64(n)/1000)
	}
	return float64(n) / took.Seconds(), errors.Join(errs...)
}

// processorTime is what this process has used, of all cores: a busy machine changes it
// less than it changes how long things take.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// printContest prints a line for each engine: claims per second, and how many times
// as fast ours is.
func printContest(dir string, engines []*engine, rates map[string][]float64) {
	fmt.Printf("durable claims per second, all on one disk (%s), medians of %d interleaved rounds; in brackets how many times as fast ours is:\n",
		diskOf(dir), contestRounds)
	fmt.Printf("  %-34s", "callers")
	for _, n := range asked() {
		fmt.Printf("%20d", n)
	}
	fmt.Println()
	for _, e := range engines {
		fmt.Printf("  %-34s", e.name)
		for _, n := range asked() {
			ours, theirs := median(rates[heat(engines[0], n)]), median(rates[heat(e, n)])
			fmt.Printf("%20s", fmt.Sprintf("%.0f (%.2f)", theirs, ours/theirs))
		}
		if e.goal > 0 {
			fmt.Printf("  goal %g", e.goal)
		}
		fmt.Println()
	}
	for _, e := range engines {
		fmt.Printf("  %s: %s\n", e.name, e.settings)
	}
}

// diskOf names the kind of file system that a folder lies on.
func diskOf(dir string) string {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return "unknown"
	}
	names := map[int64]string{0xef53: "ext4", 0x58465342: "xfs", 0x9123683e: "btrfs", 0x794c7630: "overlay", 0x01021994: "tmpfs: NOTHING IS DURABLE HERE, set TMPDIR"}
	if name, ok := names[int64(fs.Type)]; ok {
		return name
	}
	return strings.TrimSpace(fmt.Sprintf("type %#x", fs.Type))
}
