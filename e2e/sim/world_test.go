package sim

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"time"

	"denghuo/server/authority"
	"denghuo/server/gate"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

const stockTotal = 3

// world is one run.
type world struct {
	rng    *rand.Rand
	now    time.Time
	ids    int
	hurt   sabotage
	phones []*phone

	store  *store.Store
	city   *authority.Authority
	backup []byte
	made   map[op.ID]*phone // saved reports, by ID, and who saved them
	given  map[op.ID]bool   // reports that a rollback took back before the city heard: forgiven
	fault  error
}

func newWorld(seed uint64, hurt sabotage) (*world, error) {
	w := &world{rng: rand.New(rand.NewPCG(seed, 20240417)), now: time.Date(2026, 4, 17, 20, 0, 0, 0, time.UTC),
		hurt: hurt, made: map[op.ID]*phone{}, given: map[op.ID]bool{}}
	if err := w.openCity(nil); err != nil {
		return nil, err
	}
	stock := stockTotal
	opened := w.now.Add(-time.Hour)
	err := w.decide([]authority.Job{
		{Op: offer.Publish{Offer: offer.Offer{ID: "o", Title: offer.Text{Zh: "券"}, Benefit: offer.Benefit{Type: "rate", PayPercent: 50}}}, By: person.TheCity(), At: w.now},
		{Op: offer.Open{Drop: offer.Drop{ID: "d", Offer: "o", At: opened, Stock: &stock}}, By: person.TheCity(), At: w.now},
	})
	if err != nil {
		return nil, err
	}
	people := []person.Actor{
		{ID: "d-1", Roles: []person.Role{person.Resident}}, {ID: "d-2", Roles: []person.Role{person.Resident}},
		{ID: "h-1", Roles: []person.Role{person.Cardholder}}, {ID: "h-2", Roles: []person.Role{person.Cardholder}},
		{ID: "h-3", Roles: []person.Role{person.Cardholder}}, {ID: "h-4", Roles: []person.Role{person.Cardholder}},
		{ID: "s-1", Roles: []person.Role{person.Clerk}},
	}
	for _, who := range people {
		p, err := newPhone(w, who)
		if err != nil {
			return nil, err
		}
		w.phones = append(w.phones, p)
	}
	return w, nil
}

func (w *world) id() op.ID {
	w.ids++
	return op.ID("x" + strconv.Itoa(w.ids) + "y" + strconv.FormatUint(w.rng.Uint64(), 36))
}

// openCity starts a city over a backup, or an empty one.
func (w *world) openCity(backup []byte) error {
	s, err := store.Open("")
	if err != nil {
		return err
	}
	if backup != nil {
		if err := s.Restore(bytes.NewReader(backup)); err != nil {
			return err
		}
	}
	if w.store != nil {
		if err := w.store.Close(); err != nil {
			return err
		}
	}
	w.store = s
	w.restart()
	return nil
}

// restart gives the city a new process over the same store; lines break.
func (w *world) restart() {
	seal := func(b []byte) []byte { return append([]byte("sealed:"), b...) }
	w.city = authority.New(w.store, hub.New(), seal, slog.New(slog.NewTextHandler(io.Discard, nil)))
	for _, p := range w.phones {
		p.drop()
	}
}

// decide commits a batch and looks at the books.
func (w *world) decide(jobs []authority.Job) error {
	if err := w.city.Decide(jobs); err != nil {
		return err
	}
	if w.hurt.sellTwice {
		w.refill()
	}
	return w.books()
}

// refill is a sabotage: what was given comes back into the stock.
func (w *world) refill() {
	r := w.store.Read(nil)
	row, ok := r.Get(offer.Stocks.Key("d"))
	r.Close()
	if ok {
		row.Body = []byte(`{"drop":"d","total":3,"left":3}`)
		if _, _, _, err := w.store.Commit([]op.Row{row}); err != nil {
			w.fault = err
		}
	}
}

// books checks invariant 5 on what is committed.
func (w *world) books() error {
	r := w.store.Read(nil)
	defer r.Close()
	stock, ok := offer.Stocks.Get(r, "d")
	if !ok {
		return nil // before the drop is set up
	}
	holders := map[person.ID]int{}
	coupons := offer.Coupons.All(r)
	for _, c := range coupons {
		holders[c.Holder]++
	}
	if len(coupons)+stock.Left != stockTotal || stock.Left < 0 {
		return fmt.Errorf("%d coupons and %d left of %d", len(coupons), stock.Left, stockTotal)
	}
	for who, n := range holders {
		if n > 1 {
			return fmt.Errorf("%s holds %d coupons", who, n)
		}
	}
	return nil
}

// step lets one thing happen.
func (w *world) step() error {
	w.now = w.now.Add(time.Duration(w.rng.IntN(5000)) * time.Millisecond)
	p := w.phones[w.rng.IntN(len(w.phones))]
	var err error
	switch n := w.rng.IntN(100); {
	case n < 22:
		if n < 9 { // half of all that happens happens at the clerk's desk
			p = w.phones[len(w.phones)-1]
		}
		err = p.act()
	case n < 28:
		err = p.connect()
	case n < 34:
		err = p.flush()
	case n < 56:
		err = p.deliverUp()
	case n < 78:
		err = p.deliverDown()
	case n < 84:
		err = w.tell(p)
	case n < 88:
		p.drop()
	case n < 92:
		err = p.kill()
	case n < 94:
		p.keeper.fail = true
	case n < 95:
		err = p.rollback()
	case n < 96:
		p.keeper.snapshot()
	case n < 97:
		w.restart()
	case n < 98:
		err = w.takeBackup()
	case n < 99:
		err = w.restore()
	default:
		w.now = w.now.Add(time.Duration(w.rng.IntN(48)-24) * time.Hour)
	}
	if err != nil {
		return err
	}
	return p.sees()
}

func (w *world) takeBackup() error {
	var b bytes.Buffer
	if err := w.store.Backup(&b); err != nil {
		return err
	}
	w.backup = b.Bytes()
	return nil
}

// restore brings the city back from the last backup, if there is one.
func (w *world) restore() error {
	if w.backup == nil || w.rng.IntN(3) > 0 { // seldom: everything begins anew after it
		return nil
	}
	return w.openCity(w.backup)
}

// tell queues for a live phone what it does not know, as a session would.
func (w *world) tell(p *phone) error {
	if !p.live {
		return nil
	}
	scopes := p.who.Scopes()
	if w.hurt.leak {
		scopes = append(scopes, person.Staff)
	}
	page, err := w.store.Since(scopes, p.cursor, wire.MaxDown)
	if err != nil {
		return err
	}
	if page.To == p.cursor && len(page.Rows) == 0 && page.To != 0 {
		return nil
	}
	d := wire.Delta{Epoch: p.cityEpoch, From: p.cursor, To: page.To, Now: w.now, Rows: page.Rows}
	p.cursor = page.To
	w.hurt.spoil(&d, p)
	p.down = append(p.down, wire.Encode(wire.Down{Delta: &d}))
	return nil
}

// hear takes one frame from a phone.
func (w *world) hear(p *phone, frame []byte) error {
	up, err := wire.DecodeUp(frame)
	if err != nil {
		return err
	}
	if up.Hello != nil {
		return w.greet(p, *up.Hello)
	}
	if up.Push == nil || !p.greeted {
		return nil
	}
	var jobs []authority.Job
	var reason wire.Reason
	for _, raw := range up.Push.Envelopes {
		by := p.who
		if w.hurt.otherPerson {
			by.ID = "d-other"
		}
		jobs = append(jobs, authority.Job{Client: p.client, By: by, Raw: raw, At: w.now, Sent: up.Push.Sent,
			Done: func(o authority.Outcome) {
				if o.Reason != "" {
					reason = o.Reason
				}
			}})
	}
	if err := w.decide(w.hurt.swallow(jobs)); err != nil {
		return err
	}
	if reason != "" {
		p.down = append(p.down, wire.Encode(wire.Down{Bye: &wire.Bye{Reason: reason}}))
		return nil
	}
	return w.tell(p)
}

func (w *world) greet(p *phone, h wire.Hello) error {
	since, epoch, err := gate.Stand(w.store, p.who.Scopes(), h)
	if err != nil && !w.hurt.heardIgnored {
		p.down = append(p.down, wire.Encode(wire.Down{Bye: &wire.Bye{Reason: wire.Rewound}}))
		return nil
	}
	if w.hurt.epochForgotten && h.Epoch != "" {
		_, seq := w.store.At()
		since = min(h.Since, seq)
	}
	p.client, p.cursor, p.cityEpoch, p.greeted = h.Client, since, epoch, true
	return w.tell(p)
}

// lampSpots is what a clerk could act on.
func lampSpots(view op.Reader) []lamp.Spot { return lamp.Spots.All(view) }
