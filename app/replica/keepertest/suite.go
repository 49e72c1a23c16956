// Package keepertest is the suite that every replica.Keeper passes: the one in
// memory, and in a true browser the one in IndexedDB. What it asks for is what the
// outbox stands on: all of a change or nothing, in order, the same twice, through
// handles that die and tries that fail, and never a byte of an op other than it was
// given.
//
// It names no browser. A Phone makes its own trouble.
//
//	func TestMemory(t *testing.T) {
//		keepertest.Run(t, func(t *testing.T) keepertest.Phone { return &memory{replica.NewMemory()} })
//	}
package keepertest

import (
	"encoding/json"
	"reflect"
	"testing"

	"denghuo/app/replica"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Phone is one phone's storage, empty at first.
type Phone interface {
	// Open is what a new page does: it reads and writes what the last one kept.
	Open(*testing.T) replica.Keeper
	// Meet makes the next save meet a trouble, once. A storage that cannot have it
	// goes on as it is.
	Meet(Trouble)
}

// Trouble is what phones do to storage.
type Trouble int

// The troubles.
const (
	HandleDies     Trouble = 1 // the phone closes the database between two saves
	HandleDiesSlow Trouble = 2 // and in the middle of one
	FirstAborts    Trouble = 3 // a transaction is taken back without a reason
	NoRoom         Trouble = 4 // the quota is used up until something that may go has gone
)

// Run runs the suite; fresh gives a new phone for each test.
func Run(t *testing.T, fresh func(*testing.T) Phone) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Phone)
	}{
		{"gives_back_what_it_took", givesBack},
		{"one_row_twice_ends_as_the_last", rowTwice},
		{"rows_come_back", rowsComeBack},
		{"the_same_change_twice_is_one", sameTwice},
		{"aside_outlives_a_new_numbering", asideStays},
		{"keeper_handle_dies", handleDies},
		{"keeper_first_try_aborts", firstAborts},
		{"keeper_one_turn", oneTurn},
		{"keeper_quota", quota},
		{"keeper_kill_between", killBetween},
		{"keeper_memory_ahead", memoryAhead},
		{"outbox_unknown_bytes", unknownBytes},
		{"refused_keeps_words", refusedKeepsWords},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, fresh(t)) })
	}
}

func save(t *testing.T, k replica.Keeper, c replica.Change) {
	t.Helper()
	if err := k.Save(c); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, k replica.Keeper) replica.State {
	t.Helper()
	s, err := k.Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func entry(n uint64, raw string) replica.Entry { return replica.Entry{N: n, Raw: []byte(raw)} }

func row(id, body string) op.Row {
	return op.Row{Key: op.Key{Table: "lamp", ID: op.ID(id)}, To: []person.Scope{"public"}, Body: json.RawMessage(body)}
}

func gone(id string) op.Row { return op.Row{Key: row(id, "").Key, Gone: true} }

func base(since uint64, rows ...op.Row) replica.Change {
	return replica.Change{Base: &replica.BaseChange{Epoch: "e", Since: since, Put: rows}}
}

// same compares two states; rows come in no order.
func same(t *testing.T, got, want replica.State) {
	t.Helper()
	byKey := func(s replica.State) map[op.Key]op.Row {
		m := map[op.Key]op.Row{}
		for _, r := range s.Rows {
			m[r.Key] = r
		}
		return m
	}
	if !reflect.DeepEqual(byKey(got), byKey(want)) {
		t.Errorf("rows %+v\nwant %+v", got.Rows, want.Rows)
	}
	got.Rows, want.Rows = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func givesBack(t *testing.T, p Phone) {
	k := p.Open(t)
	same(t, load(t, k), replica.State{})
	save(t, k, replica.Change{Fresh: true, Client: "c1", Put: []replica.Entry{entry(2, `{"b":"灯"}`), entry(1, "a")}})
	refused := entry(1, "a")
	refused.Refused = true
	no := replica.Aside{Raw: json.RawMessage(`{"a":1}`), Refusal: op.Refusal{Code: op.Moved, Field: "from"}}
	save(t, k, replica.Change{Put: []replica.Entry{refused, entry(300, "\xff\x00")}, Forget: []uint64{2}, Aside: []replica.Aside{no}})
	save(t, k, replica.Change{Offered: 300})
	save(t, k, replica.Change{Base: &replica.BaseChange{Fresh: true, Epoch: "e", Since: 1 << 60, Put: []op.Row{row("1", "x"), row("2", "y")}}})
	save(t, k, base(1<<60+1, gone("1"), row("3", "z"), row("2", "y2")))
	same(t, load(t, p.Open(t)), replica.State{Client: "c1", Epoch: "e", Since: 1<<60 + 1, Offered: 300, Aside: []replica.Aside{no},
		Entries: []replica.Entry{refused, entry(300, "\xff\x00")}, Rows: []op.Row{row("2", "y2"), row("3", "z")}})
	k = p.Open(t)
	save(t, k, replica.Change{Fresh: true, Client: "c2"})
	save(t, k, replica.Change{LetGo: []op.Hash{no.ID()}})
	save(t, k, replica.Change{Base: &replica.BaseChange{Fresh: true, Epoch: "f", Since: 3}})
	same(t, load(t, k), replica.State{Client: "c2", Epoch: "f", Since: 3})
}

func rowTwice(t *testing.T, p Phone) {
	k := p.Open(t)
	save(t, k, base(1, gone("1"), row("1", "old"), row("1", "new"), row("2", "x"), gone("2")))
	same(t, load(t, k), replica.State{Epoch: "e", Since: 1, Rows: []op.Row{row("1", "new")}})
}

func sameTwice(t *testing.T, p Phone) {
	k := p.Open(t)
	for range 2 {
		save(t, k, replica.Change{Put: []replica.Entry{entry(1, "a"), entry(2, "b")}, Forget: []uint64{3}})
		save(t, k, base(4, row("1", "x"), gone("2")))
	}
	same(t, load(t, k), replica.State{Epoch: "e", Since: 4, Entries: []replica.Entry{entry(1, "a"), entry(2, "b")}, Rows: []op.Row{row("1", "x")}})
}

func asideStays(t *testing.T, p Phone) {
	k := p.Open(t)
	no := replica.Aside{Raw: json.RawMessage(`{"n":1}`), Refusal: op.Refusal{Code: op.NotFound}}
	save(t, k, replica.Change{Put: []replica.Entry{entry(1, "a")}, Aside: []replica.Aside{no}, Offered: 1})
	save(t, k, replica.Change{Fresh: true, Client: "c2", Put: []replica.Entry{entry(1, "b")}})
	same(t, load(t, p.Open(t)), replica.State{Client: "c2", Entries: []replica.Entry{entry(1, "b")}, Aside: []replica.Aside{no}})
}

func handleDies(t *testing.T, p Phone) {
	k := p.Open(t)
	for n := range uint64(9) {
		switch n % 3 {
		case 1:
			p.Meet(HandleDies)
		case 2:
			p.Meet(HandleDiesSlow)
		}
		save(t, k, replica.Change{Put: []replica.Entry{entry(n+1, "op")}})
	}
	p.Meet(HandleDies)
	if s := load(t, k); len(s.Entries) != 9 {
		t.Errorf("%d of 9 are there", len(s.Entries))
	}
}

func firstAborts(t *testing.T, p Phone) {
	k := p.Open(t)
	p.Meet(FirstAborts)
	save(t, k, replica.Change{Fresh: true, Client: "c", Put: []replica.Entry{entry(1, "a")}})
	p.Meet(FirstAborts)
	save(t, k, replica.Change{Put: []replica.Entry{entry(2, "b")}, Forget: []uint64{1}})
	p.Meet(FirstAborts)
	save(t, k, base(2, row("1", "x")))
	want := replica.State{Client: "c", Entries: []replica.Entry{entry(2, "b")}}
	got := load(t, k)
	if got.Since == 2 { // the base may stay behind; what it has is whole
		want.Epoch, want.Since, want.Rows = "e", 2, []op.Row{row("1", "x")}
	}
	same(t, got, want)
}

// oneTurn makes a change of very many requests, while others run: a keeper that
// rests between two of them loses its transaction.
func oneTurn(t *testing.T, p Phone) {
	k := p.Open(t)
	const many = 400
	var c replica.Change
	for n := range uint64(many) {
		c.Put = append(c.Put, entry(n+1, `{"fault":"dark"}`))
	}
	c.Fresh, c.Client = true, "c"
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-stop:
				return
			default:
				_, _ = k.Load() // others read meanwhile
			}
		}
	}()
	save(t, k, c)
	close(stop)
	<-ended
	if s := load(t, k); len(s.Entries) != many || s.Client != "c" {
		t.Errorf("%d of %d, client %q", len(s.Entries), many, s.Client)
	}
}

// quota: an op goes in when rows, which the city gives again, have made room.
func quota(t *testing.T, p Phone) {
	k := p.Open(t)
	save(t, k, replica.Change{Fresh: true, Client: "c", Put: []replica.Entry{entry(1, "a")}})
	save(t, k, base(7, row("1", "x")))
	p.Meet(NoRoom)
	save(t, k, replica.Change{Put: []replica.Entry{entry(2, "b")}})
	s := load(t, p.Open(t))
	if len(s.Entries) != 2 || s.Client != "c" {
		t.Errorf("an op is missing: %+v", s)
	}
	if len(s.Rows) == 0 && s.Since != 0 {
		t.Errorf("the rows are gone and the cursor is at %d: they would never come again", s.Since)
	}
}
