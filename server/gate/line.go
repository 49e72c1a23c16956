package gate

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	"denghuo/server/hub"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// Waits on a line. A phone's page cannot see pings, so its heartbeat is a frame; the
// socket's own ping is for the city, whose phones drop off without a word.
const (
	helloWait = 10 * time.Second // for the first frame
	readWait  = 80 * time.Second // three pings without an answer; nobody is held for 90 s
	writeWait = 30 * time.Second // 32 KB on a very slow line
	heartbeat = 25 * time.Second
	renewWait = 3 * time.Second  // for what a phone of another version still pushes
	lookEach  = 10 * time.Minute // between two looks at who speaks: sessions also end by time
	lastWait  = 2 * time.Second  // for the phone to read our Bye before the line is cut
)

// perSecond and burst limit the frames up on one line.
const (
	perSecond = 20
	burst     = 60
)

// line is one phone on one WebSocket. One goroutine reads and owns the line (serve,
// then stay); another one tells, and lives only while there is something to say. So
// an idle line costs one small stack, and a slow phone holds nobody but its own
// teller.
//
//	bell, ping, timer → want → tell … until nothing is due
//	read fails, Bye   → finish → leave: waits for tell, says Bye, closes
type line struct {
	visit
	conn *websocket.Conn
	bell *hub.Bell     // nil before Hello
	beat *time.Timer   // and so is this
	seen time.Time     // when who speaks was last looked at; the teller's
	over chan struct{} // closed by finish
	told sync.WaitGroup

	mu    sync.Mutex // guards all below
	due   due
	busy  bool // somebody tells; only they touch cursor and writes
	ended bool
	why   end // the first end counts

	pushing bool // a push of this phone is being decided

	allowance float64 // of the bucket that limits frames up; the reader's
	filled    time.Time
}

func newLine(g *Gate, conn *websocket.Conn, cookie, from string) *line {
	return &line{visit: visit{gate: g, cookie: cookie, from: from}, conn: conn, over: make(chan struct{}), busy: true,
		allowance: burst, filled: time.Now()}
}

// serve runs the line from Hello on. To wait it goes on in a goroutine of its own:
// what Hello needed of the stack is given back, half of what an idle line costs.
func (l *line) serve() {
	l.gate.seats.enter(l)
	if l.greeted() {
		go l.stay()
		return
	}
	l.leave()
}

func (l *line) greeted() (ok bool) {
	defer l.guard()
	err := l.arrive()
	if err != nil {
		l.finish(asEnd(err))
	}
	return err == nil
}

func (l *line) arrive() error {
	if err := l.first(); err != nil {
		return err
	}
	l.gate.seats.take(l)
	if err := l.again(); err != nil { // it may have changed before the seat was taken
		return err
	}
	l.bell = l.gate.Hub.Call(l.scopes, func() { l.want(news) })
	l.conn.SetPongHandler(func(string) error { return l.patient(readWait) })
	if err := l.begin(); err != nil {
		return err
	}
	return l.patient(readWait)
}

// stay reads frames until the phone goes or somebody ends the line. It waits right
// here nearly all the time, so what lies above on the stack is kept small.
func (l *line) stay() {
	defer l.leave()
	defer l.guard()
	for {
		_, r, err := l.conn.NextReader()
		if err == nil {
			err = l.hear(r)
		}
		if err != nil {
			l.finish(asEnd(err))
			return
		}
	}
}

// leave is the end of every line: nobody tells any more when it says Bye.
func (l *line) leave() {
	defer l.gate.dismiss()
	l.told.Wait()
	if l.bell != nil {
		l.bell.Stop()
	}
	if l.beat != nil {
		l.beat.Stop()
	}
	l.gate.seats.leave(l)
	l.close(l.bye())
}

// guard is deferred by both goroutines of a line.
func (l *line) guard() {
	if p := recover(); p != nil {
		l.gate.Log.Error("line panicked", "client", l.hello.Client, "panic", p, "stack", string(debug.Stack()))
		l.finish(end{reason: wire.Later, detail: "our fault"})
	}
}

// finish ends the line: it wakes the reader, who owns it, and gives a writer that
// stands little time more. Anybody may call it; it does not wait.
func (l *line) finish(e end) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return
	}
	l.ended, l.why = true, e
	close(l.over)
	raw := l.conn.NetConn()
	_ = raw.SetReadDeadline(time.Now()) // a line without deadlines is closed already
	_ = raw.SetWriteDeadline(time.Now().Add(lastWait))
}

// close cuts the line. After a Bye the phone has time to read it: bytes of its own
// that nobody read would make the system cut at once, and throw the Bye away.
func (l *line) close(said bool) {
	raw := l.conn.NetConn()
	if said && raw.SetReadDeadline(time.Now().Add(lastWait)) == nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(raw, 4*wire.MaxUp)) // until it closes or time is up
	}
	_ = l.conn.Close() // it is over either way
}

// first takes the Hello, and from a phone of another version all that it still
// pushes: it may be the last that is heard of it for long.
func (l *line) first() error {
	up, err := l.read(helloWait)
	if err != nil {
		return err
	}
	if up.Hello == nil {
		return end{reason: wire.Order, detail: "the first frame is Hello"}
	}
	if err := l.greet(l.gate.ctx, *up.Hello); err != nil || !l.renew {
		return err
	}
	for {
		up, err := l.read(renewWait)
		if err != nil {
			return end{reason: wire.Renew, detail: fmt.Sprintf("version %d is not spoken here, %d is", l.hello.Version, wire.Version)}
		}
		if up.Push == nil {
			continue
		}
		if err := l.push(l.over, *up.Push, nil); err != nil {
			return err
		}
	}
}

// patient sets until when the phone may be silent. It fails when the line is to
// end: otherwise it would undo the wake of finish.
func (l *line) patient(patience time.Duration) error {
	if err := l.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return fmt.Errorf("set deadline: %w", err)
	}
	select {
	case <-l.over:
		return end{detail: "the line ends"}
	default:
		return nil
	}
}

// read waits for one frame. The socket's own limit is not used: it would close the
// line with a code of its own, before our Bye could say what was wrong.
func (l *line) read(patience time.Duration) (wire.Up, error) {
	if err := l.patient(patience); err != nil {
		return wire.Up{}, err
	}
	_, r, err := l.conn.NextReader()
	if err != nil {
		return wire.Up{}, fmt.Errorf("read: %w", err)
	}
	return l.decode(r)
}

func (l *line) decode(r io.Reader) (wire.Up, error) {
	b, err := io.ReadAll(io.LimitReader(r, wire.MaxUp+1))
	if err != nil {
		return wire.Up{}, fmt.Errorf("read: %w", err)
	}
	l.gate.Counts.Frames.Add(1)
	if len(b) > wire.MaxUp {
		return wire.Up{}, end{reason: wire.TooBig, detail: fmt.Sprintf("a frame is at most %d bytes", wire.MaxUp)}
	}
	if !l.allow(time.Now()) {
		return wire.Up{}, end{reason: wire.Busy, detail: fmt.Sprintf("at most %d frames a second", perSecond)}
	}
	up, err := wire.DecodeUp(b)
	if err != nil {
		return up, end{reason: wire.Malformed, detail: err.Error()}
	}
	return up, nil
}

func (l *line) allow(now time.Time) bool {
	l.allowance = min(burst, l.allowance+now.Sub(l.filled).Seconds()*perSecond)
	l.filled = now
	if l.allowance < 1 {
		return false
	}
	l.allowance--
	return true
}

// hear takes one frame after Hello.
func (l *line) hear(r io.Reader) error {
	up, err := l.decode(r)
	switch {
	case err != nil:
	case up.Hello != nil:
		err = end{reason: wire.Order, detail: "Hello is said once"}
	case up.Ping != nil:
		l.want(proof)
	case up.Push != nil:
		l.pushes()
		err = errors.Join(l.push(l.over, *up.Push, l.stand), l.pushed())
	}
	if err != nil {
		return err
	}
	return l.patient(readWait)
}

// bye says why the line ends, as a frame and as a close code; true when it went out.
func (l *line) bye() bool {
	e := l.why
	if e.reason == "" {
		l.gate.Log.Debug("phone has gone", "client", l.hello.Client, "why", e.detail)
		return false
	}
	l.gate.Counts.Byes.Add(1)
	l.gate.Log.Debug("line ends", "reason", e.reason, "detail", e.detail, "client", l.hello.Client)
	b := l.gate.bye(e)
	if err := l.send(wire.Encode(wire.Down{Bye: &b})); err != nil {
		l.gate.Log.Debug("say bye", "err", err)
		return false
	}
	message := websocket.FormatCloseMessage(closing(e.reason), string(e.reason))
	if err := l.conn.WriteControl(websocket.CloseMessage, message, time.Now().Add(lastWait)); err != nil {
		l.gate.Log.Debug("close", "err", err)
	}
	return true
}
