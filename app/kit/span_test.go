package kit

import (
	"testing"

	"pgregory.net/rapid"
)

// TestNear: what lies between the two heights is drawn, and little else.
func TestNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHeights(rapid.IntRange(1, 60).Draw(t, "blocks"), 900)
		for b := range h.measured {
			if rapid.Bool().Draw(t, "measured") {
				h.set(b, rapid.Float64Range(10, 2000).Draw(t, "px"))
			}
		}
		above := rapid.Float64Range(-3000, 60_000).Draw(t, "above")
		below := above + rapid.Float64Range(1, 4000).Draw(t, "screen")
		s := h.near(above, below)
		if s.from < 0 || s.from >= s.to || s.to > len(h.measured) {
			t.Fatalf("drawn %v of %d", s, len(h.measured))
		}
		for b := range h.measured {
			top := h.room(0, b)
			if end := top + h.of(b); end > above && top < below && (b < s.from || b >= s.to) {
				t.Fatalf("block %d from %.0f to %.0f is on the screen %.0f to %.0f and not drawn: %v", b, top, end, above, below, s)
			}
			if end := top + h.of(b); (end < above-1 || top > below+1) && b >= s.from && b < s.to && s.to-s.from > 1 {
				t.Fatalf("block %d is far away and drawn: %v", b, s)
			}
		}
	})
}

// TestHeights: what was never drawn is as high as the others are, and a list that
// gets shorter forgets what is gone.
func TestHeights(t *testing.T) {
	h := newHeights(4, 900)
	if h.room(0, 4) != 3600 {
		t.Errorf("before anything was measured: %.0f", h.room(0, 4))
	}
	h.set(0, 1000)
	h.set(1, 600)
	h.set(1, 800)
	h.set(2, 0)
	if got := h.room(0, 4); got != 1000+800+900+900 {
		t.Errorf("room of %.0f", got)
	}
	h.stretch(1)
	h.stretch(2)
	if got := h.room(0, 2); got != 2000 {
		t.Errorf("after it got shorter: %.0f", got)
	}
}
