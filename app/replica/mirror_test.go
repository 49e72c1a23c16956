package replica_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// A mirror shows after each change what the writer shows.
func TestMirrorFollows(t *testing.T) {
	p := open(t)
	p.report(t, "before")
	var changes []replica.Change
	p.Tell(func(c replica.Change) { changes = append(changes, c) })
	m := replica.Mirror(p.State(nil), me, func() time.Time { return now })
	same := func(when string) {
		t.Helper()
		for _, c := range changes {
			m.Follow(c)
		}
		changes = nil
		if !reflect.DeepEqual(p.Waiting(), m.Waiting()) || !reflect.DeepEqual(p.Refused(), m.Refused()) {
			t.Fatalf("%s: waiting %+v and %+v, refused %+v and %+v", when, p.Waiting(), m.Waiting(), p.Refused(), m.Refused())
		}
		for _, table := range []string{"report", "spot", "voice"} {
			if a, b := rowsOf(p.View(), table), rowsOf(m.View(), table); !reflect.DeepEqual(a, b) {
				t.Fatalf("%s: %s %v and %v", when, table, a, b)
			}
		}
	}
	same("at first")
	p.report(t, "a")
	same("an op")
	p.report(t, "b")
	if err := p.Withdraw(2); err != nil {
		t.Fatal(err)
	}
	same("taken back")
	if err := p.Rewrite(1, lamp.Submit{ID: "z", Spot: "z", Fault: lamp.Works, Place: lamp.Place{Words: "w"}}); err != nil {
		t.Fatal(err)
	}
	same("changed")
	p.Offer(2)
	same("offered")
	client := p.Hello("", "").Client
	no := op.Answer{Client: client, By: me.ID, N: 2, Kind: "lamp.submit", Refusal: op.Refusal{Code: lamp.NoPlace}}
	p.take(t, "e", 0, 3, p.marked(t), row(op.Answers.Key(no.RecordID()), no), row(lamp.Reports.Key("z"), lamp.Report{ID: "z", By: me.ID, No: "ZZ-1"}))
	same("heard and refused")
	if err := p.Dismiss(p.Refused()[0].ID); err != nil {
		t.Fatal(err)
	}
	same("let go")
	p.report(t, "c")
	p.take(t, "e2", 0, 1)
	same("a new epoch")
}

func rowsOf(r op.Reader, table string) (all []string) {
	r.Each(table, func(row op.Row) bool {
		all = append(all, fmt.Sprintf("%s %s", row.Key.ID, row.Body))
		return true
	})
	return all
}
