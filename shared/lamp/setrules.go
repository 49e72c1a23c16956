package lamp

import (
	"denghuo/shared/op"
)

// SetRules sets the rules, by the administrator: all of them at once, and who is in
// each crew.
type SetRules struct {
	ID      op.ID         `json:"id"`
	Rules   Rules         `json:"rules"`
	Members []CrewMembers `json:"members,omitempty"` // crews that are not in it stay as they are
}

// Limits of the rules: more is a slip, or an attack on every phone's storage.
const (
	maxLines   = 60
	maxName    = 60
	maxMembers = 200
	maxHours   = 10 * 365 * 24
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
	if len(r.Faults) == 0 || len(r.Faults) > maxLines || len(r.Crews) > maxLines || len(r.Reasons) > maxLines || len(r.Districts) > maxLines {
		return op.Refuse(op.TooLong, "rules")
	}
	seen := map[string]bool{}
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

func (s SetRules) checkNumbers(seen map[string]bool) error {
	for _, d := range s.Rules.Deadlines {
		if !named(seen, "level", string(d.Level), "", "") || !among(Levels, d.Level) || d.Act < 0 || d.Repair < 0 || d.Act > maxHours || d.Repair > maxHours {
			return op.Refuse(op.Malformed, "deadline")
		}
	}
	for _, m := range s.Members {
		if !op.ValidID(m.Crew) || len(m.Members) > maxMembers {
			return op.Refuse(op.Malformed, "members")
		}
	}
	return nil
}

// named reports whether a line has an ID of its own and names that are not too long.
func named(seen map[string]bool, kind, id, zh, en string) bool {
	key := kind + "/" + id
	if seen[key] || !op.ValidID(op.ID(id)) || tooLong(zh, maxName) || tooLong(en, maxName) {
		return false
	}
	seen[key] = true
	return true
}

// Apply sets them. Every fault that a report may have stays known: one that is missing
// is refused and may be switched off.
func (s SetRules) Apply(tx *op.Tx) error {
	p, _ := Pasts.Get(tx, rulesID)
	for _, id := range p.Did {
		if id == s.ID {
			return nil
		}
	}
	for _, f := range RulesOf(tx).Faults {
		if !s.Rules.knows(f.ID) {
			return op.Refuse(op.Missing, "fault")
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
	r := s.Rules
	r.ID = rulesID
	return RulesTable.Put(tx, r)
}
