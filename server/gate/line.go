package gate

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// Waits on a line. A phone's page cannot see pings, so its heartbeat is a frame; the
// socket's own ping is for the city, whose phones drop off without a word.
const (
	helloWait = 10 * time.Second // for the first frame
	readWait  = 90 * time.Second // a live phone answers pings well within
	writeWait = 30 * time.Second // 32 KB on a very slow line
	heartbeat = 25 * time.Second
	renewWait = 3 * time.Second // for what a phone of another version still pushes
	lastWait  = 2 * time.Second // for the phone to read our Bye before the line is cut
)

// perSecond and burst limit the frames up on one line.
const (
	perSecond = 20
	burst     = 60
)

// line is one phone on one WebSocket. One goroutine writes (tell), one reads
// (receive); the writer owns the reader and waits for it.
type line struct {
	visit
	conn *websocket.Conn
	ends chan end      // one place: the first end counts
	asks chan struct{} // one place: the phone wants a heartbeat now

	allowance float64 // of the bucket that limits frames up
	filled    time.Time
}

func newLine(g *Gate, conn *websocket.Conn) *line {
	return &line{visit: visit{gate: g}, conn: conn, ends: make(chan end, 1), asks: make(chan struct{}, 1),
		allowance: burst, filled: time.Now()}
}

// serve runs the line to its end. net/http no longer watches over it, so a panic
// is caught here: one line must not stop the city.
func (l *line) serve() {
	ctx, cancel := context.WithCancel(l.gate.ctx)
	defer cancel()
	defer l.close()
	defer l.guard()
	if err := l.first(ctx); err != nil {
		l.bye(err)
		return
	}
	defer l.gate.seats.take(l)()
	l.conn.SetPongHandler(func(string) error { return l.conn.SetReadDeadline(time.Now().Add(readWait)) })
	received := make(chan struct{})
	go func() {
		defer close(received)
		defer l.guard()
		l.receive(ctx)
	}()
	l.bye(l.tell(ctx))
	cancel()
	_ = l.conn.SetReadDeadline(time.Now()) // wakes the reader; a dead line is awake
	<-received
}

// guard is deferred by both goroutines of a line.
func (l *line) guard() {
	if p := recover(); p != nil {
		l.gate.Log.Error("line panicked", "client", l.hello.Client, "panic", p, "stack", string(debug.Stack()))
		l.finish(end{wire.Later, "our fault"})
	}
}

// close cuts the line after the phone has had time to read our Bye: bytes of its
// own that nobody read would make the system cut at once, and throw the Bye away.
func (l *line) close() {
	raw := l.conn.NetConn()
	if raw.SetReadDeadline(time.Now().Add(lastWait)) == nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(raw, 4*wire.MaxUp)) // until it closes or time is up
	}
	_ = l.conn.Close() // it is over either way
}

// first takes the Hello, and from a phone of another version all that it still
// pushes: it may be the last that is heard of it for long.
func (l *line) first(ctx context.Context) error {
	up, err := l.read(helloWait)
	if err != nil {
		return err
	}
	if up.Hello == nil {
		return end{wire.Order, "the first frame is Hello"}
	}
	if err := l.greet(*up.Hello); err != nil || !l.renew {
		return err
	}
	for {
		up, err := l.read(renewWait)
		if err != nil {
			return end{wire.Renew, fmt.Sprintf("version %d is not spoken here, %d is", l.hello.Version, wire.Version)}
		}
		if up.Push == nil {
			continue
		}
		if err := l.push(ctx, *up.Push); err != nil {
			return err
		}
	}
}

// read waits for one frame. The socket's own limit is not used: it would close the
// line with a code of its own, before our Bye could say what was wrong.
func (l *line) read(patience time.Duration) (wire.Up, error) {
	if err := l.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return wire.Up{}, fmt.Errorf("set deadline: %w", err)
	}
	_, r, err := l.conn.NextReader()
	if err != nil {
		return wire.Up{}, fmt.Errorf("read: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(r, wire.MaxUp+1))
	if err != nil {
		return wire.Up{}, fmt.Errorf("read: %w", err)
	}
	l.gate.Counts.Frames.Add(1)
	if len(b) > wire.MaxUp {
		return wire.Up{}, end{wire.TooBig, fmt.Sprintf("a frame is at most %d bytes", wire.MaxUp)}
	}
	if !l.allow(time.Now()) {
		return wire.Up{}, end{wire.Busy, fmt.Sprintf("at most %d frames a second", perSecond)}
	}
	up, err := wire.DecodeUp(b)
	if err != nil {
		return up, end{wire.Malformed, err.Error()}
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

// receive reads frames until the line ends.
func (l *line) receive(ctx context.Context) {
	for ctx.Err() == nil {
		up, err := l.read(readWait)
		switch {
		case err != nil:
		case up.Hello != nil:
			err = end{wire.Order, "Hello is said once"}
		case up.Ping != nil:
			select {
			case l.asks <- struct{}{}:
			default: // one heartbeat is on its way
			}
		case up.Push != nil:
			err = l.push(ctx, *up.Push)
		}
		if err != nil {
			l.finish(asEnd(err))
			return
		}
	}
}

func (l *line) finish(e end) {
	select {
	case l.ends <- e:
	default: // it ends already
	}
}

// tell sends what is new whenever the bell rings, and a heartbeat.
func (l *line) tell(ctx context.Context) error {
	bell := l.gate.Hub.Listen(l.actor.Scopes())
	defer bell.Stop()
	if err := l.catchUp(true); err != nil {
		return err
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-l.gate.ctx.Done():
			return end{wire.Later, "the city is being restarted"}
		case e := <-l.ends:
			return e
		case <-bell.Rung():
			err = l.catchUp(false)
		case <-l.asks:
			err = l.catchUp(true)
		case <-beat.C:
			if err = l.catchUp(true); err == nil {
				err = l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait))
			}
		}
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return end{wire.Later, "the line ends"}
		}
	}
}

// catchUp sends rows since the cursor, in pages; always sends one frame even if
// there is nothing new.
func (l *line) catchUp(always bool) error {
	for {
		before := l.since
		d, err := l.page()
		if err != nil {
			return err
		}
		if !always && len(d.Rows) == 0 && d.From == before {
			l.since = before // said to nobody
			return nil
		}
		if err := l.send(wire.Down{Delta: &d}); err != nil {
			return err
		}
		if always = false; !d.More {
			return nil
		}
	}
}

func (l *line) send(d wire.Down) error {
	if err := l.conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return fmt.Errorf("set deadline: %w", err)
	}
	if err := l.conn.WriteMessage(websocket.TextMessage, wire.Encode(d)); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// bye says why the line ends, as a frame and as a close code.
func (l *line) bye(err error) {
	e := asEnd(err)
	if e.reason == "" {
		l.gate.Log.Debug("phone has gone", "client", l.hello.Client, "why", e.detail)
		return
	}
	l.gate.Counts.Byes.Add(1)
	l.gate.Log.Debug("line ends", "reason", e.reason, "detail", e.detail, "client", l.hello.Client)
	b := l.gate.bye(e)
	if err := l.send(wire.Down{Bye: &b}); err != nil {
		l.gate.Log.Debug("say bye", "err", err)
		return
	}
	message := websocket.FormatCloseMessage(closing(e.reason), string(e.reason))
	if err := l.conn.WriteControl(websocket.CloseMessage, message, time.Now().Add(lastWait)); err != nil {
		l.gate.Log.Debug("close", "err", err)
	}
}
