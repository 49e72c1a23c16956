package keepertest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"denghuo/app/replica"
	"denghuo/shared/op"
)

// rowsComeBack: whatever rows come, change and go, in changes that are kept and ones
// that a phone takes back, a page that opens finds those that are there, as the change
// left them that it finds the cursor at.
func rowsComeBack(t *testing.T, p Phone) {
	random := rand.New(rand.NewPCG(2026, 11))
	k := p.Open(t)
	want := replica.State{Epoch: "e"}
	rows := map[op.Key]op.Row{}
	for since := uint64(1); since <= 25; since++ {
		var change []op.Row
		for range 1 + random.IntN(60) {
			r := row(fmt.Sprint(random.IntN(500)), fmt.Sprint(since)+strings.Repeat("灯", random.IntN(200)))
			switch random.IntN(8) {
			case 0:
				r = gone(string(r.Key.ID))
			case 1:
				r.Key.Table = op.Marks.Name
			}
			change = append(change, r)
		}
		c := base(since, change...)
		if c.Base.Fresh = since == 12; c.Base.Fresh {
			rows = map[op.Key]op.Row{}
		}
		aborted := random.IntN(6) == 0
		if aborted {
			p.Meet(FirstAborts)
		}
		save(t, k, c)
		if random.IntN(3) == 0 {
			k = p.Open(t)
		}
		got := load(t, k)
		if aborted && got.Since != since { // it stays behind, whole, and so for whoever opens it
			k = p.Open(t)
			since = got.Since
		} else {
			for _, r := range change {
				if delete(rows, r.Key); !r.Gone {
					rows[r.Key] = r
				}
			}
		}
		want.Since, want.Rows = since, list(rows)
		same(t, got, want)
		if t.Failed() {
			t.Fatalf("after change %d", since)
		}
	}
}

func list(rows map[op.Key]op.Row) (all []op.Row) {
	for _, r := range rows {
		all = append(all, r)
	}
	return all
}
