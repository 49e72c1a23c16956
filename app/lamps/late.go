package lamps

import (
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/words"
	"denghuo/shared/lamp"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// LateTag is the mark of a spot whose promise is over, with by how much, or whose clock
// stands; nothing for others.
func LateTag(p frame.Port, s *lamp.Spot) app.UI {
	lang := p.Looks().Lang
	look, icon, text := late(lang, *Of(p).Rules(), s, p.Now())
	return kit.Maybe(text != "", func() app.UI { return kit.Tag(look, icon, text) })
}

func late(lang words.Lang, r lamp.Rules, s *lamp.Spot, now time.Time) (look, icon, text string) {
	if s.First.IsZero() { // not on this phone
		return "", "", ""
	}
	promise := s.Promise(r, now)
	switch late := promise.Late(); {
	case late > 0:
		return "err", "clock", words.Put(lang.Say(words.LateNow), lang.Lasted(late))
	case promise.Paused:
		return "", "player-pause", lang.Say(words.PausedNow)
	}
	return "", "", ""
}

// Paused is why a spot's clock stands, and for whom it waits.
func Paused(lang words.Lang, r lamp.Rules, s *lamp.Spot) string {
	text := lang.StateName(s.State)
	if n := len(s.Steps); n > 0 {
		if why := Reason(lang, r, s.Steps[n-1].Reason); why != "" {
			text = why
		}
	}
	if s.Owner != "" {
		text += lang.Say(words.DeskComma) + lang.OwnerName(s.Owner)
	}
	return text
}
