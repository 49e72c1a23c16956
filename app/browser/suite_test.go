//go:build js && wasm

package browser

import (
	"syscall/js"
	"testing"

	"denghuo/app/replica"
	"denghuo/app/replica/keepertest"
	"denghuo/shared/person"
)

// disk is one person's storage in this browser, and what the phone does to it: the
// troubles are made in JavaScript, under a keeper that knows nothing of them.
type disk struct {
	who person.ID
	now *Keeper
}

func (d *disk) Open(t *testing.T) replica.Keeper {
	d.now = claimed(t, d.who)
	return d.now
}

// hurt is put around IDBDatabase.transaction for one writing transaction.
const hurt = `(kind) => {
  const proto = IDBDatabase.prototype, real = proto.transaction;
  let over = false;
  proto.transaction = function (stores, mode, ...more) {
    const tx = real.call(this, stores, mode, ...more);
    if (mode !== "readwrite") return tx;
    const full = kind === 4;
    if (full && stores.includes("row")) { proto.transaction = real; return tx; } // rows go: there is room
    if (full && !stores.includes("entry")) return tx;
    if (!full) proto.transaction = real;
    const db = this;
    tx.commit = () => {
      if (full) Object.defineProperty(tx, "error", { value: new DOMException("no room", "QuotaExceededError") });
      tx.abort();
      if (kind === 2) { db.close(); db.dispatchEvent(new Event("close")); }
    };
    return tx;
  };
}`

func (d *disk) Meet(what keepertest.Trouble) {
	if what == keepertest.HandleDies { // as the phone does, without a word
		for _, db := range []*database{d.now.outbox, d.now.base} {
			if db.handle.Truthy() {
				db.handle.Call("close")
			}
		}
		return
	}
	js.Global().Call("eval", hurt).Invoke(int(what))
}

func TestIndexedDBKeeper(t *testing.T) {
	keepertest.Run(t, func(*testing.T) keepertest.Phone { return &disk{who: someone()} })
}
