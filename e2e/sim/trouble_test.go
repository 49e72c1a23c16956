package sim

import (
	"denghuo/app/replica"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
)

// kill ends the page; what the disk has is what there is.
func (p *phone) kill() error {
	p.leave(p.page)
	if err := p.open(); err != nil {
		return err
	}
	return p.sees()
}

// dies lets the page die at one of its next saves, before or after it is stored.
func (p *phone) dies() error {
	p.page.tab.dying, p.page.tab.early = 1+p.w.rng.IntN(3), p.w.rng.IntN(2) == 0
	return nil
}

func (p *phone) freezeOrThaw() error {
	if p.frozen != nil {
		return p.thaw()
	}
	return p.freeze()
}

// freeze puts the page away in whatever it was doing, its line open, and a second
// tab takes over.
func (p *phone) freeze() error {
	if p.page.tab.dead {
		return p.kill()
	}
	p.frozen = p.page
	return p.open()
}

// thaw lets the frozen page go on as if nothing had happened: it must save nothing.
func (p *phone) thaw() error {
	g := p.frozen
	if g == nil {
		return nil
	}
	before := p.w.state(p)
	if p.w.rng.IntN(2) == 0 {
		if o := p.wish(g); o != nil && g.Do(o) == nil {
			return p.w.broken("%s: a thawed tab says saved", p.who.ID)
		}
	}
	for g.line != nil && !g.line.half && len(g.line.down) > 0 && p.frozen != nil { // a half-open line brings nothing, ever
		if err := p.deliverDown(g); err != nil {
			return err
		}
	}
	if p.w.state(p) != before {
		return p.w.broken("%s: a thawed tab has written", p.who.ID)
	}
	p.frozen = nil
	return nil
}

func (p *phone) snapshotOrRollback() error {
	if p.w.rng.IntN(2) == 0 {
		p.disk.old = p.disk.Memory.Clone()
		return nil
	}
	return p.rollback()
}

// rollback is a flat battery: storage is as it was a while ago. What was saved
// since and not yet heard is gone with it, and nobody can bring it back.
func (p *phone) rollback() error {
	if p.disk.old == nil {
		return nil
	}
	for _, wait := range p.page.Waiting() {
		p.forgive(wait)
	}
	// What the city has heard from the lost part it keeps, unless it is restored
	// from a backup too: then both memories of it are gone.
	for id, by := range p.w.made {
		if by == p {
			p.w.given[id] = p.w.given[id] || p.w.backup != nil
		}
	}
	p.claimed = p.claimed && p.w.backup == nil
	p.excused, p.rolled = true, true
	p.disk.Memory, p.disk.old = p.disk.old, nil
	p.frozen = nil
	p.drop()
	return p.open()
}

// clone is a phone's backup put on a second phone of the same person, fresh or of a
// while ago. Both go on, or the first is switched off until all is quiet.
func (p *phone) clone() error {
	if p.w.cloned {
		return nil
	}
	p.w.cloned = true
	from := p.disk.Memory
	if p.disk.old != nil && p.w.rng.IntN(2) == 0 {
		from = p.disk.old
	}
	twin, err := newPhone(p.w, p.who, from.Clone())
	if err != nil {
		return err
	}
	p.excused, twin.excused, twin.rolled = true, true, from == p.disk.old
	twin.apart = p.apart
	p.off = p.w.weather.off
	p.w.phones = append(p.w.phones, twin)
	return nil
}

// tear loses one op that waits, out of the middle of the outbox.
func (p *phone) tear() error {
	waiting := p.page.Waiting()
	if len(waiting) == 0 {
		return nil
	}
	lost := waiting[p.w.rng.IntN(len(waiting))]
	p.forgive(lost)
	p.excused, p.rolled, p.frozen = true, true, nil
	if err := p.disk.Memory.Save(replica.Change{Forget: []uint64{lost.N}}); err != nil {
		return err
	}
	return p.kill()
}

// forgive expects no more of what waited and is gone.
func (p *phone) forgive(wait replica.Waiting) {
	if s, ok := wait.Op.(lamp.Submit); ok {
		p.w.given[s.ID] = true
	}
	if _, ok := wait.Op.(offer.Claim); ok {
		p.claimed = false
	}
}

// halfOpen lets the line look open while nothing arrives on it any more. The phone
// may notice later, or dial anew.
func (p *phone) halfOpen() error {
	if l := p.page.line; l != nil {
		l.half = true
	}
	return nil
}

// spoil makes storage fail for a while.
func (p *phone) spoil() error {
	switch d := p.disk; p.w.rng.IntN(5) {
	case 0, 1:
		d.failing = 1 + p.w.rng.IntN(2)
	case 2:
		d.slow = 1
	case 3:
		d.full = true
	default:
		d.heal()
	}
	return nil
}

// flush is a quiet moment with a good line: all that is under way arrives.
func (p *phone) flush() error {
	if p.page.line == nil || p.page.line.half {
		p.connect(p.page)
	}
	for range 4 {
		for p.busy() {
			if err := p.deliverUp(); err != nil {
				return err
			}
			if err := p.deliverDown(p.page); err != nil {
				return err
			}
		}
		p.push(p.page)
		if err := p.w.tell(p, p.page.line); err != nil {
			return err
		}
	}
	return nil
}

func (p *phone) busy() bool {
	l := p.page.line
	return len(p.ghosts) > 0 || l != nil && !l.half && len(l.up)+len(l.down) > 0
}
