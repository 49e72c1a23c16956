package authority

import (
	"slices"

	"denghuo/shared/person"
)

// What everybody reads changes in the midst of a rush: a drop is gone with the first of
// many batches. To tell each of thousands at once is as much work as all their answers,
// and most of them wait for theirs, and are told with it. So while one batch after
// another is full of the crowd, everybody is rung for when heldMost of it were answered
// since, which takes a fifth of a second; with the first batch that is not full of it; or
// when nobody wants anything for a moment (later.go).
const (
	rush     = 32 // of the crowd in one batch
	heldMost = 8 * Batch
)

// ring wakes those who read what was written.
func (d *draft) ring(scopes []person.Scope) {
	crowd := 0
	for _, j := range d.jobs {
		if j.crowd {
			crowd++
		}
	}
	at := slices.Index(scopes, person.Public)
	switch hold := d.flies && crowd >= rush && d.a.held < heldMost; {
	case hold && at >= 0:
		scopes = slices.Delete(scopes, at, at+1)
		d.a.held += crowd
	case hold && d.a.held > 0:
		d.a.held += crowd
	case !hold && at < 0:
		d.a.ringHeld()
	case !hold:
		d.a.held = 0
	}
	d.a.hub.Ring(scopes)
}

// ringHeld rings for what everybody reads, if that was not done.
func (a *Authority) ringHeld() {
	if a.held > 0 {
		a.held = 0
		a.hub.Ring([]person.Scope{person.Public})
	}
}
