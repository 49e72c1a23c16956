package sim

import (
	"fmt"
	"testing"

	"denghuo/app/replica"
	"denghuo/server/authority"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// sabotage is small damage at the borders between the true parts.
type sabotage struct {
	sellTwice, leak, otherPerson, epochForgotten, heardIgnored bool

	noTombstones  bool // rows that are gone are not told
	loseDelta     bool // a delta vanishes and the next pretends to follow
	staleRows     bool // now and then an older body of a row is told again
	loseAnswers   bool // refusals are not told
	loseMarks     bool // acknowledgements are not told
	markEarly     bool // the city acknowledges what it never decided
	dropEntries   bool // storage says saved and keeps nothing
	dropAccepted  bool // a new numbering forgets what was accepted
	tearRows      bool // half of a delta is kept
	cursorAhead   bool // storage keeps a cursor too far
	keepGone      bool // storage does not delete
	stopAtRefusal bool // after a batch with several ops the rest is thrown away
	rename        bool // rows are told under another table's name

	count int
	last  map[op.Key]op.Row
	early map[op.ClientID]bool
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
			if s.last == nil {
				s.last = map[op.Key]op.Row{}
			}
			if old, ok := s.last[r.Key]; ok && s.count%3 == 0 {
				r.Body = old.Body
			} else {
				s.last[r.Key] = r
			}
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

// forgeMark acknowledges all that the phone has, with its own true hashes.
func (s *sabotage) forgeMark(d *wire.Delta, p *phone) {
	raws := p.replica.Unsent(0, 1<<20)
	if len(raws) == 0 || d.From == 0 {
		return
	}
	last := raws[len(raws)-1]
	env, err := wire.DecodeEnvelope(last)
	if err != nil {
		return
	}
	client := p.replica.Hello("", "").Client
	mark := op.Mark{Client: client, By: p.who.ID, N: env.N, Hash: wire.HashOf(last)}
	d.Rows = append(d.Rows, op.Row{Key: op.Marks.Key(op.ID(client)), Body: wire.Encode(mark)})
}

// swallow damages a batch.
func (s *sabotage) swallow(jobs []authority.Job) []authority.Job {
	if s.stopAtRefusal && len(jobs) > 1 {
		return jobs[:0]
	}
	return jobs
}

// damage changes what storage keeps.
func (s *sabotage) damage(c replica.Change) replica.Change {
	if s.dropEntries && len(c.Put) > 0 && !c.Fresh {
		c.Put = nil
	}
	if s.dropAccepted && c.Fresh {
		c.Put = nil
	}
	if c.Base == nil {
		return c
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

// TestSabotage shows that the simulation can see: each damage turns it red within
// a bounded number of seeds.
func TestSabotage(t *testing.T) {
	const within = 150
	tests := map[string]sabotage{
		"sell_twice":                  {sellTwice: true},
		"leak_staff_rows":             {leak: true},
		"other_persons_actor":         {otherPerson: true},
		"epoch_forgotten":             {epochForgotten: true, heardIgnored: true},
		"tombstones_not_told":         {noTombstones: true},
		"delta_lost":                  {loseDelta: true},
		"stale_rows_told":             {staleRows: true},
		"answers_not_told":            {loseAnswers: true},
		"marks_not_told":              {loseMarks: true},
		"acknowledged_before_decided": {markEarly: true},
		"saved_but_not_kept":          {dropEntries: true},
		"accepted_not_sent_again":     {dropAccepted: true},
		"half_a_delta_kept":           {tearRows: true},
		"cursor_ahead_of_rows":        {cursorAhead: true},
		"gone_rows_kept":              {keepGone: true},
		"batch_thrown_away":           {stopAtRefusal: true},
		"rows_under_another_name":     {rename: true},
	}
	for name, hurt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(within) {
				if err := run(seed, hurt); err != nil {
					t.Logf("seed %d: %v", seed, err)
					return
				}
			}
			t.Fatal(fmt.Sprintf("green after %d seeds: the simulation does not see it", within))
		})
	}
}
