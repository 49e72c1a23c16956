package authority

import (
	"fmt"
	"log/slog"
	"testing"

	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/offer"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// BenchmarkClaims is the 10:00 drop: claims per second on a synced folder.
func BenchmarkClaims(b *testing.B) {
	for _, size := range []int{1, 16, 128, 1024} {
		b.Run(fmt.Sprint(size), func(b *testing.B) { benchmarkClaims(b, size) })
	}
}

func benchmarkClaims(b *testing.B, size int) {
	s, err := store.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	w := &town{t: b, store: s, Authority: New(s, hub.New(), seal, slog.New(slog.DiscardHandler))}
	if err := w.Beware(b.TempDir()); err != nil {
		b.Fatal(err)
	}
	defer w.Forget()
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
}

// BenchmarkDiary is what naming a batch costs before it is run; compare with the
// same size of BenchmarkClaims.
func BenchmarkDiary(b *testing.B) {
	for _, size := range []int{1, 1024} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			a := New(nil, nil, nil, slog.New(slog.DiscardHandler))
			if err := a.Beware(b.TempDir()); err != nil {
				b.Fatal(err)
			}
			defer a.Forget()
			jobs := make([]Job, size)
			for i := range jobs {
				jobs[i].hash = wire.HashOf([]byte(fmt.Sprint(i)))
			}
			for b.Loop() {
				a.diary.run(jobs)
				a.diary.rest()
			}
		})
	}
}
