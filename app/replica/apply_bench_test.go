package replica_test

import (
	"strconv"
	"testing"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// BenchmarkThousandThatWait is a start with 1,000 ops in the outbox: load, decode,
// run all. Its measure is decoding the same bytes and nothing else.
func BenchmarkThousandThatWait(b *testing.B) {
	k := replica.NewMemory()
	openOn := func() *replica.Replica {
		r, err := replica.Open(k, me, func() time.Time { return now }, func() op.ID { return "c" })
		if err != nil {
			b.Fatal(err)
		}
		return r
	}
	r := openOn()
	for i := range 1000 {
		id := op.ID("r" + strconv.Itoa(i))
		if err := r.Do(lamp.Submit{ID: id, Spot: id, Fault: lamp.Dark, Place: lamp.Place{Words: "桐柏路与伊河路口"}}); err != nil {
			b.Fatal(err)
		}
	}
	s, err := k.Load()
	if err != nil {
		b.Fatal(err)
	}
	var alone, whole time.Duration
	for b.Loop() {
		begin := time.Now()
		for _, e := range s.Entries {
			env, err := wire.DecodeEnvelope(e.Raw)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := city.Decode(env.Kind, env.Op); err != nil {
				b.Fatal(err)
			}
		}
		alone += time.Since(begin)
		begin = time.Now()
		openOn()
		whole += time.Since(begin)
	}
	b.ReportMetric(float64(whole)/float64(alone), "times_decoding")
	b.ReportMetric(float64(whole.Microseconds())/float64(b.N)/1000, "ms/start")
	b.ReportMetric(0, "ns/op")
}
