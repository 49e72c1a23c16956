package ledger

import (
	"sort"
	"time"

	"denghuo/shared/lamp"
	"denghuo/shared/op"
)

// Name is what a figure is called: the names of the printed campaign page
// (server/seed/data), so that the two stand side by side, and a few that the page
// does not print.
type Name string

// The figures, in the order of 加, 减, 除. 乘 has none: the page prints none either.
const (
	AddSections       Name = "add.sections"
	AddKm             Name = "add.km" // in metres, as all lengths here
	AddDarkSections   Name = "add.dark.sections"
	AddDarkKm         Name = "add.dark.km"
	AddNoLampSections Name = "add.nolamp.sections"
	AddNoLampKm       Name = "add.nolamp.km"
	SubFound          Name = "sub.found"
	SubDone           Name = "sub.done"
	SubMoved          Name = "sub.relocated"
	SubTemporary      Name = "sub.temporary"
	SubOther          Name = "sub.other" // lit in another way; not printed
	DivPatrols        Name = "div.patrols"
	DivWay            Name = "div.patrol.km" // not printed
	DivBoxes          Name = "div.boxes"
	DivLamps          Name = "div.lamps"
	DivFacilities     Name = "div.facilities"
	DivFaults         Name = "div.faults"
	DivMended         Name = "div.boxes.repaired" // not printed
)

// Names is all of them in order.
var Names = []Name{AddSections, AddKm, AddDarkSections, AddDarkKm, AddNoLampSections, AddNoLampKm,
	SubFound, SubDone, SubMoved, SubTemporary, SubOther,
	DivPatrols, DivWay, DivBoxes, DivLamps, DivFacilities, DivFaults, DivMended}

// Length reports whether the figure is in metres.
func (n Name) Length() bool { return n == AddKm || n == AddDarkKm || n == AddNoLampKm || n == DivWay }

// Part is one record's share of a figure.
type Part struct {
	Of op.Key    // a job, patrol, section, blind spot, repair or spot
	N  int       // pieces, or metres
	At time.Time // when it happened
}

// Figure is a counted number: the sum of its parts and nothing else.
type Figure struct {
	Name  Name
	Value int
	Parts []Part // the latest first
}

// Book is what was counted between two moments.
type Book struct {
	From, To time.Time // zero: without an end on that side
	Figures  []Figure  // all of Names, in that order
	Left     []Part    // sections and jobs that are not counted, and Why
	Why      map[op.Key]Reason
	Spells   []Spell
	Overdue  []lamp.Spot // open and later than promised, at To
	Hot      []Hot
	Reached  [Stages]int // of the spots first reported in the period
}

// Reason is why something that looks like a piece of work is not counted.
type Reason string

// Reasons.
const (
	NotLit    Reason = "not_lit"   // a section without the day on which it was lit
	OnlyTemp  Reason = "temporary" // a spot of the section has temporary light only
	DarkAgain Reason = "dark"      // within 14 days somebody said that it is still dark
)

// Entries is what a book is counted from. Read takes them from rows; a screen that
// keeps its records decoded fills them in itself.
type Entries struct {
	Spots    []lamp.Spot
	Jobs     []lamp.Job
	Patrols  []Patrol
	Sections []Section
	Blinds   []Blind
	Works    []Work
	Rules    lamp.Rules // deadlines
	Now      time.Time  // for what is overdue
}

// Read takes all entries from rows.
func Read(view op.Reader, now time.Time) Entries {
	return Entries{lamp.Spots.All(view), lamp.Jobs.All(view), Patrols.All(view), Sections.All(view), Blinds.All(view), Works.All(view), lamp.RulesOf(view), now}
}

// Figures counts what happened from one moment to before another; a zero moment is no
// end. now is for what is overdue.
func Figures(view op.Reader, from, to, now time.Time) Book { return Read(view, now).Between(from, to) }

// Between counts. It goes through everything once.
func (e Entries) Between(from, to time.Time) Book {
	c := counting{book: Book{From: from, To: to, Why: map[op.Key]Reason{}}, parts: map[Name][]Part{}, spots: map[op.ID]*lamp.Spot{}}
	for i := range e.Spots {
		c.spots[e.Spots[i].ID] = &e.Spots[i]
	}
	for _, s := range e.Sections {
		c.section(s)
	}
	named := map[op.ID]bool{}
	for _, b := range e.Blinds {
		c.blind(b, named)
	}
	for i := range e.Spots {
		c.works(&e.Spots[i], named)
	}
	for _, p := range e.Patrols {
		c.patrol(p)
	}
	for _, w := range e.Works {
		c.work(w)
	}
	for _, j := range e.Jobs {
		c.job(j)
	}
	for _, name := range Names {
		c.book.Figures = append(c.book.Figures, figure(name, c.parts[name]))
	}
	latestFirst(c.book.Left)
	c.book.Spells, c.book.Overdue, c.book.Hot = c.spells(e.Spots), overdue(e), hot(e.Spots, c.in)
	c.book.Reached = c.reached(e.Spots)
	return c.book
}

func figure(name Name, parts []Part) Figure {
	latestFirst(parts)
	f := Figure{Name: name, Parts: parts}
	for _, p := range parts {
		f.Value += p.N
	}
	return f
}

func latestFirst(parts []Part) {
	sort.SliceStable(parts, func(i, j int) bool { return parts[i].At.After(parts[j].At) })
}

// Figure finds one by its name.
func (b Book) Figure(name Name) Figure {
	for _, f := range b.Figures {
		if f.Name == name {
			return f
		}
	}
	return Figure{Name: name}
}

// counting is a book that is being counted.
type counting struct {
	book  Book
	parts map[Name][]Part
	spots map[op.ID]*lamp.Spot
}

// in reports whether a moment is in the period.
func (c *counting) in(at time.Time) bool {
	return !at.IsZero() && !at.Before(c.book.From) && (c.book.To.IsZero() || at.Before(c.book.To))
}

// add gives a record's share to figures; nothing is no share.
func (c *counting) add(of op.Key, at time.Time, n int, names ...Name) {
	if n == 0 || !c.in(at) {
		return
	}
	for _, name := range names {
		c.parts[name] = append(c.parts[name], Part{of, n, at})
	}
}

// leave notes what is not counted, and why.
func (c *counting) leave(of op.Key, at time.Time, why Reason) {
	if c.in(at) {
		c.book.Left = append(c.book.Left, Part{Of: of, At: at})
		c.book.Why[of] = why
	}
}

// whole follows a spot that was merged to where its reports are now. A circle, which
// no op makes, ends.
func (c *counting) whole(id op.ID) *lamp.Spot {
	s := c.spots[id]
	for range len(c.spots) {
		if s == nil || s.State != lamp.Merged {
			return s
		}
		s = c.spots[s.Into]
	}
	return s
}

func (c *counting) section(s Section) {
	of := Sections.Key(s.ID)
	switch {
	case s.Kept.Struck:
		return
	case s.Lit.IsZero():
		c.leave(of, s.Kept.Written, NotLit)
		return
	case c.temporary(s.Spots):
		c.leave(of, s.Lit, OnlyTemp)
		return
	}
	sections, km := AddDarkSections, AddDarkKm
	if s.Kind == NoLamp {
		sections, km = AddNoLampSections, AddNoLampKm
	}
	c.add(of, s.Lit, 1, AddSections, sections)
	c.add(of, s.Lit, s.Metres, AddKm, km)
}

// temporary reports whether one of the spots has temporary light only: such a stretch
// is not lit.
func (c *counting) temporary(spots []op.ID) bool {
	for _, id := range spots {
		if s := c.whole(id); s != nil && s.State == lamp.TempLit {
			return true
		}
	}
	return false
}

func (c *counting) blind(b Blind, named map[op.ID]bool) {
	if b.Kept.Struck {
		return
	}
	for _, id := range b.Spots {
		if s := c.whole(id); s != nil {
			named[s.ID] = true
		}
	}
	c.dealtWith(Blinds.Key(b.ID), b.Found, b.Cured, b.Cure)
}

// works counts a spot near works that no entry names: once it has been checked it was
// found, and it is dealt with by its temporary light, or by light.
func (c *counting) works(s *lamp.Spot, named map[op.ID]bool) {
	if s.Fault != lamp.Works || named[s.ID] || s.State == lamp.Merged || s.State == lamp.Declined || s.State == lamp.Withdrawn {
		return
	}
	var checked, templit, lit time.Time
	cure := Uncured
	for _, st := range s.Steps {
		switch st.State {
		case lamp.Checked, lamp.Repairing, lamp.Watched:
			if checked.IsZero() {
				checked = st.When()
			}
		case lamp.TempLit:
			templit = st.When()
		case lamp.Lit:
			lit = st.When()
		case lamp.Fixed:
			if cure = other; st.Cause == lamp.MovedForWorks {
				cure = MovedBack
			}
		}
	}
	switch {
	case checked.IsZero():
		return
	case s.State == lamp.TempLit:
		c.dealtWith(lamp.Spots.Key(s.ID), checked, templit, Temporary)
	case s.State == lamp.Lit || s.State == lamp.Closed:
		if cure == Uncured {
			cure = other // it was not ours, and somebody saw light
		}
		c.dealtWith(lamp.Spots.Key(s.ID), checked, lit, cure)
	default:
		c.dealtWith(lamp.Spots.Key(s.ID), checked, time.Time{}, Uncured)
	}
}

// other is a cure that only spots have.
const other Cure = "other"

func (c *counting) dealtWith(of op.Key, found, cured time.Time, cure Cure) {
	c.add(of, found, 1, SubFound)
	if cure == Uncured {
		return
	}
	c.add(of, cured, 1, SubDone, map[Cure]Name{MovedBack: SubMoved, Temporary: SubTemporary, other: SubOther}[cure])
}

func (c *counting) patrol(p Patrol) {
	if p.Kept.Struck {
		return
	}
	of := Patrols.Key(p.ID)
	c.add(of, p.Ended, len(p.Roads), DivPatrols)
	c.add(of, p.Ended, p.Metres, DivWay)
	c.add(of, p.Ended, p.Boxes, DivBoxes)
}

func (c *counting) work(w Work) {
	if !w.Kept.Struck {
		c.repaired(Works.Key(w.ID), w.At, lamp.Done{Lamps: w.Lamps, Facilities: w.Facilities, HighVoltage: w.HighVoltage, LowVoltage: w.LowVoltage, Boxes: w.Boxes})
	}
}

// job counts what a crew closed as repaired. What was dark again within 14 days did
// not hold, and the repair after it counts.
func (c *counting) job(j lamp.Job) {
	switch {
	case j.Out != lamp.Fixed || j.Done == (lamp.Done{}):
	case !j.Dark.IsZero():
		c.leave(lamp.Jobs.Key(j.ID), j.Ended, DarkAgain)
	default:
		c.repaired(lamp.Jobs.Key(j.ID), j.Ended, j.Done)
	}
}

func (c *counting) repaired(of op.Key, at time.Time, d lamp.Done) {
	c.add(of, at, d.Lamps, DivLamps)
	c.add(of, at, d.Facilities, DivFacilities)
	c.add(of, at, d.HighVoltage+d.LowVoltage, DivFaults)
	c.add(of, at, d.Boxes, DivMended)
}
