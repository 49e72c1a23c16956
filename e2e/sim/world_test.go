package sim

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

const stockTotal = 3

// world is one run.
type world struct {
	town
	rng     *rand.Rand
	now     time.Time
	ids     int
	hurt    sabotage
	weather weather
	people  []person.Actor // the last one is a clerk
	phones  []*phone
	cloned  bool

	made  map[op.ID]*phone // saved reports, by ID, and who saved them
	mu    sync.Mutex       // guards ids, names and the phones' clocks where phones run by themselves
	names *rand.Rand
	clock func() time.Time // the true time; nil: now
	given map[op.ID]bool   // reports that a rollback took back before the city heard: forgiven
}

func newWorld(seed uint64, sky weather, hurt sabotage) (*world, error) {
	w := &world{rng: rand.New(rand.NewPCG(seed, 20240417)), names: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 4, 17, 20, 0, 0, 0, time.UTC),
		hurt: hurt, weather: sky, people: people, made: map[op.ID]*phone{}, given: map[op.ID]bool{}}
	w.town = town{hurt: &w.hurt, ledger: newLedger(), roles: map[person.ID][]person.Role{}, told: map[string]string{}}
	if sky.street {
		w.street, w.people = newStreet(), neighbours
	}
	if err := w.openCity(nil); err != nil {
		return nil, err
	}
	if err := w.set(w.now); err != nil {
		return nil, err
	}
	for _, who := range w.people {
		p, err := newPhone(w, who, replica.NewMemory())
		if err != nil {
			return nil, err
		}
		w.phones = append(w.phones, p)
	}
	return w, nil
}

var people = []person.Actor{
	{ID: "d-1", Roles: []person.Role{person.Resident}}, {ID: "d-2", Roles: []person.Role{person.Resident}},
	{ID: "h-1", Roles: []person.Role{person.Cardholder}}, {ID: "h-2", Roles: []person.Role{person.Cardholder}},
	{ID: "h-3", Roles: []person.Role{person.Cardholder}}, {ID: "h-4", Roles: []person.Role{person.Cardholder}},
	{ID: "s-1", Roles: []person.Role{person.Clerk}},
}

// time is the true time.
func (w *world) time() time.Time {
	if w.clock != nil {
		return w.clock()
	}
	return w.now
}

func (w *world) id() op.ID {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ids++
	return op.ID("x" + strconv.Itoa(w.ids) + "y" + strconv.FormatUint(w.names.Uint64(), 36))
}

// broken is a promise that did not hold.
func (w *world) broken(what string, args ...any) error { return fmt.Errorf(what, args...) }

// step lets one thing happen, and looks at the phone that it happened to.
func (w *world) step() error {
	w.now = w.now.Add(time.Duration(w.rng.IntN(5000)) * time.Millisecond)
	p := w.phones[w.rng.IntN(len(w.phones))]
	if p.off {
		return nil
	}
	n := w.rng.IntN(1000)
	if p.cellar && n >= 200 { // what needs a line
		p.cellar = w.rng.IntN(12) > 0
		return nil
	}
	if n < 90 { // much of what happens happens at the clerk's desk
		p = w.phones[len(w.people)-1]
	}
	if err := w.one(p, n); err != nil {
		return err
	}
	if p.disk.lied {
		p.excused, p.disk.lied = true, false
	}
	return p.sees()
}

// one is what people and lines do; what is left is the weather.
func (w *world) one(p *phone, n int) error {
	switch {
	case n < 200:
		return p.act(p.page)
	case n < 250:
		p.connect(p.page)
	case n < 310:
		return p.flush()
	case n < 500:
		return p.deliverUp()
	case n < 690:
		return p.deliverDown(p.page)
	case n < 750:
		return w.tell(p, p.page.line)
	case n >= 900 && w.street != nil:
		return p.act(p.page)
	default:
		return w.trouble(p, w.rng.IntN(250))
	}
	return nil
}

// tell queues for a line what it does not know, as a session would.
func (w *world) tell(p *phone, l *line) error {
	if l == nil || !l.greeted || l.half {
		return nil
	}
	d, more, err := w.delta(l, w.now)
	if err != nil || !more {
		return err
	}
	if err := readable(d, w.actor(p.who)); err != nil {
		return err
	}
	w.hurt.spoil(&d, p)
	l.down = append(l.down, wire.Encode(wire.Down{Delta: &d}))
	return nil
}

// hear takes one frame from a phone.
func (w *world) hear(p *phone, l *line, frame []byte) error {
	up, err := wire.DecodeUp(frame)
	if err != nil {
		return err
	}
	if up.Hello != nil {
		return w.greet(p, l, *up.Hello)
	}
	if up.Push == nil || !l.greeted {
		return nil
	}
	jobs := jobsOf(l, *up.Push, w.now)
	if w.hurt.otherPerson {
		for i := range jobs {
			jobs[i].By.ID = "d-other"
		}
	}
	reason := answers(jobs)
	if err := w.decide(w.hurt.swallow(jobs)); err != nil {
		return err
	}
	if *reason != "" {
		l.greeted = false
		l.down = append(l.down, wire.Encode(wire.Down{Bye: &wire.Bye{Reason: *reason}}))
		return nil
	}
	return w.tell(p, l)
}

func (w *world) greet(p *phone, l *line, h wire.Hello) error {
	l.actor, l.client = w.actor(p.who), h.Client
	since, epoch, err := w.stand(l.actor, h)
	if err != nil {
		l.down = append(l.down, wire.Encode(wire.Down{Bye: &wire.Bye{Reason: wire.Rewound}}))
		return nil
	}
	l.cursor, l.epoch, l.greeted = since, epoch, true
	return w.tell(p, l)
}
