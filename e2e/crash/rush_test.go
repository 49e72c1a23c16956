package crash

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/account"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// The rush: all want one coupon of one drop in one instant, and in its midst the city
// is killed.
const (
	holders    = 120
	rushStock  = 50
	rushCycles = 12
)

// TestKilledInARush: at every start after it coupons and what is left are the stock,
// nobody has two, and whoever was shown a coupon has it; and when all have come back
// everybody has a coupon or an answer, and the stock is gone to the last one.
func TestKilledInARush(t *testing.T) {
	n := rushCycles
	if testing.Short() {
		n = 3
	}
	r := newRush(t, n)
	midst := 0
	for cycle := range n {
		told, err := r.cycle(cycle)
		if err != nil {
			t.Fatalf("cycle %d: %v\n%s", cycle, err, r.city.tail())
		}
		if told > 0 && told < holders {
			midst++
		}
	}
	if err := r.settle(n); err != nil {
		t.Fatalf("%v\n%s", err, r.city.tail())
	}
	t.Logf("%d rushes of %d for %d coupons, %d of them killed after some had been told and before all had", n, holders, rushStock, midst)
}

// TestEarlyRushIsCaught is the proof that the test above can fail: phones that take a
// claim for decided when it was sent.
func TestEarlyRushIsCaught(t *testing.T) {
	const n = 8
	r := newRush(t, n)
	for _, p := range r.phones {
		p.early = true
	}
	for cycle := range n {
		if _, err := r.cycle(cycle); err != nil {
			return
		}
	}
	if r.settle(n) == nil {
		t.Error("nobody has noticed that claims are lost")
	}
}

// rush is a city, and cardholders who all stand in front of it.
type rush struct {
	t      *testing.T
	city   *city
	phones []*phone
	shown  []map[op.ID]string // by phone: the serial that it was shown, by drop
	told   chan struct{}      // somebody was answered, or will not be
}

func rushDrop(n int) op.ID { return op.ID(fmt.Sprint("rush-", n)) }

func newRush(t *testing.T, drops int) *rush {
	t.Helper()
	r := &rush{t: t, city: newCity(t, t.TempDir())}
	r.city.mustStart()
	r.city.kill()
	jobs := []op.Op{offer.Publish{Offer: offer.Offer{ID: "rush", Title: offer.Text{Zh: "压力"}, Benefit: offer.Benefit{Type: offer.UpTo, Max: 20}}}}
	for i := range drops {
		n := rushStock
		jobs = append(jobs, offer.Open{Drop: offer.Drop{ID: rushDrop(i), Offer: "rush", At: time.Now().Add(-time.Hour), Stock: &n}})
	}
	for i := range holders {
		who, ops := holder(i)
		p := newPhone(who)
		p.next = func(n int) op.Op { return offer.Claim{Drop: rushDrop(n - 1)} }
		p.maySay = offer.SoldOut
		r.phones, r.shown, jobs = append(r.phones, p), append(r.shown, map[op.ID]string{}), append(jobs, ops...)
	}
	r.do(jobs)
	return r
}

// holder makes an account and an open session.
func holder(i int) (identity, []op.Op) {
	name := fmt.Sprint("rush", i)
	secret := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%032d", i))
	sum := sha256.Sum256([]byte(secret))
	who := identity{id: person.ID("h-" + name), cookie: "dh_session=" + name + "." + secret}
	return who, []op.Op{
		account.Add{ID: who.id, Login: name, Name: name, Roles: []person.Role{person.Cardholder}, Hash: "$argon2id$none"},
		account.Begin{Session: op.ID(name), Who: who.id, How: account.ByCard, Hash: hex.EncodeToString(sum[:]), Until: time.Now().Add(time.Hour)},
	}
}

// do has the city itself do something while its program is down.
func (r *rush) do(ops []op.Op) {
	r.t.Helper()
	s := r.city.rows()
	a := authority.New(s, hub.New(), func([]byte) []byte { return nil }, slog.New(slog.DiscardHandler))
	jobs := make([]authority.Job, len(ops))
	for i, o := range ops {
		jobs[i] = authority.Job{Op: o, By: person.TheCity(), At: time.Now(), Done: func(out authority.Outcome) {
			if out.Refusal != nil {
				r.t.Errorf("%+v: %v", o, out.Refusal)
			}
		}}
	}
	if err := errors.Join(a.Decide(jobs), s.Close()); err != nil {
		r.t.Fatal(err)
	}
}

// cycle lets all claim at once, kills the city in the midst, and looks at what is there.
// It tells how many had been answered.
func (r *rush) cycle(n int) (told int, err error) {
	r.city.mustStart()
	r.told = make(chan struct{}, holders)
	var ready, over sync.WaitGroup
	begin := make(chan struct{})
	errs := make(chan error, len(r.phones))
	for i, p := range r.phones {
		ready.Add(1)
		over.Go(func() { errs <- r.claim(i, p, ready.Done, begin) })
	}
	ready.Wait()
	close(begin)
	if n%2 == 0 {
		pause(time.Duration(rand.IntN(40)) * time.Millisecond)
	} else {
		for range rand.IntN(holders / 2) {
			<-r.told
		}
	}
	r.city.kill()
	over.Wait()
	for range r.phones {
		if lost := <-errs; errors.Is(lost, errLost) && err == nil {
			err = lost
		}
	}
	for _, p := range r.phones {
		if p.saved() == len(p.box) {
			told++
		}
	}
	if err == nil {
		err = r.books(n + 1)
	}
	return told, err
}

// claim is one holder: there before the beginning, with all earlier ones heard, and
// on the line until it ends.
func (r *rush) claim(i int, p *phone, ready func(), begin <-chan struct{}) error {
	err := p.open(r.city.addr)
	if p.conn != nil {
		defer p.conn.Close()
	}
	for first := true; err == nil && (first || p.waiting() > 0); first = false {
		err = p.take()
	}
	ready()
	<-begin
	if err == nil {
		p.do()
		err = p.push()
	}
	for err == nil && p.waiting() > 0 {
		err = p.take()
	}
	r.told <- struct{}{}
	r.look(i, p)
	return err
}

// look keeps what the phone shows its holder.
func (r *rush) look(i int, p *phone) {
	for _, c := range offer.Coupons.All(view(p.rows)) {
		r.shown[i][c.Drop] = c.Serial
	}
}

// books are what must hold at every start.
func (r *rush) books(drops int) error {
	s, err := store.Open(rowsDir(r.city.data))
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Check(); err != nil {
		return err
	}
	reader := s.Read(nil)
	defer reader.Close()
	auditStocks(r.t, reader)
	for i, p := range r.phones {
		for drop, serial := range r.shown[i] {
			if c, ok := offer.Coupons.Get(reader, offer.ClaimID(drop, p.who.id)); !ok || c.Serial != serial || c.Holder != p.who.id {
				return fmt.Errorf("%w: %s was shown coupon %s of %s; there is %+v, %v", errLost, p.who.id, serial, drop, c, ok)
			}
		}
	}
	return nil
}

// settle lets everything arrive: then each has a coupon or an answer to every claim,
// and there is one of them for each of the stock.
func (r *rush) settle(drops int) error {
	r.city.mustStart()
	errs := make(chan error, len(r.phones))
	for i, p := range r.phones {
		go func() {
			err := p.live(r.city.addr, 0)
			r.look(i, p)
			errs <- err
		}()
	}
	for range r.phones {
		if err := <-errs; err != nil {
			return err
		}
	}
	if err := r.city.end(); err != nil {
		return err
	}
	for n := range drops {
		got, no, claimed := 0, 0, 0
		for i, p := range r.phones {
			if len(p.box) <= n {
				continue // it did not come to it
			}
			claimed++
			if r.shown[i][rushDrop(n)] != "" {
				got++
			}
			if _, refused := op.Answers.Get(view(p.rows), op.AnswerID(p.client, uint64(n+1))); refused {
				no++
			}
		}
		if got != min(rushStock, claimed) || got+no != claimed {
			return fmt.Errorf("%w: drop %d: %d claimed, %d have a coupon, %d an answer, of %d", errLost, n, claimed, got, no, rushStock)
		}
	}
	return r.books(drops)
}
