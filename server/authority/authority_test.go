package authority

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func seal(message []byte) []byte { return bytes.Repeat([]byte{message[0]}, 64) }

// town is an authority over a store in memory.
type town struct {
	t     testing.TB
	store *store.Store
	hub   *hub.Hub
	*Authority
}

func newTown(t testing.TB, sealing func([]byte) []byte, opts ...store.Option) *town {
	t.Helper()
	s, err := store.Open("", opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	h := hub.New()
	return &town{t: t, store: s, hub: h, Authority: New(s, h, sealing, slog.New(slog.DiscardHandler))}
}

func (w *town) decide(jobs ...Job) []Outcome {
	w.t.Helper()
	told := make([]Outcome, len(jobs))
	for i := range jobs {
		times := 0
		jobs[i].Done = func(o Outcome) {
			if times++; times > 1 {
				w.t.Errorf("job %d was answered twice", i)
			}
			told[i] = o
		}
	}
	if err := w.Decide(jobs); err != nil {
		w.t.Fatal(err)
	}
	return told
}

func (w *town) seq() uint64 { _, seq := w.store.At(); return seq }

func (w *town) mark(c op.ClientID) op.Mark {
	r := w.store.Read(nil)
	defer r.Close()
	m, _ := op.Marks.Get(r, op.ID(c))
	return m
}

func (w *town) answer(c op.ClientID, n uint64) (op.Answer, bool) {
	r := w.store.Read(nil)
	defer r.Close()
	return op.Answers.Get(r, op.AnswerID(c, n))
}

func (w *town) reports() []lamp.Report {
	r := w.store.Read(nil)
	defer r.Close()
	return lamp.Reports.All(r)
}

// phone is one outbox.
type phone struct {
	client op.ClientID
	by     person.Actor
	n      uint64
	prev   op.Hash
}

func newPhone(name string, roles ...person.Role) *phone {
	if roles == nil {
		roles = []person.Role{person.Resident}
	}
	return &phone{client: op.ClientID("c-" + name), by: person.Actor{ID: person.ID("d-" + name), Roles: roles}}
}

// raw makes envelope n after prev.
func (p *phone) raw(n uint64, prev op.Hash, kind string, fields any) []byte {
	return wire.Encode(wire.Envelope{N: n, Prev: prev, By: p.by.ID, At: noon, Kind: kind, Op: wire.Encode(fields)})
}

func (p *phone) job(raw []byte) Job {
	return Job{Client: p.client, By: p.by, Raw: raw, At: noon.Add(time.Minute), Sent: noon.Add(30 * time.Second)}
}

// next is the next op of this outbox, as a good phone numbers it.
func (p *phone) next(o op.Op) Job { return p.nextOf(o.Kind().Name, o) }

func (p *phone) nextOf(kind string, fields any) Job {
	raw := p.raw(p.n+1, p.prev, kind, fields)
	p.n, p.prev = p.n+1, wire.HashOf(raw)
	return p.job(raw)
}

func submit(id string) lamp.Submit {
	return lamp.Submit{ID: op.ID(id), Spot: op.ID("at-" + id), Fault: lamp.Dark, Place: lamp.Place{Words: "人民路"}}
}

// nowhere is refused: it has no place.
func nowhere(id string) lamp.Submit {
	s := submit(id)
	s.Place = lamp.Place{}
	return s
}

func TestNumbers(t *testing.T) {
	p := newPhone("a")
	first := p.raw(1, "", "lamp.submit", submit("r1"))
	second := p.raw(2, wire.HashOf(first), "lamp.submit", submit("r2"))
	other := newPhone("b")
	stolen := *other
	stolen.client = p.client
	long := p.raw(3, wire.HashOf(second), "lamp.submit", strings.Repeat("x", wire.MaxEnvelope))
	cases := []struct {
		name   string
		job    Job
		reason wire.Reason
		ran    bool
	}{
		{"the next one", p.job(p.raw(3, wire.HashOf(second), "lamp.submit", submit("r3"))), "", true},
		{"the last one again", p.job(second), "", false},
		{"an old one again", p.job(first), "", false},
		{"the last number with other bytes", p.job(p.raw(2, wire.HashOf(first), "lamp.submit", submit("rx"))), wire.Twin, false},
		{"the next number after other bytes", p.job(p.raw(3, wire.HashOf(first), "lamp.submit", submit("r3"))), wire.Twin, false},
		{"the next number after nothing", p.job(p.raw(3, "", "lamp.submit", submit("r3"))), wire.Twin, false},
		{"a number too far", p.job(p.raw(4, wire.HashOf(second), "lamp.submit", submit("r4"))), wire.Gap, false},
		{"a first one after something", other.job(other.raw(1, "0123", "lamp.submit", submit("r5"))), wire.Twin, false},
		{"a first one too far", other.job(other.raw(2, "", "lamp.submit", submit("r5"))), wire.Gap, false},
		{"another person's outbox", stolen.job(stolen.raw(3, wire.HashOf(second), "lamp.submit", submit("r5"))), wire.Twin, false},
		{"in another person's name", other.job(second), wire.SignIn, false},
		{"no envelope", p.job([]byte(`{"n":`)), wire.Malformed, false},
		{"number nought", p.job([]byte(`{"n":0,"kind":"x","op":{}}`)), wire.Malformed, false},
		{"too long", p.job(long), wire.TooBig, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, seal)
			for _, o := range w.decide(p.job(first), p.job(second)) {
				if o.Reason != "" {
					t.Fatalf("the beginning ends the line: %s", o.Reason)
				}
			}
			before := w.seq()
			if told := w.decide(c.job); told[0].Reason != c.reason || told[0].Refusal != nil {
				t.Fatalf("told %+v, want %q", told[0], c.reason)
			}
			if ran := w.seq() != before; ran != c.ran {
				t.Errorf("changed the city: %v, want %v", ran, c.ran)
			}
			if m := w.mark(p.client); !c.ran && (m.N != 2 || m.Hash != wire.HashOf(second)) {
				t.Errorf("mark is %+v", m)
			}
		})
	}
}

func TestRefusedOpDoesNotBlockTheNext(t *testing.T) {
	w, p := newTown(t, seal), newPhone("a")
	for _, o := range w.decide(p.next(submit("r1")), p.next(nowhere("r2")), p.next(submit("r3"))) {
		if o != (Outcome{}) {
			t.Fatalf("told %+v", o)
		}
	}
	if got := w.reports(); len(got) != 2 || got[0].ID != "r1" || got[1].ID != "r3" {
		t.Fatalf("reports %v", got)
	}
	a, ok := w.answer(p.client, 2)
	want := op.Answer{Client: p.client, By: p.by.ID, N: 2, Kind: "lamp.submit", About: lamp.Reports.Key("r2"), Refusal: op.Refusal{Code: lamp.NoPlace, Field: "place"}}
	if !ok || a != want {
		t.Fatalf("answer %+v, want %+v", a, want)
	}
	for _, n := range []uint64{1, 3} {
		if a, ok := w.answer(p.client, n); ok {
			t.Errorf("an accepted op is answered: %+v", a)
		}
	}
	if m := w.mark(p.client); m.N != 3 || m.Hash != p.prev || m.By != p.by.ID {
		t.Fatalf("mark %+v", m)
	}
}

func TestUndecodableOpIsAnswered(t *testing.T) {
	for kind, want := range map[string]op.Code{"lamp.from-the-future": op.Unknown, "lamp.submit": op.Malformed, strings.Repeat("x", 999): op.Unknown} {
		w, p := newTown(t, seal), newPhone("a")
		told := w.decide(p.nextOf(kind, []int{1}), p.next(submit("r1")))
		if told[0] != (Outcome{}) || told[1] != (Outcome{}) || len(w.reports()) != 1 {
			t.Fatalf("told %+v, reports %v", told, w.reports())
		}
		if a, ok := w.answer(p.client, 1); !ok || a.Refusal.Code != want || len(a.Kind) > maxKind {
			t.Errorf("%q is answered %+v", kind, a)
		}
	}
}

// drop is open at noon, for the rehearsal of claims.
func drop(stock int) []Job {
	city := func(o op.Op) Job { return Job{Op: o, By: person.TheCity(), At: noon} }
	return []Job{
		city(offer.Publish{Offer: offer.Offer{ID: "o", Title: offer.Text{Zh: "券"}, Benefit: offer.Benefit{Type: "rate", PayPercent: 50}}}),
		city(offer.Open{Drop: offer.Drop{ID: "d", Offer: "o", At: noon, Stock: &stock}}),
	}
}

// panicking is a claim that fails after it has written.
type panicking struct{ offer.Claim }

func (p panicking) Apply(tx *op.Tx) error {
	if err := p.Claim.Apply(tx); err != nil {
		return err
	}
	panic("the key is gone")
}

func TestPanicIsAnsweredAndTheCityStays(t *testing.T) {
	w := newTown(t, seal)
	w.decode = func(kind string, raw json.RawMessage) (op.Op, error) {
		o, err := city.Decode(kind, raw)
		if c, ok := o.(offer.Claim); ok {
			return panicking{c}, nil
		}
		return o, err
	}
	p := newPhone("a", person.Cardholder)
	jobs := append(drop(3), p.next(offer.Claim{Drop: "d"}), p.next(submit("r1")))
	for _, o := range w.decide(jobs...) {
		if o != (Outcome{}) {
			t.Fatalf("told %+v", o)
		}
	}
	if a, ok := w.answer(p.client, 1); !ok || a.Refusal.Code != op.Broken || a.About != offer.Drops.Key("d") {
		t.Fatalf("answer %+v %v", a, ok)
	}
	r := w.store.Read(nil)
	defer r.Close()
	if s, _ := offer.Stocks.Get(r, "d"); s.Left != 3 {
		t.Errorf("a broken claim took from the stock: %d left", s.Left)
	}
	if len(w.reports()) != 1 {
		t.Error("the op behind it did not run")
	}
}

// test ops of the city's own.
type note struct {
	ID   op.ID  `json:"id"`
	Text string `json:"text"`
}

var notes = op.Table[note]{Name: "note"}

func (n note) RecordID() op.ID          { return n.ID }
func (n note) Audience() []person.Scope { return []person.Scope{person.Public} }

type write struct {
	notes []note
	err   error
}

func (write) Kind() op.Kind { return op.Kind{Name: "test.write", Delivery: op.Live} }
func (write) Check() error  { return nil }
func (w write) Apply(tx *op.Tx) error {
	for _, n := range w.notes {
		if err := notes.Put(tx, n); err != nil {
			return err
		}
	}
	return w.err
}

func own(o op.Op) Job { return Job{Op: o, By: person.TheCity(), At: noon} }

func TestFailingOpLeavesNothing(t *testing.T) {
	w := newTown(t, seal)
	told := w.decide(
		own(write{notes: []note{{"a", "1"}, {"b", "1"}}}),
		own(write{notes: []note{{"a", "2"}, {"c", "2"}}, err: op.Refuse(op.Moved, "x")}),
		own(write{notes: []note{{"d", "2"}}, err: errors.New("our fault")}),
		own(write{notes: []note{{"b", "3"}}}),
	)
	want := []*op.Refusal{nil, {Code: op.Moved, Field: "x"}, {Code: op.Broken}, nil}
	for i, o := range told {
		if (o.Refusal == nil) != (want[i] == nil) || (o.Refusal != nil && *o.Refusal != *want[i]) {
			t.Errorf("job %d is told %+v, want %v", i, o, want[i])
		}
	}
	r := w.store.Read(nil)
	defer r.Close()
	if got := notes.All(r); fmt.Sprint(got) != "[{a 1} {b 3}]" {
		t.Fatalf("rows %v", got)
	}
}

func TestEndedLineIsHeardNoMoreInItsBatch(t *testing.T) {
	w, p, q := newTown(t, seal), newPhone("a"), newPhone("b")
	thief := *q
	thief.client = p.client
	told := w.decide(
		thief.job([]byte("{")), // ends the thief's line, not the owner's
		p.next(submit("r1")),
		p.job(p.raw(9, "", "lamp.submit", submit("r9"))),
		p.next(submit("r2")),
		q.next(submit("r3")),
	)
	want := []wire.Reason{wire.Malformed, "", wire.Gap, wire.Gap, ""}
	for i, o := range told {
		if o.Reason != want[i] {
			t.Errorf("job %d is told %q, want %q", i, o.Reason, want[i])
		}
	}
	if m := w.mark(p.client); m.N != 1 {
		t.Errorf("mark %+v", m)
	}
}

// TestFailedCommitIsToldToNobody at the k-th commit: nobody hears, no bell rings,
// and nothing is decided any more.
func TestFailedCommitIsToldToNobody(t *testing.T) {
	for k := 1; k <= 3; k++ {
		commits := 0
		w := newTown(t, seal, store.Faulty(func() error {
			if commits++; commits == k {
				return errors.New("the disk did not flush")
			}
			return nil
		}))
		p := newPhone("a")
		for range k - 1 {
			w.decide(p.next(submit(fmt.Sprint("r", p.n))))
		}
		bell := w.hub.Listen([]person.Scope{person.Public})
		heard := func(Outcome) { t.Error("somebody was answered") }
		for range 2 {
			j := p.next(submit("lost"))
			j.Done = heard
			if err := w.Decide([]Job{j}); !errors.Is(err, store.ErrUnknown) {
				t.Fatalf("k=%d: %v", k, err)
			}
		}
		select {
		case <-bell.Rung():
			t.Error("a bell rang")
		default:
		}
		if commits != k {
			t.Errorf("k=%d: it tried again", k)
		}
	}
}

func TestFullDiskIsNoAnswer(t *testing.T) {
	free := uint64(200 << 20)
	s, err := store.Open(t.TempDir(), store.Disk(func(string) (uint64, error) { return free, nil }))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w := &town{t: t, store: s, Authority: New(s, hub.New(), seal, slog.New(slog.DiscardHandler))}
	p := newPhone("a")
	job := p.next(submit("r1"))
	if told := w.decide(job, own(write{})); told[0].Reason != wire.Later || told[1].Reason != "" && told[1].Reason != wire.Later {
		t.Fatalf("told %+v", told)
	}
	if w.mark(p.client).N != 0 {
		t.Fatal("it was acknowledged")
	}
	free = 10 << 30
	if told := w.decide(job); told[0].Reason != "" || w.mark(p.client).N != 1 {
		t.Fatalf("it does not go on by itself: %+v", told)
	}
}

func TestRowsThatOutgrowACommitAreHalved(t *testing.T) {
	w := newTown(t, seal)
	var jobs []Job
	for i := range 12 {
		jobs = append(jobs, own(write{notes: []note{{op.ID(fmt.Sprint("n", i)), strings.Repeat("x", 900<<10)}}}))
	}
	jobs = append(jobs, own(write{notes: []note{{"giant", strings.Repeat("x", 3<<20)}}}))
	for i, o := range w.decide(jobs...) {
		if giant := i == 12; giant != (o.Refusal != nil && o.Refusal.Code == op.Broken) {
			t.Errorf("job %d is told %+v", i, o)
		}
	}
	if w.seq() != 12 {
		t.Errorf("%d rows", w.seq())
	}
}

func TestSameJobsSameBytes(t *testing.T) {
	pages := [2]store.Page{}
	for i := range pages {
		w, a, b := newTown(t, seal), newPhone("a", person.Cardholder), newPhone("b")
		w.decide(append(drop(1), a.next(offer.Claim{Drop: "d"}), b.next(submit("r1")), b.next(nowhere("r2")), a.next(submit("r3")))...)
		page, err := w.store.Since([]person.Scope{person.Public, person.Staff, a.by.ID.Own(), b.by.ID.Own()}, 0, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		pages[i] = page
	}
	if one, two := wire.Encode(pages[0].Rows), wire.Encode(pages[1].Rows); !bytes.Equal(one, two) {
		t.Fatalf("the same jobs gave\n%s\nand\n%s", one, two)
	}
}

func TestTimeOfTheTapIsWorkedOut(t *testing.T) {
	w, p := newTown(t, seal), newPhone("a")
	job := p.next(submit("r1"))
	job.At = noon.Add(72 * time.Hour) // the phone's clock is three days behind
	w.decide(job)
	if got := w.reports()[0]; !got.Tapped.Equal(job.At.Add(-30*time.Second)) || !got.Heard.Equal(job.At) {
		t.Fatalf("tapped %v, heard %v", got.Tapped, got.Heard)
	}
}

func TestRunAnswersWhatIsSubmitted(t *testing.T) {
	w, p := newTown(t, seal), newPhone("a")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	told := make(chan Outcome, 100)
	for i := range 100 {
		j := p.next(submit(fmt.Sprint("r", i)))
		j.Done = func(o Outcome) { told <- o }
		if !w.Submit(j) {
			t.Fatal("the queue is full")
		}
	}
	for range 100 {
		if o := <-told; o != (Outcome{}) {
			t.Fatalf("told %+v", o)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if w.Counts.Ops.Load() != 100 || w.mark(p.client).N != 100 {
		t.Fatalf("%d ops, mark %+v", w.Counts.Ops.Load(), w.mark(p.client))
	}
}

func TestFullQueueSaysSo(t *testing.T) {
	w := newTown(t, seal)
	for range othersRoom {
		if !w.Submit(own(write{})) {
			t.Fatal("full too early")
		}
	}
	if w.Submit(own(write{})) {
		t.Fatal("more than the queue holds")
	}
}

// FuzzEnvelope gives the city any bytes as an envelope: it never stops, and what
// it acknowledges is in its mark.
func FuzzEnvelope(f *testing.F) {
	p := newPhone("fuzz")
	for _, o := range []op.Op{submit("r1"), nowhere("r2"), lamp.Move{Spot: "s", From: lamp.Sent, To: lamp.Checked}, offer.Claim{Drop: "d"}} {
		f.Add([]byte(wire.Encode(wire.Envelope{N: 1, By: p.by.ID, At: noon, Kind: o.Kind().Name, Op: wire.Encode(o)})))
	}
	f.Add([]byte(`{"n":1,"by":"d-fuzz","kind":"photo.arrive","op":null}`))
	f.Add([]byte(`{"n":18446744073709551615,"by":"d-fuzz","kind":"lamp.submit","op":[]}`))
	w := newTown(f, seal)
	n := 0
	f.Fuzz(func(t *testing.T, raw []byte) {
		n++
		client := op.ClientID(fmt.Sprint("fuzz", n))
		var told Outcome
		job := p.job(raw)
		job.Client, job.Done = client, func(o Outcome) { told = o }
		if err := w.Decide([]Job{job}); err != nil {
			t.Fatal(err)
		}
		if m := w.mark(client); (told.Reason == "") != (m.N == 1 && m.Hash == wire.HashOf(raw)) {
			t.Fatalf("%q: told %+v, mark %+v", raw, told, m)
		}
		if _, ok := w.answer(client, 1); ok && !json.Valid(raw) {
			t.Fatalf("%q is answered", raw)
		}
	})
}

// TestMarksComeAfterTheirRows: of a long catch-up a phone may get a part, and must not
// get a mark in it without what the mark is for.
func TestMarksComeAfterTheirRows(t *testing.T) {
	w := newTown(t, seal)
	p := newPhone("a")
	var jobs []Job
	for i := range 5 {
		jobs = append(jobs, p.next(submit(fmt.Sprint("r", i))))
	}
	w.decide(jobs...)
	page, err := w.store.Since(p.by.Scopes(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range page.Rows {
		if last := i == len(page.Rows)-1; (r.Key.Table == op.Marks.Name) != last {
			t.Errorf("row %d of %d is %s", i, len(page.Rows), r.Key)
		}
	}
}
