package book

import (
	"sort"
	"strings"
	"time"

	"denghuo/app/lamps"
	"denghuo/app/words"
	"denghuo/shared/lamp"
	"denghuo/shared/ledger"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/photo"
)

// The kinds of entries, in the order of tables.
const (
	kSection = "section"
	kBlind   = "blind"
	kWork    = "work"
	kPatrol  = "patrol"
)

var (
	kindOf    = [4]string{kSection, kBlind, kWork, kPatrol}
	kindNames = map[string]words.T{kSection: words.KindSection, kBlind: words.KindBlind, kWork: words.KindWork, kPatrol: words.KindPatrol}
)

// facts is what lists want to know of an entry of any kind.
type facts struct {
	kind       string
	id         op.ID
	by         person.ID
	kept       ledger.Kept
	at         time.Time // when it happened, as it is counted; else when it was written
	road, note string
	spots      []op.ID
	photos     []photo.Hash
}

func factsOf(rec any) (f facts, ok bool) {
	switch r := rec.(type) {
	case *ledger.Section:
		f = facts{kSection, r.ID, r.By, r.Kept, r.Lit, r.Road, r.Note, r.Spots, r.Photos}
	case *ledger.Blind:
		f = facts{kBlind, r.ID, r.By, r.Kept, r.Found, r.Road, r.Note, r.Spots, r.Photos}
	case *ledger.Work:
		f = facts{kWork, r.ID, r.By, r.Kept, r.At, r.Road, r.Note, nil, r.Photos}
	case *ledger.Patrol:
		f = facts{kPatrol, r.ID, r.By, r.Kept, r.Ended, strings.Join(r.Roads, "、"), r.Note, r.Spots, nil}
	default:
		return f, false
	}
	if f.at.IsZero() {
		f.at = f.kept.Written
	}
	return f, true
}

func sortLatest(all []any) {
	at := func(i int) time.Time { f, _ := factsOf(all[i]); return f.at }
	sort.SliceStable(all, func(i, j int) bool { return at(i).After(at(j)) })
}

// mayWrite is who writes in the book; others of the staff read it.
func mayWrite(me person.Actor) bool { return me.Is(person.Clerk, person.Crew, person.Admin) }

// mayImport is who brings the inventory in.
func mayImport(me person.Actor) bool { return me.Is(person.Clerk, person.Admin) }

// mayMend is the right of shared/ledger: whose it is, and the office. The city decides.
func mayMend(me person.Actor, by person.ID) bool {
	return me.Is(person.Clerk, person.Admin) || me.Is(person.Crew) && me.Same(by)
}

// summary is what an entry counts, in one line.
func summary(lang words.Lang, rules lamp.Rules, rec any) string {
	var parts []string
	say := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	count := func(name words.T, n int) {
		if n > 0 {
			say(words.Put(lang.Say(name), words.Int(n)))
		}
	}
	day := func(name words.T, t time.Time) {
		if !t.IsZero() {
			say(lang.Say(name) + " " + lang.Date(t))
		}
	}
	where := func(id string) {
		if id != "" {
			say(district(lang, id))
		}
	}
	switch r := rec.(type) {
	case *ledger.Section:
		say(lang.Say(sectionKinds[r.Kind]))
		say(lang.DeskAway(float64(r.Metres)))
		say(r.Ends)
		where(r.District)
		day(words.FieldLit, r.Lit)
	case *ledger.Blind:
		where(r.District)
		day(words.FieldFound, r.Found)
		say(lang.Say(cureNames[r.Cure]))
		day(words.FieldCured, r.Cured)
	case *ledger.Work:
		where(r.District)
		say(lang.Date(r.At))
		count(words.SomeLamps, r.Lamps)
		count(words.SomeFacil, r.Facilities)
		count(words.SomeHigh, r.HighVoltage)
		count(words.SomeLow, r.LowVoltage)
		count(words.SomeBoxes, r.Boxes)
		if r.Cause != "" {
			say(lamps.Cause(lang, rules, lamp.Cause(r.Cause)))
		}
	case *ledger.Patrol:
		say(lang.Date(r.Ended))
		say(hours(lang, r.Began, r.Ended))
		say(lang.DeskAway(float64(r.Metres)))
		count(words.SomeBoxes, r.Boxes)
	}
	return strings.Join(parts, " · ")
}

var (
	sectionKinds = map[ledger.Kind]words.T{ledger.Dark: words.KindDark, ledger.NoLamp: words.KindNoLamp}
	cureNames    = map[ledger.Cure]words.T{ledger.Uncured: words.CureNone, ledger.MovedBack: words.CureMoved, ledger.Temporary: words.CureTemp}
)
