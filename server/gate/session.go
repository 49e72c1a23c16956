package gate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"denghuo/server/authority"
	"denghuo/shared/op"
	"denghuo/shared/person"
	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// Waits on a line. A phone's page cannot see pings, so its heartbeat is a frame; the
// socket's ping is for the city, whose phones drop off without a word.
const (
	helloWait = 10 * time.Second // for the first frame
	readWait  = 90 * time.Second // a live phone pings or is pinged well within
	writeWait = 10 * time.Second
	heartbeat = 25 * time.Second
)

// perSecond and burst limit the frames up on one line.
const (
	perSecond = 20
	burst     = 60
)

// closing maps a reason to a WebSocket close code: 4000 to 4099 say "come back by
// yourself", 4100 and above "not before something has changed". Since 2026.
var closing = map[wire.Reason]int{
	wire.Later: 4000, wire.Busy: 4001, wire.Twin: 4002, wire.Gap: 4003, wire.Rewound: 4004,
	wire.SignIn: 4100, wire.Renew: 4101, wire.Malformed: 4102, wire.TooBig: 4103, wire.Order: 4104,
}

// end is how a line ends.
type end struct {
	reason wire.Reason
	detail string
}

func (e end) Error() string { return fmt.Sprintf("line ends: %s: %s", e.reason, e.detail) }

// session is one phone on one line: a cursor, and nothing that can grow.
type session struct {
	gate  *Gate
	conn  *websocket.Conn
	ends  chan end // one place: the first end counts
	asks  chan struct{}
	actor person.Actor
	hello wire.Hello
	since uint64
	epoch string

	tokens float64 // of the bucket that limits frames up
	filled time.Time
}

// serve runs the line to its end. net/http no longer watches over it, so a panic
// is caught here: one session must not stop the city.
func (s *session) serve(ctx context.Context) {
	defer func() {
		if p := recover(); p != nil {
			s.gate.log.Error("session panicked", "panic", p, "stack", string(debug.Stack()))
		}
		s.conn.Close()
	}()
	s.conn.SetReadLimit(wire.MaxUp)
	s.conn.SetPongHandler(func(string) error { return s.conn.SetReadDeadline(time.Now().Add(readWait)) })
	up, err := s.read(helloWait)
	if err == nil && up.Hello == nil {
		err = end{wire.Order, "the first frame is Hello"}
	}
	if err == nil {
		err = s.greet(*up.Hello)
	}
	if err != nil {
		s.bye(err)
		return
	}
	go s.receive()
	s.bye(s.tell(ctx))
}

// greet takes a Hello: who it is, and what they know.
func (s *session) greet(h wire.Hello) error {
	actor, err := s.gate.tokens.Actor(h.Token)
	if err != nil {
		return end{wire.SignIn, "the token does not hold"}
	}
	s.actor, s.hello, s.since = actor, h, h.Since
	if h.Version != wire.Version {
		return end{wire.Renew, fmt.Sprintf("version %d is not spoken here, %d is", h.Version, wire.Version)}
	}
	return s.place()
}

// place finds where the phone stands. A phone that knows more than the city does
// in the same epoch is proof that the city lost something.
func (s *session) place() error {
	epoch, seq := s.gate.store.At()
	s.epoch = epoch
	if s.hello.Epoch != epoch {
		s.since = 0
		return nil
	}
	reader := s.gate.store.Read(nil)
	mark, _ := op.Marks.Get(reader, op.ID(s.hello.Client))
	reader.Close()
	if heard := s.hello.Heard; s.since > seq || heard.N > mark.N || (heard.N > 0 && heard.N == mark.N && heard.Hash != mark.Hash) {
		s.gate.log.Error("a phone knows more than the city", "client", s.hello.Client,
			"its_since", s.since, "our_seq", seq, "its_mark", heard.N, "our_mark", mark.N)
		return end{wire.Rewound, "the phone knows more than the city"}
	}
	return nil
}

// read waits for one frame and limits how many come.
func (s *session) read(patience time.Duration) (wire.Up, error) {
	if err := s.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return wire.Up{}, err
	}
	_, b, err := s.conn.ReadMessage()
	if errors.Is(err, websocket.ErrReadLimit) {
		return wire.Up{}, end{wire.TooBig, fmt.Sprintf("a frame is at most %d bytes", wire.MaxUp)}
	}
	if err != nil {
		return wire.Up{}, err
	}
	if !s.allow(time.Now()) {
		return wire.Up{}, end{wire.Busy, fmt.Sprintf("at most %d frames a second", perSecond)}
	}
	up, err := wire.DecodeUp(b)
	if err != nil {
		return up, end{wire.Malformed, err.Error()}
	}
	return up, nil
}

func (s *session) allow(now time.Time) bool {
	s.tokens = min(burst, s.tokens+now.Sub(s.filled).Seconds()*perSecond)
	s.filled = now
	if s.tokens < 1 {
		return false
	}
	s.tokens--
	return true
}

// receive reads frames until the line ends.
func (s *session) receive() {
	defer func() {
		if p := recover(); p != nil {
			s.gate.log.Error("session panicked", "panic", p, "stack", string(debug.Stack()))
			s.finish(end{wire.Later, "our fault"})
		}
	}()
	for {
		up, err := s.read(readWait)
		if err != nil {
			s.finish(asEnd(err))
			return
		}
		switch {
		case up.Hello != nil:
			s.finish(end{wire.Order, "Hello is said once"})
			return
		case up.Ping != nil:
			select {
			case s.asks <- struct{}{}:
			default:
			}
		case up.Push != nil:
			s.push(*up.Push)
		}
	}
}

// push hands the envelopes to the authority. They come back as rows; only an end
// of the line is told in another way.
func (s *session) push(p wire.Push) {
	at := s.gate.now()
	for _, raw := range p.Envelopes {
		job := authority.Job{Client: s.hello.Client, By: s.actor, Raw: raw, At: at, Sent: p.Sent, Done: func(o authority.Outcome) {
			s.gate.Ops.Add(1)
			if o.Reason != "" {
				s.finish(end{o.Reason, "an envelope does not fit"})
			}
		}}
		if !s.gate.authority.Submit(job) {
			s.finish(end{wire.Busy, "the city has too much to do"})
			return
		}
	}
}

func (s *session) finish(e end) {
	select {
	case s.ends <- e:
	default: // it ends already
	}
}

func asEnd(err error) end {
	var e end
	if errors.As(err, &e) {
		return e
	}
	return end{detail: err.Error()} // the phone has gone; nobody to tell
}

// tell sends what is new whenever the bell rings, and a heartbeat.
func (s *session) tell(ctx context.Context) error {
	bell := s.gate.hub.Listen(s.actor.Scopes())
	defer bell.Stop()
	if err := s.catchUp(true); err != nil {
		return err
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return end{wire.Later, "the city is being restarted"}
		case e := <-s.ends:
			return e
		case <-bell.Rung():
			err = s.catchUp(false)
		case <-beat.C:
			if err = s.catchUp(true); err == nil {
				err = s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait))
			}
		case <-s.asks:
			err = s.catchUp(true)
		}
		if err != nil {
			return err
		}
	}
}

// catchUp sends rows since the cursor, in pieces; always sends one frame even if
// there is nothing new.
func (s *session) catchUp(always bool) error {
	for {
		page, err := s.gate.store.Since(s.actor.Scopes(), s.since, wire.MaxDown)
		if err != nil {
			s.gate.log.Error("read rows", "err", err)
			return end{wire.Later, "our fault"}
		}
		if page.Epoch != s.epoch {
			s.epoch, s.since = page.Epoch, 0
			continue
		}
		if !always && len(page.Rows) == 0 {
			return nil
		}
		d := wire.Delta{Epoch: page.Epoch, From: s.since, To: page.To, Now: s.gate.now(), More: page.More, Rows: page.Rows}
		if err := s.send(wire.Down{Delta: &d}); err != nil {
			return err
		}
		s.gate.Rows.Add(int64(len(page.Rows)))
		s.since, always = page.To, false
		if !page.More {
			return nil
		}
	}
}

func (s *session) send(d wire.Down) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return s.conn.WriteMessage(websocket.TextMessage, wire.Encode(d))
}

// bye says why, with a close code that tells whether to come back.
func (s *session) bye(err error) {
	e := asEnd(err)
	if e.reason == "" {
		return
	}
	s.gate.log.Info("line ended", "reason", e.reason, "detail", e.detail, slog.String("client", string(s.hello.Client)))
	b := wire.Bye{Reason: e.reason, Again: s.gate.again(e.reason), Detail: e.detail}
	if s.send(wire.Down{Bye: &b}) != nil {
		return
	}
	message := websocket.FormatCloseMessage(closing[e.reason], string(e.reason))
	if err := s.conn.WriteControl(websocket.CloseMessage, message, time.Now().Add(writeWait)); err != nil {
		s.gate.log.Debug("close", "err", err)
	}
}
