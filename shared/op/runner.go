//go:build !js

package op

import (
	"time"

	"denghuo/shared/person"
)

// Runner runs one op after another in the same room: thousands come in one instant.
type Runner struct {
	over Overlay
	tx   Tx
}

// Run is as the function of that name. The overlay holds until the next op is run.
func (r *Runner) Run(o Op, base Reader, by person.Actor, at, tapped time.Time, city *City) (*Overlay, error) {
	r.over.Again(base)
	r.tx = *NewTx(&r.over, by, at)
	if !tapped.IsZero() {
		r.tx.Tapped = tapped
	}
	r.tx.City = city
	return &r.over, r.tx.run(o)
}
