package sim

import (
	"denghuo/app/replica"
	"denghuo/server/authority"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// sabotage is small damage at the borders between the true parts. Where a rule lies
// inside of a part, rules_test.go takes it out of the part's own text.
type sabotage struct {
	sellTwice, twoCoupons, leak, otherPerson                      bool
	heardIgnored, epochIgnored, scopesIgnored                     bool // the city stands phones without looking
	chainIgnored, gapAccepted, markBehind, markAhead, batchUnread bool // the city's numbers
	fenceIgnored, dropEntries, keptDropped, tearRows, cursorAhead bool // the phone's storage
	keepGone, pendingNotShown                                     bool

	noTombstones  bool // rows that are gone are not told
	loseDelta     bool // a delta vanishes and the next pretends to follow
	staleRows     bool // now and then an older body of a row is told again
	loseAnswers   bool // refusals are not told
	loseMarks     bool // acknowledgements are not told
	markEarly     bool // the city acknowledges what it never decided
	stopAtRefusal bool // after a batch with several ops the rest is thrown away
	rename        bool // rows are told under another table's name

	street vandal // damage to what a street's ops have written

	count int
	last  map[op.Key]op.Row
}

// spoil damages a delta on its way.
func (s *sabotage) spoil(d *wire.Delta, p *phone) {
	s.count++
	var rows []op.Row
	for _, r := range d.Rows {
		switch {
		case s.noTombstones && r.Gone, s.loseAnswers && r.Key.Table == "answer", s.loseMarks && r.Key.Table == "mark":
			continue
		case s.rename && r.Key.Table == "spot":
			r.Key.Table = "sp0t"
		case s.staleRows && r.Key.Table == "spot":
			r = s.older(r)
		}
		rows = append(rows, r)
	}
	d.Rows = rows
	if s.loseDelta && d.From > 0 && s.count%4 == 0 {
		d.Rows = nil
	}
	if s.markEarly {
		s.forgeMark(d, p)
	}
}

func (s *sabotage) older(r op.Row) op.Row {
	if s.last == nil {
		s.last = map[op.Key]op.Row{}
	}
	old, ok := s.last[r.Key]
	if ok && s.count%3 == 0 {
		r.Body = old.Body
		return r
	}
	s.last[r.Key] = r
	return r
}

// forgeMark acknowledges all that the phone has, with its own true hashes.
func (s *sabotage) forgeMark(d *wire.Delta, p *phone) {
	raws := p.page.Unsent(0, 1<<20)
	if len(raws) == 0 || d.From == 0 {
		return
	}
	last := raws[len(raws)-1]
	env, err := wire.DecodeEnvelope(last)
	if err != nil {
		return
	}
	client := p.page.Hello("", "").Client
	mark := op.Mark{Client: client, By: p.who.ID, N: env.N, Hash: wire.HashOf(last)}
	d.Rows = append(d.Rows, op.Row{Key: op.Marks.Key(op.ID(client)), Body: wire.Encode(mark)})
}

// swallow damages a batch before it is decided.
func (s *sabotage) swallow(jobs []authority.Job) []authority.Job {
	if s.batchUnread && len(jobs) > 1 { // the second is looked at with the mark of before the batch
		for _, j := range jobs[1:] {
			j.Done(authority.Outcome{Reason: wire.Gap})
		}
		return jobs[:1]
	}
	if s.stopAtRefusal && len(jobs) > 1 {
		return jobs[:0]
	}
	return jobs
}

// decide is the city's, with its rules about numbers taken out.
func (s *sabotage) decide(c *town, jobs []authority.Job) error {
	if !s.chainIgnored && !s.gapAccepted {
		if err := c.city.Decide(jobs); err != nil {
			return err
		}
		return s.after(c, jobs)
	}
	for _, j := range jobs {
		if err := s.decideOne(c, j); err != nil {
			return err
		}
	}
	return nil
}

// decideOne lets a job in that the chain would have kept out: "N is mark + 1, else
// it was heard before", or "whatever comes is the next one".
func (s *sabotage) decideOne(c *town, j authority.Job) error {
	env, err := wire.DecodeEnvelope(j.Raw)
	if err != nil || j.Client == "" {
		return c.city.Decide([]authority.Job{j})
	}
	mark, hash := c.mark(j.Client), wire.HashOf(j.Raw)
	switch {
	case s.chainIgnored && env.N <= mark.N:
		j.Done(authority.Outcome{})
		return nil
	case s.chainIgnored && env.N == mark.N+1:
		env.Prev = mark.Hash
	case s.gapAccepted && env.N > mark.N+1:
		mark = op.Mark{Client: j.Client, By: j.By.ID, N: env.N - 1, Hash: env.Prev}
		if err := c.put(op.Marks.Key(op.ID(j.Client)), mark, mark.Audience()); err != nil {
			return err
		}
	}
	j.Raw = wire.Encode(env)
	if err := c.city.Decide([]authority.Job{j}); err != nil {
		return err
	}
	if mark = c.mark(j.Client); mark.N == env.N { // by the bytes that the phone has
		c.ledger.add(j.Client, env.N, hash)
		mark.Hash = hash
		return c.put(op.Marks.Key(op.ID(j.Client)), mark, mark.Audience())
	}
	return nil
}

// put writes a row past all rules.
func (c *town) put(k op.Key, v any, to []person.Scope) error {
	_, _, _, err := c.store.Commit([]op.Row{{Key: k, Body: wire.Encode(v), To: to}})
	return err
}

// after damages what a batch has written.
func (s *sabotage) after(c *town, jobs []authority.Job) error {
	if s.sellTwice {
		if err := c.refill(); err != nil {
			return err
		}
	}
	for _, j := range jobs {
		if j.Client == "" {
			continue
		}
		if s.street != nil {
			if err := s.street.spoil(c, j); err != nil {
				return err
			}
		}
		mark := c.mark(j.Client)
		switch {
		case s.twoCoupons:
			if err := c.second(j.By.ID); err != nil {
				return err
			}
		case s.markBehind && mark.N > 1:
			mark.N--
		case s.markAhead && mark.N > 0:
			mark.N++
		default:
			continue
		}
		if err := c.put(op.Marks.Key(op.ID(j.Client)), mark, mark.Audience()); err != nil {
			return err
		}
	}
	return nil
}

// second gives a holder one more coupon under another name.
func (c *town) second(who person.ID) error {
	r := c.store.Read(nil)
	coupon, ok := offer.Coupons.Get(r, offer.ClaimID("d", who))
	r.Close()
	if !ok {
		return nil
	}
	coupon.ID += "b"
	return c.put(offer.Coupons.Key(coupon.ID), coupon, coupon.Audience())
}

// refill: what was given comes back into the stock.
func (c *town) refill() error {
	r := c.store.Read(nil)
	stock, ok := offer.Stocks.Get(r, "d")
	r.Close()
	if !ok {
		return nil
	}
	stock.Left = stock.Total
	return c.put(offer.Stocks.Key("d"), stock, stock.Audience())
}

// damage changes what storage keeps.
func (s *sabotage) damage(d *disk, c replica.Change) replica.Change {
	if s.dropEntries && len(c.Put) > 0 && !c.Fresh {
		c.Put = nil
	}
	if c.Base == nil {
		return c
	}
	if s.keptDropped {
		s.forgetAccepted(d)
	}
	base := *c.Base
	if s.tearRows && len(base.Put) > 1 {
		base.Put = base.Put[:len(base.Put)/2]
	}
	if s.cursorAhead {
		base.Since++
	}
	if s.keepGone {
		var put []op.Row
		for _, r := range base.Put {
			if !r.Gone {
				put = append(put, r)
			}
		}
		base.Put = put
	}
	c.Base = &base
	return c
}

// forgetAccepted keeps no op that was heard, save the chain's end.
func (s *sabotage) forgetAccepted(d *disk) {
	state, _ := d.Load() // Memory's Load cannot fail
	var mark op.Mark
	for _, r := range state.Rows {
		if r.Key == op.Marks.Key(op.ID(state.Client)) {
			mark, _ = op.Marks.Get(alone(r), r.Key.ID)
		}
	}
	var old []uint64
	for _, e := range state.Entries {
		if e.N < mark.N && !e.Refused {
			old = append(old, e.N)
		}
	}
	_ = d.Memory.Save(replica.Change{Forget: old}) // Memory's Save cannot fail
}

// view is what the screen shows.
func (s *sabotage) view(g *page) op.Reader {
	if !s.pendingNotShown {
		return g.View()
	}
	hidden := map[op.ID]bool{}
	for _, wait := range g.Waiting() {
		if submit, ok := wait.Op.(lamp.Submit); ok {
			hidden[submit.ID] = true
		}
	}
	return without{g.View(), hidden}
}

// without is a view from which some reports are missing.
type without struct {
	op.Reader
	hidden map[op.ID]bool
}

func (w without) Get(k op.Key) (op.Row, bool) {
	if w.hidden[k.ID] {
		return op.Row{}, false
	}
	return w.Reader.Get(k)
}
