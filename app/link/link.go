// Package link is the line to the city: it dials, says Hello, pushes the outbox,
// takes rows, and waits longer after each failure. Nobody else retries anything.
//
//	           Wake, timer                    first Delta
//	waiting ───────────────► dialling ──────────────────► live
//	  ▲  ▲                       │ 10 s, error              │ silence of 60 s, or
//	  │  └───────────────────────┘                          │ of 5 s after a Wake,
//	  │                                                     │ an error, a Bye
//	  └─────────────────────────────────────────────────────┘
//	           random in 0…min(60 s, 2^k s); in 0…Again after a Bye
//
//	stopped: Bye{sign_in} until the token changes, Bye{renew} until the page is new
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
	ticking   = time.Second
	usual     = 5 // seconds to come back in when a Bye says nothing
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
}

// Link is one line at a time, for ever.
type Link struct {
	c    Config
	wake chan struct{}
	more chan struct{} // the outbox may have grown

	mu    sync.Mutex
	state State
	fails int
	again int // window of the last Bye in seconds
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
		token := l.c.Token()
		bye := l.once(ctx, token)
		l.set(func(s *State) { s.Live, s.Behind, s.Bye = false, false, bye })
		if bye == wire.SignIn {
			l.sleepUntil(ctx, func() bool { return l.c.Token() != token })
			continue
		}
		l.pause(ctx, bye)
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

// pause waits at random before the next try; a Wake ends it, except where the
// city asked for a window.
func (l *Link) pause(ctx context.Context, bye wire.Reason) {
	l.mu.Lock()
	window := min(longest, time.Second<<min(l.fails, 6))
	l.fails++
	asked := bye == wire.Later || bye == wire.Busy || bye == wire.Renew
	if asked {
		window = min(longest, time.Duration(max(l.again, usual))*time.Second)
	}
	l.mu.Unlock()
	timer := time.NewTimer(time.Duration(l.c.Rand() * float64(window)))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case <-l.wake:
			if !asked {
				return
			}
		}
	}
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
	return s.conn.Send(wire.Encode(wire.Up{Ping: &wire.Ping{}}))
}

// dead reports whether the line has been silent too long. A tick that comes late
// means that the phone slept, which is a wake too.
func (s *session) dead(now time.Time) bool {
	late := now.Sub(s.ticked)
	s.ticked = now
	if late < 0 { // the clock was set back: begin to measure anew
		s.heard, s.woken = now, time.Time{}
	} else if late > afterWake && s.ask() != nil {
		return true
	}
	return now.Sub(s.heard) > silence || (!s.woken.IsZero() && now.Sub(s.woken) > afterWake)
}

// push sends what has not gone on this line yet.
func (s *session) push() error {
	r := s.link.c.Replica
	for {
		raws := r.Unsent(s.pushed, wire.MaxUp/2)
		if len(raws) == 0 {
			return nil
		}
		push := wire.Push{Sent: s.link.c.Now(), Envelopes: raws}
		if err := s.conn.Send(wire.Encode(wire.Up{Push: &push})); err != nil {
			return err
		}
		last, err := wire.DecodeEnvelope(raws[len(raws)-1])
		if err != nil {
			return err
		}
		s.pushed = last.N
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
	client := s.link.c.Replica.Hello("", "").Client
	if err := s.link.c.Replica.Take(*d.Delta); err != nil {
		return "", true // a gap or a full store: say Hello again later
	}
	s.link.proved(*d.Delta)
	renumbered := s.link.c.Replica.Hello("", "").Client != client
	return "", renumbered // the city must hear the new name in a Hello
}

// bye follows what the city said.
func (s *session) bye(b wire.Bye) bool {
	s.link.mu.Lock()
	s.link.again = b.Again
	s.link.mu.Unlock()
	switch b.Reason {
	case wire.Twin, wire.Gap, wire.Rewound:
		if err := s.link.c.Replica.Renumber(); err != nil {
			return true // all is as it was; the next line hears the same Bye
		}
	}
	return true
}

// proved is called after each Delta: only that shows that the line lives.
func (l *Link) proved(d wire.Delta) {
	l.mu.Lock()
	l.fails = 0
	l.mu.Unlock()
	l.set(func(s *State) { s.Live, s.Behind, s.Bye = true, d.More, "" })
}
