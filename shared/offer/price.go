package offer

// Benefit is what an offer gives. Amounts are whole yuan, as printed.
type Benefit struct {
	Type       string `json:"type"` // amount_up_to, threshold, rate
	Max        int    `json:"max,omitempty"`
	Threshold  int    `json:"threshold,omitempty"`
	Off        int    `json:"off,omitempty"`
	PayPercent int    `json:"pay_percent,omitempty"`
	Quoted     string `json:"quoted"` // as printed
}

// Kinds of benefit that there are rules for: the shapes of the April campaign.
const (
	UpTo      = "amount_up_to" // the whole price up to Max
	Threshold = "threshold"    // Off less when the price reaches Threshold
	Rate      = "rate"         // PayPercent of the price; at most Max less if there is one
)

// fen is how many there are in a yuan.
const fen = 100

// Reduce is what a coupon takes from a price, in fen; false when the price does not
// reach what the offer wants. What is left of a fen goes to the customer.
func (b Benefit) Reduce(price int) (off int, ok bool) {
	switch b.Type {
	case UpTo:
		return min(price, b.Max*fen), price > 0
	case Threshold:
		return b.Off * fen, price > 0 && price >= b.Threshold*fen
	case Rate:
		off = price - price*b.PayPercent/100
		if b.Max > 0 {
			off = min(off, b.Max*fen)
		}
		return off, price > 0
	}
	return 0, false
}

// Valid reports whether there is a rule for it that can be worked out.
func (b Benefit) Valid() bool {
	switch b.Type {
	case UpTo:
		return b.Max > 0
	case Threshold:
		return b.Off > 0 && b.Threshold >= b.Off
	case Rate:
		return b.PayPercent > 0 && b.PayPercent < 100 && b.Max >= 0
	}
	return false
}
