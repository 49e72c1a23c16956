//go:build js && wasm

package main

import (
	"fmt"
	"time"

	"denghuo/app/browser"
	"denghuo/app/frame"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/op"
	"denghuo/shared/person"
	shared "denghuo/shared/photo"
	"denghuo/shared/wire"
)

// port is what the screens see.
func (p *phone) port() frame.Port {
	return frame.Port{
		Root: &frame.Root{},
		View: p.view, Watch: p.watch, Do: p.do, Me: p.me, NewID: browser.NewID, Now: p.now,
		Line: p.line, Looks: p.frameLooks, SetLooks: p.setLooks,
		Waiting: p.waiting, Refused: p.refused, Dismiss: p.dismiss, Retry: p.retry,
		Withdraw: p.withdraw, Rewrite: p.rewrite, Export: p.export, Import: p.bringIn,
		Place: func() (geo.Point, error) { return browser.Place() }, Keep: p.keep, Shown: p.shown,
		Blacken: p.blacken, Forget: p.forget, Lend: p.lend, Photos: p.photos,
		Door:   p.door,
		Recall: p.recall, Remember: p.remember, Notes: p.notes,
		Device: device(),
		Kept:   p.kept,
	}
}

func (p *phone) recall(name string) string { return browser.Recall(string(p.me().ID), name) }

func (p *phone) notes(begin string) []string { return browser.Notes(string(p.me().ID), begin) }

func (p *phone) remember(name, note string) { browser.Remember(string(p.me().ID), name, note) }

func (p *phone) view() op.Reader {
	if d := p.at(); d != nil {
		return d.replica.View()
	}
	return op.Empty{}
}

func (p *phone) watch(f func()) (stop func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := p.next
	p.next++
	p.watchers[id] = f
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.watchers, id)
	}
}

func (p *phone) me() person.Actor {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.who.Me
}

func (p *phone) now() time.Time {
	if d := p.at(); d != nil {
		return d.replica.CityNow()
	}
	return time.Now()
}

func (p *phone) line() frame.Line {
	d := p.at()
	p.mu.Lock()
	l := frame.Line{Storage: p.storage, AsOf: p.asOf, Out: p.out}
	p.store.tell(&l)
	p.mu.Unlock()
	if p.renewal != nil {
		l.Renew = p.renewal.Ready()
	}
	if t := heard(d); !t.IsZero() {
		l.AsOf = t
	}
	if d != nil && d.replica.Pending() > 0 {
		l.SafeUntil = browser.ForgetsAt(time.Now())
	}
	switch {
	case d.works() || d.follows():
		s := statusOf(d)
		l.Online, l.Behind, l.Trouble = s.Live, s.Behind, troubles[s.Bye]
		l.Place, l.Full = s.Place, s.Full
		if s.Loop {
			l.Trouble = words.StartsOver
		}
		if l.Out {
			l.Trouble = troubles[wire.SignIn]
		}
	case d != nil:
		l.Trouble = otherTab
	}
	l.Off = p.off(l.Online)
	return l
}

// heard is when the city was last heard, by the city's clock; zero: not since the start.
func heard(d *desk) time.Time {
	if d == nil || d.replica.Heard().IsZero() {
		return time.Time{}
	}
	return d.replica.CityNow().Add(d.replica.Heard().Sub(time.Now()))
}

func (p *phone) keepHeard() {
	if t := heard(p.at()); !t.IsZero() {
		browser.KeepHeard(string(p.who.Me.ID), t)
	}
}

// keepFirstHeard does so when the city is heard for the first time, so that a page
// which ends soon after, in whatever way, leaves the next one its "as of".
func (p *phone) keepFirstHeard() {
	if d := p.at(); !heard(d).IsZero() && d.noted.CompareAndSwap(false, true) {
		p.keepHeard()
	}
}

// waiting counts as sent while the line lives: link pushes before it listens.
func (p *phone) waiting() []frame.Waiting {
	d := p.at()
	if d == nil {
		return nil
	}
	sent := statusOf(d).Live
	var ws []frame.Waiting
	for _, w := range d.replica.Waiting() {
		ws = append(ws, frame.Waiting{N: w.N, Op: w.Op, Kind: w.Kind, At: w.At, Sent: sent, Offered: w.Offered})
	}
	return ws
}

func (p *phone) refused() []frame.Refused {
	d := p.at()
	if d == nil {
		return nil
	}
	var rs []frame.Refused
	for _, r := range d.replica.Refused() {
		rs = append(rs, frame.Refused{ID: r.ID, Op: r.Op, Kind: r.Kind, At: r.At, Refusal: r.Refusal})
	}
	return rs
}

// retry is the person's "now": the new version if one is ready and nothing waits,
// the seat if another tab has it, the line otherwise.
func (p *phone) retry() {
	d := p.at()
	switch {
	case p.renewal != nil && p.renewal.Ready() && p.resting():
		p.renewal.Renew()
	case d.works():
		d.link.Wake()
	case d.follows():
		go p.wakeHost(d)
	case p.seat != nil:
		p.seat.Take()
	}
}

// renewAtRest takes a new version when nobody looks and nothing can be lost.
func (p *phone) renewAtRest() {
	if p.renewal.Ready() && p.resting() && !browser.FormOpen() {
		p.renewal.Renew()
	}
}

// resting reports whether the outbox is empty, or can only be emptied by a newer
// version. What waits would not be lost, but a new version must not come between
// an op and its answer without need.
func (p *phone) resting() bool {
	d := p.at()
	if d == nil {
		return true
	}
	return d.replica.Pending() == 0 || d.works() && d.link.State().Bye == wire.Renew
}

func (p *phone) frameLooks() frame.Looks {
	l := p.Looks()
	return frame.Looks{Lang: words.Lang(l.Lang), Care: l.Care, Theme: l.Theme}
}

func (p *phone) setLooks(l frame.Looks) {
	looks := browser.Looks{Lang: string(l.Lang), Care: l.Care, Theme: l.Theme}
	p.mu.Lock()
	p.looks = looks
	p.mu.Unlock()
	looks.Keep()
	p.ring()
}

// Looks is what the person chose.
func (p *phone) Looks() browser.Looks {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.looks
}

// shown prefers what lies here: it is there without a network.
func (p *phone) shown(h shared.Hash) (string, error) {
	if url, ok := p.gallery.Known(h); ok {
		return url, nil
	}
	if p.shelf != nil {
		b, here, err := p.shelf.Bytes(h)
		if err != nil {
			return "", fmt.Errorf("show a photo: %w", err)
		}
		if here {
			return p.gallery.URL(h, b), nil
		}
	}
	return "/photo/" + string(h), nil
}
