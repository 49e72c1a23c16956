package store

import (
	"fmt"
	"maps"
	"testing"

	"denghuo/shared/op"

	"github.com/dgraph-io/badger/v4"
	"pgregory.net/rapid"
)

// TestCommitOnABaseIsCommit: what was read before spares a read and changes nothing,
// however old the base is, whatever it was asked for, and whatever was committed and
// swept since: the two databases are the same, byte for byte.
func TestCommitOnABaseIsCommit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		room := rapid.SampledFrom([]int{0, 600, 1 << 20}).Draw(t, "recent")
		based, read := open1(t, Recent(room)), open1(t)
		defer based.Close()
		defer read.Close()
		way := &onTheWay{s: based, model: map[op.Key]op.Row{}}
		var bases []*Base
		defer func() {
			for _, b := range bases {
				b.Close()
			}
		}()
		for round := range rapid.IntRange(1, 20).Draw(t, "rounds") {
			now := day0.AddDate(0, 0, round)
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 4:
				if err := based.fileAll(); err != nil {
					t.Fatal(err)
				}
			case 0:
				b := based.Base()
				b.badger() // else it may tell what is later
				bases = append(bases, b)
				ask(t, b)
			case 1:
				way.flush(t, 0)
				for _, s := range []*Store{based, read} {
					if err := s.Stamp(now); err != nil {
						t.Fatal(err)
					}
					if _, err := s.Sweep(now.AddDate(0, 0, -2), 100, nothing); err != nil {
						t.Fatal(err)
					}
				}
			default:
				rows := drawRows(t, round)
				var b *Base
				if len(bases) > 0 {
					b = bases[rapid.IntRange(0, len(bases)-1).Draw(t, "base")]
					ask(t, b)
				}
				way.next(t, b, rows)
				if _, _, _, err := read.Commit(rows); err != nil {
					t.Fatal(err)
				}
			}
		}
		way.flush(t, 0)
		for _, s := range []*Store{based, read} {
			if err := s.fileAll(); err != nil {
				t.Fatal(err)
			}
		}
		if a, b := dump(t, based), dump(t, read); !maps.Equal(a, b) {
			t.Fatalf("on a base it has\n%q\nelse\n%q", a, b)
		}
		if err := based.Check(); err != nil {
			t.Fatal(err)
		}
	})
}

// ask looks for some rows, which are as of the base's own instant.
func ask(t *rapid.T, b *Base) {
	for _, id := range rapid.SliceOfN(rapid.IntRange(0, 7), 0, 4).Draw(t, "asked") {
		k := op.Key{Table: fmt.Sprintf("t%d", id%2), ID: op.ID(fmt.Sprintf("id%d", id))}
		one, ok := b.Get(k)
		two, there := b.Reader.Get(k)
		if ok != there || ok && !sameRow(one, two) {
			t.Fatalf("the base gives %v %v, its reader %v %v", one, ok, two, there)
		}
	}
}

// dump is all that is stored, save the epoch.
func dump(t *rapid.T, s *Store) map[string]string {
	all := map[string]string{}
	err := s.db.View(func(tx *badger.Txn) error {
		it := tx.NewIterator(badger.DefaultIteratorOptions)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			b, err := it.Item().ValueCopy(nil)
			if err != nil {
				return err
			}
			if key := string(it.Item().KeyCopy(nil)); key != string(epochKey) {
				all[key] = string(b)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
