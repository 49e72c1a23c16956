package book

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"denghuo/app/door"
	"denghuo/app/kit"
	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// inputs are the fields of a form. Their names are those that refusals have.
func (s *write) inputs() []app.UI {
	note := s.text("note", words.FieldNote, words.T{}, ledger.MaxNote)
	road := s.text("road", words.FieldRoad, words.T{}, ledger.MaxRoad)
	switch s.kind {
	case kSection:
		return []app.UI{road, s.text("ends", words.FieldEnds, words.T{}, ledger.MaxRoad),
			s.one("kind", words.FieldKind, []choice{{string(ledger.Dark), s.lang().Say(words.KindDark)}, {string(ledger.NoLamp), s.lang().Say(words.KindNoLamp)}}),
			s.number("metres", words.FieldMetres), s.districts(), s.day("begun", words.FieldBegun, words.T{}), s.day("lit", words.FieldLit, words.HintLit), s.reports(), note}
	case kBlind:
		return []app.UI{s.finder(), road, s.districts(), s.day("found", words.FieldFound, words.T{}),
			s.one("cure", words.FieldCure, s.cures()), s.day("cured", words.FieldCured, words.T{}), s.reports(), note}
	case kPatrol:
		return []app.UI{s.moment("began", words.FieldBegan), s.moment("ended", words.FieldEnded),
			s.text("roads", words.FieldRoads, words.HintRoads, 4000), s.number("metres", words.FieldMetres), s.number("boxes", words.FieldBoxes), s.crews(), note}
	}
	return []app.UI{s.finder(), road, s.districts(), s.moment("at", words.FieldAt), kit.Div("zz-grid zz-grid--2",
		s.number("lamps", words.FieldLamps), s.number("facilities", words.FieldFacil), s.number("high", words.FieldHigh), s.number("low", words.FieldLow), s.number("boxes", words.FieldBoxes)),
		s.one("cause", words.FieldCause, s.causes()), s.crews(), note}
}

func (s *write) cures() (all []choice) {
	for _, c := range ledger.Cures {
		all = append(all, choice{string(c), s.lang().Say(cureNames[c])})
	}
	return all
}

func (s *write) causes() []choice {
	all := []choice{{"", s.lang().Say(words.NotChosen)}}
	for _, c := range lamps.Of(s.port).Rules().Causes {
		if !c.Off || string(c.ID) == s.draft["cause"] {
			all = append(all, choice{string(c.ID), s.lang().Pick(c.Zh, c.En)})
		}
	}
	return all
}

func (s *write) districts() app.UI {
	lang, all := s.lang(), []choice{{"", s.lang().Say(words.NotChosen)}}
	for _, d := range lamps.Of(s.port).Rules().Districts {
		if !d.Off || d.ID == s.draft["district"] {
			all = append(all, choice{d.ID, lang.Pick(d.Zh, d.En)})
		}
	}
	return s.one("district", words.FactDistrict, all)
}

func (s *write) crews() app.UI {
	lang, all := s.lang(), []choice{{"", s.lang().Say(words.NotChosen)}}
	for _, c := range lamps.Of(s.port).Rules().Crews {
		if !c.Off || string(c.ID) == s.draft["crew"] {
			all = append(all, choice{string(c.ID), lang.Pick(c.Zh, c.En)})
		}
	}
	return s.one("crew", words.FieldCrew, all)
}

// reports is the numbers of reports that a stretch or a corner came from.
func (s *write) reports() app.UI {
	return s.text("spots", words.FieldReports, words.HintReports, 1000)
}

// numbers writes places by the number of the first report of each. One whose reports
// are not on this phone is written by its own name, which places reads as well.
func (s *write) numbers(spots []op.ID) string {
	ix := lamps.Of(s.port)
	var all []string
	for _, spot := range spots {
		name := string(spot)
		if said := ix.Reports(spot); len(said) > 0 && said[0].No != "" {
			name = said[0].No
		}
		all = append(all, name)
	}
	return strings.Join(all, "、")
}

// places finds the places of numbers; each once.
func (s *write) places(r *reading) (spots []op.ID) {
	names := roadsOf(r.text("spots"))
	if len(names) == 0 {
		return nil
	}
	ix, at := lamps.Of(s.port), map[string]op.ID{}
	for _, spot := range ix.Spots() {
		at[string(spot.ID)] = spot.ID
		for _, said := range ix.Reports(spot.ID) {
			at[said.No] = spot.ID
		}
	}
	if e, ok := factsOf(s.old); ok {
		for _, spot := range e.spots {
			at[string(spot)] = spot
		}
	}
	for _, name := range names {
		spot, ok := at[strings.ToUpper(name)]
		if !ok {
			spot, ok = at[name]
		}
		if !ok {
			r.wrong("spots")
		} else if !slices.Contains(spots, spot) {
			spots = append(spots, spot)
		}
	}
	return spots
}

// finder is a pole number that fills road and district in.
func (s *write) finder() app.UI {
	lang := s.lang()
	return kit.Block(s.text("pole", words.FieldPole, words.HintPole, lamp.MaxPole),
		kit.Press("w-find", "zz-btn2", "search", lang.Say(words.FindPole), s.busy, s.find),
		kit.Live(kit.Maybe(s.pole != "", func() app.UI { return kit.Note(s.pole) })))
}

func (s *write) lookUp(no string) (door.Pole, error) {
	if s.port.Door != nil {
		p, err := s.port.Door.Pole(no)
		if refusal, ok := op.AsRefusal(err); err == nil || !ok || refusal.Code != door.NoLine {
			return p, err
		}
	}
	if at, ok := ledger.PlaceOf(s.port.View(), no); ok {
		return door.Pole{Pole: no, Point: &at}, nil
	}
	return door.Pole{}, op.Refuse(door.NoLine, "pole")
}

// found puts what the inventory says where nothing was typed yet.
func (s *write) found(p door.Pole) {
	lang := s.lang()
	s.point = p.Point
	if p.Road != "" && strings.TrimSpace(s.draft["road"]) == "" {
		s.draft["road"] = p.Road
		kit.Refill(s.element("road"), p.Road)
	}
	for _, d := range lamps.Of(s.port).Rules().Districts {
		if p.District != "" && (p.District == d.ID || p.District == d.Zh) {
			s.draft["district"] = d.ID
		}
	}
	said := strings.TrimSpace(p.Road + " " + p.District)
	if said == "" {
		said = lamps.Where(lang, lamp.Place{Pole: p.Pole, Point: p.Point})
	}
	s.pole = words.Put(lang.Say(words.PoleFound), said)
}

// Forms of times in fields.
const (
	dayForm    = "2006-01-02"
	momentForm = "2006-01-02T15:04"
)

func stampText(t time.Time) string { return t.In(words.Zone).Format(momentForm) }

func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(words.Zone).Format(dayForm)
}

// fill takes an entry into the form.
func (s *write) fill(rec any) {
	d := s.draft
	number := func(name string, n int) {
		if n != 0 {
			d[name] = words.Int(n)
		}
	}
	switch r := rec.(type) {
	case *ledger.Section:
		d["road"], d["ends"], d["kind"], d["district"], d["note"] = r.Road, r.Ends, string(r.Kind), r.District, r.Note
		d["begun"], d["lit"] = dayText(r.Begun), dayText(r.Lit)
		number("metres", r.Metres)
		s.kept, d["spots"] = r.Photos, s.numbers(r.Spots)
	case *ledger.Blind:
		d["road"], d["district"], d["note"], d["cure"] = r.Road, r.District, r.Note, string(r.Cure)
		d["found"], d["cured"] = dayText(r.Found), dayText(r.Cured)
		s.kept, s.point, d["spots"] = r.Photos, r.Point, s.numbers(r.Spots)
	case *ledger.Work:
		d["road"], d["district"], d["note"], d["cause"], d["crew"], d["at"] = r.Road, r.District, r.Note, r.Cause, string(r.Crew), stampText(r.At)
		for name, n := range map[string]int{"lamps": r.Lamps, "facilities": r.Facilities, "high": r.HighVoltage, "low": r.LowVoltage, "boxes": r.Boxes} {
			number(name, n)
		}
		s.kept = r.Photos
	case *ledger.Patrol:
		d["roads"], d["note"], d["crew"], d["began"], d["ended"] = strings.Join(r.Roads, "、"), r.Note, string(r.Crew), stampText(r.Began), stampText(r.Ended)
		number("metres", r.Metres)
		number("boxes", r.Boxes)
	}
	if e, ok := factsOf(rec); ok {
		s.strike = e.kept.Struck
	}
}

// reading takes values out of a draft and keeps the first thing that is wrong.
type reading struct {
	draft map[string]string
	err   error
}

func (r *reading) text(name string) string { return strings.TrimSpace(r.draft[name]) }

func (r *reading) wrong(name string) {
	if r.err == nil {
		r.err = op.Refuse(op.Malformed, name)
	}
}

func (r *reading) number(name string) int {
	text := r.text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > math.MaxInt32 {
		r.wrong(name)
	}
	return n
}

func (r *reading) time(name, form string) time.Time {
	text := r.text(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation(form, text[:min(len(text), len(form))], words.Zone)
	if err != nil {
		r.wrong(name)
	}
	return t.UTC()
}

// made is the op that the form says, and the entry's ID.
func (s *write) made() (o op.Op, id op.ID, err error) {
	r := &reading{draft: s.draft}
	photos := append(slices.Clone(s.kept), s.roll.Hashes()...)
	mend := s.mend(r)
	if id = s.of; id == "" {
		id = s.port.NewID()
	}
	switch s.kind {
	case kSection:
		l := ledger.Section{ID: id, Road: r.text("road"), Ends: r.text("ends"), Kind: ledger.Kind(r.text("kind")), Metres: r.number("metres"), District: r.text("district"),
			Begun: r.time("begun", dayForm), Lit: r.time("lit", dayForm), Photos: photos, Note: r.text("note")}
		if l.Kind == "" {
			l.Kind = ledger.Dark // the first of the list
		}
		l.Spots = s.places(r)
		o = ledger.WriteSection{Section: l, Mend: mend}
	case kBlind:
		b := ledger.Blind{ID: id, Road: r.text("road"), District: r.text("district"), Point: s.point, Found: r.time("found", dayForm), Cure: ledger.Cure(r.text("cure")),
			Cured: r.time("cured", dayForm), Photos: photos, Note: r.text("note")}
		b.Spots = s.places(r)
		o = ledger.WriteBlind{Blind: b, Mend: mend}
	case kPatrol:
		p := ledger.Patrol{ID: id, Crew: op.ID(r.text("crew")), Began: r.time("began", momentForm), Ended: r.time("ended", momentForm), Metres: r.number("metres"),
			Roads: roadsOf(r.text("roads")), Boxes: r.number("boxes"), Note: r.text("note")}
		if was, ok := s.old.(*ledger.Patrol); ok {
			p.Track, p.Spots = was.Track, was.Spots
		}
		o = ledger.WritePatrol{Patrol: p, Mend: mend}
	default:
		o = ledger.WriteWork{Work: ledger.Work{ID: id, Crew: op.ID(r.text("crew")), Road: r.text("road"), District: r.text("district"), At: r.time("at", momentForm), Lamps: r.number("lamps"),
			Facilities: r.number("facilities"), HighVoltage: r.number("high"), LowVoltage: r.number("low"), Boxes: r.number("boxes"), Cause: r.text("cause"),
			Photos: photos, Note: r.text("note")}, Mend: mend}
	}
	return o, id, r.err
}

// mend says which text was seen, so that who comes second is told.
func (s *write) mend(r *reading) *ledger.Mend {
	e, ok := factsOf(s.old)
	if !ok {
		return nil
	}
	return &ledger.Mend{ID: s.port.NewID(), Seen: len(e.kept.Was), Why: r.text("why"), Strike: s.strike}
}

// roadsOf takes roads apart: each time that one was gone is one.
func roadsOf(text string) (roads []string) {
	for _, road := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;\n", r) }) {
		if road = strings.TrimSpace(road); road != "" {
			roads = append(roads, road)
		}
	}
	return roads
}
