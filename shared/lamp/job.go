package lamp

import (
	"cmp"
	"strconv"
	"time"

	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// Job is a record: the work of one crew at one spot, from the dispatch to its end.
type Job struct {
	ID     op.ID        `json:"id"` // of the move that dispatched it
	Spot   op.ID        `json:"spot"`
	Crew   op.ID        `json:"crew"` // an ID of Rules.Crews; of an old move the crew's name
	By     person.ID    `json:"by"`
	Given  time.Time    `json:"given"`
	Begun  time.Time    `json:"begun,omitzero"`
	Ended  time.Time    `json:"ended,omitzero"` // fixed, recalled or merged; zero while it is the crew's
	Temp   time.Time    `json:"temp,omitzero"`  // when temporary light was made
	Dark   time.Time    `json:"dark,omitzero"`  // when somebody said after the end that it is still dark
	Out    State        `json:"out,omitempty"`  // fixed, waiting, templit, checked (recalled) or merged
	Cause  Cause        `json:"cause,omitempty"`
	Done   Done         `json:"done,omitzero"`
	After  []photo.Hash `json:"after,omitempty"`
	Note   string       `json:"note,omitempty"`
	Why    string       `json:"why,omitempty"`    // of waiting and of a recall
	Closer person.ID    `json:"closer,omitempty"` // who closed it
	Tapped time.Time    `json:"tapped,omitzero"`  // of the close
}

// Jobs is all that crews were ever given.
var Jobs = op.Table[Job]{Name: "job"}

// RecordID is the dispatching move's.
func (j Job) RecordID() op.ID { return j.ID }

// Audience is the staff.
func (j Job) Audience() []person.Scope { return []person.Scope{person.Staff} }

// Open reports whether the crew still has it.
func (j Job) Open() bool { return j.Ended.IsZero() }

// Recalled reports whether the crew need not go.
func (j Job) Recalled() bool { return !j.Open() && (j.Out == Checked || j.Out == Merged) }

// dispatch gives the spot to a crew.
func (m Move) dispatch(tx *op.Tx, s *Spot) error {
	j := Job{ID: m.ID, Spot: s.ID, Crew: op.ID(m.Crew), By: tx.By.ID, Given: tx.Tapped}
	if j.ID == "" {
		j.ID = numbered(*s)
	}
	if _, taken := Jobs.Get(tx, j.ID); taken {
		return op.Refuse(op.NotYours, "id")
	}
	s.Job = j.ID
	return Jobs.Put(tx, j)
}

// numbered names a job by its spot and the step that is about to be taken.
func numbered(s Spot) op.ID { return s.ID + ".j" + op.ID(strconv.Itoa(len(s.Steps))) }

// jobOf is the job that a step of the spot changes. A spot that went to its crew
// before 2026-11 gets one now. A resident's phone has none.
func jobOf(tx *op.Tx, s *Spot) (Job, bool) {
	if s.Job != "" {
		return Jobs.Get(tx, s.Job)
	}
	if tx.City == nil && !tx.By.Staff() || s.Crew == "" {
		return Job{}, false
	}
	id, st := s.dispatched()
	if id == "" {
		return Job{}, false
	}
	s.Job = id
	return Job{ID: id, Spot: s.ID, Crew: op.ID(st.Crew), By: person.City, Given: st.When()}, true
}

// dispatched is the last step that gave the spot to a crew, and the job's name.
func (s *Spot) dispatched() (job op.ID, st Step) {
	for i := len(s.Steps) - 1; i >= 0; i-- {
		if st = s.Steps[i]; st.State == Repairing && st.Crew != "" {
			return cmp.Or(st.ID, s.ID+".j"+op.ID(strconv.Itoa(i))), st
		}
	}
	return "", Step{}
}

// work carries a move into the spot's job.
func (m Move) work(tx *op.Tx, s *Spot) error {
	if m.To == Repairing && (m.From == Sent || m.From == Checked) {
		return m.dispatch(tx, s)
	}
	j, ok := jobOf(tx, s)
	if !ok {
		return nil
	}
	switch m.To {
	case Repairing:
		j.Out = ""
	case Waiting:
		j.Out, j.Why = Waiting, m.Reason
	case TempLit:
		j.Temp = tx.Tapped
		m.close(tx, &j)
	case Fixed:
		j.Ended = tx.Tapped
		m.close(tx, &j)
	case Checked:
		if !m.unmakes(tx, &j) {
			return nil
		}
	default:
		return nil
	}
	return Jobs.Put(tx, j)
}

// unmakes reports whether the job is recalled, or did not hold. One that ended before
// is not touched by a spot that is looked at anew.
func (m Move) unmakes(tx *op.Tx, j *Job) bool {
	switch m.From {
	case Fixed, Lit:
		j.Dark = tx.Tapped
	case Repairing, Waiting:
		j.Out, j.Why, j.Ended = Checked, m.Reason, tx.Tapped
	default:
		return false
	}
	return true
}

func (m Move) close(tx *op.Tx, j *Job) {
	j.Out, j.Cause, j.Done, j.After, j.Note = m.To, m.Cause, m.Done, m.Photos, m.Note
	j.Closer, j.Tapped = tx.By.ID, tx.Tapped
}

// back takes out of the job what a step of the spot did to it.
func (j *Job) back(taken, before Step) {
	switch {
	case taken.State == Repairing && (before.State == Sent || before.State == Checked):
		j.Out, j.Ended = Checked, taken.At // nobody need go: the dispatch is withdrawn
		return
	case taken.State == Checked && (before.State == Fixed || before.State == Lit):
		j.Dark = time.Time{}
		return
	case taken.State == TempLit, taken.State == Fixed:
		j.Cause, j.Done, j.After, j.Note, j.Closer, j.Tapped = "", Done{}, nil, "", "", time.Time{}
	}
	if taken.State == TempLit {
		j.Temp = time.Time{}
	}
	j.Ended, j.Out = time.Time{}, ""
	if before.State != Repairing {
		j.Out = before.State
	}
}

// afterOf is the photos of the spot's repair, for those who spoke.
func afterOf(tx *op.Tx, s Spot) []photo.Hash {
	if s.State != Fixed && s.State != Lit && s.State != Closed && s.State != TempLit {
		return nil
	}
	j, _ := Jobs.Get(tx, s.Job)
	return j.After
}

// show gives the photos of the repair to everybody who spoke, or takes them back. Only
// the city knows who did.
func show(tx *op.Tx, s Spot, after []photo.Hash) error {
	for _, by := range people(ReportsOf(tx, s.ID)) {
		v, ok := Voices.Get(tx, voiceID(s.ID, by))
		if !ok || len(v.After) == 0 && len(after) == 0 {
			continue
		}
		v.After = after
		if err := Voices.Put(tx, v); err != nil {
			return err
		}
	}
	return nil
}
