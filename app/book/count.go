package book

import (
	"encoding/json"
	"time"

	"denghuo/app/frame"
	"denghuo/app/lamps"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
)

// shelf is the entries by hand as this phone holds them, each decoded once after its
// row has changed: a patrol has a track of two thousand points.
type shelf struct {
	view  *op.Overlay // what was followed last
	seq   uint64      // another number after every change
	lines [4][]line
}

type line struct {
	at  *byte // where its body lies
	rec any
}

type shelfName struct{}

// tables are the books, and how a line of each is read.
var tables = [4]struct {
	name string
	read func(json.RawMessage) any
}{
	{ledger.Sections.Name, read[ledger.Section]}, {ledger.Blinds.Name, read[ledger.Blind]},
	{ledger.Works.Name, read[ledger.Work]}, {ledger.Patrols.Name, read[ledger.Patrol]},
}

func read[R any](body json.RawMessage) any {
	rec := new(R)
	if json.Unmarshal(body, rec) != nil {
		return nil
	}
	return rec
}

// shelfOf is the port's shelf, brought up to its view.
func shelfOf(p frame.Port) *shelf {
	s := p.Kept.Of(shelfName{}, func() any { return &shelf{} }).(*shelf)
	view := p.View()
	over, snapshot := view.(*op.Overlay) // a phone's view never changes once it is out
	if snapshot && over == s.view {
		return s
	}
	s.view = over
	for i, t := range tables {
		had := make(map[*byte]any, len(s.lines[i]))
		for _, l := range s.lines[i] {
			had[l.at] = l.rec
		}
		now, changed := make([]line, 0, len(had)), false
		view.Each(t.name, func(r op.Row) bool {
			rec, ok := had[&r.Body[0]] // a body that is carried on unchanged (op.Row) stays where it is
			if !ok {
				rec, changed = t.read(r.Body), true
			}
			now = append(now, line{&r.Body[0], rec})
			return true
		})
		if changed || len(now) != len(had) {
			s.lines[i] = now
			s.seq++
		}
	}
	return s
}

// entries is all that figures are counted from.
func (s *shelf) entries(ix *lamps.Index, now time.Time) ledger.Entries {
	e := ledger.Entries{Rules: *ix.Rules(), Now: now}
	for _, spot := range ix.Spots() {
		e.Spots = append(e.Spots, *spot)
	}
	for _, j := range ix.Jobs() {
		e.Jobs = append(e.Jobs, *j)
	}
	s.each(func(rec any) {
		switch r := rec.(type) {
		case *ledger.Section:
			e.Sections = append(e.Sections, *r)
		case *ledger.Blind:
			e.Blinds = append(e.Blinds, *r)
		case *ledger.Work:
			e.Works = append(e.Works, *r)
		case *ledger.Patrol:
			e.Patrols = append(e.Patrols, *r)
		}
	})
	return e
}

func (s *shelf) each(f func(rec any)) {
	for _, lines := range s.lines {
		for _, l := range lines {
			f(l.rec)
		}
	}
}

// find is the entry of a key, or nil.
func (s *shelf) find(k op.Key) (found any) {
	s.each(func(rec any) {
		if e, ok := rec.(op.Record); ok && e.RecordID() == k.ID && tableOf(rec) == k.Table {
			found = rec
		}
	})
	return found
}

// tableOf is the book that an entry stands in.
func tableOf(rec any) string {
	switch rec.(type) {
	case *ledger.Section:
		return ledger.Sections.Name
	case *ledger.Blind:
		return ledger.Blinds.Name
	case *ledger.Work:
		return ledger.Works.Name
	case *ledger.Patrol:
		return ledger.Patrols.Name
	}
	return ""
}

// basis is what a book was counted from.
type basis struct {
	lamps, shelf uint64
	span         span
	minute       int64 // what is overdue changes by itself
}

// count has the book of the time that is asked for. It counts anew only when something
// has changed: 15,000 records take a phone a tenth of a second or more, so while the
// city still tells what was missed the figures wait for the end, and the page says so.
func (s *screen) count(ix *lamps.Index, sh *shelf) {
	now := s.port.Now()
	is := basis{ix.Seq(), sh.seq, s.q.span, now.Unix() / 60}
	if is == s.basis || s.basis.lamps > 0 && s.basis.span == is.span && s.port.Line().Behind {
		return
	}
	s.basis, s.book = is, sh.entries(ix, now).Between(s.q.span.from(now), time.Time{})
}
