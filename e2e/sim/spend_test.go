package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/anishathalye/porcupine"
)

// A coupon's whole life as one thing with one state: claimed, given back, spent, made
// void and refunded, by many at once. claims_test.go is the rush for a stock alone.

const spenders, mostSpent = 5, 80

// deed is what somebody wants with a person's coupon.
type deed struct {
	kind string // claim, back, redeem, cancel, reverse
	who  int
	red  int // which redemption
}

// What is answered beside "done", "maybe" and a refusal's code.
const (
	done     = "done"
	unknown  = "maybe"
	counted  = "counted"
	conflict = "conflict " // and why
)

// counter is the drop as one clerk at one window has it.
type counter struct {
	left    int
	coupons [spenders]offer.State
	had     [spenders]bool
	red     [mostSpent]offer.Outcome
	of      [mostSpent]int // whose coupon a redemption is of
}

// step does one deed and says what is answered.
func (c counter) step(d deed) (counter, string) {
	switch state := c.coupons[d.who]; d.kind {
	case "claim":
		switch {
		case c.had[d.who] && state != offer.Back:
			return c, done
		case c.left == 0:
			return c, string(offer.SoldOut)
		}
		c.left--
		c.had[d.who], c.coupons[d.who] = true, offer.Given
	case "back":
		switch {
		case !c.had[d.who]:
			return c, string(op.NotFound)
		case state == offer.Redeemed:
			return c, string(offer.IsUsed)
		case state == offer.Void:
			return c, string(offer.IsVoid)
		case state == offer.Given:
			c.left++
		}
		c.coupons[d.who] = offer.Back
	case "redeem":
		if !c.had[d.who] {
			return c, string(offer.NoCoupon)
		}
		c.red[d.red], c.of[d.red] = offer.Conflict, d.who
		if state != offer.Given {
			return c, conflict + string(map[offer.State]op.Code{offer.Redeemed: offer.IsUsed, offer.Void: offer.IsVoid, offer.Back: offer.IsBack}[state])
		}
		c.red[d.red], c.coupons[d.who] = offer.Counted, offer.Redeemed
		return c, counted
	case "cancel":
		switch {
		case !c.had[d.who]:
			return c, string(offer.NoCoupon)
		case state == offer.Redeemed:
			return c, string(offer.IsUsed)
		case state == offer.Back:
			return c, string(offer.IsBack)
		}
		c.coupons[d.who] = offer.Void
	case "reverse":
		switch c.red[d.red] {
		case "":
			return c, string(op.NotFound)
		case offer.Conflict:
			return c, string(op.Moved)
		case offer.Counted:
			c.red[d.red], c.coupons[c.of[d.red]] = offer.Reversed, offer.Given
		}
	}
	return c, done
}

// spending says what a deed may be answered in which state, whatever happens at once.
var spending = porcupine.Model{
	Init: func() any { return counter{left: stockTotal} },
	Step: func(state, input, output any) (bool, any) {
		next, said := state.(counter).step(input.(deed))
		return output == unknown || output == said, next
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %s", input, output) },
}

// spender does one deed after another at the desk.
type spender struct {
	desk   *desk
	client int
	rng    *rand.Rand
	reds   *redemptions
}

// redemptions gives numbers to them, and knows which there may be.
type redemptions struct {
	sync.Mutex
	n int
}

func (r *redemptions) next() (n int, ok bool) {
	r.Lock()
	defer r.Unlock()
	r.n++
	return r.n - 1, r.n <= mostSpent
}

func (r *redemptions) any(rng *rand.Rand) int {
	r.Lock()
	defer r.Unlock()
	return rng.IntN(r.n + 1)
}

func redID(n int) op.ID { return op.ID(fmt.Sprint("red-", n)) }

// think of a deed; false when there is none now.
func (s *spender) think() (d deed, o op.Op, by person.Actor, ok bool) {
	d.who = s.rng.IntN(spenders)
	holder := person.Actor{ID: person.ID(fmt.Sprint("h-", d.who)), Roles: []person.Role{person.Cardholder}}
	shop := person.Actor{ID: "m-1", Roles: []person.Role{person.Merchant}}
	coupon := offer.ClaimID("d", holder.ID)
	switch n := s.rng.IntN(20); {
	case n < 7:
		d.kind, o, by = "claim", offer.Claim{Drop: "d"}, holder
	case n < 9:
		d.kind, o, by = "back", offer.GiveBack{Coupon: coupon}, holder
	case n < 15:
		var room bool
		if d.red, room = s.reds.next(); !room {
			return d, nil, by, false
		}
		d.kind, o, by = "redeem", offer.Redeem{ID: redID(d.red), Coupon: coupon, Drop: "d", Price: 1000}, shop
	case n < 17:
		code := s.desk.code(coupon)
		if code == "" {
			return d, nil, by, false
		}
		d.kind, o, by = "cancel", offer.Cancel{Code: code, Reason: "x"}, person.Actor{ID: "s-1", Roles: []person.Role{person.Officer}}
	default:
		d.red = min(s.reds.any(s.rng), mostSpent-1)
		d.kind, d.who, o, by = "reverse", 0, offer.Reverse{Redemption: redID(d.red), Reason: "x"}, shop
	}
	return d, o, by, true
}

// code is what the officer reads of a coupon; empty when there is none yet.
func (d *desk) code(coupon op.ID) string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	r := d.store.Read(nil)
	defer r.Close()
	c, _ := offer.Coupons.Get(r, coupon)
	return c.Code
}

// act does one deed, in a history of its own.
func (s *spender) act(lost bool) {
	d, o, by, ok := s.think()
	if !ok {
		return
	}
	call := time.Since(s.desk.start).Nanoseconds()
	name := op.ClientID(fmt.Sprint("s", s.desk.clients.Add(1)))
	j := authority.Job{By: by, Op: o, At: time.Now()}
	if o.Kind().Delivery == op.Queued {
		raw := wire.Encode(wire.Envelope{N: 1, By: by.ID, At: time.Now(), Kind: o.Kind().Name, Op: wire.Encode(o)})
		j = authority.Job{Client: name, By: by, Raw: raw, At: time.Now(), Sent: time.Now()}
	}
	output, back := unknown, int64(math.MaxInt64)
	if out, answered := s.desk.bring(j, lost); answered {
		back = time.Since(s.desk.start).Nanoseconds()
		output = s.desk.said(name, d, out)
	}
	s.desk.history.Lock()
	defer s.desk.history.Unlock()
	s.desk.history.ops = append(s.desk.history.ops, porcupine.Operation{ClientId: s.client, Input: d, Call: call, Output: output, Return: back})
}

// said reads what a deed was answered.
func (d *desk) said(name op.ClientID, of deed, out authority.Outcome) string {
	if out.Refusal != nil {
		return string(out.Refusal.Code)
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	r := d.store.Read(nil)
	defer r.Close()
	if a, refused := op.Answers.Get(r, op.AnswerID(name, 1)); refused {
		return string(a.Refusal.Code)
	}
	if of.kind != "redeem" {
		return done
	}
	red, _ := offer.Redemptions.Get(r, redID(of.red))
	if red.Outcome == offer.Conflict {
		return conflict + string(red.Why)
	}
	return counted // and maybe refunded since
}

// spend lets many do what they like at once while the city is killed.
func (d *desk) spend(seed uint64, kills int, meanwhile func(*rand.Rand)) []porcupine.Operation {
	const clients, each = 8, 8
	var running sync.WaitGroup
	reds, acted := &redemptions{}, make(chan struct{}, clients*each)
	for client := range clients {
		running.Go(func() {
			s := &spender{desk: d, client: client, rng: rand.New(rand.NewPCG(seed, uint64(client))), reds: reds}
			for range each {
				s.act(s.rng.IntN(16) == 0)
				meanwhile(s.rng)
				acted <- struct{}{}
			}
		})
	}
	for k := range kills {
		for range 3 + k {
			<-acted
		}
		d.kill.Store(true)
		d.reopen()
	}
	running.Wait()
	d.history.Lock()
	defer d.history.Unlock()
	return d.history.ops
}

// TestSpendingIsLinearizable: however many claim, spend, give back, refund and make void
// at once, and whatever is killed or lost, every answer is one that a single clerk at a
// single window could have given.
func TestSpendingIsLinearizable(t *testing.T) {
	const kills = 3
	seen := map[any]int{}
	for seed := range uint64(6) {
		d := openDesk(t)
		history := d.spend(seed, kills, func(*rand.Rand) {})
		for _, o := range history {
			seen[o.Output]++
		}
		switch porcupine.CheckOperationsTimeout(spending, history, 30*time.Second) {
		case porcupine.Illegal:
			t.Fatalf("seed %d: no order of %d deeds explains their answers:\n%v", seed, len(history), history)
		case porcupine.Unknown:
			t.Fatalf("seed %d: not decided in 30 s", seed)
		}
	}
	t.Logf("answers: %v", seen)
	for _, want := range []string{done, unknown, counted, conflict + string(offer.IsUsed), string(offer.SoldOut)} {
		if seen[want] == 0 {
			t.Errorf("nobody was told %q: this shows too little", want)
		}
	}
}

// TestSpendingCanFail: a city in which a coupon that was spent can be spent again is
// found out.
func TestSpendingCanFail(t *testing.T) {
	for seed := range uint64(8) {
		d := openDesk(t)
		history := d.spend(seed, 0, func(rng *rand.Rand) {
			r := d.store.Read(nil)
			coupon, ok := offer.Coupons.Get(r, offer.ClaimID("d", person.ID(fmt.Sprint("h-", rng.IntN(spenders)))))
			r.Close()
			if !ok || coupon.State != offer.Redeemed {
				return
			}
			coupon.State = offer.Given // somebody forgets that it was spent
			row := op.Row{Key: offer.Coupons.Key(coupon.ID), Body: wire.Encode(coupon), To: coupon.Audience()}
			if _, _, _, err := d.store.Commit([]op.Row{row}); err != nil {
				t.Error(err)
			}
		})
		if porcupine.CheckOperationsTimeout(spending, history, 30*time.Second) == porcupine.Illegal {
			return
		}
	}
	t.Fatal("a city that lets a coupon be spent twice passes for one that does not")
}
