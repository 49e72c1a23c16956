package replica_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

var (
	me  = person.Actor{ID: "d-1", Roles: []person.Role{person.Resident}}
	now = time.Date(2026, 4, 17, 20, 0, 0, 0, time.UTC)
)

// phone is a replica and what it keeps.
type phone struct {
	*replica.Replica
	keeper *faulty
	ids    int
}

// faulty fails when it is told to.
type faulty struct {
	*replica.Memory
	fail error
}

func (f *faulty) Save(c replica.Change) error {
	if f.fail != nil {
		return f.fail
	}
	return f.Memory.Save(c)
}

func open(t *testing.T) *phone {
	t.Helper()
	p := &phone{keeper: &faulty{Memory: replica.NewMemory()}}
	p.reopen(t)
	return p
}

func (p *phone) reopen(t *testing.T) {
	t.Helper()
	r, err := replica.Open(p.keeper, me, func() time.Time { return now }, func() op.ID {
		p.ids++
		return op.ID("c" + strconv.Itoa(p.ids))
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Replica = r
}

func (p *phone) report(t *testing.T, id op.ID) {
	t.Helper()
	if err := p.Do(lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}); err != nil {
		t.Fatal(err)
	}
}

// marked is the row by which the city has heard all that waits.
func (p *phone) marked(t *testing.T) op.Row {
	t.Helper()
	raws := p.Unsent(0, 1<<20)
	last, err := wire.DecodeEnvelope(raws[len(raws)-1])
	if err != nil {
		t.Fatal(err)
	}
	client := p.Hello("", "").Client
	return row(op.Marks.Key(op.ID(client)), op.Mark{Client: client, By: me.ID, N: last.N, Hash: wire.HashOf(raws[len(raws)-1])})
}

func row(k op.Key, v any) op.Row { return op.Row{Key: k, Body: wire.Encode(v)} }

func (p *phone) take(t *testing.T, epoch string, from, to uint64, rows ...op.Row) {
	t.Helper()
	if err := p.Take(wire.Delta{Epoch: epoch, From: from, To: to, Now: now, Rows: rows}); err != nil {
		t.Fatal(err)
	}
}

func (p *phone) want(t *testing.T, waiting int, seen ...op.ID) {
	t.Helper()
	if n := len(p.Waiting()); n != waiting {
		t.Errorf("%d wait, want %d", n, waiting)
	}
	for _, id := range seen {
		if _, ok := lamp.Reports.Get(p.View(), id); !ok {
			t.Errorf("report %s is not on the screen", id)
		}
	}
}

func TestSavedOutlivesThePage(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	p.want(t, 1, "a")
	p.reopen(t)
	p.want(t, 1, "a")
}

func TestKeeperFailsNothingIsShownAsSaved(t *testing.T) {
	p := open(t)
	p.keeper.fail = errors.New("full")
	if err := p.Do(lamp.Submit{ID: "a", Spot: "a", Fault: lamp.Dark, Place: lamp.Place{Words: "w"}}); err == nil {
		t.Fatal("Do says saved over a storage that failed")
	}
	p.want(t, 0)
	p.keeper.fail = nil
	p.report(t, "a")
	p.want(t, 1, "a")
}

func TestLeavesTheOutboxInTheStepInWhichTrueRowsCome(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	truth := lamp.Report{ID: "a", Spot: "a", No: "ZZ-0001", By: me.ID}
	p.take(t, "e1", 0, 5, p.marked(t), row(lamp.Reports.Key("a"), truth))
	p.want(t, 0, "a")
	if r, _ := lamp.Reports.Get(p.View(), "a"); r.No != "ZZ-0001" {
		t.Errorf("the number is %q", r.No)
	}
}

func TestDeltaThatDoesNotFit(t *testing.T) {
	p := open(t)
	p.take(t, "e1", 0, 5)
	err := p.Take(wire.Delta{Epoch: "e1", From: 7, To: 9, Now: now})
	if !errors.Is(err, replica.ErrGap) {
		t.Errorf("a gap: %v", err)
	}
	p.take(t, "e1", 5, 5) // a heartbeat
	if h := p.Hello("", ""); h.Since != 5 {
		t.Errorf("stands at %d", h.Since)
	}
}

// TestAPlaceIsNoAnswer: the city tells of a queue by itself, so the frame may have left
// before it was asked for its time.
func TestAPlaceIsNoAnswer(t *testing.T) {
	p := open(t)
	p.take(t, "e1", 0, 5)
	p.Clock().Ask(false)
	if err := p.Take(wire.Delta{Epoch: "e1", From: 5, To: 5, Now: time.Now(), Place: &wire.Place{N: 1}}); err != nil {
		t.Fatal(err)
	}
	if off, sure := p.Clock().Within(); !sure || off < time.Second {
		t.Errorf("it is taken for one: the clock is off by %v at most", off)
	}
	p.take(t, "e1", 5, 5)
	if off, sure := p.Clock().Within(); !sure || off > time.Second {
		t.Errorf("the answer is not taken: off by %v", off)
	}
}

func TestNewEpochSendsWhatWasAccepted(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	p.take(t, "e1", 0, 5, p.marked(t), row(lamp.Reports.Key("a"), lamp.Report{ID: "a", By: me.ID}))
	client := p.Hello("", "").Client
	p.take(t, "e2", 0, 2) // restored from before the report
	p.want(t, 1, "a")
	if p.Hello("", "").Client == client {
		t.Error("the client's name is the old one: its numbers mean something else now")
	}
	env, err := wire.DecodeEnvelope(p.Unsent(0, 1<<20)[0])
	if err != nil || env.N != 1 || env.Prev != "" {
		t.Errorf("numbered %d after %q: %v", env.N, env.Prev, err)
	}
}

func TestForeignMarkRemovesNothing(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	client := p.Hello("", "").Client
	for name, m := range map[string]op.Mark{
		"a_number_never_given": {Client: client, By: me.ID, N: 9, Hash: "x"},
		"another_hash":         {Client: client, By: me.ID, N: 1, Hash: "x"},
	} {
		t.Run(name, func(t *testing.T) {
			p.take(t, "e1", 0, 5, row(op.Marks.Key(op.ID(client)), m))
			p.want(t, 1, "a")
		})
	}
}

func TestRefusedKeepsItsWords(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	client := p.Hello("", "").Client
	answer := op.Answer{Client: client, By: me.ID, N: 1, Kind: "lamp.submit", Refusal: op.Refusal{Code: lamp.NoPlace, Field: "place"}}
	p.take(t, "e1", 0, 5, p.marked(t), row(op.Answers.Key(answer.RecordID()), answer))
	p.reopen(t)
	refused := p.Refused()
	if len(refused) != 1 || refused[0].Op.(lamp.Submit).Place.Words != "桐柏路" || refused[0].Refusal.Code != lamp.NoPlace {
		t.Fatalf("refused: %+v", refused)
	}
	if err := p.Dismiss(refused[0].ID); err != nil {
		t.Fatal(err)
	}
	p.reopen(t)
	if len(p.Refused()) != 0 {
		t.Error("it comes back after it was let go")
	}
	p.report(t, "b") // the chain goes on from the refused one
	p.want(t, 1, "b")
}

func TestUnknownBytesAreKeptAndSent(t *testing.T) {
	p := open(t)
	raw := wire.Encode(wire.Envelope{N: 1, By: me.ID, At: now, Kind: "from.the.future", Op: json.RawMessage(`{"x":1}`)})
	if err := p.keeper.Save(replica.Change{Put: []replica.Entry{{N: 1, Raw: raw}}}); err != nil {
		t.Fatal(err)
	}
	p.reopen(t)
	p.report(t, "b")
	raws := p.Unsent(0, 1<<20)
	if len(raws) != 2 || string(raws[0]) != string(raw) {
		t.Errorf("%d envelopes, the first %s", len(raws), raws[0])
	}
}

// BenchmarkReplay runs 1,000 pending ops again on 5,000 rows: what a phone does
// after each delta in the worst case.
func BenchmarkReplay(b *testing.B) {
	p := &phone{keeper: &faulty{Memory: replica.NewMemory()}}
	r, err := replica.Open(p.keeper, me, func() time.Time { return now }, func() op.ID { return "c" })
	if err != nil {
		b.Fatal(err)
	}
	var rows []op.Row
	for i := range 5000 {
		id := op.ID("s" + strconv.Itoa(i))
		rows = append(rows, row(lamp.Spots.Key(id), lamp.Spot{ID: id, State: lamp.Sent}))
	}
	if err := r.Take(wire.Delta{Epoch: "e", To: 1, Now: now, Rows: rows}); err != nil {
		b.Fatal(err)
	}
	for i := range 1000 {
		id := op.ID("r" + strconv.Itoa(i))
		if err := r.Do(lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "w"}}); err != nil {
			b.Fatal(err)
		}
	}
	seq := uint64(1)
	for b.Loop() {
		seq++
		if err := r.Take(wire.Delta{Epoch: "e", From: seq - 1, To: seq, Now: now, Rows: rows[:1]}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestRewoundForgetsWhereItStood: the city lost part of the same epoch. What was
// accepted goes again, and the rows of the lost time are replaced.
func TestRewoundForgetsWhereItStood(t *testing.T) {
	p := open(t)
	p.report(t, "a")
	p.take(t, "e1", 0, 5, p.marked(t), row(lamp.Reports.Key("a"), lamp.Report{ID: "a", By: me.ID}))
	if err := p.Rewound(); err != nil {
		t.Fatal(err)
	}
	if h := p.Hello("", ""); h.Since != 0 || h.Epoch != "" || h.Heard.N != 0 {
		t.Errorf("hello %+v", h)
	}
	p.want(t, 1, "a")
	p.take(t, "e1", 0, 2, row(lamp.Spots.Key("s"), lamp.Spot{ID: "s"}))
	p.want(t, 1, "a")
	if spots := lamp.Spots.All(p.View()); len(spots) != 2 {
		t.Errorf("%d spots", len(spots))
	}
}
