//go:build js && wasm

package browser

import (
	"errors"
	"syscall/js"
	"testing"
	"time"

	"denghuo/app/replica"
)

// instead puts a function in the place of one of indexedDB's until the test ends.
func instead(t *testing.T, name, code string) {
	t.Helper()
	proto := js.Global().Get("IDBFactory").Get("prototype")
	was := proto.Get(name)
	proto.Set(name, js.Global().Call("eval", code))
	t.Cleanup(func() { proto.Set(name, was) })
}

// TestStorageThatDoesNotOpen: each is an error in time, never a spinner; the program
// then goes on in memory and says so (e2e/browser has the words).
func TestStorageThatDoesNotOpen(t *testing.T) {
	soon := func(t *testing.T) error {
		t.Helper()
		begin := time.Now()
		_, err := OpenKeeper(someone())
		if took := time.Since(begin); took > openTime+time.Second {
			t.Errorf("it took %v", took)
		}
		return err
	}
	t.Run("keeper_open_hangs", func(t *testing.T) {
		instead(t, "open", `(function () { return {}; })`)
		if err := soon(t); !errors.Is(err, errSlow) {
			t.Errorf("%v", err)
		}
	})
	t.Run("keeper_open_refused", func(t *testing.T) {
		instead(t, "open", `(function () { throw new DOMException("no", "SecurityError"); })`)
		if err := soon(t); !named(err, "SecurityError") {
			t.Errorf("%v", err)
		}
	})
	t.Run("keeper_blocked", func(t *testing.T) {
		who := someone()
		k := openKeeper(t, who)
		for _, d := range []*database{k.outbox, k.base} { // a tab that lets nobody through
			d.handle.Set("onversionchange", js.Null())
			js.Global().Get("indexedDB").Call("deleteDatabase", d.name)
		}
		if _, err := OpenKeeper(who); !errors.Is(err, errSlow) {
			t.Errorf("%v", err)
		}
	})
}

// TestNothingWaitsInsideAChange shows why all requests of a change are made in one
// turn: whoever rests between two of them has lost the transaction, whole.
func TestNothingWaitsInsideAChange(t *testing.T) {
	t.Run("keeper_one_turn", func(t *testing.T) {
		k := claimed(t, someone())
		err := k.outbox.run(strict, []string{"entry"}, func(tx js.Value) {
			tx.Call("objectStore", "entry").Call("put", across([][]byte{encodeEntry(replica.Entry{N: 1})})[0], 1)
			time.Sleep(5 * time.Millisecond) // what must not be done
			tx.Call("objectStore", "entry").Call("put", across([][]byte{encodeEntry(replica.Entry{N: 2})})[0], 2)
		})
		if err == nil {
			t.Fatal("a transaction outlived a rest: the rule may go")
		}
		save(t, k, replica.Change{Put: []replica.Entry{entry(3, "op")}})
		if s := load(t, k); len(s.Entries) != 1 && len(s.Entries) != 2 {
			t.Errorf("entries %+v", s.Entries)
		}
	})
}

// A tab froze while it wrote rows: its transaction stays open. The next tab keeps
// ops all the same.
func TestAnotherTabFrozeInWrite(t *testing.T) {
	t.Run("tab_frozen_in_write", func(t *testing.T) {
		who := someone()
		k := claimed(t, who)
		save(t, k, replica.Change{Base: &replica.BaseChange{Epoch: "e", Since: 3}})
		free := js.Global().Call("eval", `((db) => {
			let on = true;
			const store = db.transaction(["row", "meta", "over"], "readwrite").objectStore("row");
			const spin = () => { if (on) store.get("x").onsuccess = spin; };
			spin();
			return () => { on = false; };
		})`).Invoke(k.base.handle)
		defer free.Invoke()
		next := openKeeper(t, who)
		begin := time.Now()
		if err := next.Claim(); err != nil {
			t.Fatal(err)
		}
		save(t, next, replica.Change{Put: []replica.Entry{entry(1, "op")}})
		save(t, next, replica.Change{Base: &replica.BaseChange{Epoch: "e", Since: 4}})
		if s := load(t, next); len(s.Entries) != 1 || s.Since != 0 {
			t.Errorf("%+v", s)
		}
		if took := time.Since(begin); took > baseTime+time.Second {
			t.Errorf("it took %v", took)
		}
	})
}
