package offer

import (
	"slices"

	"denghuo/shared/op"
	"denghuo/shared/person"
)

// Voided is a record: the serial numbers of a drop's coupons that were made void, so
// that a till without a network refuses them too. A number says of nobody whose it was.
type Voided struct {
	Drop    op.ID    `json:"drop"`
	Serials []string `json:"serials"` // the latest last, MaxVoided at most
}

// MaxVoided is how many of one drop tills are told: beyond it, only the city knows.
const MaxVoided = 2000

// VoidLists is what tills check against.
var VoidLists = op.Table[Voided]{Name: "voided"}

// RecordID is the drop's.
func (v Voided) RecordID() op.ID { return v.Drop }

// Audience is everybody: who is a shop a phone learns only when it signs in.
func (v Voided) Audience() []person.Scope { return []person.Scope{person.Public} }

func tellVoid(tx *op.Tx, c Coupon) error {
	v, _ := VoidLists.Get(tx, c.Drop)
	v.Drop, v.Serials = c.Drop, append(v.Serials, c.Serial)
	v.Serials = v.Serials[max(0, len(v.Serials)-MaxVoided):]
	return VoidLists.Put(tx, v)
}

// Spent is what this till knows by itself about a coupon: that it is void, or that it
// was taken here before and when. Whether it was taken elsewhere only the city knows.
func (p Presented) Spent(view op.Reader) (why op.Code, first Redemption) {
	if v, _ := VoidLists.Get(view, p.Coupon.Drop); slices.Contains(v.Serials, p.Coupon.Serial) {
		return IsVoid, first
	}
	Redemptions.Each(view, func(r Redemption) bool {
		if r.Coupon == p.Coupon.ID && (r.Outcome == Waiting || r.Outcome == Counted) {
			why, first = IsUsed, r
		}
		return why == ""
	})
	return why, first
}
