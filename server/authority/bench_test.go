package authority

import (
	"fmt"
	"log/slog"
	"testing"

	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/offer"
	"denghuo/shared/person"
)

// BenchmarkClaims is the 10:00 drop: claims per second on a synced folder.
func BenchmarkClaims(b *testing.B) {
	for _, size := range []int{1, 16, 128, 1024} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s, err := store.Open(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			w := &town{t: b, store: s, Authority: New(s, hub.New(), seal, slog.New(slog.DiscardHandler))}
			w.decide(drop(10_000_000)...)
			n := 0
			for b.Loop() {
				b.StopTimer()
				jobs := make([]Job, size)
				for i := range jobs {
					n++
					jobs[i] = newPhone(fmt.Sprint(n), person.Cardholder).next(offer.Claim{Drop: "d"})
				}
				b.StartTimer()
				if err := w.Decide(jobs); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
		})
	}
}
