package report

import (
	"strings"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// adding is what a person adds to their report after it was sent.
type adding struct {
	of    op.ID // the report; empty: nothing is begun
	open  bool
	place lamp.Place
	note  string
	roll  shots.Roll
}

// own is what this person said of the spot; nobody else's words are on a public page.
// More can be added while somebody still waits for light.
func (s *spot) own(one *lamp.Spot) app.UI {
	lang, me := s.lang(), s.port.Me().ID
	var cards []app.UI
	for _, r := range lamps.Of(s.port).Reports(one.ID) {
		if r.By == me && me != "" {
			cards = append(cards, s.ownOne(one, *r))
		}
	}
	return kit.Block(kit.Maybe(len(cards) > 0, func() app.UI { return kit.Card(lang.Say(words.YourWords), nil, cards...) }))
}

func (s *spot) ownOne(one *lamp.Spot, r lamp.Report) app.UI {
	lang := s.lang()
	about := lang.Moment(r.Tapped, s.port.Now()) + lang.Say(words.DeskComma)
	waits := s.waits(r.ID)
	if waits {
		about += words.Put(lang.Say(words.LocalNumber), lamps.LocalNumber(r.ID))
	} else {
		about += words.Put(lang.Say(words.Number), r.No)
	}
	parts := []app.UI{kit.Two(lamps.Where(lang, r.Place), about)}
	if r.Note != "" {
		parts = append(parts, kit.P("zz-lede", r.Note))
	}
	for _, h := range r.Photos {
		if s.port.Line().Online { // as the city has it, or how far it is
			parts = append(parts, lamps.Picture(s.port, h))
		} else {
			parts = append(parts, shots.Picture(&s.port, h))
		}
	}
	switch {
	case waits: // it can be changed and taken back where it waits
		parts = append(parts, app.A().Class("zz-btn2 zz-gap").Href("/me").Text(lang.Say(words.ChangeUnsent)))
	case one.State.Open() && s.port.Do != nil:
		parts = append(parts, s.add(one, r), kit.Block(kit.Maybe(one.State == lamp.Sent && one.Voices < 2, func() app.UI {
			return kit.Press("move-withdrawn", "zz-btn2 zz-gap", "arrow-back-up", lang.Say(words.WithdrawSpot), false, s.withdraw)
		})))
	}
	return kit.Div("zz-own", parts...)
}

// waits reports whether the city has not heard a report yet.
func (s *spot) waits(id op.ID) bool {
	if s.port.Waiting == nil {
		return false
	}
	for _, w := range s.port.Waiting() {
		if o, ok := w.Op.(lamp.Submit); ok && o.ID == id {
			return true
		}
	}
	return false
}

// add is the fold in which more is written; it stands open where the city asked.
func (s *spot) add(one *lamp.Spot, r lamp.Report) app.UI {
	lang, wanted := s.lang(), one.State == lamp.Returned
	if s.more.of != r.ID {
		s.more = adding{of: r.ID, open: wanted, place: r.Place, note: r.Note,
			roll: shots.Roll{Most: max(0, lamp.MaxPhotos-len(r.Photos)), Gallery: true}}
	}
	why := ""
	if wanted {
		why = lamps.Reason(lang, *lamps.Of(s.port).Rules(), one.Steps[len(one.Steps)-1].Reason)
	}
	title, icon := words.AddMore, "plus"
	if wanted {
		title, icon = words.MoreWanted, "info-circle"
	}
	return kit.Fold{ID: "add", Icon: icon, Title: lang.Say(title), Sub: why, Open: s.more.open,
		Set: func(open bool) { s.more.open = open }}.UI(func() app.UI {
		return kit.Block(
			kit.Block(kit.Maybe(s.more.roll.Most > 0, func() app.UI { return s.more.roll.UI(&s.port, "add-photo") })),
			kit.Field{ID: "add-words", Label: lang.Say(words.RoadLabel), Value: s.more.place.Words, Most: lamp.MaxWords,
				Set: func(v string) { s.more.place.Words = v }}.UI(),
			kit.Field{ID: "add-pole", Label: lang.Say(words.PoleLabel), Value: s.more.place.Pole, Most: lamp.MaxPole,
				Set: func(v string) { s.more.place.Pole = v }}.UI(),
			kit.Field{ID: "add-note", Label: lang.Say(words.NoteLabel), Value: s.more.note, Most: lamp.MaxNote, Rows: 2,
				Set: func(v string) { s.more.note = v }}.UI(),
			kit.Div("zz-two",
				kit.Press("add-here", "zz-btn2", "map-pin", lang.Say(words.PlaceIsHere), s.port.Place == nil, s.here),
				kit.Press("add-send", "zz-btn2 zz-btn2--yes", "send", lang.Say(words.AddSend), s.more.roll.Busy(), s.amend)))
	})
}

// here puts the report where the phone is now.
func (s *spot) here(ctx app.Context, _ app.Event) {
	lang := s.lang()
	s.problem, s.told = "", lang.Say(words.PlaceLooking)
	ctx = s.port.Page(ctx)
	ctx.Async(func() {
		at, err := s.port.Place()
		ctx.Dispatch(func(app.Context) {
			s.told = ""
			if refusal, no := op.AsRefusal(err); no {
				s.problem = lang.Refusal(refusal)
				return
			}
			s.more.place.Point = &at
			s.told = lang.Say(words.PlaceTaken) + lang.Accuracy(at.Acc)
		})
	})
}

// amend sends what is new.
func (s *spot) amend(app.Context, app.Event) {
	r, ok := lamps.Of(s.port).Report(s.more.of)
	if !ok {
		return
	}
	a := s.more.against(*r)
	a.ID = s.port.NewID()
	if err := a.Check(); err != nil {
		if refusal, no := op.AsRefusal(err); no {
			s.problem, s.told = s.lang().Refusal(refusal), ""
		}
		return
	}
	s.do(a, words.AddedNow, func() { s.more = adding{} })
}

// against is what of it the report does not say yet.
func (m *adding) against(r lamp.Report) lamp.Amend {
	a := lamp.Amend{Report: r.ID, Photos: m.roll.Hashes()}
	place := m.place
	place.Words, place.Pole = strings.TrimSpace(place.Words), strings.TrimSpace(place.Pole)
	if place.Words != r.Place.Words || place.Pole != r.Place.Pole || !samePoint(place.Point, r.Place.Point) {
		a.Place = &place
	}
	if note := strings.TrimSpace(m.note); note != r.Note {
		a.Note = note
	}
	return a
}

func samePoint(a, b *geo.Point) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
