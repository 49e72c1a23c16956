package lamp_test

import (
	"slices"
	"testing"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"
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
		"a word to call":    {func(r *lamp.Rules) { r.Numbers[0].Tel = "police" }, op.Malformed, "tel"},
		"no number":         {func(r *lamp.Rules) { r.Numbers[0].Tel = "" }, op.Malformed, "tel"},
		"a script to call":  {func(r *lamp.Rules) { r.Numbers[0].Tel = "110;ext=1" }, op.Malformed, "tel"},
		"a long number":     {func(r *lamp.Rules) { r.Numbers[0].Tel = "037112345678901234567" }, op.Malformed, "tel"},
		"nobody to call":    {func(r *lamp.Rules) { r.Numbers = []lamp.Number{} }, op.Missing, "tel"},
		"all of them off":   {func(r *lamp.Rules) { r.Numbers[0].Off, r.Numbers[1].Off = true, true }, op.Missing, "tel"},
		"a cause twice":     {func(r *lamp.Rules) { r.Causes[1].ID = r.Causes[0].ID }, op.Malformed, "cause"},
		"a cause's name":    {func(r *lamp.Rules) { r.Causes[1].Zh = r.Causes[0].Zh }, lamp.Taken, "name"},
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

// one is a city with one row.
type one struct {
	op.Empty
	row op.Row
}

func (o one) Get(k op.Key) (op.Row, bool) { return o.row, k == o.row.Key }

// TestRulesOfBefore: rules that were set before numbers and causes were among them have
// the shipped ones, and a program of then takes away none that were set since.
func TestRulesOfBefore(t *testing.T) {
	old := lamp.Shipped()
	old.Numbers, old.Causes = nil, nil
	w := &town{op.NewOverlay(one{row: op.Row{Key: lamp.RulesTable.Key(old.ID), Body: wire.Encode(old)}})}
	r := lamp.RulesOf(w.rows)
	if len(r.Numbers) == 0 || r.Numbers[0].Tel != "110" || len(r.Causes) != len(lamp.Shipped().Causes) {
		t.Fatalf("rules of before have %v and %v", r.Numbers, r.Causes)
	}
	r.Numbers[0].Tel, r.Causes = "0371-12345", append(r.Causes, lamp.CauseDef{ID: "flood", Zh: "积水", En: "Flood"})
	if err := w.do(lamp.SetRules{ID: "n1", Rules: r}, admin); err != nil {
		t.Fatal(err)
	}
	if err := w.do(lamp.SetRules{ID: "n2", Rules: old}, admin); err != nil {
		t.Fatal(err)
	}
	r = lamp.RulesOf(w.rows)
	if _, known := r.Cause("flood"); !known || r.Numbers[0].Tel != "0371-12345" {
		t.Errorf("a program of before left %v and %v", r.Numbers, r.Causes)
	}
	r.Causes = r.Causes[:3]
	if err := w.do(lamp.SetRules{ID: "n3", Rules: r}, admin); code(err) != op.Missing {
		t.Errorf("causes that jobs name are taken away: %v", err)
	}
}

// TestCauseIsOneOfTheRules: a repair names a cause that the administrator knows, one that
// was switched off among them, and no other.
func TestCauseIsOneOfTheRules(t *testing.T) {
	for cause, want := range map[lamp.Cause]op.Code{"": "", lamp.Cable: "", "flood": "", "ghosts": op.Malformed} {
		w := newTown()
		rules := lamp.Shipped()
		rules.Causes = append(rules.Causes, lamp.CauseDef{ID: "flood", Zh: "积水", En: "Flood", Off: true})
		w.must(t, at, report("r", "s"))
		if err := w.do(lamp.SetRules{ID: "n", Rules: rules}, admin); err != nil {
			t.Fatal(err)
		}
		if err := w.do(lamp.Move{ID: "m1", Spot: "s", From: lamp.Sent, To: lamp.Repairing, Crew: "erqi"}, clerk); err != nil {
			t.Fatal(err)
		}
		if got := code(w.do(lamp.Move{ID: "m2", Spot: "s", From: lamp.Repairing, To: lamp.Fixed, Cause: cause}, clerk)); got != want {
			t.Errorf("%q: %q, want %q", cause, got, want)
		}
	}
}
