package admin

import (
	"reflect"
	"slices"
	"testing"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// TestChangeIsOneLine: a changed line changes nothing else, what is read by others
// stays as it is, and a line that is saved as it was is the same rules.
func TestChangeIsOneLine(t *testing.T) {
	for _, p := range parts {
		rules, before := lamp.Shipped(), lamp.Shipped()
		for _, e := range entries(p, &rules, op.Empty{}) {
			set, err := change(p, &rules, e, "op")
			if err != nil {
				t.Fatalf("%s %s: %v", p, e.id, err)
			}
			if !reflect.DeepEqual(set.Rules, before) || set.Saw != lamp.AsShipped {
				t.Errorf("%s %s: saving it changed %+v", p, e.id, set.Rules)
			}
		}
		if p == deadlines {
			continue
		}
		all := entries(p, &rules, op.Empty{})
		e := all[len(all)-1]
		e.zh, e.off = " 新名字 ", true
		set, err := change(p, &rules, e, "op")
		if err != nil {
			t.Fatal(err)
		}
		after := entries(p, &set.Rules, op.Empty{})
		if got := after[len(after)-1]; got.zh != "新名字" || !got.off || len(after) != len(all) {
			t.Errorf("%s: %+v", p, got)
		}
		added := entry{zh: "添的", en: "Added", level: lamp.P3, at: lamp.Watched, owner: lamp.OfEstate, members: []person.ID{"s-9"}, tel: " 0371-1234 "}
		if set, err = change(p, &rules, added, "op2"); err != nil {
			t.Fatal(err)
		}
		after = entries(p, &set.Rules, op.Empty{})
		if got := after[len(after)-1]; got.id != "op2" || p == numbers && got.tel != "0371-1234" || got.en != "Added" || len(after) != len(all)+1 {
			t.Errorf("%s: added %+v", p, got)
		}
		if (p == crews) != (len(set.Members) == 1) {
			t.Errorf("%s: members %v", p, set.Members)
		}
		if !reflect.DeepEqual(rules, before) {
			t.Errorf("%s: the rules that others read have changed", p)
		}
	}
}

// TestALineGoesUpAmongItsLike: by one place, past what is offered elsewhere, and the
// first stays where it is.
func TestALineGoesUpAmongItsLike(t *testing.T) {
	for _, p := range parts {
		if p == deadlines {
			continue
		}
		rules := lamp.Shipped()
		before := entries(p, &rules, op.Empty{})
		for i, e := range before {
			want := make([]string, len(before))
			for j := range before {
				want[j] = before[j].id
			}
			for j := i - 1; j >= 0; j-- {
				if before[j].at == e.at {
					want[i], want[j] = want[j], want[i]
					break
				}
			}
			e.up = true
			set, err := change(p, &rules, e, "op")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range entries(p, &set.Rules, op.Empty{}) {
				got = append(got, e.id)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s %s: %v, want %v", p, e.id, got, want)
			}
		}
	}
}

func TestHoursAreNumbers(t *testing.T) {
	rules := lamp.Shipped()
	for text, want := range map[string]int{"": 0, " 8 ": 8, "0": 0, "a": -1, "-1": -1, "1.5": -1, "99999999999999999999": -1, "24 h": -1} {
		e := entries(deadlines, &rules, op.Empty{})[4]
		e.act = text
		set, err := change(deadlines, &rules, e, "op")
		if (err != nil) != (want < 0) {
			t.Errorf("%q: %v", text, err)
		}
		if err == nil && set.Rules.Deadline(lamp.P4).Act != want {
			t.Errorf("%q is %d", text, set.Rules.Deadline(lamp.P4).Act)
		}
	}
}
