package crash

import (
	"fmt"

	"denghuo/server/store"
	"denghuo/shared/op"
)

// childDir makes the test's own program a store that commits for ever; childLazy
// leaves it to the system when that reaches the disk.
const childDir, childLazy = "DENGHUO_TEST_POWER_CUT", "DENGHUO_TEST_LAZY"

const childBatch = 7

// commitForEver writes batches and says each one's last sequence once it holds.
func commitForEver(dir string, lazy bool) error {
	opts := []store.Option{store.KeepFree(0)}
	if lazy {
		opts = append(opts, store.Lazy())
	}
	s, err := store.Open(dir, opts...)
	if err != nil {
		return err
	}
	for {
		_, seq := s.At()
		var rows []op.Row
		for i := range uint64(childBatch) {
			rows = append(rows, op.Row{Key: op.Key{Table: "t", ID: op.ID(fmt.Sprint("id", (seq+i)%500))}, Body: fmt.Appendf(nil, `{"seq":%d}`, seq+i+1)})
		}
		_, to, _, err := s.Commit(rows)
		if err != nil {
			return err
		}
		fmt.Println(to)
	}
}
