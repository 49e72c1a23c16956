package shots

import (
	"testing"
	"time"
)

// TestMissingIsTriedAgain: when the line comes back, and after a while on a line that
// was there; not in between, not without a line, and not once it is there.
func TestMissingIsTriedAgain(t *testing.T) {
	start := time.Date(2026, 4, 17, 20, 0, 0, 0, time.UTC)
	type look struct {
		online bool
		after  time.Duration
		want   bool
	}
	for name, tt := range map[string]struct {
		was   missing
		looks []look
	}{
		"the line comes back":  {missing{true, false, start}, []look{{false, time.Second, false}, {true, 2 * time.Second, true}}},
		"the line went first":  {missing{true, true, start}, []look{{false, time.Second, false}, {true, 2 * time.Second, true}}},
		"the city has it late": {missing{true, true, start}, []look{{true, 30 * time.Second, false}, {true, 61 * time.Second, true}}},
		"no line for long":     {missing{true, false, start}, []look{{false, time.Hour, false}}},
		"it is there":          {missing{false, false, start}, []look{{true, time.Hour, false}}},
	} {
		m := tt.was
		for i, l := range tt.looks {
			if got := m.again(l.online, start.Add(l.after)); got != l.want {
				t.Errorf("%s, look %d: %v", name, i, got)
			}
		}
	}
}
