package sim

import (
	"errors"
	"sync"

	"denghuo/app/replica"
)

// Faults of storage, as a page sees them.
var (
	errStorage = errors.New("the storage failed")
	errStale   = errors.New("another tab writes now")
	errDead    = errors.New("the page is dead")
)

// disk is a phone's storage: what every page of it shares. As in the browser there
// is one writer, by a generation that is looked at inside every save, and a base
// that cannot be written stays whole where it is until a fresh one comes.
type disk struct {
	*replica.Memory
	mu         sync.Mutex
	generation int
	old        *replica.Memory // a snapshot, for a rollback

	failing int  // that many saves store nothing and say so
	slow    int  // that many saves say that they failed, and have stored all the same
	full    bool // quota: nothing more is stored
	lied    bool // it has stored an outbox and said that it has not
}

// heal ends all faults.
func (d *disk) heal() { d.failing, d.slow, d.full = 0, 0, false }

// tab is one page's handle on the disk.
type tab struct {
	*disk
	hurt  *sabotage
	mine  int
	dying int  // at the dying-th save from now on the page dies
	early bool // before that save is stored, and not after it
	dead  bool

	frozen bool // the base on the disk may be anything whole: it stays until a fresh one
}

// open makes the page that opens it the writer.
func (d *disk) open(hurt *sabotage) *tab {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.generation++
	return &tab{disk: d, hurt: hurt, mine: d.generation}
}

// Save stores a change or fails, as this phone does today.
func (t *tab) Save(c replica.Change) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.dead {
		return errDead
	}
	if t.mine != t.generation && !t.hurt.fenceIgnored {
		return errStale
	}
	if t.dying > 0 {
		if t.dying--; t.dying == 0 {
			t.dead = true
			if t.early {
				return errDead
			}
		}
	}
	if err := t.store(t.hurt.damage(t.disk, c)); err != nil || !t.dead {
		return err
	}
	return errDead
}

// store does what the browser's keeper does: a base that could not be written is no
// error, but nothing is written on top of what may be there instead.
func (t *tab) store(c replica.Change) error {
	if c.Base == nil {
		return t.write(c)
	}
	if t.frozen && !c.Base.Fresh {
		return nil
	}
	t.frozen = t.write(c) != nil
	return nil
}

func (t *tab) write(c replica.Change) error {
	switch {
	case t.full:
		return errStorage
	case t.failing > 0:
		t.failing--
		return errStorage
	}
	if err := t.Memory.Save(c); err != nil {
		return err
	}
	if t.slow > 0 {
		t.slow--
		t.lied = t.lied || c.Base == nil
		return errStorage
	}
	return nil
}

// ours reports whether it is one of the faults that the simulation makes.
func ours(err error) bool {
	return errors.Is(err, errStorage) || errors.Is(err, errStale) || errors.Is(err, errDead)
}
