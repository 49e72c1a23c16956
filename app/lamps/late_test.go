package lamps

import (
	"testing"
	"time"

	"denghuo/app/words"
	"denghuo/shared/lamp"
)

// TestLateInWords: the mark of a row in every state in which it has one, in both
// languages, and why a clock stands.
func TestLateInWords(t *testing.T) {
	ago := func(s lamp.State, d time.Duration) lamp.Step { return lamp.Step{State: s, At: dusk.Add(-d)} }
	const day = 24 * time.Hour
	for name, tt := range map[string]struct {
		spot   lamp.Spot
		zh, en string
		why    string
	}{
		"in time":     {lamp.Spot{Steps: []lamp.Step{ago(lamp.Sent, time.Hour)}}, "", "", "待核实"},
		"not seen":    {lamp.Spot{Steps: []lamp.Step{ago(lamp.Sent, 25*time.Hour)}}, "已超期 1小时", "Overdue by 1 h", "待核实"},
		"not mended":  {lamp.Spot{Steps: []lamp.Step{ago(lamp.Sent, 9*day), ago(lamp.Checked, 9*day)}}, "已超期 6天", "Overdue by 6 d", "已核实"},
		"bare wires":  {lamp.Spot{Danger: lamp.Wires, Steps: []lamp.Step{ago(lamp.Sent, 3*time.Hour)}}, "已超期 2小时", "Overdue by 2 h", "待核实"},
		"on hold":     {lamp.Spot{Steps: []lamp.Step{ago(lamp.Sent, 9*day), {State: lamp.Waiting, At: dusk.Add(-8 * day), Reason: "power"}}}, "暂停计时", "The clock stands", "等供电"},
		"its owner's": {lamp.Spot{Owner: lamp.OfWorks, Steps: []lamp.Step{ago(lamp.Sent, 9*day), {State: lamp.Watched, At: dusk.Add(-9 * day), Reason: "works"}}}, "暂停计时", "The clock stands", "施工占用，由施工单位负责，施工单位"},
		"own words":   {lamp.Spot{Steps: []lamp.Step{ago(lamp.Sent, 9*day), {State: lamp.Returned, At: dusk.Add(-9 * day), Reason: "哪一盏？"}}}, "暂停计时", "The clock stands", "哪一盏？"},
		"repaired":    {lamp.Spot{Steps: []lamp.Step{ago(lamp.Sent, 9*day), ago(lamp.Checked, 9*day), ago(lamp.Fixed, day)}}, "", "", "已修好"},
		"lit":         {lamp.Spot{Steps: []lamp.Step{ago(lamp.Sent, 9*day), ago(lamp.Lit, day)}}, "", "", "已亮灯"},
	} {
		s := tt.spot
		s.Fault, s.First, s.State = lamp.Dark, s.Steps[0].At, s.Steps[len(s.Steps)-1].State
		for lang, want := range map[words.Lang]string{words.Zh: tt.zh, words.En: tt.en} {
			if _, _, got := late(lang, lamp.Shipped(), &s, dusk); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if got := Paused(words.Zh, lamp.Shipped(), &s); got != tt.why {
			t.Errorf("%s stands because of %q, want %q", name, got, tt.why)
		}
	}
	if _, _, text := late(words.Zh, lamp.Shipped(), &lamp.Spot{}, dusk); text != "" {
		t.Errorf("a spot that is not here is %s", text)
	}
}
