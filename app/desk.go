//go:build js && wasm

package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"denghuo/app/browser"
	"denghuo/app/link"
	"denghuo/app/photo"
	"denghuo/app/replica"
	"denghuo/app/tabs"
	"denghuo/shared/op"
	shared "denghuo/shared/photo"
)

// desk is what a tab works with. The tab that sits has a line, photos and guests;
// any other follows it with a mirror, or, where pages cannot talk, only looks.
type desk struct {
	replica *replica.Replica
	link    *link.Link
	lane    *photo.Lane
	host    *tabs.Host
	guest   *tabs.Guest
	noted   atomic.Bool // it is kept that the city was heard since this desk is there
	stop    func()      // ends all of them, and waits
}

func (d *desk) works() bool { return d != nil && d.link != nil }

// work starts the line, the photos and the reminder over a replica.
func (p *phone) work(r *replica.Replica) *desk {
	ctx, cancel := context.WithCancel(context.Background())
	d := &desk{replica: r}
	d.link = link.New(link.Config{Replica: r, Dialer: browser.Dialer{}, Token: func() string { return p.who.Token },
		Build: p.build(), Now: time.Now, Rand: browser.Chance, Changed: p.lineChanged})
	var running sync.WaitGroup
	running.Go(func() { d.link.Run(ctx) })
	lane, err := photo.Open(photo.Config{Shelf: p.shelf, City: browser.Carrier{Token: p.who.Token}, Now: time.Now, Chance: browser.Chance,
		Changed: p.ring,
		Online:  func() bool { return d.link.State().Live },
		OpsWait: func() bool { return len(r.Unsent(0, 1)) > 0 },
		Arrived: func(h shared.Hash) bool { _, ok := shared.Table.Get(r.View(), op.ID(h)); return ok }})
	if err != nil {
		browser.Complain("open the photos", err)
	} else {
		d.lane = lane
		running.Go(func() { lane.Run(ctx) })
	}
	if p.channel != nil && p.keeper != nil {
		d.host = tabs.NewHost(tabs.Config{Channel: p.channel, Name: string(browser.NewID()), Replica: r,
			Act: p.act, Status: func() tabs.Status { return statusOf(d) }})
		running.Go(func() { d.host.Run(ctx) })
	}
	if p.keeper != nil {
		r.Watch(p.noter(r))
	}
	unwatch := r.Watch(p.rowsChanged)
	running.Go(func() { p.remind(ctx, d) })
	d.stop = func() { unwatch(); cancel(); running.Wait() }
	return d
}

// remind tries the line while something waits: no event tells of a network that
// came back without one.
func (p *phone) remind(ctx context.Context, d *desk) {
	tick := time.NewTicker(remind)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.keepHeard()
			if d.replica.Pending() > 0 && !d.link.State().Live {
				d.link.Wake()
			}
		}
	}
}
