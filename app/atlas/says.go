package atlas

import (
	"denghuo/app/words"
	"denghuo/shared/geo"
	"denghuo/shared/lamp"
)

// Says is every word on the map in one language, and how a state looks there: wait,
// work or lit, or not at all. The city gives it with the map's settings (/map.json), so
// the program that every resident waits for does not carry it.
func Says(lang words.Lang) map[string]string {
	all := map[string]string{}
	for _, one := range words.Atlas {
		all[one.Name] = lang.Say(one.T)
	}
	for _, state := range lamp.States {
		all["state."+string(state)] = lang.StateName(state)
		if look := shape(state); look != "" {
			all["shape."+string(state)] = look
		}
	}
	for _, d := range geo.Districts {
		all["district."+d.ID] = lang.Pick(d.Zh, d.En)
	}
	all["pole"], all["unknown"] = lang.Say(words.PoleNo), lang.Say(words.UnknownRoad)
	for _, f := range lamp.Faults {
		all["fault."+string(f)] = lang.FaultName(f)
	}
	return all
}

func shape(state lamp.State) string {
	switch {
	case state == lamp.Sent, state == lamp.Returned:
		return "wait"
	case state == lamp.Fixed, state == lamp.Lit:
		return "lit"
	case state.Open():
		return "work"
	}
	return ""
}
