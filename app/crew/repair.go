package crew

import (
	"strings"
	"time"

	"denghuo/app/frame"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/shots"
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// repair is the screen at /staff/repair: what was repaired without a job.
type repair struct {
	app.Compo
	base

	road, when, note string
	cause            lamp.Cause
	done             lamp.Done
	roll             shots.Roll
	spot             whereabouts
	saved            bool
	sheet            int // a new one each time, so that its fields are new
	past             []entry
}

// Repair is the screen at /staff/repair.
func Repair(p frame.Port) app.Composer {
	s := &repair{base: base{port: p}, done: lamp.Done{Lamps: 1}}
	s.roll.Most = ledger.MaxPhotos
	return s
}

func (s *repair) OnPreRender(ctx app.Context) { s.OnNav(ctx) }

func (s *repair) OnNav(ctx app.Context) { ctx.Page().SetTitle(s.lang().Say(words.RepairTitle)) }

func (s *repair) OnMount(ctx app.Context) {
	s.ctx = ctx
	s.read()
	s.stop = []func(){s.port.Watch(func() { ctx.Dispatch(func(app.Context) { s.read() }) }), s.spot.follow(ctx, s.port, func() {})}
}

// localTime is how the browser writes a moment into a field.
const localTime = "2006-01-02T15:04"

// Render is the form, and what this person wrote before.
func (s *repair) Render() app.UI {
	lang := s.lang()
	opts := frame.Opts{Tab: frame.Repair, Title: lang.Say(words.RepairTitle), Sub: lang.Say(words.RepairSub), Back: string(frame.Jobs), Plain: true}
	if !staff(s.port.Me()) {
		return frame.Page(s.port, opts, door(lang, words.JobsNo))
	}
	opts.Wide, opts.Above = true, s.bar("zz-submit", "keep", "check", lang.Say(words.RepairSave), s.roll.Busy(), s.keep)
	n := words.Int(s.sheet)
	return frame.Page(s.port, opts,
		kit.Live(kit.Maybe(s.saved, func() app.UI {
			return app.P().ID("kept").Class("zz-done2").Body(kit.Icon("check"), app.Text(lang.Say(words.DidWork)))
		})),
		kit.Card("", nil,
			kit.Field{ID: "road-" + n, Label: lang.Say(words.RepairRoad), Inside: lang.Say(words.RoadHint), Most: ledger.MaxRoad, Set: func(v string) { s.road = v }}.UI(),
			kit.Field{ID: "when-" + n, Label: lang.Say(words.RepairWhen), Type: "datetime-local", Value: s.port.Now().In(words.Zone).Format(localTime), Set: func(v string) { s.when = v }}.UI(),
		),
		kit.Card(lang.Say(words.RepairWhat), nil, causes(lang, lamps.Of(s.port).Rules(), s.cause, "", func(c lamp.Cause) { s.cause = c }), steppers(lang, s.done, n, func(d lamp.Done) { s.done = d })),
		kit.Card(lang.Say(words.AfterPhoto), nil, s.roll.UI(&s.port, "shot"),
			kit.Field{ID: "note-" + n, Label: lang.Say(words.JobNote), Most: ledger.MaxNote, Set: func(v string) { s.note = v }}.UI()),
		s.mine(words.RepairMine, s.past, func(o op.Op) op.ID { w, _ := o.(ledger.WriteWork); return w.Work.ID }),
	)
}

// work is what was written.
func (s *repair) work() ledger.Work {
	at := s.port.Now()
	if chosen, err := time.ParseInLocation(localTime, s.when, words.Zone); err == nil {
		at = chosen
	}
	w := ledger.Work{ID: s.port.NewID(), Road: strings.TrimSpace(s.road), At: at, Lamps: s.done.Lamps, Facilities: s.done.Facilities,
		HighVoltage: s.done.HighVoltage, LowVoltage: s.done.LowVoltage, Boxes: s.done.Boxes, Cause: string(s.cause), Photos: s.roll.Hashes(), Note: strings.TrimSpace(s.note)}
	if mine := lamp.CrewsOf(s.port.View(), s.port.Me().ID); len(mine) > 0 {
		w.Crew = mine[0]
	}
	if s.spot.at != nil {
		w.District = geo.DistrictOf(*s.spot.at)
	}
	return w
}

func (s *repair) keep() {
	s.saved = false
	s.do([]op.Op{ledger.WriteWork{Work: s.work()}}, func() {
		s.saved, s.road, s.when, s.note, s.cause, s.done, s.roll.Photos = true, "", "", "", "", lamp.Done{Lamps: 1}, nil
		s.sheet++
		app.Window().Call("scrollTo", 0, 0)
	})
}

// read takes what this person wrote out of the view.
func (s *repair) read() {
	me := s.port.Me()
	s.past = nil
	ledger.Works.Each(s.port.View(), func(w ledger.Work) bool {
		if me.Same(w.By) && !w.Kept.Struck {
			s.past = append(s.past, entry{w.ID, w.At, func() (name, line string) {
				done := lamp.Done{Lamps: w.Lamps, Facilities: w.Facilities, HighVoltage: w.HighVoltage, LowVoltage: w.LowVoltage, Boxes: w.Boxes}
				return w.Road, s.join(s.lang().Moment(w.At, s.port.Now()), s.lang().DoneWords(done))
			}})
		}
		return true
	})
	s.past = lately(s.past)
}
