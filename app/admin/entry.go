package admin

import (
	"slices"
	"strings"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
	"denghuo/shared/person"
)

// part is one of the lists that make the rules.
type part string

// Parts, in the order of the page. The address says which is shown.
const (
	faults    part = ""
	deadlines part = "deadlines"
	districts part = "districts"
	crews     part = "crews"
	reasons   part = "reasons"
	numbers   part = "numbers"
	causes    part = "causes"
)

var parts = []part{faults, deadlines, districts, crews, reasons, numbers, causes}

// entry is a line of any part as it is shown and changed; each part uses the fields
// that it has.
type entry struct {
	id        string // empty for a line that is being added
	zh, en    string
	off       bool
	level     lamp.Level // of a fault, and of a deadline
	at        lamp.State // where a reason is offered
	owner     lamp.Owner // whose it is, where a reason says so
	districts []string   // of a crew
	members   []person.ID
	act       string // hours, as they are typed
	repair    string
	announced bool
	tel       string // of whom to call
	up        bool   // to stand one place higher among its like
}

// entries is a part's lines. Who is in a crew is no part of the rules: everybody reads
// those.
func entries(p part, r *lamp.Rules, view op.Reader) (all []entry) {
	switch p {
	case faults:
		for _, f := range r.Faults {
			all = append(all, entry{id: string(f.ID), zh: f.Zh, en: f.En, off: f.Off, level: f.Level})
		}
	case deadlines:
		for _, l := range lamp.Levels {
			d := r.Deadline(l)
			all = append(all, entry{id: string(l), level: l, act: hours(d.Act), repair: hours(d.Repair), announced: d.Announced})
		}
	case districts:
		for _, d := range r.Districts {
			all = append(all, entry{id: d.ID, zh: d.Zh, en: d.En, off: d.Off})
		}
	case crews:
		for _, c := range r.Crews {
			in, _ := lamp.Members.Get(view, c.ID)
			all = append(all, entry{id: string(c.ID), zh: c.Zh, en: c.En, off: c.Off, districts: c.Districts, members: in.Members})
		}
	case reasons:
		for _, one := range r.Reasons {
			all = append(all, entry{id: one.ID, zh: one.Zh, en: one.En, off: one.Off, at: one.For, owner: one.Owner})
		}
	case numbers:
		for _, n := range r.Numbers {
			all = append(all, entry{id: n.ID, zh: n.Zh, en: n.En, off: n.Off, tel: n.Tel})
		}
	case causes:
		for _, c := range r.Causes {
			all = append(all, entry{id: string(c.ID), zh: c.Zh, en: c.En, off: c.Off})
		}
	}
	return all
}

// change is the op that sets the rules as they are with this line in them, or the
// refusal of what is typed. id is for a line that is added.
func change(p part, r *lamp.Rules, e entry, id op.ID) (lamp.SetRules, error) {
	next := *r // the lists are copied before they change: others read them
	e.zh, e.en = strings.TrimSpace(e.zh), strings.TrimSpace(e.en)
	if e.id == "" {
		e.id = string(id)
	}
	set := lamp.SetRules{ID: id, Saw: r.SetBy}
	switch p {
	case faults:
		next.Faults = with(r.Faults, lamp.FaultDef{ID: lamp.Fault(e.id), Zh: e.zh, En: e.en, Level: e.level, Off: e.off}, e.up,
			func(f lamp.FaultDef) bool { return string(f.ID) == e.id })
	case deadlines:
		act, repair, err := e.hours()
		if err != nil {
			return set, err
		}
		next.Deadlines = with(r.Deadlines, lamp.Deadline{Level: e.level, Act: act, Repair: repair, Announced: e.announced}, false,
			func(d lamp.Deadline) bool { return d.Level == e.level })
	case districts:
		next.Districts = with(r.Districts, lamp.DistrictDef{ID: e.id, Zh: e.zh, En: e.en, Off: e.off}, e.up,
			func(d lamp.DistrictDef) bool { return d.ID == e.id })
	case crews:
		next.Crews = with(r.Crews, lamp.Crew{ID: op.ID(e.id), Zh: e.zh, En: e.en, Off: e.off, Districts: e.districts}, e.up,
			func(c lamp.Crew) bool { return string(c.ID) == e.id })
		set.Members = []lamp.CrewMembers{{Crew: op.ID(e.id), Members: e.members}}
	case reasons:
		if e.at != lamp.Watched {
			e.owner = ""
		}
		next.Reasons = with(r.Reasons, lamp.Reason{ID: e.id, For: e.at, Zh: e.zh, En: e.en, Owner: e.owner, Off: e.off}, e.up,
			func(one lamp.Reason) bool { return one.ID == e.id }, func(one lamp.Reason) bool { return one.For == e.at })
	case numbers:
		next.Numbers = with(r.Numbers, lamp.Number{ID: e.id, Zh: e.zh, En: e.en, Tel: strings.TrimSpace(e.tel), Off: e.off}, e.up,
			func(n lamp.Number) bool { return n.ID == e.id })
	case causes:
		next.Causes = with(r.Causes, lamp.CauseDef{ID: lamp.Cause(e.id), Zh: e.zh, En: e.en, Off: e.off}, e.up,
			func(c lamp.CauseDef) bool { return string(c.ID) == e.id })
	}
	set.Rules = next
	return set, set.Check()
}

// with is a list with one line changed, or added at the end. With up it takes the place
// of the one before it, or with like of the one before it of which that is true: people
// are offered what is listed, in its order.
func with[L any](list []L, line L, up bool, same func(L) bool, like ...func(L) bool) []L {
	next := slices.Clone(list)
	i := slices.IndexFunc(next, same)
	if i < 0 {
		return append(next, line)
	}
	next[i] = line
	for j := i - 1; up && j >= 0; j-- {
		if len(like) == 0 || like[0](next[j]) {
			next[i], next[j] = next[j], next[i]
			break
		}
	}
	return next
}

// hours are what is typed as numbers; nothing typed is no deadline.
func (e entry) hours() (act, repair int, err error) {
	for _, h := range []struct {
		text string
		to   *int
	}{{e.act, &act}, {e.repair, &repair}} {
		text := strings.TrimSpace(h.text)
		for _, c := range text {
			if c < '0' || c > '9' || *h.to > 1_000_000 {
				return 0, 0, op.Refuse(op.Malformed, "deadline")
			}
			*h.to = *h.to*10 + int(c-'0')
		}
	}
	return act, repair, nil
}
