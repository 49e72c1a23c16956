package gate

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"denghuo/shared/wire"

	"github.com/gorilla/websocket"
)

// due is what a line has to say, as bits.
type due uint8

const (
	news  due = 1 << iota // rows, if there are any
	proof                 // a frame even without rows: the phone has asked
	pulse                 // a frame and a ping: it is time
	look                  // who speaks may have other rights now
)

// want notes what is due, and starts the teller if nobody tells. It does not wait. News
// wait while a push of this phone is decided: at 10:00 that is a moment, and what comes
// of it goes down in the same frame.
func (l *line) want(d due) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.due |= d
	if l.pushing && l.due == news {
		return
	}
	if !l.busy && !l.ended {
		l.busy = true
		l.told.Add(1)
		go l.tell()
	}
}

// begin sends the first page from the reader's own goroutine, and leaves the rest
// to a teller: a push is never held up by a long catch-up.
func (l *line) begin() error {
	l.beat = time.AfterFunc(heartbeat, func() { l.want(pulse) })
	if err := l.say(proof); err != nil {
		return err
	}
	l.mu.Lock()
	l.busy = false
	left := l.due
	l.mu.Unlock()
	if left != 0 {
		l.want(left)
	}
	return nil
}

// tell says what is due until nothing is.
func (l *line) tell() {
	defer l.told.Done()
	defer l.guard()
	for {
		d := l.next()
		if d == 0 {
			return
		}
		if err := l.say(d); err != nil {
			l.finish(asEnd(err))
		}
	}
}

// pushes notes that a push is being decided.
func (l *line) pushes() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pushing = true
}

// pushed is after it: the reader says itself what has come of it, one page, which spares
// thousands of tellers at 10:00. What is more it leaves to a teller: the next push is
// never held up by a long catch-up.
func (l *line) pushed() error {
	l.mu.Lock()
	l.pushing = false
	d := l.due
	if d == 0 || l.busy || l.ended {
		l.mu.Unlock()
		return nil
	}
	l.due, l.busy = 0, true
	l.mu.Unlock()
	return l.free(l.say(d))
}

// free is after something was told: what has become due meanwhile is a teller's.
func (l *line) free(err error) error {
	l.mu.Lock()
	l.busy = false
	left := l.due
	l.mu.Unlock()
	if err == nil && left != 0 {
		l.want(left)
	}
	return err
}

// stand tells the phone where its push stands. No rows go with it: they come when it is
// decided. Who tells something else at this moment proves as well that the line lives.
func (l *line) stand(p *wire.Place) error {
	l.mu.Lock()
	if l.busy || l.ended {
		l.mu.Unlock()
		return nil
	}
	l.busy = true
	l.mu.Unlock()
	var err error
	if l.since > 0 { // from 0 would begin the phone anew
		d := wire.Delta{Epoch: l.epoch, From: l.since, To: l.since, Now: l.gate.Now().Round(time.Millisecond), Place: p}
		err = l.send(wire.AppendDelta(nil, d))
	}
	return l.free(err)
}

// next takes what is due; when it is nothing the teller must go.
func (l *line) next() due {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.due
	if l.ended {
		d = 0
	}
	l.due = 0
	l.busy = d != 0
	return d
}

// say sends one page and what else is due. A longer catch-up is due again at once,
// so that pings are not late on a slow line.
func (l *line) say(d due) error {
	if d&look != 0 || d&pulse != 0 && time.Since(l.seen) >= lookEach {
		if err := l.again(); err != nil {
			return err
		}
	}
	more, err := l.turn(d&(proof|pulse) != 0)
	if err != nil {
		return err
	}
	if more {
		l.mu.Lock()
		l.due |= news
		l.mu.Unlock()
	}
	if d&pulse == 0 {
		return nil
	}
	l.beat.Reset(heartbeat)
	if err := l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}

// again asks who speaks anew. With other rights the phone comes back at once, and is
// then told what it may read now; without any it is told to sign in.
func (l *line) again() error {
	l.seen = time.Now()
	actor, err := l.gate.People.Actor(l.gate.ctx, l.hello.Token, l.cookie)
	if err != nil {
		return stranger(err)
	}
	if actor.ID != l.actor.ID || !slices.Equal(actor.Roles, l.actor.Roles) {
		return end{reason: wire.Later, detail: "who speaks has other rights now"}
	}
	return nil
}

// turn sends one page of rows since the cursor; without rows only if always.
func (l *line) turn(always bool) (more bool, err error) {
	before := l.since
	d, err := l.page()
	if err != nil {
		return false, err
	}
	if !always && len(d.Rows) == 0 && d.From == before {
		l.since = before // said to nobody
		return false, nil
	}
	b := pages.Get().(*[]byte)
	defer pages.Put(b)
	*b = wire.AppendDelta((*b)[:0], d)
	return d.More, l.send(*b)
}

// pages are buffers for frames down; a common one is a few hundred bytes.
var pages = sync.Pool{New: func() any { return new([]byte) }}

func (l *line) send(frame []byte) error {
	if err := l.conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return fmt.Errorf("set deadline: %w", err)
	}
	if err := l.conn.WriteMessage(websocket.TextMessage, frame); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
