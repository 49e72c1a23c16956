//go:build js && wasm

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"denghuo/app/browser"
	"denghuo/app/tabs"
	"denghuo/shared/city"
	"denghuo/shared/op"
	shared "denghuo/shared/photo"
)

// What a page may ask of the one that writes.
const (
	doOp      = "do"
	dismiss   = "dismiss"
	withdraw  = "withdraw"
	rewrite   = "rewrite"
	keepPhoto = "keep-photo"
	forget    = "forget-photo"
	lend      = "lend-photo"
	wake      = "wake"

	importFile = "import"
)

// How long the writing page may take before it is asked again, and before a person
// is told that it did not work. In between a frozen one loses its seat to this page.
const (
	askTime  = 2 * time.Second
	giveUpIn = 9 * time.Second
)

func (d *desk) follows() bool { return d != nil && d.guest != nil }

// statusOf is the line of this page, or of the one that it follows.
func statusOf(d *desk) tabs.Status {
	switch {
	case d.works():
		s := d.link.State()
		return tabs.Status{Live: s.Live, Behind: s.Behind, Loop: s.Loop, Bye: s.Bye, Place: s.Place, Full: s.Full, Clock: d.replica.Clock().Tell(),
			Photos: tellPhotos(d.lane)}
	case d.follows():
		return d.guest.Status()
	}
	return tabs.Status{}
}

// through does something here if this page writes, and else has it done there. The
// writing page may die, freeze or lose its turn meanwhile; then it is another one,
// perhaps this.
func (p *phone) through(a tabs.Ask) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(context.Background(), giveUpIn)
	defer cancel()
	for {
		d := p.at()
		value, err := p.try(ctx, d, a)
		if !errors.Is(err, browser.ErrElsewhere) || d == nil || ctx.Err() != nil {
			return value, err
		}
		if !d.works() && !d.follows() {
			return value, err // pages cannot talk here
		}
		p.otherDesk(ctx, d)
	}
}

// try does it once. ErrElsewhere says that another page may do it.
func (p *phone) try(ctx context.Context, d *desk, a tabs.Ask) (json.RawMessage, error) {
	if !d.follows() {
		return p.act(a)
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	value, err := d.guest.Ask(ctx, a)
	if errors.Is(err, tabs.ErrNoHost) {
		err = browser.ErrElsewhere
	}
	return value, err
}

// otherDesk waits a moment, or less if this page gets another desk.
func (p *phone) otherDesk(ctx context.Context, was *desk) {
	rung := make(chan struct{}, 1)
	defer p.watch(func() { ringOnce(rung) })()
	moment := time.NewTimer(askTime / 10)
	defer moment.Stop()
	for p.at() == was {
		select {
		case <-rung:
		case <-moment.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

func ringOnce(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// act is done by the page that writes, for itself and for the others.
func (p *phone) act(a tabs.Ask) (json.RawMessage, error) {
	d := p.at()
	if !d.works() {
		return nil, browser.ErrElsewhere
	}
	switch a.What {
	case doOp:
		return nil, p.doHere(d, a)
	case dismiss:
		return nil, d.replica.Dismiss(a.Hash)
	case withdraw:
		return nil, d.replica.Withdraw(a.N)
	case rewrite:
		return nil, p.rewriteHere(d, a)
	case keepPhoto:
		if d.lane == nil {
			return nil, errNoPhotos
		}
		h, err := d.lane.Keep(a.Body)
		if err != nil {
			return nil, err
		}
		return json.Marshal(h)
	case forget:
		if d.lane == nil {
			return nil, errNoPhotos
		}
		return nil, d.lane.Forget(shared.Hash(a.Body))
	case lend:
		return nil, p.lendHere(d, shared.Hash(a.Body))
	case importFile:
		return p.importHere(d, a.Body)
	case wake:
		d.link.Wake()
		return nil, nil
	}
	return nil, fmt.Errorf("another page asks for %q, which this version does not know", a.What)
}

// doHere names the op's photos to the lane first: see photo.Lane.Want. What waits
// here already was asked for twice by a page that heard no answer.
func (p *phone) doHere(d *desk, a tabs.Ask) error {
	if d.replica.Has(a.Kind, a.Op) {
		return nil
	}
	o, err := p.wanted(d, a)
	if err != nil {
		return err
	}
	if err := d.replica.Do(o); err != nil {
		return err
	}
	if !d.link.State().Live { // the link itself tries at once
		browser.SendLater()
	}
	return nil
}

func (p *phone) rewriteHere(d *desk, a tabs.Ask) error {
	o, err := p.wanted(d, a)
	if err != nil {
		return err
	}
	return d.replica.Rewrite(a.N, o)
}

func (p *phone) wanted(d *desk, a tabs.Ask) (op.Op, error) {
	o, err := city.Decode(a.Kind, a.Op)
	if err != nil {
		return nil, err
	}
	if d.lane != nil {
		if err := d.lane.Want(a.Op); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// do keeps an op: only when it returns may a screen say "saved".
func (p *phone) do(o op.Op) error {
	raw, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("encode %s: %w", o.Kind().Name, err)
	}
	if _, err := p.through(tabs.Ask{What: doOp, Kind: o.Kind().Name, Op: raw}); err != nil {
		return err
	}
	browser.Persist()
	return nil
}

func (p *phone) dismiss(id op.Hash) error {
	_, err := p.through(tabs.Ask{What: dismiss, Hash: id})
	return err
}

func (p *phone) withdraw(n uint64) error {
	_, err := p.through(tabs.Ask{What: withdraw, N: n})
	return err
}

func (p *phone) rewrite(n uint64, o op.Op) error {
	raw, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("encode %s: %w", o.Kind().Name, err)
	}
	_, err = p.through(tabs.Ask{What: rewrite, N: n, Kind: o.Kind().Name, Op: raw})
	return err
}

// wakeHost is a person's "now" on a page that does not dial.
func (p *phone) wakeHost(d *desk) {
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	defer cancel()
	_, err := d.guest.Ask(ctx, tabs.Ask{What: wake})
	browser.Complain("wake the line", err)
}
