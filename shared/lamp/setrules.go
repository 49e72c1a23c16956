package lamp

import (
	"strings"

	"denghuo/shared/op"
)

// SetRules sets the rules, by the administrator: all of them at once, and who is in
// each crew. Saw is what the rules were set by when the administrator changed them, so
// a colleague's change that came first is not written over: whoever is second is told.
type SetRules struct {
	ID      op.ID         `json:"id"`
	Saw     op.ID         `json:"saw,omitempty"` // Rules.SetBy; since 2026-11, older ops have none and are not held by it
	Rules   Rules         `json:"rules"`
	Members []CrewMembers `json:"members,omitempty"` // crews that are not in it stay as they are
}

// Limits of the rules: more is a slip, or an attack on every phone's storage.
const (
	maxLines   = 60
	MaxName    = 60 // of a line
	maxMembers = 200
	maxHours   = 10 * 365 * 24
	MaxTel     = 20
)

// Kind waits in the outbox.
func (SetRules) Kind() op.Kind { return op.Kind{Name: "lamp.rules", Delivery: op.Queued} }

// About is the rules.
func (SetRules) About() op.Key { return RulesTable.Key(rulesID) }

// Check wants lines with names and every level once.
func (s SetRules) Check() error {
	r := s.Rules
	if !op.ValidID(s.ID) {
		return op.Refuse(op.Malformed, "id")
	}
	if len(r.Faults) == 0 || len(r.Faults) > maxLines || len(r.Crews) > maxLines || len(r.Reasons) > maxLines || len(r.Districts) > maxLines ||
		len(r.Numbers) > maxLines || len(r.Causes) > maxLines {
		return op.Refuse(op.TooLong, "rules")
	}
	seen, names := map[string]bool{}, map[string]bool{}
	for _, l := range r.lines() {
		if err := l.check(names); err != nil {
			return err
		}
	}
	for _, f := range r.Faults {
		if !named(seen, "fault", string(f.ID), f.Zh, f.En) || f.Level == "" || !among(Levels, f.Level) {
			return op.Refuse(op.Malformed, "fault")
		}
	}
	for _, c := range r.Crews {
		if !named(seen, "crew", string(c.ID), c.Zh, c.En) || len(c.Districts) > maxLines {
			return op.Refuse(op.Malformed, "crew")
		}
	}
	for _, one := range r.Reasons {
		if !named(seen, "reason", one.ID, one.Zh, one.En) || !among(States, one.For) || !among(Owners, one.Owner) {
			return op.Refuse(op.Malformed, "reason")
		}
	}
	for _, d := range r.Districts {
		if !named(seen, "district", d.ID, d.Zh, d.En) {
			return op.Refuse(op.Malformed, "district")
		}
	}
	return s.checkNumbers(seen)
}

// checkCalls wants numbers that can be dialled, and somebody to call: whoever stands
// before bare wires is not left without.
func (r Rules) checkCalls(seen map[string]bool) error {
	offered := r.Numbers == nil // of before they were rules
	for _, n := range r.Numbers {
		if !named(seen, "number", n.ID, n.Zh, n.En) || !dialled(n.Tel) {
			return op.Refuse(op.Malformed, "tel")
		}
		offered = offered || !n.Off
	}
	if !offered {
		return op.Refuse(op.Missing, "tel")
	}
	for _, c := range r.Causes {
		if !named(seen, "cause", string(c.ID), c.Zh, c.En) {
			return op.Refuse(op.Malformed, "cause")
		}
	}
	return nil
}

// dialled reports whether a phone can call it.
func dialled(tel string) bool {
	digits := 0
	for i, c := range tel {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '+' && i == 0, c == '-' && digits > 0:
		default:
			return false
		}
	}
	return digits >= 3 && len(tel) <= MaxTel
}

// line is what lines of every list have: a name by which people choose.
type line struct {
	kind   string
	zh, en string
	off    bool
}

func (r Rules) lines() (all []line) {
	for _, f := range r.Faults {
		all = append(all, line{"fault", f.Zh, f.En, f.Off})
	}
	for _, c := range r.Crews {
		all = append(all, line{"crew", c.Zh, c.En, c.Off})
	}
	for _, one := range r.Reasons {
		all = append(all, line{"reason/" + string(one.For), one.Zh, one.En, one.Off})
	}
	for _, d := range r.Districts {
		all = append(all, line{"district", d.Zh, d.En, d.Off})
	}
	for _, n := range r.Numbers {
		all = append(all, line{"number", n.Zh, n.En, n.Off})
	}
	for _, c := range r.Causes {
		all = append(all, line{"cause", c.Zh, c.En, c.Off})
	}
	return all
}

// check wants a name in both languages, and none that another line which is offered
// has too: nobody could tell them apart.
func (l line) check(names map[string]bool) error {
	if strings.TrimSpace(l.zh) == "" || strings.TrimSpace(l.en) == "" {
		return op.Refuse(op.Missing, "name")
	}
	for _, key := range []string{l.kind + "/zh/" + l.zh, l.kind + "/en/" + l.en} {
		if !l.off && names[key] {
			return op.Refuse(Taken, "name")
		}
		names[key] = names[key] || !l.off
	}
	return nil
}

// fits reports whether the hours can be kept: nothing is repaired before somebody has
// looked at it.
func (d Deadline) fits() bool {
	return d.Act >= 0 && d.Repair >= 0 && d.Act <= maxHours && d.Repair <= maxHours && (d.Repair == 0 || d.Repair >= d.Act)
}

func (s SetRules) checkNumbers(seen map[string]bool) error {
	for _, d := range s.Rules.Deadlines {
		if !named(seen, "level", string(d.Level), "", "") || !among(Levels, d.Level) || !d.fits() {
			return op.Refuse(op.Malformed, "deadline")
		}
	}
	for _, m := range s.Members {
		if !op.ValidID(m.Crew) || len(m.Members) > maxMembers {
			return op.Refuse(op.Malformed, "members")
		}
	}
	return s.Rules.checkCalls(seen)
}

// named reports whether a line has an ID of its own and names that are not too long.
func named(seen map[string]bool, kind, id, zh, en string) bool {
	key := kind + "/" + id
	if seen[key] || !op.ValidID(op.ID(id)) || tooLong(zh, MaxName) || tooLong(en, MaxName) {
		return false
	}
	seen[key] = true
	return true
}

// Apply sets them. Every fault that a report may have stays known, and every cause that
// a repair may have: one that is missing is refused and may be switched off. What a
// program of before does not know of stays as it is.
func (s SetRules) Apply(tx *op.Tx) error {
	p, _ := Pasts.Get(tx, rulesID)
	for _, id := range p.Did {
		if id == s.ID {
			return nil
		}
	}
	if s.Saw != "" && s.Saw != RulesOf(tx).SetBy {
		return op.Refuse(op.Moved, "rules")
	}
	r, was := s.Rules, RulesOf(tx)
	if r.Numbers == nil {
		r.Numbers = was.Numbers
	}
	if r.Causes == nil {
		r.Causes = was.Causes
	}
	for _, f := range was.Faults {
		if !r.knows(f.ID) {
			return op.Refuse(op.Missing, "fault")
		}
	}
	for _, c := range was.Causes {
		if _, known := r.Cause(c.ID); !known {
			return op.Refuse(op.Missing, "cause")
		}
	}
	if err := keep(tx, rulesID, s.ID); err != nil {
		return err
	}
	for _, m := range s.Members {
		if err := Members.Put(tx, m); err != nil {
			return err
		}
	}
	r.ID, r.SetBy = rulesID, s.ID
	return RulesTable.Put(tx, r)
}
