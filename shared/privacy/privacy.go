// Package privacy is what the city keeps of people, as one table: what, why, who
// reads it, for how long, and what is left of it when a person has all of theirs
// deleted. The page at /me/data shows this table and the city's daily loop takes
// its periods from here, so that what is promised and what is done cannot part.
//
// There are only codes in here, words are in app/words. A table of records that is
// not for everybody and has no line here fails the house test.
//
//	k, _ := privacy.Of("session")
//	k.Term.Over(session.Until, now) // may it go?
package privacy

import (
	"slices"
	"time"
)

// Basis is why something may be kept: the grounds of article 13 of the Personal
// Information Protection Law (PIPL), and of the laws that it points to.
type Basis string

// The bases, 2026. Names are shown and exported: never rename one.
const (
	Task    Basis = "task"    // a public body's task by law: lamps are looked after
	Service Basis = "service" // the person asked for it and it cannot be done without
	Consent Basis = "consent" // the person said yes and may take it back
	Safety  Basis = "safety"  // the law on network security wants it, or an attack is warded off
	Books   Basis = "books"   // public money is accounted for
)

// Reader is who may see something.
type Reader string

// The readers, 2026.
const (
	You    Reader = "you"    // the person it is about
	Staff  Reader = "staff"  // who works for the city and needs it
	Admin  Reader = "admin"  // the administrator
	Shop   Reader = "shop"   // the shop where a coupon is spent
	Nobody Reader = "nobody" // only the program itself
	All    Reader = "all"    // everybody
)

// Moment is what a period is counted from.
type Moment string

// The moments, 2026.
const (
	Made     Moment = "made"     // from when it was made
	Ended    Moment = "ended"    // from when it stopped to hold
	Used     Moment = "used"     // from when it was last used
	Lit      Moment = "lit"      // from when the lamp was light again
	Listed   Moment = "listed"   // from when it was last in the register's file
	Deleted  Moment = "deleted"  // until the person has it deleted
	Account  Moment = "account"  // as long as there is the account
	Operator Moment = "operator" // as long as who runs the city keeps it
	Always   Moment = "always"   // for good: nothing in it names anybody
)

// Term is how long something is kept.
type Term struct {
	From Moment
	Days int // after that moment; 0 where the moment says it all
}

// Over reports whether what had its moment at since need not be kept at now. A
// term without days is never over by itself.
func (t Term) Over(since, now time.Time) bool {
	return t.Days > 0 && !since.IsZero() && !now.Before(since.AddDate(0, 0, t.Days))
}

// Fate is what becomes of something when its person has all of theirs deleted.
type Fate string

// The fates, 2026.
const (
	Gone      Fate = "gone"      // deleted at once
	Pseudonym Fate = "pseudonym" // stays for the books under a random name; words, photos and the fine position go
	Stays     Fate = "stays"     // stays: it names nobody, or the law wants it for its period
	Cut       Fate = "cut"       // the tie to the person is cut, the name and the phone number are emptied
)

// Kept is one kind of thing that the city keeps.
type Kept struct {
	Name   string // of the table of records; of what lies beside the records otherwise
	Why    Basis
	Who    []Reader
	Term   Term
	Fate   Fate
	Beside bool // no table: files, keys, what a phone keeps
}

// Of finds a line by its name.
func Of(name string) (Kept, bool) {
	i := slices.IndexFunc(table, func(k Kept) bool { return k.Name == name })
	if i < 0 {
		return Kept{}, false
	}
	return table[i], true
}

// Table is all lines, in the order in which a reader wants them: own words first,
// the machinery last. The caller may change the copy.
func Table() []Kept { return slices.Clone(table) }

// Over is Term.Over of the named line. A name without a line is never over.
func Over(name string, since, now time.Time) bool {
	k, ok := Of(name)
	return ok && k.Term.Over(since, now)
}
