package keepertest

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

// open makes a replica over a keeper; names of clients differ between openings.
func open(t *testing.T, k replica.Keeper) *replica.Replica {
	t.Helper()
	r, err := replica.Open(k, me, func() time.Time { return now }, newID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// newID is as good as random for names that a test compares.
var newID = func() func() op.ID {
	n := 0
	return func() op.ID { n++; return op.ID("c" + strconv.Itoa(n)) }
}()

func submit(id op.ID) lamp.Submit {
	return lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路"}}
}

// mark is the row by which the city has heard all that waits.
func mark(t *testing.T, r *replica.Replica) op.Row {
	t.Helper()
	raws := r.Unsent(0, 1<<20)
	last, err := wire.DecodeEnvelope(raws[len(raws)-1])
	if err != nil {
		t.Fatal(err)
	}
	client := r.Hello("", "").Client
	return op.Row{Key: op.Marks.Key(op.ID(client)),
		Body: wire.Encode(op.Mark{Client: client, By: me.ID, N: last.N, Hash: wire.HashOf(raws[len(raws)-1])})}
}

func answer(r *replica.Replica, n uint64) op.Row {
	client := r.Hello("", "").Client
	a := op.Answer{Client: client, By: me.ID, N: n, Kind: "lamp.submit", Refusal: op.Refusal{Code: lamp.NoPlace, Field: "place"}}
	return op.Row{Key: op.Answers.Key(a.RecordID()), Body: wire.Encode(a)}
}

// dying is a keeper whose page is killed at its nth save: before it, or when it
// is done and nobody has been told.
type dying struct {
	replica.Keeper
	left  int
	after bool
}

var errKilled = errors.New("killed")

func (d *dying) Save(c replica.Change) error {
	d.left--
	switch {
	case d.left < 0:
		return errKilled
	case d.left == 0 && d.after:
		if err := d.Keeper.Save(c); err != nil {
			return err
		}
		return errKilled
	case d.left == 0:
		return errKilled
	}
	return d.Keeper.Save(c)
}

// life is what a phone goes through; each step may be its last. It tells which
// reports were said to be saved.
func life(t *testing.T, r *replica.Replica) (saved []op.ID) {
	seq := uint64(0)
	delta := func(epoch string, fresh bool, rows ...op.Row) bool {
		from := seq
		if fresh {
			from, seq = 0, 0
		}
		seq++
		rows = append(rows, row("seq-"+strconv.Itoa(int(seq)), strconv.Itoa(int(seq))))
		return r.Take(wire.Delta{Epoch: epoch, From: from, To: seq, Now: now, Rows: rows}) == nil
	}
	do := func(id op.ID) bool {
		if r.Do(submit(id)) != nil {
			return false
		}
		saved = append(saved, id)
		return true
	}
	truth := func(id op.ID) op.Row {
		return op.Row{Key: lamp.Reports.Key(id), Body: wire.Encode(lamp.Report{ID: id, Spot: id, No: "ZZ-0001", By: me.ID})}
	}
	if !do("a") || !delta("e1", true) || !do("b") {
		return saved
	}
	// a is taken, b is refused, c is made meanwhile
	if !delta("e1", false, mark(t, r), truth("a"), answer(r, 2)) || !do("c") {
		return saved
	}
	delta("e2", true) // the city was restored from before all this
	return saved
}

// killBetween kills the page at each of its saves. When the next page opens, rows
// and cursor agree, and all that was said to be saved is on the screen or among
// what was not accepted, with its words.
func killBetween(t *testing.T, p Phone) {
	for at := 1; ; at++ {
		for _, after := range []bool{false, true} {
			k := p.Open(t)
			save(t, k, replica.Change{Fresh: true})
			save(t, k, replica.Change{Base: &replica.BaseChange{Fresh: true}})
			save(t, k, replica.Change{LetGo: letGo(load(t, k))})
			d := &dying{Keeper: k, left: at + 1, after: after} // one more for the client's name
			saved := life(t, open(t, d))
			if d.left > 0 {
				return // it lived
			}
			agree(t, load(t, p.Open(t)))
			r := open(t, p.Open(t))
			for _, id := range saved {
				if !there(r, id) {
					t.Errorf("killed at save %d (done: %v): %s was said to be saved and is nowhere", at, after, id)
				}
			}
		}
	}
}

func letGo(s replica.State) (ids []op.Hash) {
	for _, a := range s.Aside {
		ids = append(ids, a.ID())
	}
	return ids
}

// agree wants exactly the rows up to the cursor.
func agree(t *testing.T, s replica.State) {
	t.Helper()
	highest := uint64(0)
	for _, r := range s.Rows {
		if r.Key.Table != "lamp" {
			continue
		}
		n, err := strconv.ParseUint(string(r.Body), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		highest = max(highest, n)
	}
	if highest != s.Since {
		t.Errorf("rows up to %d, the cursor says %d", highest, s.Since)
	}
}

func there(r *replica.Replica, id op.ID) bool {
	if _, ok := lamp.Reports.Get(r.View(), id); ok {
		return true
	}
	for _, no := range r.Refused() {
		if s, ok := no.Op.(lamp.Submit); ok && s.ID == id {
			return true
		}
	}
	return false
}

// memoryAhead: the phone slept, and the last save is not in storage although it
// was done. On waking it is put back.
func memoryAhead(t *testing.T, p Phone) {
	k := p.Open(t)
	r := open(t, k)
	for _, id := range []op.ID{"a", "b"} {
		if err := r.Do(submit(id)); err != nil {
			t.Fatal(err)
		}
	}
	save(t, k, replica.Change{Forget: []uint64{2}})
	if err := r.Mend(); err != nil {
		t.Fatal(err)
	}
	if s := load(t, k); len(s.Entries) != 2 {
		t.Errorf("the lost entry is not back: %+v", s.Entries)
	}
	save(t, k, replica.Change{Fresh: true}) // all of it is gone
	if err := r.Mend(); err != nil {
		t.Fatal(err)
	}
	if s := load(t, k); len(s.Entries) != 2 || s.Client != r.Hello("", "").Client {
		t.Errorf("the outbox is not back: %+v", s)
	}
}

// unknownBytes: an op of a newer program is kept and sent byte for byte, and what
// comes after it is chained to it.
func unknownBytes(t *testing.T, p Phone) {
	k := p.Open(t)
	open(t, k)
	raw := wire.Encode(wire.Envelope{N: 1, By: me.ID, At: now, Kind: "from.the.future", Op: json.RawMessage(`{"x":1}`)})
	save(t, k, replica.Change{Put: []replica.Entry{{N: 1, Raw: raw}}})
	r := open(t, p.Open(t))
	if err := r.Do(submit("b")); err != nil {
		t.Fatal(err)
	}
	raws := r.Unsent(0, 1<<20)
	if len(raws) != 2 || string(raws[0]) != string(raw) {
		t.Fatalf("%d envelopes, the first %s", len(raws), raws[0])
	}
	if next, err := wire.DecodeEnvelope(raws[1]); err != nil || next.Prev != wire.HashOf(raw) {
		t.Errorf("the chain is broken: %+v, %v", next, err)
	}
}

// refusedKeepsWords: through a restart, a new epoch and a new numbering, until the
// person lets it go.
func refusedKeepsWords(t *testing.T, p Phone) {
	r := open(t, p.Open(t))
	if err := r.Do(submit("a")); err != nil {
		t.Fatal(err)
	}
	if err := r.Take(wire.Delta{Epoch: "e1", To: 5, Now: now, Rows: []op.Row{mark(t, r), answer(r, 1)}}); err != nil {
		t.Fatal(err)
	}
	kept := func(when string) op.Hash {
		t.Helper()
		refused := r.Refused()
		if len(refused) != 1 {
			t.Fatalf("%s: %d refused", when, len(refused))
		}
		if s, ok := refused[0].Op.(lamp.Submit); !ok || s.Place.Words != "桐柏路" || refused[0].Refusal.Code != lamp.NoPlace {
			t.Fatalf("%s: %+v", when, refused[0])
		}
		return refused[0].ID
	}
	kept("at once")
	r = open(t, p.Open(t))
	kept("after a restart")
	if err := r.Take(wire.Delta{Epoch: "e2", To: 1, Now: now}); err != nil {
		t.Fatal(err)
	}
	kept("in a new epoch")
	if n := r.Pending(); n != 0 {
		t.Errorf("what was refused is sent again by itself: %d wait", n)
	}
	r = open(t, p.Open(t))
	id := kept("in a new epoch, after a restart")
	if err := r.Dismiss(id); err != nil {
		t.Fatal(err)
	}
	r = open(t, p.Open(t))
	if len(r.Refused()) != 0 {
		t.Error("it comes back after it was let go")
	}
}
