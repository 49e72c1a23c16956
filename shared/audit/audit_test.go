package audit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// rows is a store that a test may do anything to.
type rows map[op.Key]op.Row

func (r rows) Get(k op.Key) (op.Row, bool) { row, ok := r[k]; return row, ok }

func (r rows) Each(table string, f func(op.Row) bool) {
	var own []op.Row
	for k, row := range r {
		if k.Table == table {
			own = append(own, row)
		}
	}
	slices.SortFunc(own, func(a, b op.Row) int { return strings.Compare(string(a.Key.ID), string(b.Key.ID)) })
	for _, row := range own {
		if !f(row) {
			return
		}
	}
}

func (r rows) keep(over *op.Overlay) {
	for _, row := range over.Rows() {
		if row.Gone {
			delete(r, row.Key)
		} else {
			r[row.Key] = row
		}
	}
}

func (r rows) append(t fataler, at time.Time, e Entry) {
	over := op.NewOverlay(r)
	if err := Append(op.NewTx(over, person.TheCity(), at), e); err != nil {
		t.Fatal(err)
	}
	r.keep(over)
}

func (r rows) trim(t fataler, at time.Time, to uint64) error {
	over := op.NewOverlay(r)
	if err := Cut(op.NewTx(over, person.TheCity(), at), to); err != nil {
		return err
	}
	r.keep(over)
	r.append(t, at, Of(nil, TrimKind, person.TheCity(), Entries.Key(EntryID(to)), ""))
	return nil
}

type fataler interface{ Fatal(...any) }

func entry(i int) Entry {
	return Entry{By: person.ID(fmt.Sprintf("s-%d", i%3)), Roles: []person.Role{person.Clerk}, Kind: "lamp.move",
		About: op.Key{Table: "spot", ID: op.ID(fmt.Sprint("p", i))}, Refused: []op.Code{"", op.Moved}[i%2]}
}

// chain is n entries, one each second since old ago.
func chain(t fataler, n int, ago time.Duration) rows {
	r := rows{}
	for i := range n {
		r.append(t, noon.Add(-ago+time.Duration(i)*time.Second), entry(i))
	}
	return r
}

func TestChainIsWhole(t *testing.T) {
	for _, n := range []int{0, 1, 2, 50} {
		h, err := Verify(chain(t, n, 0))
		if err != nil || h.N != uint64(n) {
			t.Errorf("%d entries: head %d, %v", n, h.N, err)
		}
	}
}

func TestTimeAndNumbersAreNotTheCallers(t *testing.T) {
	r := rows{}
	r.append(t, noon.Add(1234567*time.Nanosecond), Entry{N: 9, Prev: "x", Hash: "y", By: "s-1", Kind: "k", At: noon.Add(time.Hour)})
	e, ok := Entries.Get(r, EntryID(1))
	if !ok || e.N != 1 || e.Prev != "" || !e.At.Equal(noon.Add(time.Millisecond)) || len(e.Hash) != 64 {
		t.Errorf("%+v", e)
	}
}

// TestAnySingleChangeIsFound: whatever is changed, taken away, put in, doubled or
// swapped, in an entry or in the head, of a whole chain or of a trimmed one.
func TestAnySingleChangeIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "entries")
		r := chain(t, n, 2*Kept)
		if cut := rapid.IntRange(0, n-1).Draw(t, "cut"); cut > 0 {
			if err := r.trim(t, noon, uint64(cut)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Verify(r); err != nil {
			t.Fatalf("before the change: %v", err)
		}
		what := change(t, r)
		if _, err := Verify(r); !errors.Is(err, ErrBroken) {
			t.Fatalf("%s is not found: %v", what, err)
		}
	})
}

// change does one wrong thing to the rows.
func change(t *rapid.T, r rows) string {
	var keys []op.Key
	r.Each(Entries.Name, func(row op.Row) bool { keys = append(keys, row.Key); return true })
	k := rapid.SampledFrom(append(keys, Heads.Key(headID))).Draw(t, "row")
	row := r[k]
	switch rapid.SampledFrom([]string{"byte", "space", "key", "drop", "move", "swap", "readers", "copy"}).Draw(t, "change") {
	case "byte":
		body := slices.Clone(row.Body)
		at := rapid.IntRange(0, len(body)-1).Draw(t, "at")
		body[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		row.Body = body
		r[k] = row
		return fmt.Sprintf("byte %d of %s", at, k)
	case "space":
		row.Body = append([]byte(" "), row.Body...)
		r[k] = row
		return "a space in " + k.String()
	case "key":
		row.Body = append([]byte(`{"hidden":"note",`), row.Body[1:]...)
		r[k] = row
		return "a hidden field in " + k.String()
	case "move":
		delete(r, k)
		row.Key.ID += "0"
		r[row.Key] = row
		return "another place for " + k.String()
	case "swap":
		other := rapid.SampledFrom(keys).Filter(func(o op.Key) bool { return o != k || len(keys) == 1 }).Draw(t, "other")
		if other == k {
			break
		}
		a, b := r[k].Body, r[other].Body
		r[k], r[other] = op.Row{Key: k, Body: b}, op.Row{Key: other, Body: a}
		return fmt.Sprintf("%s and %s swapped", k, other)
	case "readers":
		row.To = []person.Scope{person.Public}
		r[k] = row
		return "readers of " + k.String()
	case "copy":
		last := keys[len(keys)-1]
		row := r[last]
		row.Key.ID = EntryID(HeadOf(r).N + 1)
		r[row.Key] = row
		return "the last entry again"
	}
	delete(r, k)
	return "without " + k.String()
}

// TestALostBeginningIsNoTrim: who drops the first entries and writes an anchor of
// their own is found out.
func TestALostBeginningIsNoTrim(t *testing.T) {
	r := chain(t, 10, 2*Kept)
	h := HeadOf(r)
	for n := uint64(1); n <= 4; n++ {
		e, _ := Entries.Get(r, EntryID(n))
		h.Gone, h.GoneHash = n, e.Hash
		delete(r, Entries.Key(EntryID(n)))
	}
	over := op.NewOverlay(r)
	if err := Heads.Put(op.NewTx(over, person.TheCity(), noon), h); err != nil {
		t.Fatal(err)
	}
	r.keep(over)
	if _, err := Verify(r); !errors.Is(err, ErrBroken) {
		t.Errorf("verified: %v", err)
	}
}

func TestTrim(t *testing.T) {
	r := chain(t, 600, Kept+time.Second*300) // 300 of them are older than Kept
	refused := func(by person.Actor, to uint64, want op.Code) {
		t.Helper()
		err := Cut(op.NewTx(op.NewOverlay(r), by, noon), to)
		if got, ok := op.AsRefusal(err); !ok || got.Code != want {
			t.Errorf("trim to %d by %s: %v, want %s", to, by.ID, err, want)
		}
	}
	refused(person.Actor{ID: "s-1", Roles: []person.Role{person.Admin}}, 5, op.NotYours)
	refused(person.TheCity(), 0, op.NotFound)
	refused(person.TheCity(), 600, op.NotFound)
	refused(person.TheCity(), 501, op.TooLong)
	refused(person.TheCity(), 400, op.NotYours)
	to := Old(r, noon, 0)
	if to < 299 || to > 301 {
		t.Fatalf("old up to %d, want 300", to)
	}
	if got := Old(r, noon, Kept+time.Second*200); got < 99 || got > 101 {
		t.Errorf("with a longer keep up to %d, want 100", got)
	}
	if err := r.trim(t, noon, to); err != nil {
		t.Fatal(err)
	}
	h, err := Verify(r)
	if err != nil || h.Gone != to || h.N != 601 {
		t.Errorf("%+v, %v", h, err)
	}
	if got := Old(r, noon, 0); got != 0 {
		t.Errorf("still old up to %d", got)
	}
	refused(person.TheCity(), to, op.NotFound)
}

type plainOp struct{}

func (plainOp) Kind() op.Kind      { return op.Kind{Name: "plain"} }
func (plainOp) Check() error       { return nil }
func (plainOp) Apply(*op.Tx) error { return nil }

type toldOp struct {
	plainOp
	told bool
}

func (o toldOp) Audited() bool { return o.told }

type doneOp struct{ plainOp }

func (doneOp) DoneBy() person.ID { return "s-7" }

func TestWhatIsWrittenDown(t *testing.T) {
	for role, want := range map[person.Role]bool{person.Resident: false, person.Cardholder: false, person.System: false,
		person.Clerk: true, person.Crew: true, person.Officer: true, person.Merchant: true, person.Admin: true} {
		by := person.Actor{ID: "x", Roles: []person.Role{role}}
		if Wanted(plainOp{}, by) != want || Wanted(nil, by) != want {
			t.Errorf("%s: want %v", role, want)
		}
		if !Wanted(toldOp{told: true}, by) || Wanted(toldOp{told: false}, by) {
			t.Errorf("%s: the op's own word does not count", role)
		}
	}
	both := person.Actor{ID: "x", Roles: []person.Role{person.Cardholder, person.Clerk}}
	if !Wanted(plainOp{}, both) {
		t.Error("a clerk who has a card is no clerk")
	}
}

func TestTheEntryNamesForWhomTheCityActs(t *testing.T) {
	if e := Of(doneOp{}, "k", person.TheCity(), op.Key{}, ""); e.By != "s-7" || e.Roles != nil {
		t.Errorf("%+v", e)
	}
	clerk := person.Actor{ID: "s-1", Roles: []person.Role{person.Clerk}}
	if e := Of(doneOp{}, "k", clerk, op.Key{}, op.Moved); e.By != "s-1" || e.Refused != op.Moved {
		t.Errorf("what somebody does themselves is theirs: %+v", e)
	}
}
