package city

import "denghuo/shared/offer"

// Crowd reports whether thousands may want this kind at one instant. The city lets it
// wait in a line of its own, in the order of hearing, so that at 10:00 a report of
// bare wires does not stand behind all who want a coupon.
func Crowd(kind string) bool { return kind == offer.Claim{}.Kind().Name }
