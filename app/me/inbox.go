package me

import (
	"sort"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// news is one line of what has happened to a lamp that concerns this person.
type news struct {
	spot op.ID
	at   time.Time
	text string
	why  string
	look string // ok, err or empty, as of kit.Tag
	calm bool   // they know it already: never unread
}

// mostNews is how many lines are shown.
const mostNews = 20

// readNote is how far the inbox was read: the time of the newest line that was shown.
const readNote = "read"

// inbox is what has happened since this person spoke, from the steps that the phone
// holds: nothing is sent for it, and it is there without a network.
func inbox(p frame.Port) (lines []news) {
	lang, ix := p.Looks().Lang, lamps.Of(p)
	since := map[op.ID]time.Time{} // by spot: what came before was no news
	for _, r := range lamps.My(p) {
		if t, ok := since[r.Spot]; !ok || r.Tapped.Before(t) {
			since[r.Spot] = r.Tapped
		}
		if r.No != "" {
			lines = append(lines, news{spot: r.Spot, at: r.Heard, text: words.Put(lang.Say(words.NewsHeard), r.No), calm: true})
		}
	}
	if p.Notes != nil {
		for _, name := range p.Notes("watch.") {
			if id := op.ID(name[len("watch."):]); since[id].IsZero() {
				since[id] = followedAt(p.Recall(name))
			}
		}
	}
	for id, from := range since {
		if s, ok := ix.Spot(id); ok {
			steps := happened(lang, *ix.Rules(), s, from)
			if m, _ := lamp.Movers.Get(p.View(), id); m.By == p.Me().ID && m.By != "" && len(steps) > 0 {
				steps[len(steps)-1].calm = true // their own tap
			}
			lines = append(lines, steps...)
			lines = append(lines, overdue(lang, *ix.Rules(), s, from, p.Now())...)
		}
	}
	sort.SliceStable(lines, func(i, j int) bool {
		if a, b := lines[i], lines[j]; !a.at.Equal(b.at) {
			return a.at.After(b.at)
		}
		return lines[i].spot < lines[j].spot // the same at each drawing
	})
	return lines[:min(len(lines), mostNews)]
}

// followedAt is when a spot was followed; of a note that cannot be read all is news.
func followedAt(note string) time.Time {
	t, err := time.Parse(time.RFC3339, note)
	if err != nil {
		return time.Time{}
	}
	return t
}

// overdue is one line of a promise that is over while somebody still waits; whose word
// it was is said with it.
func overdue(lang words.Lang, rules lamp.Rules, s *lamp.Spot, from, now time.Time) []news {
	promise := s.Promise(rules, now)
	n := news{spot: s.ID, look: "err"}
	switch {
	case promise.Late() == 0:
		return nil
	case promise.RepairLate > 0:
		n.at, n.text = promise.Repair, lang.Say(words.NewsLate)
	default:
		n.at, n.text = promise.Act, lang.Say(words.NewsUnseen)
	}
	if !promise.Announced {
		n.why = lang.Say(words.NoDeadline)
	}
	if !n.at.After(from) {
		return nil
	}
	return []news{n}
}

// happened is the steps of one spot that are news.
func happened(lang words.Lang, rules lamp.Rules, s *lamp.Spot, from time.Time) (lines []news) {
	was := lamp.State("")
	for _, st := range s.Steps {
		n := news{spot: s.ID, at: st.At, why: lamps.Reason(lang, rules, st.Reason)}
		switch st.State {
		case lamp.Returned:
			n.text, n.look = lang.Say(words.NewsReturned), "err"
		case lamp.Checked:
			n.text = lang.Say(words.NewsChecked)
			if was == lamp.Fixed || was == lamp.Lit {
				n.text = lang.Say(words.NewsDark)
			}
		case lamp.Repairing:
			n.text, n.why = lang.Say(words.NewsRepair), lamps.Crew(lang, rules, st.Crew)
		case lamp.Waiting:
			n.text = lang.Say(words.NewsWaiting)
		case lamp.TempLit:
			n.text = lang.Say(words.NewsTemp)
		case lamp.Fixed:
			n.text, n.look = lang.Say(words.NewsFixed), "ok"
		case lamp.Lit:
			n.text, n.look = lang.Say(words.NewsLit), "ok"
		case lamp.Declined:
			n.text, n.look = lang.Say(words.NewsDeclined), "err"
		case lamp.Watched:
			n.text = lang.Say(words.NewsWatched)
		case lamp.Merged:
			n.text = lang.Say(words.NewsMerged)
		}
		if was = st.State; n.text != "" && st.At.After(from) {
			lines = append(lines, n)
		}
	}
	return lines
}

// inboxCard shows the lines, those marked that came since the last look.
func (s *screen) inboxCard() app.UI {
	lang, now := s.lang(), s.port.Now()
	lines := inbox(s.port)
	if len(lines) > 0 {
		s.newest = lines[0].at
	}
	var items []app.UI
	for _, n := range lines {
		where := lang.Say(words.SpotGone)
		if spot, ok := lamps.Of(s.port).Spot(n.spot); ok {
			where = lamps.Fault(lang, *lamps.Of(s.port).Rules(), spot.Fault) + lang.Say(words.DeskComma) + lamps.Public(lang, spot)
		}
		small := lang.Moment(n.at, now) + lang.Say(words.DeskComma) + where
		if n.why != "" {
			small = n.why + lang.Say(words.DeskComma) + small
		}
		class := "zz-news"
		if n.look != "" {
			class += " zz-news--" + n.look
		}
		items = append(items, app.A().Class(class).Href("/spots/"+string(n.spot)).Body(kit.Two(n.text, small),
			kit.Maybe(n.unread(s.read), func() app.UI { return kit.Tag("lamp", "bell", lang.Say(words.NewsUnread)) })))
	}
	return kit.Block(kit.Maybe(len(items) > 0, func() app.UI { return kit.Card(lang.Say(words.Inbox), nil, items...) }))
}

func (n news) unread(read time.Time) bool { return !n.calm && n.at.After(read) }

// Unread counts the lines that came since the last look, for the tab bar. Staff have
// their desks for that.
func Unread(p frame.Port) (n int) {
	if p.Recall == nil || p.Me().Staff() {
		return 0
	}
	read := readUntil(p)
	for _, line := range inbox(p) {
		if line.unread(read) {
			n++
		}
	}
	return n
}

// readUntil is how far it was read; none yet or none to be read: all is new.
func readUntil(p frame.Port) time.Time {
	t, err := time.Parse(time.RFC3339Nano, p.Recall(readNote))
	if err != nil {
		return time.Time{}
	}
	return t
}

// keepRead notes this look.
func (s *screen) keepRead() {
	if s.newest.After(s.read) {
		s.port.Remember(readNote, s.newest.Format(time.RFC3339Nano))
	}
}
