package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/dgraph-io/badger/v4"
)

// BenchmarkCatchUp is a phone that has nothing and takes 5,000 rows, up to the bytes
// of its frames, against a bare iteration over the same rows with their values.
func BenchmarkCatchUp(b *testing.B) {
	const rows = 5000
	dir := filepath.Join(b.TempDir(), "rows")
	s := mustOpen(b, dir)
	for i := range rows {
		mustCommit(b, s, row(fmt.Sprintf("0123456789abcdef%05d", i), `{"id":"0123456789abcdef","fault":"dark","state":"new","place":{"words":"桐柏路与伊河路口"},"steps":[{"state":"new","at":"2026-11-24T10:00:00Z"}],"voices":1}`, "public"))
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	s = mustOpen(b, dir)
	defer s.Close()
	b.Run("rows", func(b *testing.B) {
		buf := []byte{}
		for b.Loop() {
			n := 0
			for from, more := uint64(0), true; more; {
				page, err := s.Since([]person.Scope{"public", "p/x"}, from, 256<<10)
				if err != nil {
					b.Fatal(err)
				}
				buf = wire.AppendDelta(buf[:0], wire.Delta{Epoch: page.Epoch, From: from, To: page.To, Now: time.Now(), Rows: page.Rows})
				n += len(page.Rows)
				from, more = page.To, page.More
			}
			if n != rows {
				b.Fatal(n)
			}
		}
		b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			n, bytes := 0, 0
			err := s.db.View(func(tx *badger.Txn) error {
				o := badger.DefaultIteratorOptions
				o.Prefix = []byte("r/")
				it := tx.NewIterator(o)
				defer it.Close()
				for it.Rewind(); it.Valid(); it.Next() {
					n++
					if err := it.Item().Value(func(v []byte) error { bytes += len(v); return nil }); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil || n != rows {
				b.Fatal(n, err)
			}
		}
		b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
	})
}
