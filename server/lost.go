package main

import (
	"context"
	"fmt"
	"sync/atomic"

	"denghuo/server/authority"
)

// losses is what happens when a phone has proved that the city lost something that
// it had acknowledged (server/gate, lost.go).
type losses struct {
	told  chan string // the epoch of the loss; one place
	begun atomic.Int64
}

func (l *losses) tell(epoch string) {
	select {
	case l.told <- epoch:
	default: // it is being looked into
	}
}

// mended begins a new epoch for each loss: nothing is decided while the tables are
// looked at; if those are whole, phones bring back what they hold, and the operator,
// who finds an error in the log and in the metrics, looks for the rest in a backup.
// If they are not, the city stops: what it reads may be wrong.
func (p *program) mended(ctx context.Context) <-chan error {
	damage := make(chan error, 1)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case epoch := <-p.losses.told:
				if now, _ := p.store.At(); now != epoch {
					continue // it has been begun
				}
			}
			if err := p.authority.Between(p.begin); err != nil {
				damage <- err
				return
			}
			p.gate.SendHome()
		}
	}()
	return damage
}

func (p *program) begin() error {
	before, seq := p.store.At()
	if err := p.store.Verify(); err != nil {
		return fmt.Errorf("the city has lost rows, restore a backup: %w", err)
	}
	if err := p.store.NewEpoch(); err != nil {
		return err
	}
	p.losses.begun.Add(1)
	after, _ := p.store.At()
	p.log.Error("ALARM: the city has lost rows that it had acknowledged. A new epoch has begun, phones bring back what they hold: look for the rest in a backup",
		"sequence", seq, "epoch", after, "before", before)
	return nil
}

// proofs are made with a key of their own, which rotating the others leaves alone.
func (k keys) proofs() authority.Proofs {
	return authority.NewProofs(k.proof)
}
