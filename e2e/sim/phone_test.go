package sim

import (
	"errors"
	"fmt"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// keeper is storage that can fail once, and be put back to how it was.
type keeper struct {
	*replica.Memory
	hurt *sabotage
	fail bool
	old  *replica.Memory
}

var errStorage = errors.New("the storage failed")

func (k *keeper) Save(c replica.Change) error {
	if k.fail {
		k.fail = false
		return errStorage
	}
	return k.Memory.Save(k.hurt.damage(c))
}

func (k *keeper) snapshot() { k.old = k.Memory.Clone() }

// phone is one replica, its storage, and what is under way on its line.
type phone struct {
	w       *world
	who     person.Actor
	keeper  *keeper
	replica *replica.Replica

	live      bool
	greeted   bool // the city has taken the Hello
	client    op.ClientID
	cursor    uint64
	cityEpoch string
	pushed    uint64
	up, down  [][]byte

	claimed  bool
	answered map[string]bool // kinds of ops that were refused
	skew     time.Duration   // its clock is wrong
}

func newPhone(w *world, who person.Actor) (*phone, error) {
	p := &phone{w: w, who: who, keeper: &keeper{Memory: replica.NewMemory(), hurt: &w.hurt}, answered: map[string]bool{},
		skew: time.Duration(w.rng.IntN(144)-72) * time.Hour}
	return p, p.open()
}

func (p *phone) open() error {
	r, err := replica.Open(p.keeper, p.who, func() time.Time { return p.w.now.Add(p.skew) }, p.w.id)
	if errors.Is(err, errStorage) {
		r, err = replica.Open(p.keeper, p.who, func() time.Time { return p.w.now.Add(p.skew) }, p.w.id)
	}
	p.replica = r
	return err
}

// act does what such a person would do now.
func (p *phone) act() error {
	o := p.wish()
	if o == nil {
		return nil
	}
	err := p.replica.Do(o)
	if _, refused := op.AsRefusal(err); refused || errors.Is(err, errStorage) {
		return nil // told to the person; nothing was said to be saved
	}
	if err != nil {
		return err
	}
	switch o := o.(type) {
	case lamp.Submit:
		p.w.made[o.ID] = p
	case offer.Claim:
		p.claimed = true
	}
	return nil
}

func (p *phone) wish() op.Op {
	rng := p.w.rng
	spots := lampSpots(p.replica.View())
	switch {
	case p.who.Is(person.Cardholder) && rng.IntN(3) == 0:
		return offer.Claim{Drop: "d"}
	case p.who.Is(person.Clerk) || rng.IntN(2) == 0:
		if move, ok := p.move(spots); ok {
			return move
		}
	}
	if p.who.Is(person.Clerk) || (len(spots) > 4 && rng.IntN(2) == 0) {
		return nil
	}
	id := p.w.id()
	s := lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "w"}}
	if len(spots) > 2 && rng.IntN(4) > 0 { // few spots, much going on at each
		s.Spot = spots[rng.IntN(len(spots))].ID
	}
	return s
}

// move takes a spot that this person may move. Reporters answer and clerks go on,
// so the last mover changes and with it who may read that.
func (p *phone) move(spots []lamp.Spot) (lamp.Move, bool) {
	rng := p.w.rng
	for _, i := range rng.Perm(len(spots)) {
		s := spots[i]
		next := lamp.Next(s.State, p.who, lamp.Mine(p.replica.View(), s.ID, p.who.ID))
		if len(next) == 0 {
			continue
		}
		to := next[rng.IntN(len(next))]
		if to == lamp.Withdrawn && rng.IntN(10) > 0 {
			continue // or else nothing is left to go on with
		}
		return lamp.Move{Spot: s.ID, From: s.State, To: to, Reason: "r", Crew: "c"}, true
	}
	return lamp.Move{}, false
}

// connect opens a line: Hello and Push together.
func (p *phone) connect() error {
	p.drop()
	hello := p.replica.Hello("t", "")
	p.live, p.pushed = true, hello.Heard.N
	p.up = append(p.up, wire.Encode(wire.Up{Hello: &hello}))
	p.push()
	return nil
}

func (p *phone) push() {
	raws := p.replica.Unsent(p.pushed, 4<<10)
	if !p.live || len(raws) == 0 {
		return
	}
	p.up = append(p.up, wire.Encode(wire.Up{Push: &wire.Push{Sent: p.w.now.Add(p.skew), Envelopes: raws}}))
	if last, err := wire.DecodeEnvelope(raws[len(raws)-1]); err == nil {
		p.pushed = last.N
	}
}

// flush is a quiet moment with a good line: all that is under way arrives.
func (p *phone) flush() error {
	if !p.live {
		if err := p.connect(); err != nil {
			return err
		}
	}
	for range 4 {
		for len(p.up) > 0 || len(p.down) > 0 {
			if err := errors.Join(p.deliverUp(), p.deliverDown()); err != nil {
				return err
			}
		}
		p.push()
		if err := p.w.tell(p); err != nil {
			return err
		}
	}
	return nil
}

// drop breaks the line; what was under way is lost.
func (p *phone) drop() {
	p.live, p.greeted, p.up, p.down = false, false, nil, nil
}

func (p *phone) deliverUp() error {
	if len(p.up) == 0 {
		p.push()
	}
	if len(p.up) == 0 {
		return nil
	}
	frame := p.up[0]
	p.up = p.up[1:]
	if p.w.rng.IntN(8) == 0 { // the worker sends the same over a line of its own
		if err := p.w.hear(p, frame); err != nil {
			return err
		}
	}
	return p.w.hear(p, frame)
}

func (p *phone) deliverDown() error {
	if len(p.down) == 0 {
		return nil
	}
	frame := p.down[0]
	p.down = p.down[1:]
	d, err := wire.DecodeDown(frame)
	if err != nil {
		return err
	}
	if d.Bye != nil {
		p.drop()
		switch d.Bye.Reason {
		case wire.Twin, wire.Gap, wire.Rewound:
			if err := p.replica.Renumber(); err != nil && !errors.Is(err, errStorage) {
				return err
			}
		}
		return nil
	}
	client := p.replica.Hello("", "").Client
	if err := p.replica.Take(*d.Delta); err != nil {
		p.drop() // a gap or a failed save: the next Hello says where it stands
		return nil
	}
	for _, r := range p.replica.Refused() {
		p.answered[r.Kind] = true
	}
	if p.replica.Hello("", "").Client != client {
		p.drop()
	}
	return nil
}

// kill ends the page; what storage has is what there is.
func (p *phone) kill() error {
	p.drop()
	p.keeper.fail = false
	return p.open()
}

// rollback is a flat battery: storage is as it was a while ago. What was saved
// since and not yet heard is gone with it, and nobody can bring it back.
func (p *phone) rollback() error {
	if p.keeper.old == nil {
		return nil
	}
	for _, wait := range p.replica.Waiting() {
		if s, ok := wait.Op.(lamp.Submit); ok {
			p.w.given[s.ID] = true
		}
		if _, ok := wait.Op.(offer.Claim); ok {
			p.claimed = false
		}
	}
	// What the city has heard from the lost part it keeps, unless it is restored
	// from a backup too: then both memories of it are gone.
	for id, by := range p.w.made {
		if by == p {
			p.w.given[id] = p.w.given[id] || p.w.backup != nil
		}
	}
	p.claimed = p.claimed && p.w.backup == nil
	p.keeper.Memory = p.keeper.old
	p.keeper.old = nil
	return p.kill()
}

// sees checks that what was saved here and still waits is on this phone's screen.
func (p *phone) sees() error {
	view := p.replica.View()
	for _, wait := range p.replica.Waiting() {
		if s, ok := wait.Op.(lamp.Submit); ok {
			if _, there := lamp.Reports.Get(view, s.ID); !there {
				return fmt.Errorf("%s does not see its own report %s", p.who.ID, s.ID)
			}
		}
	}
	return nil
}
