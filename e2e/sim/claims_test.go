package sim

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/anishathalye/porcupine"
)

// What a client knows of its claim. A lost answer is "maybe".
const (
	maybe = iota
	given
	soldOut
)

// register is a drop as one thing with one state: how many are left, and who has one.
type register struct {
	left    int
	holders uint64 // a bit for each person
}

// claims says what a claim may answer in which state, whatever happens at once.
var claims = porcupine.Model{
	Init: func() any { return register{left: stockTotal} },
	Step: func(state, input, output any) (bool, any) {
		s, bit := state.(register), uint64(1)<<input.(int)
		switch has := s.holders&bit != 0; {
		case has:
			return output != soldOut, s
		case s.left == 0:
			return output != given, s
		}
		return output != soldOut, register{s.left - 1, s.holders | bit}
	},
	DescribeOperation: func(input, output any) string {
		return fmt.Sprintf("person %d: %s", input, [...]string{"maybe", "given", "sold out"}[output.(int)])
	},
}

// desk is the true authority over Badger on a disk, that is killed and opened again.
type desk struct {
	t   *testing.T
	dir string

	mu    sync.RWMutex // held for writing while it is closed
	store *store.Store
	city  *authority.Authority
	ended chan struct{} // this process is over
	again chan struct{} // the next one is there
	stop  func()
	kill  atomic.Bool // the next commit fails, and its outcome is unknown

	clients atomic.Int64
	start   time.Time
	history struct {
		sync.Mutex
		ops []porcupine.Operation
	}
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "rows"), start: time.Now()}
	d.open()
	t.Cleanup(func() { d.stop(); <-d.ended; d.store.Close() })
	stock := stockTotal
	for _, o := range []op.Op{
		offer.Publish{Offer: offer.Offer{ID: "o", Title: offer.Text{Zh: "券"}, Benefit: offer.Benefit{Type: "rate", PayPercent: 50}}},
		offer.Open{Drop: offer.Drop{ID: "d", Offer: "o", At: d.start.Add(-time.Hour), Stock: &stock}},
	} {
		done := func(out authority.Outcome) {
			if out.Refusal != nil {
				t.Error(*out.Refusal)
			}
		}
		// with nothing on its way: a rule of the flow that is taken out shows in the rush
		if err := d.city.Decide([]authority.Job{{Op: o, By: person.TheCity(), At: d.start, Done: done}}); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func (d *desk) open() {
	s, err := store.Open(d.dir, store.Faulty(func() error {
		if d.kill.Swap(false) {
			return errors.New("killed")
		}
		return nil
	}))
	if err != nil {
		d.t.Error(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	d.store, d.ended, d.again, d.stop = s, make(chan struct{}), make(chan struct{}), stop
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	d.city = authority.New(s, hub.New(), func(m []byte) []byte { return ed25519.Sign(key, m) }, slog.New(slog.DiscardHandler))
	go func(city *authority.Authority, ended chan struct{}) {
		defer close(ended)
		_ = city.Run(ctx) // it ends when it is killed
	}(d.city, d.ended)
}

// reopen waits for the kill and starts the next process on the same folder.
func (d *desk) reopen() {
	<-d.ended
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.store.Close(); err != nil {
		d.t.Error(err)
	}
	d.stop()
	before := d.again
	d.open()
	close(before)
}

// claim is one claim of a person by an outbox of its own, and how long it took. A
// killed city is asked again with the same bytes, as a phone does; a phone that is
// lost with its answer never learns.
func (d *desk) claim(who, client int, lost bool) {
	call := time.Since(d.start).Nanoseconds()
	name := op.ClientID(fmt.Sprint("c", d.clients.Add(1)))
	by := person.Actor{ID: person.ID(fmt.Sprint("h-", who)), Roles: []person.Role{person.Cardholder}}
	raw := wire.Encode(wire.Envelope{N: 1, By: by.ID, At: time.Now(), Kind: "offer.claim", Op: wire.Encode(offer.Claim{Drop: "d"})})
	output, back := d.send(authority.Job{Client: name, By: by, Raw: raw, At: time.Now(), Sent: time.Now()}, lost)
	d.history.Lock()
	defer d.history.Unlock()
	d.history.ops = append(d.history.ops, porcupine.Operation{ClientId: client, Input: who, Call: call, Output: output, Return: back})
}

func (d *desk) send(j authority.Job, lost bool) (output int, back int64) {
	o, answered := d.bring(j, lost)
	if !answered {
		return maybe, math.MaxInt64
	}
	back = time.Since(d.start).Nanoseconds()
	return d.look(j.Client, o), back
}

// bring brings a job, also to the next process when one is killed. Who is lost with
// their answer never learns.
func (d *desk) bring(j authority.Job, lost bool) (o authority.Outcome, answered bool) {
	told := make(chan authority.Outcome, 1)
	j.Done = func(o authority.Outcome) { told <- o }
	for {
		d.mu.RLock()
		city, ended, again := d.city, d.ended, d.again
		d.mu.RUnlock()
		if !city.Submit(j) {
			d.t.Error("the queue is full")
		}
		if lost {
			return o, false
		}
		select {
		case o := <-told:
			return o, true
		case <-ended:
			<-again
		}
	}
}

// look reads what became of an acknowledged claim: its answer is a row.
func (d *desk) look(name op.ClientID, o authority.Outcome) int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	r := d.store.Read(nil)
	defer r.Close()
	a, refused := op.Answers.Get(r, op.AnswerID(name, 1))
	switch {
	case o.Reason != "":
		d.t.Errorf("a claim ends its line: %s", o.Reason)
	case !refused:
		return given
	case a.Refusal.Code != offer.SoldOut:
		d.t.Errorf("a claim is refused: %v", a.Refusal)
	}
	return soldOut
}

// rush lets many claim at once while the city is killed, and gives the history.
func (d *desk) rush(seed uint64, kills int, meanwhile func()) []porcupine.Operation {
	const clients, each, persons = 8, 6, 6
	var running sync.WaitGroup
	claimed := make(chan struct{}, clients*each)
	for client := range clients {
		running.Go(func() {
			rng := rand.New(rand.NewPCG(seed, uint64(client)))
			for range each {
				d.claim(rng.IntN(persons), client, rng.IntN(10) == 0)
				meanwhile()
				claimed <- struct{}{}
			}
		})
	}
	for k := range kills {
		for range 2 + k { // in the thick of it
			<-claimed
		}
		d.kill.Store(true)
		d.reopen() // somebody claims next, and their commit fails
	}
	running.Wait()
	d.history.Lock()
	defer d.history.Unlock()
	return d.history.ops
}

// TestClaimsAreLinearizable: however many claim at once, and whatever is killed or
// lost, every answer is one that a single clerk at a single window could have given.
func TestClaimsAreLinearizable(t *testing.T) {
	const kills = 3
	for seed := range uint64(6) {
		d := openDesk(t)
		history := d.rush(seed, kills, func() {})
		seen := map[any]int{}
		for _, o := range history {
			seen[o.Output]++
		}
		switch porcupine.CheckOperationsTimeout(claims, history, 20*time.Second) {
		case porcupine.Illegal:
			t.Fatalf("seed %d: no order of %d claims explains their answers:\n%v", seed, len(history), history)
		case porcupine.Unknown:
			t.Fatalf("seed %d: not decided in 20 s", seed)
		}
		t.Logf("seed %d: %d given, %d sold out, %d maybe, %d processes", seed, seen[given], seen[soldOut], seen[maybe], kills+1)
		if seen[given] == 0 || seen[soldOut] == 0 || seen[maybe] == 0 {
			t.Errorf("seed %d shows nothing: %v", seed, seen)
		}
	}
}

// TestLinearizabilityCanFail: a city that sells twice is found out.
func TestLinearizabilityCanFail(t *testing.T) {
	for seed := range uint64(6) {
		d := openDesk(t)
		history := d.rush(seed, 0, func() { // somebody puts back what was given
			r := d.store.Read(nil)
			stock, _ := offer.Stocks.Get(r, "d")
			r.Close()
			stock.Left = stockTotal
			row := op.Row{Key: offer.Stocks.Key("d"), Body: wire.Encode(stock), To: stock.Audience()}
			if _, _, _, err := d.store.Commit([]op.Row{row}); err != nil {
				t.Error(err)
			}
		})
		if porcupine.CheckOperationsTimeout(claims, history, 20*time.Second) == porcupine.Illegal {
			return
		}
	}
	t.Fatal("a city that sells twice passes for one that does not")
}
