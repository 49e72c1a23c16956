package authority

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// slow is a city whose commits end when the test says so, and with what.
type slow struct {
	*town
	begun chan int         // a commit begins: which
	ends  chan error       // and ends so
	asks  atomic.Int32     // what a commit that asks for room waits for and finds: room, or none
	run   func() error     // waits for the end of Run
	told  map[string][]int // by name: after how many commits it was answered
	mu    sync.Mutex
}

const (
	plenty int32 = iota // there is room
	some                // there is, and the test says when it is found
	none                // there is not
)

func newSlow(t *testing.T, jobs ...Job) *slow {
	t.Helper()
	w := &slow{begun: make(chan int, 100), ends: make(chan error), told: map[string][]int{}}
	commits, held := 0, atomic.Bool{}
	fault := store.Faulty(func() error {
		if !held.Load() {
			return nil
		}
		commits++
		w.begun <- commits
		return <-w.ends
	})
	room := store.Disk(func(string) (uint64, error) {
		asks := w.asks.Load()
		if asks != plenty {
			w.begun <- 0
			<-w.ends
		}
		if asks == none {
			return 0, nil
		}
		return 10 << 30, nil
	})
	s, err := store.Open(t.TempDir(), fault, room)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	h := hub.New()
	w.town = &town{t: t, store: s, hub: h, Authority: New(s, h, seal, slog.New(slog.DiscardHandler))}
	w.decide(jobs...)
	held.Store(true)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	w.run = func() error { stop(); err := <-ended; ended <- err; return err }
	t.Cleanup(func() { close(w.ends); _ = w.run() })
	return w
}

// bring submits a job that notes when it is answered, and how.
func (w *slow) bring(name string, j Job) {
	w.t.Helper()
	j.Done = func(o Outcome) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if o.Reason != "" {
			name += " " + string(o.Reason)
		}
		w.told[name] = append(w.told[name], int(w.Counts.Batches.Load()))
	}
	if !w.Submit(j) {
		w.t.Fatal("no room")
	}
}

func (w *slow) answered() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(w.told), "map["), "]")
}

// taken waits until the queue is empty: what was brought is being decided.
func (w *slow) taken() {
	for w.waiting() > 0 {
		yield()
	}
}

// TestTheNextIsDecidedMeanwhile: while one commit is under way the next draft is
// decided on top of it, sees it, and is answered after its own commit.
func TestTheNextIsDecidedMeanwhile(t *testing.T) {
	p, q := newPhone("a"), newPhone("b")
	w := newSlow(t)
	ran := make(chan op.ClientID, 10)
	w.met = func(j *Job) { ran <- j.Client }
	w.bring("first", p.next(submit("r1")))
	<-ran
	<-w.begun
	w.bring("second", p.next(submit("r2")))
	w.bring("other", q.next(submit("r3")))
	if <-ran != p.client || <-ran != q.client {
		t.Fatal("they run in another order")
	}
	if got := w.answered(); got != "" {
		t.Fatalf("before any commit holds %s is answered", got)
	}
	if r, ok := w.reader("r1"); ok {
		t.Fatalf("before any commit holds %v is read", r)
	}
	w.ends <- nil
	<-w.begun
	if got := w.answered(); got != "first:[1]" {
		t.Fatalf("after the first commit: %s", got)
	}
	w.ends <- nil
	if err := w.run(); err != nil {
		t.Fatal(err)
	}
	if got := w.answered(); got != "first:[1] other:[2] second:[2]" {
		t.Fatalf("after the second commit: %s", got)
	}
	if m := w.mark(p.client); m.N != 2 || len(w.reports()) != 3 {
		t.Errorf("mark %+v, %d reports", m, len(w.reports()))
	}
}

func (w *slow) reader(id op.ID) (lamp.Report, bool) {
	return lamp.Reports.Get(w.store.Now(), id)
}

// TestUnknownCommitTakesAllOnTopWithIt: what was decided on a commit whose outcome is
// unknown is never answered either, nor is anything else.
func TestUnknownCommitTakesAllOnTopWithIt(t *testing.T) {
	p, q := newPhone("a"), newPhone("b")
	w := newSlow(t)
	bell := w.hub.Listen([]person.Scope{person.Public, person.Staff})
	w.bring("first", p.next(submit("r1")))
	<-w.begun
	w.bring("second", p.next(submit("r2")))
	w.bring("other", q.next(submit("r3")))
	w.taken()
	w.ends <- errors.New("the disk did not flush")
	if err := w.run(); !errors.Is(err, store.ErrUnknown) {
		t.Fatal(err)
	}
	if err := w.Decide([]Job{newPhone("c").next(submit("r4"))}); !errors.Is(err, store.ErrUnknown) {
		t.Error(err)
	}
	if got := w.answered(); got != "" {
		t.Errorf("%s is answered", got)
	}
	select {
	case <-bell.Rung():
		t.Error("a bell rang")
	default:
	}
}

// TestTheSecondCommitIsUnknown: who was answered by the first one is safe, and who
// stood on it is not answered.
func TestTheSecondCommitIsUnknown(t *testing.T) {
	p := newPhone("a")
	w := newSlow(t)
	w.bring("first", p.next(submit("r1")))
	<-w.begun
	w.bring("second", p.next(submit("r2")))
	w.taken()
	w.ends <- nil
	<-w.begun
	w.ends <- errors.New("the disk did not flush")
	if err := w.run(); !errors.Is(err, store.ErrUnknown) {
		t.Fatal(err)
	}
	if got := w.answered(); got != "first:[1]" {
		t.Errorf("answered: %s", got)
	}
	if m := w.mark(p.client); m.N != 1 {
		t.Errorf("mark %+v", m)
	}
}

// TestFullDiskSendsAllOnTopAway: nothing of either draft is there, and when there is
// room again both are taken as if nothing had been.
func TestFullDiskSendsAllOnTopAway(t *testing.T) {
	p, q := newPhone("a"), newPhone("b")
	w := newSlow(t)
	first, second := p.next(submit("r1")), p.next(submit("r2"))
	w.bring("zero", q.next(submit("r0")))
	<-w.begun
	w.asks.Store(none)
	w.bring("first", first)
	w.taken()
	w.ends <- nil
	<-w.begun // the next one asks for room
	w.bring("second", second)
	w.taken()
	w.ends <- nil
	for !strings.Contains(w.answered(), "second") {
		yield()
	}
	if got := w.answered(); got != "first later:[1] second later:[1] zero:[1]" {
		t.Fatalf("told %s", got)
	}
	if m := w.mark(p.client); m.N != 0 {
		t.Fatalf("mark %+v", m)
	}
	w.asks.Store(plenty)
	w.bring("again", first)
	<-w.begun
	w.ends <- nil
	if err := w.run(); err != nil {
		t.Fatal(err)
	}
	if m := w.mark(p.client); m.N != 1 || len(w.reports()) != 2 {
		t.Errorf("mark %+v, %d reports", m, len(w.reports()))
	}
}

// TestWhatDoesNotFitIsDecidedAnew, and what was decided on top of it after it, on what
// then is true: the last of a stock goes to who was heard first.
func TestWhatDoesNotFitIsDecidedAnew(t *testing.T) {
	w := newSlow(t, drop(1)...)
	zero := newPhone("zero")
	w.bring("zero", zero.next(submit("r0")))
	<-w.begun
	for i := range 12 { // together they outgrow a transaction
		w.bring(fmt.Sprint("big", i), own(write{notes: []note{{op.ID(fmt.Sprint("n", i)), strings.Repeat("x", 900<<10)}}}))
	}
	a, b := newPhone("a", person.Cardholder), newPhone("b", person.Cardholder)
	w.bring("a", a.next(offer.Claim{Drop: "d"}))
	w.taken()
	w.asks.Store(some)
	w.ends <- nil
	<-w.begun // they ask for room
	w.bring("b", b.next(offer.Claim{Drop: "d"}))
	w.taken()
	w.asks.Store(plenty)
	w.ends <- nil
	done := make(chan error, 1)
	go func() { done <- w.run() }()
	for over := false; !over; {
		select {
		case <-w.begun:
			w.ends <- nil
		case err := <-done:
			if over = true; err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := w.answered(); !strings.Contains(got, " a:") && !strings.HasPrefix(got, "a:") || !strings.Contains(got, " b:") {
		t.Fatalf("told %s", got)
	}
	r := w.store.Read(nil)
	defer r.Close()
	coupons := offer.Coupons.All(r)
	if stock, _ := offer.Stocks.Get(r, "d"); stock.Left != 0 || len(coupons) != 1 || coupons[0].Holder != a.by.ID {
		t.Errorf("%d left, coupons %+v", stock.Left, coupons)
	}
	if got := len(notes.All(r)); got != 12 {
		t.Errorf("%d big ones are there", got)
	}
}

// crowd brings as many jobs as a draft needs that flies early.
func (w *slow) crowd(name string, phones map[string]*phone) {
	w.t.Helper()
	for i := range early {
		id := fmt.Sprint(name, i)
		if phones[id] == nil {
			phones[id] = newPhone(id)
		}
		w.bring(id, phones[id].next(submit(id+fmt.Sprint("-", phones[id].n))))
	}
	w.taken()
}

// count is how many of a name were told with a word after so many commits.
func (w *slow) count(name, word string, commits int) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for told, after := range w.told {
		if strings.HasPrefix(told, name) && strings.HasSuffix(told, word) && after[0] == commits && len(after) == 1 {
			n++
		}
	}
	return n
}

// await waits until so many of a name were answered after so many commits.
func (w *slow) await(name string, n, commits int) {
	for w.count(name, "", commits) != n {
		yield()
	}
}

// TestManyFlyWhileTheDiskIsBusy: while one commit is at the disk, the next is made ready
// for it, and a third is decided on top of both; each is answered after its own flush.
func TestManyFlyWhileTheDiskIsBusy(t *testing.T) {
	w := newSlow(t)
	phones := map[string]*phone{}
	w.bring("first", newPhone("first").next(submit("r1")))
	if <-w.begun != 1 {
		t.Fatal("no commit is at the disk")
	}
	w.asks.Store(some)
	w.crowd("second", phones)
	if <-w.begun != 0 { // it asks for room, and the disk is still at the first
		t.Fatal("the second is not made ready")
	}
	w.asks.Store(plenty)
	w.crowd("third", phones)
	if got := w.answered(); got != "" {
		t.Fatalf("%s is answered", got)
	}
	w.ends <- nil
	w.ends <- nil
	<-w.begun
	w.await("first", 1, 1)
	if w.count("second", "", 2)+w.count("third", "", 3) != 0 {
		t.Fatalf("after the first flush: %s", w.answered())
	}
	w.crowd("third", phones) // on top of what is at the disk, and of what waits for it
	w.ends <- nil
	<-w.begun
	w.await("second", early, 2)
	if w.count("third", "", 3) != 0 {
		t.Fatalf("after the second flush: %s", w.answered())
	}
	go func() {
		for range w.begun {
			w.ends <- nil
		}
	}()
	w.ends <- nil
	for len(w.reports()) < 1+3*early {
		yield()
	}
	if err := w.run(); err != nil {
		t.Fatal(err)
	}
	for _, p := range phones {
		if m := w.mark(p.client); m.N != p.n {
			t.Errorf("the mark of %s is %d, want %d", p.client, m.N, p.n)
		}
	}
}

// threeOnTheirWay has the first at the disk, the second asking for room, and a third
// decided on top of both.
func threeOnTheirWay(t *testing.T, room int32) (*slow, map[string]*phone) {
	t.Helper()
	w, phones := newSlow(t), map[string]*phone{}
	w.bring("first", newPhone("first").next(submit("r1")))
	<-w.begun
	w.asks.Store(room)
	w.crowd("second", phones)
	<-w.begun
	w.crowd("third", phones)
	return w, phones
}

// TestNoRoomForTheSecond: it and what stands on it are sent away, and the one that is at
// the disk is answered.
func TestNoRoomForTheSecond(t *testing.T) {
	w, phones := threeOnTheirWay(t, none)
	w.ends <- nil
	w.ends <- nil
	for w.count("third", "later", 1) < early {
		yield()
	}
	if w.count("first", "", 1) != 1 || w.count("second", "later", 1) != early || len(w.reports()) != 1 {
		t.Fatalf("%d reports, told %s", len(w.reports()), w.answered())
	}
	for _, p := range phones {
		if m := w.mark(p.client); m.N != 0 {
			t.Fatalf("the mark of %s is %d", p.client, m.N)
		}
	}
}

// TestTheFirstOfTwoIsUnknown: nobody is answered, in the air or on top.
func TestTheFirstOfTwoIsUnknown(t *testing.T) {
	w, _ := threeOnTheirWay(t, some)
	w.asks.Store(plenty)
	w.ends <- errors.New("the disk did not flush")
	w.ends <- errors.New("the disk did not flush")
	if err := w.run(); !errors.Is(err, store.ErrUnknown) {
		t.Fatal(err)
	}
	if got := w.answered(); got != "" {
		t.Errorf("%s is answered", got)
	}
}

// TestBetweenFindsNothingUnderWay, however busy the city is.
func TestBetweenFindsNothingUnderWay(t *testing.T) {
	w := newTown(t, seal)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	var all sync.WaitGroup
	busy := atomic.Bool{}
	busy.Store(true)
	for i := range 8 {
		all.Go(func() {
			p := newPhone(fmt.Sprint(i))
			told := make(chan Outcome, 1)
			for n := 0; busy.Load(); n++ {
				j := p.next(submit(fmt.Sprint("r", i, "-", n)))
				j.Done = func(o Outcome) { told <- o }
				w.Submit(j)
				<-told
			}
		})
	}
	for range 50 {
		err := w.Between(func() error {
			before := w.seq()
			for range 100 {
				yield()
			}
			if after := w.seq(); after != before {
				t.Errorf("it went on from %d to %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	busy.Store(false)
	all.Wait()
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}
