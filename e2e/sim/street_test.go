package sim

import (
	"cmp"
	"math/rand/v2"
	"time"

	"denghuo/server/authority"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	book "denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// neighbours are the people of a street: residents who report, join, answer and amend,
// two crews who are often in cellars, and two clerks at one desk.
var neighbours = []person.Actor{
	{ID: "d-1", Roles: []person.Role{person.Resident}}, {ID: "d-2", Roles: []person.Role{person.Resident}},
	{ID: "h-1", Roles: []person.Role{person.Cardholder}},
	{ID: "c-1", Roles: []person.Role{person.Crew}}, {ID: "c-2", Roles: []person.Role{person.Crew}},
	{ID: "s-2", Roles: []person.Role{person.Clerk}}, {ID: "s-1", Roles: []person.Role{person.Clerk}},
}

// What must not be read by others begins with one of these.
const (
	office  = "office:" // by nobody who does not work for the city
	privacy = "only:"   // but by the staff and the person whose ID follows
)

// errand is what somebody of a street does now.
func (p *phone) errand(g *page, spots []lamp.Spot) op.Op {
	rng := p.w.rng
	switch {
	case p.who.Is(person.Clerk):
		if rng.IntN(5) == 0 {
			return p.entry(g)
		}
		return p.triage(g, spots)
	case p.who.Is(person.Crew):
		p.cellar = p.cellar || rng.IntN(15) == 0
		if rng.IntN(4) == 0 {
			return p.entry(g)
		}
		return p.repair(g, spots)
	}
	return p.reside(g, spots)
}

// oneOf is one of many, if there are any.
func oneOf[T any](rng *rand.Rand, all []T) (one T, ok bool) {
	if len(all) == 0 {
		return one, false
	}
	return all[rng.IntN(len(all))], true
}

// those are the ones that fit.
func those[T any](all []T, fit func(T) bool) (some []T) {
	for _, one := range all {
		if fit(one) {
			some = append(some, one)
		}
	}
	return some
}

// reside is a resident's: a new lamp or the same one, an answer, an amendment.
func (p *phone) reside(g *page, spots []lamp.Spot) op.Op {
	rng := p.w.rng
	own := lamp.Reports.All(g.View()) // a resident has no others
	if len(spots) > 1 && rng.IntN(2) == 0 {
		if move := p.walk(g, spots); move != nil {
			return move
		}
	}
	id := p.w.id()
	words := privacy + string(p.who.ID) + ":" + string(id)
	if r, ok := oneOf(rng, own); ok && rng.IntN(3) == 0 {
		return lamp.Amend{ID: id, Report: r.ID, Note: words, Photos: p.photos(2)}
	}
	if len(spots) > 6 && rng.IntN(4) > 0 {
		return nil
	}
	s := lamp.Submit{ID: id, Spot: id, Fault: cmp.Or(lamp.Fault([]string{"dark", "works", ""}[rng.IntN(3)]), lamp.Dark),
		Place: lamp.Place{Words: words, Point: &geo.Point{Lat: 34.75, Lon: 113.6 + float64(rng.IntN(4))/1000}}, Note: words, Photos: p.photos(3)}
	if one, ok := oneOf(rng, spots); ok && rng.IntN(3) > 0 {
		s.Spot = one.ID
	}
	return s
}

// photos are none, or one.
func (p *phone) photos(of int) []photo.Hash {
	if p.w.rng.IntN(of) > 0 {
		return nil
	}
	h := photo.Name([]byte(p.w.id()))
	p.w.street.pictures = append(p.w.street.pictures, photo.Arrive{Hash: h, Width: 4, Height: 3, Bytes: 9, From: p.who.ID})
	return []photo.Hash{h}
}

// walk takes a spot on, as a screen offers it.
func (p *phone) walk(g *page, spots []lamp.Spot) op.Op {
	rng := p.w.rng
	for _, i := range rng.Perm(len(spots)) {
		s := spots[i]
		to, ok := oneOf(rng, lamp.Next(s.State, p.who, lamp.Mine(g.View(), s.ID, p.who.ID)))
		if !ok || (to == lamp.Withdrawn || to == lamp.Declined) && rng.IntN(6) > 0 {
			continue // or else nothing is left to go on with
		}
		return p.moves(s, to)
	}
	return nil
}

func (p *phone) moves(s lamp.Spot, to lamp.State) op.Op {
	rng, id := p.w.rng, p.w.id()
	m := lamp.Move{ID: id, Spot: s.ID, From: s.State, To: to, Reason: string(id), Job: s.Job}
	switch {
	case to == lamp.Watched:
		m.Owner = lamp.OfEstate
	case to == lamp.Repairing && (s.State == lamp.Checked || s.State == lamp.Sent):
		m.Crew = []string{"c1", "c2"}[rng.IntN(2)]
	case to == lamp.Fixed, to == lamp.TempLit:
		m.Cause, m.Note, m.Photos = lamp.Cable, office+string(id), p.photos(2)
		m.Done = lamp.Done{Lamps: 1 + rng.IntN(4), LowVoltage: rng.IntN(2), Boxes: rng.IntN(2)}
	}
	return m
}

// repair is a crew's: on the way, done, cannot do, and what they see at night.
func (p *phone) repair(g *page, spots []lamp.Spot) op.Op {
	rng := p.w.rng
	if j, ok := oneOf(rng, lamp.Jobs.All(g.View())); ok && j.Begun.IsZero() && rng.IntN(3) == 0 {
		return lamp.Begin{ID: p.w.id(), Spot: j.Spot, Job: j.ID}
	}
	if s, ok := oneOf(rng, spots); ok && rng.IntN(6) == 0 {
		return p.note(s)
	}
	return p.walk(g, spots)
}

func (p *phone) note(s lamp.Spot) op.Op {
	id := p.w.id()
	return lamp.Note{ID: id, Spot: s.ID, Text: office + string(id)}
}

// triage is a clerk's.
func (p *phone) triage(g *page, spots []lamp.Spot) op.Op {
	rng, id := p.w.rng, p.w.id()
	s, ok := oneOf(rng, spots)
	if !ok {
		return nil
	}
	switch n := rng.IntN(16); {
	case n < 3:
		from, may := oneOf(rng, those(spots, func(s lamp.Spot) bool { return s.State.CanMerge() }))
		into, there := oneOf(rng, those(spots, func(s lamp.Spot) bool { return s.State.Open() && s.ID != from.ID }))
		if may && there {
			return lamp.Merge{ID: id, Spot: from.ID, From: from.State, Into: into.ID}
		}
	case n < 5:
		if merged, may := oneOf(rng, those(spots, func(s lamp.Spot) bool { return s.State == lamp.Merged })); may {
			return lamp.Split{ID: id, Spot: merged.ID}
		}
	case n < 6:
		if r, may := oneOf(rng, lamp.ReportsOf(g.View(), s.ID)); may {
			return lamp.Part{ID: id, Report: r.ID, To: p.w.id()}
		}
	case n < 8:
		if step := s.Steps[len(s.Steps)-1].ID; step != "" {
			return lamp.Undo{ID: id, Spot: s.ID, Step: step}
		}
	case n < 9:
		return p.note(s)
	case n < 10:
		return lamp.Set{ID: id, Spot: s.ID, Road: "r", Danger: lamp.Hit}
	case n < 11:
		if r, may := oneOf(rng, lamp.ReportsOf(g.View(), s.ID)); may && len(r.Photos) > 0 {
			return lamp.LetOut{ID: id, Spot: s.ID, Photo: r.Photos[0], Public: rng.IntN(3) > 0}
		}
	}
	return p.walk(g, spots)
}

// entry is a line of the ledger, or its correction: by its writer, or by a clerk.
func (p *phone) entry(g *page) op.Op {
	rng, at, n := p.w.rng, p.w.time(), 1+p.w.rng.IntN(9)
	id, mend := p.w.id(), (*book.Mend)(nil)
	again := func(old op.ID, by person.ID, k book.Kept) {
		if old != "" && (by == p.who.ID || p.who.Is(person.Clerk)) && rng.IntN(2) == 0 {
			id, mend = old, &book.Mend{ID: id, Seen: len(k.Was), Why: "w", Strike: rng.IntN(3) == 0}
		}
	}
	view := g.View()
	switch rng.IntN(4) {
	case 0:
		old, _ := oneOf(rng, book.Sections.All(view))
		again(old.ID, old.By, old.Kept)
		s := book.Section{ID: id, Road: "r", Kind: book.Kinds[rng.IntN(2)], Metres: 10 * n, Note: office + string(id)}
		if rng.IntN(3) > 0 {
			s.Lit = at
		}
		if one, ok := oneOf(rng, lamp.Spots.All(view)); ok {
			s.Spots = []op.ID{one.ID}
		}
		return book.WriteSection{Section: s, Mend: mend}
	case 1:
		old, _ := oneOf(rng, book.Blinds.All(view))
		again(old.ID, old.By, old.Kept)
		b := book.Blind{ID: id, Road: "r", Found: at.Add(-time.Hour), Note: office + string(id)}
		if b.Cure = book.Cures[rng.IntN(len(book.Cures))]; b.Cure != book.Uncured {
			b.Cured = at
		}
		return book.WriteBlind{Blind: b, Mend: mend}
	case 2:
		old, _ := oneOf(rng, book.Patrols.All(view))
		again(old.ID, old.By, old.Kept)
		return book.WritePatrol{Patrol: book.Patrol{ID: id, Began: at.Add(-time.Hour), Ended: at, Metres: 100 * n,
			Roads: []string{"r", "q"}[:1+n%2], Boxes: n % 3, Note: office + string(id)}, Mend: mend}
	}
	old, _ := oneOf(rng, book.Works.All(view))
	again(old.ID, old.By, old.Kept)
	return book.WriteWork{Work: book.Work{ID: id, Road: "r", At: at, Lamps: n, LowVoltage: n % 3, Note: office + string(id)}, Mend: mend}
}

// goOn is what the city does in a street by itself: a photo arrives, days pass and what
// is due is done.
func (w *world) goOn() error {
	s := w.street
	if i := len(s.pictures); i > 0 {
		one := s.pictures[0]
		s.pictures = s.pictures[1:]
		return w.decide([]authority.Job{{Op: one, By: person.TheCity(), At: w.now}})
	}
	if w.rng.IntN(4) > 0 {
		return nil
	}
	w.now = w.now.Add(time.Duration(1+w.rng.IntN(190)) * time.Hour)
	r := w.store.Read(nil)
	var due []op.ID
	for _, spot := range lamp.Spots.All(r) {
		due = append(due, spot.ID)
	}
	r.Close()
	if len(due) == 0 {
		return nil
	}
	return w.decide([]authority.Job{{Op: lamp.Tend{Spots: due}, By: person.TheCity(), At: w.now}})
}
