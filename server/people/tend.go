package people

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"denghuo/server/store"
	"denghuo/shared/city"
	"denghuo/shared/person"
)

// How often the city looks whether something is due, and how soon after its start.
// What it does by itself is counted in days, so an hour late is early enough.
const (
	tendEvery = time.Hour
	tendFirst = time.Minute // whoever waits at the door goes first
)

// Tend has decided what the city does by itself at this hour: a repair that nobody
// has contradicted for seven nights counts as light, what was asked of a reporter and
// not answered is declined. It tells how many commits that took; none where nothing
// is due.
func (p *People) Tend(ctx context.Context) (done int, err error) {
	r := p.Store.Read(nil)
	ops := city.Tending(r, p.Now())
	r.Close()
	for _, o := range ops {
		if err := p.insist(ctx, o, person.TheCity()); err != nil {
			return done, fmt.Errorf("tend: %w", err)
		}
		done++
	}
	return done, nil
}

// Hourly runs Tend soon after the start and every hour until ctx ends: a city that was
// off for a week goes on where its time has come. Like Nightly it returns an error only
// when a commit's outcome is unknown; whatever else went wrong is tried again the next
// hour.
func (p *People) Hourly(ctx context.Context) error { return hourly(ctx, p.Tend, p.Log) }

func hourly(ctx context.Context, tend func(context.Context) (int, error), log *slog.Logger) error {
	for wait := tendFirst; ; wait = tendEvery {
		if pause(ctx, wait) != nil {
			return nil
		}
		done, err := tend(ctx)
		switch {
		case errors.Is(err, store.ErrUnknown):
			return err
		case err != nil && ctx.Err() == nil:
			log.Error("tend", "err", err)
		case done > 0:
			log.Info("tended", "commits", done)
		}
	}
}
