package sim

import (
	"denghuo/server/authority"
	"denghuo/shared/city"
	"denghuo/shared/lamp"
	book "denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
)

// vandal changes rows past all rules after an op of a street was heard: a record that
// is put as it should not be, or nothing.
type vandal func(r op.Reader, o op.Op, refused *op.Refusal) (op.Record, []person.Scope)

func (v vandal) spoil(c *town, j authority.Job) error {
	env, err := wire.DecodeEnvelope(j.Raw)
	if err != nil {
		return err
	}
	o, err := city.Decode(env.Kind, env.Op)
	if err != nil {
		return err
	}
	r := c.store.Read(nil)
	var refused *op.Refusal
	id := op.AnswerID(j.Client, env.N)
	if a, no := op.Answers.Get(r, id); no {
		refused = &a.Refusal
	}
	rec, to := v(r, o, refused)
	r.Close()
	switch rec := rec.(type) {
	case nil:
		return nil
	case op.Answer: // it is not told
		_, _, _, err := c.store.Commit([]op.Row{{Key: op.Answers.Key(id), Gone: true}})
		return err
	default:
		return c.put(op.Key{Table: tableOf(rec), ID: rec.RecordID()}, rec, to)
	}
}

func tableOf(rec op.Record) string {
	switch rec.(type) {
	case lamp.Report:
		return lamp.Reports.Name
	case lamp.Spot:
		return lamp.Spots.Name
	case lamp.Job:
		return lamp.Jobs.Name
	case lamp.OfficeNote:
		return lamp.OfficeNotes.Name
	}
	return book.Works.Name
}

func moved(no *op.Refusal) bool { return no != nil && no.Code == op.Moved }

func changesNumber(r op.Reader, o op.Op, no *op.Refusal) (op.Record, []person.Scope) {
	m, _ := o.(lamp.Merge)
	all := lamp.ReportsOf(r, m.Into)
	if no != nil || len(all) == 0 {
		return nil, nil
	}
	one := all[len(all)-1]
	one.No += "b"
	return one, one.Audience()
}

func leavesBehind(r op.Reader, o op.Op, no *op.Refusal) (op.Record, []person.Scope) {
	s, _ := o.(lamp.Split)
	all := lamp.ReportsOf(r, s.Spot)
	if no != nil || len(all) == 0 {
		return nil, nil
	}
	all[0].Spot = "another"
	return all[0], all[0].Audience()
}

func takesSecond(r op.Reader, o op.Op, no *op.Refusal) (op.Record, []person.Scope) {
	m, _ := o.(lamp.Move)
	s, ok := lamp.Spots.Get(r, m.Spot)
	if !ok || !moved(no) {
		return nil, nil
	}
	s.State, s.Steps = m.To, append(s.Steps, lamp.Step{ID: m.ID, State: m.To, At: s.First})
	return s, s.Audience()
}

func tellsNothing(_ op.Reader, _ op.Op, no *op.Refusal) (op.Record, []person.Scope) {
	if !moved(no) {
		return nil, nil
	}
	return op.Answer{}, nil
}

func closesRecalled(r op.Reader, o op.Op, no *op.Refusal) (op.Record, []person.Scope) {
	m, _ := o.(lamp.Move)
	j, ok := lamp.Jobs.Get(r, m.Job)
	if !ok || no != nil || !j.Recalled() {
		return nil, nil
	}
	j.Out, j.Closer, j.Done = lamp.Fixed, "c-1", lamp.Done{Lamps: 1}
	return j, j.Audience()
}

func countsMore(r op.Reader, o op.Op, no *op.Refusal) (op.Record, []person.Scope) {
	m, _ := o.(lamp.Move)
	s, _ := lamp.Spots.Get(r, m.Spot)
	j, ok := lamp.Jobs.Get(r, s.Job)
	if !ok || no != nil || s.State != lamp.Fixed || m.To != lamp.Fixed {
		return nil, nil
	}
	j.Done.Lamps++
	return j, j.Audience()
}

func rubsOut(r op.Reader, o op.Op, no *op.Refusal) (op.Record, []person.Scope) {
	w, _ := o.(book.WriteWork)
	work, ok := book.Works.Get(r, w.Work.ID)
	if !ok || no != nil || w.Mend == nil {
		return nil, nil
	}
	work.Kept.Was = nil
	return work, work.Audience()
}

func notesForAll(r op.Reader, o op.Op, no *op.Refusal) (op.Record, []person.Scope) {
	n, _ := o.(lamp.Note)
	note, ok := lamp.OfficeNotes.Get(r, n.ID)
	if !ok || no != nil {
		return nil, nil
	}
	return note, []person.Scope{person.Public}
}

func wordsForAll(r op.Reader, o op.Op, no *op.Refusal) (op.Record, []person.Scope) {
	s, _ := o.(lamp.Submit)
	one, ok := lamp.Reports.Get(r, s.ID)
	if !ok || no != nil {
		return nil, nil
	}
	return one, []person.Scope{person.Public}
}
