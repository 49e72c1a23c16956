//go:build js && wasm

package browser

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// These tests want a browser; TestInChromium opens them in one.

// someone is a person whom no earlier test has met.
func someone() person.ID { return person.ID("t-" + NewID()) }

func openKeeper(t *testing.T, who person.ID) *Keeper {
	t.Helper()
	k, err := OpenKeeper(who)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func claimed(t *testing.T, who person.ID) *Keeper {
	t.Helper()
	k := openKeeper(t, who)
	if err := k.Claim(); err != nil {
		t.Fatal(err)
	}
	return k
}

// who is whose rows these are.
func (k *Keeper) who() person.ID {
	return person.ID(strings.TrimPrefix(k.base.name, "denghuo.base."))
}

func save(t *testing.T, k *Keeper, c replica.Change) {
	t.Helper()
	if err := k.Save(c); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, k *Keeper) replica.State {
	t.Helper()
	s, err := k.Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func entry(n uint64, raw string) replica.Entry { return replica.Entry{N: n, Raw: []byte(raw)} }

func row(id, body string) op.Row {
	return op.Row{Key: op.Key{Table: "lamp", ID: op.ID(id)}, To: []person.Scope{"public"}, Body: []byte(body)}
}

func TestOnlyTheLastToClaimWrites(t *testing.T) {
	who := someone()
	first := claimed(t, who)
	told := 0
	first.OnStale(func() { told++ })
	save(t, first, replica.Change{Fresh: true, Client: "c", Put: []replica.Entry{entry(1, "first")}})
	second := claimed(t, who)
	for range 2 {
		if err := first.Save(replica.Change{Put: []replica.Entry{entry(1, "thawed")}}); !errors.Is(err, ErrElsewhere) {
			t.Fatalf("the stale tab's save: %v", err)
		}
		if err := first.Save(replica.Change{Base: &replica.BaseChange{Epoch: "e", Since: 9, Put: []op.Row{row("1", "x")}}}); !errors.Is(err, ErrElsewhere) {
			t.Fatalf("the stale tab's rows: %v", err)
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	save(t, second, replica.Change{Put: []replica.Entry{entry(2, "second")}})
	s := load(t, second)
	if len(s.Entries) != 2 || string(s.Entries[0].Raw) != "first" || s.Since != 0 {
		t.Errorf("the stale tab got through: %+v", s)
	}
	if err := first.Claim(); err != nil {
		t.Fatal(err)
	}
	save(t, first, replica.Change{Put: []replica.Entry{entry(3, "back")}})
	if err := openKeeper(t, who).Save(replica.Change{Put: []replica.Entry{entry(4, "x")}}); !errors.Is(err, ErrElsewhere) {
		t.Errorf("one that never claimed: %v", err)
	}
}

func TestClaimsAtOnceLeaveOneWriter(t *testing.T) {
	who := someone()
	const tabs = 3
	keepers, done := make([]*Keeper, tabs), make(chan error, tabs)
	for i := range keepers {
		keepers[i] = openKeeper(t, who)
		go func() { done <- keepers[i].Claim() }()
	}
	for range tabs {
		if err := <-done; err != nil {
			t.Log(err) // one may give up; it then does not write
		}
	}
	writers := 0
	for _, k := range keepers {
		if k.Save(replica.Change{Put: []replica.Entry{entry(1, "x")}}) == nil {
			writers++
		}
	}
	if writers > 1 {
		t.Errorf("%d tabs write", writers)
	}
}

// raw is all that lies in the store of rows, byte for byte, and under which keys.
func raw(t *testing.T, k *Keeper) (bytes string, keys []js.Value) {
	t.Helper()
	var names, all js.Value
	err := k.base.run(reading, []string{"row"}, func(tx js.Value) {
		names, all = tx.Call("objectStore", "row").Call("getAllKeys"), tx.Call("objectStore", "row").Call("getAll")
	})
	if err != nil {
		t.Fatal(err)
	}
	records, err := together(all.Get("result"))
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range records {
		bytes, keys = bytes+string(r), append(keys, names.Get("result").Index(i))
	}
	return bytes, keys
}

// TestWhatMayNotBeSeenIsCutOut: of a row that has left its readers, or was written
// anew, nothing stays on the disk.
func TestWhatMayNotBeSeenIsCutOut(t *testing.T) {
	k := claimed(t, someone())
	change := func(since uint64, rows ...op.Row) {
		save(t, k, replica.Change{Base: &replica.BaseChange{Epoch: "e", Since: since, Put: rows}})
	}
	var many []op.Row
	for i := range 300 {
		many = append(many, row(fmt.Sprint("r", i), fmt.Sprintf("words-of-%03d.", i)))
	}
	change(1, many...)
	change(2, op.Row{Key: row("r7", "").Key, Gone: true}, row("r8", "other"))
	k = claimed(t, k.who())
	change(3, op.Row{Key: row("r9", "").Key, Gone: true}, row("r299", "other"))
	bytes, keys := raw(t, k)
	for i, there := range map[int]bool{6: true, 7: false, 8: false, 9: false, 10: true, 299: false} {
		if strings.Contains(bytes, fmt.Sprintf("words-of-%03d.", i)) != there {
			t.Errorf("the words of row %d: %v", i, !there)
		}
	}
	if len(keys) > 20 {
		t.Errorf("300 rows lie in %d records", len(keys))
	}
}

// TestRowsThatLayAlone: a base as it was before there were packs is read as it is, and
// the first change packs it; the mark stays alone, for the worker.
func TestRowsThatLayAlone(t *testing.T) {
	k := claimed(t, someone())
	mark := op.Row{Key: op.Marks.Key("c"), Body: []byte(`{"n":7}`)}
	old := []op.Row{mark}
	for i := range 100 {
		old = append(old, row(strconv.Itoa(i), "old"))
	}
	old[50].Key.Table, old[51].Key.Table = "a", "z" // on both sides of the mark
	err := k.base.run(relaxed, []string{"meta", "row"}, func(tx js.Value) {
		tx.Call("objectStore", "meta").Call("put", "e", "epoch")
		tx.Call("objectStore", "meta").Call("put", "5", "since")
		store := tx.Call("objectStore", "row")
		for _, r := range old {
			store.Call("put", across([][]byte{encodeRow(r)})[0], r.Key.String())
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := load(t, k); len(s.Rows) != 101 || s.Since != 5 || s.Epoch != "e" {
		t.Fatalf("%d rows at %d", len(s.Rows), s.Since)
	}
	save(t, k, replica.Change{Base: &replica.BaseChange{Epoch: "e", Since: 6, Put: []op.Row{row("1", "new"), {Key: row("2", "").Key, Gone: true}}}})
	k = claimed(t, k.who())
	s := load(t, k)
	bodies := map[op.Key]string{}
	for _, r := range s.Rows {
		bodies[r.Key] = string(r.Body)
	}
	if len(bodies) != 100 || bodies[row("1", "").Key] != "new" || bodies[row("3", "").Key] != "old" || bodies[mark.Key] != `{"n":7}` || s.Since != 6 {
		t.Errorf("%d rows at %d: %v", len(bodies), s.Since, bodies)
	}
	_, keys := raw(t, k)
	for _, key := range keys {
		if key.Type() == js.TypeString && key.String() != "mark/c" {
			t.Errorf("%s lies alone still", key.String())
		}
	}
}

func TestManyRowsLoadQuickly(t *testing.T) {
	k := claimed(t, someone())
	rows := make([]op.Row, 30_000)
	body := `{"fault":"dark","words":"桐柏路与伊河路口东北角，第三根灯杆","state":"sent","point":{"lat":34.7516,"lon":113.6053},"seen":"2026-11-24T12:00:00Z"}`
	for i := range rows {
		rows[i] = row("spot-"+strconv.Itoa(i), body)
	}
	begin := time.Now()
	save(t, k, replica.Change{Base: &replica.BaseChange{Fresh: true, Epoch: "e", Since: 1, Put: rows}})
	saved := time.Since(begin)
	begin = time.Now()
	s := load(t, k)
	t.Logf("30,000 rows: saved in %v, loaded in %v", saved, time.Since(begin))
	if len(s.Rows) != len(rows) {
		t.Fatalf("%d rows", len(s.Rows))
	}
	begin = time.Now()
	save(t, k, replica.Change{Put: []replica.Entry{entry(1, "op")}})
	t.Logf("one op kept in %v", time.Since(begin))
}
