package photo

import (
	"context"
	"errors"
	"time"

	shared "denghuo/shared/photo"
)

var errNoFurther = errors.New("the city has no more than before")

// carry sends what the city does not have of a photo. It ends without error when
// the city has taken all of it.
func (l *Lane) carry(ctx context.Context, h shared.Hash, b []byte) error {
	there, err := l.c.City.Has(ctx, h)
	if err != nil {
		return err
	}
	for !there.Whole {
		l.note(h, func(n *hand) { n.sent = there.Bytes })
		if err := l.giveWay(ctx); err != nil {
			return err
		}
		from := min(max(0, there.Bytes), len(b)-1) // all is there, but no answer: the last byte asks
		to := min(len(b), from+piece>>min(l.fails, 2))
		next, err := l.c.City.Piece(ctx, h, from, len(b), b[from:to])
		if err != nil {
			return err
		}
		if !next.Whole && next.Bytes <= there.Bytes { // spoilt, or gone: begin again, later
			return errNoFurther
		}
		there = next
		l.fails = 0
	}
	l.note(h, func(n *hand) { n.sent = len(b) })
	return nil
}

// giveWay waits while ops are to be heard. One that cannot be sent holds up no
// photo for longer than opsFirst; until it is gone, photos go on beside it.
func (l *Lane) giveWay(ctx context.Context) error {
	if !l.c.OpsWait() {
		l.stuck = false
		return ctx.Err()
	}
	timer := time.NewTimer(opsFirst)
	defer timer.Stop()
	for !l.stuck && l.c.OpsWait() {
		select {
		case <-ctx.Done():
		case <-timer.C:
			l.stuck = true
		case <-l.wake:
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return ctx.Err()
}
