package triage

import (
	"slices"
	"strings"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// listed is the list as it stands on the screen. It is chosen anew when the clerk
// chooses or does something, and when rows change that nobody is looking at; else it
// stands still and says what has come.
type listed struct {
	ids     []op.ID
	seq     uint64 // of the index it was chosen from, or compared with
	stale   bool   // to be chosen anew whatever is looked at
	shown   op.ID  // the open spot, once it was brought into view
	acted   bool   // the clerk has done something: what is done with may close
	touched bool   // the pointer is over it
	news    int    // spots that it should have and has not
	moved   bool   // it should be in another order, or have less
	typed   int    // letters so far
}

// settle brings the list up to the pile, if it may change now.
func (l *listed) settle(s *screen, ix *lamps.Index) {
	if l.ids != nil && !l.stale && l.seq == s.pile.seq {
		return
	}
	next := s.withOpen(choose(&s.pile, ix, s.q, s.eye()))
	if len(l.ids) == 0 || l.stale || s.behind() || !s.looks() {
		s.here = follows(l.ids, next, s.here)
		l.ids, l.stale, l.acted, l.news, l.moved = next, false, false, 0, false
	} else {
		l.compare(next)
	}
	l.seq = s.pile.seq
	if l.shown != s.q.spot && slices.Contains(l.ids, s.q.spot) {
		l.shown = s.q.spot
		s.point(s.q.spot)
	}
}

// withOpen has the open spot in the list, whatever is chosen: a link leads to it. One
// that the clerk is done with is closed.
func (s *screen) withOpen(ids []op.ID) []op.ID {
	if s.q.spot == "" || s.pile.find(s.q.spot) == nil || slices.Contains(ids, s.q.spot) {
		return ids
	}
	if !s.list.acted {
		return append([]op.ID{s.q.spot}, ids...)
	}
	s.q.spot, s.detail = "", detail{}
	s.ctx.Dispatch(s.address)
	return ids
}

// compare counts what the list would have if it changed now.
func (l *listed) compare(next []op.ID) {
	had := make(map[op.ID]bool, len(l.ids))
	for _, id := range l.ids {
		had[id] = true
	}
	l.news = 0
	for _, id := range next {
		if !had[id] {
			l.news++
		}
	}
	l.moved = !slices.Equal(l.ids, next)
}

// follows is the row that keys are about after the list has changed: the same, or
// the one that has taken its place.
func follows(was, is []op.ID, here op.ID) op.ID {
	at := slices.Index(was, here)
	if here == "" || at < 0 || slices.Contains(is, here) {
		return here
	}
	for _, id := range was[at:] {
		if slices.Contains(is, id) {
			return id
		}
	}
	if len(is) == 0 {
		return ""
	}
	return is[len(is)-1]
}

// behind reports whether the city is still telling what was missed: the list fills.
func (s *screen) behind() bool { return s.port.Line != nil && s.port.Line().Behind }

// looks reports whether somebody looks at the list: points at it, has scrolled into
// it, has opened or picked something, or is typing.
func (s *screen) looks() bool {
	return s.list.touched || s.q.spot != "" || len(s.picks) > 0 || s.sheet.kind != "" ||
		app.Window().Get("scrollY").Float() > 160 || typing()
}

func typing() bool {
	at := app.Window().Get("document").Get("activeElement")
	if !at.Truthy() {
		return false
	}
	tag := strings.ToUpper(at.Get("tagName").String())
	return tag == "TEXTAREA" || tag == "INPUT" && at.Get("type").String() != "checkbox"
}

// rows is the list and what is said above it.
func (s *screen) rows() app.UI {
	lang := s.lang()
	if len(s.list.ids) == 0 {
		text := words.TriageNoList
		if !s.q.narrows() {
			text = words.TriageEmpty
		}
		return app.Div().Body(s.marker(), kit.Note(lang.Say(text)))
	}
	return app.Div().Body(
		s.marker(),
		app.Div().Class("zz-list").
			OnMouseEnter(func(app.Context, app.Event) { s.list.touched = true }).
			OnMouseLeave(func(app.Context, app.Event) { s.list.touched = false }).
			Body(kit.Long{ID: rowsID, N: len(s.list.ids), Row: s.row, Show: max(0, slices.Index(s.list.ids, s.here)), Seen: s.seen}.UI()),
	)
}

const rowsID = "rows"

// marker says that the list has changed while it was looked at. It is there before
// it says something, so that it is read aloud.
func (s *screen) marker() app.UI {
	lang, text := s.lang(), ""
	switch {
	case s.list.news > 0:
		text = words.Put(lang.Say(words.DeskNews), words.Int(s.list.news))
	case s.list.moved:
		text = lang.Say(words.DeskChanged)
	}
	return app.Div().Role("status").Class("zz-news").Body(kit.Maybe(text != "", func() app.UI {
		return kit.Press("news", "zz-news__b", "refresh", text, false, func(app.Context, app.Event) { s.list.stale = true })
	}))
}

// row is one row, and what is open below it where there is no room beside the list.
func (s *screen) row(i int) app.UI {
	id := s.list.ids[i]
	ix := s.index()
	it := s.pile.find(id)
	if it == nil {
		return kit.Note(s.lang().Say(words.WasRemoved))
	}
	return app.Div().Body(
		&row{R: s.look(ix, it), S: s},
		kit.Maybe(s.q.spot == id && !s.wide, func() app.UI { return s.opened(ix, it) }),
	)
}

// beside is the open one right of the list.
func (s *screen) beside(ix *lamps.Index) app.UI {
	return kit.Maybe(s.wide, func() app.UI {
		if it := s.pile.find(s.q.spot); it != nil {
			return s.opened(ix, it)
		}
		return kit.Div("zz-card", kit.Cap(s.lang().Say(words.NothingHere)))
	})
}

// point makes a row the one that keys are about, and brings it into view.
func (s *screen) point(id op.ID) { s.here, s.seen = id, s.seen+1 }
