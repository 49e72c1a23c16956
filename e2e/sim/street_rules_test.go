package sim

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"denghuo/shared/lamp"
	book "denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// street is what is known of a street's lamps apart from the city's store. forget is
// for a city that was brought back: it may have heard less.
type street struct {
	reports  map[op.ID]lamp.Report // as the city took each
	steps    map[op.ID]op.ID       // whose each step is
	said     map[op.ID]said        // what a phone said is saved, by the op's own name
	pictures []photo.Arrive        // on their way

	broughtBack bool // the city was, from a backup
}

// said is an op that a phone has kept, and the job that its doer saw with the spot.
type said struct {
	by  *phone
	op  op.Op
	job op.ID
}

func newStreet() *street {
	s := &street{said: map[op.ID]said{}}
	s.forget()
	return s
}

func (s *street) forget() { s.reports, s.steps = map[op.ID]lamp.Report{}, map[op.ID]op.ID{} }

// idOf is the name that an op's doer gave it, under which the city keeps what it did.
func idOf(o op.Op) op.ID {
	mended := func(id op.ID, m *book.Mend) op.ID {
		if m != nil {
			return m.ID
		}
		return id
	}
	switch o := o.(type) {
	case lamp.Submit:
		return o.ID
	case lamp.Move:
		return o.ID
	case lamp.Merge:
		return o.ID
	case lamp.Split:
		return o.ID
	case lamp.Part:
		return o.ID
	case lamp.Undo:
		return o.ID
	case lamp.Set:
		return o.ID
	case lamp.LetOut:
		return o.ID
	case lamp.Amend:
		return o.ID
	case lamp.Begin:
		return o.ID
	case lamp.Note:
		return o.ID
	case book.WriteSection:
		return mended(o.Section.ID, o.Mend)
	case book.WriteBlind:
		return mended(o.Blind.ID, o.Mend)
	case book.WritePatrol:
		return mended(o.Patrol.ID, o.Mend)
	case book.WriteWork:
		return mended(o.Work.ID, o.Mend)
	}
	return ""
}

// jobSeen is the job of the spot that an op is about, as its doer's phone has it.
func jobSeen(view op.Reader, o op.Op) op.ID {
	m, _ := o.(lamp.Move)
	s, _ := lamp.Spots.Get(view, m.Spot)
	return s.Job
}

// look is what must hold of a street after every commit.
func (s *street) look(r op.Reader) error {
	at := map[op.ID][]lamp.Report{}
	all := lamp.Reports.All(r)
	for _, now := range all {
		first, had := s.reports[now.ID]
		if !had {
			s.reports[now.ID], first = now, now
		}
		if now.No != first.No || now.By != first.By || !now.Heard.Equal(first.Heard) {
			return fmt.Errorf("report %s was number %s of %s and is number %s of %s", now.ID, first.No, first.By, now.No, now.By)
		}
		at[now.Spot] = append(at[now.Spot], now)
	}
	if len(all) != len(s.reports) {
		return fmt.Errorf("%d reports were taken, %d are there", len(s.reports), len(all))
	}
	jobs := map[op.ID]lamp.Job{}
	for _, j := range lamp.Jobs.All(r) {
		jobs[j.ID] = j
	}
	spots := map[op.ID]lamp.Spot{}
	for _, spot := range lamp.Spots.All(r) {
		spots[spot.ID] = spot
		if err := gathers(r, spot, at[spot.ID], jobs); err != nil {
			return err
		}
		if err := s.walked(spot, jobs); err != nil {
			return err
		}
	}
	for _, j := range jobs {
		spot := spots[j.Spot]
		if held := spot.Job == j.ID && slices.Contains(withCrew, spot.State); j.Open() != held {
			return fmt.Errorf("job %s is open: %v; its spot %s has job %s and is %s", j.ID, j.Open(), spot.ID, spot.Job, spot.State)
		}
	}
	return s.kept(r, spots)
}

var withCrew = []lamp.State{lamp.Repairing, lamp.Waiting, lamp.TempLit}

// gathers: a spot has its reports and counts them, their people have a voice and see
// the photos of its repair; a merged one has none.
func gathers(r op.Reader, spot lamp.Spot, reports []lamp.Report, jobs map[op.ID]lamp.Job) error {
	if (spot.State == lamp.Merged) != (len(reports) == 0) || (spot.State == lamp.Merged) != (spot.Into != "") {
		return fmt.Errorf("spot %s is %s into %q with %d reports: %+v", spot.ID, spot.State, spot.Into, len(reports), spot.Steps)
	}
	told := map[op.ID]bool{}
	for _, one := range lamp.ReportsOf(r, spot.ID) {
		told[one.ID] = true
	}
	after, mended := jobs[spot.Job].After, spot.State == lamp.Fixed || spot.State == lamp.TempLit
	photos := 0
	for _, one := range reports {
		photos += len(one.Photos)
		if !told[one.ID] {
			return fmt.Errorf("spot %s does not list its report %s", spot.ID, one.ID)
		}
		if v, ok := lamp.VoiceOf(r, spot.ID, one.By); !ok || mended && !slices.Equal(v.After, after) {
			return fmt.Errorf("%s has a voice about %s: %v, and is shown %v of %v", one.By, spot.ID, ok, v.After, after)
		}
	}
	if len(told) != len(reports) || photos != spot.Photos {
		return fmt.Errorf("spot %s lists %d reports of %d, and %d photos of %d", spot.ID, len(told), len(reports), spot.Photos, photos)
	}
	return nil
}

// drawn is the diagram as NOTES-field draws it, apart from the one in the code.
var drawn = map[lamp.State]string{
	"sent": "checked returned declined watched repairing withdrawn merged", "returned": "sent declined watched merged",
	"checked": "repairing declined watched merged", "repairing": "waiting templit fixed checked merged",
	"waiting": "repairing checked merged", "templit": "repairing fixed", "fixed": "lit checked", "lit": "checked closed",
	"watched": "lit checked", "declined": "checked sent", "merged": "sent returned checked repairing waiting",
}

// walked: a spot's steps are drawn, each was taken from what its doer saw, and its jobs
// were closed once, by whoever had them.
func (s *street) walked(spot lamp.Spot, jobs map[op.ID]lamp.Job) error {
	var before lamp.Step
	var job op.ID
	closed := map[op.ID]op.ID{}
	for i, st := range spot.Steps {
		if i > 0 && !slices.Contains(strings.Fields(drawn[before.State]), string(st.State)) || i == 0 && st.State != lamp.Sent {
			return fmt.Errorf("spot %s went from %s to %s, which is not drawn", spot.ID, before.State, st.State)
		}
		if st.State == lamp.Repairing && st.Crew != "" {
			job = st.ID
		}
		if err := s.saw(spot, before, st, job); err != nil {
			return err
		}
		if st.State == lamp.Fixed {
			if closed[job] != "" {
				return fmt.Errorf("job %s is closed by %s and by %s", job, closed[job], st.ID)
			}
			closed[job] = st.ID
		}
		before = st
	}
	if before.State != spot.State {
		return fmt.Errorf("spot %s is %s and came to %s", spot.ID, spot.State, before.State)
	}
	for id, j := range jobs {
		if j.Spot != spot.ID {
			continue
		}
		if err := s.closing(j, closed[id]); err != nil {
			return err
		}
	}
	return nil
}

// saw: the step was taken from the state, and about the job, that its doer saw. Who
// saw none, since others had brought light, says nothing about one.
func (s *street) saw(spot lamp.Spot, before, st lamp.Step, job op.ID) error {
	did := s.said[st.ID]
	switch o := did.op.(type) {
	case lamp.Move:
		if o.From != before.State || o.To != st.State || o.Spot != spot.ID {
			return fmt.Errorf("step %s of %s went from %s to %s; its doer saw %s and wanted %s", st.ID, spot.ID, before.State, st.State, o.From, o.To)
		}
		if job != "" && st.ID != job && did.job != "" && did.job != job && slices.Contains(aboutJob, o.From) {
			return fmt.Errorf("step %s of %s (%s to %s) is about the job %q; its doer saw %q", st.ID, spot.ID, before.State, st.State, job, did.job)
		}
	case lamp.Merge:
		if o.From != before.State {
			return fmt.Errorf("%s was merged as %s; its doer saw %s", spot.ID, before.State, o.From)
		}
	}
	return nil
}

// aboutJob are the states in which a spot is with a crew, or is what a crew has made it.
var aboutJob = []lamp.State{lamp.Repairing, lamp.Waiting, lamp.TempLit, lamp.Fixed, lamp.Lit}

// closing: what a job says of its end is what the step that closed it said. One that
// was recalled has none.
func (s *street) closing(j lamp.Job, by op.ID) error {
	if (j.Out == lamp.Fixed) != (by != "") {
		return fmt.Errorf("job %s ended as %q; it was closed by %q", j.ID, j.Out, by)
	}
	did, ours := s.said[by]
	if m, ok := did.op.(lamp.Move); ours && ok && (j.Closer != did.by.who.ID || j.Done != m.Done || j.Note != m.Note || !slices.Equal(j.After, m.Photos)) {
		return fmt.Errorf("job %s says %s closed it with %+v; that was %s with %+v", j.ID, j.Closer, j.Done, did.by.who.ID, m.Done)
	}
	if j.Recalled() && j.Closer != "" && j.Temp.IsZero() {
		return fmt.Errorf("job %s was recalled, and %s closed it", j.ID, j.Closer)
	}
	return nil
}

// kept: no step is lost but one that was taken back, and the ledger's figures stand on
// what is there.
func (s *street) kept(r op.Reader, spots map[op.ID]lamp.Spot) error {
	for _, spot := range spots {
		for _, st := range spot.Steps {
			if st.ID != "" {
				s.steps[st.ID] = spot.ID
			}
		}
	}
	past := map[op.ID]lamp.Past{}
	for _, p := range lamp.Pasts.All(r) {
		past[p.Spot] = p
	}
	for step, spot := range s.steps {
		if !has(spots[spot], step) && !slices.Contains(past[spot].Did, step) {
			return fmt.Errorf("the step %s of %s is gone, and nobody took it back", step, spot)
		}
	}
	return evidence(r)
}

func has(s lamp.Spot, step op.ID) bool {
	return slices.ContainsFunc(s.Steps, func(st lamp.Step) bool { return st.ID == step })
}

// evidence: each counted figure is the sum of records that are there, are not struck
// out, and say so much.
func evidence(r op.Reader) error {
	n := map[book.Name]int{}
	there := map[op.Key]bool{}
	count := func(k op.Key, struck bool, figures map[book.Name]int) {
		if struck {
			return
		}
		there[k] = true
		for name, of := range figures {
			n[name] += of
		}
	}
	for _, p := range book.Patrols.All(r) {
		count(book.Patrols.Key(p.ID), p.Kept.Struck, map[book.Name]int{book.DivPatrols: len(p.Roads), book.DivWay: p.Metres, book.DivBoxes: p.Boxes})
	}
	for _, s := range book.Sections.All(r) {
		count(book.Sections.Key(s.ID), s.Kept.Struck || s.Lit.IsZero() || slices.ContainsFunc(s.Spots, func(id op.ID) bool { return temporary(r, id) }), map[book.Name]int{book.AddSections: 1, book.AddKm: s.Metres})
	}
	for _, w := range book.Works.All(r) {
		count(book.Works.Key(w.ID), w.Kept.Struck, map[book.Name]int{book.DivLamps: w.Lamps, book.DivFaults: w.HighVoltage + w.LowVoltage, book.DivMended: w.Boxes})
	}
	for _, j := range lamp.Jobs.All(r) {
		count(lamp.Jobs.Key(j.ID), j.Out != lamp.Fixed || !j.Dark.IsZero(), map[book.Name]int{book.DivLamps: j.Done.Lamps, book.DivFaults: j.Done.LowVoltage, book.DivMended: j.Done.Boxes})
	}
	for _, b := range book.Blinds.All(r) {
		count(book.Blinds.Key(b.ID), b.Kept.Struck, nil)
	}
	for _, s := range lamp.Spots.All(r) {
		count(lamp.Spots.Key(s.ID), s.State == lamp.Merged || s.Fault != lamp.Works, nil)
	}
	for _, f := range book.Figures(r, time.Time{}, time.Time{}, time.Time{}).Figures {
		sum := 0
		for _, part := range f.Parts {
			if sum += part.N; !there[part.Of] {
				return fmt.Errorf("the figure %s counts %s, which is none of it", f.Name, part.Of)
			}
		}
		if want, simple := n[f.Name]; sum != f.Value || simple && want != sum {
			return fmt.Errorf("the figure %s is %d, its parts are %d, their records say %d", f.Name, f.Value, sum, want)
		}
	}
	return nil
}

// temporary reports whether a spot, or the one that it was merged into, has temporary
// light: a stretch with such a one is not lit.
func temporary(r op.Reader, id op.ID) bool {
	s, _ := lamp.Spots.Get(r, id)
	for s.State == lamp.Merged {
		s, _ = lamp.Spots.Get(r, s.Into)
	}
	return s.State == lamp.TempLit
}

// private: what was written for few is told to nobody else, whatever the row says of
// its readers.
func private(row op.Row, who person.Actor) error {
	if who.Staff() {
		return nil
	}
	if bytes.Contains(row.Body, []byte(office)) {
		return fmt.Errorf("%s is told %s, which the office wrote for itself: %s", who.ID, row.Key, row.Body)
	}
	for _, part := range bytes.Split(row.Body, []byte(privacy))[1:] {
		if !bytes.HasPrefix(part, []byte(who.ID+":")) {
			return fmt.Errorf("%s is told %s, in which somebody else speaks: %s", who.ID, row.Key, row.Body)
		}
	}
	return nil
}

// heeded: what a phone said is saved has come about, or its person has been told no.
func (w *world) heeded(r op.Reader) error {
	if w.street == nil {
		return nil
	}
	for id, did := range w.street.said {
		if did.by.rolled || did.by.apart || w.street.done(r, id, did) || w.wasTold(id, did.by.who.ID) {
			continue
		}
		return fmt.Errorf("%s did %s (%+v): it is not there, and nobody was told", did.by.who.ID, did.op.Kind().Name, did.op)
	}
	return nil
}

// wasTold reports whether one of the person's phones shows the op as refused.
func (w *world) wasTold(id op.ID, who person.ID) bool {
	for _, p := range w.phones {
		if p.who.ID != who {
			continue
		}
		for _, no := range p.page.Refused() {
			if no.Op != nil && idOf(no.Op) == id {
				return true
			}
		}
	}
	return false
}

// done reports whether an op has left its trace.
func (s *street) done(r op.Reader, id op.ID, did said) bool {
	took := func(spot op.ID) bool {
		now, _ := lamp.Spots.Get(r, spot)
		past, _ := lamp.Pasts.Get(r, spot)
		return has(now, id) || slices.Contains(past.Did, id)
	}
	wrote := func(k book.Kept, there bool, mend *book.Mend) bool {
		return there && (mend == nil || slices.ContainsFunc(k.Was, func(was book.Was) bool { return was.ID == mend.ID }))
	}
	switch o := did.op.(type) {
	case lamp.Submit:
		_, ok := lamp.Reports.Get(r, o.ID)
		return ok
	case lamp.Move:
		return took(o.Spot) || s.alike(r, did)
	case lamp.Merge:
		return took(o.Spot)
	case lamp.Split:
		return took(o.Spot)
	case lamp.Undo:
		return took(o.Spot)
	case lamp.Set:
		return took(o.Spot)
	case lamp.LetOut:
		return took(o.Spot)
	case lamp.Part:
		return took(o.To)
	case lamp.Amend:
		one, _ := lamp.Reports.Get(r, o.Report)
		return slices.Contains(one.Amended, id)
	case lamp.Begin:
		j, _ := lamp.Jobs.Get(r, o.Job)
		return !j.Begun.IsZero()
	case lamp.Note:
		note, _ := lamp.OfficeNotes.Get(r, id)
		return note.Text == o.Text
	case book.WriteSection:
		e, ok := book.Sections.Get(r, o.Section.ID)
		return wrote(e.Kept, ok, o.Mend)
	case book.WriteBlind:
		e, ok := book.Blinds.Get(r, o.Blind.ID)
		return wrote(e.Kept, ok, o.Mend)
	case book.WritePatrol:
		e, ok := book.Patrols.Get(r, o.Patrol.ID)
		return wrote(e.Kept, ok, o.Mend)
	case book.WriteWork:
		e, ok := book.Works.Get(r, o.Work.ID)
		return wrote(e.Kept, ok, o.Mend)
	}
	return false
}

// alike: the same person has brought the spot there by another step, or by taking one
// back, so that nothing was left to do. In a city that was brought back it may also
// stand where a report put it, since the step between is not heard again yet.
func (s *street) alike(r op.Reader, did said) bool {
	m := did.op.(lamp.Move)
	if s.broughtBack && m.To == lamp.Sent {
		return true
	}
	past, _ := lamp.Pasts.Get(r, m.Spot)
	for id, other := range s.said {
		if id == m.ID || other.by.who.ID != did.by.who.ID || s.steps[id] != m.Spot && !slices.Contains(past.Did, id) {
			continue
		}
		to := m.To // of an Undo
		switch o := other.op.(type) {
		case lamp.Move:
			to = o.To
		case lamp.Amend: // of what was returned
			to = lamp.Sent
		case lamp.Submit: // about what was repaired
			to = lamp.Checked
		}
		if to == m.To {
			return true
		}
	}
	return false
}
