package sim

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"denghuo/app/replica"
	"denghuo/server/authority"
	"denghuo/server/gate"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// market is invariants 5 and 6 with thousands of phones: the rush for a drop, and then
// days at tills that are without a network as often as not. Phones and tills are the
// true replica over storage in memory, coupons are sealed and shown by the true keys,
// tills check what they can by the true rules, the city is the true store and
// authority. Requests and answers get lost, come late and come again, pages are killed,
// clocks are off, the city restarts and forgets what it wanted to seal; holders show
// one coupon at two tills that cannot know of each other, or a picture of it, give
// coupons back, shops refund, an officer makes coupons void.
type market struct {
	store   *store.Store
	city    *authority.Authority
	key     ed25519.PrivateKey
	rng     *rand.Rand
	now     time.Time
	hurt    fraud
	holders []*shopper
	tills   []*shopper
	late    []late // requests that are still on their way
	ids     int
	commits int
	big     bool

	taken    map[op.ID]*shopper // redemptions that a till has said are taken
	pictures []picture
	seen     map[string]int // what has happened, to know that it did
}

// fraud is damage to the city or to a till.
type fraud struct{ forget, more, hide, swallow, lose, twice bool }

type late struct {
	who  *shopper
	jobs []authority.Job
}

// picture is a photo of a coupon on a screen.
type picture struct {
	text string
	at   time.Time
}

const marketDrop = op.ID("m")

// shopper is a holder's phone or a shop's till.
type shopper struct {
	m    *market
	who  person.Actor
	disk *replica.Memory
	*replica.Replica
	skew time.Duration
	down bool // without a network
}

func (s *shopper) wall() time.Time { return s.m.now.Add(s.skew) }

func (m *market) id() op.ID { m.ids++; return op.ID(fmt.Sprint("i", m.ids)) }

func (m *market) shopper(who person.Actor) (*shopper, error) {
	s := &shopper{m: m, who: who, disk: replica.NewMemory(), skew: time.Duration(m.rng.IntN(40)-20) * time.Second}
	return s, s.open()
}

func (s *shopper) open() (err error) {
	s.Replica, err = replica.Open(s.disk, s.who, s.wall, func() op.ID { return op.ID(s.who.ID) + "-" + s.m.id() })
	return err
}

func newMarket(seed uint64, holders, stock int, hurt fraud) (*market, error) {
	m := &market{rng: rand.New(rand.NewPCG(seed, 6)), now: time.Date(2026, 4, 19, 2, 0, 0, 0, time.UTC), hurt: hurt, big: holders > 500,
		key: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), taken: map[op.ID]*shopper{}, seen: map[string]int{}}
	var err error
	if m.store, err = store.Open(""); err != nil {
		return nil, err
	}
	m.start()
	public := m.key.Public().(ed25519.PublicKey)
	first := []op.Op{offer.AddKey{Public: public},
		offer.Publish{Offer: offer.Offer{ID: "o", Title: offer.Text{Zh: "券"}, Benefit: offer.Benefit{Type: offer.UpTo, Max: 20}}},
		offer.Open{Drop: offer.Drop{ID: marketDrop, Offer: "o", At: m.now, Stock: &stock}}}
	for _, o := range first {
		if err := m.do(o, person.TheCity()); err != nil {
			return nil, err
		}
	}
	for i := range holders + 6 {
		who := person.Actor{ID: person.ID(fmt.Sprint("h-", i)), Roles: []person.Role{person.Cardholder}}
		into := &m.holders
		if i >= holders {
			who, into = person.Actor{ID: person.ID(fmt.Sprint("m-", i-holders)), Roles: []person.Role{person.Merchant}}, &m.tills
		}
		s, err := m.shopper(who)
		if err != nil {
			return nil, err
		}
		*into = append(*into, s)
	}
	return m, nil
}

// start is a new process: what the one before wanted to do later is forgotten.
func (m *market) start() {
	m.city = authority.New(m.store, hub.New(), func(b []byte) []byte { return ed25519.Sign(m.key, b) }, slog.New(slog.DiscardHandler))
	m.city.Key = offer.KeyName(m.key.Public().(ed25519.PublicKey))
}

// do has the city decide one op of somebody at a desk.
func (m *market) do(o op.Op, by person.Actor) (err error) {
	told := func(out authority.Outcome) {
		if out.Refusal != nil {
			err = *out.Refusal
		}
	}
	if failed := m.decide([]authority.Job{{Op: o, By: by, At: m.now, Done: told}}); failed != nil {
		return failed
	}
	return err
}

func (m *market) decide(jobs []authority.Job) error {
	if err := m.city.Decide(jobs); err != nil {
		return err
	}
	if err := m.damage(); err != nil {
		return err
	}
	r := m.store.Read(nil)
	defer r.Close()
	if stock, ok := offer.Stocks.Get(r, marketDrop); ok && (stock.Left < 0 || stock.Left+stock.Given-stock.Back != stock.Total) {
		return fmt.Errorf("stock %+v", stock)
	}
	if m.commits++; m.big && m.commits%400 > 0 {
		return nil
	}
	return m.books(r)
}

// jobs are what waits in an outbox, as a gate brings it.
func (s *shopper) jobs(reason *wire.Reason) []authority.Job {
	h := s.Hello("t", "")
	var jobs []authority.Job
	for _, raw := range s.Unsent(h.Heard.N, 64<<10) {
		jobs = append(jobs, authority.Job{Client: h.Client, By: s.who, Raw: raw, At: s.m.now, Sent: s.wall(), Done: func(o authority.Outcome) {
			if o.Reason != "" && reason != nil {
				*reason = o.Reason
			}
		}})
	}
	return jobs
}

// talk is one exchange with the city, or what the weather leaves of it.
func (s *shopper) talk(good bool) error {
	if s.down {
		return nil
	}
	var reason wire.Reason
	jobs := s.jobs(&reason)
	if !good {
		switch n := s.m.rng.IntN(20); {
		case n == 0:
			return nil // the request is lost
		case n < 3:
			s.m.late = append(s.m.late, late{s, s.jobs(nil)}) // it comes, but when; and this one again
			return nil
		case n < 5:
			return s.m.decide(jobs) // the answer is lost
		}
	}
	if len(jobs) > 0 {
		if err := s.m.decide(jobs); err != nil {
			return err
		}
	}
	if reason != "" {
		return fmt.Errorf("%s is told %s, and nothing had happened to it", s.who.ID, reason)
	}
	return s.hear()
}

// hear takes the rows since.
func (s *shopper) hear() error {
	h := s.Hello("t", "")
	since, epoch, err := gate.Stand(s.m.store, s.who.Scopes(), h)
	if err != nil {
		return err
	}
	for {
		page, err := s.m.store.Since(s.who.Scopes(), since, wire.MaxDown)
		if err != nil {
			return err
		}
		d := wire.Delta{Epoch: epoch, From: since, To: page.To, Now: s.m.now, More: page.More, Rows: s.m.shown(s, page.Rows)}
		if err := readable(d, s.who); err != nil {
			return err
		}
		if err := s.Take(d); err != nil {
			return err
		}
		if since = page.To; !page.More {
			return nil
		}
	}
}

// shown leaves out what a worse city would hide from holders.
func (m *market) shown(s *shopper, rows []op.Row) []op.Row {
	if !m.hurt.hide || !s.who.Is(person.Cardholder) {
		return rows
	}
	var left []op.Row
	for _, r := range rows {
		if r.Key.Table != offer.Redemptions.Name || !bytes.Contains(r.Body, []byte(`"conflict"`)) {
			left = append(left, r)
		}
	}
	return left
}

// rush lets all claim at one instant: the city hears them in batches.
func (m *market) rush() error {
	var jobs []authority.Job
	for _, s := range m.holders {
		if err := s.Do(offer.Claim{Drop: marketDrop}); err != nil {
			return err
		}
		if m.rng.IntN(20) > 0 {
			jobs = append(jobs, s.jobs(nil)...)
		}
		if len(jobs) >= 512 || m.rng.IntN(200) == 0 {
			if err := m.decide(jobs); err != nil {
				return err
			}
			jobs = nil
		}
	}
	return m.decide(jobs)
}

// step lets one thing happen.
func (m *market) step() error {
	m.now = m.now.Add(time.Duration(m.rng.IntN(20)) * time.Second)
	s, till := m.holders[m.rng.IntN(len(m.holders))], m.tills[m.rng.IntN(len(m.tills))]
	switch n := m.rng.IntN(100); {
	case n < 25:
		return s.talk(false)
	case n < 40:
		return till.talk(false)
	case n < 62:
		return m.pay(s, till)
	case n < 70: // at two shops one after another, quick enough
		other := m.tills[m.rng.IntN(len(m.tills))]
		return errors.Join(m.pay(s, till), m.pay(s, other))
	case n < 78:
		till.down = !till.down
	case n < 82:
		return errors.Join(s.open(), till.open()) // pages are killed
	case n < 86:
		return m.refund(till)
	case n < 88:
		return m.giveBack(s)
	case n < 89:
		return m.void(s)
	case n < 92:
		return m.arrive()
	case n < 94:
		return m.trick(till)
	case n < 95:
		m.start()
	case n < 96:
		s.skew = time.Duration(m.rng.IntN(48)-24) * time.Hour
	default:
		return errors.Join(m.city.Settle(), m.do(offer.Tell{}, person.TheCity()))
	}
	return nil
}

// calm lets all be heard.
func (m *market) calm() error {
	for len(m.late) > 0 {
		if err := m.arrive(); err != nil {
			return err
		}
	}
	m.now = m.now.Add(time.Minute)
	for range 3 {
		if err := errors.Join(m.city.Settle(), m.do(offer.Tell{}, person.TheCity())); err != nil {
			return err
		}
	}
	for range 2 {
		for _, all := range [][]*shopper{m.tills, m.holders} {
			for _, s := range all {
				s.down = false
				if err := s.talk(true); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
