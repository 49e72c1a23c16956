package replica

import (
	"sync"
	"time"
)

// Clock is the city's time as a phone knows it: an anchor, which is one moment in
// the city's time, on the phone's ticking clock (performance.now) and on its wall
// clock (Date), and how far off the anchor may be.
//
// The ticking clock carries the time on: nobody can set it. On some phones it
// stands still in sleep; then the wall clock runs away from it. When the two have
// parted by a second nobody here can know which is right, so the clock says that it
// is not sure until the city has been asked again.
//
// The city's moment lies between the asking and the hearing of the answer, so each
// question gives an offset that is wrong by at most half the way there and back.
// Of the last eight the one with the shortest way counts.
type Clock struct {
	wall  func() time.Time
	ticks func() time.Duration

	mu      sync.Mutex
	city    time.Time // the anchor; zero before the first word of the city
	atTicks time.Duration
	atWall  time.Time
	within  time.Duration // how far off the anchor may be
	ways    []way         // the last questions
	asked   *reading      // a question that has no answer yet
	told    time.Time     // what Now said last: it never goes back while the anchor holds
	heard   time.Time
}

type reading struct {
	ticks time.Duration
	wall  time.Time
	any   bool // any delta is the answer
}

type way struct {
	offset time.Duration // the city's time since 1970 less ticks
	half   time.Duration
}

// Limits of belief.
const (
	parted  = time.Second
	unasked = 2 * time.Second // how far off a moment may be that was heard and not asked for
	keepWay = 8
)

// NewClock is one that has not heard the city yet and gives the phone's own time.
// Without ticks they are taken from wall, as Go measures time.
func NewClock(wall func() time.Time, ticks func() time.Duration) *Clock {
	if ticks == nil {
		start := wall()
		ticks = func() time.Duration { return wall().Sub(start) }
	}
	return &Clock{wall: wall, ticks: ticks}
}

func (c *Clock) read() reading { return reading{ticks: c.ticks(), wall: c.wall().Round(0)} }

// Ask says that the city is being asked for its time now: by a Ping, which a
// heartbeat answers, or by a Hello, where the first delta of any kind does.
func (c *Clock) Ask(hello bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.read()
	now.any = hello
	c.asked = &now
}

// Hear takes the city's time from a delta. Only an answer to a question says how
// far off it may be; any other anchors the clock if it has no anchor that holds.
func (c *Clock) Hear(city time.Time, heartbeat bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.read()
	c.heard = c.wall()
	held := !c.city.IsZero() && !c.apart(now)
	if !held {
		c.ways = nil
	}
	asked := c.asked
	if asked != nil && (heartbeat || asked.any) {
		c.asked = nil
	} else {
		asked = nil
	}
	if asked != nil && !asked.apart(now) {
		half := (now.ticks - asked.ticks) / 2
		c.ways = append(c.ways, way{time.Duration(city.UnixNano()) - now.ticks + half, half})
		c.ways = c.ways[max(0, len(c.ways)-keepWay):]
		c.anchorAtBest(now)
	} else if off := city.Sub(c.at(now)); !held || off.Abs() > unasked {
		c.anchor(city, now, unasked)
	}
	if !held {
		c.told = time.Time{}
	}
}

func (c *Clock) anchorAtBest(now reading) {
	best := c.ways[0]
	for _, w := range c.ways {
		if w.half <= best.half {
			best = w
		}
	}
	c.anchor(time.Unix(0, int64(best.offset+now.ticks)).UTC(), now, best.half)
}

func (c *Clock) anchor(city time.Time, now reading, within time.Duration) {
	c.city, c.atTicks, c.atWall, c.within = city, now.ticks, now.wall, within
}

// apart reports whether the phone's two clocks have parted between two readings.
func (r reading) apart(now reading) bool {
	return (now.wall.Sub(r.wall) - (now.ticks - r.ticks)).Abs() >= parted
}

// apart is about the time since the anchor.
func (c *Clock) apart(now reading) bool {
	return reading{ticks: c.atTicks, wall: c.atWall}.apart(now)
}

// at is the city's time by the anchor. Where the wall clock is ahead the phone has
// most likely slept.
func (c *Clock) at(now reading) time.Time {
	if c.city.IsZero() {
		return now.wall
	}
	gone := now.ticks - c.atTicks
	if slept := now.wall.Sub(c.atWall); slept-gone >= parted {
		gone = slept
	}
	return c.city.Add(gone)
}

// Now is the city's time. While Sure it never goes back: a countdown never rises.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.read()
	t := c.at(now)
	if c.city.IsZero() || c.apart(now) {
		return t
	}
	// A correction larger than the errors that were told is no correction.
	if t.Before(c.told) && c.told.Sub(t) <= 2*unasked {
		return c.told
	}
	c.told = t
	return t
}

// Within is how far off Now may be; sure is false when nobody knows: the city was
// not heard, or the phone's clocks have parted. Digits finer than this are not shown.
func (c *Clock) Within() (off time.Duration, sure bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.city.IsZero() || c.apart(c.read()) {
		return 0, false
	}
	return c.within, true
}

// City turns a moment of the phone's wall clock into the city's time.
func (c *Clock) City(at time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.read()
	return at.Add(c.at(now).Sub(now.wall))
}

// Heard is when the city was last heard, by the wall clock; zero: never.
func (c *Clock) Heard() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard
}

// Told is what another tab needs to show the same time.
type Told struct {
	City, Wall, Heard time.Time
	Within            time.Duration
}

// Tell gives the anchor as it stands now.
func (c *Clock) Tell() Told {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.city.IsZero() {
		return Told{}
	}
	now := c.read()
	return Told{City: c.at(now), Wall: now.wall, Heard: c.heard, Within: c.within}
}

// Take anchors this clock as another tab's was a moment ago.
func (c *Clock) Take(t Told) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.City.IsZero() {
		return
	}
	now := c.read()
	if late := now.wall.Sub(t.Wall); late > 0 && late < parted {
		t.City = t.City.Add(late)
	}
	c.heard = t.Heard
	if (t.City.Sub(c.at(now))).Abs() > 100*time.Millisecond || c.city.IsZero() || c.apart(now) {
		c.anchor(t.City, now, max(t.Within, 100*time.Millisecond))
	}
}
