package sim

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"denghuo/app/replica"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// sees is what must hold on a phone at every moment.
func (p *phone) sees() error {
	g := p.page
	if g.tab.dead {
		return nil // nobody looks at it
	}
	view := p.w.hurt.view(g)
	waiting := g.Waiting()
	for _, wait := range waiting {
		if s, ok := wait.Op.(lamp.Submit); ok {
			if _, there := lamp.Reports.Get(view, s.ID); !there {
				return p.w.broken("%s does not see its own report %s", p.who.ID, s.ID)
			}
		}
	}
	refused := g.Refused()
	for _, r := range refused {
		p.answered[r.Kind] = true
	}
	hello := g.Hello("", "")
	if p.w.ledger.ahead(hello.Heard) {
		return p.w.broken("%s has the mark %+v, which the city never gave", p.who.ID, hello.Heard)
	}
	if hello.Client != p.client && !p.excused {
		return p.w.broken("%s took a new name, and nothing had happened to it", p.who.ID)
	}
	p.client = hello.Client
	if err := p.keepsSaved(view, refused); err != nil {
		return err
	}
	if !p.upToDate(hello) {
		return nil
	}
	if err := p.answers(view, hello, refused); err != nil || len(waiting) > 0 {
		return err
	}
	return p.equal()
}

// keepsSaved: a report that was once said to be saved is on its phone's screen ever
// after, waiting or true.
func (p *phone) keepsSaved(view op.Reader, refused []replica.Refused) error {
	if p.rolled || p.apart {
		return nil
	}
	for id, by := range p.w.made {
		if by != p || p.w.given[id] {
			continue
		}
		_, there := lamp.Reports.Get(view, id)
		if !there && !slices.ContainsFunc(refused, func(r replica.Refused) bool { s, ok := r.Op.(lamp.Submit); return ok && s.ID == id }) {
			return p.w.broken("%s said that %s is saved and does not show it any more", p.who.ID, id)
		}
	}
	return nil
}

// answers: whatever this outbox was answered is among what is shown as refused.
func (p *phone) answers(view op.Reader, hello wire.Hello, refused []replica.Refused) error {
	for _, a := range op.Answers.All(view) {
		if a.Client != hello.Client || a.N > hello.Heard.N {
			continue
		}
		if !slices.ContainsFunc(refused, func(r replica.Refused) bool { return r.Kind == a.Kind && r.Refusal == a.Refusal }) {
			return p.w.broken("%s was refused number %d (%s, %v) and does not say so: %+v", p.who.ID, a.N, a.Kind, a.Refusal, refused)
		}
	}
	return nil
}

// upToDate reports whether nothing is under way and this phone knows all there is:
// then it has what the city would show it.
func (p *phone) upToDate(hello wire.Hello) bool {
	l := p.page.line
	if p.apart || l == nil || !l.greeted || l.half || len(l.up)+len(l.down) > 0 {
		return false
	}
	_, seq := p.w.store.At()
	return l.cursor == seq && hello.Since == seq && hello.Epoch == l.epoch
}

// equal compares a phone with what the city would show it.
func (p *phone) equal() error {
	r := p.w.store.Read(p.w.actor(p.who).Scopes())
	defer r.Close()
	view := p.w.hurt.view(p.page)
	for table := range city.Records() {
		is := map[op.ID]op.Row{}
		r.Each(table, func(row op.Row) bool { is[row.Key.ID] = row; return true })
		var err error
		view.Each(table, func(row op.Row) bool {
			if want, ok := is[row.Key.ID]; !ok {
				err = fmt.Errorf("%s has %s, which is not theirs to read", p.who.ID, row.Key)
			} else if !bytes.Equal(want.Body, row.Body) {
				err = fmt.Errorf("%s has another %s than the city: %s, %s", p.who.ID, row.Key, row.Body, want.Body)
			}
			delete(is, row.Key.ID)
			return err == nil
		})
		if err != nil {
			return err
		}
		for id := range is {
			return fmt.Errorf("%s does not have %s/%s", p.who.ID, table, id)
		}
	}
	return nil
}

// state is all that a phone's disk has, to compare.
func (w *world) state(p *phone) string {
	s, _ := p.disk.Load() // Memory's Load cannot fail
	slices.SortFunc(s.Rows, func(a, b op.Row) int { return strings.Compare(a.Key.String(), b.Key.String()) })
	return string(wire.Encode(s))
}

// check is what must hold when all is quiet, and again after every phone was opened
// anew: what its storage has is the same, and may be more where storage kept what it
// said it had not.
func (w *world) check() error {
	if err := w.settled(); err != nil {
		return err
	}
	for _, p := range w.phones {
		older := p.page.tab.frozen || p.excused
		if err := p.open(); err != nil {
			return err
		}
		if older {
			continue
		}
		if err := p.equal(); err != nil {
			return fmt.Errorf("after a restart: %w", err)
		}
	}
	if err := w.calm(); err != nil {
		return fmt.Errorf("calm again: %w", err)
	}
	return w.settled()
}

// settled: outboxes are empty, phones have what the city shows, nothing is lost.
func (w *world) settled() error {
	for _, p := range w.phones {
		if n := len(p.page.Waiting()); n > 0 {
			return fmt.Errorf("%s: %d ops are still in the outbox", p.who.ID, n)
		}
		if p.apart {
			continue
		}
		if err := p.equal(); err != nil {
			return err
		}
	}
	r := w.store.Read(nil)
	defer r.Close()
	for id, by := range w.made {
		if _, ok := lamp.Reports.Get(r, id); !ok && !w.given[id] {
			return fmt.Errorf("report %s of %s was saved and is lost", id, by.who.ID)
		}
	}
	for _, p := range w.phones {
		_, got := offer.Coupons.Get(r, offer.ClaimID("d", p.who.ID))
		if p.claimed && !got && !p.answered["offer.claim"] {
			return fmt.Errorf("%s claimed and has neither coupon nor answer", p.who.ID)
		}
	}
	if err := w.heeded(r); err != nil {
		return err
	}
	return w.books()
}
