package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"denghuo/server/store"
	"denghuo/shared/city"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/privacy"
)

// tidyAtOnce is how many records leave in one commit; between two the city does
// what people wait for.
const tidyAtOnce = city.HandAtOnce

// Tidied is what one pass took away.
type Tidied struct {
	Expired int // records whose time was over, or that left the public
	Gone    int // records that phones need not hear of any more
}

// Tidy takes away what need not be kept by shared/privacy: it looks through the
// tables that age, has what is over decided by the city, and lets the store forget
// what has been gone for long. It is for a quiet hour once a day: it reads whole
// tables, but writes little at a time and waits its turn.
func (c *Cards) Tidy(ctx context.Context) (done Tidied, err error) {
	now := c.people.Now()
	for _, table := range city.Aging() {
		if done.Expired, err = c.tidyTable(ctx, table, now, done.Expired); err != nil {
			return done, fmt.Errorf("tidy %s: %w", table, err)
		}
	}
	if err := c.people.Store.Stamp(now); err != nil {
		return done, fmt.Errorf("tidy: %w", err)
	}
	for n := tidyAtOnce; n == tidyAtOnce && ctx.Err() == nil; done.Gone += n {
		if n, err = c.people.Store.Sweep(now.AddDate(0, 0, -privacy.DaysGone), tidyAtOnce, proof); err != nil {
			return done, fmt.Errorf("tidy what is gone: %w", err)
		}
	}
	return done, nil
}

// proof names the records that must be known to be gone for good: a copy of a mark
// would otherwise prove that the city lost it.
func proof(k op.Key) bool { return k.Table == op.Marks.Name }

// tidyTable looks at one instant of a table, and has what is over taken away.
func (c *Cards) tidyTable(ctx context.Context, table string, now time.Time, before int) (done int, err error) {
	var over []op.Key
	r := c.people.Store.Read(nil)
	r.Each(table, func(row op.Row) bool {
		if city.Over(r, row.Key, now) {
			over = append(over, row.Key)
		}
		return ctx.Err() == nil && len(over) < maxOver
	})
	r.Close()
	done = before
	for len(over) > 0 && ctx.Err() == nil {
		n := min(len(over), tidyAtOnce)
		if err := c.people.insist(ctx, city.Expire{Keys: over[:n]}, person.TheCity()); err != nil {
			return done, err
		}
		over, done = over[n:], done+n
	}
	return done, ctx.Err()
}

// maxOver is how many of one table a pass takes; the next day takes the rest.
const maxOver = 100_000

// Nightly runs Tidy at three in the morning, by the city's own time, until ctx ends.
// It returns an error only when a commit's outcome is unknown: then the city must
// stop, and the next start reads what is true. Whatever else went wrong is tried
// again the next night.
func (c *Cards) Nightly(ctx context.Context) error {
	for {
		if pause(ctx, untilNight(c.people.Now())) != nil {
			return nil
		}
		done, err := c.Tidy(ctx)
		switch {
		case errors.Is(err, store.ErrUnknown):
			return err
		case err != nil && ctx.Err() == nil:
			c.people.Log.Error("tidy", "err", err)
		case done != Tidied{}:
			c.people.Log.Info("tidied", "expired", done.Expired, "gone", done.Gone)
		}
	}
}

// nightUTC is three in the morning in China, which has one time and no summer time.
const nightUTC = 19 * time.Hour

// untilNight is how long it is to the next night; never nothing.
func untilNight(now time.Time) time.Duration {
	night := now.UTC().Truncate(24 * time.Hour).Add(nightUTC)
	if !night.After(now) {
		night = night.Add(24 * time.Hour)
	}
	return night.Sub(now)
}
