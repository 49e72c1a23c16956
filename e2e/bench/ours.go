package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/machine"
	"denghuo/server/store"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// ours is the city's own rooms, with diary, proofs, audit and seals as in the program:
// the true claim, from the bytes that a phone sends to the row that it is told. It is
// called in this process, as the gate calls it; the phones' own work is done before.
type ours struct {
	dir   string
	store *store.Store
	city  *authority.Authority // of this measurement

	filing  time.Duration // since the start, between the measurements
	decided int64         // ops
}

func startOurs(_ context.Context, dir string) ([]*engine, error) {
	if err := machine.Wide(machine.Room); err != nil { // as the program does
		fmt.Println("bench: our authority:", err)
	}
	c := &ours{dir: dir}
	var err error
	if c.store, err = store.Open(filepath.Join(dir, "rows")); err != nil {
		return nil, err
	}
	e := &engine{name: "our authority, Badger", awake: c.awake, open: c.openDrop, stop: c.close,
		settings: "the claim as a phone sends it, in this process; one record of the journal a batch, flushed; the coupon's number at the answer. After it come its Ed25519 seal and code, and the place of each row in Badger's tables"}
	for i := range contestCallers[len(contestCallers)-1] {
		e.seats = append(e.seats, c.seat(i))
	}
	rest, err := c.awake()
	if err != nil {
		return []*engine{e}, err
	}
	defer rest()
	return []*engine{e}, offerFirst(c.city)
}

// awake gives this measurement a process of its own: what the one before left to be
// sealed would work through the measurements of the others. For the same reason what is
// in the journal is put in its place before the others' turn, and that time is told.
func (c *ours) awake() (rest func(), err error) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	c.city = authority.New(c.store, hub.New(), func(m []byte) []byte { return ed25519.Sign(key, m) }, slog.New(slog.DiscardHandler))
	c.city.Prove(authority.NewProofs([]byte("bench")))
	if err := c.city.Beware(c.dir); err != nil {
		return nil, err
	}
	oneLess := machine.OneMore() // as the program does, and in our turn only
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.city.Run(ctx) }()
	return func() {
		stop()
		oneLess()
		err := errors.Join(<-ended, c.city.Forget())
		begin := time.Now()
		err = errors.Join(err, c.store.Settle())
		c.filing += time.Since(begin)
		c.decided += c.city.Counts.Ops.Load()
		if err != nil {
			fmt.Println("bench: our authority:", err)
		}
	}, nil
}

func (c *ours) close() error {
	fmt.Printf("  our authority put the rows of %d ops in their places and Badger its tables in order between the measurements, in %.1f µs each\n", c.decided, float64(c.filing.Nanoseconds())/1000/float64(max(1, c.decided)))
	return c.store.Close()
}

func (c *ours) openDrop(name string, stock int) error {
	return decide(c.city, offer.Open{Drop: offer.Drop{ID: op.ID(name), Offer: "o", At: time.Now().Add(-time.Minute), Stock: &stock}})
}

// seat is a line of a session: it hands in what a phone has sent, and looks for its
// rows when it is answered.
func (c *ours) seat(line int) seat {
	told := make(chan authority.Outcome, 1)
	done := func(o authority.Outcome) { told <- o }
	made, phone := "", fmt.Sprint("c", line, "-")
	roles := []person.Role{person.Cardholder}
	var envelope []byte
	where := 0 // the card's name is in it
	return func(drop string, card int64) (int, error) {
		if made != drop {
			envelope, made = claimOf(drop), drop
			where = bytes.Index(envelope, []byte(cardName(0)))
		}
		name := cardName(card)
		sent := bytes.Clone(envelope)
		copy(sent[where:], name)
		_, from := c.store.At()
		now := time.Now()
		job := authority.Job{Client: op.ClientID(phone + name), By: person.Actor{ID: person.ID("h-" + name), Roles: roles},
			Raw: sent, At: now, Sent: now, Done: done}
		if !c.city.Submit(job) {
			return 0, errors.New("the queue is full")
		}
		if o := <-told; o.Reason != "" {
			return 0, fmt.Errorf("the line ends: %s", o.Reason)
		}
		return c.number(job.By.ID, op.ID(drop), from)
	}
}

// number reads what the person is told: rows since the sequence before.
func (c *ours) number(who person.ID, drop op.ID, from uint64) (int, error) {
	page, err := c.store.Since([]person.Scope{who.Own()}, from, wire.MaxDown)
	if err != nil {
		return 0, err
	}
	id := offer.ClaimID(drop, who)
	for _, r := range page.Rows {
		if r.Key.Table == op.Answers.Name {
			return 0, nil
		}
		if r.Key == offer.Coupons.Key(id) {
			return serialIn(r.Body)
		}
	}
	r := c.store.Read(nil) // who asks again was told before
	defer r.Close()
	coupon, _ := offer.Coupons.Get(r, id)
	return strconv.Atoi(coupon.Serial)
}

// serialIn finds the number in a coupon's bytes.
func serialIn(body []byte) (int, error) {
	_, rest, _ := bytes.Cut(body, []byte(`"serial":"`))
	digits, _, _ := bytes.Cut(rest, []byte(`"`))
	return strconv.Atoi(string(digits))
}

// cardName is of one length, so that a phone's bytes can be made by putting it in.
func cardName(card int64) string {
	name := [10]byte{}
	for i := len(name) - 1; i >= 0; i-- {
		name[i] = byte('0' + card%10)
		card /= 10
	}
	return string(name[:])
}

// claimOf is what the phone of card 0 sends.
func claimOf(drop string) []byte {
	o := offer.Claim{Drop: op.ID(drop)}
	return wire.Encode(wire.Envelope{N: 1, By: person.ID("h-" + cardName(0)), At: time.Now(), Kind: o.Kind().Name, Op: wire.Encode(o)})
}
