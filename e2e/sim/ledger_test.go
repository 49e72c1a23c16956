package sim

import (
	"fmt"

	"denghuo/server/authority"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// ledger remembers what the city has acknowledged, apart from the city's store.
type ledger struct {
	acknowledged map[op.ClientID]map[uint64]map[op.Hash]bool
}

func newLedger() *ledger { return &ledger{map[op.ClientID]map[uint64]map[op.Hash]bool{}} }

// note wraps a job's answer.
func (l *ledger) note(j authority.Job) func(authority.Outcome) {
	done := j.Done
	return func(o authority.Outcome) {
		if env, err := wire.DecodeEnvelope(j.Raw); err == nil && o.Reason == "" {
			l.add(j.Client, env.N, wire.HashOf(j.Raw))
		}
		if done != nil {
			done(o)
		}
	}
}

func (l *ledger) add(c op.ClientID, n uint64, h op.Hash) {
	if l.acknowledged[c] == nil {
		l.acknowledged[c] = map[uint64]map[op.Hash]bool{}
	}
	if l.acknowledged[c][n] == nil {
		l.acknowledged[c][n] = map[op.Hash]bool{}
	}
	l.acknowledged[c][n][h] = true
}

// ahead reports whether a mark says more than was ever acknowledged.
func (l *ledger) ahead(m op.Mark) bool {
	return m.N > 0 && !l.acknowledged[m.Client][m.N][m.Hash]
}

// books checks what must hold after every commit: coupons and stock, one a holder,
// numbers of reports, voices, and that no step was taken twice.
func (c *town) books() error {
	r := c.store.Read(nil)
	defer r.Close()
	if err := coupons(r); err != nil {
		return err
	}
	if err := reports(r); err != nil || c.street == nil {
		return err
	}
	return c.street.look(r)
}

func coupons(r op.Reader) error {
	stock, ok := offer.Stocks.Get(r, "d")
	if !ok {
		return nil // before the drop is set up
	}
	holders := map[person.ID]int{}
	all := offer.Coupons.All(r)
	for _, c := range all {
		if holders[c.Holder]++; holders[c.Holder] > 1 {
			return fmt.Errorf("%s holds %d coupons", c.Holder, holders[c.Holder])
		}
	}
	if len(all)+stock.Left != stockTotal || stock.Left < 0 {
		return fmt.Errorf("%d coupons and %d left of %d", len(all), stock.Left, stockTotal)
	}
	return nil
}

// reports: each has a number of its own, voices are people, steps are taken once.
func reports(r op.Reader) error {
	numbers := map[string]op.ID{}
	speakers := map[op.ID]map[person.ID]bool{}
	for _, report := range lamp.Reports.All(r) {
		if other, twice := numbers[report.No]; twice {
			return fmt.Errorf("reports %s and %s have the number %s", other, report.ID, report.No)
		}
		numbers[report.No] = report.ID
		if speakers[report.Spot] == nil {
			speakers[report.Spot] = map[person.ID]bool{}
		}
		speakers[report.Spot][report.By] = true
	}
	for _, s := range lamp.Spots.All(r) {
		if s.Voices != len(speakers[s.ID]) {
			return fmt.Errorf("spot %s counts %d voices of %d people", s.ID, s.Voices, len(speakers[s.ID]))
		}
		if err := steps(s); err != nil {
			return err
		}
	}
	return nil
}

// steps: the simulation gives each move a reason of its own.
func steps(s lamp.Spot) error {
	seen := map[string]bool{}
	for _, step := range s.Steps {
		if step.Reason != "" && seen[step.Reason] {
			return fmt.Errorf("spot %s took the step %s (%s) twice", s.ID, step.Reason, step.State)
		}
		seen[step.Reason] = true
	}
	return nil
}

// readable: nothing is told to whom it is not for.
func readable(d wire.Delta, who person.Actor) error {
	may := map[person.Scope]bool{}
	for _, s := range who.Scopes() {
		may[s] = true
	}
rows:
	for _, row := range d.Rows {
		if row.Gone {
			continue
		}
		if err := private(row, who); err != nil {
			return err
		}
		for _, to := range row.To {
			if may[to] {
				continue rows
			}
		}
		return fmt.Errorf("%s is told %s, which is for %v", who.ID, row.Key, row.To)
	}
	return nil
}
