package authority

import (
	"fmt"
	"log/slog"
	"testing"

	"denghuo/server/hub"
	"denghuo/server/store"
	"denghuo/shared/lamp"
	"denghuo/shared/offer"
	"denghuo/shared/op"
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
			jobs := make([]*Job, size)
			for i := range jobs {
				jobs[i] = &Job{}
				jobs[i].hash = wire.HashOf([]byte(fmt.Sprint(i)))
			}
			for b.Loop() {
				a.diary.run(jobs)
				a.diary.rest()
			}
		})
	}
}

// BenchmarkStaffMoves is a clerk at work, with the audit log and without: each move
// is a commit of its own, or one of many that were made offline.
func BenchmarkStaffMoves(b *testing.B) {
	for _, size := range []int{1, 128} {
		for _, how := range []string{"audited", "unaudited"} {
			b.Run(fmt.Sprint(size, "_", how), func(b *testing.B) { benchmarkMoves(b, size, how == "unaudited") })
		}
	}
}

func benchmarkMoves(b *testing.B, size int, unaudited bool) {
	s, err := store.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	w := &town{t: b, store: s, Authority: New(s, hub.New(), seal, slog.New(slog.DiscardHandler))}
	w.unaudited = unaudited
	clerk := newPhone("clerk", person.Clerk)
	n := 0
	for b.Loop() {
		b.StopTimer()
		reports, moves := make([]Job, size), make([]Job, size)
		for i := range reports {
			n++
			reports[i] = newPhone(fmt.Sprint(n)).next(submit(fmt.Sprint("r", n)))
			moves[i] = clerk.next(lamp.Move{Spot: op.ID(fmt.Sprint("at-r", n)), From: lamp.Sent, To: lamp.Checked})
		}
		if err := w.Decide(reports); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := w.Decide(moves); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "moves/s")
}
