//go:build !js

package offer

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"

	"pgregory.net/rapid"
)

func texts[S ~string](t *rapid.T, name string) S {
	if rapid.IntRange(0, 2).Draw(t, name+" odd") == 0 {
		return S(rapid.String().Draw(t, name))
	}
	return S(rapid.StringMatching(`[a-zA-Z0-9_.-]{0,12}`).Draw(t, name))
}

func times(t *rapid.T, name string) time.Time {
	switch rapid.IntRange(0, 5).Draw(t, name+" kind") {
	case 0:
		return time.Time{}
	case 1:
		return time.Unix(rapid.Int64Range(-1<<37, 1<<39).Draw(t, name), 0).UTC() // years that JSON has, and others
	case 2:
		return time.Unix(1_700_000_000, 0).In(time.FixedZone("", rapid.IntRange(-100_000, 100_000).Draw(t, name)))
	}
	return time.Unix(1_700_000_000, rapid.Int64Range(0, 1e9).Draw(t, name)).In(time.FixedZone("", 8*60*60))
}

func someBytes(t *rapid.T, name string) []byte {
	return rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(t, name)
}

// TestByHandIsByJSON: what is written by hand is what json.Marshal writes, or says that
// it is not; and what is kept is what its bytes are read as.
func TestByHandIsByJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) int { return rapid.IntRange(-2, 3).Draw(t, name) }
		s := Stock{Drop: texts[op.ID](t, "drop"), Total: n("total"), Left: n("left"), Heard: n("heard"), Given: n("given"),
			Sealed: n("sealed"), SealedAt: times(t, "sealed at"), Redeemed: n("redeemed"), Saved: n("saved"), Conflicts: n("conflicts"),
			Void: n("void"), Back: n("back"), Entries: n("entries"), Head: texts[string](t, "head"), Expired: n("expired"),
			Carried: n("carried"), Looked: texts[op.ID](t, "looked"), LookedAt: times(t, "looked at")}
		for range rapid.IntRange(0, 3).Draw(t, "refused") {
			if s.Refused == nil {
				s.Refused = map[op.Code]int{}
			}
			s.Refused[texts[op.Code](t, "code")] = n("times")
		}
		c := Coupon{ID: texts[op.ID](t, "id"), Drop: s.Drop, Offer: texts[op.ID](t, "offer"), Holder: texts[person.ID](t, "holder"),
			Serial: texts[string](t, "serial"), Code: texts[string](t, "code"), At: times(t, "at"), Valid: times(t, "valid"),
			Public: someBytes(t, "public"), Secret: someBytes(t, "secret"), Key: texts[string](t, "key"), Seal: someBytes(t, "seal"),
			State: texts[State](t, "state"), Ended: times(t, "ended"), Reason: texts[string](t, "reason")}
		m := op.Mark{Client: texts[op.ClientID](t, "client"), By: c.Holder, N: rapid.Uint64().Draw(t, "n"), Hash: texts[op.Hash](t, "hash"), Proof: texts[string](t, "proof")}
		a := op.Answer{Client: m.Client, By: m.By, N: m.N, Kind: texts[string](t, "kind"), Refusal: op.Refusal{Code: texts[op.Code](t, "no"), Field: texts[string](t, "field"), No: rapid.IntRange(0, 3).Draw(t, "heard as")}}
		if rapid.Bool().Draw(t, "about") {
			a.About = op.Key{Table: texts[string](t, "table"), ID: texts[op.ID](t, "about id")}
		}
		for _, rec := range []op.Record{s, c, m, a, Board{Stock: s, At: c.At}} {
			got, ok := rec.(op.Appender).AppendJSON(rec, nil)
			want, err := json.Marshal(rec)
			if ok && (err != nil || string(got) != string(want)) {
				t.Fatalf("by hand\n%s\nby JSON\n%s\n%v", got, want, err)
			}
			if kept, ok := rec.(op.Kept); ok && kept.Late(rec) && err != nil {
				t.Fatalf("%+v is to be encoded late, and cannot be: %v", rec, err)
			}
		}
	})
}

// TestPlainRecordsAreWrittenByHand: those of a rush are, or the speed is gone.
func TestPlainRecordsAreWrittenByHand(t *testing.T) {
	at := time.Date(2026, 4, 19, 10, 0, 0, 123456789, time.FixedZone("", 8*60*60))
	for _, rec := range []op.Record{
		Stock{Drop: "d-1", Total: 5, Left: 3, Given: 2, SealedAt: at, Refused: map[op.Code]int{SoldOut: 3, NotOpen: 1}},
		Coupon{ID: "d-1.h-1", Drop: "d-1", Offer: "o", Holder: "h-1", Serial: "000001", At: at, Seal: []byte{1, 2}, Secret: []byte{3}},
		op.Mark{Client: "c", By: "h-1", N: 1, Hash: "ab", Proof: "1.cd"},
		op.Answer{Client: "c", By: "h-1", N: 1, Kind: "offer.claim", About: Drops.Key("d"), Refusal: op.Refusal{Code: SoldOut, Field: "drop"}},
	} {
		if _, ok := rec.(op.Appender).AppendJSON(rec, nil); !ok {
			t.Errorf("%+v is not", rec)
		}
	}
}

// TestKeptIsWhatIsRead: a record that the city keeps is the one that its bytes give,
// when it was written and when it was read, and its bytes are those of JSON, however
// late they are made.
func TestKeptIsWhatIsRead(t *testing.T) {
	n, at := 7, time.Date(2026, 4, 19, 10, 0, 0, 123, time.UTC)
	keeps(t, Drops, Drop{ID: "d", Offer: "o", Stock: &n, Shops: []person.ID{"m-1"}})
	keeps(t, Stocks, Stock{Drop: "d", Left: 2, SealedAt: at, Refused: map[op.Code]int{SoldOut: 1}})
	keeps(t, Boards, Board{Stock: Stock{Drop: "d", Left: 2}, PerSecond: 3, At: at})
	keeps(t, Coupons, Coupon{ID: "d.h", Drop: "d", At: at})
}

func keeps[R op.Record](t *testing.T, table op.Table[R], rec R) {
	t.Helper()
	want, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	same := func(got R, ok bool) {
		t.Helper()
		if !ok || !reflect.DeepEqual(got, rec) {
			t.Errorf("%T is read as %+v, %v", rec, got, ok)
		}
	}
	over := op.NewOverlay(op.Empty{})
	tx := op.NewTx(over, person.TheCity(), time.Time{})
	tx.City = &op.City{}
	if err := table.Put(tx, rec); err != nil {
		t.Fatal(err)
	}
	same(table.Get(over, rec.RecordID()))
	same(table.All(over)[0], true)
	if rows := over.Rows(); len(rows) != 1 || string(rows[0].Body) != string(want) {
		t.Errorf("%T is written as %s, want %s", rec, rows[0].Body, want)
	}
	read := stands{op.Row{Key: table.Key(rec.RecordID()), Body: want}.Keeping()}
	same(table.Get(read, rec.RecordID()))
	same(table.Get(read, rec.RecordID()))
	if _, ok := Boards.Get(read, rec.RecordID()); !ok {
		t.Errorf("%T does not let itself be read as another record", rec)
	}
}

// stands is a reader of one row, the same for whoever asks.
type stands struct{ row op.Row }

func (s stands) Get(op.Key) (op.Row, bool)      { return s.row, true }
func (s stands) Each(string, func(op.Row) bool) {}

// TestPlainClaimIsItsJSON: a claim that is read by hand is the one that JSON reads, and
// every common one is.
func TestPlainClaimIsItsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := Claim{Drop: texts[op.ID](t, "drop"), Nth: max(0, rapid.IntRange(-3, 2).Draw(t, "nth"))}
		raw, err := json.Marshal(said)
		if err != nil {
			t.Fatal(err)
		}
		if i := rapid.IntRange(-20, len(raw)-1).Draw(t, "at"); i >= 0 {
			raw[i] = rapid.Byte().Draw(t, "byte")
		}
		c, ok := PlainClaim(raw)
		var want Claim
		if err := json.Unmarshal(raw, &want); ok && (err != nil || c != want) {
			t.Fatalf("%q is read as %v, want %v, %v", raw, c, want, err)
		}
		if !ok && string(raw) == string(`{"drop":"`+said.Drop+`"}`) && op.ValidID(said.Drop) {
			t.Fatalf("%q is not read by hand", raw)
		}
	})
}
