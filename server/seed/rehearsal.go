package seed

import (
	"time"

	"denghuo/shared/offer"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// RehearsalIn is how long after the start a demo's drops open.
const RehearsalIn = time.Minute

// Rehearsal is a demo's shops and drops, all marked 演练: two that are given to who
// comes first, of the kinds that till and phone show differently, and a draw. They
// open in so long. Their stock and hours are made up for practice, which the mark
// says.
func Rehearsal(now time.Time, in time.Duration) []op.Op {
	at := now.Add(in).Truncate(time.Second)
	stamp := at.UTC().Format("20060102-150405")
	drop := func(id op.ID, of op.ID, stock int, title offer.Text) offer.Drop {
		return offer.Drop{ID: id, Offer: of, Order: 100, At: at, Ends: at.Add(24 * time.Hour), Stock: &stock,
			PerPerson: 1, Valid: at.Add(7 * 24 * time.Hour), Rehearsal: true, Title: title}
	}
	lots := drop(op.ID("rehearsal-draw-"+stamp), "cinema", 1, offer.Text{Zh: "演练抽签", En: "Rehearsal draw"})
	lots.Mode, lots.Ends = offer.ByDraw, at.Add(2*time.Minute)
	fuel := drop(op.ID("rehearsal-fuel-"+stamp), "fuel", 50, offer.Text{Zh: "演练加油场", En: "Rehearsal fuel drop"})
	fuel.Shops = []person.ID{"s-shop", "s-shop2"}
	ops := []op.Op{
		offer.SetShop{Shop: offer.Shop{ID: "s-shop", Name: offer.Text{Zh: "演练一店", En: "Rehearsal shop 1"}, District: "中原区"}},
		offer.SetShop{Shop: offer.Shop{ID: "s-shop2", Name: offer.Text{Zh: "演练二店", En: "Rehearsal shop 2"}, District: "二七区"}},
	}
	two := drop(op.ID("rehearsal-"+stamp), "online-subsidy", 50, offer.Text{Zh: "演练场", En: "Rehearsal drop"})
	two.PerPerson = 2
	for _, d := range []offer.Drop{two, fuel, lots} {
		ops = append(ops, offer.Open{Drop: d})
	}
	return ops
}
