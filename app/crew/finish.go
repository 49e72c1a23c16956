package crew

import (
	"encoding/json"
	"strings"

	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/photo"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// draft is what was begun of a job's end and not done yet. It outlives the page.
type draft struct {
	Cause   lamp.Cause   `json:"cause,omitempty"`
	Done    *lamp.Done   `json:"done,omitempty"` // nil: as the job is usually counted
	Photos  []photo.Hash `json:"photos,omitempty"`
	Note    string       `json:"note,omitempty"`
	Blind   bool         `json:"blind,omitempty"`   // the pole is back, and the ledger is to know
	NoPhoto bool         `json:"noPhoto,omitempty"` // they were told that there is none
}

func (d draft) empty() bool {
	return d.Cause == "" && d.Done == nil && len(d.Photos) == 0 && d.Note == "" && !d.Blind
}

// drafts are by job, with the one that was in hand last.
type drafts struct {
	Last op.ID           `json:"last,omitempty"`
	Jobs map[op.ID]draft `json:"jobs"`
}

func readDrafts(note string) drafts {
	var d drafts
	if note == "" || json.Unmarshal([]byte(note), &d) != nil || d.Jobs == nil {
		return drafts{Jobs: map[op.ID]draft{}}
	}
	return d
}

// put keeps a draft, or lets an empty one go.
func (d *drafts) put(id op.ID, one draft) {
	if one.empty() {
		delete(d.Jobs, id)
		return
	}
	d.Last, d.Jobs[id] = id, one
}

// keep changes a job's draft, here and in the note, and takes the job into hand.
func (s *jobs) keep(id op.ID, change func(*draft)) {
	d := s.drafts.Jobs[id]
	change(&d)
	s.problem = ""
	s.drafts.put(id, d)
	s.take(id)
	s.remember()
}

func (s *jobs) remember() {
	if s.port.Remember == nil {
		return
	}
	note := ""
	if len(s.drafts.Jobs) > 0 {
		b, err := json.Marshal(s.drafts)
		if err != nil { // names, numbers and words only
			panic("encode drafts: " + err.Error())
		}
		note = string(b)
	}
	s.port.Remember(draftNote, note)
}

// take makes a job the one in hand, with the photos that were taken for it.
func (s *jobs) take(id op.ID) {
	if s.open == id {
		return
	}
	s.open, s.ask, s.problem, s.folds = id, ask{}, "", folds{radar: s.folds.radar}
	s.roll.Photos = nil
	if hs := s.drafts.Jobs[id].Photos; len(hs) > 0 {
		s.roll.Fill(&s.port, s.ctx, hs)
	}
}

// leave lets go of the job in hand.
func (s *jobs) leave() {
	s.open, s.ask, s.folds = "", ask{}, folds{radar: s.folds.radar}
	s.roll.Photos = nil
}

// restore takes up the job of a link, or that of a draft after the page has been closed.
func (s *jobs) restore(app.Context) {
	if t := s.sorted().find(s.wanted); t != nil {
		s.wanted = ""
		s.take(t.job.ID)
	}
	if _, begun := s.drafts.Jobs[s.drafts.Last]; s.open != "" || !begun {
		return
	}
	if t := s.sorted().find(s.drafts.Last); t != nil {
		s.take(t.job.ID)
	}
}

// keepRoll notes the photos of the job in hand.
func (s *jobs) keepRoll() {
	id := s.open
	if id == "" { // the first of the list, which nobody had opened
		if len(s.order) == 0 {
			return
		}
		id = s.order[0]
		s.open = id
	}
	hs := s.roll.Hashes()
	s.keep(id, func(d *draft) { d.Photos, d.NoPhoto = hs, false })
}

// counted is what a job's end counts: what was set, else one lamp or one facility, and
// the fault that the cause names. It stands on the card before anybody taps done.
func counted(t *task, d draft) lamp.Done {
	if d.Done != nil {
		return *d.Done
	}
	done := lamp.Done{Lamps: 1}
	if t.spot.Fault == lamp.Facility {
		done = lamp.Done{Facilities: 1}
	}
	switch d.Cause {
	case lamp.Cable:
		done.LowVoltage = 1
	case lamp.Box:
		done.Boxes = 1
	}
	return done
}

// closing are the ops that end a job, or give it temporary light.
func (s *jobs) closing(t *task, to lamp.State) (ops []op.Op, step op.ID) {
	d, from := s.drafts.Jobs[t.job.ID], t.spot.State
	if from == lamp.Waiting { // the diagram leads from there through the repair
		ops = append(ops, lamp.Move{ID: s.port.NewID(), Spot: t.spot.ID, From: from, To: lamp.Repairing, Job: t.job.ID})
		from = lamp.Repairing
	}
	m := lamp.Move{ID: s.port.NewID(), Spot: t.spot.ID, From: from, To: to, Job: t.job.ID, Cause: d.Cause, Photos: s.roll.Hashes(), Note: strings.TrimSpace(d.Note)}
	if to == lamp.Fixed {
		m.Done = counted(t, d)
	}
	ops = append(ops, m)
	if b, wanted := s.blind(t, d, to); wanted {
		ops = append(ops, ledger.WriteBlind{Blind: b})
	}
	return ops, m.ID
}

// blind is the ledger's entry of a place that works left dark, where the spot itself
// does not say so: those of the fault "near works" the ledger counts by themselves.
func (s *jobs) blind(t *task, d draft, to lamp.State) (ledger.Blind, bool) {
	if t.spot.Fault == lamp.Works || !moved(d.Cause) || to == lamp.Fixed && !d.Blind {
		return ledger.Blind{}, false
	}
	b := ledger.Blind{ID: s.port.NewID(), Road: cut(placeOf(s.lang(), s.index(), t.spot), ledger.MaxRoad), District: t.spot.District, Point: t.spot.Point,
		Found: t.spot.First, Cure: ledger.MovedBack, Cured: s.port.Now(), Spots: []op.ID{t.spot.ID}, Photos: s.roll.Hashes()}
	if to == lamp.TempLit {
		b.Cure = ledger.Temporary
	}
	return b, true
}

// moved reports whether works had moved the pole.
func moved(c lamp.Cause) bool { return c == lamp.MovedForWorks }

// cut keeps the first characters of a text.
func cut(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}

// dark reports whether a lamp must burn now where the spot is.
func (s *jobs) dark(spot *lamp.Spot) bool {
	at := geo.City
	if spot.Point != nil {
		at = *spot.Point
	}
	return geo.Dark(s.port.Now(), at)
}
