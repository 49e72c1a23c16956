package ledger

import "denghuo/shared/lamp"

// Stage is how far a spot has come, each one counting those that have come further.
type Stage int

// The stages, from the report to the light.
const (
	Reported Stage = iota
	Seen           // the staff have checked it
	Given          // a crew has had it, or it is with its owner
	Mended         // a crew has said that it is repaired
	Alight         // somebody or something has seen light since
	Stages
)

// reached is how many of the spots first reported in the period have come to each
// stage. What was merged, declined or withdrawn is none of them.
func (c *counting) reached(spots []lamp.Spot) (n [Stages]int) {
	for i := range spots {
		s := &spots[i]
		if !c.in(s.First) || s.State == lamp.Merged || s.State == lamp.Declined || s.State == lamp.Withdrawn {
			continue
		}
		for stage := stageOf(s); stage >= Reported; stage-- {
			n[stage]++
		}
	}
	return n
}

// stageOf is the furthest that a spot has come. Light that was contradicted is none.
func stageOf(s *lamp.Spot) (far Stage) {
	if _, lit := lightOf(s); lit {
		return Alight
	}
	for _, st := range s.Steps {
		switch st.State {
		case lamp.Checked:
			far = max(far, Seen)
		case lamp.Repairing, lamp.Waiting, lamp.TempLit, lamp.Watched:
			far = max(far, Given)
		case lamp.Fixed, lamp.Lit, lamp.Closed:
			far = max(far, Mended)
		}
	}
	return far
}
