package crash

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

var cycles = flag.Int("cycles", 50, "how often the city is killed")

const (
	residents = 10
	drops     = 60 // that cardholders claim in turn
	stock     = 5
)

// TestKilledCityKeepsItsWord kills the true program under load, at any moment, also
// while it opens. Nothing that a phone was told is saved may be missing, or there
// twice, and the books of the stocks hold.
//
// It says nothing about power: see the package comment.
func TestKilledCityKeepsItsWord(t *testing.T) {
	n := *cycles
	if testing.Short() {
		n = 5
	}
	r := newRaid(t, false)
	for cycle := range n {
		if err := r.cycle(); err != nil {
			t.Fatalf("cycle %d: %v\n%s", cycle, err, r.city.tail())
		}
	}
	if err := r.settle(); err != nil {
		t.Fatalf("%v\n%s", err, r.city.tail())
	}
	r.audit()
	t.Logf("%d kills, %d of them while it opened; %d ops acknowledged", n, r.opening, r.acknowledged())
}

// TestEarlyAcknowledgementIsCaught is the proof that the test above can fail: phones
// that take an op for saved when it was sent are what phones of a city would be that
// acknowledges before its commit holds.
func TestEarlyAcknowledgementIsCaught(t *testing.T) {
	r := newRaid(t, true)
	for range 20 {
		err := r.cycle()
		if errors.Is(err, errLost) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Error("twenty kills, and nobody has noticed that ops are lost")
}

// raid is a city that is killed, and its phones.
type raid struct {
	t       *testing.T
	city    *city
	phones  []*phone
	lives   int
	opening int // how often it was killed while it opened
}

func newRaid(t *testing.T, early bool) *raid {
	t.Helper()
	r := &raid{t: t, city: newCity(t, t.TempDir())}
	r.city.mustStart()
	for range residents {
		r.phones = append(r.phones, newPhone(device()))
	}
	for _, name := range []string{"card1", "card2"} {
		p := newPhone(r.city.signIn(name))
		p.claims(drops)
		r.phones = append(r.phones, p)
	}
	for _, p := range r.phones {
		p.early = early
	}
	r.city.kill()
	r.stock()
	return r
}

// stock opens the drops while the city is down.
func (r *raid) stock() {
	r.t.Helper()
	s := r.city.rows()
	a := authority.New(s, hub.New(), func([]byte) []byte { return nil }, slog.New(slog.DiscardHandler))
	jobs := []authority.Job{{Op: offer.Publish{Offer: offer.Offer{ID: "crash", Title: offer.Text{Zh: "压力"}, Benefit: offer.Benefit{Type: offer.UpTo, Max: 20}}}}}
	for i := range drops {
		n := stock
		jobs = append(jobs, authority.Job{Op: offer.Open{Drop: offer.Drop{ID: dropID(i), Offer: "crash", At: time.Now().Add(-time.Hour), Stock: &n}}})
	}
	for i := range jobs {
		jobs[i].By, jobs[i].At = person.TheCity(), time.Now()
		jobs[i].Done = func(o authority.Outcome) {
			if o.Refusal != nil {
				r.t.Error(o.Refusal)
			}
		}
	}
	if err := errors.Join(a.Decide(jobs), s.Close()); err != nil {
		r.t.Fatal(err)
	}
}

// cycle is one life of the city, and its end.
func (r *raid) cycle() error {
	if r.lives++; r.lives%4 == 0 {
		r.opening++
		r.city.launch()
		pause(time.Duration(rand.IntN(120)) * time.Millisecond)
		r.city.kill() // which closes the pipe
		return nil
	}
	r.city.mustStart()
	ended := r.load(1 << 30)
	pause(time.Duration(20+rand.IntN(500)) * time.Millisecond)
	r.city.kill()
	return r.judge(ended)
}

// pause is the random moment: there is nothing to wait for.
func pause(d time.Duration) { <-time.After(d) }

// load lets all phones live on their lines until these end.
func (r *raid) load(limit int) <-chan error {
	ended := make(chan error, len(r.phones))
	for _, p := range r.phones {
		go func() { ended <- p.live(r.city.addr, limit) }()
	}
	return ended
}

// judge waits for all phones and gives the first broken promise.
func (r *raid) judge(ended <-chan error) (lost error) {
	for range r.phones {
		if err := <-ended; errors.Is(err, errLost) && lost == nil {
			lost = err
		}
	}
	return lost
}

// settle lets everything that waits arrive, and ends the city in good order.
func (r *raid) settle() error {
	r.city.mustStart()
	ended := r.load(0)
	for range r.phones {
		if err := <-ended; err != nil {
			return fmt.Errorf("a phone cannot send what waits: %w", err)
		}
	}
	return r.city.end()
}

func (r *raid) acknowledged() (n uint64) {
	for _, p := range r.phones {
		n += p.heard.N
	}
	return n
}

// audit compares what the phones did with what the city has.
func (r *raid) audit() {
	r.t.Helper()
	s := r.city.rows()
	defer s.Close()
	if err := s.Check(); err != nil {
		r.t.Error(err)
	}
	reader := s.Read(nil)
	defer reader.Close()
	r.auditOutboxes(reader)
	auditStocks(r.t, reader)
	if r.city.log.Len() > 0 && strings.Contains(r.city.log.String(), "panic") {
		r.t.Errorf("the city panicked:\n%s", r.city.tail())
	}
}

func (r *raid) auditOutboxes(reader op.Reader) {
	voices := map[op.ID]map[person.ID]bool{}
	reports := map[op.ID]lamp.Report{}
	for _, report := range lamp.Reports.All(reader) {
		reports[report.ID] = report
	}
	for _, p := range r.phones {
		mark, _ := op.Marks.Get(reader, op.ID(p.client))
		if mark != p.heard || int(mark.N) != len(p.box) {
			r.t.Errorf("the city's mark is %+v, the phone's %+v of %d", mark, p.heard, len(p.box))
		}
		for _, id := range p.ids {
			report, ok := reports[id]
			if id == "" {
				continue
			}
			if delete(reports, id); !ok || report.By != p.who.id {
				r.t.Errorf("report %s is there %v, by %s, not %s", id, ok, report.By, p.who.id)
			}
			if voices[report.Spot] == nil {
				voices[report.Spot] = map[person.ID]bool{}
			}
			voices[report.Spot][report.By] = true
		}
	}
	if len(reports) > 0 {
		r.t.Errorf("%d reports are nobody's", len(reports))
	}
	for _, spot := range lamp.Spots.All(reader) {
		if spot.Voices != len(voices[spot.ID]) {
			r.t.Errorf("spot %s has %d voices, %d people reported it", spot.ID, spot.Voices, len(voices[spot.ID]))
		}
	}
	if answers := op.Answers.All(reader); len(answers) > 0 {
		r.t.Errorf("%d ops were refused, the first: %+v", len(answers), answers[0])
	}
}

// auditStocks: coupons and what is left are the stock, and serials are 1, 2, 3 …
func auditStocks(t *testing.T, reader op.Reader) {
	t.Helper()
	given, serials := map[op.ID]int{}, map[string]bool{}
	for _, c := range offer.Coupons.All(reader) {
		given[c.Drop]++
		serials[string(c.Drop)+" "+strings.TrimPrefix(c.Serial, "演练-")] = true
	}
	for _, s := range offer.Stocks.All(reader) {
		if s.Left+given[s.Drop] != s.Total || s.Left < 0 {
			t.Errorf("drop %s: %d left, %d given, %d in all", s.Drop, s.Left, given[s.Drop], s.Total)
		}
		for n := 1; n <= given[s.Drop]; n++ {
			if !serials[fmt.Sprintf("%s %06d", s.Drop, n)] {
				t.Errorf("drop %s has no coupon %d of %d", s.Drop, n, given[s.Drop])
			}
		}
	}
}

// rowsDir is where the store of a data folder lies.
func rowsDir(data string) string { return filepath.Join(data, "rows") }
