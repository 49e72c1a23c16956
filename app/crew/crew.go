// Package crew is the phone of those who repair: today's jobs, the nearest first, each
// closed on the spot with a cause and a photo (jobs); a walk at night with one button
// for each dark lamp (walk); and repairs for which there was no job (repair).
//
// All of it works without a network, and what is done carries the time of the tap: an
// op waits in the outbox and says so at its job. What somebody else did meanwhile is
// shown beside it (clash), and nothing of either is lost. What is not done yet (a
// photo, a cause, half a walk) stands in a note on this phone; it is never called saved.
package crew

import (
	"strings"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// jobs is the screen at /staff/jobs.
type jobs struct {
	app.Compo
	base

	whose  string // a crew's ID, or all; empty: my own
	urgent bool   // by urgency, although the phone knows where it is
	spot   whereabouts
	order  []op.ID // jobs as they were put in order last
	stale  bool    // that order is not to be kept
	open   op.ID   // the job in hand
	drafts drafts
	roll   shots.Roll // the photos of the job in hand
	ask    ask
	folds  folds
	last   *deed
	lent   map[photo.Hash]bool // asked for while this line lives

	wanted     op.ID   // of a link, until that job is here
	understood []op.ID // withdrawn jobs that need not be shown any more
}

// folds are the parts of the page that are open.
type folds struct{ radar, way, counts, more bool }

// ask is the question that is open below the job in hand.
type ask struct {
	cannot bool
	text   string
	note   string // for the office
}

// Jobs is the screen at /staff/jobs.
func Jobs(p frame.Port) app.Composer {
	s := &jobs{base: base{port: p}, drafts: readDrafts(""), lent: map[photo.Hash]bool{}}
	s.roll = shots.Roll{Most: lamp.MaxPhotos, Changed: s.keepRoll}
	return s
}

func (s *jobs) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

// OnNav also reads which job a link is about.
func (s *jobs) OnNav(ctx app.Context) {
	ctx.Page().SetTitle(s.lang().Say(words.TabJobs))
	if id := op.ID(ctx.Page().URL().Query().Get("job")); op.ValidID(id) {
		s.wanted = id
	}
}

func (s *jobs) OnMount(ctx app.Context) {
	s.ctx = ctx
	if s.port.Recall != nil {
		s.drafts = readDrafts(s.port.Recall(draftNote))
		s.chosen()
	}
	s.stop = []func(){s.port.Watch(func() { ctx.Dispatch(s.changed) }), s.spot.follow(ctx, s.port, s.moved)}
	s.changed(ctx)
}

// chosen takes up whose jobs are shown, and which withdrawn ones were understood.
func (s *jobs) chosen() {
	s.whose = s.port.Recall(whoseNote)
	for _, id := range strings.Fields(s.port.Recall(seenNote)) {
		s.understood = append(s.understood, op.ID(id))
	}
}

// Recalls is how many jobs were taken back from a crew that it has not seen. The tab
// says so on every page: whoever drives is seldom on the list.
func Recalls(p frame.Port) int {
	if p.Recall == nil || !p.Me().Is(person.Crew) {
		return 0
	}
	s := &jobs{base: base{port: p}}
	s.chosen()
	return len(s.sorted().recalled)
}

// Notes of this room on the phone.
const (
	whoseNote = "crew"
	draftNote = "jobs"
	seenNote  = "recalled"
	walkNote  = "patrol"
)

// staff are those whom this room is for.
func staff(who person.Actor) bool { return who.Is(person.Crew, person.Clerk, person.Admin) }

// Render is the list with the job in hand, or the way to the door.
func (s *jobs) Render() app.UI {
	lang := s.lang()
	opts := frame.Opts{Tab: frame.Jobs, Title: lang.Say(words.TabJobs), Status: true, Work: true, Away: s.away(), Plain: true}
	if !staff(s.port.Me()) {
		return frame.Page(s.port, opts, door(lang, words.JobsNo))
	}
	all := s.sorted()
	hand := s.inHand(all)
	opts.Title = words.Put(lang.Say(words.JobsTitle), words.Int(len(all.open)))
	opts.Actions = []app.UI{s.orderButton()}
	if hand != nil {
		opts.Wide, opts.Above = true, s.thumb(hand)
	} else if s.last != nil {
		opts.Above = app.Div().Class("zz-bars").Body(s.toast())
	}
	return frame.Page(s.port, opts,
		app.Div().ID("recalled").Role("status").Body(s.recalls(all)...),
		app.Div().ID("clashes").Body(s.clashes()...),
		s.crews(),
		s.finding(),
		app.Div().Body(kit.Maybe(hand != nil, func() app.UI { return s.card(hand) })),
		kit.Block(kit.Maybe(len(all.open)+len(all.held) == 0, func() app.UI {
			return kit.Card("", nil, app.P().ID("none").Body(kit.B(lang.Say(words.JobsNone))), kit.Cap(lang.Say(words.JobsNoneSub)))
		})),
		s.others(all, hand),
		kit.List(kit.Link("walk", string(frame.Patrol), lang.Say(words.PatrolTitle), lang.Say(words.PatrolSub)),
			kit.Link("tool", string(frame.Repair), lang.Say(words.RepairTitle), lang.Say(words.RepairSub))),
	)
}

// door is what somebody sees who is not let in.
func door(lang words.Lang, why words.T) app.UI {
	return kit.Block(kit.Cap(lang.Say(why)), app.A().Class("zz-btn2 zz-gap").Href("/signin").Text(lang.Say(words.SignIn)))
}

// away is what the status says without a network.
func (s *jobs) away() string {
	if n := len(s.port.Waiting()); n > 0 {
		return words.Put(s.lang().Say(words.JobsWait), words.Int(n))
	}
	return s.lang().Say(words.JobsHere)
}

func (s *jobs) index() *lamps.Index { return lamps.Of(s.port) }

// changed is called after every change of rows, line and looks.
func (s *jobs) changed(ctx app.Context) {
	s.lend(ctx)
	s.restore(ctx)
	s.refused()
}

// refused takes away the word that something was kept once the city has said no to it.
func (s *jobs) refused() {
	if s.last == nil {
		return
	}
	undo, _ := s.last.undo.(lamp.Undo)
	for _, r := range s.port.Refused() {
		if m, ok := r.Op.(lamp.Move); ok && m.ID == undo.Step {
			s.last = nil
			return
		}
	}
}

// lend brings the photos of my jobs here as long as there is a line.
func (s *jobs) lend(ctx app.Context) {
	if s.port.Lend == nil || !s.port.Line().Online {
		s.lent = map[photo.Hash]bool{}
		return
	}
	var missing []photo.Hash
	ix := s.index()
	for _, t := range s.tasks(ix) {
		if t.job.Open() {
			for _, h := range photosOf(ix, t.spot.ID) {
				if !s.lent[h] && lamps.PhotoThere(s.port, h) {
					s.lent[h] = true
					missing = append(missing, h)
				}
			}
		}
	}
	if len(missing) > 0 {
		ctx.Async(func() { s.port.Lend(missing) })
	}
}

func photosOf(ix *lamps.Index, spot op.ID) (all []photo.Hash) {
	for _, r := range ix.Reports(spot) {
		all = append(all, r.Photos...)
	}
	return all
}

// sameDay reports whether two moments are of one day of the city.
func sameDay(a, b time.Time) bool {
	return a.In(words.Zone).Format(time.DateOnly) == b.In(words.Zone).Format(time.DateOnly)
}
