package lamp_test

import (
	"slices"
	"testing"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

var admin = person.Actor{ID: "s-6", Roles: []person.Role{person.Admin}}

func TestSetRulesRefusesWhatNobodyCouldUse(t *testing.T) {
	if err := (lamp.SetRules{ID: "x", Rules: lamp.Shipped()}).Check(); err != nil {
		t.Fatalf("the shipped ones: %v", err)
	}
	for name, tt := range map[string]struct {
		bad   func(*lamp.Rules)
		code  op.Code
		field string
	}{
		"no faults at all":  {func(r *lamp.Rules) { r.Faults = nil }, op.TooLong, "rules"},
		"a fault twice":     {func(r *lamp.Rules) { r.Faults[1].ID = r.Faults[0].ID }, op.Malformed, "fault"},
		"no Chinese name":   {func(r *lamp.Rules) { r.Faults[0].Zh = " " }, op.Missing, "name"},
		"no English name":   {func(r *lamp.Rules) { r.Reasons[0].En = "" }, op.Missing, "name"},
		"a name twice":      {func(r *lamp.Rules) { r.Crews[1].Zh = r.Crews[0].Zh }, lamp.Taken, "name"},
		"no level":          {func(r *lamp.Rules) { r.Faults[0].Level = "" }, op.Malformed, "fault"},
		"a strange level":   {func(r *lamp.Rules) { r.Faults[0].Level = "P9" }, op.Malformed, "fault"},
		"less than no time": {func(r *lamp.Rules) { r.Deadlines[0].Act = -1 }, op.Malformed, "deadline"},
		"repaired unseen":   {func(r *lamp.Rules) { r.Deadlines[2].Act, r.Deadlines[2].Repair = 24, 12 }, op.Malformed, "deadline"},
		"a hundred years":   {func(r *lamp.Rules) { r.Deadlines[0].Repair = 876_000 }, op.Malformed, "deadline"},
		"a long name":       {func(r *lamp.Rules) { r.Districts[0].Zh = string(slices.Repeat([]rune{'长'}, 61)) }, op.Malformed, "district"},
	} {
		rules := lamp.Shipped()
		tt.bad(&rules)
		refusal, no := op.AsRefusal(lamp.SetRules{ID: "x", Rules: rules}.Check())
		if !no || refusal.Code != tt.code || refusal.Field != tt.field {
			t.Errorf("%s: %v, want %s of %s", name, refusal, tt.code, tt.field)
		}
	}
	off := lamp.Shipped() // the name of one that nobody is offered is free
	off.Faults[0].Off, off.Faults[1].Zh = true, off.Faults[0].Zh
	if err := (lamp.SetRules{ID: "x", Rules: off}).Check(); err != nil {
		t.Errorf("the name of one that is off: %v", err)
	}
}

// TestSetRulesIsHeldByWhatItsDoerSaw: whoever changed rules that a colleague has
// changed since is told so, and the colleague's stand. A new epoch repeats nothing.
func TestSetRulesIsHeldByWhatItsDoerSaw(t *testing.T) {
	w := newTown()
	set := func(id, saw op.ID, name string) error {
		rules := lamp.RulesOf(w.rows)
		rules.Faults = slices.Clone(rules.Faults)
		rules.Faults[0].Zh = name
		return w.do(lamp.SetRules{ID: id, Saw: saw, Rules: rules}, admin)
	}
	for _, step := range []struct {
		id, saw op.ID
		name    string
		code    op.Code
		now     string
	}{
		{"a", lamp.AsShipped, "甲", "", "甲"},
		{"b", lamp.AsShipped, "乙", op.Moved, "甲"}, // whoever changed what was shipped is second
		{"c", "a", "丙", "", "丙"},
		{"a", lamp.AsShipped, "甲", "", "丙"}, // sent again
		{"d", "", "丁", "", "丁"},             // a phone of before
	} {
		if got := code(set(step.id, step.saw, step.name)); got != step.code {
			t.Errorf("%s after %s: %q, want %q", step.id, step.saw, got, step.code)
		}
		if now := lamp.RulesOf(w.rows).Faults[0].Zh; now != step.now {
			t.Errorf("after %s it is called %s, want %s", step.id, now, step.now)
		}
	}
	if by := lamp.RulesOf(w.rows).SetBy; by != "d" {
		t.Errorf("set by %s", by)
	}
	if err := w.do(lamp.SetRules{ID: "e", Rules: lamp.Shipped()}, clerk); code(err) != op.NotYours {
		t.Errorf("a clerk: %v", err)
	}
	fewer := lamp.Shipped()
	fewer.Faults = fewer.Faults[1:]
	if err := w.do(lamp.SetRules{ID: "f", Rules: fewer}, admin); code(err) != op.Missing {
		t.Errorf("a fault that reports name is taken away: %v", err)
	}
}
