package lamps

import (
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
)

// Public is a public place in words: district, then the road that a clerk set or the
// pole's number. A resident's own words are nobody's but theirs.
func Public(lang words.Lang, s *lamp.Spot) string {
	text, more := "", s.Road
	if d, ok := geo.DistrictNamed(s.District); ok {
		text = lang.Pick(d.Zh, d.En)
	}
	if more == "" && s.Pole != "" {
		more = words.Put(lang.Say(words.PoleNo), s.Pole)
	}
	switch {
	case text == "" && more == "":
		return lang.Say(words.UnknownRoad)
	case text == "" || more == "":
		return text + more
	}
	return text + " " + more
}
