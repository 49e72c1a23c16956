package sim

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"time"

	"denghuo/server/authority"
	"denghuo/server/gate"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// town is the true city: store, authority and the way a gate stands its phones,
// with a border at which it can be damaged.
type town struct {
	hurt   *sabotage
	store  *store.Store
	city   *authority.Authority
	ledger *ledger
	street *street // what is known of a street's lamps; nil: this world has none
	backup []byte
	roles  map[person.ID][]person.Role // who has another role now than their phone has
	told   map[string]string           // epochs that the city was brought back with, and which one it says it is
}

// openCity starts a city over a backup, or an empty one.
func (c *town) openCity(backup []byte) error {
	s, err := store.Open("")
	if err != nil {
		return err
	}
	if backup != nil {
		if err := s.Restore(bytes.NewReader(backup)); err != nil {
			return err
		}
	}
	if c.store != nil {
		if err := c.store.Close(); err != nil {
			return err
		}
	}
	c.store = s
	c.start()
	return nil
}

// start gives the city a new process over the same store.
func (c *town) start() {
	seal := func(b []byte) []byte { return append([]byte("sealed:"), b...) }
	c.city = authority.New(c.store, hub.New(), seal, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

// set gives the city an offer and a drop of three.
func (c *town) set(now time.Time) error {
	stock := stockTotal
	return c.decide([]authority.Job{
		{Op: offer.Publish{Offer: offer.Offer{ID: "o", Title: offer.Text{Zh: "券"}, Benefit: offer.Benefit{Type: "rate", PayPercent: 50}}}, By: person.TheCity(), At: now},
		{Op: offer.Open{Drop: offer.Drop{ID: "d", Offer: "o", At: now.Add(-time.Hour), Stock: &stock}}, By: person.TheCity(), At: now},
	})
}

// actor is who the city takes a person for now.
func (c *town) actor(who person.Actor) person.Actor {
	if roles, other := c.roles[who.ID]; other {
		who.Roles = roles
	}
	return who
}

// decide commits a batch and looks at the books.
func (c *town) decide(jobs []authority.Job) error {
	for i := range jobs {
		if jobs[i].Client != "" {
			jobs[i].Done = c.ledger.note(jobs[i])
		}
	}
	if err := c.hurt.decide(c, jobs); err != nil {
		return err
	}
	return c.books()
}

func (c *town) takeBackup() error {
	var b bytes.Buffer
	if err := c.store.Backup(&b); err != nil {
		return err
	}
	c.backup = b.Bytes()
	return nil
}

// restore brings the city back from its backup; forget lets it say the old epoch,
// as when somebody copies a folder back by hand.
func (c *town) restore(forget bool) error {
	before := c.epoch()
	if err := c.openCity(c.backup); err != nil {
		return err
	}
	if c.street != nil {
		c.street.forget()
		c.street.broughtBack = true
	}
	if forget {
		stored, _ := c.store.At()
		c.told[stored] = before
	}
	return c.books()
}

// epoch is the one that the city says.
func (c *town) epoch() string {
	stored, _ := c.store.At()
	if said, other := c.told[stored]; other {
		return said
	}
	return stored
}

// stand finds where a phone stands, by the gate's own rule.
func (c *town) stand(actor person.Actor, h wire.Hello) (since uint64, epoch string, err error) {
	stored, seq := c.store.At()
	said, mark, _ := strings.Cut(h.Epoch, "/")
	if said == c.epoch() && said != "" {
		h.Epoch = stored + "/" + mark
	}
	since, epoch, err = gate.Stand(c.store, actor.Scopes(), h)
	_, mark, _ = strings.Cut(epoch, "/")
	epoch = c.epoch() + "/" + mark
	if c.hurt.heardIgnored && err != nil {
		since, err = min(h.Since, seq), nil
	}
	if c.hurt.epochIgnored && said != "" && said != c.epoch() {
		since, epoch, err = min(h.Since, seq), h.Epoch, nil
	}
	if c.hurt.scopesIgnored && said == c.epoch() {
		since = min(h.Since, seq)
	}
	return since, epoch, err
}

// answers collects what became of jobs: the reason that ends the line, if any.
func answers(jobs []authority.Job) *wire.Reason {
	var reason wire.Reason
	for i := range jobs {
		jobs[i].Done = func(o authority.Outcome) {
			if o.Reason != "" && reason == "" {
				reason = o.Reason
			}
		}
	}
	return &reason
}

// jobsOf makes jobs of a push, as a gate does.
func jobsOf(l *line, push wire.Push, now time.Time) []authority.Job {
	jobs := make([]authority.Job, len(push.Envelopes))
	for i, raw := range push.Envelopes {
		jobs[i] = authority.Job{Client: l.client, By: l.actor, Raw: raw, At: now, Sent: push.Sent}
	}
	return jobs
}

// delta is what a line is told next; nothing when it is up to date.
func (c *town) delta(l *line, now time.Time) (wire.Delta, bool, error) {
	scopes := l.actor.Scopes()
	if c.hurt.leak {
		scopes = append(scopes, person.Staff)
	}
	page, err := c.store.Since(scopes, l.cursor, wire.MaxDown)
	if err != nil || (page.To == l.cursor && len(page.Rows) == 0 && page.To != 0) {
		return wire.Delta{}, false, err
	}
	d := wire.Delta{Epoch: l.epoch, From: l.cursor, To: page.To, Now: now, Rows: page.Rows}
	l.cursor = page.To
	return d, true, nil
}

// mark is what the city has heard of an outbox.
func (c *town) mark(client op.ClientID) op.Mark {
	r := c.store.Read(nil)
	defer r.Close()
	m, _ := op.Marks.Get(r, op.ID(client))
	return m
}
