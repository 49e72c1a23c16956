package replica_test

import (
	"errors"
	"testing"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/wire"
)

// second fails the second save from now on, once: rows are kept, what follows is not.
type second struct {
	replica.Keeper
	saves int
}

func (s *second) Save(c replica.Change) error {
	if s.saves++; s.saves == 2 {
		return errors.New("full")
	}
	return s.Keeper.Save(c)
}

// TestWhatStorageDidNotTakeIsOwed: the base has changed and what follows from it
// could not be kept. The screen shows the new base, and a heartbeat is enough to
// make up for it.
func TestWhatStorageDidNotTakeIsOwed(t *testing.T) {
	deltas := map[string]func(*testing.T, *phone) wire.Delta{
		"an_answer": func(t *testing.T, p *phone) wire.Delta {
			a := op.Answer{Client: p.Hello("", "").Client, By: me.ID, N: 1, Kind: "lamp.submit", Refusal: op.Refusal{Code: lamp.NoPlace}}
			return wire.Delta{Epoch: "e1", From: 2, To: 5, Now: now, Rows: []op.Row{p.marked(t), row(op.Answers.Key(a.RecordID()), a)}}
		},
		"a_new_epoch": func(*testing.T, *phone) wire.Delta { return wire.Delta{Epoch: "e2", From: 0, To: 5, Now: now} },
	}
	for name, delta := range deltas {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			p.report(t, "a")
			p.take(t, "e1", 0, 2)
			client := p.Hello("", "").Client
			r, err := replica.Open(&second{Keeper: p.keeper}, me, func() time.Time { return now }, func() op.ID { return "another" })
			if err != nil {
				t.Fatal(err)
			}
			d := delta(t, p)
			d.Rows = append(d.Rows, row(lamp.Spots.Key("s"), lamp.Spot{ID: "s"}))
			if err := r.Take(d); err == nil {
				t.Fatal("it says that all was kept")
			}
			if _, ok := lamp.Spots.Get(r.View(), "s"); !ok {
				t.Error("the new base is not on the screen")
			}
			if name == "an_answer" && len(r.Refused()) != 1 {
				t.Error("the person is not told of the answer")
			}
			if err := r.Take(wire.Delta{Epoch: d.Epoch, From: 5, To: 5, Now: now}); err != nil {
				t.Fatal(err)
			}
			if s, err := p.keeper.Load(); name == "an_answer" && (err != nil || len(s.Aside) != 1) {
				t.Errorf("the answer was forgotten: %v", err)
			}
			if name == "a_new_epoch" && r.Hello("", "").Client == client {
				t.Error("the new numbering was forgotten")
			}
		})
	}
}
