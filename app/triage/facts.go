package triage

import (
	"time"

	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// facts of a spot, until shared/lamp has them.

func districtOf(s *lamp.Spot) string {
	if s.Point == nil {
		return ""
	}
	return geo.DistrictOf(*s.Point)
}

func levelOf(s *lamp.Spot) int {
	if s.Danger != lamp.Safe && s.Danger != "" {
		return 0
	}
	return 2
}

func dueOf(s *lamp.Spot) time.Time {
	if !s.State.Open() {
		return time.Time{}
	}
	return s.First.Add(24 * time.Hour)
}

// crewDef is a crew as the sheet offers it.
type crewDef struct {
	id, zh, en string
	fits       bool // it is the crew of their district
}

func (c crewDef) class() string {
	if c.fits {
		return "zz-chip zz-chip--fits"
	}
	return "zz-chip"
}

func (s *screen) crews([]op.ID) (all []crewDef) {
	for i, c := range words.Crews {
		all = append(all, crewDef{id: c.Zh, zh: c.Zh, en: c.En, fits: i == 0})
	}
	return all
}

type reasonDef struct{ id, zh, en string }

func (s *screen) reasons(lamp.State) []reasonDef {
	return []reasonDef{{"light", "夜里看是亮的", "No fault found at night"}, {"design", "按设计不设灯", "By design"}}
}

func (s *screen) merges(into op.ID, ids []op.ID) (tasks []task) { return nil }

func (s *screen) undoing(m lamp.Move) op.Op { return nil }

func (s *screen) crewName(id string) string { return id }
