package privacy

import (
	"testing"
	"time"
)

func TestEveryLineIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Table() {
		t.Run(k.Name, func(t *testing.T) {
			if seen[k.Name] {
				t.Error("it is there twice")
			}
			seen[k.Name] = true
			if k.Why == "" || len(k.Who) == 0 || k.Term.From == "" || k.Fate == "" {
				t.Errorf("not whole: %+v", k)
			}
			if counted := k.Term.Days > 0; counted != countsDays[k.Term.From] {
				t.Errorf("%s with %d days", k.Term.From, k.Term.Days)
			}
			if got, ok := Of(k.Name); !ok || got.Name != k.Name {
				t.Errorf("not found by its name: %+v", got)
			}
		})
	}
}

// countsDays are the moments that want a number of days.
var countsDays = map[Moment]bool{Made: true, Ended: true, Used: true, Lit: true, Listed: true}

func TestOver(t *testing.T) {
	begin := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		term  Term
		since time.Time
		now   time.Time
		want  bool
	}{
		"just_before":  {Term{Lit, 90}, begin, begin.AddDate(0, 0, 90).Add(-time.Second), false},
		"on_the_day":   {Term{Lit, 90}, begin, begin.AddDate(0, 0, 90), true},
		"never_by_day": {Term{Deleted, 0}, begin, begin.AddDate(100, 0, 0), false},
		"no_moment":    {Term{Ended, 1}, time.Time{}, begin, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.term.Over(c.since, c.now); got != c.want {
				t.Errorf("over is %v", got)
			}
		})
	}
	if Over("nothing of this name", begin, begin.AddDate(100, 0, 0)) {
		t.Error("what has no line is over")
	}
}

func TestTheTableIsNotTheCallers(t *testing.T) {
	Table()[0].Why = "changed"
	if table[0].Why == "changed" {
		t.Error("a caller changed the table")
	}
}
