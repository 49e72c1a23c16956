package photo

import (
	"context"
	"fmt"
	"time"

	"denghuo/shared/op"
	shared "denghuo/shared/photo"
)

// Wake says that something may have changed: the line, the view, a new photo.
func (l *Lane) Wake() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Run sends until ctx ends. It is the only sender; call it once. A failure that
// nobody can mend here (the shelf) is tried again like one of the line.
func (l *Lane) Run(ctx context.Context) {
	for ctx.Err() == nil {
		more, err := l.step(ctx)
		switch {
		case err != nil:
			l.fails++
		case more:
			l.fails = 0
			continue
		}
		l.pause(ctx, err != nil)
	}
}

// step looks what has arrived and sends the next one; more says that there may be
// others.
func (l *Lane) step(ctx context.Context) (more bool, err error) {
	if err := l.look(); err != nil {
		return false, err
	}
	k, ok := l.next()
	if !ok || !l.c.Online() {
		return false, nil
	}
	b, there, err := l.c.Shelf.Bytes(k.Hash)
	if err != nil {
		return false, fmt.Errorf("read a photo: %w", err)
	}
	if !there || shared.Name(b) != k.Hash { // the phone has lost it: there is nothing to send
		return true, l.drop(k)
	}
	err = l.carry(ctx, k.Hash, b)
	refusal, no := op.AsRefusal(err)
	if err != nil && !no {
		return false, fmt.Errorf("send a photo: %w", err)
	}
	l.note(k.Hash, func(h *hand) { h.put, h.refused = l.c.Now(), refusal.Code })
	return true, nil
}

// look notes what the city has by now.
func (l *Lane) look() error {
	for _, k := range l.list() {
		if k.Named && !k.Sent && l.c.Arrived(k.Hash) {
			k.Sent = true
			if err := l.write(k); err != nil {
				return err
			}
		}
	}
	return nil
}

// next is the oldest that waits and is not in the city's hands.
func (l *Lane) next() (Kept, bool) {
	now := l.c.Now()
	for _, k := range l.list() {
		if !k.Named || k.Sent {
			continue
		}
		h := l.hand(k.Hash)
		if h.refused == "" && (h.put.IsZero() || now.Sub(h.put) > rowTime) {
			return k, true
		}
	}
	return Kept{}, false
}

// pause waits for a Wake; after a failure also for a random time that grows, so
// that waking does not turn into hammering. While something waits it looks again
// by itself.
func (l *Lane) pause(ctx context.Context, failed bool) {
	if !failed {
		var again <-chan time.Time
		if l.Waiting() > 0 {
			timer := time.NewTimer(rowTime)
			defer timer.Stop()
			again = timer.C
		}
		select {
		case <-ctx.Done():
		case <-l.wake:
		case <-again:
		}
		return
	}
	l.rest(ctx)
}

// rest is the wait after a failure. A wake does not end it, but a line that was
// lost and has come back does.
func (l *Lane) rest(ctx context.Context) {
	window := min(longest, shortest<<min(l.fails, 8))
	timer := time.NewTimer(window/4 + time.Duration(l.c.Chance()*float64(window)*3/4))
	defer timer.Stop()
	for lost := !l.c.Online(); ; {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case <-l.wake:
		}
		if on := l.c.Online(); lost && on {
			return
		} else if !on {
			lost = true
		}
	}
}
