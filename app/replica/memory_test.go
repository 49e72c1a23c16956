package replica_test

import (
	"testing"

	"denghuo/app/replica"
	"denghuo/app/replica/keepertest"
)

// memory is a phone that has no troubles of its own: it is the measure.
type memory struct{ *replica.Memory }

func (m memory) Open(*testing.T) replica.Keeper { return m.Memory }
func (m memory) Meet(keepertest.Trouble)        {}

func TestMemoryKeeper(t *testing.T) {
	keepertest.Run(t, func(*testing.T) keepertest.Phone { return memory{replica.NewMemory()} })
}
