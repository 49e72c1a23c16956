//go:build js && wasm

package browser

import (
	"errors"
	"strconv"
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

func TestManyRowsLoadQuickly(t *testing.T) {
	k := claimed(t, someone())
	rows := make([]op.Row, 5000)
	body := `{"fault":"dark","words":"桐柏路与伊河路口东北角，第三根灯杆","state":"sent","point":{"lat":34.7516,"lon":113.6053},"seen":"2026-11-24T12:00:00Z"}`
	for i := range rows {
		rows[i] = row("spot-"+strconv.Itoa(i), body)
	}
	begin := time.Now()
	save(t, k, replica.Change{Base: &replica.BaseChange{Fresh: true, Epoch: "e", Since: 1, Put: rows}})
	saved := time.Since(begin)
	begin = time.Now()
	s := load(t, k)
	t.Logf("5,000 rows: saved in %v, loaded in %v", saved, time.Since(begin))
	if len(s.Rows) != len(rows) {
		t.Fatalf("%d rows", len(s.Rows))
	}
	begin = time.Now()
	save(t, k, replica.Change{Put: []replica.Entry{entry(1, "op")}})
	t.Logf("one op kept in %v", time.Since(begin))
}
