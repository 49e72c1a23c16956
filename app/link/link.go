// Package link is the line to the city: it dials, says Hello, pushes the outbox,
// takes rows, and waits longer after each failure. Nobody else retries anything.
//
//	           Wake, timer                    first Delta
//	waiting ───────────────► dialling ──────────────────► live
//	  ▲  ▲                       │ 10 s, error              │ silence of 60 s, or
//	  │  └───────────────────────┘                          │ of 5 s after a Ping,
//	  │                                                     │ an error, a Bye
//	  └─────────────────────────────────────────────────────┘
//	           random in 0…min(60 s, 2^k s), or of 4 s while a tap of this minute
//	           waits for its answer; in 0…Again after a Bye
//
//	Wake     visible, focus, online, a tap on "retry", or one that put something into
//	         the outbox; never more than one try a second
//	Ping     at a Wake, and when a tap of this minute waits over a silence of 5 s, of
//	         twice and four times that on a line that has not been live: a city that
//	         is only slow tells every two seconds where a push stands
//	stopped: Bye{sign_in} until the token changes
//	patient: minutes, after a Bye that says "not by itself" (renew, a fault) and
//	         when the city has begun this phone anew three times in a minute
//
// Silence is measured with the wall clock: Go's monotonic clock stands still in a
// phone that sleeps. An open socket is never trusted: only a Delta is proof.
package link

import (
	"context"
	"sync"
	"time"

	"denghuo/app/replica"
	"denghuo/shared/wire"
)

// Dialer opens a line. Implemented by the browser's WebSocket and by test pipes.
type Dialer interface {
	Dial(context.Context) (Conn, error)
}

// Conn is one open line. Recv blocks until a frame or the end; Close ends both.
type Conn interface {
	Send([]byte) error
	Recv() ([]byte, error)
	Close()
}

// How long things may take. NOTES of the field: pages cannot see pings, so the
// city sends a heartbeat frame each 25 s.
const (
	dialTime  = 10 * time.Second
	silence   = 60 * time.Second
	afterWake = 5 * time.Second
	longest   = 60 * time.Second
	hurry     = 4 * time.Second // the longest window while somebody stands and waits
	awaited   = time.Minute     // how long somebody does
	slow      = 4 << 10         // bytes a second that a bad line carries
	ticking   = time.Second
	usual     = 5 // seconds to come back in when a Bye says nothing
	patience  = 4 * time.Minute
	soonest   = time.Second // between two tries that somebody woke
	manyFresh = 3           // beginnings anew within a minute are a loop
)

// Config is what a line is made of.
type Config struct {
	Replica *replica.Replica
	Dialer  Dialer
	Token   func() string
	Build   string
	Now     func() time.Time
	Rand    func() float64 // in [0, 1)
	Changed func()         // after every change of State; must not wait; or nil
}

// State is how the line is.
type State struct {
	Live   bool
	Behind bool        // a long catch-up is under way
	Bye    wire.Reason // what the city said last when it ended the line; empty when live
	Loop   bool        // the city begins this phone anew again and again; minutes until the next try
	Place  wire.Place  // where the last push stands, as long as it is not decided; zero: not known
	Full   bool        // the city had no room for the last push
}

// Link is one line at a time, for ever.
type Link struct {
	c    Config
	wake chan struct{}
	more chan struct{} // the outbox may have grown

	tried uint64 // the outbox's last envelope for which a line was tried; Run's own

	mu    sync.Mutex
	state State
	fails int
	again int         // window of the last Bye in seconds
	full  bool        // and what it said of room
	fresh []time.Time // when the city began this phone anew, of the last minute
	loop  bool        // the line was ended for that
}

// New is a link that does nothing before Run.
func New(c Config) *Link {
	return &Link{c: c, wake: make(chan struct{}, 1), more: make(chan struct{}, 1)}
}

// Wake says that the world may have changed: visible, online, focus, a new token.
// A live line is asked to prove itself; a waiting one tries at once.
func (l *Link) Wake() { ring(l.wake) }

// ring leaves one note in a channel with one place.
func ring(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// State is how the line is now.
func (l *Link) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

func (l *Link) set(f func(*State)) {
	l.mu.Lock()
	before := l.state
	f(&l.state)
	changed := l.state != before
	l.mu.Unlock()
	if changed && l.c.Changed != nil {
		l.c.Changed()
	}
}

// Run keeps a line open until ctx ends.
func (l *Link) Run(ctx context.Context) {
	for ctx.Err() == nil {
		token, began := l.c.Token(), time.Now()
		l.tried = l.last().N
		bye := l.once(ctx, token)
		l.set(func(s *State) { *s = State{Bye: bye, Loop: s.Loop, Full: bye != "" && l.full} })
		if bye == wire.SignIn {
			l.sleepUntil(ctx, func() bool { return l.c.Token() != token })
			continue
		}
		l.pause(ctx, bye, began)
	}
}

// once is one line from dialling to its end; it tells the city's last word.
func (l *Link) once(ctx context.Context, token string) wire.Reason {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dialCtx, stop := context.WithTimeout(ctx, dialTime)
	conn, err := l.c.Dialer.Dial(dialCtx)
	stop()
	if err != nil {
		return ""
	}
	defer conn.Close()
	s := &session{link: l, conn: conn, frames: make(chan []byte), ended: make(chan struct{})}
	go s.receive(ctx)
	return s.run(ctx, token)
}

// wait is how long until the next try: at least least, then at random up to window
// more, which a Wake ends.
type wait struct{ least, window time.Duration }

// next counts the failure and chooses the wait.
func (l *Link) next(bye wire.Reason) wait {
	most := longest
	if l.watched() {
		most = hurry
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	k := min(l.fails, 6)
	l.fails++
	random := func(d time.Duration) time.Duration { return time.Duration(l.c.Rand() * float64(d)) }
	switch {
	case l.loop:
		l.loop = false
		return wait{least: patience/2 + random(patience/2)}
	case bye != "" && l.again < 0:
		return wait{longest / 2, patience/2 + random(patience/2)}
	case bye == wire.Later || bye == wire.Busy: // the city spreads those who come back
		return wait{least: random(min(longest, time.Duration(max(l.again, usual))*time.Second))}
	}
	return wait{window: random(min(most, time.Second<<k))}
}

// pause waits before the next try. Who puts something into the outbox looks at it and
// need not wait; for what lay there before the city was just tried.
func (l *Link) pause(ctx context.Context, bye wire.Reason, began time.Time) {
	tried := l.tried
	look := func() {
		if l.last().N > tried {
			l.Wake()
		}
	}
	defer l.c.Replica.Watch(look)()
	look()
	w := l.next(bye)
	l.idle(ctx, w.least, nil)
	end := time.Now().Add(w.window)
	if l.idle(ctx, w.window, l.wake) {
		l.idle(ctx, min(time.Until(began.Add(soonest)), time.Until(end)), nil)
	}
}

// last is the outbox's last envelope that waits; its N is 0 when none does.
func (l *Link) last() (w replica.Waiting) {
	if ws := l.c.Replica.Waiting(); len(ws) > 0 {
		w = ws[len(ws)-1]
	}
	return w
}

// watched reports whether somebody has tapped a moment ago and waits for the answer.
func (l *Link) watched() bool {
	w := l.last()
	return w.N > 0 && l.wall().Sub(w.At).Abs() < awaited
}

// idle waits for a time or, if wake is not nil, until it rings, which it reports.
func (l *Link) idle(ctx context.Context, d time.Duration, wake <-chan struct{}) (woken bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
		return true
	}
	return false
}

func (l *Link) sleepUntil(ctx context.Context, so func() bool) {
	for ctx.Err() == nil && !so() {
		select {
		case <-ctx.Done():
		case <-l.wake:
		}
	}
}

// session is one open line.
type session struct {
	link   *Link
	conn   Conn
	frames chan []byte
	ended  chan struct{}

	pushed uint64    // the last number sent on this line
	heard  time.Time // wall clock of the last frame
	gone   time.Time // wall clock at which even a slow line has carried the last push
	woken  time.Time // wall clock of a Wake not yet answered; zero: none
	ticked time.Time // wall clock of the last tick
}

func (s *session) receive(ctx context.Context) {
	defer close(s.ended)
	for {
		b, err := s.conn.Recv()
		if err != nil {
			return
		}
		select {
		case s.frames <- b:
		case <-ctx.Done():
			return
		}
	}
}

func (s *session) run(ctx context.Context, token string) wire.Reason {
	l := s.link
	hello := l.c.Replica.Hello(token, l.c.Build)
	s.heard, s.ticked, s.pushed = l.wall(), l.wall(), hello.Heard.N
	l.c.Replica.Clock().Ask(true)
	if s.conn.Send(wire.Encode(wire.Up{Hello: &hello})) != nil || s.push() != nil {
		return ""
	}
	stop := l.c.Replica.Watch(func() { ring(l.more) })
	defer stop()
	tick := time.NewTicker(ticking)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ""
		case <-s.ended:
			return ""
		case b := <-s.frames:
			s.heard, s.woken = l.wall(), time.Time{}
			if bye, end := s.take(b); end {
				return bye
			}
		case <-l.more:
			if s.push() != nil {
				return ""
			}
		case <-l.wake:
			if s.ask() != nil {
				return ""
			}
		case <-tick.C:
			if s.dead(l.wall()) {
				return ""
			}
		}
	}
}

// wall is the clock that goes on in a sleeping phone.
func (l *Link) wall() time.Time { return l.c.Now().Round(0) }

// ask makes the city prove within five seconds that the line lives.
func (s *session) ask() error {
	if s.woken.IsZero() {
		s.woken = s.link.wall()
	}
	s.link.c.Replica.Clock().Ask(false)
	return s.conn.Send(wire.Encode(wire.Up{Ping: &wire.Ping{}}))
}

// dead reports whether the line has been silent too long. A tick that comes late
// means that the phone slept, which is a wake too.
func (s *session) dead(now time.Time) bool {
	late := now.Sub(s.ticked)
	s.ticked = now
	if late < 0 { // the clock was set back: begin to measure anew
		s.heard, s.gone, s.woken = now, now, time.Time{}
	} else if (late > afterWake || s.overdue(now)) && s.ask() != nil {
		return true
	}
	return now.Sub(s.heard) > silence || (!s.woken.IsZero() && now.Sub(s.woken) > afterWake)
}

// overdue reports whether somebody waits over a silence in which a city that lives would
// have said something. Where a line has not been live before this one the next has longer:
// all phones at once would not help a city that can hardly speak.
func (s *session) overdue(now time.Time) bool {
	l := s.link
	l.mu.Lock()
	behind, quiet := l.state.Behind, afterWake<<min(l.fails, 2)
	l.mu.Unlock()
	return s.woken.IsZero() && !behind && min(now.Sub(s.heard), now.Sub(s.gone)) > quiet && l.watched()
}

// push sends what has not gone on this line yet.
func (s *session) push() error {
	r, size := s.link.c.Replica, 0
	for {
		raws := r.Unsent(s.pushed, wire.MaxUp/2)
		if len(raws) == 0 {
			return nil
		}
		last, err := wire.DecodeEnvelope(raws[len(raws)-1])
		if err != nil {
			return err
		}
		r.Offer(last.N)
		push := wire.Push{Sent: s.link.c.Now(), Envelopes: raws}
		frame := wire.Encode(wire.Up{Push: &push})
		if err := s.conn.Send(frame); err != nil {
			return err
		}
		size += len(frame)
		s.pushed, s.gone = last.N, s.link.wall().Add(time.Duration(size)*time.Second/slow)
		s.link.tried = max(s.link.tried, last.N)
	}
}

// take handles one frame; end says that the line is over.
func (s *session) take(b []byte) (bye wire.Reason, end bool) {
	d, err := wire.DecodeDown(b)
	if err != nil {
		return "", true
	}
	if d.Bye != nil {
		return d.Bye.Reason, s.bye(*d.Bye)
	}
	before := s.link.c.Replica.Hello("", "")
	if err := s.link.c.Replica.Take(*d.Delta); err != nil {
		return "", true // a gap or a full store: say Hello again later
	}
	loop := s.link.proved(*d.Delta, before.Since > 0 && d.Delta.From == 0)
	after := s.link.c.Replica.Hello("", "")
	// The city must hear a new name in a Hello; and when it has forgotten what it had
	// heard, everything is sent again on a new line.
	return "", loop || after.Client != before.Client || after.Heard.N < before.Heard.N
}

// bye follows what the city said.
func (s *session) bye(b wire.Bye) bool {
	s.link.mu.Lock()
	s.link.again, s.link.full = b.Again, b.Full
	s.link.mu.Unlock()
	switch b.Reason { // if storage fails all is as it was, and the next line hears the same Bye
	case wire.Twin, wire.Gap:
		_ = s.link.c.Replica.Renumber()
	case wire.Rewound:
		_ = s.link.c.Replica.Rewound()
	}
	return true
}

// proved is called after each Delta: only that shows that the line lives. fresh
// says that it replaced what the phone had; too often is a loop, which would cost
// the phone and the city a whole base each time.
func (l *Link) proved(d wire.Delta, fresh bool) (loop bool) {
	now := l.wall()
	l.mu.Lock()
	l.fails = 0
	if fresh {
		l.fresh = append(l.fresh, now)
	}
	for len(l.fresh) > 0 && now.Sub(l.fresh[0]).Abs() > time.Minute {
		l.fresh = l.fresh[1:]
	}
	if loop = len(l.fresh) >= manyFresh; loop {
		l.fresh, l.loop = nil, true
	}
	l.mu.Unlock()
	l.set(func(s *State) {
		*s = State{Live: !loop, Behind: d.More && !loop, Loop: loop, Place: s.Place}
		if d.Place != nil {
			s.Place = *d.Place
		}
	})
	return loop
}
