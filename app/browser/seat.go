//go:build js && wasm

package browser

import (
	"sync"
	"syscall/js"
	"time"

	"denghuo/shared/person"
)

// Seat is the right of one tab to write and to dial for a person: a Web Lock, so
// that a tab which ends loses it by itself.
//
//	          granted                       stolen, Yield, freeze, pagehide
//	asking ───────────► sitting ─────────────────────────────────────────► asking
//	  │                    ▲
//	  └────────────────────┘
//	   Take: a tap, or visible and no answer from the holder in 3 s
//
// A page that freezes gives the seat up. One that froze without a word keeps its
// lock; it does not answer on the channel, where every visible tab asks each 1.5 s
// whether it lives, and the visible tab takes the seat.
// What it tries to write after its thaw fails in the keeper. A phone without Web
// Locks sits at once: there the keeper's generations alone decide, and the page
// that was opened last writes.
type Seat struct {
	name    string
	locks   js.Value // undefined without Web Locks
	channel js.Value // undefined without BroadcastChannel
	bell    chan struct{}

	mu      sync.Mutex
	term    int      // counts each time of sitting down
	held    bool     //
	wanted  bool     // false while the page is put away
	try     int      // the latest request; what earlier ones tell is not heard
	leave   func()   // ends the lock; nil when not sitting
	cancel  js.Value // AbortController of the request that waits; or undefined
	looking bool     // look runs

	answer chan struct{} // one slot: a holder has answered
}

// quickSeat is how long the first request may take: a page before us, in the same
// tab, may still be going.
const (
	quickSeat = 300 * time.Millisecond
	noAnswer  = 3 * time.Second
	lookEvery = 1500 * time.Millisecond
)

// TakeSeat asks for the seat and waits a moment for it.
func TakeSeat(who person.ID) *Seat {
	s := &Seat{name: "denghuo.writer." + string(who), bell: make(chan struct{}, 1), answer: make(chan struct{}, 1), wanted: true}
	s.locks = js.Global().Get("navigator").Get("locks")
	if !s.locks.Truthy() {
		s.sit(0, func() {})
		return s
	}
	s.openChannel()
	s.ask(false)
	OnWake(s.comeBack)
	OnLeave(s.putAway)
	timer := time.NewTimer(quickSeat)
	defer timer.Stop()
	select {
	case <-s.bell:
		s.ring() // the bell is the caller's
	case <-timer.C:
		s.look()
	}
	return s
}

// Bell rings after every change of Term; one ring may stand for several.
func (s *Seat) Bell() <-chan struct{} { return s.bell }

// Term tells whether this tab sits, and how many times it has sat down: with a new
// number everything in storage may be another.
func (s *Seat) Term() (n int, held bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.term, s.held
}

// Take takes the seat from whoever has it. It is for a person's tap.
func (s *Seat) Take() {
	if !s.locks.Truthy() {
		s.sit(0, func() {})
		return
	}
	s.ask(true)
}

// Yield is for a keeper that found another tab writing: we sit no longer, whatever
// the lock says.
func (s *Seat) Yield() {
	s.stand()
	if s.locks.Truthy() {
		s.ask(false)
		s.look()
	}
}

func (s *Seat) ring() {
	select {
	case s.bell <- struct{}{}:
	default:
	}
}

// ask makes a request for the lock; a new one takes the place of one that waits.
func (s *Seat) ask(steal bool) {
	s.mu.Lock()
	if s.held {
		s.mu.Unlock()
		return
	}
	s.try++
	try, old := s.try, s.cancel
	s.cancel = js.Undefined()
	options := map[string]any{"steal": true}
	if !steal { // a signal and steal exclude each other
		s.cancel = js.Global().Get("AbortController").New()
		options = map[string]any{"signal": s.cancel.Get("signal")}
	}
	s.mu.Unlock()
	if old.Truthy() {
		old.Call("abort")
	}
	go s.hold(try, options)
}

// hold waits for the lock and for its end.
func (s *Seat) hold(try int, options map[string]any) {
	granted := js.FuncOf(func(js.Value, []js.Value) any {
		end, leave := later()
		if !s.sit(try, leave) {
			leave()
		}
		return end
	})
	defer granted.Release()
	promise := s.locks.Call("request", s.name, options, granted)
	_, err := await(promise, forEver)
	s.mu.Lock()
	ours := s.held && s.try == try
	s.mu.Unlock()
	if ours && err != nil { // stolen: wait until the thief goes
		s.stand()
		s.ask(false)
		s.look()
	}
}

// forEver is a deadline for promises that rightly have none.
const forEver = 1 << 62 * time.Nanosecond

// sit reports false when nobody wants the seat any more.
func (s *Seat) sit(try int, leave func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.wanted || s.try != try {
		return false
	}
	s.term++
	s.held, s.leave, s.cancel = true, leave, js.Undefined()
	s.ring()
	return true
}

// stand gives the seat up; the lock ends with its promise.
func (s *Seat) stand() {
	s.mu.Lock()
	leave := s.leave
	s.held, s.leave = false, nil
	s.mu.Unlock()
	if leave != nil {
		leave()
		s.ring()
	}
}

// putAway runs inside pagehide and freeze: it must end before they do.
func (s *Seat) putAway() {
	s.mu.Lock()
	s.wanted = false
	s.try++ // a lock that is granted from now on is given back
	old := s.cancel
	s.cancel = js.Undefined()
	s.mu.Unlock()
	if old.Truthy() {
		old.Call("abort")
	}
	s.stand()
}

// comeBack asks again after the page was away, and looks after the one that sits.
func (s *Seat) comeBack() {
	s.mu.Lock()
	away := !s.wanted
	s.wanted = true
	held := s.held
	s.mu.Unlock()
	if held {
		return
	}
	if away {
		s.ask(false)
	}
	s.look()
}

// look begins to watch over the holder, until this tab sits or is put away.
func (s *Seat) look() {
	s.mu.Lock()
	begin := s.channel.Truthy() && !s.looking && !s.held && s.wanted
	s.looking = s.looking || begin
	s.mu.Unlock()
	if begin {
		go s.watch()
	}
}

func (s *Seat) watch() {
	for {
		if Visible() {
			s.knock()
		}
		s.mu.Lock()
		s.looking = !s.held && s.wanted
		on := s.looking
		s.mu.Unlock()
		if !on {
			return
		}
		time.Sleep(lookEvery)
	}
}

// knock asks the holder whether it lives, and takes the seat from a frozen one. An
// answer to another tab's knock is as good.
func (s *Seat) knock() {
	select {
	case <-s.answer: // an old one
	default:
	}
	if attempt(func() { s.channel.Call("postMessage", "who sits") }) != nil {
		return // a channel that is closed proves nothing about the holder
	}
	timer := time.NewTimer(noAnswer)
	defer timer.Stop()
	select {
	case <-s.answer:
	case <-timer.C:
		s.mu.Lock()
		steal := !s.held && s.wanted
		s.mu.Unlock()
		if steal && Visible() {
			s.ask(true)
		}
	}
}

// openChannel lets the holder answer; a frozen page cannot.
func (s *Seat) openChannel() {
	kind := js.Global().Get("BroadcastChannel")
	if !kind.Truthy() {
		return
	}
	s.channel = kind.New(s.name)
	listen(s.channel, "message", func(e js.Value) {
		switch _, held := s.Term(); {
		case text(e.Get("data")) == "I sit":
			select {
			case s.answer <- struct{}{}:
			default:
			}
		case held:
			s.channel.Call("postMessage", "I sit")
		}
	})
}
