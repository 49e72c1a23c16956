package gate

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"denghuo/server/authority"
	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// archive is a city on a folder, whose past can be put in the place of its present.
type archive struct {
	t      *testing.T
	dir    string
	store  *store.Store
	city   *authority.Authority
	proofs authority.Proofs
}

func newArchive(t *testing.T) *archive {
	a := &archive{t: t, dir: filepath.Join(t.TempDir(), "rows"), proofs: authority.NewProofs([]byte("the city's key"))}
	a.open()
	return a
}

func (a *archive) open() {
	a.t.Helper()
	s, err := store.Open(a.dir)
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { s.Close() })
	a.store = s
	a.city = authority.New(s, hub.New(), func([]byte) []byte { return make([]byte, 64) }, slog.New(slog.DiscardHandler))
	a.city.Prove(a.proofs)
}

func (a *archive) close() {
	a.t.Helper()
	if err := a.store.Close(); err != nil {
		a.t.Fatal(err)
	}
}

// keep copies the folder as it is; rewind puts the copy in its place, without the
// witness outside, which would say so at the start.
func (a *archive) keep() {
	a.t.Helper()
	a.close()
	if err := os.CopyFS(a.dir+".old", os.DirFS(a.dir)); err != nil {
		a.t.Fatal(err)
	}
	a.open()
}

func (a *archive) rewind() {
	a.t.Helper()
	a.close()
	for _, err := range []error{os.RemoveAll(a.dir), os.Rename(a.dir+".old", a.dir), os.Remove(a.dir + ".seq")} {
		if err != nil {
			a.t.Fatal(err)
		}
	}
	a.open()
}

// hear decides ops of one outbox, and gives its mark as the phone has it then.
func (a *archive) hear(p *phone, ids ...string) op.Mark {
	a.t.Helper()
	for _, id := range ids {
		job := authority.Job{Client: p.client, By: person.Actor{ID: p.id, Roles: []person.Role{person.Resident}}, Raw: p.envelope(submit(id)), At: time.Now(), Sent: time.Now()}
		if err := a.city.Decide([]authority.Job{job}); err != nil {
			a.t.Fatal(err)
		}
	}
	r := a.store.Read(nil)
	defer r.Close()
	m, _ := op.Marks.Get(r, op.ID(p.client))
	return m
}

// TestLossIsProvedAndLiesAreNot: a phone that has what the city gave it stops the
// city; one that only says so does not.
func TestLossIsProvedAndLiesAreNot(t *testing.T) {
	a := newArchive(t)
	mine, other, leaver := &phone{client: "mine", id: "d-a"}, &phone{client: "other", id: "d-b"}, &phone{client: "leaver", id: "d-c"}
	early := a.hear(mine, "r1")
	left := a.hear(leaver, "l1")
	gone := op.Row{Key: op.Marks.Key("leaver"), Gone: true}
	if _, _, _, err := a.store.Commit([]op.Row{gone}); err != nil {
		t.Fatal(err)
	}
	a.keep()
	late := a.hear(mine, "r2")
	latest := a.hear(mine, "r3")
	epoch, far := a.store.At()
	a.rewind()
	if again, seq := a.store.At(); again != epoch || seq >= far {
		t.Fatalf("epoch %s after %s, sequence %d after %d", again, epoch, seq, far)
	}
	g := &Gate{Config: Config{Store: a.store, Proofs: a.proofs, Log: slog.New(slog.DiscardHandler)}}
	forged := func(change func(*op.Mark)) op.Mark {
		m := latest
		change(&m)
		return m
	}
	check := func(when string, heard op.Mark, since uint64, want bool) {
		t.Helper()
		if got := g.lost(wire.Hello{Client: heard.Client, Epoch: epoch, Since: since, Heard: heard}); got != want {
			t.Errorf("%s: proved %v, want %v", when, got, want)
		}
	}
	check("a mark after the end of the city's rows", latest, far, true)
	check("the first one that was lost", late, far, true)
	check("one that the city has", early, far+1000, false)
	check("a number alone", op.Mark{}, 1<<60, false)
	check("a mark without a proof", forged(func(m *op.Mark) { m.Proof = "" }), far, false)
	check("a higher number", forged(func(m *op.Mark) { m.N += 7 }), far, false)
	check("another hash", forged(func(m *op.Mark) { m.Hash = early.Hash }), far, false)
	check("another outbox", forged(func(m *op.Mark) { m.Client = "other" }), far, false)
	check("a later sequence", forged(func(m *op.Mark) { m.Proof = "9" + m.Proof }), far, false)
	check("no number in it", forged(func(m *op.Mark) { m.Proof = "x." + m.Proof }), far, false)
	check("a mark that was taken away", left, far, false)
	for i := range 10 { // the numbers have grown again: only the mark itself tells
		a.hear(other, string(rune('a'+i)))
	}
	if _, seq := a.store.At(); seq <= far {
		t.Fatalf("at %d, was %d", seq, far)
	}
	check("a lost mark when the numbers have passed", latest, far, true)
	check("a mark that was taken away, then", left, far, false)
	if err := a.store.NewEpoch(); err != nil {
		t.Fatal(err)
	}
	check("a mark of the epoch before", latest, far, false)
	g.Proofs = authority.NewProofs([]byte("another key"))
	check("another city's", latest, far, false)
}

// TestLieOverALine: the phone begins anew, which is its own affair; the city goes on.
func TestLieOverALine(t *testing.T) {
	w := newTown(t)
	w.gate.Lost = func(string) { t.Error("a lie is believed") }
	w.gate.Proofs = authority.NewProofs([]byte("the city's key"))
	p := w.phone(deviceToken("a")).greet()
	hello := p.hello()
	hello.Hello.Since += 10
	hello.Hello.Heard = op.Mark{Client: p.client, By: p.id, N: 9, Hash: "ff", Proof: "9.00"}
	p.dial().send(wire.Encode(hello))
	if bye := p.bye(); bye.Reason != wire.Rewound || w.gate.Counts.Rewound.Load() != 1 {
		t.Errorf("bye %+v, counted %d", bye, w.gate.Counts.Rewound.Load())
	}
}
