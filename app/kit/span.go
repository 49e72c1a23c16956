package kit

// span is which blocks of a long list are drawn: from and before to.
type span struct{ from, to int }

// heights are how high the blocks of a list are in pixels: as they were measured, or
// the mean of those that were.
type heights struct {
	measured []float64 // 0: never drawn
	sum      float64
	n        int
	guess    float64
}

func newHeights(blocks int, guess float64) *heights {
	return &heights{measured: make([]float64, blocks), guess: guess}
}

// set notes one measure; a block that is not on the page has none.
func (h *heights) set(block int, px float64) {
	if px <= 0 || block >= len(h.measured) {
		return
	}
	if h.measured[block] > 0 {
		h.sum, h.n = h.sum-h.measured[block], h.n-1
	}
	h.measured[block] = px
	h.sum, h.n = h.sum+px, h.n+1
}

func (h *heights) of(block int) float64 {
	if px := h.measured[block]; px > 0 {
		return px
	}
	if h.n > 0 {
		return h.sum / float64(h.n)
	}
	return h.guess
}

// room is how high the blocks from and before to are together.
func (h *heights) room(from, to int) (px float64) {
	for b := from; b < to; b++ {
		px += h.of(b)
	}
	return px
}

// near is the blocks of which a part lies between two heights below the list's top;
// at least one, if there is any.
func (h *heights) near(above, below float64) span {
	s, at := span{}, 0.0
	for b := range h.measured {
		end := at + h.of(b)
		if end < above && b+1 < len(h.measured) {
			s.from = b + 1
		}
		if at < below {
			s.to = b + 1
		}
		at = end
	}
	s.to = max(s.to, min(s.from+1, len(h.measured)))
	return s
}

// stretch makes it a list of so many blocks and keeps what was measured.
func (h *heights) stretch(blocks int) {
	for b := blocks; b < len(h.measured); b++ {
		if px := h.measured[b]; px > 0 {
			h.sum, h.n = h.sum-px, h.n-1
		}
	}
	next := make([]float64, blocks)
	copy(next, h.measured)
	h.measured = next
}
