package sim

import (
	"errors"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// line is one connection. A phone may have let it go while frames of it are still
// under way: the city hears those too.
type line struct {
	actor   person.Actor
	client  op.ClientID
	epoch   string
	cursor  uint64
	greeted bool // the city has taken the Hello
	half    bool // open for the phone, and nothing arrives any more
	up      [][]byte
	down    [][]byte
}

// page is one tab: a replica over the phone's disk, and its line.
type page struct {
	*replica.Replica
	tab    *tab
	line   *line
	pushed uint64
}

// phone is a person's device: a disk, the page in front, and perhaps a frozen one
// behind it that does not know that it is no longer the writer.
type phone struct {
	w      *world
	who    person.Actor // as the phone has it; the city's word may be another by now
	disk   *disk
	page   *page
	frozen *page
	ghosts []*line // lines that the phone has let go

	claimed  bool
	answered map[string]bool // kinds of ops that were refused
	skew     time.Duration   // its clock is wrong

	client  op.ClientID
	excused bool // something happened by which it may be told twin, gap or rewound
	rolled  bool // its storage went back in time, so its screen may have less
	off     bool // it is switched off until all is quiet
	cellar  bool // its person works where there is no network
	apart   bool // it cannot know that the city was brought back (the epoch was forgotten)
}

func newPhone(w *world, who person.Actor, m *replica.Memory) (*phone, error) {
	p := &phone{w: w, who: who, disk: &disk{Memory: m}, answered: map[string]bool{},
		skew: time.Duration(w.rng.IntN(144)-72) * time.Hour}
	return p, p.open()
}

// wall is what the phone's clock shows.
func (p *phone) wall() time.Time {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	return p.w.time().Add(p.skew)
}

// turn sets its clock by so much.
func (p *phone) turn(by time.Duration) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.skew += by
}

// open starts a page over what the disk has. A phone that cannot be opened because
// its storage fails is tried again by its person when that is over.
func (p *phone) open() error {
	for {
		t := p.disk.open(&p.w.hurt)
		r, err := replica.Open(t, p.who, p.wall, p.w.id)
		if ours(err) {
			p.disk.heal()
			continue
		}
		p.page = &page{Replica: r, tab: t}
		if err == nil {
			p.client = r.Hello("", "").Client
		}
		return err
	}
}

// act does what such a person would do now.
func (p *phone) act(g *page) error {
	o := p.wish(g)
	if o == nil {
		return nil
	}
	seen := jobSeen(g.View(), o)
	err := g.Do(o)
	if _, refused := op.AsRefusal(err); refused || ours(err) {
		if errors.Is(err, errDead) && g == p.page {
			return p.kill()
		}
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
	if p.w.street != nil {
		p.w.street.said[idOf(o)] = said{p, o, seen}
	}
	return nil
}

func (p *phone) wish(g *page) op.Op {
	rng := p.w.rng
	spots := lamp.Spots.All(g.View())
	if p.w.street != nil {
		return p.errand(g, spots)
	}
	switch {
	case p.who.Is(person.Cardholder) && rng.IntN(3) == 0:
		return offer.Claim{Drop: "d"}
	case p.who.Is(person.Clerk) || rng.IntN(2) == 0:
		if move, ok := p.move(g, spots); ok {
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
// so the last mover changes and with it who may read that. The reason is the
// move's own, so a step that was taken twice can be seen.
func (p *phone) move(g *page, spots []lamp.Spot) (op.Op, bool) {
	rng := p.w.rng
	for _, i := range rng.Perm(len(spots)) {
		s := spots[i]
		next := lamp.Next(s.State, p.who, lamp.Mine(g.View(), s.ID, p.who.ID))
		if len(next) == 0 {
			continue
		}
		to := next[rng.IntN(len(next))]
		if to == lamp.Withdrawn && rng.IntN(10) > 0 {
			continue // or else nothing is left to go on with
		}
		id := p.w.id()
		return lamp.Move{ID: id, Spot: s.ID, From: s.State, To: to, Reason: string(id), Crew: "c"}, true
	}
	return nil, false
}

// connect opens a line: Hello and Push together. What the old one has under way may
// still arrive.
func (p *phone) connect(g *page) {
	p.leave(g)
	hello := g.Hello("t", "")
	g.line, g.pushed = &line{}, hello.Heard.N
	g.line.up = append(g.line.up, wire.Encode(wire.Up{Hello: &hello}))
	p.push(g)
}

func (p *phone) push(g *page) {
	raws := g.Unsent(g.pushed, 4<<10)
	if g.line == nil || len(raws) == 0 {
		return
	}
	g.line.up = append(g.line.up, wire.Encode(wire.Up{Push: &wire.Push{Sent: p.wall(), Envelopes: raws}}))
	if last, err := wire.DecodeEnvelope(raws[len(raws)-1]); err == nil {
		g.pushed = last.N
	}
}

// leave lets the line go; a part of what was sent on it may still arrive.
func (p *phone) leave(g *page) {
	if l := g.line; l != nil && !l.half && len(l.up) > 0 && p.w.rng.IntN(2) == 0 {
		l.up = l.up[:1+p.w.rng.IntN(len(l.up))]
		p.ghosts = append(p.ghosts, l)
	}
	g.line = nil
}

// drop breaks the line; what was under way is lost.
func (p *phone) drop() {
	for _, g := range []*page{p.page, p.frozen} {
		if g != nil {
			g.line = nil
		}
	}
	p.ghosts = nil
}

// deliverUp lets one frame arrive: of an old line, of the frozen page's, or of the
// one in front.
func (p *phone) deliverUp() error {
	if len(p.ghosts) > 0 && p.w.rng.IntN(3) == 0 {
		l := p.ghosts[0]
		frame := l.up[0]
		if l.up = l.up[1:]; len(l.up) == 0 {
			p.ghosts = p.ghosts[1:]
		}
		return p.w.hear(p, l, frame)
	}
	g := p.page
	if p.frozen != nil && p.frozen.line != nil && len(p.frozen.line.up) > 0 && p.w.rng.IntN(2) == 0 {
		g = p.frozen
	}
	if g.line != nil && len(g.line.up) == 0 && g == p.page {
		p.push(g)
	}
	l := g.line
	if l == nil || l.half || len(l.up) == 0 {
		return nil
	}
	frame := l.up[0]
	l.up = l.up[1:]
	return p.w.hear(p, l, frame)
}

// work is the service worker: it reads the outbox, sends the same frames over a
// request of its own, and removes nothing.
func (p *phone) work() error {
	s, err := p.disk.Load()
	if err != nil || s.Client == "" {
		return err
	}
	l := &line{}
	var heard op.Mark
	for _, r := range s.Rows {
		if r.Key == op.Marks.Key(op.ID(s.Client)) {
			heard, _ = op.Marks.Get(alone(r), r.Key.ID)
		}
	}
	hello := wire.Hello{Version: wire.Version, Client: s.Client, Epoch: s.Epoch, Since: s.Since, Heard: heard}
	if err := p.w.hear(p, l, wire.Encode(wire.Up{Hello: &hello})); err != nil {
		return err
	}
	push := wire.Push{Sent: p.wall()}
	for _, e := range s.Entries {
		if e.N > heard.N && len(push.Envelopes) < wire.MaxPush {
			push.Envelopes = append(push.Envelopes, e.Raw)
		}
	}
	return p.w.hear(p, l, wire.Encode(wire.Up{Push: &push}))
}

// alone is a reader of one row.
type alone op.Row

func (r alone) Get(k op.Key) (op.Row, bool)        { return op.Row(r), r.Key == k }
func (r alone) Each(_ string, f func(op.Row) bool) { f(op.Row(r)) }
func (p *phone) deliverDown(g *page) error {
	if g == nil || g.line == nil || g.line.half || len(g.line.down) == 0 {
		return nil
	}
	frame := g.line.down[0]
	g.line.down = g.line.down[1:]
	d, err := wire.DecodeDown(frame)
	if err != nil {
		return err
	}
	if d.Bye != nil {
		return p.bye(g, d.Bye.Reason)
	}
	before := g.Hello("", "")
	if err := g.Take(*d.Delta); err != nil {
		return p.failed(g, err)
	}
	if d.Delta.From == 0 {
		p.apart = false
	}
	if after := g.Hello("", ""); after.Client != g.line.client || after.Heard.N < before.Heard.N {
		g.line = nil // as app/link does: the city must hear a new name in a Hello
	}
	return nil
}

func (p *phone) bye(g *page, reason wire.Reason) (err error) {
	g.line = nil
	switch reason {
	case wire.Twin, wire.Gap:
		err = g.Renumber()
	case wire.Rewound:
		err = g.Rewound()
	}
	if reason != wire.Later && !p.excused {
		return p.w.broken("%s was told %s, and nothing had happened to it", p.who.ID, reason)
	}
	return p.failed(g, err)
}

// failed is after a change that did not hold: a stale page goes away, a dead one is
// opened again, any other says Hello again.
func (p *phone) failed(g *page, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errDead) && g == p.page:
		return p.kill()
	case errors.Is(err, errStale) && g == p.frozen:
		p.frozen = nil
		return nil
	}
	p.leave(g)
	if ours(err) || errors.Is(err, replica.ErrGap) {
		return nil
	}
	return err
}
