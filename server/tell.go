package main

import (
	"context"
	"time"

	"denghuo/server/authority"
	"denghuo/shared/offer"
	"denghuo/shared/person"
)

// tellEvery is how often the city looks what is due by itself: the numbers of
// drops, draws, what a kill left undone. One op a second, whatever the rush.
const tellEvery = time.Second

// tell asks the authority for it until ctx ends. A full queue means that the next
// second will do.
func (p *program) tell(ctx context.Context) {
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.authority.Submit(authority.Job{Op: offer.Tell{}, By: person.TheCity(), At: time.Now()})
		}
	}
}
