package triage

import (
	"time"

	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// look is a row as it is drawn: values only, so that go-app draws again none but the
// rows that look different.
type look struct {
	ID, Where, About, Photo, Count, Unit string
	Pick, Open                           string // what the box and the row are called
	Picked, Here, IsOpen                 bool
	Tags                                 []tag
}

type tag struct{ Look, Icon, Text string }

func (s *screen) look(ix *lamps.Index, it *item) look {
	lang, spot := s.lang(), it.spot
	where := s.where(ix, it)
	return look{
		ID: string(spot.ID), Where: where, About: lamps.Fault(lang, *ix.Rules(), spot.Fault) + lang.Say(words.DeskComma) + lang.Lasted(s.port.Now().Sub(spot.First)),
		Photo: string(firstPhoto(s, ix, spot.ID)), Count: words.Int(it.reports), Unit: lang.Say(words.DeskUnit),
		Pick:   words.Put(lang.Say(words.PickOne), where),
		Picked: s.picks[spot.ID], Here: s.here == spot.ID, IsOpen: s.q.spot == spot.ID, Tags: s.tags(it),
	}
}

// where is the place in few words: what a clerk wrote, or the first report.
func (s *screen) where(ix *lamps.Index, it *item) string {
	if it.spot.Road != "" {
		return it.spot.Road
	}
	if reports := ix.Reports(it.spot.ID); len(reports) > 0 {
		return lamps.Where(s.lang(), reports[0].Place)
	}
	return lamps.Where(s.lang(), lamp.Place{Point: it.spot.Point, Pole: it.spot.Pole})
}

// firstPhoto is one that the city has.
func firstPhoto(s *screen, ix *lamps.Index, spot op.ID) photo.Hash {
	for _, r := range ix.Reports(spot) {
		for _, h := range r.Photos {
			if lamps.PhotoThere(s.port, h) {
				return h
			}
		}
	}
	return ""
}

// tags say what is special, the worst first.
func (s *screen) tags(it *item) []tag {
	lang, now := s.lang(), s.port.Now()
	var tags []tag
	if it.danger() {
		tags = append(tags, tag{"err", "alert-triangle", lang.DangerName(it.spot.Danger)})
	}
	if it.late(now) {
		tags = append(tags, tag{"err", "", words.Put(lang.Say(words.LateBy), lang.Lasted(it.limit(now, s.pile.rules)))})
	}
	if it.spot.State != lamp.Sent {
		state := tag{"brand", "", lang.StateName(it.spot.State)}
		if it.spot.Crew != "" && it.stage == out {
			state.Text += " " + s.crewName(it.spot.Crew)
		}
		tags = append(tags, state)
	}
	if it.spot.Again > 0 {
		tags = append(tags, tag{"err", "", words.Put(lang.Say(words.AgainTag), words.Int(it.spot.Again))})
	}
	if it.likely > 0 {
		tags = append(tags, tag{"lamp", "", lang.Say(words.MaybeSame)})
	}
	if it.reports > 1 {
		tags = append(tags, tag{"lamp", "", words.Put(lang.Say(words.Doubles), words.Int(it.reports-1))})
	}
	return tags
}

// row is one spot in the list.
type row struct {
	app.Compo
	R look
	S *screen
}

func (r *row) Render() app.UI {
	l, class := r.R, "zz-trow"
	if l.Picked {
		class += " is-sel"
	}
	if l.Here {
		class += " is-here"
	}
	return app.Div().Class(class).Body(
		app.Label().Class("zz-ck").Body(app.Input().Type("checkbox").Checked(l.Picked).Aria("label", l.Pick).OnChange(r.pick)),
		app.Button().ID("open-"+l.ID).Class("zz-trow__b").Type("button").Aria("expanded", l.IsOpen).OnClick(r.open).Body(
			r.photo(),
			app.Span().Body(
				kit.B(l.Where),
				app.Span().Class("zz-case__m").Body(append([]app.UI{kit.Span("zz-cap", l.About)}, r.tags()...)...),
			),
			app.Span().Class("zz-cnt").Body(app.Text(l.Count), app.Small().Text(l.Unit)),
		),
	)
}

func (r *row) photo() app.UI {
	if r.R.Photo == "" {
		return app.Span().Class("zz-thumb").Body(kit.Icon("bulb-off"))
	}
	return app.Span().Class("zz-thumb").Aria("hidden", true).Body(app.Img().Src("/photo/"+r.R.Photo).Alt("").Loading("lazy").Attr("decoding", "async"))
}

func (r *row) tags() (tags []app.UI) {
	for _, t := range r.R.Tags {
		tags = append(tags, kit.Tag(t.Look, t.Icon, t.Text))
	}
	return tags
}

func (r *row) pick(ctx app.Context, _ app.Event) {
	r.S.here = op.ID(r.R.ID)
	r.S.picks.turn(op.ID(r.R.ID))
}

func (r *row) open(ctx app.Context, _ app.Event) { r.S.toggle(ctx, op.ID(r.R.ID)) }

// toggle opens a spot, or closes it. The way back leads to the list and not through
// every spot that was looked at.
func (s *screen) toggle(ctx app.Context, id op.ID) {
	q := s.q
	if s.here = id; q.spot == id {
		id = ""
	}
	s.list.shown = id // it is in view: it was tapped
	if q.spot == "" {
		q.spot = id
		s.show(ctx, q)
		return
	}
	q.spot = id
	s.take(q)
	s.address(ctx)
}

// limit is how long the missed deadline had given: of the repair if that is over.
func (it *item) limit(now time.Time, r *lamp.Rules) time.Duration {
	p := it.spot.Promise(*r, now)
	if !p.Repair.IsZero() && !p.Paused && now.After(p.Repair) || p.Act.IsZero() {
		return p.Repair.Sub(it.spot.First)
	}
	return p.Act.Sub(it.spot.First)
}

func (s *screen) crewName(id string) string { return lamps.Crew(s.lang(), *s.index().Rules(), id) }

func (s *screen) reasonName(text string) string {
	return lamps.Reason(s.lang(), *s.index().Rules(), text)
}
