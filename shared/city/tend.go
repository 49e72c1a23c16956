package city

import (
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// Tending is what the city does by itself at this time, found in its rows, as ops that
// one commit each takes. The loop that asks knows no lamps. There is nothing to do
// most hours, and then it is empty.
func Tending(r op.Reader, at time.Time) (ops []op.Op) {
	var due []op.ID
	lamp.Spots.Each(r, func(s lamp.Spot) bool {
		if _, yes := s.Due(at); yes {
			due = append(due, s.ID)
		}
		return true
	})
	for len(due) > 0 {
		n := min(len(due), lamp.TendAtOnce)
		ops, due = append(ops, lamp.Tend{Spots: due[:n]}), due[n:]
	}
	return ops
}
